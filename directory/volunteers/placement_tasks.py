"""What follows in the directory from a seat, and at the seats from the directory? Handlers of jobs.

Each reads the seats once the store it changes is its own to write: of two such jobs the later one reads the
later state, in whichever order they come.
"""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.changes.schemas import CLOCK
from directory.errors import NotFound
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import take
from directory.needs.reading import read_by_id
from directory.needs.schemas import NeedRead
from directory.needs.service import fill_need, open_need, set_taken
from directory.needs.words import NeedState
from directory.store import reading_scope, session_scope
from directory.volunteers import placement_letters as letters
from directory.volunteers import placement_queries as queries
from directory.volunteers.inviting import lapse
from directory.volunteers.openings import when_words
from directory.volunteers.placement_mail import shifts_address, write_group, write_volunteer
from directory.volunteers.placing import give_back

_KEPT: Final = frozenset({NeedState.OPEN, NeedState.FILLED, NeedState.RESTING})
"""In these states of a need who has a seat keeps it."""


def tell_taken(stores: Stores, job: JobRead) -> None:
    """Let the directory know how many places of a session are taken, and whether the need is filled."""
    need_id, session_id = UUID(str(job.payload["need_id"])), UUID(str(job.payload["session_id"]))
    try:
        with session_scope(stores.directory) as directory:
            need = read_by_id(directory, need_id)
            if take(directory, job.id):
                with reading_scope(stores.people) as people:
                    kept = queries.count_kept(people, session_id)
                _follow(directory, need, session_id, kept)
    except NotFound:
        return  # the need was removed: nobody is left to hear of it
    if job.payload.get("freed"):
        _tell_free(stores, job.id, need, session_id)


def _follow(directory: Session, need: NeedRead, session_id: UUID, kept: int) -> None:
    was_full = _is_full(need, kept=need.places)
    if session_id != need.id:
        if all(each.id != session_id for each in need.sessions):
            return  # it has begun or was called off: its places are shown to nobody
        set_taken(directory, session_id, kept)
    now = read_by_id(directory, need.id)
    full = _is_full(now, kept=kept)
    if full and now.state is NeedState.OPEN:
        fill_need(directory, need.id, actor=CLOCK)
    elif was_full and not full and now.state is NeedState.FILLED and _has_days(now):
        open_need(directory, need.id, actor=CLOCK)


def _is_full(need: NeedRead, *, kept: int) -> bool:
    if need.sessions:
        return not need.slots and all(each.left == 0 for each in need.sessions)
    return kept >= need.places


def _has_days(need: NeedRead) -> bool:
    return need.open_until >= clock.local_now().date()


def _tell_free(stores: Stores, job_id: UUID, need: NeedRead, session_id: UUID) -> None:
    time = next((each for each in need.sessions if each.id == session_id), None)
    if session_id != need.id and time is None:
        return  # it is over
    when = when_words(time.starts_at, time.ends_at) if time else when_words(None, None)
    letter = letters.seat_free(need.title, when, shifts_address(stores.settings, need.id))
    with session_scope(stores.people) as people:
        write_group(people, stores.settings, need, letter, about=f"freed:{job_id}")


def follow_needs(stores: Stores, job: JobRead) -> None:
    """Tell everybody placed at what was called off, and let invitations lapse; for all, or for one need.

    The seats end in the transaction that writes the messages: done twice, nobody hears of it twice.
    """
    named = job.payload.get("need_id")
    with reading_scope(stores.people) as people:
        ids = [UUID(str(named))] if named else queries.needs_with_seats(people, after=clock.now())
    with reading_scope(stores.directory) as directory:
        needs = _read(directory, ids)
    for need_id, need in needs.items():
        with session_scope(stores.people) as people:
            _call_off(people, stores, need_id, need)
    with session_scope(stores.people) as people:
        lapse(people)


def _read(directory: Session, ids: Iterable[UUID]) -> dict[UUID, NeedRead | None]:
    found: dict[UUID, NeedRead | None] = {}
    for each in ids:
        try:
            found[each] = read_by_id(directory, each)
        except NotFound:
            found[each] = None
    return found


def _call_off(people: Session, stores: Stores, need_id: UUID, need: NeedRead | None) -> None:
    now = clock.now()
    ahead = {each.id for each in need.sessions} if need else set()
    for row in queries.placements_of_need(people, need_id):
        if row.outcome is not None or (row.starts_at is not None and row.starts_at <= now):
            continue
        wanted = need is not None and need.state in _KEPT and row.session_id in {need_id, *ahead}
        if wanted or give_back(people, row.id, outcome="not_needed") is None:
            continue
        letter = letters.called_off(
            need.title if need else "a task you took",
            need.listing_name if need else "The group",
            when_words(row.starts_at, row.ends_at),
            f"{stores.settings.base_url}/volunteer",
        )
        write_volunteer(people, stores.settings, row.volunteer_id, letter, about=f"called-off:{row.id}")
