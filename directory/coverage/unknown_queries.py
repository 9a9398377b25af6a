"""Every read of what the directory does not know that runs do not keep."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session

AnyRow = Row[Any]
Rows = Sequence[AnyRow]

_LISTINGS = text(
    "SELECT l.id, l.visiting, l.assured_date, l.source_date, l.free IS NULL AS cost_unsaid, "
    "l.step_free IS NULL AS step_free_unsaid, "
    "(SELECT group_concat(capital, '|') FROM instance i WHERE i.listing_id = l.id) AS capitals, "
    "(SELECT group_concat(category, '|') FROM listing_category c WHERE c.listing_id = l.id) AS categories, "
    "(SELECT group_concat(DISTINCT p.precision) FROM service_at_location s "
    " JOIN location p ON p.id = s.location_id WHERE s.listing_id = l.id) AS precisions, "
    "(SELECT group_concat(DISTINCT p.district) FROM service_at_location s "
    " JOIN location p ON p.id = s.location_id WHERE s.listing_id = l.id) AS districts, "
    "(SELECT group_concat(area_code) FROM service_area a WHERE a.listing_id = l.id) AS serves, "
    "NOT EXISTS (SELECT 1 FROM service_at_location s WHERE s.listing_id = l.id AND (s.opening_hours IS NOT "
    " NULL OR EXISTS (SELECT 1 FROM schedule t WHERE t.service_at_location_id = s.id))) AS hours_unsaid "
    "FROM listing l WHERE l.status = 'active' AND l.kind <> 'parish_council' ORDER BY l.id"
)
_SOURCES = text("SELECT key AS source, title FROM source ORDER BY key")
_ASKED = text(
    "SELECT DISTINCT area_code FROM work_item WHERE status <> 'not_asked' "
    "AND (:subject = '' OR subject = :subject) ORDER BY area_code"
)
_CATEGORIES = text("SELECT slug, label FROM category ORDER BY slug")


def list_listings(session: Session) -> Rows:
    """List every active listing but parish councils, with what it says and does not say."""
    return session.connection().execute(_LISTINGS).all()


def list_sources(session: Session) -> Rows:
    """List the keys and titles of the sources."""
    return session.connection().execute(_SOURCES).all()


def list_categories(session: Session) -> Rows:
    """List the slugs and labels of the categories."""
    return session.connection().execute(_CATEGORIES).all()


def list_asked(session: Session, subject: str) -> Rows:
    """List the parishes written down as asked or answered, of one subject or, where empty, of any."""
    return session.connection().execute(_ASKED, {"subject": subject}).all()
