"""What shape has GeoJSON (RFC 7946) here?"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.own_outlines import GeometryIs
from api.schemas.coverage import AreaCoverageOut
from api.schemas.listings import ListingItem


class PointGeometry(BaseModel):
    type: Literal["Point"]
    coordinates: tuple[float, float] = Field(description="lon, lat", examples=[[0.08684, 52.551382]])


class AreaGeometry(BaseModel):
    """Polygon or MultiPolygon; the Point of the centre where there is no outline."""

    type: Literal["Polygon", "MultiPolygon", "Point"]
    coordinates: list[Any] = Field(description="As RFC 7946; order is lon, lat.")


class ListingFeature(BaseModel):
    type: Literal["Feature"]
    id: str = Field(description="Id of the listing.")
    geometry: PointGeometry
    properties: ListingItem


class ListingFeatures(BaseModel):
    """The placed listings of one page."""

    type: Literal["FeatureCollection"]
    total_items: int = Field(description="As in the JSON answer: listings with no public place are counted.")
    total_pages: int
    page_number: int
    size: int = Field(description="Items on this page, placed or not.")
    unplaced: int = Field(description="How many of them have no public place, and so no feature.")
    read_as: list[str] | None = Field(default=None, description="As in the JSON answer.")
    features: list[ListingFeature]


class AreaFeature(BaseModel):
    model_config = ConfigDict(extra="allow")

    type: Literal["Feature"]
    geometry_is: GeometryIs | None = Field(
        default=None,
        description="`outline`; `drawn`: as somebody drew this unit of an own geography; `united`: the "
        "outlines of its LSOAs made one; `centre`: a point. Null: nothing to draw.",
    )
    geometry: AreaGeometry | None
    properties: dict[str, Any] = Field(description="At least `code` and `name`.")


class AreaFeatures(BaseModel):
    """Areas with their outlines."""

    model_config = ConfigDict(extra="allow")

    type: Literal["FeatureCollection"]
    note: str | None = Field(default=None, description="What the geometries are not.")
    features: list[AreaFeature]


class CoverageFeature(BaseModel):
    model_config = ConfigDict(extra="allow")

    type: Literal["Feature"]
    geometry_is: GeometryIs | None = Field(
        default=None,
        description="`outline`; `drawn`: as somebody drew this unit of an own geography; `united`: the "
        "outlines of its LSOAs made one; `centre`: a point. Null: nothing to draw.",
    )
    geometry: AreaGeometry | None
    properties: AreaCoverageOut


class CoverageFeatures(BaseModel):
    """Coverage with outlines; the other members are those of the JSON answer."""

    model_config = ConfigDict(extra="allow")

    type: Literal["FeatureCollection"]
    note: str | None = None
    attribution: list[str] = Field(description="Credits to show beside a map of it.")
    features: list[CoverageFeature]
