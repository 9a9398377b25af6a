"""What does a record of the lists that share one layout say, and where is it?"""

import re
from dataclasses import dataclass
from pathlib import Path

from directory.shipped.build.listings.hours import check_hours
from directory.shipped.build.listings.places import Places
from directory.shipped.build.listings.record import Kind, Site
from directory.shipped.build.listings.rows import Row, read_rows
from directory.shipped.build.listings.wording import space_postcode, tidy_address

_NEEDED = frozenset(
    {"source_id", "name", "kind", "address", "postcode", "lat", "lon", "lad_code", "website", "hours"}
    | {"source_date"}
)


def read_table(source: Path, path: str) -> list[Row]:
    """Read one of the lists that share a layout."""
    return read_rows(source / path, _NEEDED)


def make_site(row: Row, places: Places, *, hours: str | None = None, hours_note: str | None = None) -> Site:
    """Make the site of a record of a list in the shared layout."""
    lon, lat = float(row["lon"]), float(row["lat"])
    postcode = space_postcode(row["postcode"]) if row["postcode"] else None
    return Site(
        precision="postcode" if places.is_postcode_point(lon, lat, postcode) else "exact",
        district=row["lad_code"],
        lon=lon,
        lat=lat,
        address=tidy_address(re.sub(r"\bc/o\s+", "", row["address"]), without=row["name"]),
        postcode=postcode,
        hours=check_hours(hours) if hours else None,
        hours_note=hours_note,
    )


@dataclass(frozen=True, slots=True)
class Sort:
    """What a list's own word for a kind of place means here."""

    kind: Kind
    category: str
    label: str
