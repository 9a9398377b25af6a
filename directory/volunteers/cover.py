"""Somebody who has a place cannot come: who is asked instead? It stays theirs until it is taken."""

from typing import Final
from uuid import UUID

from directory.accounts.often import count_ask
from directory.errors import Gone, InvalidInput, NotFound
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import attempt, enqueue, take
from directory.needs.reading import read_by_id
from directory.store import reading_scope, session_scope
from directory.volunteers import placement_letters as letters
from directory.volunteers.inviting import ask
from directory.volunteers.models import Placement
from directory.volunteers.openings import opening_of
from directory.volunteers.placement_links import find_placement
from directory.volunteers.placement_mail import shifts_address, where_of, write_group
from directory.volunteers.placing import ask_for_cover, give_back, keep_after_all
from directory.volunteers.wanted import wanted_of

FIND_COVER: Final = "find_cover"
ASKED_FOR: Final = "cover ask"
PER_PLACE: Final = 3
"""An hour: each time others are asked, and the group is written to."""
ASKED: Final = 5


def want_cover(stores: Stores, token: str) -> None:
    """Note that somebody asks to be covered, and have others asked."""
    with session_scope(stores.people) as people:
        row = find_placement(people, token)
        told = ask_for_cover(people, row.id)
        if told is None:
            return
        whose, of = str(row.volunteer_id), str(row.id)
        count_ask(people, stores.settings, ASKED_FOR, email=of, network=whose, per_address=PER_PLACE)
        enqueue(people, FIND_COVER, {"placement_id": str(row.id)})
    attempt(stores, "people", told)


def keep(stores: Stores, token: str) -> None:
    """Come after all."""
    with session_scope(stores.people) as people:
        told = keep_after_all(people, find_placement(people, token).id)
    if told is not None:
        attempt(stores, "people", told)


def hand_back(stores: Stores, token: str) -> None:
    """Give a place back, so that somebody else can have it."""
    with session_scope(stores.people) as people:
        told = give_back(people, find_placement(people, token).id)
    if told is not None:
        attempt(stores, "people", told)


def find_cover(stores: Stores, job: JobRead) -> None:
    """Ask up to five who fit, and tell the group; nothing where the place was kept or taken meanwhile."""
    from directory.volunteers.choosing import find_fitting  # noqa: PLC0415 - numpy, only where some are asked

    placement_id = UUID(str(job.payload["placement_id"]))
    with reading_scope(stores.people) as people:
        row = people.get(Placement, placement_id)
        if row is None or row.ended_at is not None or row.cover_wanted_at is None:
            return
    with reading_scope(stores.directory) as directory:
        try:
            need = read_by_id(directory, row.need_id)
            opening = opening_of(need, None if row.session_id == need.id else row.session_id)
        except (Gone, InvalidInput, NotFound):
            return  # it has begun, or was called off
        where = where_of(directory, stores.settings, need)
    fitting = find_fitting(stores, opening, wanted_of(need, opening.time), without=(row.volunteer_id,))
    with session_scope(stores.people) as people:
        if not take(people, job.id):
            return
        asked = ask(people, stores.settings, where, fitting, how_many=ASKED)
        letter = letters.cover_wanted(opening, asked, shifts_address(stores.settings, need.id))
        write_group(people, stores.settings, need, letter, about=f"cover:{job.id}")
