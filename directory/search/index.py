"""How is a listing written into the flat table and the text index that searches read?

Called in the transaction that changes the listing, so that a search never sees half a change.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlmodel import Session, col

from directory.areas.models import Area, Locality
from directory.listings.hours import open_days
from directory.listings.models import (
    Category,
    Instance,
    Listing,
    ListingCategory,
    ListingLanguage,
    Location,
    Organization,
    ServiceArea,
    ServiceAtLocation,
)
from directory.search.models import SearchEntry
from directory.words import Capital, Kind, Status

_CAPITAL_BITS = {capital.value: 1 << position for position, capital in enumerate(Capital)}
_SHOWN = (
    select(Listing)
    .where(col(Listing.status) == Status.ACTIVE.value)
    .execution_options(populate_existing=True)
)
_ARTICLE = re.compile(r"^(the|a|an)\s+", re.IGNORECASE)


def capital_bits(capitals: Iterable[str]) -> int:
    """Fold capitals into one number."""
    return sum(_CAPITAL_BITS[capital] for capital in set(capitals))


def capitals_of(bits: int) -> tuple[Capital, ...]:
    """Unfold capitals from one number."""
    return tuple(capital for capital in Capital if bits & _CAPITAL_BITS[capital.value])


def rebuild_index(session: Session) -> int:
    """Write the whole index anew; return how many listings are in it."""
    session.execute(delete(SearchEntry))
    session.execute(text("DELETE FROM search_text"))
    listings = list(session.execute(_SHOWN.order_by(col(Listing.id))).scalars())
    _write(session, _Parts(session), enumerate(listings, start=1))
    return len(listings)


def reindex(session: Session, listing_ids: Sequence[UUID]) -> None:
    """Write some listings anew, in the transaction that changes them; what is not shown any more leaves."""
    session.flush()
    ids = list(dict.fromkeys(listing_ids))
    numbers: dict[UUID, int] = {
        row.listing_id: row.no
        for row in session.execute(
            select(col(SearchEntry.listing_id), col(SearchEntry.no)).where(
                col(SearchEntry.listing_id).in_(ids)
            )
        )
    }
    session.execute(delete(SearchEntry).where(col(SearchEntry.listing_id).in_(ids)))
    for no in set(numbers.values()):
        session.execute(text("DELETE FROM search_text WHERE rowid = :no"), {"no": no})
    shown = session.execute(_SHOWN.where(col(Listing.id).in_(ids)).order_by(col(Listing.id))).scalars()
    following = _following(session, numbers.values())
    _write(session, _Parts(session, ids), [(numbers.get(one.id) or next(following), one) for one in shown])


def _following(session: Session, taken: Iterable[int]) -> Iterator[int]:
    """Give numbers that no listing has."""
    last = session.execute(select(func.max(col(SearchEntry.no)))).scalar() or 0
    return count(max(last, *taken, 0) + 1)


def _write(session: Session, parts: "_Parts", listings: Iterable[tuple[int, Listing]]) -> None:
    entries: list[dict[str, object]] = []
    texts: list[dict[str, object]] = []
    for no, listing in listings:
        entries += parts.entries(no, listing)
        texts.append({"no": no, **parts.words(listing)})
    for start in range(0, len(entries), 5_000):
        session.execute(SearchEntry.__table__.insert(), entries[start : start + 5_000])  # type: ignore[attr-defined]
    if texts:
        session.execute(
            text(
                "INSERT INTO search_text (rowid, name, about, place, summary) "
                "VALUES (:no, :name, :about, :place, :summary)"
            ),
            texts,
        )


class _Parts:
    """What the listings' other tables hold, read once: of all listings, or of some."""

    def __init__(self, session: Session, ids: Sequence[UUID] | None = None) -> None:
        self._names = dict(session.execute(select(col(Area.code), col(Area.name))).all())
        self._localities = _LocalityNames(session)
        self._labels = {row.slug: row for row in session.execute(select(Category)).scalars()}
        self._organizations = dict(
            session.execute(select(col(Organization.id), col(Organization.name))).all()
        )
        self._categories = _grouped(session, ListingCategory.listing_id, ListingCategory.category, ids)
        self._capitals = _grouped(session, Instance.listing_id, Instance.capital, ids)
        self._languages = _grouped(session, ListingLanguage.listing_id, ListingLanguage.language, ids)
        self._serves = _grouped(session, ServiceArea.listing_id, ServiceArea.area_code, ids)
        self._sites: defaultdict[UUID, list[tuple[ServiceAtLocation, Location]]] = defaultdict(list)
        joined = select(ServiceAtLocation, Location).join(
            Location, col(Location.id) == col(ServiceAtLocation.location_id)
        )
        if ids is not None:
            joined = joined.where(col(ServiceAtLocation.listing_id).in_(ids))
        # Written by other means than this session's objects, so what it holds of them may be old.
        joined = joined.execution_options(populate_existing=True)
        for site, location in session.execute(joined.order_by(col(ServiceAtLocation.id))):
            self._sites[site.listing_id].append((site, location))

    def entries(self, no: int, listing: Listing) -> list[dict[str, object]]:
        """Flatten a listing: a row a place, or one row where it has none."""
        languages = self._languages[listing.id]
        shared: dict[str, object] = {
            "no": no,
            "listing_id": listing.id,
            "name_sort": _ARTICLE.sub("", listing.name).casefold(),
            "kind": listing.kind,
            "capitals": capital_bits(self._capitals[listing.id]),
            "categories": f"|{'|'.join(sorted(self._categories[listing.id]))}|",
            "free": listing.free,
            "min_age": listing.min_age,
            "max_age": listing.max_age,
            "step_free": listing.step_free,
            "languages": f"|{'|'.join(sorted(languages))}|" if languages else None,
            "remote": True if listing.online or listing.telephone else _both_no(listing),
            "assured_date": listing.assured_date.isoformat() if listing.assured_date else None,
            "unconfirmed": listing.unconfirmed_since is not None,
            "recruiting_until": _recruiting_until(listing),
            "accepts_referrals": listing.accepts_referrals,
            "size_band": listing.size_band,
            "reach": listing.reach,
        }
        sites = self._sites[listing.id]
        if not sites:
            return [shared | self._place(None, None)]
        return [shared | self._place(site, location) for site, location in sites]

    def _place(self, site: ServiceAtLocation | None, location: Location | None) -> dict[str, object]:
        days = open_days(site.opening_hours) if site else 0
        return {
            "site_id": site.id if site else None,
            "lon": location.lon if location else None,
            "lat": location.lat if location else None,
            "easting": location.easting if location else None,
            "northing": location.northing if location else None,
            "district": location.district if location else None,
            "ward": location.ward if location else None,
            "parish": location.parish if location else None,
            "lsoa11": location.lsoa11 if location else None,
            "lsoa21": location.lsoa21 if location else None,
            "days": days,
            "hours_known": bool(days),
        }

    def words(self, listing: Listing) -> dict[str, str]:
        """Gather what people may type to find it."""
        about = [Kind(listing.kind).label]
        for slug in self._categories[listing.id]:
            about += [self._labels[slug].label, self._labels[slug].plural]
        about += [Capital(capital).label for capital in self._capitals[listing.id]]
        place: set[str] = set()
        for _site, location in self._sites[listing.id]:
            place |= {part for part in (location.name, location.address, location.postcode) if part}
            place |= {
                self._names[code]
                for code in (location.ward, location.parish, location.district)
                if code in self._names
            }
            place |= self._localities.near(location)
        place |= {self._names[code] for code in self._serves[listing.id] if code in self._names}
        organization = self._organizations.get(listing.organization_id) if listing.organization_id else None
        return {
            "name": listing.name,
            "about": " ".join(about),
            "place": " ".join(sorted(place)),
            "summary": f"{listing.summary} {organization or ''}".strip(),
        }


class _LocalityNames:
    """Which localities a place is in or beside, by name."""

    WITHIN_M = 1_000

    def __init__(self, session: Session) -> None:
        self._rows = list(session.execute(select(Locality)).scalars())

    def near(self, location: Location) -> set[str]:
        if location.easting is None or location.northing is None or location.areas_from == "parish":
            return set()
        return {
            row.name
            for row in self._rows
            if abs(row.easting - location.easting) < self.WITHIN_M
            and abs(row.northing - location.northing) < self.WITHIN_M
        }


def _both_no(listing: Listing) -> bool | None:
    return False if listing.online is False and listing.telephone is False else None


def _recruiting_until(listing: Listing) -> str | None:
    """Give the last day it looks for volunteers; a day that never comes where no end was given."""
    return (listing.recruiting_until or date.max).isoformat() if listing.recruiting else None


def _grouped(
    session: Session, key: UUID, value: str, ids: Sequence[UUID] | None
) -> defaultdict[UUID, list[str]]:
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    wanted = select(col(key), col(value)).order_by(col(value))
    if ids is not None:
        wanted = wanted.where(col(key).in_(ids))
    for listing_id, word in session.execute(wanted):
        found[listing_id].append(word)
    return found
