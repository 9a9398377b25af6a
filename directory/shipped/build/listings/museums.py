"""Which museums and historic houses are there?"""

from collections.abc import Mapping
from pathlib import Path

from directory.shipped.build.listings.places import Places
from directory.shipped.build.listings.record import Listing, Reading, SourceRef
from directory.shipped.build.listings.shared_layout import make_site, read_table
from directory.shipped.build.listings.wording import tidy_name

SOURCE = "museums_2022"
_MUSEUM_NAMES = {
    "Kettles Yard, University Of Cambridge": "Kettle's Yard, University of Cambridge",
    "Oliver Cromwells House": "Oliver Cromwell's House",
}
# Filed under people without saying that it is about one.
_UNCLEAR = "Personality/Other"
_SUBJECTS: Mapping[str, tuple[str, str]] = {
    "Archaeology": ("museum", "Museum of archaeology"),
    "Arts": ("museum", "Museum of art"),
    "Belief and identity": ("museum", "Museum of faith and belief"),
    "Buildings": ("historic-house", "Historic house"),
    "Local Histories": ("museum", "Museum of local history"),
    "Mixed": ("museum", "Museum with collections of many kinds"),
    "Natural world": ("museum", "Museum of the natural world"),
    "Personality": ("museum", "Museum about a person's life or work"),
    "Rural Industry": ("museum", "Museum of country life"),
    "Science and technology": ("museum", "Museum of science and technology"),
    "Transport": ("museum", "Museum of transport"),
    "Utilities": ("museum", "Museum of engines and machines"),
    "War and conflict": ("museum", "Museum of war and the armed forces"),
}


def read_museums(source: Path, places: Places) -> Reading:
    """Read the museums that the list does not call closed."""
    listings = []
    for row in read_table(source, "assets2/museums.csv"):
        subject, _, accredited = row["kind"].removeprefix("museum: ").partition("; ")
        category, label = _SUBJECTS[subject.partition("/")[0]]
        if subject == _UNCLEAR:
            label = "Museum"
        note = ", accredited" if accredited == "accredited" else ""
        listings.append(
            Listing(
                name=_MUSEUM_NAMES.get(row["name"]) or tidy_name(row["name"]),
                kind="venue",
                categories=(category,),
                summary=f"{label}{note}.",
                url=row["website"] or None,
                time_note="From a list of 2021 to 2022. Check that it is open before you go.",
                sites=(make_site(row, places),),
                sources=(SourceRef(SOURCE, row["source_id"], "2022"),),
            )
        )
    return Reading(tuple(listings))
