"""Who is in the bank and may be asked now, as far as matching needs to know?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from directory.needs.schemas import SlotRead
from directory.needs.words import CheckLevel, Ease, Skill, Workforce
from directory.volunteers import bank_queries as queries
from directory.volunteers.columns import BankColumns, Held, Ready, Seat, columns_of
from directory.volunteers.words import AgeBand, Transport

Middles = Mapping[str, tuple[float, float]]
"""Of each small area, in EPSG:27700."""


def read_bank(people_session: Session, directory_session: Session) -> BankColumns:
    """Lay the bank out for matching, read anew; `kept_bank` gives the same without reading it twice."""
    return columns_of(list_bank(people_session, queries.list_middles(directory_session)))


def list_bank(
    people_session: Session, middles: Middles, *, only: Collection[UUID] | None = None
) -> list[Ready]:
    """List who may be asked now, or those `only`; where they start from is the middle of their small area."""
    slots = _by_volunteer(queries.list_slots(people_session, only))
    away = _by_volunteer(queries.list_away(people_session, only))
    checks = _by_volunteer(queries.list_verified(people_session, only))
    seats = _by_volunteer(queries.list_seats(people_session, only))
    found = []
    for row in queries.list_ready(people_session, only):
        middle = middles.get(row.lsoa21) if row.lsoa21 else None
        found.append(
            Ready(
                id=row.id,
                easting=middle[0] if middle else None,
                northing=middle[1] if middle else None,
                travel_m=row.travel_m,
                from_home=row.from_home,
                at_least=AgeBand(row.age_band).at_least,
                transport=frozenset(Transport(each) for each in row.transport),
                skills=frozenset(Skill(each) for each in row.skills),
                themes=frozenset(row.themes),
                languages=frozenset(row.languages),
                wants=frozenset(Ease(each) for each in row.wants),
                slots=tuple(SlotRead(each.day, each.starts_min, each.ends_min) for each in slots[row.id]),
                away=tuple((each.first_day, each.last_day) for each in away[row.id]),
                checks=tuple(
                    Held(CheckLevel(each.level), Workforce(each.workforce), each.checked_on, each.good_until)
                    for each in checks[row.id]
                ),
                seats=tuple(
                    Seat(each.session_id, _aware(each.starts_at), _aware(each.ends_at))
                    for each in seats[row.id]
                ),
            )
        )
    return found


def _by_volunteer(rows: Iterable[Row[Any]]) -> defaultdict[UUID, list[Row[Any]]]:
    found: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.volunteer_id].append(row)
    return found


def _aware(moment: datetime | None) -> datetime | None:
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
