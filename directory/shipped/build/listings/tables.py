"""How are the listings and what belongs to them written to files?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from directory.shipped.build.listings.record import LeftOut, Listing, Merged
from directory.shipped.build.listings.sources import SOURCES
from directory.shipped.build.tables import Origin, describe_origin, write_bytes, write_csv
from directory.shipped.manifest import TableNote

OWN = "Made for this project"
OWN_LICENCE = "MIT"
LISTING_KEYS = {
    "id": "UUID made from the main source and its record, the same at each build",
    "name": "name, tidied",
    "kind": "group, service, hub, venue or outdoor_space",
    "categories": "slugs of categories.csv",
    "summary": "one sentence composed from facts",
    "organization": "who runs it: name, url; null where unknown",
    "url": "page about it",
    "email": "role mailbox",
    "phone": "switchboard",
    "free": "true, false, or null for unknown",
    "cost_note": "what is known of the cost",
    "min_age": "lowest age in years",
    "max_age": "highest age in years",
    "step_free": "true, false, or null for unknown",
    "languages": "ISO 639-1 codes",
    "remote": "online, telephone",
    "sensitive": "true where a visitor may need to leave the page fast",
    "visiting": "true where it comes to each site only now and then",
    "time_note": "what to know of the age of the times",
    "serves": "codes of the areas it serves as a whole",
    "sites": "places: name, address, postcode, lon, lat (WGS84), precision, parish, district, hours "
    "(OpenStreetMap opening_hours), hours_note",
    "capitals": "capitals that the source itself names: capital, reason, basis",
    "sources": "records it was made from, the main one first: source, source_id, url, date",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table about to be written, with what the manifest says of it."""

    path: str
    title: str
    columns: Mapping[str, str]
    rows: Sequence[Sequence[str]]
    source: str = OWN
    licence: str = OWN_LICENCE
    vintage: str = "2026"
    attribution: tuple[str, ...] = ()


def write_table(out: Path, table: Table) -> TableNote:
    """Write a CSV table and describe it."""
    return write_csv(
        out,
        table.path,
        title=table.title,
        columns=table.columns,
        rows=table.rows,
        origin=Origin(table.source, table.licence, table.vintage, table.attribution),
    )


def write_listings(out: Path, listings: Iterable[Listing]) -> TableNote:
    """Write the listings, one JSON object a line, sorted by identifier."""
    path = "listings/listings.jsonl"
    lines = sorted((listing.id, listing.to_line()) for listing in listings)
    write_bytes(out / path, "".join(f"{line}\n" for _, line in lines).encode("utf-8"))
    return describe_origin(
        out,
        path,
        title="Listings",
        rows=len(lines),
        columns=LISTING_KEYS,
        origin=Origin(
            source="The lists named in listings/sources.csv; facts only",
            licence="As listings/sources.csv, list by list",
            vintage="2010 to 2026; each record has its date",
            attribution=tuple(source.credit for source in SOURCES),
        ),
    )


def tabulate_sources() -> Table:
    """Lay out the lists that the listings come from."""
    return Table(
        "listings/sources.csv",
        "Where the listings come from",
        {
            "source": "key used in the listings",
            "title": "name of the list",
            "publisher": "who publishes or gathered it",
            "url": "where it is",
            "licence": "terms",
            "vintage": "date of the list",
            "credit": "the line to show",
            "origin": "whose records it goes back to, where another list does too; empty if its own",
        },
        [
            (s.source, s.title, s.publisher, s.url or "", s.licence, s.vintage, s.credit, s.origin or "")
            for s in SOURCES
        ],
    )


def tabulate_merged(merged: Iterable[Merged]) -> Table:
    """Lay out what was merged, and how."""
    rows = sorted(
        (
            m.kept_id,
            m.source,
            m.source_id,
            m.how,
            "" if m.similarity is None else f"{m.similarity:.1f}",
            "" if m.distance_m is None else str(m.distance_m),
        )
        for m in merged
    )
    return Table(
        "listings/merges.csv",
        "Records merged into a listing",
        {
            "kept_id": "listing that took the record in",
            "merged_source": "list of the record",
            "merged_source_id": "record",
            "how": "exact name + postcode, name similarity + distance, by hand, "
            "or second visit to the same place",
            "similarity": "likeness of the names, 0 to 100",
            "distance_m": "metres between the two points",
        },
        rows,
    )


def tabulate_left_out(left_out: Iterable[LeftOut]) -> Table:
    """Lay out what was left out, and why."""
    return Table(
        "listings/left_out.csv",
        "Records left out",
        {"source": "list of the record", "source_id": "record", "name": "name", "reason": "why"},
        sorted((r.source, r.source_id, r.name, r.reason) for r in left_out),
    )
