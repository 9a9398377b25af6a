"""What shape has an answer about money that was given, and what may be asked?"""

from uuid import UUID

from pydantic import BaseModel, Field

from api.params import PAGE_MAX, AreaCode, Params

PER_PAGE_DEFAULT = 100
PER_PAGE_MAX = 500


class AwardFilters(Params):
    """Filters of awards; different ones combine with AND."""

    district: AreaCode | None = Field(
        default=None, description="ONS code of the district it was for.", examples=["E07000010"]
    )
    fund: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9-]{1,80}$",
        description="Key of the fund it came from.",
        examples=["cultivate"],
    )
    page: int = Field(default=1, ge=1, le=PAGE_MAX, description="Which page, from 1.", examples=[1])
    per_page: int = Field(
        default=PER_PAGE_DEFAULT,
        ge=1,
        le=PER_PAGE_MAX,
        description=f"Items on a page, at most {PER_PAGE_MAX}.",
        examples=[PER_PAGE_DEFAULT],
    )


class AwardOut(BaseModel):
    """A grant to an organisation, or a published total of an area. Null is unknown, never zero."""

    id: UUID = Field(examples=["7ddbcca6-7fe0-54bc-9fae-12a9b4caef51"])
    identifier: str = Field(
        description="Of whoever published it (360Giving).", examples=["hereabouts-papers-2019-icf-sutton"]
    )
    aggregate: bool = Field(
        description="True for a total of several awards, known only together: never add it to grants.",
        examples=[False],
    )
    title: str = Field(examples=["Sutton Timebank"])
    description: str | None = Field(examples=["A coordinator for two years."])
    amount: str = Field(description="Pounds with pence, exact.", examples=["11039.00"])
    currency: str = Field(examples=["GBP"])
    awarded_on: str = Field(
        description="YYYY, YYYY-MM or YYYY-MM-DD, as finely as it is known.", examples=["2019-10-10"]
    )
    funder: str = Field(examples=["Cambridgeshire County Council"])
    fund: str | None = Field(description="Key of the fund.", examples=["cultivate"])
    programme: str | None = Field(examples=["Innovate and Cultivate Fund"])
    recipient: str | None = Field(
        description="An organisation, never a person; null for a total.", examples=["Sutton Parish Council"]
    )
    recipient_id: str | None = Field(
        description="Identifier of the organisation, as published.", examples=["GB-CHC-1000000"]
    )
    recipient_listing_id: UUID | None = Field(
        description="Its listing here, where its name is exactly that of one that is shown.",
        examples=["7ddbcca6-7fe0-54bc-9fae-12a9b4caef51"],
    )
    area: str | None = Field(
        description="ONS code of the smallest area it is known to be for.", examples=["E04012832"]
    )
    area_level: str | None = Field(description="lsoa, parish, ward, district or county.", examples=["parish"])
    area_name: str | None = Field(examples=["Sutton"])
    district: str | None = Field(description="ONS code of its district.", examples=["E07000009"])
    area_from: str | None = Field(
        description="stated: the source says so. recipient: where the recipient is. listing: where the "
        "recipient is listed. The last two say nothing of whom it helped.",
        examples=["stated"],
    )
    source: str = Field(examples=["Communities and Partnership Committee, 10 October 2019"])
    source_date: str = Field(examples=["2019-10-10"])
    licence: str = Field(examples=["Public committee papers; facts only"])


class AwardList(BaseModel):
    """A page of awards, the newest first."""

    page_number: int = Field(description="Which page this is, from 1.", examples=[1])
    size: int = Field(description="How many items it has.", examples=[12])
    total_items: int = Field(description="How many there are on all pages.", examples=[12])
    total_pages: int = Field(description="How many pages there are.", examples=[1])
    contents: list[AwardOut]
