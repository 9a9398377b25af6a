"""Every read and write of own geographies."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlmodel import Session, col

from directory.areas.models import Area, Postcode
from directory.geographies.models import Geography, GeographyMember, GeographyUnit

Rows = Sequence[Row[Any]]


def list_geographies(session: Session) -> Sequence[Geography]:
    """List every geography by name."""
    return (
        session.execute(select(Geography).order_by(col(Geography.name), col(Geography.slug))).scalars().all()
    )


def find_geography(session: Session, slug: str) -> Geography | None:
    """Find one geography."""
    return session.get(Geography, slug)


def list_units(session: Session, slug: str | None = None, code: str | None = None) -> Sequence[GeographyUnit]:
    """List units by code, of one geography or of one code where told."""
    statement = select(GeographyUnit).order_by(col(GeographyUnit.code))
    if slug is not None:
        statement = statement.where(col(GeographyUnit.geography) == slug)
    if code is not None:
        statement = statement.where(col(GeographyUnit.code) == code)
    return session.execute(statement).scalars().all()


def list_members(session: Session, slug: str) -> Rows:
    """List (unit, code, level) of a geography's members in order."""
    return session.execute(
        select(col(GeographyMember.unit), col(GeographyMember.code), col(GeographyMember.level))
        .where(col(GeographyMember.geography) == slug)
        .order_by(col(GeographyMember.unit), col(GeographyMember.level), col(GeographyMember.code))
    ).all()


def list_postcodes(session: Session) -> Rows:
    """List the live postcodes inside, with their areas, their ward's district and their points, by key."""
    wards = (
        select(col(Area.code), col(Area.district_code)).where(col(Area.level) == "ward").distinct().subquery()
    )
    return session.execute(
        select(
            *(col(column) for column in (Postcode.key, Postcode.lsoa11, Postcode.lsoa21, Postcode.ward)),
            *(col(column) for column in (Postcode.parish, Postcode.district, Postcode.lon, Postcode.lat)),
            wards.c.district_code.label("ward_district"),
        )
        .outerjoin(wards, wards.c.code == col(Postcode.ward))
        .where(col(Postcode.inside), col(Postcode.status) == "live")
        .order_by(col(Postcode.key))
    ).all()


def list_lsoas(session: Session, release: str) -> Rows:
    """List (code, district_code, population) of the LSOAs of a release by code."""
    return session.execute(
        select(col(Area.code), col(Area.district_code), col(Area.population))
        .where(col(Area.level) == "lsoa", col(Area.release) == release)
        .order_by(col(Area.code))
    ).all()


def list_areas(session: Session) -> Rows:
    """List (release, level, code, name) of every area."""
    return session.execute(
        select(col(Area.release), col(Area.level), col(Area.code), col(Area.name)).order_by(col(Area.code))
    ).all()


def remove_geography(session: Session, slug: str) -> None:
    """Remove a geography with its units and members."""
    session.execute(delete(GeographyMember).where(col(GeographyMember.geography) == slug))
    session.execute(delete(GeographyUnit).where(col(GeographyUnit.geography) == slug))
    session.execute(delete(Geography).where(col(Geography.slug) == slug))


def add_geography(
    session: Session,
    geography: dict[str, object],
    units: list[dict[str, object]],
    members: list[dict[str, object]],
) -> None:
    """Add a geography with its units and members."""
    session.execute(insert(Geography), [geography])
    session.execute(insert(GeographyUnit), units)
    session.execute(insert(GeographyMember), members)


def replace_postcodes(session: Session, slug: str, unit: str, keys: list[str]) -> None:
    """Put other postcodes in place of those of a drawn unit."""
    session.execute(
        delete(GeographyMember).where(
            col(GeographyMember.geography) == slug,
            col(GeographyMember.unit) == unit,
            col(GeographyMember.level) == "postcode",
        )
    )
    if keys:
        rows = [{"geography": slug, "unit": unit, "code": key, "level": "postcode"} for key in keys]
        session.execute(insert(GeographyMember), rows)
