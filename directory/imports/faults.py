"""Why can a record not be taken, though it is well formed?"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from directory.areas.models import Area, Postcode
from directory.errors import ImportRejected
from directory.listings.models import Category, Source, SourceRecord
from directory.listings.record import ListingRecord, SiteRecord
from directory.words import WIDE_AREA_NAMES
from geo.distance import distance_m
from geo.projection import to_bng

FAR_M = 3_000
"""A place this far from its own postcode is a mistake in one of the two."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one of several records cannot be taken, though it is well formed."""

    record: ListingRecord
    field: str
    reason: str


def find_faults(session: Session, records: Iterable[ListingRecord]) -> list[Fault]:
    """Find the records that name a category, source or parish nobody has described, or a taken source id."""
    categories = set(session.execute(select(col(Category.slug))).scalars())
    sources = set(session.execute(select(col(Source.key))).scalars())
    records = list(records)
    areas = set(session.execute(select(col(Area.code))).scalars()) | set(WIDE_AREA_NAMES)
    parishes = set(session.execute(select(col(Area.code)).where(col(Area.level) == "parish")).scalars())
    postcodes = _postcode_points(session, records)
    owners: dict[tuple[str, str], UUID] = {
        (row.source, row.source_id): row.listing_id
        for row in session.execute(
            select(col(SourceRecord.source), col(SourceRecord.source_id), col(SourceRecord.listing_id))
        )
    }
    faults = []
    for record in records:
        strange = [slug for slug in record.categories if slug not in categories]
        if strange:
            reason = f"has a category nobody has described: {', '.join(strange)}."
            todo = "Add it to listings/categories.csv or use one that is there."
            faults.append(Fault(record, "categories", f"{reason} {todo}"))
        unknown = [ref.source for ref in record.sources if ref.source not in sources]
        if unknown:
            reason = (
                f"names a source nobody has described: {', '.join(unknown)}. Add it to listings/sources.csv"
            )
            faults.append(Fault(record, "sources", f"{reason} with its licence and credit."))
        lost = [site.parish for site in record.sites if site.parish and site.parish not in parishes]
        if lost:
            faults.append(Fault(record, "sites", f"names a parish that is not loaded: {', '.join(lost)}."))
        stray = [code for code in (*(site.district or "" for site in record.sites), *record.serves) if code]
        stray = [code for code in stray if code not in areas]
        if stray:
            faults.append(Fault(record, "serves", f"names an area that is not loaded: {', '.join(stray)}."))
        far = [site.postcode for site in record.sites if _far_from_postcode(site, postcodes)]
        if far:
            reason = f"has a place over {FAR_M // 1_000} km from its postcode: {', '.join(map(str, far))}."
            faults.append(Fault(record, "sites", f"{reason} Check the postcode and the coordinates."))
        for ref in record.sources:
            owner = owners.setdefault((ref.source, ref.source_id), record.id)
            if owner != record.id:
                reason = (
                    f"claims the record {ref.source_id} of {ref.source}, which is behind listing {owner}."
                )
                faults.append(Fault(record, "sources", reason))
    return faults


def _postcode_points(session: Session, records: Iterable[ListingRecord]) -> dict[str, tuple[int, int]]:
    """Look up where the postcodes of records are."""
    wanted = sorted({site.postcode for record in records for site in record.sites if site.postcode})
    found: dict[str, tuple[int, int]] = {}
    for start in range(0, len(wanted), 500):
        rows = session.execute(
            select(col(Postcode.postcode), col(Postcode.easting), col(Postcode.northing)).where(
                col(Postcode.postcode).in_(wanted[start : start + 500]), col(Postcode.easting).is_not(None)
            )
        )
        found |= {row.postcode: (row.easting, row.northing) for row in rows}
    return found


def _far_from_postcode(site: SiteRecord, points: dict[str, tuple[int, int]]) -> bool:
    point = points.get(site.postcode or "")
    if point is None or site.lon is None or site.lat is None:
        return False
    easting, northing = to_bng(site.lon, site.lat)
    return distance_m(easting, northing, *point) > FAR_M


def refuse_faults(session: Session, records: Iterable[ListingRecord]) -> None:
    """Refuse all of them for the first fault of one."""
    for fault in find_faults(session, records):
        raise ImportRejected(f'"{fault.record.name}" {fault.reason}', field=fault.field)
