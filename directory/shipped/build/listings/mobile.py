"""Where and when does the mobile library stop?"""

import re
from collections.abc import Sequence
from pathlib import Path

from slugify import slugify

from directory.errors import SourceIncomplete
from directory.shipped.build.listings.hours import check_hours
from directory.shipped.build.listings.places import COUNTY, Places
from directory.shipped.build.listings.record import Listing, Merged, Reading, Site, SourceRef, identify
from directory.shipped.build.listings.rows import Row, read_rows
from directory.shipped.build.listings.wording import space_postcode, squeeze

SOURCE = "mobile_library_2020"
SOURCE_ID = "cambridgeshire"
MOBILE_ID = identify(SOURCE, SOURCE_ID)
TIME_NOTE = "Times are from the 2020 timetable. Ask the library service before you go."
_NEEDED = frozenset(
    {"route", "community", "stop", "postcode", "lon", "lat", "arrival", "departure", "frequency", "timetable"}
    | {"lad_code"}
)
_RULE = re.compile(r"^FREQ=MONTHLY;BYDAY=(\d[A-Z]{2}(?:,\d[A-Z]{2})*)$")


def read_mobile_library(source: Path, places: Places) -> Reading:
    """Read the stop-visits as one listing; a place with two visits a month is one site."""
    visits: dict[tuple[str, str], list[Row]] = {}
    for row in read_rows(source / "assets" / "camb_mobile_library_stops.csv", _NEEDED):
        visits.setdefault((row["community"], row["stop"]), []).append(row)
    merged = [
        Merged(MOBILE_ID, SOURCE, _identify(row), "second visit to the same place", 100.0, 0)
        for rows in visits.values()
        for row in rows[1:]
    ]
    timetable = next(iter(visits.values()))[0]["timetable"]
    listing = Listing(
        name="Cambridgeshire mobile library",
        kind="service",
        categories=("mobile-library",),
        summary="Library vans of Cambridgeshire County Council that call at villages and streets each month.",
        organization="Cambridgeshire County Council",
        organization_url="https://www.cambridgeshire.gov.uk",
        url=timetable,
        visiting=True,
        time_note=TIME_NOTE,
        serves=(COUNTY,),
        sites=tuple(_make_site(rows, places) for _, rows in sorted(visits.items())),
        sources=(SourceRef(SOURCE, SOURCE_ID, "2020", timetable),),
    )
    return Reading((listing,), merged=tuple(merged))


def _identify(row: Row) -> str:
    return f"{row['route']}/{slugify(row['community'])}/{slugify(row['stop'])}"


def _make_site(rows: Sequence[Row], places: Places) -> Site:
    first = rows[0]
    lon, lat = float(first["lon"]), float(first["lat"])
    stop = squeeze(first["stop"]).rstrip(".")
    # The list has a few postcodes of other villages: the stop's own point is the one to believe.
    wrong = places.contradicts_postcode(lon, lat, first["postcode"])
    return Site(
        precision="postcode" if places.is_postcode_point(lon, lat, first["postcode"]) else "exact",
        district=first["lad_code"],
        lon=lon,
        lat=lat,
        name=f"{stop}, {first['community']}",
        address=f"{stop}, {first['community']}",
        postcode=None if wrong else space_postcode(first["postcode"]),
        hours=write_visits(rows),
    )


def write_visits(rows: Sequence[Row]) -> str:
    """Write the visits to one place, such as "We[2] 12:15-13:00; We[4] 09:45-10:10"."""
    by_time: dict[tuple[str, str], set[tuple[str, int]]] = {}
    for row in rows:
        found = _RULE.match(row["frequency"])
        if not found:
            raise SourceIncomplete(f"{row['frequency']!r} is not a monthly rule such as BYDAY=1TU.")
        for token in found[1].split(","):
            time = (row["arrival"], row["departure"])
            by_time.setdefault(time, set()).add((token[1:].capitalize(), int(token[0])))
    rules = []
    for (arrival, departure), weeks in by_time.items():
        for day in sorted({day for day, _ in weeks}):
            numbers = ",".join(str(number) for name, number in sorted(weeks) if name == day)
            rules.append(f"{day}[{numbers}] {arrival}-{departure}")
    return check_hours("; ".join(sorted(rules)))
