"""Somebody worries about safety: who hears of it at once, and what becomes of it?

It goes to the coordinators of the district and to the mailbox that the operator set for it; where there is
neither, to the administrators. The message says only that there is one and where to read it: what was written
stays sealed, and who reads it is noted.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.accounts.addresses import read_email
from directory.accounts.often import count_ask
from directory.accounts.schemas import AccountRead, Where
from directory.accounts.service import accounts_with
from directory.errors import InvalidInput, NotFound
from directory.jobs.schemas import Stores
from directory.jobs.service import audit, enqueue
from directory.messages.service import queue_message
from directory.settings import Settings
from directory.store import reading_scope, session_scope
from directory.volunteers import queries
from directory.volunteers.models import SafetyConcern
from directory.words import Role

LONGEST: Final = 4000
MOST: Final = 200
"""So many are listed."""
SUBJECT: Final = "Somebody is worried about safety"
BODY: Final = """\
Somebody has told us that they worry about safety{about}.

Please read it now:

{link}

It is not repeated here, because mail is not the place for it. If you cannot act on it, hand it to
somebody who can, today.
"""


@dataclass(frozen=True, slots=True)
class ConcernRead:
    """A concern, for who may read it."""

    id: UUID
    listing_id: UUID | None
    need_id: UUID | None
    district: str | None
    body: str
    reply_to: str | None
    state: str
    at: datetime
    read_at: datetime | None
    closed_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class ConcernAbout:
    """What a concern is about, as far as the page it was written on knows."""

    listing_id: UUID | None = None
    need_id: UUID | None = None
    district: str | None = None
    named: str = ""


def tell_concern(stores: Stores, about: ConcernAbout, body: str, reply_to: str, *, network: str) -> int:
    """Keep a concern and write to who hears of it; give how many were written to."""
    said, settings = body.strip(), stores.settings
    if not said:
        raise InvalidInput("Write what worries you, in your own words.", field="body")
    if len(said) > LONGEST:
        raise InvalidInput(f"Write at most {LONGEST:,} characters.", field="body")
    address = read_email(reply_to) if reply_to.strip() else None
    with session_scope(stores.people) as session:
        who = address or f"somebody at {network}"
        count_ask(session, settings, "concern", email=who, network=network, per_address=10)
        row = SafetyConcern(
            id=uuid4(),
            listing_id=about.listing_id,
            need_id=about.need_id,
            district=about.district,
            body=said,
            reply_to=address,
            at=clock.now(),
        )
        session.add(row)
        session.flush()
        named = f" about {about.named}" if about.named else ""
        text = BODY.format(about=named, link=f"{settings.base_url}/desk/concerns/{row.id}")
        hearers = hearers_of(session, settings, about.district)
        for number, (email, account_id) in enumerate(hearers):
            queue_message(
                session,
                settings,
                to_email=email,
                purpose="answer",
                subject=SUBJECT,
                body=text,
                account_id=account_id,
                dedupe=f"concern:{row.id}:{number}",
            )
        # Not left to the next minute's turn.
        enqueue(session, "deliver_messages", {})
    return len(hearers)


def hearers_of(
    session: Session, settings: Settings, district: str | None
) -> tuple[tuple[str, UUID | None], ...]:
    """List the addresses that hear of a concern at once: nobody only where there is no administrator."""
    found: dict[str, UUID | None] = {}
    if settings.concerns_email:
        found[settings.concerns_email.lower()] = None
    people: tuple[AccountRead, ...] = ()
    if district is not None:
        people = accounts_with(session, Role.COORDINATOR, district)
    if not people and not found:
        people = accounts_with(session, Role.ADMINISTRATOR, None)
    for person in people:
        found.setdefault(person.email, person.id)
    return tuple(found.items())


def list_concerns(stores: Stores, where: Where) -> tuple[ConcernRead, ...]:
    """List the concerns of the districts somebody hears of, the newest first; their words stay unread."""
    with reading_scope(stores.people) as session:
        rows = queries.list_concerns(session, None if where.everywhere else where.districts, MOST)
        return tuple(_read(row, words=False) for row in rows)


def find_concern(session: Session, concern_id: UUID) -> ConcernRead:
    """Find one without its words: to tell whether somebody may read it."""
    return _read(_row(session, concern_id), words=False)


def read_concern(session: Session, concern_id: UUID, *, account_id: UUID, role: str) -> ConcernRead:
    """Read one whole, and write down who did."""
    row = _row(session, concern_id)
    if row.read_at is None:
        row.read_at, row.read_by = clock.now(), account_id
        row.state = "read" if row.state == "new" else row.state
    audit(
        session,
        actor_id=account_id,
        actor_role=role,
        action="read_concern",
        subject="concern",
        subject_id=concern_id,
    )
    session.flush()
    return _read(row, words=True)


def close_concern(session: Session, concern_id: UUID, outcome: str, *, account_id: UUID, role: str) -> None:
    """Say what was done."""
    said = outcome.strip()
    if not said:
        raise InvalidInput("Write what was done, or to whom it was handed.", field="outcome")
    if len(said) > LONGEST:
        raise InvalidInput(f"Write at most {LONGEST:,} characters.", field="outcome")
    row = _row(session, concern_id)
    row.state, row.closed_at, row.outcome = "closed", clock.now(), said
    audit(
        session,
        actor_id=account_id,
        actor_role=role,
        action="close_concern",
        subject="concern",
        subject_id=concern_id,
    )
    session.flush()


def _row(session: Session, concern_id: UUID) -> SafetyConcern:
    row = session.get(SafetyConcern, concern_id)
    if row is None:
        raise NotFound("There is no such concern.")
    return row


def _read(row: SafetyConcern, *, words: bool) -> ConcernRead:
    return ConcernRead(
        id=row.id,
        listing_id=row.listing_id,
        need_id=row.need_id,
        district=row.district,
        body=row.body if words else "",
        reply_to=row.reply_to if words else None,
        state=row.state,
        at=row.at,
        read_at=row.read_at,
        closed_at=row.closed_at,
        outcome=row.outcome if words else None,
    )
