"""Which pools, theatres, parks and churches does the list of about 2016 name?"""

from collections.abc import Mapping
from pathlib import Path

from directory.shipped.build.listings.places import Places
from directory.shipped.build.listings.record import Listing, Reading, SourceRef
from directory.shipped.build.listings.shared_layout import Sort, make_site, read_table
from directory.shipped.build.listings.wording import tidy_name

SOURCE = "leisure_culture_2016"
_SORTS: Mapping[str, Sort] = {
    "theatre": Sort("venue", "arts-venue", "Theatre"),
    "theatre / concert hall": Sort("venue", "arts-venue", "Theatre and concert hall"),
    "arts centre": Sort("venue", "arts-venue", "Arts centre"),
    "public art gallery": Sort("venue", "arts-venue", "Public art gallery"),
    "swimming pool": Sort("venue", "swimming", "Swimming pool"),
    "paddling pool / water play": Sort("venue", "swimming", "Paddling pool"),
    "botanic garden": Sort("outdoor_space", "garden", "Botanic garden"),
    "park": Sort("outdoor_space", "park", "Park"),
    "country park": Sort("outdoor_space", "park", "Country park"),
    "church": Sort("venue", "place-of-worship", "Church"),
    "community and leisure centre": Sort("venue", "community-centre", "Community and leisure centre"),
}


def read_leisure(source: Path, places: Places) -> Reading:
    """Read the places for leisure and culture of a list of about 2016."""
    listings = []
    for row in read_table(source, "assets2/cambridge_leisure_culture_2016.csv"):
        sort = _SORTS[row["kind"]]
        listings.append(
            Listing(
                name=tidy_name(row["name"]),
                kind=sort.kind,
                categories=(sort.category,),
                summary=f"{sort.label} in or near Cambridge.",
                time_note="From a list of about 2016. Check that it is open before you go.",
                sites=(make_site(row, places),),
                sources=(SourceRef(SOURCE, row["source_id"], "2016"),),
            )
        )
    return Reading(tuple(listings))
