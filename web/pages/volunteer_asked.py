"""What did somebody say who wants to help: from where, how long, on which day, and what makes it easier?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from directory.needs.fit import HelpWanted
from directory.needs.words import Ease, Skill
from directory.words import DAY_NAMES
from web import filters
from web.contexts.near import Problem
from web.contexts.volunteer import Pick

LONG: Final = (
    ("15", "15 minutes"),
    ("60", "An hour"),
    ("240", "Half a day"),
    ("regular", "Regularly"),
    ("", "It does not matter"),
)
DAYS: Final = (
    ("", "Any day"),
    ("today", "Today"),
    ("tomorrow", "Tomorrow"),
    *((str(number), name) for number, name in enumerate(DAY_NAMES)),
)
PARTS: Final = (("", "Any time"), ("morning", "Morning"), ("afternoon", "Afternoon"), ("evening", "Evening"))
HOWS: Final = (("", "At a place or from home"), ("place", "At a place"), ("home", "From home"))
_MINUTES: Final = {"morning": (0, 12 * 60), "afternoon": (12 * 60, 17 * 60), "evening": (17 * 60, 24 * 60)}
NEAR_MILES: Final = 5
FAR_MILES: Final = 20
PLACE: Final = ("place", "lat", "lon")
"""Where, said otherwise than in words."""
MOST: Final = 8
"""How many needs are shown: a few that fit, never a wall."""
_LOOKED_THROUGH: Final = 500
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """The answers of the form, as they were given."""

    where: str
    long: str
    day: str
    part: str
    how: str
    eases: tuple[Ease, ...]
    skills: tuple[Skill, ...]
    age: str
    lapsed: bool
    problems: tuple[Problem, ...]
    page: int
    """Which few of those that fit, from 1; no part of what is asked."""
    wide: bool
    """They look further away, although there is enough near by."""

    @property
    def narrowed(self) -> bool:
        """Whether anything beyond the place was said."""
        return bool(self.long or self.day or self.part or self.how or self.eases or self.skills or self.age)

    @property
    def regular(self) -> bool:
        """Whether somebody wants to come again and again."""
        return self.long == "regular"

    def wanted(self, today: date) -> HelpWanted:
        """Say it to the search; whoever asks puts in the place."""
        on = {"today": today, "tomorrow": today + timedelta(days=1)}.get(self.day)
        begins, ends = _MINUTES.get(self.part, (None, None))
        return HelpWanted(
            minutes=int(self.long) if self.long.isdigit() else None,
            day=int(self.day) if self.day.isdigit() else None,
            from_min=begins,
            until_min=ends,
            on_date=on,
            skills=frozenset(self.skills),
            eases=frozenset(self.eases),
            from_home=self.how == "home",
            age=int(self.age) if self.age else None,
            lapsed=self.lapsed,
            most=_LOOKED_THROUGH,
        )

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """List the parameters that ask the same, without the empty ones."""
        told = [("where", self.where), ("long", self.long), ("day", self.day), ("part", self.part)]
        told += [("how", self.how), ("age", self.age), ("within", str(FAR_MILES) if self.wide else "")]
        told += [("ease", each.value) for each in self.eases] + [
            ("skill", each.value) for each in self.skills
        ]
        return tuple(pair for pair in told if pair[1])

    def address(self, path: str, **more: str) -> str:
        """Write the address of a page that asks the same, with something more or something else."""
        kept = [pair for pair in self.pairs() if pair[0] not in more]
        query = urlencode([*kept, *((name, value) for name, value in more.items() if value)])
        return f"{path}?{query}" if query else path

    def without_filters(self) -> "HelpAsked":
        """Ask for the same place and nothing else."""
        return replace(self, long="", day="", part="", how="", eases=(), skills=(), age="")


def read(params: QueryParams, where: str, *, lapsed: bool) -> HelpAsked:
    """Read the parameters of the page; a word that is none of ours counts as not said."""
    age, problems = _age(params.get("age", "").strip())
    return HelpAsked(
        where=where,
        long=_one(params.get("long", ""), LONG),
        day=_one(params.get("day", ""), DAYS),
        part=_one(params.get("part", ""), PARTS),
        how=_one(params.get("how", ""), HOWS),
        eases=_several(Ease, params.getlist("ease")),
        skills=_several(Skill, params.getlist("skill")),
        age=age,
        lapsed=lapsed or params.get("lapsed") == "1",
        problems=problems,
        page=_page(params.get("page", "")),
        wide=params.get("within") == str(FAR_MILES),
    )


def typed_where(params: QueryParams) -> str:
    """Read the place as it was typed."""
    return (params.get("where", "").strip() or params.get("postcode", "").strip())[: filters.TEXT_MAX]


def search_of(params: QueryParams, *, lapsed: bool = False) -> str:
    """Write down what was asked, so that the address of a need leads back to it."""
    asked = read(params, typed_where(params), lapsed=lapsed)
    place = {name: params[name][: filters.TEXT_MAX] for name in PLACE if params.get(name)}
    page = str(asked.page) if asked.page > 1 else ""
    return asked.address("", **place, page=page, lapsed="1" if asked.lapsed else "")


def picks(options: Sequence[tuple[str, str]], chosen: str) -> tuple[Pick, ...]:
    """Make the choices of one question."""
    return tuple(Pick(value, label, value == chosen) for value, label in options)


def ticks(words: type[Ease] | type[Skill], chosen: Sequence[str]) -> tuple[Pick, ...]:
    """Make the boxes of a question that takes several answers."""
    return tuple(Pick(each.value, each.label, each.value in chosen) for each in words)


def _one(typed: str, options: Sequence[tuple[str, str]]) -> str:
    return typed if typed in {value for value, _ in options} else ""


def _several(words: type[_Word], typed: Sequence[str]) -> tuple[_Word, ...]:
    return tuple(each for each in words if each.value in typed)


def _page(typed: str) -> int:
    known = typed.isascii() and typed.isdigit() and len(typed) <= len(str(_LOOKED_THROUGH))
    return max(1, int(typed)) if known else 1


def _age(typed: str) -> tuple[str, tuple[Problem, ...]]:
    if not typed:
        return "", ()
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:4]) <= 120:  # noqa: PLR2004 - years of a life
        return str(int(typed)), ()
    return "", (Problem("age", "Enter your age in years, like 16, or leave it empty."),)
