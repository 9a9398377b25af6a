"""Which postcodes, and how many people, are in each unit of a geography and in none?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from directory.geographies import queries
from directory.geographies.schemas import GeographyPeople, MemberLevel, UnitPeople
from directory.words import Release
from geo.weights import lies_with_its_lsoa

_COLUMN = {level: "key" if level is MemberLevel.POSTCODE else level.value for level in MemberLevel}
_LSOA = {Release.R2011: MemberLevel.LSOA11, Release.R2021: MemberLevel.LSOA21}


@dataclass(frozen=True, slots=True)
class Member:
    """An area or postcode of a unit."""

    unit: str
    code: str
    level: MemberLevel


@dataclass(frozen=True, slots=True)
class Shared:
    """The unit of each live postcode, and which units claim the same ones."""

    unit_of: tuple[str | None, ...]
    """In the order of the postcodes."""
    overlaps: tuple[tuple[str, str, int], ...]
    """(unit that has them, unit that claims them too, postcodes)."""


def share_out(postcodes: Sequence[Row[Any]], members: Iterable[Member]) -> Shared:
    """Give every postcode to one unit at most: the one that names it by the finest area."""
    claims: dict[MemberLevel, dict[str, str]] = {level: {} for level in MemberLevel}
    for member in members:
        claims[member.level][member.code] = member.unit
    used = [(_COLUMN[level], units) for level, units in claims.items() if units]
    unit_of: list[str | None] = []
    overlaps: Counter[tuple[str, str]] = Counter()
    for row in postcodes:
        found = [unit for column, units in used if (unit := units.get(getattr(row, column))) is not None]
        unit_of.append(found[0] if found else None)
        for other in {unit for unit in found if unit != found[0]}:
            overlaps[found[0], other] += 1
    return Shared(tuple(unit_of), tuple((*pair, count) for pair, count in sorted(overlaps.items())))


def count_people(
    session: Session,
    release: Release,
    codes: dict[str, str],
    members: Sequence[Member],
    postcodes: Sequence[Row[Any]],
    unit_of: Sequence[str | None],
) -> GeographyPeople:
    """Count the people of each unit (slug to code in `codes`) and of none.

    An LSOA's people are shared out by its live postcodes where it is not wholly in one unit.
    """
    lsoas = queries.list_lsoas(session, release.value)
    district_of = {row.code: row.district_code for row in lsoas}
    lsoa_of = [getattr(row, _LSOA[release].value) for row in postcodes]
    lies = lies_with_its_lsoa(
        [district_of.get(lsoa, "") for lsoa in lsoa_of],
        [row.district for row in postcodes],
        [row.ward_district or "" for row in postcodes],
    )
    inside: dict[str, Counter[str | None]] = {}
    for lsoa, unit, counts in zip(lsoa_of, unit_of, lies, strict=True):
        if counts:
            inside.setdefault(lsoa, Counter())[unit] += 1
    named = {member.code: member.unit for member in members if member.level is _LSOA[release]}
    people: dict[str | None, float] = {}
    whole = 0.0
    estimated = {member.unit for member in members if member.level not in _LSOA.values()}
    for row in lsoas:
        held = inside.get(row.code) or Counter({named.get(row.code): 1})
        if len(held) > 1:
            estimated |= {unit for unit in held if unit is not None}
        if row.population is None:
            continue
        whole += row.population
        for unit, count in held.items():
            people[unit] = people.get(unit, 0.0) + row.population * count / held.total()
    count_of = Counter(unit_of)
    return GeographyPeople(
        units=tuple(
            UnitPeople(code, people.get(unit), unit in estimated, count_of[unit])
            for unit, code in sorted(codes.items(), key=lambda pair: pair[1])
        ),
        in_no_unit=people.get(None, 0.0),
        postcodes_in_no_unit=count_of[None],
        whole=whole,
    )
