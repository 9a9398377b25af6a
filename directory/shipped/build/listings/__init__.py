"""Which listings ship, and what tables go with them?

Every row of every source becomes a listing, a further source of one, or a line of what was left out.
"""

from dataclasses import replace
from pathlib import Path

from directory.shipped.build.listings.capitals import list_categories, list_rules
from directory.shipped.build.listings.clubs import read_clubs
from directory.shipped.build.listings.colleges import read_colleges
from directory.shipped.build.listings.contacts import tabulate_contacts
from directory.shipped.build.listings.food_banks import read_food_banks
from directory.shipped.build.listings.halls import read_polling_halls
from directory.shipped.build.listings.hubs import read_hubs
from directory.shipped.build.listings.leisure import read_leisure
from directory.shipped.build.listings.libraries import (
    SECOND_SOURCE,
    note_self_service,
    read_libraries,
    read_second_list,
)
from directory.shipped.build.listings.merging import SAME_BY_HAND, merge_listings
from directory.shipped.build.listings.mobile import MOBILE_ID, read_mobile_library
from directory.shipped.build.listings.museums import read_museums
from directory.shipped.build.listings.papers import read_papers
from directory.shipped.build.listings.parkruns import read_parkruns
from directory.shipped.build.listings.places import read_places
from directory.shipped.build.listings.public_places import read_public_places
from directory.shipped.build.listings.record import Listing, Merged, Reading, SourceRef
from directory.shipped.build.listings.report2022 import tabulate_report
from directory.shipped.build.listings.tables import (
    Table,
    tabulate_left_out,
    tabulate_merged,
    tabulate_sources,
    write_listings,
    write_table,
)
from directory.shipped.manifest import TableNote

__all__ = ["build_listings", "gather"]


def build_listings(source: Path, out: Path) -> list[TableNote]:
    """Build the tables of listings from the lists in ``source`` and write them under ``out``."""
    reading = gather(source)
    tables = [
        Table(
            "listings/categories.csv",
            "Categories of listings",
            {"category": "slug", "label": "one", "plural": "several", "group": "heading in filters"},
            [(c.slug, c.label, c.plural, c.group) for c in list_categories()],
        ),
        Table(
            "listings/capital_rules.csv",
            "Which capitals a category carries",
            {
                "kind": "kind of listing, or * for any",
                "category": "slug",
                "capital": "one of the six",
                "reason": "completes: tagged because …",
                "basis": "definition it rests on",
            },
            [(r.kind, r.category, r.capital, r.reason, r.basis) for r in list_rules()],
        ),
        tabulate_sources(),
        tabulate_merged(reading.merged),
        tabulate_left_out(reading.left_out),
        tabulate_contacts(),
        tabulate_report(),
    ]
    return [write_listings(out, reading.listings), *(write_table(out, table) for table in tables)]


def gather(source: Path) -> Reading:
    """Read every list, the better-kept ones first, and merge what is the same."""
    places = read_places(source)
    libraries = read_libraries(source, places)
    papers, same = read_papers(source, places)
    readings = [
        libraries,
        read_mobile_library(source, places),
        read_second_list(source, libraries, MOBILE_ID, places),
        read_museums(source, places),
        read_public_places(source, places),
        read_leisure(source, places),
        read_food_banks(source, places),
        read_clubs(source, places),
        read_hubs(source, places),
        read_polling_halls(source, places),
        read_parkruns(source, places),
        read_colleges(source, places),
        papers,
    ]
    gathered = (listing for reading in readings for listing in reading.listings)
    listings, merged = merge_listings(gathered, {**SAME_BY_HAND, **same})
    within = [record for reading in readings for record in reading.merged]
    notes = note_self_service(source)
    return Reading(
        tuple(_add_sources(listing, within, notes) for listing in listings),
        tuple(record for reading in readings for record in reading.left_out),
        tuple(merged + within),
    )


def _add_sources(listing: Listing, within: list[Merged], notes: dict[str, str]) -> Listing:
    """Add the records of the second list of libraries to the libraries they are."""
    for record in within:
        if record.kept_id == listing.id and record.source == SECOND_SOURCE:
            listing = replace(
                listing,
                sources=(*listing.sources, SourceRef(SECOND_SOURCE, record.source_id, "2023")),
            )
            note = notes.get(record.source_id)
            if note and listing.sites[0].hours and not listing.sites[0].hours_note:
                listing = replace(listing, sites=(replace(listing.sites[0], hours_note=note),))
    return listing
