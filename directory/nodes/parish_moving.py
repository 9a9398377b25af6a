"""In which parish does a place stand that was put there by its postcode, and who says so?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from directory.changes.document import read_record
from directory.changes.history import current_number
from directory.changes.schemas import Actor
from directory.errors import Conflict, InvalidInput
from directory.listings.record import SiteRecord
from directory.nodes import parish_queries
from directory.nodes.like_parishes import all_parishes, neighbours

MOST: Final = 60
CHOICES: Final = 14
FORM: Final = "form"
_MOVED: Final = "Somebody changed where that is meanwhile. Look at the list again."


@dataclass(frozen=True, slots=True)
class PlacedHere:
    """A place of a listing that stands in a parish by its postcode or its point."""

    at: UUID
    """Of the listing at this place."""
    listing_id: UUID
    slug: str
    name: str
    where: str
    estimated: bool
    """Worked out, and nobody said so."""
    version: int
    """Of the listing, as it was read."""


def placed_here(session: Session, code: str) -> tuple[PlacedHere, ...]:
    """List the places that stand in a parish, those that were only worked out first."""
    return tuple(
        PlacedHere(
            at=UUID(row.at),
            listing_id=UUID(row.id),
            slug=row.slug,
            name=row.name,
            where=", ".join(dict.fromkeys(part for part in (row.place, row.address, row.postcode) if part)),
            estimated=bool(row.parish_estimated),
            version=current_number(session, UUID(row.id)),
        )
        for row in parish_queries.list_placed(session, code, MOST)
    )


def parish_choices(session: Session, code: str) -> tuple[tuple[str, str], ...]:
    """List the parishes a place here may stand in instead, the nearest first: all of the same district."""
    parishes = all_parishes(session)
    own = parishes.figures[parishes.place[code]]
    near = neighbours(session, code, limit=len(parishes.figures))
    same = [each for each in near if parishes.figures[parishes.place[each.code]].district == own.district]
    return ((own.code, own.name), *((each.code, each.name) for each in same[:CHOICES]))


def state_parish(
    session: Session,
    folder: Path,
    here: str,
    at: UUID,
    parish: str,
    *,
    actor: Actor,
    change_id: UUID,
    base_version: int,
) -> None:
    """Write down in which parish a place stands; it is then no estimate. The caller has asked who may."""
    from directory.changes.service import change_listing  # noqa: PLC0415 - only to write

    if parish not in {code for code, _name in parish_choices(session, here)}:
        raise InvalidInput(
            "Choose a parish from the list: one near by, of the same district.", field="parish"
        )
    row = parish_queries.find_placed(session, at)
    if row is None or row.parish != here:
        raise Conflict(_MOVED)
    record = read_record(session, UUID(row.id))
    sites = tuple(
        site.model_copy(update={"parish": parish}) if _is_at(site, row) else site for site in record.sites
    )
    if not any(_is_at(site, row) for site in record.sites):
        raise Conflict(_MOVED)
    change_listing(
        session,
        folder,
        record.id,
        record.model_copy(update={"sites": sites}),
        actor=actor,
        source=FORM,
        change_id=change_id,
        base_version=base_version,
        note="Parish said by somebody who knows",
    )


def listing_at(session: Session, at: UUID) -> UUID:
    """Tell which listing stands at a place."""
    row = parish_queries.find_placed(session, at)
    if row is None:
        raise Conflict(_MOVED)
    return UUID(row.id)


def _is_at(site: SiteRecord, row: Row[Any]) -> bool:
    said = (site.name, site.address, site.postcode, site.lon, site.lat, site.precision.value)
    return said == (row.place, row.address, row.postcode, row.lon, row.lat, row.precision)
