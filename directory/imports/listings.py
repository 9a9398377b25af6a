"""How does a listing record become a listing: placed, tagged, searchable, with its sources?

A record that was imported before is replaced as a whole, unless somebody has confirmed the listing here
since: then the import leaves it alone and says so. Identifiers are uuid5, so that importing twice changes
nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from slugify import slugify
from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, SQLModel, col

from directory import clock
from directory.areas.models import Area
from directory.imports.faults import refuse_faults
from directory.imports.placing import Placed, Placer
from directory.imports.tagging import Tagger
from directory.listings.hours import schedules
from directory.listings.models import (
    FormerSlug,
    Instance,
    Listing,
    ListingCategory,
    ListingLanguage,
    Location,
    Organization,
    Schedule,
    ServiceArea,
    ServiceAtLocation,
    SourceRecord,
)
from directory.listings.record import ListingRecord, SiteRecord, SourceRef
from directory.words import Kind, Level, Precision, Release

NAMESPACE = UUID("5f0d4a52-5f5c-5b60-9b0e-4a8c1c2f7f7e")
PARISH_SOURCE = "civil_parishes"
_PARTS: tuple[type[SQLModel], ...] = (
    ListingCategory,
    Instance,
    ListingLanguage,
    ServiceArea,
    SourceRecord,
    ServiceAtLocation,
)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, counted."""

    added: int
    replaced: int
    kept: int
    """Confirmed here since they were imported, so left as they are."""
    instances: int
    untagged: int


class _Rows:
    """Rows gathered by table, to be written in the order foreign keys ask for."""

    ORDER: tuple[type[SQLModel], ...] = (
        Organization,
        Listing,
        Location,
        ServiceAtLocation,
        Schedule,
        ListingCategory,
        Instance,
        ListingLanguage,
        ServiceArea,
        SourceRecord,
    )

    def __init__(self) -> None:
        self.by_table: dict[type[SQLModel], list[dict[str, object]]] = {table: [] for table in self.ORDER}

    def add(self, table: type[SQLModel], **values: object) -> None:
        self.by_table[table].append(values)

    def write(self, session: Session) -> None:
        for table in self.ORDER:
            if self.by_table[table]:
                session.execute(insert(table), self.by_table[table])


def import_listings(
    session: Session,
    folder: Path,
    records: Sequence[ListingRecord],
    *,
    shipped: bool = False,
    on_step: Callable[[str], None] = lambda _step: None,
) -> ImportReport:
    """Take records in: replace or add each, place it, tag it, and give it an address of its own.

    `shipped` records are the whole of what ships: a listing that came so before and is not among them leaves,
    unless somebody has confirmed it; where another has its source records now, its address leads there.
    """
    retired = _retire(session, records) if shipped else []
    if shipped:
        records = _not_of_confirmed(session, records)
    refuse_faults(session, records)
    placer, tagger = Placer(session, folder), Tagger(session)
    confirmed = set(
        session.execute(select(col(Listing.id)).where(col(Listing.assured_date).is_not(None))).scalars()
    )
    existing = {
        row.id: row
        for row in session.execute(
            select(col(Listing.id), col(Listing.slug), col(Listing.created_at), col(Listing.status))
        )
    }
    taken = {row.slug for row in existing.values()} | {str(row["slug"]) for row in retired}
    taken |= set(session.execute(select(col(FormerSlug.slug))).scalars())
    organizations = dict(session.execute(select(col(Organization.name), col(Organization.id))).all())
    _update_organizations(session, records)
    names = dict(session.execute(select(col(Area.code), col(Area.name))).all())
    given = len(records)
    records = [record for record in records if record.id not in confirmed]
    on_step(f"Placing and tagging {len(records)} listings")
    former = _remove(session, [record.id for record in records if record.id in existing])
    rows, now, instances, untagged = _Rows(), clock.now(), 0, 0
    for record in records:
        before = existing.get(record.id)
        organization_id = _organization(rows, organizations, record)
        rows.add(
            Listing,
            **_listing_values(record),
            slug=before.slug if before else _new_slug(record, names, taken),
            status=before.status if before else "active",
            shipped=shipped,
            organization_id=organization_id,
            created_at=before.created_at if before else now,
            updated_at=now,
        )
        for site in record.sites:
            _add_site(rows, record, site, placer.place(site))
        tags = tagger.tag(record)
        instances += len(tags)
        untagged += not tags and record.kind is not Kind.PARISH_COUNCIL
        for tag in tags:
            rows.add(Instance, listing_id=record.id, capital=tag.capital, reason=tag.reason, basis=tag.basis)
        _add_words(rows, record)
    rows.write(session)
    if former + retired:
        session.execute(insert(FormerSlug), former + retired)
    replaced = sum(record.id in existing for record in records)
    return ImportReport(
        added=len(records) - replaced,
        replaced=replaced,
        kept=given - len(records),
        instances=instances,
        untagged=untagged,
    )


