"""On whose ground does a listing stand, as far as rights depend on it?"""

from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from directory.accounts.schemas import Target
from directory.errors import NotFound

_EXISTS = text("SELECT 1 FROM listing WHERE id = :id")
_PLACES = text(
    "SELECT l.parish, l.district FROM service_at_location s JOIN location l ON l.id = s.location_id "
    "WHERE s.listing_id = :id"
)
_SERVED = text(
    "SELECT DISTINCT a.level, a.code, a.district_code FROM service_area s "
    "JOIN area a ON a.code = s.area_code "
    "WHERE s.listing_id = :id AND a.level IN ('parish', 'district')"
)


def target_of(directory_session: Session, listing_id: UUID) -> Target:
    """Read the parishes and districts of a listing: of its places, or where it has none of what it serves."""
    given = {"id": listing_id.hex}
    if directory_session.execute(_EXISTS, given).first() is None:
        raise NotFound("There is no such listing.")
    places = directory_session.execute(_PLACES, given).all()
    parishes = {row.parish for row in places if row.parish}
    districts = {row.district for row in places if row.district}
    if not districts:
        for row in directory_session.execute(_SERVED, given):
            districts.add(row.district_code)
            if row.level == "parish":
                parishes.add(row.code)
    return Target(listing_id, frozenset(parishes), frozenset(districts))
