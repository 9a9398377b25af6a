"""Every read of rules, suggestions and of the listings they are about."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlmodel import Session

Rows = Sequence[Row[Any]]

_DESCRIBED = (
    "SELECT l.id, l.slug, l.name, l.summary, "
    "(SELECT group_concat(category) FROM listing_category c WHERE c.listing_id = l.id) AS categories, "
    "(SELECT group_concat(capital) FROM instance i WHERE i.listing_id = l.id) AS carried "
    "FROM listing l WHERE l.kind <> 'parish_council' AND l.status <> 'inactive'"
)
_ALL = text(f"{_DESCRIBED} ORDER BY l.id")
_SOME = text(f"{_DESCRIBED} AND l.id IN :ids ORDER BY l.id").bindparams(bindparam("ids", expanding=True))
_SUGGESTIONS = (
    "SELECT t.*, l.slug, l.name, l.summary, "
    "(SELECT group_concat(DISTINCT p.district) FROM service_at_location s "
    " JOIN location p ON p.id = s.location_id WHERE s.listing_id = l.id) AS districts, "
    "(SELECT group_concat(area_code) FROM service_area a WHERE a.listing_id = l.id) AS serves "
    "FROM tag_suggestion t JOIN listing l ON l.id = t.listing_id WHERE l.status <> 'inactive' AND "
)
_UNDECIDED = text(
    f"{_SUGGESTIONS} t.state = 'suggested' ORDER BY t.sure DESC, l.name, t.listing_id, t.capital"
)
_OF_LISTING = text(f"{_SUGGESTIONS} t.listing_id = :id")
_ORPHANS = text(
    "DELETE FROM tag_suggestion WHERE decided_role IS NULL AND listing_id NOT IN "
    "(SELECT id FROM listing WHERE kind <> 'parish_council' AND status <> 'inactive')"
)
_COUNTS = text(
    "SELECT t.state, COUNT(*) AS number FROM tag_suggestion t JOIN listing l ON l.id = t.listing_id "
    "WHERE l.status <> 'inactive' GROUP BY t.state"
)
_TALLY = text(
    "SELECT l.id, "
    "(SELECT group_concat(capital) FROM instance i WHERE i.listing_id = l.id) AS carried, "
    "(SELECT group_concat(capital) FROM tag_suggestion t WHERE t.listing_id = l.id "
    " AND t.state = 'suggested') AS suggested, "
    "(SELECT group_concat(DISTINCT p.district) FROM service_at_location s "
    " JOIN location p ON p.id = s.location_id WHERE s.listing_id = l.id) AS districts, "
    "(SELECT group_concat(area_code) FROM service_area a WHERE a.listing_id = l.id) AS serves "
    "FROM listing l WHERE l.status = 'active' AND l.kind <> 'parish_council' ORDER BY l.id"
)


def list_described(session: Session, hex_ids: Sequence[str] | None = None) -> Rows:
    """List listings as rules read them, with what they carry; all, or some."""
    connection = session.connection()
    if hex_ids is None:
        return connection.execute(_ALL).all()
    return connection.execute(_SOME, {"ids": list(hex_ids)}).all()


def list_undecided(session: Session) -> Rows:
    """List what is suggested and not decided, surest first."""
    return session.connection().execute(_UNDECIDED).all()


def list_of_listing(session: Session, hex_id: str) -> Rows:
    """List what is suggested, accepted and refused of one listing."""
    return session.connection().execute(_OF_LISTING, {"id": hex_id}).all()


def remove_orphans(session: Session) -> None:
    """Remove suggestions nobody decided of listings that are gone."""
    session.connection().execute(_ORPHANS)


def count_states(session: Session) -> dict[str, int]:
    """Count suggestions by state."""
    return {row.state: row.number for row in session.connection().execute(_COUNTS)}


def list_tally(session: Session) -> Rows:
    """List each listing that is shown with what it carries, what is suggested, and where it is or serves."""
    return session.connection().execute(_TALLY).all()