def _remove(session: Session, ids: Sequence[UUID]) -> list[dict[str, object]]:
    """Remove listings with their parts; give their former slugs, which come back with them at once."""
    former: list[dict[str, object]] = []
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        sites = select(col(ServiceAtLocation.id)).where(col(ServiceAtLocation.listing_id).in_(chunk))
        session.execute(delete(Schedule).where(col(Schedule.service_at_location_id).in_(sites)))
        places = list(
            session.execute(
                select(col(ServiceAtLocation.location_id)).where(col(ServiceAtLocation.listing_id).in_(chunk))
            ).scalars()
        )
        for table in _PARTS:
            session.execute(delete(table).where(table.listing_id.in_(chunk)))  # type: ignore[attr-defined]
        for place_start in range(0, len(places), 500):
            session.execute(
                delete(Location).where(col(Location.id).in_(places[place_start : place_start + 500]))
            )
        mine = col(FormerSlug.listing_id).in_(chunk)
        slugs = session.execute(select(col(FormerSlug.slug), col(FormerSlug.listing_id)).where(mine))
        former += [{"slug": row.slug, "listing_id": row.listing_id} for row in slugs]
        session.execute(delete(FormerSlug).where(mine))
        session.execute(delete(Listing).where(col(Listing.id).in_(chunk)))
    return former


def _retire(session: Session, records: Sequence[ListingRecord]) -> list[dict[str, object]]:
    """Remove what no longer ships; give the addresses that now lead to another listing."""
    kept = {record.id for record in records}
    gone = {
        row.id: row.slug
        for row in session.execute(
            select(col(Listing.id), col(Listing.slug)).where(
                col(Listing.shipped), col(Listing.assured_date).is_(None)
            )
        )
        if row.id not in kept
    }
    owner = {(ref.source, ref.source_id): record.id for record in records for ref in record.sources}
    moved = {
        row.listing_id: owner[row.source, row.source_id]
        for row in session.execute(
            select(col(SourceRecord.listing_id), col(SourceRecord.source), col(SourceRecord.source_id))
        )
        if row.listing_id in gone and (row.source, row.source_id) in owner
    }
    former = _remove(session, list(gone))
    addresses = [(gone[old], old) for old in gone] + [(row["slug"], row["listing_id"]) for row in former]
    return [{"slug": slug, "listing_id": moved[old]} for slug, old in addresses if old in moved]


def _not_of_confirmed(session: Session, records: Sequence[ListingRecord]) -> list[ListingRecord]:
    """Leave out the records whose sources already stand behind another listing that somebody confirmed."""
    owners = {
        (row.source, row.source_id): row.listing_id
        for row in session.execute(
            select(col(SourceRecord.source), col(SourceRecord.source_id), col(SourceRecord.listing_id))
            .join(Listing, col(Listing.id) == col(SourceRecord.listing_id))
            .where(col(Listing.assured_date).is_not(None))
        )
    }
    return [
        record
        for record in records
        if all(owners.get((ref.source, ref.source_id), record.id) == record.id for ref in record.sources)
    ]


def _update_organizations(session: Session, records: Iterable[ListingRecord]) -> None:
    """Bring the addresses of known organizations up to date."""
    told = {record.organization.name: record.organization.url for record in records if record.organization}
    for name, url in told.items():
        if url is not None:
            session.execute(
                update(Organization)
                .where(col(Organization.name) == name, col(Organization.url).is_distinct_from(url))
                .values(url=url)
            )


def _listing_values(record: ListingRecord) -> dict[str, object]:
    dates = [ref.date for ref in record.sources if ref.date]
    return {
        "id": record.id,
        "name": record.name,
        "kind": record.kind.value,
        "summary": record.summary,
        "url": record.url,
        "email": record.email,
        "phone": record.phone,
        "free": record.free,
        "cost_note": record.cost_note,
        "min_age": record.min_age,
        "max_age": record.max_age,
        "step_free": record.step_free,
        # A record lists the ways it is offered at a distance; an empty list says nothing about either.
        "online": "online" in record.remote or None,
        "telephone": "telephone" in record.remote or None,
        "sensitive": record.sensitive,
        "visiting": record.visiting,
        "time_note": record.time_note,
        "source_date": max(dates) if dates else None,
    }


