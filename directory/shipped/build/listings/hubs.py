"""Which community hubs and warm spaces have the three public lists named?"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from slugify import slugify

from directory.shipped.build.listings.hours import check_hours
from directory.shipped.build.listings.places import Places
from directory.shipped.build.listings.record import Listing, Reading, Site, SourceRef
from directory.shipped.build.listings.rows import Row, read_rows
from directory.shipped.build.listings.wording import find_postcode, squeeze, tidy_address, tidy_name


@dataclass(frozen=True, slots=True)
class HubList:
    source: str
    publisher: str
    publisher_url: str
    date: str
    category: str
    summary: str
    time_note: str | None


LISTS: Mapping[str, HubList] = {
    "cambridgeshire_acre": HubList(
        "hubs_cambridgeshire_acre",
        "Cambridgeshire ACRE",
        "https://www.cambsacre.org.uk",
        "2026",
        "community-hub",
        "Community hub in the network of Cambridgeshire ACRE.",
        None,
    ),
    "huntingdonshire_council": HubList(
        "warm_spaces_huntingdonshire",
        "Huntingdonshire District Council",
        "https://www.huntingdonshire.gov.uk",
        "2023",
        "warm-space",
        "Named as a warm space by Huntingdonshire District Council in 2023.",
        "From the council's list of warm spaces of 2023. Ask before you go.",
    ),
    "south_cambs_council": HubList(
        "hubs_south_cambridgeshire",
        "South Cambridgeshire District Council",
        "https://www.scambs.gov.uk",
        "2026",
        "community-hub",
        "Community hub listed by South Cambridgeshire District Council.",
        None,
    ),
}
_NEEDED = frozenset(
    {"name", "address", "opening_hours_osm", "opening_hours_text", "source_directory", "source_url"}
    | {"lon", "lat", "lad_code"}
)


@dataclass(frozen=True, slots=True)
class Mend:
    """What the list means by a row whose name or hours cannot be carried as printed."""

    name: str | None = None
    hours: str | None = None
    hours_note: str | None = None
    category: str | None = None


# Reviewed by hand. Names: the Huntingdonshire list puts the place or a body before the building.
MENDS: Mapping[str, Mend] = {
    "Ely Chill and Chat Cafe": Mend(hours_note="The list said: closed until 4 September 2026."),
    "Friday Bridge Hope Hub": Mend(hours="Mo 10:00-13:00; PH off", hours_note="Not on bank holidays."),
    "(Melbourn) ‘MACS Cozy Corner’ Community Hub": Mend(  # noqa: RUF001
        name="MACS Cozy Corner community hub, Melbourn",
        hours="Mo 12:00-15:00; Th[1,2,3,5] 12:00-15:00",
        hours_note="Not on the fourth Thursday of the month.",
    ),
    "Melbourn ‘MACS Cozy Corner’ Community Hub": Mend(  # noqa: RUF001
        name="MACS Cozy Corner community hub, Melbourn",
        hours="Mo 12:00-15:00; Th[1,2,3,5] 12:00-15:00",
        hours_note="Not on the fourth Thursday of the month.",
    ),
    "Hardwick ‘Coffee at the Living Room’ Community Hub": Mend(  # noqa: RUF001
        name="Coffee at the Living Room community hub, Hardwick",
        hours_note="Every other Tuesday, 10am to 12 noon. The list does not say which weeks.",
    ),
    "Grantchester ‘Coffee and Croissants’ Community Hub": Mend(  # noqa: RUF001
        name="Coffee and Croissants community hub, Grantchester"
    ),
    "Toft Community Hub": Mend(
        hours_note="The list said: from 26 October 2026 to 22 March 2027, not on 28 December 2026."
    ),
    "Caldecote Sports Pavilion": Mend(hours="Tu 11:00-13:00"),
    "Duxford Community Centre": Mend(hours="We 10:00-12:00"),
    "Grantchester Village Hall": Mend(hours="Fr 10:00-12:00"),
    "Yaxley Parish Council": Mend(name="Queens Park Hall, Yaxley"),
    "Yaxley Social Echo - Unit 6": Mend(name="Yaxley Social Echo"),
    "Buckden - Church Of England Benefice of Buckden and The Offords": Mend(name="St Mary's Church, Buckden"),
    "Fenstanton Parish Council": Mend(name="The Church Centre, Fenstanton"),
    "Huntingdon Parish": Mend(name="All Saints Church, Huntingdon"),
    "Pidley Village Hall - Warboys Road": Mend(name="Pidley Village Hall"),
    "St Neots Town Council / Priory Centre": Mend(name="Priory Centre, St Neots"),
    "Sawtry - The Caresco Centre": Mend(name="The Caresco Centre, Sawtry"),
    "Wilbrahams Community Hub": Mend(name="Wilbrahams Community Hub, Great Wilbraham"),
}


def read_hubs(source: Path, places: Places) -> Reading:
    """Read every row of the three lists as a listing; the same place in two is merged afterwards."""
    rows = read_rows(source / "assets" / "camb_community_hubs.csv", _NEEDED)
    order = list(LISTS)
    in_order = sorted(rows, key=lambda row: order.index(row["source_directory"]))
    return Reading(tuple(_make_hub(row, places) for row in in_order))


def _name_place_last(name: str) -> str:
    place, dash, rest = squeeze(name).partition(" - ")
    return f"{rest}, {place}" if dash else name


def _make_hub(row: Row, places: Places) -> Listing:
    hub_list = LISTS[row["source_directory"]]
    mend = MENDS.get(row["name"], Mend())
    name = mend.name or tidy_name(_name_place_last(row["name"]))
    hours = mend.hours or row["opening_hours_osm"] or None
    # One list printed its hours where the address should be.
    has_address = not row["address"].startswith("Open ")
    postcode = find_postcode(row["address"]) if has_address else None
    lon, lat = float(row["lon"]), float(row["lat"])
    return Listing(
        name=name,
        kind="hub",
        categories=(mend.category or hub_list.category,),
        summary=hub_list.summary,
        organization=hub_list.publisher if hub_list.category == "community-hub" else None,
        organization_url=hub_list.publisher_url if hub_list.category == "community-hub" else None,
        url=row["source_url"],
        time_note=hub_list.time_note,
        sites=(
            Site(
                precision="postcode" if places.is_postcode_point(lon, lat, postcode) else "exact",
                district=row["lad_code"],
                lon=lon,
                lat=lat,
                address=tidy_address(row["address"], without=row["name"]) if has_address else None,
                postcode=postcode,
                hours=check_hours(hours) if hours else None,
                hours_note=mend.hours_note,
            ),
        ),
        sources=(SourceRef(hub_list.source, slugify(row["name"]), hub_list.date, row["source_url"]),),
    )
