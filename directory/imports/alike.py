"""Is a new record probably of something that is here already, or stands above in the same file?"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlmodel import Session, col

from directory.listings.models import Listing, Location, ServiceAtLocation
from directory.listings.record import ListingRecord
from directory.words import Departure, Kind

SAME_NAME: Final = 96
"""How alike, of 100, two names must be with the same contact or place, to be probably the same."""
_FILLER: Final = re.compile(
    r"\b(?:the|a|an|of|and|in|at|for|ltd|limited|cic|cio|charity|club|group|society)\b"
)


@dataclass(frozen=True, slots=True)
class Alike:
    """A listing that a record is probably of, and why."""

    listing_id: UUID
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Known:
    listing_id: UUID
    name: str
    folded: str


def fold_name(name: str) -> str:
    """Bring a name to what it is compared by."""
    letters = re.sub(
        r"[^a-z0-9]+", " ", name.casefold().replace("'", "").replace("\u2019", "").replace("&", " and ")
    )
    kept = re.sub(r"\s+", " ", _FILLER.sub(" ", letters)).strip()
    return kept or letters.strip()


def in_file_key(record: ListingRecord) -> tuple[str, str]:
    """Tell what makes two rows of one file the same: the name with the place, or with who runs it."""
    place = next(
        (site.postcode or f"{site.lon},{site.lat},{site.parish},{site.district}" for site in record.sites), ""
    )
    body = record.organization.name.casefold() if record.organization and not place else ""
    return " ".join(record.name.casefold().split()), place or body


class Alikes:
    """What is here, by what it can be known by; read once for an import."""

    def __init__(self, session: Session) -> None:
        self._by: defaultdict[tuple[str, str], list[_Known]] = defaultdict(list)
        rows = session.execute(
            select(
                col(Listing.id), col(Listing.name), col(Listing.url), col(Listing.email), col(Listing.phone)
            ).where(
                col(Listing.departure).is_distinct_from(Departure.MERGED.value),
                col(Listing.kind) != Kind.PARISH_COUNCIL.value,
            )
        ).all()
        known = {row.id: _Known(row.id, row.name, fold_name(row.name)) for row in rows}
        for row in rows:
            for key in _contacts(row.url, row.email, row.phone):
                self._by[key].append(known[row.id])
        places = session.execute(
            select(col(ServiceAtLocation.listing_id), col(Location.postcode), col(Location.parish)).join(
                Location, col(Location.id) == col(ServiceAtLocation.location_id)
            )
        )
        for place in places:
            if place.listing_id in known and place.postcode:
                self._by["postcode", place.postcode].append(known[place.listing_id])
            if place.listing_id in known and place.parish:
                self._by["parish", f"{place.parish} {known[place.listing_id].folded}"].append(
                    known[place.listing_id]
                )

    def find(self, record: ListingRecord) -> Alike | None:
        """Find what a record is probably of: as good as the same name, and the same place or contact."""
        folded = fold_name(record.name)
        keys = [*_contacts(record.url, record.email, record.phone)]
        for site in record.sites:
            keys += [("postcode", site.postcode)] if site.postcode else []
            keys += [("parish", f"{site.parish} {folded}")] if site.parish else []
        for kind, key in keys:
            for known in self._by.get((kind, key), ()):
                alike = fuzz.token_sort_ratio(folded, known.folded)
                if known.listing_id != record.id and alike >= SAME_NAME:
                    return Alike(known.listing_id, known.name, f"the same name and {_SAID[kind]}")
        return None


_SAID: Final = {
    "postcode": "postcode",
    "parish": "parish",
    "web": "web address",
    "email": "e-mail address",
    "phone": "telephone number",
}


def _contacts(url: str | None, email: str | None, phone: str | None) -> Iterable[tuple[str, str]]:
    if url:
        parts = urlsplit(url)
        yield "web", f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"
    if email:
        yield "email", email.casefold()
    if phone:
        yield "phone", re.sub(r"\D", "", phone)
