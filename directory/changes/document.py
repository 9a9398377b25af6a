"""What does a listing say as a whole, and what differs between two states of it?

`read_record` is the inverse of writing: what it gives, written again, changes nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import Session, col

from directory.changes.labels import label_of, said
from directory.changes.models import ListingVersion
from directory.changes.schemas import FieldChange
from directory.errors import NotFound
from directory.imports.tagging import Tagger
from directory.listings.models import Listing, Organization
from directory.listings.queries import record_rows
from directory.listings.record import (
    CapitalRecord,
    ListingRecord,
    OrganizationRecord,
    SiteRecord,
    SourceRef,
)
from directory.words import Capital, Kind, Precision, Reach, SizeBand

Document = dict[str, object]
_SAME: Final = (
    *("id", "name", "summary", "url", "email", "phone", "free", "cost_note", "min_age", "max_age"),
    *("step_free", "sensitive", "visiting", "time_note", "contact_role", "recruiting", "recruiting_until"),
    *("accepts_referrals", "referrals_from", "referrals_how", "referrals_wait"),
    *("closed_until", "visible_from", "visible_until"),
)
"""What is called the same in a record and in the table."""
PLACE_FIELDS: Final = ("name", "address", "postcode", "lon", "lat", "precision", "parish", "district")
"""What makes a place this one; the rest of a site is when it is open."""


def read_record(session: Session, listing_id: UUID, tagger: Tagger | None = None) -> ListingRecord:
    """Read a listing as a record: what an import, a form or a version of it would carry.

    Whoever reads many gives the rules of tagging once.
    """
    session.flush()
    listing = session.get(Listing, listing_id, populate_existing=True)
    if listing is None:
        raise NotFound("There is no listing with that id.", field="id")
    parts = record_rows(session, listing_id.hex)
    organization = (
        session.get(Organization, listing.organization_id, populate_existing=True)
        if listing.organization_id
        else None
    )
    without = ListingRecord(
        **{name: getattr(listing, name) for name in _SAME},
        kind=Kind(listing.kind),
        categories=tuple(row.category for row in parts["categories"]),
        organization=OrganizationRecord(name=organization.name, url=organization.url)
        if organization
        else None,
        languages=tuple(row.language for row in parts["languages"]),
        remote=tuple(way for way in ("online", "telephone") if getattr(listing, way)),
        size_band=SizeBand(listing.size_band) if listing.size_band else None,
        reach=Reach(listing.reach) if listing.reach else None,
        serves=tuple(row.area_code for row in parts["serves"]),
        sites=tuple(_site(row) for row in parts["sites"]),
        sources=tuple(
            SourceRef(source=row.source, source_id=row.source_id, url=row.url, date=row.record_date)
            for row in parts["sources"]
        )
        or _last_sources(session, listing_id),
    )
    by_rule = {(tag.capital, tag.reason, tag.basis) for tag in (tagger or Tagger(session)).by_rule(without)}
    stated = tuple(
        CapitalRecord(capital=Capital(row.capital), reason=row.reason, basis=row.basis)
        for row in parts["instances"]
        if (row.capital, row.reason, row.basis) not in by_rule
    )
    return without.model_copy(update={"capitals": stated})


def _site(row: Row[Any]) -> SiteRecord:
    return SiteRecord(
        name=row.name,
        address=row.address,
        postcode=row.postcode,
        lon=row.lon,
        lat=row.lat,
        precision=Precision(row.precision),
        parish=row.stated_parish,
        district=row.stated_district,
        hours=row.opening_hours,
        hours_note=row.hours_note,
    )


def _last_sources(session: Session, listing_id: UUID) -> tuple[SourceRef, ...]:
    """Give the sources that a listing had before it was merged: they stand behind the other now."""
    newest = session.execute(
        select(col(ListingVersion.record))
        .where(col(ListingVersion.listing_id) == listing_id)
        .order_by(col(ListingVersion.number).desc())
        .limit(1)
    ).scalar_one()
    return from_document(newest).sources


def as_document(record: ListingRecord) -> Document:
    """Write a record as JSON can hold it; what it does not say is left out."""
    document: Document = record.model_dump(mode="json", exclude_defaults=True)
    return document


def from_document(document: Mapping[str, object]) -> ListingRecord:
    """Read a record from a document."""
    return ListingRecord.model_validate(document)


def difference(before: ListingRecord | None, after: ListingRecord) -> tuple[FieldChange, ...]:
    """Tell, field by field, what differs between two states of a listing, in words people use."""
    changes: list[FieldChange] = []
    for name in ListingRecord.model_fields:
        if name in {"id", "sites"}:
            continue
        old = getattr(before, name) if before is not None else None
        new = getattr(after, name)
        if old != new:
            changes.append(FieldChange(name, label_of(name), said(name, old), said(name, new)))
    changes += _places_changed(before.sites if before is not None else (), after.sites)
    return tuple(change for change in changes if change.before != change.after)


def _places_changed(before: tuple[SiteRecord, ...], after: tuple[SiteRecord, ...]) -> Iterator[FieldChange]:
    """Compare places: each with itself as it was, then those left over in their order."""
    was: dict[int, SiteRecord] = {}
    left = list(before)
    for number, site in enumerate(after):
        same = next((old for old in left if place_key(old) == place_key(site)), None)
        if same is not None:
            left.remove(same)
            was[number] = same
    new = [number for number in range(len(after)) if number not in was]
    was |= dict(zip(new, left, strict=False))
    several = max(len(before), len(after)) > 1
    for number, site in enumerate(after):
        if number in was:
            yield from _site_changed(number, was[number], site, several=several)
        else:
            path = f"sites.{number}"
            yield FieldChange(path, label_of(path, several=several), None, said("site", site))
    for old in left[len(new) :]:
        path = f"sites.{before.index(old)}"
        yield FieldChange(path, label_of(path, several=several), said("site", old), None)


def _site_changed(
    number: int, before: SiteRecord, after: SiteRecord, *, several: bool
) -> Iterator[FieldChange]:
    for name in SiteRecord.model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            path = f"sites.{number}.{name}"
            yield FieldChange(path, label_of(path, several=several), said(name, old), said(name, new))


def place_key(site: SiteRecord) -> tuple[object, ...]:
    """Tell which place a site is, whatever its opening times."""
    return tuple(getattr(site, name) for name in PLACE_FIELDS)
