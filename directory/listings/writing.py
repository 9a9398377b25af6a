"""How does a listing record become rows? The one place that writes a record: imports many, a change one.

A listing that was there keeps its address, its sites' ids and everything that is not in a record: who runs
it, when it was confirmed, why it left. Nothing here decides whether a record may be written.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from slugify import slugify
from sqlalchemy import Select, bindparam, delete, insert, select, update
from sqlmodel import Session, SQLModel, col

from directory import clock
from directory.areas.models import Area
from directory.imports.placing import Placed, Placer
from directory.imports.tagging import Tagger
from directory.jobs.service import enqueue
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
from directory.listings.record import ListingRecord, SiteRecord
from directory.listings.status import status_on
from directory.tagging.decisions import restore_decisions
from directory.words import Kind

NAMESPACE: Final = UUID("5f0d4a52-5f5c-5b60-9b0e-4a8c1c2f7f7e")
_CHUNK: Final = 500
_TAGGED_ONE_BY_ONE: Final = 5
_PARTS: Final[tuple[type[SQLModel], ...]] = (
    ListingCategory,
    Instance,
    ListingLanguage,
    ServiceArea,
    SourceRecord,
    ServiceAtLocation,
)
_PlaceKey = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What a writing did, counted."""

    added: int
    replaced: int
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
        self.changed: list[dict[str, object]] = []
        """New values of listings that are there."""

    def add(self, table: type[SQLModel], **values: object) -> None:
        self.by_table[table].append(values)

    def write(self, session: Session) -> None:
        for table in self.ORDER:
            if self.by_table[table]:
                session.execute(insert(table), self.by_table[table])
            if table is Listing and self.changed:
                names = [name for name in self.changed[0] if name != "id"]
                session.connection().execute(
                    update(Listing.__table__)  # type: ignore[attr-defined]
                    .where(Listing.__table__.c.id == bindparam("listing"))  # type: ignore[attr-defined]
                    .values({name: bindparam(name) for name in names}),
                    [{**values, "listing": values["id"]} for values in self.changed],
                )


def write_records(
    session: Session,
    records: Sequence[ListingRecord],
    placer: Placer,
    tagger: Tagger,
    *,
    shipped: bool | None = None,
) -> Written:
    """Write records as listings, new or changed as a whole: placed, tagged, each with an address of its own.

    `shipped` tells whether they came with the shipped tables; None leaves it as it is.
    """
    there = _existing(session, [record.id for record in records])
    site_ids = _site_ids(session, list(there))
    remove_parts(session, list(there))
    organizations = _Organizations(session, records)
    rows, slugs = _Rows(), _Slugs(session)
    now, today = clock.now(), clock.local_now().date()
    instances = untagged = 0
    for record in records:
        values = listing_values(record) | {"updated_at": now}
        values["organization_id"] = organizations.id_of(rows, record)
        before = there.get(record.id)
        values["status"] = status_on(today, record, before)
        if before is None:
            slug = slugs.new(record)
            rows.add(Listing, **values, slug=slug, shipped=bool(shipped), created_at=now)
        else:
            values["shipped"] = before.shipped if shipped is None else shipped
            rows.changed.append(values)
        for site in record.sites:
            _add_site(rows, record, site, placer.place(site), site_ids[record.id])
        tags = tagger.tag(record)
        instances += len(tags)
        untagged += not tags and record.kind is not Kind.PARISH_COUNCIL
        for tag in tags:
            rows.add(Instance, listing_id=record.id, capital=tag.capital, reason=tag.reason, basis=tag.basis)
        _add_words(rows, record)
    rows.write(session)
    _forget(session, there.values())
    ids = [record.id for record in records]
    restore_decisions(session, ids)
    if not shipped:
        _tag_later(session, ids)
    return Written(len(records) - len(there), len(there), instances, untagged)


def _tag_later(session: Session, ids: Sequence[UUID]) -> None:
    """Let what these listings say be weighed anew; many at once are weighed with all others."""
    if len(ids) > _TAGGED_ONE_BY_ONE:
        enqueue(session, "retag_all", {})
        return
    for listing_id in ids:
        enqueue(session, "retag_listing", {"listing_id": str(listing_id)})


def _existing(session: Session, ids: Sequence[UUID]) -> dict[UUID, Listing]:
    found: dict[UUID, Listing] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = session.execute(select(Listing).where(col(Listing.id).in_(ids[start : start + _CHUNK])))
        found |= {row.id: row for row in rows.scalars()}
    return found


def _forget(session: Session, listings: Iterable[Listing]) -> None:
    """Let what was read before the writing be read again."""
    for listing in listings:
        session.expire(listing)


def _site_ids(session: Session, ids: Sequence[UUID]) -> defaultdict[UUID, list[tuple[_PlaceKey, UUID, UUID]]]:
    """Give the places that listings have, with the ids of site and location, in order."""
    found: defaultdict[UUID, list[tuple[_PlaceKey, UUID, UUID]]] = defaultdict(list)
    for start in range(0, len(ids), _CHUNK):
        joined: Select[Any, Any, Any, Any, Any, Any, Any, Any, Any] = (
            select(
                col(ServiceAtLocation.listing_id),
                col(ServiceAtLocation.id).label("site"),
                col(Location.id).label("location"),
                col(Location.name),
                col(Location.address),
                col(Location.postcode),
                col(Location.lon),
                col(Location.lat),
                col(Location.precision),
            )
            .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
            .where(col(ServiceAtLocation.listing_id).in_(ids[start : start + _CHUNK]))
        )
        for row in session.execute(joined):
            key = (row.name, row.address, row.postcode, row.lon, row.lat, row.precision)
            found[row.listing_id].append((key, row.site, row.location))
    return found


