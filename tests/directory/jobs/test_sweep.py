"""Is what a restore or a hand in the file left half-linked put right, and nothing else touched?"""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from made_jobs import Clock
from sqlmodel import Session, col, select

from directory.accounts.models import RoleGrant
from directory.accounts.service import add_grant, find_or_make_account
from directory.freshness.models import UpkeepAsk
from directory.jobs.models import Applied, AuditEntry, Job
from directory.jobs.schedule import DAY, SCHEDULE, Regular, note_regular, word_of
from directory.jobs.schemas import Stores
from directory.jobs.service import enqueue, run_due, take
from directory.jobs.sweep import put_right
from directory.jobs.worker import work_once
from directory.listings.models import Listing
from directory.store import session_scope
from directory.words import Role


def listing(stores: Stores, *, owned: bool = False, departure: str | None = None) -> UUID:
    identifier = uuid4()
    with session_scope(stores.directory) as session:
        from directory import clock  # noqa: PLC0415

        session.add(
            Listing(
                id=identifier,
                slug=str(identifier),
                name="A club",
                kind="group",
                summary="A club.",
                owned=owned,
                departure=departure,
                created_at=clock.now(),
                updated_at=clock.now(),
            )
        )
    return identifier


def own(stores: Stores, listing_id: UUID) -> None:
    """Make an owner, as a hand in the file does: without the job that follows."""
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, f"{uuid4().hex}@example.org")
        job = add_grant(session, account, Role.OWNER, str(listing_id), granted_by=None)
        session.flush()
        session.delete(session.get_one(Job, job))


def open_grants(stores: Stores) -> set[str | None]:
    with Session(stores.people) as session:
        return set(session.exec(select(RoleGrant.scope).where(col(RoleGrant.ended_at).is_(None))))


def test_the_mark_of_an_owner_is_made_to_follow_the_owner(stores: Stores) -> None:
    _right, lacks, has = listing(stores), listing(stores), listing(stores, owned=True)
    own(stores, lacks)
    assert put_right(stores) == 2
    with Session(stores.people) as session:
        jobs = session.exec(select(Job).where(Job.kind == "follow_owners")).all()
    assert {job.payload["listing_id"] for job in jobs} == {str(lacks), str(has)}
    assert put_right(stores) == 0, "the jobs are there already"


def test_a_right_to_nothing_is_ended_once_it_is_certain(stores: Stores, time: Clock) -> None:
    there, nowhere = listing(stores), uuid4()
    own(stores, there)
    own(stores, nowhere)
    put_right(stores)
    assert open_grants(stores) == {str(there), str(nowhere)}, "it may still come"
    time.go_on(days=3)
    put_right(stores)
    assert open_grants(stores) == {str(there)}
    with Session(stores.people) as session:
        told = session.exec(select(AuditEntry.detail).where(AuditEntry.action == "end role")).all()
        assert told == [f"owner {nowhere}: no such listing"]


@pytest.mark.parametrize(
    ("departure", "works"), [(None, True), ("unconfirmed", True), ("archived", False), ("merged", False)]
)
def test_no_button_confirms_what_is_gone(
    stores: Stores, time: Clock, departure: str | None, *, works: bool
) -> None:
    identifier = listing(stores, departure=departure)
    with session_scope(stores.people) as session:
        for each in (identifier, uuid4()):
            session.add(
                UpkeepAsk(
                    id=uuid4(),
                    listing_id=each,
                    account_id=uuid4(),
                    stage="first",
                    round_from="",
                    token_hash=str(uuid4()),
                    asked_at=time.at,
                    expires_at=time.at + timedelta(days=60),
                )
            )
    put_right(stores)
    with Session(stores.people) as session:
        left = session.exec(select(UpkeepAsk.listing_id).where(col(UpkeepAsk.expires_at) > time.at)).all()
    assert left == ([identifier] if works else [])


def test_what_was_done_long_ago_is_pruned_and_what_failed_is_not(stores: Stores, time: Clock) -> None:
    with session_scope(stores.people) as session:
        old = enqueue(session, "note", {})
        failed = enqueue(session, "fail", {})
    run_due(stores)
    time.go_on(days=29)
    put_right(stores)
    with Session(stores.people) as session:
        assert session.get(Job, old) is not None
    time.go_on(days=2)
    put_right(stores)
    with Session(stores.people) as session:
        assert session.get(Job, old) is None
        assert session.get(Job, failed) is not None
    with Session(stores.directory) as session:
        assert session.get(Applied, old) is not None, "kept longer, so that nothing is done twice"
    time.go_on(days=90)
    put_right(stores)
    with Session(stores.directory) as session:
        assert session.get(Applied, old) is None


def test_the_schedule_notes_each_time_once_and_what_was_missed_once(stores: Stores, time: Clock) -> None:
    first = note_regular(stores)
    assert first == len(SCHEDULE)
    assert note_regular(stores) == 0
    time.go_on(minutes=30)
    assert note_regular(stores) == 0, "the one before still waits"
    with session_scope(stores.people) as session:
        for job in session.exec(select(Job)):
            job.state, job.done_at = "done", time.at
    with session_scope(stores.directory) as session:
        for job in session.exec(select(Job)):
            job.state, job.done_at = "done", time.at
    assert note_regular(stores) == 2, "the minute's and that of ten minutes, not the hour's"
    time.go_on(days=10)
    assert note_regular(stores) == first - 2, "each once; those two wait already"


def test_a_day_begins_at_midnight_here(time: Clock) -> None:
    daily = Regular("forget", DAY, "people")
    summer = time.at.replace(month=7, day=1, hour=23, minute=30)
    assert word_of(daily, summer) == "every:forget:2026-07-02"
    assert word_of(daily, summer - timedelta(hours=1)) == "every:forget:2026-07-01"


def test_a_kind_that_nobody_does_yet_is_passed_over(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "directory.jobs.schedule.SCHEDULE",
        (Regular("not_yet", DAY, "people"), Regular("note", DAY, "people")),
    )
    assert note_regular(stores) == 1
    assert work_once(stores) == 1
    assert work_once(stores) == 0


def test_the_effect_of_a_job_is_known_wherever_it_is(stores: Stores) -> None:
    with session_scope(stores.people) as session:
        job_id = enqueue(session, "note", {})
    run_due(stores)
    with session_scope(stores.directory) as session:
        assert not take(session, job_id)
    with session_scope(stores.people) as session:
        assert take(session, job_id), "not noted where it has no effect"
