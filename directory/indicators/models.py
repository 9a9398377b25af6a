"""Which figures of need are loaded, and which concerns are stated of each district?"""

from sqlmodel import Field, SQLModel


class Indicator(SQLModel, table=True):
    """A figure that stands for a need."""

    slug: str = Field(primary_key=True)
    label: str
    unit: str
    """What the figure counts in: "% of households"."""
    level: str
    """Of the areas it is given for: lsoa11, lsoa21, ward, parish or district."""
    higher_is_worse: bool
    source: str
    licence: str
    vintage: str
    note: str | None = None
    shipped: bool = False
    """True for indicators that came with the shipped tables and leave with them."""


class IndicatorValue(SQLModel, table=True):
    """The figure of one area; None is unknown, never zero."""

    __tablename__ = "indicator_value"

    slug: str = Field(foreign_key="indicator.slug", primary_key=True)
    code: str = Field(primary_key=True)
    value: float | None = None


class Concern(SQLModel, table=True):
    """A main area of concern about health that a paper states of a district."""

    district_code: str = Field(primary_key=True)
    concern: str = Field(primary_key=True)
    position: int
    """Its place in the paper's order, for the district."""
    source: str
    source_line: str