def remove_parts(session: Session, ids: Sequence[UUID]) -> None:
    """Remove all that listings have in other tables; their addresses stay."""
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        sites = select(col(ServiceAtLocation.id)).where(col(ServiceAtLocation.listing_id).in_(chunk))
        session.execute(delete(Schedule).where(col(Schedule.service_at_location_id).in_(sites)))
        places = list(
            session.execute(
                select(col(ServiceAtLocation.location_id)).where(col(ServiceAtLocation.listing_id).in_(chunk))
            ).scalars()
        )
        for table in _PARTS:
            session.execute(delete(table).where(table.listing_id.in_(chunk)))  # type: ignore[attr-defined]
        for place_start in range(0, len(places), _CHUNK):
            session.execute(
                delete(Location).where(col(Location.id).in_(places[place_start : place_start + _CHUNK]))
            )


def listing_values(record: ListingRecord) -> dict[str, object]:
    """Give what a record says in the columns of `listing`."""
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
        "size_band": record.size_band.value if record.size_band else None,
        "reach": record.reach.value if record.reach else None,
        "contact_role": record.contact_role,
        "recruiting": record.recruiting,
        "recruiting_until": record.recruiting_until,
        "accepts_referrals": record.accepts_referrals,
        "referrals_from": record.referrals_from,
        "referrals_how": record.referrals_how,
        "referrals_wait": record.referrals_wait,
        "closed_until": record.closed_until,
        "visible_from": record.visible_from,
        "visible_until": record.visible_until,
        "source_date": max(dates) if dates else None,
    }


class _Organizations:
    """The bodies that run listings, found by name or made."""

    def __init__(self, session: Session, records: Sequence[ListingRecord]) -> None:
        told = {
            record.organization.name: record.organization.url for record in records if record.organization
        }
        self._known: dict[str, UUID] = {}
        names = list(told)
        for start in range(0, len(names), _CHUNK):
            wanted = col(Organization.name).in_(names[start : start + _CHUNK])
            for row in session.execute(select(col(Organization.name), col(Organization.id)).where(wanted)):
                self._known[row.name] = row.id
        for name, url in told.items():
            if url is not None and name in self._known:
                session.execute(
                    update(Organization)
                    .where(col(Organization.name) == name, col(Organization.url).is_distinct_from(url))
                    .values(url=url)
                )

    def id_of(self, rows: _Rows, record: ListingRecord) -> UUID | None:
        if record.organization is None:
            return None
        name = record.organization.name
        if name not in self._known:
            self._known[name] = uuid5(NAMESPACE, f"organization:{name}")
            rows.add(Organization, id=self._known[name], name=name, url=record.organization.url)
        return self._known[name]


class _Slugs:
    """Addresses that are free."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._given: set[str] = set()

    def new(self, record: ListingRecord) -> str:
        """Make an address from the name, then name and place, then a number."""
        base = slugify(record.name, max_length=80) or "listing"
        if self._free(base):
            return base
        codes = [code for site in record.sites[:1] for code in (site.parish, site.district) if code]
        candidates = [f"{base}-{slugify(name)}" for name in self._names(codes)]
        slug = next((candidate for candidate in candidates if self._free(candidate)), None)
        last, number = [base, *candidates][-1], 2
        while slug is None:
            slug = f"{last}-{number}" if self._free(f"{last}-{number}") else None
            number += 1
        return slug

    def _free(self, slug: str) -> bool:
        if slug in self._given:
            return False
        for column in (col(Listing.slug), col(FormerSlug.slug)):
            if self._session.execute(select(column).where(column == slug)).first() is not None:
                return False
        self._given.add(slug)
        return True

    def _names(self, codes: Sequence[str]) -> list[str]:
        named = select(col(Area.code), col(Area.name)).where(col(Area.code).in_(codes))
        names = dict(self._session.execute(named).all())
        return [names[code] for code in codes if names.get(code)]


def _add_site(
    rows: _Rows,
    record: ListingRecord,
    site: SiteRecord,
    placed: Placed,
    held: list[tuple[_PlaceKey, UUID, UUID]],
) -> None:
    site_id, location_id = _take_ids(record, site, placed, held)
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
        stated_parish=placed.stated_parish,
        stated_district=placed.stated_district,
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


def _take_ids(
    record: ListingRecord, site: SiteRecord, placed: Placed, held: list[tuple[_PlaceKey, UUID, UUID]]
) -> tuple[UUID, UUID]:
    """Give a place the ids it had: of the same place, else of one that lost its own; new ones where none is.

    Of several left over the one that shares most with it is taken, the postcode or point before the words.
    """
    told = (site.name, site.address, site.postcode, placed.lon, placed.lat, site.precision.value)
    same = next((one for one in held if one[0] == told), None)
    others = {(other.name, other.address, other.postcode) for other in record.sites if other is not site}
    if same is None:
        free = [one for one in held if one[0][:3] not in others]
        weights = [
            sum(a == b and a is not None for a, b in zip(one[0][:5], told, strict=False)) for one in free
        ]
        if free:
            same = free[weights.index(max(weights))]
    if same is not None:
        held.remove(same)
        return same[1], same[2]
    parts = (*told[:5], site.parish, site.district)
    key = "|".join(str(part) for part in (record.id, *parts))
    return uuid5(NAMESPACE, f"site:{key}"), uuid5(NAMESPACE, f"location:{key}")


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
