"""Can strangers switch an owner's upkeep off, or fill their letter box, by what they send about a listing?"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from directory import clock
from directory.accounts.grants import add_grant, find_or_make_account
from directory.consents.service import UPKEEP, WORDINGS, give
from directory.freshness.service import run_cycle
from directory.jobs.schemas import Stores
from directory.listings.models import Listing
from directory.messages.models import Message
from directory.sealing import address_found_by
from directory.store import session_scope
from directory.submissions.answers import Answers
from directory.submissions.schemas import Sender, SubmissionKind
from directory.submissions.service import send, start
from directory.words import Role

MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def owned(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """Give a listing whose owner is to be asked; it is Monday morning."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    with session_scope(stores.directory) as session:
        listing = session.execute(select(Listing).where(col(Listing.slug) == "march-library")).scalar_one()
        listing.owned, listing.assured_date = True, date(2024, 1, 1)
        identifier = listing.id
    with session_scope(stores.people) as session:
        owner = find_or_make_account(session, "owner@example.org")
        add_grant(session, owner, Role.OWNER, str(identifier), granted_by=None)
        give(session, owner, UPKEEP, how="test", wording=WORDINGS[UPKEEP])
    return identifier


def report(stores: Stores, listing_id: UUID, number: int) -> None:
    sender = Sender(f"192.0.2.{number % 250}")
    with session_scope(stores.people) as session:
        kind, answers = SubmissionKind.REPORT, Answers(name="March Library", about="gone")
        opened = start(session, stores.settings, kind, answers, sender, listing_id=listing_id)
        send(
            session,
            stores.settings,
            opened.token,
            sender,
            None,
            parish=None,
            district=None,
            must_confirm=False,
        )


def leave(stores: Stores, at: datetime) -> None:
    """Let what waits leave, as a mail server would take it."""
    with stores.people.begin() as connection:
        connection.execute(
            text("UPDATE message SET state = 'sent', sent_at = :at WHERE state = 'waiting'"),
            {"at": at.replace(tzinfo=None).isoformat(sep=" ")},
        )


def subjects(stores: Stores) -> Sequence[str]:
    with Session(stores.people) as session:
        return (
            session.execute(
                select(col(Message.subject))
                .where(
                    col(Message.to_hash).in_(address_found_by(session, "owner@example.org")),
                    col(Message.purpose) == UPKEEP,
                )
                .order_by(col(Message.created_at))
            )
            .scalars()
            .all()
        )


def test_many_reports_are_one_notice_and_say_no_strangers_words(stores: Stores, owned: UUID) -> None:
    for number in range(5):
        report(stores, owned, number)
    assert subjects(stores) == ["Somebody told us something about your listing"]
    leave(stores, MONDAY)
    report(stores, owned, 6)
    assert len(subjects(stores)) == 1


def test_reports_every_day_leave_the_owner_asked(
    stores: Stores, owned: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: dict[str, datetime] = {}
    for day in range(30):
        now = MONDAY + timedelta(days=day)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        report(stores, owned, day)
        leave(stores, now)  # before the cycle, as an attacker would have it
        run_cycle(stores)
        leave(stores, now)
        for subject in subjects(stores):
            sent.setdefault(subject, now)
    asked = [subject for subject in sent if "told us" not in subject]
    assert asked, f"only notices in a month: {list(sent)}"
    assert sent[asked[0]] - MONDAY <= timedelta(days=14)
    with Session(stores.people) as session:
        days = (
            session.execute(
                select(col(Message.sent_at))
                .where(col(Message.purpose) == UPKEEP)
                .order_by(col(Message.sent_at))
            )
            .scalars()
            .all()
        )
    assert all(later - earlier >= timedelta(days=7) for earlier, later in pairwise(days))
