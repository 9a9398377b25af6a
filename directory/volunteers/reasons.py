"""Why does a need fit a volunteer? Said to the volunteer; nobody else is told so much."""

from math import isnan

import numpy as np

from directory.languages import spoken_words
from directory.needs.likes import liked_words
from directory.needs.words import CheckLevel, Skill, Whereabouts
from directory.speech import about_miles, begin
from directory.volunteers.columns import BankColumns, Rows, bits_of
from directory.volunteers.wanted import Wanted
from directory.volunteers.words import Transport


def reasons_of(bank: BankColumns, wanted: Wanted, row: int, distance_m: float) -> tuple[str, ...]:
    """Say why, the weightiest first; `distance_m` is NaN for who would help from home."""
    found = [_where(wanted, distance_m)]
    if wanted.starts_at is not None:
        found.append("At a time when you said you are free")
    elif wanted.slots:
        found.append("At a time of the week when you said you are free")
    skills = [
        skill
        for skill in Skill
        if skill in wanted.all_skills | wanted.any_skills | wanted.helpful_skills
        and int(bank.skills[row]) & bits_of((skill,))
    ]
    if skills:
        found.append(f"You said you can help with: {', '.join(_within(each.label) for each in skills)}")
    if Transport.CAR in wanted.any_transport and int(bank.transport[row]) & bits_of((Transport.CAR,)):
        found.append("You can drive a car")
    if wanted.level is not CheckLevel.NONE:
        found.append("You hold the check it needs")
    spoken = _those_of(bank.languages, wanted.any_languages | wanted.helpful_languages, row)
    if spoken:
        found.append(f"You {spoken_words(spoken)}")
    liked = _those_of(bank.themes, wanted.themes, row)
    if liked:
        found.append(f"It is about what interests you: {liked_words(liked)}")
    return tuple(found)


def _where(wanted: Wanted, distance_m: float) -> str:
    if wanted.whereabouts is Whereabouts.HOME or isnan(distance_m):
        return "You can do it from home"
    return begin(f"{about_miles(distance_m)} from you")


def _those_of(words: dict[str, Rows], chosen: frozenset[str], row: int) -> tuple[str, ...]:
    return tuple(each for each in chosen if each in words and bool(np.any(words[each] == row)))


def _within(label: str) -> str:
    return label[:1].lower() + label[1:]
