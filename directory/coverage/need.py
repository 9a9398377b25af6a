"""How much need is there in each area, by the measure of need somebody chose?"""

import math
from dataclasses import dataclass

import numpy as np
from pandas.arrays import IntegerArray
from sqlmodel import Session

from directory.coverage import queries
from directory.coverage.inputs import AREA_COLUMNS
from directory.coverage.schemas import DEFAULT_NEED, NeedChoice
from directory.coverage.world import LSOA_COLUMN, Partition, World
from directory.errors import InvalidInput
from directory.releases.known import AREAS_IN_ENGLAND
from directory.words import OWN_LEVEL, Capital, Domain, Level, Release
from geo.arrays import Floats
from geo.need import need_class
from geo.scores import mixed_need, need_class_of_score, need_from_values, need_score

INDICATOR = "indicator-"
MOST_PARTS = 5
SUGGESTED = {
    Capital.SOCIAL: "imd",
    Capital.CULTURAL: "education",
    Capital.HUMAN: "education",
    Capital.HEALTH: "health",
    Capital.ENVIRONMENTAL: "living_environment",
    Capital.EMPLOYABILITY: "employment",
}
"""A domain that goes with each capital, for docs/method.md's reasons. The default stays the whole index."""


@dataclass(frozen=True, slots=True)
class AreaNeed:
    """Need of the areas of a partition, each of shape (areas,)."""

    score: Floats
    """0 to 1, 1 most; NaN where unknown."""
    classes: IntegerArray
    """3 high, 2, 1 low."""
    order: Floats
    """Smaller is more need: what settles ranks."""


@dataclass(frozen=True, slots=True)
class NeedOption:
    """One measure of need that can be chosen."""

    key: str
    label: str


def read_need(text: str | None) -> NeedChoice:
    """Read `imd`, a domain, `indicator-slug`, or a mix of them like `health:2,income:1`."""
    if not text:
        return DEFAULT_NEED
    parts = []
    for part in text.split(","):
        key, colon, weight = part.strip().partition(":")
        if not (key in {"imd", *Domain} or key.startswith(INDICATOR)):
            known = ", ".join(("imd", *Domain))
            raise InvalidInput(
                f"Need must be one of {known}, or {INDICATOR}… and the name of a loaded indicator, or a mix "
                "with weights like health:2,income:1.",
                field="need",
            )
        parts.append((key, _weight(weight) if colon else 1.0))
    if len(parts) > MOST_PARTS or len({key for key, _ in parts}) < len(parts):
        raise InvalidInput(f"A mix of need has at most {MOST_PARTS} different parts.", field="need")
    if not any(weight for _, weight in parts):
        raise InvalidInput("At least one part of a mix of need must weigh more than 0.", field="need")
    return NeedChoice(tuple(parts) if len(parts) > 1 else ((parts[0][0], 1.0),))


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = math.nan
    if not 0 <= weight <= 1_000:  # noqa: PLR2004 - what a person might type
        raise InvalidInput("A weight of need is a number from 0 to 1000, like health:2.", field="need")
    return weight


def need_options(session: Session) -> tuple[NeedOption, ...]:
    """List the measures of need that can be chosen."""
    domains = (NeedOption(domain.value, domain.label) for domain in Domain)
    loaded = (NeedOption(f"{INDICATOR}{row.slug}", row.label) for row in queries.list_indicators(session))
    return (NeedOption("imd", "All of the index of deprivation"), *domains, *loaded)


def need_words(session: Session, choice: NeedChoice) -> str:
    """Name a choice of need, with its weights where it is a mix."""
    labels = {option.key: option.label for option in need_options(session)}
    if len(choice.parts) == 1:
        return labels.get(choice.parts[0][0], choice.parts[0][0])
    whole = sum(weight for _, weight in choice.parts)
    return ", ".join(f"{labels.get(key, key)} {weight / whole:.0%}" for key, weight in choice.parts)


