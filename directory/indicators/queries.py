"""Every read and write of indicators and concerns."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select
from sqlmodel import Session, col

from directory.areas.models import Area
from directory.indicators.models import Concern, Indicator, IndicatorValue

Rows = Sequence[Row[Any]]


def list_indicators(session: Session, slug: str | None = None) -> Rows:
    """List (indicator, areas with a figure, areas named) by label."""
    statement = (
        select(Indicator, func.count(col(IndicatorValue.value)), func.count(col(IndicatorValue.code)))
        .outerjoin(IndicatorValue, col(IndicatorValue.slug) == col(Indicator.slug))
        .group_by(*Indicator.__table__.columns)  # type: ignore[attr-defined]
        .order_by(col(Indicator.label), col(Indicator.slug))
    )
    if slug is not None:
        statement = statement.where(col(Indicator.slug) == slug)
    return session.execute(statement).all()


def list_values(session: Session, slug: str) -> Rows:
    """List (code, value) of one indicator by code."""
    return session.execute(
        select(col(IndicatorValue.code), col(IndicatorValue.value))
        .where(col(IndicatorValue.slug) == slug)
        .order_by(col(IndicatorValue.code))
    ).all()


def list_codes(session: Session, level: str, release: str | None) -> set[str]:
    """List the codes of the areas of a level, in one release where told."""
    statement = select(col(Area.code)).where(col(Area.level) == level)
    if release is not None:
        statement = statement.where(col(Area.release) == release)
    return set(session.execute(statement).scalars())


def remove_indicator(session: Session, slug: str) -> None:
    """Remove an indicator with its figures."""
    session.execute(delete(IndicatorValue).where(col(IndicatorValue.slug) == slug))
    session.execute(delete(Indicator).where(col(Indicator.slug) == slug))


def add_indicator(session: Session, indicator: dict[str, object], values: list[dict[str, object]]) -> None:
    """Add an indicator with its figures."""
    session.execute(insert(Indicator), [indicator])
    if values:
        session.execute(insert(IndicatorValue), values)


def list_shipped(session: Session) -> list[str]:
    """List the slugs of the shipped indicators."""
    return list(session.execute(select(col(Indicator.slug)).where(col(Indicator.shipped))).scalars())


def list_concerns(session: Session, district: str | None) -> Sequence[Concern]:
    """List the concerns stated of a district, or of all, in the order of the paper."""
    statement = select(Concern).order_by(
        col(Concern.district_code), col(Concern.position), col(Concern.concern)
    )
    if district is not None:
        statement = statement.where(col(Concern.district_code) == district)
    return session.execute(statement).scalars().all()
