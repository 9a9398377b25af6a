"""Where and when are the parkruns?"""

from pathlib import Path

from directory.shipped.build.listings.places import Places
from directory.shipped.build.listings.record import Listing, Reading, Site, SourceRef
from directory.shipped.build.listings.shared_layout import make_site, read_table
from directory.shipped.build.listings.wording import squeeze, tidy_name

SOURCE = "parkruns_2026"
JUNIOR_AGES = (4, 14)
_PARKRUN_PLACES = {
    "Wimple Estate": "Wimpole Estate",
    "Western Park juniors": "Western Park",
    "Huntingdon": "",
}
# parkrun publishes a start and no finish; an hour is written because opening hours need an end.
_PARKRUN_HOURS = {"Sa 09:00": "Sa 09:00-10:00", "Su 09:00": "Su 09:00-10:00"}
_PARKRUN_NOTE = "Starts at 9am, the usual time in England. The list gives no finish."


def read_parkruns(source: Path, places: Places) -> Reading:
    """Read the weekly 5 km and junior parkruns."""
    listings = []
    for row in read_table(source, "assets2/parkruns.csv"):
        junior = row["kind"].startswith("junior")
        where = squeeze(row["address"])
        where = _PARKRUN_PLACES.get(where, where)
        site = make_site(row, places, hours=_PARKRUN_HOURS[row["hours"]], hours_note=_PARKRUN_NOTE)
        listings.append(
            Listing(
                name=tidy_name(row["name"]),
                kind="group",
                categories=("parkrun",),
                summary="Weekly 2 km run for children." if junior else "Weekly 5 km run, jog or walk.",
                organization="parkrun",
                organization_url="https://www.parkrun.org.uk/",
                url=row["website"],
                free=True,
                min_age=JUNIOR_AGES[0] if junior else None,
                max_age=JUNIOR_AGES[1] if junior else None,
                sites=(
                    Site(
                        precision=site.precision,
                        district=site.district,
                        lon=site.lon,
                        lat=site.lat,
                        address=where or None,
                        hours=site.hours,
                        hours_note=site.hours_note,
                    ),
                ),
                sources=(SourceRef(SOURCE, row["source_id"], row["source_date"], row["website"]),),
            )
        )
    return Reading(tuple(listings))
