"""Which groups look for a venue in an area, and which rooms might do for each?"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from sqlmodel import Session

from directory import clock
from directory.areas.service import read_area
from directory.coverage import facilities_queries as queries
from directory.coverage.facilities import near_room
from directory.coverage.facilities_rooms import UNSAID, YES, RoomColumns, read_columns
from directory.coverage.facilities_schemas import FacilityQuery, NearRoom, Sought
from directory.profiles.service import read_profiles
from directory.venues.reading import wanted
from directory.venues.schemas import WantedRead
from geo.projection import to_bng
from geo.travel import DEFAULT_TRAVEL, Mode

MOST_FITTING: Final = 3
FEWEST_TOLD: Final = 5
"""What groups say in their profiles is for matching, and told in counts of so many or more."""


@dataclass(frozen=True, slots=True)
class GroupLooking:
    """A group that looks for a venue, and the rooms nearest to it that might do."""

    wanted: WantedRead
    fitting: tuple[NearRoom, ...]
    """Within the drive, those that say yes to all of it first."""


@dataclass(frozen=True, slots=True)
class GroupsLooking:
    """Who looks for a venue."""

    groups: tuple[GroupLooking, ...]
    """Now."""
    told_before: tuple[GroupLooking, ...]
    """Those a paper tells of: they looked once."""
    seeking: int | None
    """Groups whose profile says that they seek a room; None where that is fewer than five."""


def groups_looking(session: Session, area: str | None, *, on: date | None = None) -> GroupsLooking:
    """Tell which groups look for a venue in a district or a parish, or anywhere."""
    day = on or clock.local_now().date()
    of = "" if area is None else area[:3]
    found = wanted(
        session,
        day,
        district=area if of in {"E06", "E07"} else None,
        parish=area if of in {"E04", "E43"} else None,
    )
    columns = read_columns(session)
    groups = tuple(GroupLooking(each, _fitting(session, columns, each, day)) for each in found)
    return GroupsLooking(
        groups=tuple(each for each in groups if each.wanted.as_of is None),
        told_before=tuple(each for each in groups if each.wanted.as_of is not None),
        seeking=_seeking(session, area),
    )


def asks_now(session: Session, parish: str) -> tuple[WantedRead, ...]:
    """List the groups of a parish that say here, for anybody to read, that they look for a venue now."""
    found = wanted(session, clock.local_now().date(), parish=parish)
    return tuple(each for each in found if each.as_of is None)


def _seeking(session: Session, area: str | None) -> int | None:
    ids = queries.list_seeking_rooms(session)
    if not ids:
        return None
    profiles = read_profiles(session, ids).values()
    many = sum(area is None or area in profile.areas for profile in profiles)
    return many if many >= FEWEST_TOLD else None


def _fitting(session: Session, columns: RoomColumns, each: WantedRead, day: date) -> tuple[NearRoom, ...]:
    """Give the nearest rooms that have all that is wanted, then those that do not say."""
    code = each.parish or each.district
    if code is None or not columns.rooms:
        return ()
    area = read_area(session, code, None)
    middle = to_bng(area.lon, area.lat)
    asked = FacilityQuery(
        sought=Sought.ANY,
        facilities=each.facilities,
        people=each.people,
        evening=bool(each.evening),
        most_pence_per_hour=each.most_pence_per_hour,
    )
    answers = columns.answers(asked, day)
    usable = columns.standing(day) & ~columns.silent
    distance = np.hypot(columns.points[:, 0] - middle[0], columns.points[:, 1] - middle[1])
    usable &= distance <= DEFAULT_TRAVEL[Mode.DRIVE].radius_m
    found: list[NearRoom] = []
    for answer in (YES, UNSAID):
        chosen = np.flatnonzero(usable & (answers == answer))
        found += [
            near_room(columns.rooms[place], float(distance[place]), says=answer == YES)
            for place in chosen[np.argsort(distance[chosen], kind="stable")]
        ]
    return tuple(found[:MOST_FITTING])
