"""Which halls have been used as polling places, and so can be hired or visited?"""

import re
from collections.abc import Mapping
from pathlib import Path

from directory.shipped.build.listings.places import Places
from directory.shipped.build.listings.record import Listing, Reading, SourceRef
from directory.shipped.build.listings.shared_layout import Sort, make_site, read_table
from directory.shipped.build.listings.wording import tidy_name

SOURCE = "polling_halls"
_HALLS: Mapping[str, Sort] = {
    "church hall": Sort("venue", "community-centre", "Church hall"),
    "community centre": Sort("venue", "community-centre", "Community centre"),
    "community sports association": Sort("venue", "community-centre", "Community sports centre"),
    "leisure centre": Sort("venue", "leisure-centre", "Leisure centre"),
    "church used as polling place": Sort("venue", "place-of-worship", "Church"),
    "church / community hall": Sort("venue", "community-centre", "Church or community hall"),
    "civic hall": Sort("venue", "civic-building", "Civic hall"),
    "village hall": Sort("venue", "community-centre", "Village hall"),
    "sports pavilion": Sort("venue", "sports-ground", "Sports pavilion"),
}


def read_polling_halls(source: Path, places: Places) -> Reading:
    """Read the halls that have been used as polling places."""
    listings = []
    for row in read_table(source, "assets2/polling_halls.csv"):
        sort = _HALLS[row["kind"]]
        year = max(re.findall(r"\d{4}", row["source_date"]))
        if ending := re.search(r"-(\d{2})$", row["source_date"]):
            year = f"20{ending[1]}"
        listings.append(
            Listing(
                name=tidy_name(row["name"]),
                kind=sort.kind,
                categories=(sort.category,),
                summary=f"{sort.label} that has been used as a polling place.",
                sites=(make_site(row, places),),
                sources=(SourceRef(SOURCE, row["source_id"], year),),
            )
        )
    return Reading(tuple(listings))
