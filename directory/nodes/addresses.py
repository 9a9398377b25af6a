"""Do two listings stand at one address, or only near each other? A postcode is some fifteen houses."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.nodes import link_queries as queries
from directory.words import Kind, Status

BUILDINGS: Final = frozenset({Kind.HUB, Kind.VENUE, Kind.OUTDOOR_SPACE})
_STREET: Final = re.compile(
    r"(?:.* )?(?:avenue|bank|broadway|causeway|close|court|crescent|drive|drove|end|gardens|green|grove|hill"
    r"|lane|market|mews|parade|place|quay|road|row|square|street|terrace|walk|way|wharf)"
)
_BUILDING: Final = re.compile(
    r"\b(?:academy|airfield|arms|barn|building|cafe|campus|cathedral|centre|chapel|church|clinic|club|college"
    r"|fields?|grounds?|hall|hotel|house|hub|inn|institute|library|lounge|museum|park|pavilion|pool|rooms|school"
    r"|surgery|theatre|university)\b"
)
_WITHIN: Final = frozenset({"flat", "floor", "room", "suite", "unit"})
"""A part of a building: many buildings have a first floor."""
_LONG: Final = {
    "ave": "avenue",
    "center": "centre",
    "cl": "close",
    "dr": "drive",
    "e": "east",
    "ln": "lane",
    "n": "north",
    "rd": "road",
    "s": "south",
    "saint": "st",
    "sq": "square",
    "w": "west",
}
_HOUSE: Final = re.compile(r"(?:no )?(\d+[a-z]?(?:[-/]\d+[a-z]?)?) (\D.*)")


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a listing stands, in the words it is told in."""

    name: str
    kind: Kind
    place: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class _Lines:
    """An address taken apart."""

    house: tuple[str, str] | None
    """Number and street."""
    premises: frozenset[str]
    """What the building or the ground is called."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A listing with the same postcode as another."""

    slug: str
    name: str
    kind: Kind
    same: bool
    """At the same address; else only near."""
    active: bool
    helps_online: bool
    """It helps with computers and the internet, or lends devices."""
    weekly: bool
    """It has times there that come back every week."""
    listing_id: UUID


def beside(session: Session, listings: Collection[UUID]) -> dict[UUID, tuple[Beside, ...]]:
    """List what has the same postcode as each of some listings, those at the same address first."""
    found: dict[UUID, dict[UUID, Beside]] = {listing_id: {} for listing_id in listings}
    for row in queries.list_beside(session, found):
        of, other = UUID(row.of_id), UUID(row.id)
        same = row.of_location == row.location or same_address(
            Stands(row.of_name, Kind(row.of_kind), row.of_place, row.of_address),
            Stands(row.name, Kind(row.kind), row.place, row.address),
        )
        held = found[of].get(other)
        if held is not None and held.same > same:
            continue
        weekly = bool(row.weekly) or (held is not None and held.same == same and held.weekly)
        found[of][other] = Beside(
            slug=row.slug,
            name=row.name,
            kind=Kind(row.kind),
            same=same,
            active=row.status == Status.ACTIVE.value,
            helps_online=bool(row.helps_online),
            weekly=weekly,
            listing_id=other,
        )
    return {of: tuple(sorted(each.values(), key=_order)) for of, each in found.items()}


def _order(one: Beside) -> tuple[bool, int, str, str]:
    first = (Kind.HUB, Kind.VENUE)
    return not one.same, first.index(one.kind) if one.kind in first else len(first), one.name, one.slug


def same_address(one: Stands, other: Stands) -> bool:
    """Tell of two listings with one postcode whether they stand at one address.

    The line that tells the house must agree: number and street, or the name of the building, where one of
    the two may be that building. A street alone does not do: neighbours have that in common.
    """
    mine, theirs = _take_apart(one), _take_apart(other)
    if mine.house and theirs.house:
        if mine.house == theirs.house:
            return True
        if mine.house[1] == theirs.house[1]:
            return False
    if mine.premises & theirs.premises:
        return True
    return _is_in(one, mine, other) or _is_in(other, theirs, one)


def _is_in(one: Stands, lines: _Lines, building: Stands) -> bool:
    """Whether what one says of its address, or its own name after a comma, is the name of the other."""
    names = {_fold(building.name), _fold(building.name.partition(",")[0])}
    if any(name == said or _begins(name, said) for name in names for said in lines.premises):
        return True
    said_in_name = {_fold(part) for part in one.name.split(",")[1:]}
    return building.kind in BUILDINGS and bool(names & said_in_name)


def _begins(name: str, premises: str) -> bool:
    """“Cherry Hinton Hall and Grounds” is at Cherry Hinton Hall; one word is too little to go by."""
    return " " in premises and name.startswith(f"{premises} ")


def _take_apart(one: Stands) -> _Lines:
    parts = [_fold(part) for part in (one.address or "").split(",")]
    house, street_at = None, None
    for number, part in enumerate(parts):
        numbered = _HOUSE.fullmatch(part)
        if numbered:
            house = (numbered[1], numbered[2].removeprefix("the "))
        if numbered or _STREET.fullmatch(part):
            street_at = number
            break
    # What stands before the street is a building; without a street only what is called one, not a village.
    before = parts if street_at is None else parts[:street_at]
    named = [part for part in before if _BUILDING.search(part) or (street_at is not None and " " in part)]
    named += [_fold(one.place)] if one.place else []
    return _Lines(house, frozenset(part for part in named if part and not _WITHIN & set(part.split())))


def _fold(part: str) -> str:
    """Bring a line to what it is compared by: “St. James's Rd” is `st jamess road`."""
    letters = re.sub(r"[^a-z0-9/-]+", " ", re.sub(r"['\u2019.]", "", part.casefold()).replace("&", " and "))
    words = [_LONG.get(word, word) for word in letters.split()]
    if len(words) > 1 and words[-1] == "st":
        words[-1] = "street"
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)
