"""Which room does an address ask for, and what is the address of another question?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

from directory.coverage.facilities_schemas import FacilityQuery, Sought
from directory.days import read_day_or_none
from directory.errors import InvalidInput
from directory.venues.words import Hirer
from directory.words import ALL_DISTRICTS, COMBINED_AUTHORITY, Region
from geo.travel import Mode

PATH: Final = "/gaps/rooms"
MOST_POUNDS: Final = 1_000
FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2049, 12, 31)
BY_WORDS: Final = {Mode.WALK: "on foot", Mode.CYCLE: "by bicycle", Mode.DRIVE: "by car"}
_PARISH: Final = re.compile(r"E(04|43)[0-9]{6}")
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Problem:
    """What was typed and cannot be read."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class RoomChoices:
    """A question as it was asked, with what was typed kept as it was."""

    query: FacilityQuery
    most: str = ""
    on: str = ""
    problems: tuple[Problem, ...] = ()

    def address(self, path: str = PATH) -> str:
        """Return the address of this question."""
        query = self.query
        terms = {
            "room": query.sought.value,
            "step_free": "1" if query.step_free else "",
            "evening": "1" if query.evening else "",
            "most": self.most,
            "hirer": "" if query.hirer is Hirer.COMMUNITY else query.hirer.value,
            "on": self.on,
            "area": query.parish
            or query.district
            or ("all" if query.region is Region.COMBINED_AUTHORITY else ""),
            "by": "" if query.by is Mode.CYCLE else query.by.value,
        }
        return f"{path}?{urlencode({name: value for name, value in terms.items() if value})}"

    def on_day(self, day: date) -> "RoomChoices":
        """Return the same question of another day."""
        return replace(self, on=day.isoformat(), query=replace(self.query, on_date=day))

    def of_kind(self, sought: Sought) -> "RoomChoices":
        """Return the same question of another kind of room."""
        return replace(self, query=replace(self.query, sought=sought))

    def in_district(self, code: str) -> "RoomChoices":
        """Return the same question of one district."""
        return replace(self, query=replace(self.query, parish=None, district=code, region=region_of(code)))


def in_parish_of(parish: str, district: str) -> RoomChoices:
    """Return the usual question of one parish."""
    return RoomChoices(FacilityQuery(parish=parish, region=region_of(district)))


def region_of(code: str) -> Region:
    """Tell which region a district is compared in."""
    return Region.CAMBRIDGESHIRE if code in Region.CAMBRIDGESHIRE.districts else Region.COMBINED_AUTHORITY


def read_room_choices(given: Mapping[str, str]) -> RoomChoices:
    """Read an address; what makes no sense is told and left out, and the rest is answered."""
    problems: list[Problem] = []
    most, on = given.get("most", "").strip(), given.get("on", "").strip()
    area = given.get("area", "").strip()
    parish = area if _PARISH.fullmatch(area) else None
    if parish is None and area not in {"", "all", COMBINED_AUTHORITY, *ALL_DISTRICTS}:
        problems.append(Problem("area", "Choose one of the districts in the list."))
        area = ""
    district = area if area in ALL_DISTRICTS else None
    query = FacilityQuery(
        sought=_word(Sought, given, "room", Sought.KITCHEN, problems),
        step_free=given.get("step_free") == "1",
        evening=given.get("evening") == "1",
        most_pence_per_hour=_pence(most, problems),
        hirer=_word(Hirer, given, "hirer", Hirer.COMMUNITY, problems),
        on_date=_day(on, problems),
        by=_word(Mode, given, "by", Mode.CYCLE, problems),
        region=region_of(district)
        if district
        else Region.COMBINED_AUTHORITY
        if area
        else Region.CAMBRIDGESHIRE,
        district=district,
        parish=parish,
    )
    return RoomChoices(query, most, query.on_date.isoformat() if query.on_date else on, tuple(problems))


def _word(
    kind: type[_Word], given: Mapping[str, str], field: str, usual: _Word, problems: list[Problem]
) -> _Word:
    typed = given.get(field, "")
    if not typed:
        return usual
    try:
        return kind(typed)
    except ValueError:
        problems.append(Problem(field, "Choose one of those in the list."))
        return usual


def _pence(typed: str, problems: list[Problem]) -> int | None:
    if not typed:
        return None
    pounds, point, pence = typed.removeprefix("£").strip().partition(".")
    whole = pounds.isascii() and pounds.isdigit() and (not point or (pence.isascii() and pence.isdigit()))
    if not whole or len(pounds) > len(str(MOST_POUNDS)) or len(pence) > 2:  # noqa: PLR2004 - pence
        problems.append(Problem("most", "Enter an amount in pounds, like 15 or 12.50."))
        return None
    return int(pounds) * 100 + int(pence.ljust(2, "0") if pence else 0)


def _day(typed: str, problems: list[Problem]) -> date | None:
    try:
        day = read_day_or_none(typed, "on")
    except InvalidInput as error:
        problems.append(Problem("on", error.message))
        return None
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        problems.append(Problem("on", f"Enter a date from {FIRST_DAY.year} to {LAST_DAY.year}."))
        return None
    return day
