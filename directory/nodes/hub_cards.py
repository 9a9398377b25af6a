"""What does each hub of a district gather now, told on its card? Read for all of them at once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.needs.reading import open_needs
from directory.nodes import gather_queries as queries
from directory.nodes.addresses import BUILDINGS, Beside, beside
from directory.noticeboard.reading import open_notices
from directory.noticeboard.schemas import NoticeRead
from directory.venues.prices import prices_of
from directory.venues.reading import all_rooms
from directory.venues.schemas import PriceRead, RoomRead
from directory.venues.words import Hirer, Per

WEEK: Final = timedelta(days=7)
_THERE: Final = frozenset({"issuer", "venue", "about"})
"""A notice has to do with a hub: not that it once was awarded something."""


class _Shown(Protocol):
    """Anything that may be made up to show how it looks."""

    @property
    def example(self) -> bool:
        """Whether it is made up."""


@dataclass(frozen=True, slots=True)
class Told:
    """How many there are, and how many of them are made up."""

    many: int
    examples: int


@dataclass(frozen=True, slots=True)
class HubNow:
    """What hangs on a hub today: its own, and of who is at the same address."""

    here: tuple[Beside, ...]
    """At the same address."""
    this_week: tuple[str, ...]
    """Names of what happens there in the next seven days, the dated first."""
    rooms: Told
    """To hire today."""
    cheapest: PriceRead | None
    """The least a community group pays by the hour, or else each time or a day; None where no room says."""
    needs: Told
    notices: Told
    """Open, that it or who is there issues or is named in."""


def hubs_now(session: Session, hubs: Collection[UUID]) -> dict[UUID, HubNow]:
    """Tell it of some hubs, with as many reads however many they are."""
    around = beside(session, hubs)
    here = {hub: tuple(each for each in around[hub] if each.same and each.active) for hub in hubs}
    there = {hub: {hub, *(each.listing_id for each in here[hub])} for hub in hubs}
    now, today = clock.now(), clock.local_now().date()
    everyone = {listing_id for each in there.values() for listing_id in each}
    days = queries.list_days_of(session, everyone, now, now + WEEK)
    needs, notices = open_needs(session), open_notices(session, examples=True)
    rooms = [room for room in all_rooms(session) if room.open_on(today) and not room.closed_now]
    return {
        hub: _now(
            here[hub],
            days=[_named(day.title, example=day.example) for day in days if day.listing_id in there[hub]],
            rooms=[room for room in rooms if room.listing_id == hub],
            needs=[need for need in needs if need.listing_id in there[hub]],
            notices=[notice for notice in notices if _has_to_do_with(notice, there[hub])],
            until=now + WEEK,
        )
        for hub in hubs
    }


def _now(
    here: tuple[Beside, ...],
    *,
    days: Iterable[str],
    rooms: Collection[RoomRead],
    needs: Collection[_Shown],
    notices: Collection[NoticeRead],
    until: datetime,
) -> HubNow:
    dated = [
        _named(each.said.title, example=each.said.example)
        for each in notices
        if each.said.starts_at and _soon(each.said.starts_at, until)
    ]
    # When a building is open says nothing of what goes on in it.
    weekly = [each.name for each in here if each.weekly and each.kind not in BUILDINGS]
    return HubNow(
        here=here,
        this_week=tuple(dict.fromkeys((*days, *dated, *weekly))),
        rooms=_told(rooms),
        cheapest=_cheapest(rooms),
        needs=_told(needs),
        notices=_told([each.said for each in notices]),
    )


def _named(title: str, *, example: bool) -> str:
    return f"{title} (example)" if example else title


def _soon(starts_at: datetime, until: datetime) -> bool:
    return clock.now() <= starts_at < until


def _has_to_do_with(notice: NoticeRead, there: Collection[UUID]) -> bool:
    return any(link.listing_id in there and link.relation in _THERE for link in notice.links)


def _told(found: Collection[_Shown]) -> Told:
    return Told(len(found), sum(each.example for each in found))


def _cheapest(rooms: Iterable[RoomRead]) -> PriceRead | None:
    prices = [price for room in rooms for price in prices_of(room.prices, Hirer.COMMUNITY)]
    return min(prices, key=lambda price: (list(Per).index(price.per), price.pence), default=None)
