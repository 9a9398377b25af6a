"""Who of those who fit is asked, and may they still be asked the moment they are?

The whole bank is looked through before anything is written, so that nobody else who writes waits for it. In
the transaction that asks them only the few who are about to be asked are read once more.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.jobs.schemas import Stores
from directory.store import reading_scope
from directory.volunteers import placement_queries as queries
from directory.volunteers.bank import Middles, list_bank
from directory.volunteers.columns import columns_of
from directory.volunteers.kept_bank import kept_bank, middles_of
from directory.volunteers.matching import Match, match
from directory.volunteers.openings import Opening
from directory.volunteers.wanted import Wanted

AT_MOST: Final = 3
"""Nobody is asked more often within a week."""
WEEK: Final = timedelta(days=7)
LOOKED_AT: Final = 400
"""So many of those who fit are looked at for some who may be asked."""
TOGETHER: Final = 20
"""So many are read once more at a time, at least."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """Who could be asked when it was looked, the best first."""

    opening: Opening
    wanted: Wanted
    ids: tuple[UUID, ...]
    middles: Middles


def find_fitting(
    stores: Stores, opening: Opening, wanted: Wanted, *, without: Collection[UUID] = ()
) -> Fitting:
    """Find who fits and may be asked, without keeping anybody who writes waiting."""
    asked_of = replace(wanted, without=wanted.without | frozenset(without))
    with reading_scope(stores.people) as people, reading_scope(stores.directory) as directory:
        found = match(kept_bank(people, directory), _still(people, opening, asked_of), most=LOOKED_AT)
        return Fitting(opening, asked_of, tuple(each.volunteer_id for each in found), middles_of(directory))


def still_fitting(people: Session, fitting: Fitting, *, together: int) -> Iterator[Match]:
    """Give those who fit as they are now: still ready, free and not asked too often; some at a time."""
    size = max(together, TOGETHER)
    for start in range(0, len(fitting.ids), size):
        yield from _as_they_are(people, fitting, fitting.ids[start : start + size])


def _as_they_are(people: Session, fitting: Fitting, some: Sequence[UUID]) -> tuple[Match, ...]:
    bank = columns_of(list_bank(people, fitting.middles, only=some))
    return match(bank, _still(people, fitting.opening, fitting.wanted), most=len(some))


def _still(people: Session, opening: Opening, wanted: Wanted) -> Wanted:
    """Leave out whom this was asked before, and who was asked often enough."""
    often = queries.asked_since(people, clock.now() - WEEK)
    enough = frozenset(one for one, times in often.items() if times >= AT_MOST)
    return replace(wanted, without=wanted.without | enough | queries.asked_before(people, opening.session_id))
