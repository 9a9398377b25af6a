"""The same answer the usual way: SQLModel objects with relationships, and a response_model.

As an idiomatic FastAPI and SQLModel program does it: the page's listings are loaded as objects with what
hangs from them (`selectinload`), counts come from the ORM's own `select`, and FastAPI validates and writes
the answer. No middleware, no compression, no log: the comparison is not burdened with ours.
"""

import os
from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Query
from sqlalchemy import distinct, func
from sqlalchemy.orm import registry, selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, col, select

from api.schemas.areas import AreaCodesOut
from api.schemas.listings import FacetsOut, FacetValueOut, ListingItem, ListingList, LocationOut
from directory import clock
from directory.areas.schemas import Origin
from directory.areas.service import area_names, origin_of_postcode
from directory.listings.hours import next_open
from directory.store import open_engine
from directory.words import ALL_DISTRICTS, Capital, Kind

BASE_URL = "http://127.0.0.1:8000"
PER_PAGE = 20


class Table(SQLModel, registry=registry()):
    """Beside the product's own models of the same tables, which have no relationships."""


class Category(Table, table=True):
    slug: str = Field(primary_key=True)
    label: str


class ListingCategory(Table, table=True):
    __tablename__ = "listing_category"

    listing_id: UUID = Field(foreign_key="listing.id", primary_key=True)
    category: str = Field(foreign_key="category.slug", primary_key=True)


class Instance(Table, table=True):
    listing_id: UUID = Field(foreign_key="listing.id", primary_key=True)
    capital: str = Field(primary_key=True)


class ServiceArea(Table, table=True):
    __tablename__ = "service_area"

    listing_id: UUID = Field(foreign_key="listing.id", primary_key=True)
    area_code: str = Field(primary_key=True)


class Location(Table, table=True):
    id: UUID = Field(primary_key=True)
    postcode: str | None = None
    precision: str
    lon: float | None = None
    lat: float | None = None
    easting: float | None = None
    northing: float | None = None
    lsoa11: str | None = None
    lsoa21: str | None = None
    ward: str | None = None
    parish: str | None = None
    district: str | None = None


