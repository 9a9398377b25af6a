"""Is a job done once, tried again, put off, given up and seen, whatever happens meanwhile?"""

import json
import threading
from importlib import import_module
from uuid import UUID, uuid4

import made_jobs
import pytest
from made_jobs import Clock
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from directory.errors import NotFound
from directory.jobs import child, service
from directory.jobs.child import do_in_child
from directory.jobs.handlers import HANDLERS, HEAVY
from directory.jobs.models import AuditEntry, Job
from directory.jobs.schemas import StoreName, Stores
from directory.jobs.service import (
    DIED,
    LEASE,
    MOST_ATTEMPTS,
    attempt,
    audit,
    enqueue,
    retry,
    run_due,
    see_jobs,
    take,
    wait_s,
)
from directory.store import session_scope


def put(stores: Stores, kind: str, *, store: StoreName = "people", dedupe: str | None = None) -> UUID:
    with session_scope(stores.engine(store)) as session:
        return enqueue(session, kind, {"of": "test"}, dedupe=dedupe)


def job(stores: Stores, job_id: UUID, store: StoreName = "people") -> Job:
    with Session(stores.engine(store)) as session:
        return session.get_one(Job, job_id)


def noted(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return sorted(session.exec(select(col(AuditEntry.subject_id))))


@pytest.mark.parametrize("kind", sorted(HANDLERS))
def test_whoever_is_named_for_a_kind_is_there(kind: str) -> None:
    module, _, name = HANDLERS[kind].partition(":")
    assert callable(getattr(import_module(module), name))


def test_heavy_kinds_are_kinds() -> None:
    assert set(HANDLERS) >= HEAVY


def test_a_job_is_done_and_its_effect_is_in_the_other_store(stores: Stores) -> None:
    job_id = put(stores, "note")
    assert attempt(stores, "people", job_id)
    assert noted(stores.directory) == [str(job_id)]
    assert job(stores, job_id).state == "done"
    assert attempt(stores, "people", job_id), "done already is done"
    assert noted(stores.directory) == [str(job_id)]


def test_a_job_of_a_change_that_was_rolled_back_is_no_job(stores: Stores) -> None:
    def change() -> None:
        with session_scope(stores.people) as session:
            enqueue(session, "note", {})
            raise KeyError

    with pytest.raises(KeyError):
        change()
    assert run_due(stores) == 0


def test_a_kind_nobody_does_is_refused_when_it_is_noted(stores: Stores) -> None:
    with session_scope(stores.people) as session, pytest.raises(NotFound, match="Nobody does jobs"):
        enqueue(session, "nobody", {})


def test_two_jobs_of_one_word_are_one_and_both_get_its_id(stores: Stores) -> None:
    first, second = (put(stores, "note", dedupe="once") for _ in range(2))
    assert first == second
    assert run_due(stores) == 1
    assert put(stores, "note", dedupe="once") == first
    assert run_due(stores) == 0


def test_the_same_id_twice_is_one_job(stores: Stores) -> None:
    identifier = uuid4()
    for _ in range(2):
        with session_scope(stores.people) as session:
            assert enqueue(session, "note", {}, job_id=identifier) == identifier
    assert run_due(stores) == 1


def test_a_crash_between_the_effect_and_the_note_of_it_does_nothing_twice(
    stores: Stores, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = put(stores, "note")

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(service, "note_done", killed)
        with pytest.raises(Killed):
            run_due(stores)
    assert noted(stores.directory) == [str(job_id)]
    assert run_due(stores) == 0, "whoever was at it is given some minutes"
    time.go_on(seconds=LEASE.total_seconds() + 1)
    assert run_due(stores) == 1
    assert noted(stores.directory) == [str(job_id)]


def test_two_workers_do_not_do_one_job_side_by_side(stores: Stores) -> None:
    job_id = put(stores, "wait")
    other = threading.Thread(target=run_due, args=(stores,))
    other.start()
    assert made_jobs.BEGUN.wait(20)
    assert run_due(stores) == 0
    assert not attempt(stores, "people", job_id), "not done yet"
    made_jobs.GO_ON.set()
    other.join()
    assert [job_id] == made_jobs.SEEN
    assert job(stores, job_id).state == "done"


def test_even_two_at_once_have_one_effect(stores: Stores, time: Clock) -> None:
    job_id = put(stores, "wait")
    others = [threading.Thread(target=run_due, args=(stores,)) for _ in range(2)]
    others[0].start()
    assert made_jobs.BEGUN.wait(20)
    made_jobs.BEGUN.clear()
    time.go_on(hours=1)  # the first is taken for dead
    others[1].start()
    assert made_jobs.BEGUN.wait(20)
    made_jobs.GO_ON.set()
    for other in others:
        other.join()
    assert [job_id, job_id] == made_jobs.SEEN
    assert noted(stores.directory) == [str(job_id)]


def test_a_failure_is_put_off_longer_and_longer_and_given_up_in_the_end(stores: Stores, time: Clock) -> None:
    job_id = put(stores, "fail")
    waits = []
    for number in range(1, MOST_ATTEMPTS + 1):
        assert run_due(stores) == 0
        found = job(stores, job_id)
        assert (found.attempts, found.error) == (number, "Conflict"), "the kind of failure, not its words"
        if found.state == "failed":
            break
        waits.append((found.run_after - time.at).total_seconds())
        time.go_on(seconds=waits[-1] - 1)
        run_due(stores)
        assert job(stores, job_id).attempts == number, "before its time"
        time.go_on(seconds=2)
    assert found.state == "failed"
    assert number == MOST_ATTEMPTS
    assert waits == sorted(waits)
    assert 20 < waits[0] < 40
    assert waits[-1] < 8 * 3600
    time.go_on(days=30)
    run_due(stores)
    assert job(stores, job_id).attempts == MOST_ATTEMPTS


def test_what_failed_is_seen_and_can_be_tried_again(stores: Stores, time: Clock) -> None:
    job_id, waiting = put(stores, "fail"), put(stores, "note", store="directory")
    for _ in range(MOST_ATTEMPTS):
        time.go_on(days=1)
        run_due(stores)
    put(stores, "note")
    seen = see_jobs(stores)
    assert (seen.waiting, seen.failed) == (1, 1)
    assert [(each.state, each.kind) for each in seen.jobs] == [("failed", "fail"), ("waiting", "note")]
    retry(stores, job_id)
    assert see_jobs(stores).failed == 0
    run_due(stores)
    assert job(stores, job_id).attempts == 1
    with pytest.raises(NotFound, match="is done"):
        retry(stores, waiting)
    with pytest.raises(NotFound, match="There is no job"):
        retry(stores, uuid4())


def test_jobs_that_failed_together_do_not_come_back_together() -> None:
    waits = {wait_s("note", UUID(int=number), 1) for number in range(100)}
    assert len(waits) > 50
    assert min(waits) >= 22
    assert max(waits) <= 38


def test_a_regular_job_is_put_off_no_longer_than_until_its_next_time() -> None:
    assert wait_s("deliver_messages", UUID(int=999), 12) <= 75
    assert wait_s("note", UUID(int=999), 12) > 6 * 3600


POISON = {
    "no json": "{",
    "no object": "3",
    "nothing": "null",
    "very deep": "[" * 100_000 + "]" * 100_000,
}


@pytest.mark.parametrize("payload", POISON.values(), ids=POISON.keys())
def test_a_payload_that_cannot_be_read_stops_nobody_else(stores: Stores, payload: str) -> None:
    bad = put(stores, "note")
    with stores.people.begin() as connection:
        connection.execute(text("UPDATE job SET payload = :payload"), {"payload": payload})
    good = put(stores, "note")
    assert run_due(stores) == 1
    assert noted(stores.directory) == [str(good)]
    with stores.people.begin() as connection:
        connection.execute(text("UPDATE job SET payload = '{}'"))
    assert (job(stores, bad).state, job(stores, bad).attempts) == ("waiting", 1)


@pytest.mark.parametrize("kind", ["missing", "nobody"])
def test_a_kind_that_is_gone_stops_nobody_else(stores: Stores, kind: str) -> None:
    bad = put(stores, "note")
    with stores.people.begin() as connection:
        connection.execute(text("UPDATE job SET kind = :kind"), {"kind": kind})
    put(stores, "note")
    assert run_due(stores) == 1
    assert job(stores, bad).error in {"AttributeError", "NotFound"}


def test_a_job_its_worker_dies_of_fails_in_the_end(stores: Stores, time: Clock) -> None:
    job_id = put(stores, "note")
    for _ in range(MOST_ATTEMPTS):
        assert service._claim(stores, "people", job_id)
        time.go_on(hours=1)
    assert run_due(stores) == 0
    found = job(stores, job_id)
    assert (found.state, found.error) == ("failed", DIED)


def test_a_store_that_is_written_to_puts_jobs_off_and_raises_nothing(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = put(stores, "note")
    with stores.people.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    with session_scope(stores.people):
        assert not attempt(stores, "people", job_id)
        assert run_due(stores) == 0
    assert job(stores, job_id).attempts == 0
    monkeypatch.setattr(service, "LEASE", LEASE * 0)
    with session_scope(stores.directory):
        # The effect waits for the other store, in vain: a failure like any other.
        assert run_due(stores) == 0
    assert job(stores, job_id).error == "Unavailable"


def test_what_notes_nothing_is_noted_beside_the_job(stores: Stores) -> None:
    job_id = put(stores, "bare")
    assert run_due(stores) == 1
    with session_scope(stores.people) as session:
        assert not take(session, job_id)


def test_heavy_jobs_are_done_in_a_process_of_their_own_and_never_at_once(stores: Stores) -> None:
    with session_scope(stores.directory) as session:
        job_id = enqueue(session, "coverage_after_changes", {})
    assert not attempt(stores, "directory", job_id)
    done: list[UUID] = []

    def heavy(_stores: Stores, _store: StoreName, job_id: UUID) -> bool:
        done.append(job_id)
        return True

    assert run_due(stores, heavy=heavy) == 1
    assert done == [job_id]


def test_a_child_does_the_job_and_tells_how_it_went(stores: Stores) -> None:
    with session_scope(stores.people) as session:
        job_id = enqueue(session, "sweep", {})
    assert service._claim(stores, "people", job_id)
    assert do_in_child(stores, "people", job_id)
    assert job(stores, job_id).state == "done"


def test_a_child_that_ends_badly_is_a_failure_of_its_job_alone(stores: Stores) -> None:
    # A child knows nothing of the kinds made up here: it fails as with a kind that is gone.
    job_id = put(stores, "die")
    assert service._claim(stores, "people", job_id)
    assert not do_in_child(stores, "people", job_id)
    assert job(stores, job_id).error == "NotFound"


def test_a_worker_that_is_ended_takes_its_child_with_it(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "LOOK_EVERY_S", 0)  # else the child may be done before anybody looks
    with session_scope(stores.people) as session:
        job_id = enqueue(session, "sweep", {})
    assert service._claim(stores, "people", job_id)
    assert not do_in_child(stores, "people", job_id, stopping=lambda: True)
    found = job(stores, job_id)
    assert (found.state, found.error, found.leased_until) == ("waiting", "Stopped", None)


def test_no_words_of_a_failure_are_logged_or_kept(stores: Stores, capsys: pytest.CaptureFixture[str]) -> None:
    put(stores, "fail")
    run_due(stores)
    told = capsys.readouterr()
    assert "Conflict" in told.out + told.err
    assert "example.org" not in told.out + told.err
    assert "example.org" not in json.dumps([each.error for each in see_jobs(stores).jobs])


@pytest.mark.parametrize("store", ["people", "directory"])
@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_what_was_done_cannot_be_unsaid(stores: Stores, store: StoreName, statement: str) -> None:
    engine = stores.engine(store)
    with session_scope(engine) as session:
        audit(session, actor_id=None, actor_role="clock", action="a", subject="test", subject_id=1)
    with engine.begin() as connection, pytest.raises((IntegrityError, OperationalError), match="append-only"):
        connection.execute(text(statement))
    with Session(engine) as session:
        entry = session.exec(select(AuditEntry)).one()
        entry.action = "x"
        with pytest.raises((IntegrityError, OperationalError), match="append-only"):
            session.flush()
        session.rollback()
        session.delete(session.exec(select(AuditEntry)).one())
        with pytest.raises((IntegrityError, OperationalError), match="append-only"):
            session.flush()
    assert noted(engine) == ["1"]


@pytest.mark.parametrize("store", ["people", "directory"])
def test_an_entry_cannot_be_put_over_another(stores: Stores, store: StoreName) -> None:
    engine = stores.engine(store)
    with session_scope(engine) as session:
        audit(session, actor_id=None, actor_role="clock", action="a", subject="test", subject_id=1)
    over = (
        "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE true "
        "ON CONFLICT (id) DO UPDATE SET action = 'x'"
    )
    instead = (
        "INSERT OR REPLACE INTO audit_entry "
        "SELECT id, at, actor_id, actor_role, 'x', subject, subject_id, detail FROM audit_entry"
    )
    in_its_row = (
        "INSERT OR REPLACE INTO audit_entry (rowid, id, at, actor_role, action, subject, subject_id) "
        "SELECT rowid, 'another', at, actor_role, 'x', subject, subject_id FROM audit_entry"
    )
    for statement in (over, instead, in_its_row):
        with (
            engine.begin() as connection,
            pytest.raises((IntegrityError, OperationalError), match="append-only"),
        ):
            connection.execute(text(statement))
    with session_scope(engine) as session:
        audit(session, actor_id=None, actor_role="clock", action="b", subject="test", subject_id=2)
    with Session(engine) as session:
        assert sorted(session.exec(select(col(AuditEntry.action)))) == ["a", "b"]
