"""Which what-if does an address ask for, and what is the address of another?"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import QueryParams

from directory.coverage.schemas import ALL_CAPITALS
from directory.coverage.what_if import MOST_CHANGES
from directory.coverage.what_if_schemas import Changes
from directory.days import read_day_or_none
from directory.errors import InvalidInput
from directory.words import Level
from web.gap_choices import GapChoices, View, read_choices
from web.gap_themes import Theme

PATH = "/gaps/what-if"
LONGEST_NAME = 80
TYPED = ("closing", "adding", "moving", "to")
"""What somebody typed and is not yet a change."""
_LEFT_OUT = {"level", "geography", "view", "measure", "rule", "capital", "category"}
_PARTS_OF_POINT = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, and what to do."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class WhatIfChoices:
    """One what-if."""

    gaps: GapChoices = field(default_factory=GapChoices)
    subject_chosen: bool = False
    """Whether the address says what is counted; else it is the kind of the place that changes."""
    changes: Changes = field(default_factory=Changes)
    name: str = ""
    on: date | None = None
    typed: tuple[tuple[str, str], ...] = ()

    def said(self, name: str) -> str:
        """Give what somebody typed into a field."""
        return dict(self.typed).get(name, "")

    def pairs(self) -> list[tuple[str, str]]:
        """Write the state, without what is only typed."""
        found = [
            (key, value)
            for key, value in parse_qsl(self.gaps.address().partition("?")[2])
            if key not in _LEFT_OUT
        ]
        if self.gaps.category:
            found.insert(0, ("category", self.gaps.category))
        elif self.gaps.capital:
            found.insert(0, ("capital", self.gaps.capital.value))
        elif self.subject_chosen:
            found.insert(0, ("capital", ALL_CAPITALS))
        found += [("close", slug) for slug in self.changes.close]
        found += [("add", self._added(each)) for each in self.changes.add]
        found += [("move", f"{slug},{point(lon)},{point(lat)}") for slug, lon, lat in self.changes.move]
        if self.name:
            found.append(("name", self.name))
        if self.on:
            found.append(("on", self.on.isoformat()))
        return found

    def _added(self, position: tuple[float, float]) -> str:
        name = self.changes.name_of(position)
        return ",".join((*map(point, position), *([name] if name else ())))

    def address(self, path: str = PATH, *, typed: Iterable[tuple[str, str]] = ()) -> str:
        """Return the address of this what-if."""
        given = urlencode([*self.pairs(), *typed], safe=":,")
        return f"{path}?{given}" if given else path

    def closing(self, slug: str) -> "WhatIfChoices":
        """Return the same with one more closing."""
        if slug in self.changes.close:
            return self
        return self._changed(replace(self.changes, close=(*self.changes.close, slug)))

    def adding(self, lon: float, lat: float) -> "WhatIfChoices":
        """Return the same with one more place."""
        return self._changed(replace(self.changes, add=(*self.changes.add, (lon, lat))))

    def moving(self, slug: str, lon: float, lat: float) -> "WhatIfChoices":
        """Return the same with one more move."""
        return self._changed(replace(self.changes, move=(*self.changes.move, (slug, lon, lat))))

    def change_of(self, slug: str) -> str | None:
        """Tell which change a listing stands in: close, move or none."""
        if slug in self.changes.close:
            return "close"
        return "move" if any(slug == moved for moved, _, _ in self.changes.move) else None

    def typing_again(self, kept: Changes) -> "WhatIfChoices":
        """Return the same with those changes alone; a refused one stands in the form as if just typed."""
        typed = dict(self.typed)
        close = [slug for slug in self.changes.close if slug not in kept.close]
        add = [each for each in self.changes.add if each not in kept.add]
        move = [each for each in self.changes.move if each not in kept.move]
        if close and not typed.get("closing"):
            typed["closing"] = close[0]
        if add and not typed.get("adding"):
            typed["adding"] = ",".join(map(point, add[0]))
        if move and not typed.get("moving") and not typed.get("to"):
            slug, *where = move[0]
            typed |= {"moving": slug, "to": ",".join(map(point, where))}
        return replace(self, changes=kept, typed=tuple(typed.items()))

    def without(self, does: str, place: int) -> "WhatIfChoices":
        """Return the same without one change: the n-th of those that add, close or move."""
        kept = tuple(each for at, each in enumerate(getattr(self.changes, does)) if at != place)
        return self._changed(replace(self.changes, **{does: kept}))

    def _changed(self, changes: Changes) -> "WhatIfChoices":
        return replace(self, changes=changes)


def point(degrees: float) -> str:
    """Write degrees to about a metre."""
    return f"{degrees:.5f}".rstrip("0").rstrip(".")


def read_what_if(given: QueryParams) -> tuple[WhatIfChoices, list[Problem]]:
    """Read an address; what makes no sense of the changes is told and left out."""
    problems: list[Problem] = []
    gaps = replace(
        read_choices(given),
        level=Level.LSOA,
        geography=None,
        view=View.BOTH,
        measure=Theme.NEAREST,
        rule_here=False,
    )
    close = tuple(dict.fromkeys(slug for slug in given.getlist("close") if slug))
    add, move, called = [], [], []
    for text in filter(None, given.getlist("add")):
        lon, lat, *rest = [*text.split(",", _PARTS_OF_POINT), ""]
        # Digits alone are no name: somebody gave three numbers.
        named = any(letter.isalpha() for letter in rest[0]) if rest else False
        try:
            add.append(read_point(f"{lon},{lat}" if named else text))
            called += [(add[-1], read_name(rest[0]))] if named else []
        except InvalidInput as error:
            problems.append(Problem("adding", error.message))
    for text in filter(None, given.getlist("move")):
        slug, _, where = text.partition(",")
        try:
            move.append((slug, *read_point(where)))
        except InvalidInput as error:
            problems.append(Problem("moving", error.message))
    changes = Changes(tuple(add), close, tuple(dict.fromkeys(move)), tuple(dict(called).items()))
    if changes.count > MOST_CHANGES:
        problems.append(Problem("adding", f"Only the first {MOST_CHANGES} changes are worked out."))
        changes = first_changes(changes, MOST_CHANGES)
    on = _day(given.get("on", ""), problems)
    unread = () if on else ("on",)
    return (
        WhatIfChoices(
            gaps=gaps,
            subject_chosen=bool(given.get("capital") or given.get("category")),
            changes=changes,
            name=read_name(given.get("name", "")),
            on=on,
            typed=tuple((name, " ".join(given.get(name, "").split())[:100]) for name in (*TYPED, *unread)),
        ),
        problems,
    )


def first_changes(changes: Changes, most: int) -> Changes:
    """Keep the first changes: closings, then moves, then additions."""
    close = changes.close[:most]
    move = changes.move[: most - len(close)]
    return replace(changes, add=changes.add[: most - len(close) - len(move)], close=close, move=move)


def read_name(text: str) -> str:
    """Read a name: one line of what can be shown, not too long."""
    shown = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    return shown[:LONGEST_NAME].strip()


def read_point(text: str) -> tuple[float, float]:
    """Read `lon,lat`."""
    parts = text.split(",")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    if len(numbers) != _PARTS_OF_POINT or not all(math.isfinite(each) for each in numbers):
        raise InvalidInput(
            f"“{text[:40]}” is not a position. Give longitude and latitude, like 0.0886,52.5515.", field="add"
        )
    lon, lat = numbers
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 - degrees
        raise InvalidInput("A position is longitude first, then latitude, like 0.0886,52.5515.", field="add")
    return lon, lat


def _day(text: str, problems: list[Problem]) -> date | None:
    try:
        return read_day_or_none(text, "on")
    except InvalidInput as error:
        problems.append(Problem("on", error.message))
        return None
