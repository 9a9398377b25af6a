"""What is done again and again, and how often? One table; a line is all that a new one needs.

Kept in the database as ordinary jobs: each time has a word of its own (`every:sweep:2026-11-22T14:00`), so
that two workers note it once and a restart does not repeat it. What was missed while nobody worked is done
once, not once for each time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from directory import clock
from directory.jobs import queries
from directory.jobs.handlers import HANDLERS
from directory.jobs.models import Job
from directory.jobs.schemas import StoreName, Stores
from directory.store import reading_scope, session_scope

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
LONGEST_WAIT_S: Final = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Regular:
    """A kind of job, and how often it is done."""

    kind: str
    every: timedelta
    store: StoreName
    """Where it is noted: the store it mostly changes."""


SCHEDULE: Final = (
    Regular("deliver_messages", MINUTE, "people"),
    Regular("sweep", HOUR, "people"),
    Regular("follow_needs", 10 * MINUTE, "people"),
    Regular("note_answers", DAY, "people"),
    Regular("end_relays", DAY, "people"),
    Regular("coverage_after_changes", HOUR, "directory"),
    Regular("refresh_visibility", DAY, "directory"),
    Regular("refresh_notices", DAY, "directory"),
    Regular("refresh_needs", DAY, "directory"),
    Regular("upkeep_cycle", DAY, "people"),
    Regular("make_digests", DAY, "people"),
    Regular("remind_volunteers", DAY, "people"),
    Regular("hire_cycle", DAY, "people"),
    Regular("clear_bodies", DAY, "people"),
    Regular("forget_drafts", DAY, "people"),
    Regular("forget", DAY, "people"),
    Regular("forget_counts", DAY, "directory"),
    Regular("find_matches", DAY, "directory"),
    Regular("harvest_due", HOUR, "directory"),
    Regular("check_links", DAY, "directory"),
    Regular("read_room_calendars", 6 * HOUR, "directory"),
)
"""A kind without a handler is passed over."""


def word_of(regular: Regular, now: datetime) -> str:
    """Name the time it is: the day of the calendar here, or the hour or minute in UTC."""
    if regular.every >= DAY:
        return f"{queries.REGULAR}{regular.kind}:{now.astimezone(clock.LONDON).date().isoformat()}"
    step = int(regular.every.total_seconds())
    begun = datetime.fromtimestamp(int(now.timestamp()) // step * step, UTC)
    return f"{queries.REGULAR}{regular.kind}:{begun:%Y-%m-%dT%H:%M}"


def note_regular(stores: Stores) -> int:
    """Note what it is time for; return how many jobs that made."""
    now, made = clock.now(), 0
    for regular in SCHEDULE:
        if regular.kind not in HANDLERS:
            continue
        word, engine = word_of(regular, now), stores.engine(regular.store)
        with reading_scope(engine) as session:
            there = queries.has_regular(session, regular.kind, word)
        if not there:
            with session_scope(engine) as session:
                queries.add(
                    session,
                    Job(
                        id=uuid4(), kind=regular.kind, payload={}, dedupe=word, created_at=now, run_after=now
                    ),
                )
            made += 1
    return made


def longest_wait_s(kind: str) -> float:
    """Seconds a kind is put off at most: what comes every minute does not rest for hours."""
    every = [regular.every.total_seconds() for regular in SCHEDULE if regular.kind == kind]
    return min([*every, LONGEST_WAIT_S])
