"""What does an organisation see before it asks anybody: about how many fit, and why; never who?

Numbers are whole fives, rounded down each by itself; fewer than five is not told apart from nobody. What is
said of those who fit is said of at least five of them. Each look is written down, and an account has only so
many in an hour, so that nobody is found out by asking again and again with one thing changed.
"""

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from math import isnan
from typing import Final
from uuid import UUID

import numpy as np

from directory.digests.fives import LEAST, in_fives
from directory.jobs.schemas import Stores
from directory.jobs.service import audit
from directory.needs.words import Skill
from directory.store import reading_scope, session_scope
from directory.volunteers.columns import BankColumns, Rows, bits_of
from directory.volunteers.kept_bank import kept_bank
from directory.volunteers.looks import LOOKED, check_may_look
from directory.volunteers.matching import MILE_M, coming_from, find_rows
from directory.volunteers.wanted import Wanted
from directory.volunteers.words import Transport


class Far(IntEnum):
    """About how far somebody is; no finer, so that nobody is found by measuring from several places."""

    UNDER_2 = 0
    UNDER_5 = 1
    UNDER_10 = 2
    FARTHER = 3
    AT_HOME = 4

    @property
    def label(self) -> str:
        """Plain English."""
        return (
            "less than 2 miles away",
            "2 to 5 miles away",
            "5 to 10 miles away",
            "more than 10 miles away",
            "would help from home",
        )[self]


_BOUNDS_MILES: Final = (2, 5, 10)
_NOBODY: Final[Rows] = np.empty(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Alike:
    """Some who fit and are alike, at least five."""

    people: int
    """A whole five, rounded down."""
    far: Far
    drives: bool | None
    """None where it is not told of them."""
    helps: bool | None
    """They bring something that would help; None where it is not told of them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many fit, in whole fives; None for fewer than five, nobody too."""

    people: int | None
    alike: tuple[Alike, ...] = ()
    """Those who can be told of without saying who they are; what would help first, then the nearest."""
    skills: tuple[tuple[Skill, int], ...] = ()
    """What would help, and how many bring it, where at least five do."""
    languages: tuple[tuple[str, int], ...] = ()
    """The same of the languages that would help, by their code."""


def look(stores: Stores, wanted: Wanted, *, account_id: UUID, role: str, listing_id: UUID) -> Counted:
    """Count for somebody who may ask in a listing's name, once it is written down that they look."""
    with session_scope(stores.people) as people:
        check_may_look(people, account_id)
        audit(
            people,
            actor_id=account_id,
            actor_role=role,
            action=LOOKED,
            subject="need",
            subject_id=wanted.need_id,
            detail=_asked(wanted, listing_id),
        )
    with reading_scope(stores.people) as people, reading_scope(stores.directory) as directory:
        bank = kept_bank(people, directory)
    return count(bank, wanted)


def count(bank: BankColumns, wanted: Wanted) -> Counted:
    """Count who fits, and say what at least five of them share."""
    rows = find_rows(bank, wanted)
    people = in_fives(len(rows))
    if people is None:
        return Counted(None)
    far = [_band(each) for each in coming_from(bank, wanted, rows).tolist()]
    car, helpful = bits_of((Transport.CAR,)), bits_of(wanted.helpful_skills)
    drives = [bool(each & car) for each in bank.transport[rows].tolist()]
    skills = bank.skills[rows].tolist()
    spoken = {
        each: np.isin(rows, bank.languages.get(each, _NOBODY)) for each in sorted(wanted.helpful_languages)
    }
    helps: list[bool | None] = [None] * len(rows)
    if helpful or spoken:
        helps = [
            any(each)
            for each in zip(*spoken.values(), [bool(each & helpful) for each in skills], strict=True)
        ]
    bring = ((skill, in_fives(sum(bool(each & bits_of((skill,))) for each in skills))) for skill in Skill)
    return Counted(
        people,
        _alike(list(zip(far, drives, helps, strict=True))),
        tuple((skill, many) for skill, many in bring if many is not None and skill in wanted.helpful_skills),
        tuple((each, many) for each, who in spoken.items() if (many := in_fives(int(who.sum()))) is not None),
    )


def _alike(everybody: list[tuple[Far, bool, bool | None]]) -> tuple[Alike, ...]:
    """Group people by as much as leaves most of them among at least five who are alike."""
    groups: Counter[tuple[Far, bool | None, bool | None]] = Counter()
    for tell_drives, tell_helps in ((True, True), (False, True), (False, False)):
        groups = Counter(
            (far, drives if tell_drives else None, helps if tell_helps else None)
            for far, drives, helps in everybody
        )
        if 2 * sum(many for many in groups.values() if many >= LEAST) > len(everybody):
            break
    order = sorted(groups, key=lambda each: (not each[2], each[0], not each[1]))
    return tuple(Alike(many, *group) for group in order if (many := in_fives(groups[group])) is not None)


def _band(far_m: float) -> Far:
    if isnan(far_m):
        return Far.AT_HOME
    return Far(sum(far_m >= bound * MILE_M for bound in _BOUNDS_MILES))


def _asked(wanted: Wanted, listing_id: UUID) -> str:
    """Write down what was asked: our own words and numbers, nobody's details."""
    asked = {
        "listing": listing_id,
        "session": wanted.session_id,
        "within_m": round(wanted.within_m),
        "check": wanted.level.value,
        "good_for_days": wanted.good_for_days,
        "skills": "+".join(sorted(wanted.all_skills | wanted.any_skills)),
        "transport": "+".join(sorted(wanted.any_transport)),
        "languages": "+".join(sorted(wanted.any_languages)),
    }
    return " ".join(f"{name}={value}" for name, value in asked.items() if value)