def area_need(
    session: Session, world: World, release: Release, partition: Partition, choice: NeedChoice
) -> AreaNeed:
    """Work out the need of areas: an LSOA's own, and of others the mean over the people who live there."""
    parts = [_part(session, world, release, key) for key, _ in choice.parts]
    weight = np.array([weight for _, weight in choice.parts], dtype=np.float64)
    by_postcode = mixed_need(np.stack(parts, axis=1), weight)
    score = _mean_over_people(world, release, partition, by_postcode)
    if partition.codes == world.partition(release, Level.LSOA).codes and not any(
        key.startswith(INDICATOR) for key, _ in choice.parts
    ):
        # One with no postcode or no people has a published rank all the same.
        own = [_lsoa_part(session, world, release, key) for key, _ in choice.parts]
        score = np.where(np.isnan(score), mixed_need(np.stack(own, axis=1), weight), score)
    if choice != DEFAULT_NEED:
        return AreaNeed(score, need_class_of_score(score), -score)
    published = partition.areas
    decile = np.array([_or_nan(area.imd_decile) for area in published], dtype=np.float64)
    # LSOAs have a published rank; wider areas only a mean score, which orders them the same way.
    ranked = [
        _or_nan(area.imd_rank) if area.level == Level.LSOA else -_or_nan(area.imd_score) for area in published
    ]
    if published and published[0].level == OWN_LEVEL:
        return AreaNeed(score, need_class_of_score(score), -score)
    return AreaNeed(score, need_class(decile), np.array(ranked, dtype=np.float64))


def _part(session: Session, world: World, release: Release, key: str) -> Floats:
    """Give need by one measure at each postcode."""
    if key.startswith(INDICATOR):
        return _indicator(session, world, key.removeprefix(INDICATOR))
    score = _lsoa_part(session, world, release, key)
    return np.append(score, np.nan)[world.partition(release, Level.LSOA).postcode_area]


def _lsoa_part(session: Session, world: World, release: Release, key: str) -> Floats:
    """Give need by one measure of the index for each LSOA."""
    lsoas = world.partition(release, Level.LSOA)
    if key == "imd":
        rank = np.array([_or_nan(area.imd_rank) for area in lsoas.areas], dtype=np.float64)
    else:
        found = {row.code: row.rank for row in queries.list_domain_ranks(session, release.value, key)}
        rank = np.array([_or_nan(found.get(code)) for code in lsoas.codes], dtype=np.float64)
    return need_score(rank, AREAS_IN_ENGLAND[release])


def _indicator(session: Session, world: World, slug: str) -> Floats:
    found = next((row for row in queries.list_indicators(session) if row.slug == slug), None)
    if found is None:
        raise InvalidInput(
            "No indicator of that name is loaded. Choose another measure of need, or load it with "
            "hereabouts indicators import.",
            field="need",
        )
    values = {row.code: row.value for row in queries.list_indicator_values(session, slug)}
    codes = world.inputs.codes
    given = np.array([_or_nan(values.get(code)) for code in codes], dtype=np.float64)
    score = need_from_values(given if found.higher_is_worse else -given)
    column = world.code_of_postcodes(
        found.level if found.level in AREA_COLUMNS else LSOA_COLUMN[Release.R2021]
    )
    return np.append(score, np.nan)[column]


def _mean_over_people(world: World, release: Release, partition: Partition, by_postcode: Floats) -> Floats:
    people = world.people(release)
    area, n_areas = partition.postcode_area, len(partition.areas)
    known = (area >= 0) & ~np.isnan(by_postcode) & ~np.isnan(people) & (people > 0)
    above = np.bincount(area[known], people[known] * by_postcode[known], n_areas)
    below = np.bincount(area[known], people[known], n_areas)
    score: Floats = np.full(n_areas, np.nan)
    np.divide(above, below, out=score, where=below > 0)
    # A mean of equal numbers may leave the last bit behind; a class must not hang on it.
    return np.clip(score.round(12), 0, 1)


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else float(value)