def _organization(rows: _Rows, known: dict[str, UUID], record: ListingRecord) -> UUID | None:
    if record.organization is None:
        return None
    name = record.organization.name
    if name not in known:
        known[name] = uuid5(NAMESPACE, f"organization:{name}")
        rows.add(Organization, id=known[name], name=name, url=record.organization.url)
    return known[name]


def _new_slug(record: ListingRecord, names: dict[str, str], taken: set[str]) -> str:
    """Make an address from the name, then name and place, then a number."""
    base = slugify(record.name, max_length=80) or "listing"
    places = [names.get(code or "", "") for site in record.sites[:1] for code in (site.parish, site.district)]
    candidates = [base, *(f"{base}-{slugify(place)}" for place in places if place)]
    slug = next((candidate for candidate in candidates if candidate not in taken), None)
    number = 2
    while slug is None or slug in taken:
        slug, number = f"{candidates[-1]}-{number}", number + 1
    taken.add(slug)
    return slug


def _add_site(rows: _Rows, record: ListingRecord, site: SiteRecord, placed: Placed) -> None:
    key = "|".join(str(part) for part in (record.id, *_place_key(site, placed)))
    location_id = uuid5(NAMESPACE, f"location:{key}")
    site_id = uuid5(NAMESPACE, f"site:{key}")
    rows.add(
        Location,
        id=location_id,
        name=site.name,
        address=site.address,
        postcode=site.postcode,
        precision=site.precision.value,
        lon=placed.lon,
        lat=placed.lat,
        easting=placed.easting,
        northing=placed.northing,
        lsoa11=placed.areas.lsoa11,
        lsoa21=placed.areas.lsoa21,
        ward=placed.areas.ward,
        parish=placed.areas.parish,
        parish_estimated=placed.parish_estimated,
        district=placed.areas.district,
        areas_from=placed.areas_from,
    )
    rows.add(
        ServiceAtLocation,
        id=site_id,
        listing_id=record.id,
        location_id=location_id,
        opening_hours=site.hours,
        hours_note=site.hours_note,
    )
    for number, time in enumerate(schedules(site.hours)):
        rows.add(
            Schedule,
            id=uuid5(site_id, f"schedule:{number}"),
            service_at_location_id=site_id,
            freq=time.freq,
            byday=time.byday,
            opens_at=time.opens_at,
            closes_at=time.closes_at,
        )


def _place_key(site: SiteRecord, placed: Placed) -> tuple[object, ...]:
    """Tell what makes a place of a listing this one."""
    return (
        site.name,
        site.address,
        site.postcode,
        placed.lon,
        placed.lat,
        site.parish,
        site.district,
    )


def _add_words(rows: _Rows, record: ListingRecord) -> None:
    for category in dict.fromkeys(record.categories):
        rows.add(ListingCategory, listing_id=record.id, category=category)
    for language in dict.fromkeys(record.languages):
        rows.add(ListingLanguage, listing_id=record.id, language=language)
    for code in dict.fromkeys(record.serves):
        rows.add(ServiceArea, listing_id=record.id, area_code=code)
    for ref in record.sources:
        rows.add(
            SourceRecord,
            id=uuid5(NAMESPACE, f"source:{ref.source}:{ref.source_id}"),
            listing_id=record.id,
            source=ref.source,
            source_id=ref.source_id,
            url=ref.url,
            record_date=ref.date,
        )


def parish_records(session: Session) -> list[ListingRecord]:
    """Make the node of every civil parish; whether it has a council is unknown until somebody says."""
    parishes = session.execute(
        select(Area).where(
            col(Area.level) == Level.PARISH.value,
            col(Area.release) == Release.R2021.value,
            col(Area.subtype) == "civil_parish",
        )
    ).scalars()
    names = dict(
        session.execute(select(col(Area.code), col(Area.name)).where(col(Area.level) == "district")).all()
    )
    return [
        ListingRecord(
            id=uuid5(NAMESPACE, f"parish:{parish.code}"),
            name=f"{parish.name} parish",
            kind=Kind.PARISH_COUNCIL,
            summary=(
                f"The civil parish of {parish.name} in {names[parish.district_code]}. "
                "We do not know yet whether it has a parish council or a parish meeting."
            ),
            sites=(
                SiteRecord(
                    precision=Precision.PARISH,
                    lon=parish.lon,
                    lat=parish.lat,
                    parish=parish.code,
                    district=parish.district_code,
                ),
            ),
            serves=(parish.code,),
            sources=(SourceRef(source=PARISH_SOURCE, source_id=parish.code, date="2020-12"),),
        )
        for parish in parishes
    ]
