"""What may a program ask of the noticeboard?"""

from datetime import date

from pydantic import Field

from api.params import MOST_REPEATS, PAGE_MAX, AreaCode, CategorySlug, Params
from directory.noticeboard.words import NoticeKind

PER_PAGE_DEFAULT = 20
PER_PAGE_MAX = 100


class NoticeFilters(Params):
    """Filters of notices. Different filters combine with AND, repeats of one with OR."""

    area: AreaCode | None = Field(
        default=None,
        description="Only notices that apply in this area (ONS code of any level: an LSOA, a ward, a parish, "
        "a district, the county), by their areas, by a drawn shape, or because outside is allowed.",
        examples=["E07000010"],
    )
    kind: tuple[NoticeKind, ...] = Field(
        default=(),
        max_length=MOST_REPEATS,
        description="What it is about. Repeat it for OR.",
        examples=[["funding", "offer"]],
    )
    theme: tuple[CategorySlug, ...] = Field(
        default=(),
        max_length=MOST_REPEATS,
        description="A capital or the slug of a category; a notice that names neither is for all of them. "
        "Repeat it for OR.",
        examples=[["social", "young-people"]],
    )
    closing_by: date | None = Field(
        default=None,
        description="Only notices whose last day is on or before this one.",
        examples=["2026-12-31"],
    )
    closed: bool | None = Field(
        default=None,
        description="True: those that are over, with what came of them, instead of those that are open.",
        examples=[True],
    )
    page: int = Field(default=1, ge=1, le=PAGE_MAX, description="Which page, from 1.", examples=[1])
    per_page: int = Field(
        default=PER_PAGE_DEFAULT,
        ge=1,
        le=PER_PAGE_MAX,
        description=f"Items on a page, at most {PER_PAGE_MAX}.",
        examples=[PER_PAGE_DEFAULT],
    )
