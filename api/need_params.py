"""What may a program ask of the needs?"""

from pydantic import Field

from api.params import MOST_REPEATS, PAGE_MAX, AreaCode, Params
from directory.needs.words import Rhythm, Whereabouts

PER_PAGE_DEFAULT = 20
PER_PAGE_MAX = 100


class NeedFilters(Params):
    """Filters of needs. Different filters combine with AND, repeats of one with OR."""

    district: AreaCode | None = Field(
        default=None,
        description="Only needs in this district (ONS code).",
        examples=["E07000010"],
    )
    parish: AreaCode | None = Field(
        default=None,
        description="Only needs in this parish (ONS code).",
        examples=["E04001661"],
    )
    rhythm: tuple[Rhythm, ...] = Field(
        default=(),
        max_length=MOST_REPEATS,
        description="How often help is needed. Repeat it for OR.",
        examples=[["micro", "one_off"]],
    )
    whereabouts: tuple[Whereabouts, ...] = Field(
        default=(),
        max_length=MOST_REPEATS,
        description="At a place, from home, or either. Repeat it for OR.",
        examples=[["home", "either"]],
    )
    page: int = Field(default=1, ge=1, le=PAGE_MAX, description="Which page, from 1.", examples=[1])
    per_page: int = Field(
        default=PER_PAGE_DEFAULT,
        ge=1,
        le=PER_PAGE_MAX,
        description=f"Items on a page, at most {PER_PAGE_MAX}.",
        examples=[PER_PAGE_DEFAULT],
    )

    def wants(
        self, *, district: str | None, parish: str | None, rhythm: Rhythm, whereabouts: Whereabouts
    ) -> bool:
        """Whether a need passes the filters."""
        return (
            (self.district is None or district == self.district)
            and (self.parish is None or parish == self.parish)
            and (not self.rhythm or rhythm in self.rhythm)
            and (not self.whereabouts or whereabouts in self.whereabouts)
        )
