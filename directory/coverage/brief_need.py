"""How much need is there in the area of a brief, by every measure that is loaded?"""

import math
from collections.abc import Iterator

import numpy as np
from sqlmodel import Session

from directory.areas.schemas import AreaRead
from directory.coverage.brief_places import Inside
from directory.coverage.brief_schemas import BriefNeed, DomainNeed, IndicatorHere
from directory.coverage.inputs import AREA_COLUMNS
from directory.coverage.need import area_need
from directory.coverage.schemas import DEFAULT_NEED, NeedChoice
from directory.indicators.schemas import IndicatorRead
from directory.indicators.service import concerns, list_indicators, read_figures
from directory.releases.known import AREAS_IN_ENGLAND
from directory.words import Domain, Level
from geo.need import HIGHEST_NEED_DECILE


def read_need_here(session: Session, inside: Inside, area: AreaRead | None) -> BriefNeed:
    """Tell the need of an area; `area` is None for a unit of an own geography."""
    found = inside.found
    release = found.query.release
    published = {} if area is None else {domain.domain: domain for domain in area.domains}
    domains = []
    for domain in Domain:
        figures = published.get(domain.value)
        domains.append(
            DomainNeed(
                domain,
                _score(session, inside, NeedChoice(((domain.value, 1.0),))),
                None if figures is None else figures.decile,
                None if figures is None else figures.rank,
            )
        )
    needy = _needy_lsoas(inside)
    return BriefNeed(
        need=_score(session, inside, DEFAULT_NEED),
        rank=None if area is None else area.imd_rank,
        decile=None if area is None else area.imd_decile,
        decile_estimated=area is None or area.imd_estimated,
        england=AREAS_IN_ENGLAND[release],
        domains=tuple(sorted(domains, key=lambda each: math.inf if each.need is None else -each.need)),
        needy_lsoas=len(needy),
        needy_people=_people_of(inside, needy),
        indicators=tuple(_indicators(session, inside)),
        concerns=concerns(session, inside.area.district) if inside.area.district else (),
    )


def _score(session: Session, inside: Inside, choice: NeedChoice) -> float | None:
    found = inside.found
    need = area_need(session, found.world, found.query.release, found.partition, choice)
    score = float(need.score[inside.number])
    return None if math.isnan(score) else score


def _needy_lsoas(inside: Inside) -> list[int]:
    lsoas = inside.found.world.partition(inside.found.query.release, Level.LSOA)
    return [
        int(number)
        for number in inside.lsoas
        if (decile := lsoas.areas[number].imd_decile) is not None and decile <= HIGHEST_NEED_DECILE
    ]


def _people_of(inside: Inside, numbers: list[int]) -> int:
    """Count the people of the area who live in some LSOAs."""
    lsoas = inside.found.world.partition(inside.found.query.release, Level.LSOA)
    return round(float(inside.people[np.isin(lsoas.postcode_area, numbers)].sum()))


def _indicators(session: Session, inside: Inside) -> Iterator[IndicatorHere]:
    """Give each indicator that has a figure here, those furthest on the worse side first."""
    here = []
    for indicator in list_indicators(session):
        figures = read_figures(session, indicator.slug)
        values = {
            code: value
            for code, value in zip(figures.codes, figures.values, strict=True)
            if value is not None
        }
        own = values.get(inside.area.code)
        value = _over_people(inside, indicator, values) if own is None else own
        if value is not None:
            known = np.array(list(values.values()))
            worse = (known < value) if indicator.higher_is_worse else (known > value)
            told = IndicatorHere(
                label=indicator.label,
                unit=indicator.unit,
                value=value,
                middle=float(np.median(known)),
                estimated=own is None,
                source=indicator.source,
                vintage=indicator.vintage,
            )
            here.append((-float(worse.mean()), indicator.slug, told))
    yield from (told for _, _, told in sorted(here, key=lambda each: each[:2]))


def _over_people(inside: Inside, indicator: IndicatorRead, values: dict[str, float]) -> float | None:
    """Average over the people of an area the figures of what they live in; None where none is known."""
    if indicator.level not in AREA_COLUMNS:
        return None
    codes = inside.found.world.inputs.codes
    given = np.array([values.get(code, np.nan) for code in codes] + [np.nan])
    by_postcode = given[inside.found.world.code_of_postcodes(indicator.level)]
    known = (inside.people > 0) & ~np.isnan(by_postcode)
    if not known.any():
        return None
    return float(np.average(by_postcode[known], weights=inside.people[known]))
