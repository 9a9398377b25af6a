"""Is more within reach of the least deprived, or of the most: in each district, and in each region?"""

from dataclasses import dataclass, replace

import numpy as np
from sqlmodel import Session

from directory.coverage.need import area_need
from directory.coverage.schemas import CoverageQuery
from directory.coverage.view import view
from directory.words import ALL_DISTRICTS, Level, Region
from geo.arrays import Bools
from geo.inequality import concentration_index, palma_ratio

FEWEST_AREAS = 10
"""Of fewer neighbourhoods an index says nothing."""


@dataclass(frozen=True, slots=True)
class Inequality:
    """How access is shared along deprivation within one place. None means unknown."""

    code: str
    """Of a district, or the value of a region."""
    name: str
    areas: int
    """Neighbourhoods that counted."""
    index: float | None
    """-1 to 1: below 0 access lies more with the most deprived, above 0 with the least."""
    low: float | None
    high: float | None
    """95 times in 100 it lies between, were neighbourhoods independent; they are not, so it is wider."""
    palma: float | None
    """What is within reach of the least deprived tenth over that of the most deprived four tenths."""

    @property
    def may_be_chance(self) -> bool:
        """Whether it cannot be told from an equal sharing."""
        return self.low is None or self.high is None or self.low <= 0 <= self.high


def inequalities(session: Session, query: CoverageQuery) -> tuple[Inequality, ...]:
    """Measure each district, and each region, over its neighbourhoods and the people in them.

    Access is listings per 1,000 people within a bicycle ride, nearer ones counting more (E2SFCA): an amount
    of which more is better. Deprivation is the need that is chosen.
    """
    asked = replace(
        query,
        level=Level.LSOA,
        region=Region.COMBINED_AUTHORITY,
        district=None,
        within=None,
        geography=None,
    )
    found = view(session, asked)
    need = area_need(session, found.world, asked.release, found.partition, asked.need)
    district = np.array([area.district for area in found.partition.areas], dtype=np.str_)
    names = {area.code: area.name for area in found.world.partition(asked.release, Level.DISTRICT).areas}
    access, people = found.measures.e2sfca, found.partition.population

    def measure(code: str, name: str, inside: Bools) -> Inequality:
        told = concentration_index(access[inside], need.order[inside], people[inside])
        enough = told.n >= FEWEST_AREAS
        return Inequality(
            code=code,
            name=name,
            areas=told.n,
            index=_known(told.index) if enough else None,
            low=_known(told.low) if enough else None,
            high=_known(told.high) if enough else None,
            palma=palma_ratio(access[inside], need.order[inside], people[inside]) if enough else None,
        )

    return (
        *(measure(code, names[code], district == code) for code in ALL_DISTRICTS if code in names),
        *(
            measure(region.value, region.label, np.isin(district, np.array(region.districts, dtype=np.str_)))
            for region in Region
        ),
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
