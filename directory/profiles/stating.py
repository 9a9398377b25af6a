"""Whom is a group for, by what its listing states and nothing else?"""

from collections.abc import Collection
from typing import Final

from directory.profiles.schemas import Stated
from directory.profiles.words import Beneficiary

CHILDREN_TO: Final = 11
YOUNG: Final = (11, 25)
OLDER_FROM: Final = 50
_CATEGORIES: Final = {
    "young-people": (Beneficiary.YOUNG_PEOPLE,),
    "families": (Beneficiary.FAMILIES,),
    "older-people": (Beneficiary.OLDER_PEOPLE,),
    "older-or-disabled": (Beneficiary.OLDER_PEOPLE, Beneficiary.DISABLED_PEOPLE),
    "carers": (Beneficiary.CARERS,),
    "mental-health": (Beneficiary.MENTAL_HEALTH,),
    "homelessness": (Beneficiary.HOMELESS,),
    "employment-support": (Beneficiary.OUT_OF_WORK,),
    "jobs-club": (Beneficiary.OUT_OF_WORK,),
}


def stated_by(min_age: int | None, max_age: int | None, categories: Collection[str]) -> Stated:
    """Read whom a listing is for from the ages it takes and from what it is listed under."""
    aged = _by_age(min_age, max_age)
    listed = [category for category in _CATEGORIES if category in categories]
    found = {*aged, *(one for category in listed for one in _CATEGORIES[category])}
    reasons = [_ages(min_age, max_age)] if aged else []
    reasons += [f"listed under {category.replace('-', ' ')}" for category in listed]
    return Stated(tuple(one for one in Beneficiary if one in found), ", ".join(reasons))


def _by_age(least: int | None, most: int | None) -> list[Beneficiary]:
    found = []
    if most is not None and most <= CHILDREN_TO:
        found.append(Beneficiary.CHILDREN)
    if least is not None and most is not None and YOUNG[0] <= least and most <= YOUNG[1]:
        found.append(Beneficiary.YOUNG_PEOPLE)
    if least is not None and least >= OLDER_FROM:
        found.append(Beneficiary.OLDER_PEOPLE)
    return found


def _ages(least: int | None, most: int | None) -> str:
    if most is None:
        return f"ages {least} and over"
    if least == most:
        return f"age {most}"
    return f"ages {least} to {most}" if least else f"ages up to {most}"
