"""What is a shipped listing, and how is it written down?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias
from uuid import NAMESPACE_URL, uuid5

from directory.errors import SourceIncomplete

Kind: TypeAlias = Literal["group", "service", "hub", "venue", "outdoor_space"]
Precision: TypeAlias = Literal["exact", "postcode", "parish", "district", "hidden"]
Capital: TypeAlias = Literal["social", "cultural", "human", "health", "environmental", "employability"]
Json: TypeAlias = "str | int | float | bool | list[Json] | Mapping[str, Json] | None"

NAMESPACE = uuid5(NAMESPACE_URL, "https://hereabouts.example/")
COORDINATE_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class SourceRef:
    """One record, in one source, that a listing was made from."""

    source: str
    source_id: str
    date: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A place where a listing can be found, as finely as it may be shown."""

    precision: Precision
    district: str
    lon: float | None = None
    lat: float | None = None
    name: str | None = None
    address: str | None = None
    postcode: str | None = None
    parish: str | None = None
    hours: str | None = None
    hours_note: str | None = None

    def to_json(self) -> dict[str, Json]:
        return {
            "name": self.name,
            "address": self.address,
            "postcode": self.postcode,
            "lon": None if self.lon is None else round(self.lon, COORDINATE_DECIMALS),
            "lat": None if self.lat is None else round(self.lat, COORDINATE_DECIMALS),
            "precision": self.precision,
            "parish": self.parish,
            "district": self.district,
            "hours": self.hours,
            "hours_note": self.hours_note,
        }


@dataclass(frozen=True, slots=True)
class CapitalClaim:
    """A capital that the source itself names, beyond what the rules say."""

    capital: Capital
    reason: str
    basis: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Anything the directory shows, with the records it was made from (the first is the main one)."""

    name: str
    kind: Kind
    categories: tuple[str, ...]
    summary: str
    sources: tuple[SourceRef, ...]
    sites: tuple[Site, ...] = ()
    serves: tuple[str, ...] = ()
    organization: str | None = None
    organization_url: str | None = None
    url: str | None = None
    email: str | None = None
    phone: str | None = None
    free: bool | None = None
    cost_note: str | None = None
    min_age: int | None = None
    max_age: int | None = None
    step_free: bool | None = None
    languages: tuple[str, ...] = ()
    remote: tuple[str, ...] = ()
    sensitive: bool = False
    visiting: bool = False
    time_note: str | None = None
    capitals: tuple[CapitalClaim, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.sources[0].source, self.sources[0].source_id

    @property
    def id(self) -> str:
        return identify(*self.key)

    def absorb(self, other: "Listing") -> "Listing":
        """Add another record of the same thing; what this one says stands, gaps are filled."""
        sites = self.sites
        if len(sites) == 1 and len(other.sites) == 1 and sites[0].hours is None:
            mine, theirs = sites[0], other.sites[0]
            if theirs.hours is not None:
                sites = (replace(mine, hours=theirs.hours, hours_note=mine.hours_note or theirs.hours_note),)
        return replace(
            self,
            sites=sites or other.sites,
            sources=self.sources + other.sources,
            url=self.url or other.url,
            organization=self.organization or other.organization,
            organization_url=self.organization_url or other.organization_url,
            capitals=self.capitals
            + tuple(c for c in other.capitals if c.capital not in {mine.capital for mine in self.capitals}),
            sensitive=self.sensitive or other.sensitive,
        )

    def to_line(self) -> str:
        """Write the listing as one line of JSON."""
        organization: Json = None
        if self.organization is not None:
            organization = {"name": self.organization, "url": self.organization_url}
        record: dict[str, Json] = {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "categories": list(self.categories),
            "summary": self.summary,
            "organization": organization,
            "url": self.url,
            "email": self.email,
            "phone": self.phone,
            "free": self.free,
            "cost_note": self.cost_note,
            "min_age": self.min_age,
            "max_age": self.max_age,
            "step_free": self.step_free,
            "languages": list(self.languages),
            "remote": list(self.remote),
            "sensitive": self.sensitive,
            "visiting": self.visiting,
            "time_note": self.time_note,
            "serves": list(self.serves),
            "sites": [site.to_json() for site in self.sites],
            "capitals": [{"capital": c.capital, "reason": c.reason, "basis": c.basis} for c in self.capitals],
            "sources": [
                {"source": s.source, "source_id": s.source_id, "url": s.url, "date": s.date}
                for s in self.sources
            ],
        }
        return json.dumps(record, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A source's record that is not shipped, and why."""

    source: str
    source_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A source's record that is the same thing as a listing already there, and how we know."""

    kept_id: str
    source: str
    source_id: str
    how: str
    similarity: float | None = None
    distance_m: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one source gives: listings, and what was left out or merged within the source."""

    listings: tuple[Listing, ...]
    left_out: tuple[LeftOut, ...] = ()
    merged: tuple[Merged, ...] = ()


def read_kind(text: str) -> Kind:
    """Read a kind of listing; any other word is an error."""
    match text:
        case "group" | "service" | "hub" | "venue" | "outdoor_space":
            return text
        case _:
            raise SourceIncomplete(f"{text!r} is not a kind of listing.")


def identify(source: str, source_id: str) -> str:
    """Make the identifier of a listing from its main record; the same record always gives the same one."""
    return str(uuid5(NAMESPACE, f"{source}/{source_id}"))
