"""Which parks, reserves and centres were found on single public pages?"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from directory.shipped.build.listings.places import Places
from directory.shipped.build.listings.record import Listing, Reading, SourceRef
from directory.shipped.build.listings.shared_layout import Sort, make_site, read_table
from directory.shipped.build.listings.wording import tidy_name

SOURCE = "public_places"


@dataclass(frozen=True, slots=True)
class Spot:
    """What a record of the mixed list is, when it was seen, and what its point stands for."""

    sort: Sort
    date: str
    point: str | None = None
    note: str | None = None


# One entry a record, read one by one; undated copies of pages take the year they were gathered.
_SPOTS: Mapping[str, Spot] = {
    "naptan:0590POF609": Spot(
        Sort("outdoor_space", "park", "Country park"), "2026-07", "the bus terminus in the park"
    ),
    "camb-wildlife-pages:cherry-hinton-east-pit": Spot(
        Sort("outdoor_space", "nature-reserve", "Local nature reserve, open at any time"),
        "2019",
        "the entrance to East Pit",
    ),
    "vdocuments:abbey-action-2010:east-barnwell": Spot(
        Sort("venue", "community-centre", "Community centre"),
        "2010",
        None,
        "From a newsletter of 2010 and a council paper of 2019. Check that it is open before you go.",
    ),
    "wiki:West_Pit": Spot(
        Sort("outdoor_space", "nature-reserve", "Local nature reserve"), "2026", "good to about 100 metres"
    ),
    "naptan:0500ELODE007": Spot(
        Sort("outdoor_space", "historic-house", "Historic house and garden"),
        "2026-07",
        "the bus stop outside",
    ),
    "coolplaces:278-wicken-fen": Spot(
        Sort("outdoor_space", "nature-reserve", "National nature reserve with a visitor centre"), "2024"
    ),
    "osgb4000000074804164": Spot(
        Sort("outdoor_space", "nature-reserve", "Reservoir and nature reserve"),
        "2024-05",
        "the middle of the water, not an entrance",
    ),
    "wiki:Holme_Fen": Spot(
        Sort("outdoor_space", "nature-reserve", "National nature reserve"),
        "2026",
        "the middle of the reserve, good to about 100 metres",
        "The source does not say whether it is open to visitors.",
    ),
    "wiki:Paxton_Pits_Nature_Reserve": Spot(
        Sort("outdoor_space", "nature-reserve", "Nature reserve with a visitor centre"), "2026"
    ),
    "wiki:Fowlmere_RSPB_reserve": Spot(
        Sort("outdoor_space", "nature-reserve", "Nature reserve with hides"),
        "2026",
        "the middle of a square of 100 metres",
    ),
    "issuu:meldrethmatters-2020-07:wandlebury": Spot(
        Sort("outdoor_space", "park", "Country park"), "2020-07"
    ),
    "naptan:0500SWIMP008": Spot(
        Sort("outdoor_space", "park", "Estate and parkland open to visitors"),
        "2026-07",
        "the bus stop in the car park",
    ),
}


def read_public_places(source: Path, places: Places) -> Reading:
    """Read the few public places gathered from single pages."""
    listings = []
    for row in read_table(source, "assets3/public_places.csv"):
        spot = _SPOTS[row["source_id"]]
        note = f"The point on the map is {spot.point}." if spot.point else None
        listings.append(
            Listing(
                name=tidy_name(row["name"].replace(" (Nene Park)", "")),
                kind=spot.sort.kind,
                categories=(spot.sort.category,),
                summary=f"{spot.sort.label}.",
                url=row["website"] or None,
                time_note=spot.note,
                sites=(make_site(row, places, hours_note=note),),
                sources=(SourceRef(SOURCE, row["source_id"], spot.date),),
            )
        )
    return Reading(tuple(listings))
