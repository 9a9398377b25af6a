"""Which sets of areas did somebody here define, and of what is each unit made?"""

from datetime import datetime

from sqlmodel import Field, ForeignKeyConstraint, SQLModel


class Geography(SQLModel, table=True):
    """A named set of units: Primary Care Networks, Service Delivery Areas, county divisions."""

    slug: str = Field(primary_key=True)
    name: str
    kind: str
    source: str
    note: str | None = None
    created_at: datetime


class GeographyUnit(SQLModel, table=True):
    """One area of a geography."""

    __tablename__ = "geography_unit"

    geography: str = Field(foreign_key="geography.slug", primary_key=True)
    unit: str = Field(primary_key=True)
    code: str = Field(unique=True)
    """own-<geography>-<unit>: its code wherever an area code is asked for."""
    name: str
    shape: str | None = None
    """The drawn polygon as GeoJSON geometry, EPSG:4326; None where the unit is a list of areas."""


class GeographyMember(SQLModel, table=True):
    """An area or a postcode that belongs to a unit."""

    __tablename__ = "geography_member"
    __table_args__ = (
        ForeignKeyConstraint(["geography", "unit"], ["geography_unit.geography", "geography_unit.unit"]),
    )

    geography: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    """ONS code of the area, or the key of a postcode: upper case without the space."""
    level: str = Field(primary_key=True)
    """lsoa11, lsoa21, ward, parish or postcode."""