class ServiceAtLocation(Table, table=True):
    __tablename__ = "service_at_location"

    id: UUID = Field(primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id")
    location_id: UUID = Field(foreign_key="location.id")
    opening_hours: str | None = None
    location: Location = Relationship()


class Listing(Table, table=True):
    id: UUID = Field(primary_key=True)
    slug: str
    name: str
    kind: str
    summary: str
    assured_date: str | None = None
    source_date: str | None = None
    sites: list[ServiceAtLocation] = Relationship()
    categories: list[ListingCategory] = Relationship()
    instances: list[Instance] = Relationship()
    serves: list[ServiceArea] = Relationship()


app = FastAPI()
engine = open_engine(os.environ["BENCH_DATABASE_URL"], read_only=True)


def session() -> Iterator[Session]:
    with Session(engine) as found:
        yield found


@app.get("/api/v1/listings")
def list_listings(
    session: Annotated[Session, Depends(session)],
    postcode: str | None = None,
    radius_m: float | None = None,
    kind: Annotated[list[Kind] | None, Query()] = None,
    capital: Annotated[list[Capital] | None, Query()] = None,
    page: int = 1,
) -> ListingList:
    origin = origin_of_postcode(session, postcode) if postcode else None
    d2: Any = None
    place: list[Any] = []
    if origin is not None:
        d2 = (col(Location.easting) - origin.easting) * (col(Location.easting) - origin.easting) + (
            col(Location.northing) - origin.northing
        ) * (col(Location.northing) - origin.northing)
        if radius_m is not None:
            place = [
                col(Location.easting).between(origin.easting - radius_m, origin.easting + radius_m),
                col(Location.northing).between(origin.northing - radius_m, origin.northing + radius_m),
                d2 <= radius_m * radius_m,
            ]
    of_kind = (
        [col(Listing.kind).in_([value.value for value in kind])]
        if kind
        else [col(Listing.kind) != "parish_council"]
    )
    of_capital = (
        [
            col(Listing.id).in_(
                select(Instance.listing_id).where(
                    col(Instance.capital).in_([value.value for value in capital])
                )
            )
        ]
        if capital
        else []
    )

    def joined(statement: Any) -> Any:
        return statement.join(
            ServiceAtLocation, col(ServiceAtLocation.listing_id) == col(Listing.id), isouter=True
        ).join(Location, col(Location.id) == col(ServiceAtLocation.location_id), isouter=True)

    def counts(value: Any, *conditions: Any, also: Any = None) -> dict[Any, int]:
        statement = joined(select(value, func.count(distinct(col(Listing.id)))).select_from(Listing))
        if also is not None:
            statement = statement.join(also, also.listing_id == col(Listing.id))
        return dict(session.exec(statement.where(*place, *conditions).group_by(value)).all())

    total = session.exec(
        joined(select(func.count(distinct(col(Listing.id)))).select_from(Listing)).where(
            *place, *of_kind, *of_capital
        )
    ).one()
    nearest = func.min(d2) if d2 is not None else None
    found = (
        joined(select(Listing))
        .where(*place, *of_kind, *of_capital)
        .group_by(col(Listing.id))
        .order_by(*([nearest.is_(None), nearest] if nearest is not None else []), func.lower(Listing.name))
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
        .options(
            selectinload(Listing.sites).selectinload(ServiceAtLocation.location),  # type: ignore[arg-type]
            selectinload(Listing.categories),  # type: ignore[arg-type]
            selectinload(Listing.instances),  # type: ignore[arg-type]
            selectinload(Listing.serves),  # type: ignore[arg-type]
        )
    )
    listings = session.exec(found).all()
    kinds = counts(col(Listing.kind), *of_capital)
    capitals = counts(col(Instance.capital), *of_kind, also=Instance)
    categories = counts(col(ListingCategory.category), *of_kind, *of_capital, also=ListingCategory)
    districts = counts(col(Location.district), *of_kind, *of_capital)
    labels = {row.slug: row.label for row in session.exec(select(Category)).all()}
    names = area_names(session, ALL_DISTRICTS)
    items = [_item(listing, origin) for listing in listings]
    return ListingList(
        total_items=total,
        total_pages=-(-total // PER_PAGE),
        page_number=page,
        size=len(items),
        contents=items,
        facets=FacetsOut(
            kind=[_value(one.value, one.label, kinds) for one in Kind],
            capital=[_value(one.value, one.label, capitals) for one in Capital],
            category=[
                _value(slug, labels[slug], categories)
                for slug in sorted(categories, key=lambda slug: labels[slug])
            ],
            district=[_value(code, names[code], districts) for code in ALL_DISTRICTS],
        ),
    )


def _value(value: str, label: str, counts: dict[Any, int]) -> FacetValueOut:
    return FacetValueOut(value=value, label=label, count=counts.get(value, 0))


def _item(listing: Listing, origin: Origin | None) -> ListingItem:
    site, distance_m = _nearest(listing, origin)
    place = site.location if site is not None else None
    opening = next_open(site.opening_hours, clock.now()) if site is not None else None
    held = {instance.capital for instance in listing.instances}
    return ListingItem(
        id=listing.id,
        slug=listing.slug,
        name=listing.name,
        kind=Kind(listing.kind),
        summary=listing.summary,
        categories=sorted(category.category for category in listing.categories),
        capitals=[one for one in Capital if one.value in held],
        location=None if place is None or place.precision in {"hidden", "district"} else _location(place),
        site_count=len(listing.sites),
        serves=sorted(area.area_code for area in listing.serves),
        distance_m=distance_m,
        next_open=None if opening is None else opening.opens,
        assured_date=listing.assured_date,  # type: ignore[arg-type]
        source_date=listing.source_date,
        url=f"{BASE_URL}/listing/{listing.slug}",
        unsaid=[],
    )


def _nearest(listing: Listing, origin: Origin | None) -> tuple[ServiceAtLocation | None, int | None]:
    if origin is None:
        return (listing.sites[0] if listing.sites else None), None
    placed = [
        (
            (site.location.easting - origin.easting) ** 2 + (site.location.northing - origin.northing) ** 2,
            site,
        )
        for site in listing.sites
        if site.location.easting is not None and site.location.northing is not None
    ]
    if not placed:
        return (listing.sites[0] if listing.sites else None), None
    d2, site = min(placed, key=lambda pair: pair[0])
    return site, round(d2**0.5)


def _location(place: Location) -> LocationOut:
    return LocationOut(
        lat=place.lat,
        lon=place.lon,
        precision=place.precision,  # type: ignore[arg-type]
        postcode=place.postcode,
        areas=AreaCodesOut(
            lsoa11=place.lsoa11,
            lsoa21=place.lsoa21,
            ward=place.ward,
            parish=place.parish,
            district=place.district,
        ),
    )
