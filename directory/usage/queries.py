"""Every read and write of counts."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session

from directory.usage.schemas import FEWEST_SHOWN
from directory.usage.words import HASHED

Rows = Sequence[Row[Any]]

_ADD = text(
    "INSERT INTO usage_count (week, what, key, asked) VALUES (:week, :what, :key, :asked) "
    "ON CONFLICT (week, what, key) DO UPDATE SET asked = asked + excluded.asked"
)
_ADD_MISS = text(
    "INSERT INTO search_miss (week, area, words, found, asked) VALUES (:week, :area, :words, :found, :asked) "
    "ON CONFLICT (week, area, words, found) DO UPDATE SET asked = asked + excluded.asked RETURNING asked"
)
_DROP_MISS = text(
    "DELETE FROM search_miss WHERE week = :week AND area = :area AND words = :words AND found = :found"
)
_HAS_MISS = text(
    "SELECT 1 FROM search_miss WHERE week = :week AND area = :area AND words = :words AND found = :found"
)
_WEEKS = text("SELECT DISTINCT week FROM usage_count ORDER BY week DESC LIMIT :most")
_COUNTS = text("SELECT week, what, key, asked FROM usage_count WHERE week >= :first ORDER BY what, key, week")
_MISSES = text(
    "SELECT m.week, m.area, a.name AS area_name, a.lon, a.lat, a.district_code, m.words, m.found, m.asked "
    "FROM search_miss m LEFT JOIN area a ON a.code = m.area AND a.release = '2021' "
    "WHERE m.asked >= :fewest AND m.words NOT LIKE :hashed AND m.week >= :first "
    "ORDER BY m.week DESC, m.asked DESC, m.words LIMIT :most"
)
_FORGET_HASHES = text("DELETE FROM search_miss WHERE words LIKE :hashed AND week < :week")

_AREA_KEYS = text("SELECT DISTINCT key FROM usage_count WHERE what = 'area' ORDER BY key")
_LISTING_NAMES = text(
    "SELECT DISTINCT l.slug, l.name, e.district FROM usage_count u JOIN listing l ON l.slug = u.key "
    "JOIN search_entry e ON e.listing_id = l.id WHERE u.what = 'listing' ORDER BY l.slug"
)


def list_area_keys(session: Session) -> Sequence[str]:
    """List the codes of areas that were asked for."""
    return session.connection().execute(_AREA_KEYS).scalars().all()


def list_listing_names(session: Session) -> Rows:
    """List the listings that were looked at, with their districts."""
    return session.connection().execute(_LISTING_NAMES).all()


def add_counts(session: Session, rows: Iterable[dict[str, object]]) -> None:
    """Add to the counts of a week."""
    for row in rows:
        session.connection().execute(_ADD, row)


def add_miss(session: Session, row: dict[str, object]) -> int:
    """Add to a search in vain; return how often it was asked by now."""
    return int(session.connection().execute(_ADD_MISS, row).scalar_one())


def has_miss(session: Session, row: dict[str, object]) -> bool:
    """Tell whether a search in vain is counted already."""
    return session.connection().execute(_HAS_MISS, row).first() is not None


def drop_miss(session: Session, row: dict[str, object]) -> None:
    """Take a search in vain out."""
    session.connection().execute(_DROP_MISS, row)


def list_weeks(session: Session, most: int) -> Sequence[str]:
    """List the latest weeks that have counts, the newest first."""
    return session.connection().execute(_WEEKS, {"most": most}).scalars().all()


def list_counts(session: Session, first: str) -> Rows:
    """List the counts from a week on."""
    return session.connection().execute(_COUNTS, {"first": first}).all()


def list_misses(session: Session, first: str, most: int) -> Rows:
    """List the searches in vain that may be shown."""
    return (
        session.connection()
        .execute(_MISSES, {"first": first, "most": most, "fewest": FEWEST_SHOWN, "hashed": f"{HASHED}%"})
        .all()
    )


def forget_hashes(session: Session, before_week: str) -> None:
    """Remove what never reached five and never will: the hashes of weeks that are over."""
    session.connection().execute(_FORGET_HASHES, {"week": before_week, "hashed": f"{HASHED}%"})
