"""On whose ground does a listing stand, as far as rights depend on it?"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlmodel import Session

from directory.accounts.schemas import Target
from directory.errors import NotFound

_PLACES = text(
    "SELECT l.id, o.parish, o.district FROM listing l LEFT JOIN service_at_location s ON s.listing_id = l.id "
    "LEFT JOIN location o ON o.id = s.location_id WHERE l.id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_SERVED = text(
    "SELECT DISTINCT s.listing_id AS id, CASE WHEN a.level = 'parish' THEN a.code END AS parish, "
    "a.district_code AS district FROM service_area s JOIN area a ON a.code = s.area_code "
    "WHERE s.listing_id IN :ids AND a.level IN ('parish', 'district')"
).bindparams(bindparam("ids", expanding=True))


def target_of(directory_session: Session, listing_id: UUID) -> Target:
    """Read the parishes and districts of a listing: of its places, or where it has none of what it serves."""
    found = targets_of(directory_session, [listing_id]).get(listing_id)
    if found is None:
        raise NotFound("There is no such listing.")
    return found


def targets_of(directory_session: Session, ids: Collection[UUID]) -> dict[UUID, Target]:
    """Read it for many listings at once; what is not there is left out."""
    found: dict[UUID, Target] = {}
    asked = list(ids)
    for statement in (_PLACES, _SERVED):
        if not asked:
            break
        for row in directory_session.execute(statement, {"ids": [each.hex for each in asked]}):
            listing_id = UUID(str(row.id))
            known = found.get(listing_id, Target(listing_id))
            found[listing_id] = Target(
                listing_id,
                known.parishes | ({row.parish} if row.parish else frozenset()),
                known.districts | ({row.district} if row.district else frozenset()),
            )
        asked = [each for each, target in found.items() if not target.districts]
    return found
