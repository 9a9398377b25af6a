"""Which public libraries are open, where, and when are they open?"""

from dataclasses import dataclass
from pathlib import Path

from slugify import slugify

from directory.errors import SourceIncomplete
from directory.shipped.build.listings.hours import check_hours, read_spans, write_week
from directory.shipped.build.listings.places import Places, measure_m
from directory.shipped.build.listings.record import LeftOut, Listing, Merged, Reading, Site, SourceRef
from directory.shipped.build.listings.rows import Row, read_rows
from directory.shipped.build.listings.wording import tidy_address

SOURCE = "libraries_2025"
SECOND_SOURCE = "libraries_england_2023"
MOBILE_NAMES = frozenset({"CMOB", "HMOB", "FMOB"})
_DAY_COLUMNS = {
    "Mo": "monday",
    "Tu": "tuesday",
    "We": "wednesday",
    "Th": "thursday",
    "Fr": "friday",
    "Sa": "saturday",
    "Su": "sunday",
}
_NEEDED = frozenset(
    {"local_authority", "library_name", "postcode", "type_of_library", "year_closed", "email_address", "url"}
    | {f"{day}_{kind}_hours" for day in _DAY_COLUMNS.values() for kind in ("staffed", "unstaffed")}
)
_WEBSITES = {
    "Cambridgeshire County Council": "https://www.cambridgeshire.gov.uk",
    "Peterborough City Council": "https://www.peterborough.gov.uk",
}
# Misprints in the list, put right from the same list or from the council's own list of warm spaces.
_MISPRINTS = (("Swaston Village College", "Sawston Village College"), ("Woodlards Lane", "Woollards Lane"))
_EARLIEST_OPENING_MIN = 6 * 60


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell of the list that is not carried, and what the reader is told instead."""

    columns: frozenset[str]
    note: str | None


# Reviewed by hand, one entry a row of the list that cannot be carried as it stands.
DOUBTS = {
    ("Hampton", "PE7 8GL"): Doubt(
        frozenset({"email_address", *(f"{day}_staffed_hours" for day in _DAY_COLUMNS.values())}),
        "The list gives the leisure centre's hours here, not the library's. Ask before you go.",
    ),
    ("Papworth Library", "CB23 3UY"): Doubt(
        frozenset({"wednesday_staffed_hours"}),
        "The list gives 01:00 to 13:00 for Wednesday, which looks like a slip. Ask before a Wednesday visit.",
    ),
}


def read_libraries(source: Path, places: Places) -> Reading:
    """Read the open libraries of the 2025 list; the rows of closed ones are left out."""
    listings, left_out = [], []
    for row in read_rows(source / "assets" / "camb_libraries.csv", _NEEDED):
        if row["year_closed"]:
            year = row["year_closed"].removesuffix(".0")
            left_out.append(LeftOut(SOURCE, _identify(row), _name(row), f"Closed in {year}."))
        else:
            listings.append(_make_library(row, places))
    return Reading(tuple(listings), tuple(left_out))


def _identify(row: Row) -> str:
    closed = f"/closed-{row['year_closed'].removesuffix('.0')}" if row["year_closed"] else ""
    return (
        f"{slugify(row['local_authority'])}/{slugify(row['library_name'])}/{slugify(row['postcode'])}{closed}"
    )


def _name(row: Row) -> str:
    name = row["library_name"]
    return name if "library" in name.lower() or "book cafe" in name.lower() else f"{name} Library"


def _make_library(row: Row, places: Places) -> Listing:
    doubt = DOUBTS.get((row["library_name"], row["postcode"]), Doubt(frozenset(), None))
    cells = {key: "" if key in doubt.columns else value for key, value in row.items()}
    address = tidy_address(*(row[f"address_{line}"] for line in (1, 2, 3)), without=_name(row))
    for wrong, right in _MISPRINTS:
        address = address.replace(wrong, right) if address else None
    lon, lat = float(row["lon"]), float(row["lat"])
    authority = row["local_authority"]
    return Listing(
        name=_name(row),
        kind="hub",
        categories=("library",),
        summary=_summarise(row["type_of_library"], authority),
        organization=authority,
        organization_url=_WEBSITES[authority],
        url=row["url"] or None,
        email=cells["email_address"] or None,
        cost_note="Free internet access." if authority.startswith("Cambridgeshire") else None,
        sites=(
            Site(
                precision="postcode" if places.is_postcode_point(lon, lat, row["postcode"]) else "exact",
                district=row["lad25_code"],
                lon=lon,
                lat=lat,
                address=address,
                postcode=row["postcode"],
                hours=_write_hours(cells),
                hours_note=doubt.note,
            ),
        ),
        sources=(SourceRef(SOURCE, _identify(row), "2025-03", row["url"] or None),),
    )


def _summarise(type_of_library: str, authority: str) -> str:
    match type_of_library:
        case "LAL":
            return f"Public library run by {authority}."
        case "CL":
            return f"Public library provided for {authority}."
        case "CRL":
            return f"Community-run library in the network of {authority}."
        case _:
            raise SourceIncomplete(f"{type_of_library!r} is not a known type of library.")


def _write_hours(row: Row) -> str | None:
    week = {}
    for day, column in _DAY_COLUMNS.items():
        spans = read_spans(row[f"{column}_staffed_hours"]) + read_spans(row[f"{column}_unstaffed_hours"])
        if any(start < _EARLIEST_OPENING_MIN for start, _ in spans):
            raise SourceIncomplete(
                f"{row['library_name']} opens in the night on {column}; enter it in DOUBTS or mend it."
            )
        week[day] = spans
    hours = write_week(week)
    return check_hours(hours) if hours else None


def read_second_list(source: Path, libraries: Reading, mobile_id: str, places: Places) -> Reading:
    """Match the national list of 2023 to the libraries already read; its archives are new listings."""
    by_place = {
        (slugify(_plain(listing.name)), listing.sites[0].postcode): listing for listing in libraries.listings
    }
    listings, left_out, merged = [], [], []
    needed = frozenset({"reporting", "name", "postcode", "type", "hours", "staffed_hours", "automated"})
    for row in read_rows(source / "assets" / "camb_libraries_ace2023.csv", needed):
        source_id = f"{slugify(row['reporting'])}/{slugify(row['name'])}"
        match = by_place.get((slugify(_plain(row["name"])), row["postcode"]))
        if row["type"] == "Mobile Library" and row["name"] in MOBILE_NAMES:
            merged.append(Merged(mobile_id, SECOND_SOURCE, source_id, "by hand"))
        elif row["type"] == "Mobile Library":
            reason = "The list gives only where the van is kept: no stops, no timetable."
            left_out.append(LeftOut(SECOND_SOURCE, source_id, f"{row['reporting']} mobile library", reason))
        elif row["type"].lower() == "archive":
            listings.append(_make_archive(row, source_id, places))
        elif match is not None:
            site = match.sites[0]
            distance = measure_m(site.lon or 0, site.lat or 0, float(row["lon"]), float(row["lat"]))
            merged.append(
                Merged(match.id, SECOND_SOURCE, source_id, "exact name + postcode", 100.0, round(distance))
            )
        else:
            raise SourceIncomplete(f"{row['name']} of the 2023 list is not in the 2025 list of libraries.")
    return Reading(tuple(listings), tuple(left_out), tuple(merged))


def _plain(name: str) -> str:
    return name.lower().removesuffix("library").strip()


def _make_archive(row: Row, source_id: str, places: Places) -> Listing:
    authority = (
        "Peterborough City Council" if row["reporting"] == "Peterborough" else "Cambridgeshire County Council"
    )
    name = (
        row["name"] if "archives" in row["name"].lower() and " " in row["name"] else "Peterborough Archives"
    )
    lon, lat = float(row["lon"]), float(row["lat"])
    return Listing(
        name=name,
        kind="venue",
        categories=("archive",),
        summary=f"Public archive of {authority}.",
        organization=authority,
        organization_url=_WEBSITES[authority],
        sites=(
            Site(
                precision="postcode" if places.is_postcode_point(lon, lat, row["postcode"]) else "exact",
                district=row["lad25_code"],
                lon=lon,
                lat=lat,
                address=tidy_address(row["address1"], row["address2"], row["address3"], without=name),
                postcode=row["postcode"],
            ),
        ),
        sources=(SourceRef(SECOND_SOURCE, source_id, "2023"),),
    )


def note_self_service(source: Path) -> dict[str, str]:
    """Say, by the second list's record, which libraries are open longer than staff are there."""
    notes = {}
    needed = frozenset({"reporting", "name", "hours", "staffed_hours", "automated"})
    for row in read_rows(source / "assets" / "camb_libraries_ace2023.csv", needed):
        if row["automated"] == "Yes" and float(row["staffed_hours"]) < float(row["hours"]):
            source_id = f"{slugify(row['reporting'])}/{slugify(row['name'])}"
            notes[source_id] = (
                f"Self-service for part of the week: in 2023 staff were there for "
                f"{float(row['staffed_hours']):g} of {float(row['hours']):g} hours."
            )
    return notes
