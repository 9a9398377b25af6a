"""Which colleges can adults and young people study at?"""

from pathlib import Path

from directory.errors import SourceIncomplete
from directory.shipped.build.listings.places import Places
from directory.shipped.build.listings.record import LeftOut, Listing, Reading, SourceRef
from directory.shipped.build.listings.shared_layout import make_site, read_table
from directory.shipped.build.listings.wording import tidy_name

SOURCE = "colleges_2024"
_COLLEGE_KINDS = {"further education college": "Further education college", "sixth form centre": "Sixth form"}
_COLLEGE_NAMES = {
    "College of West Anglia": "College of West Anglia, Milton",
    "The College of West Anglia": "College of West Anglia, Wisbech",
    "Comberton Village College (Comberton Sixth Form)": "Comberton Sixth Form",
    "John Mansfield Campus": "John Mansfield Campus, Peterborough",
}


def read_colleges(source: Path, places: Places) -> Reading:
    """Read the colleges; schools with a sixth form are reference places, university sites are left out."""
    listings, left_out = [], []
    for row in read_table(source, "assets2/further_higher_education.csv"):
        label = _COLLEGE_KINDS.get(row["kind"])
        if label:
            listings.append(
                Listing(
                    name=_COLLEGE_NAMES.get(row["name"]) or tidy_name(row["name"]),
                    kind="service",
                    categories=("college",),
                    summary=f"{label}.",
                    sites=(make_site(row, places),),
                    sources=(SourceRef(SOURCE, row["source_id"], "2024-05"),),
                )
            )
            continue
        if row["kind"].startswith("school"):
            reason = "A school; schools are reference places."
        elif row["kind"] == "higher education site":
            reason = "A university site; the list does not say what is open to the public."
        else:
            raise SourceIncomplete(f"{row['kind']!r} is not a known kind of college.")
        left_out.append(LeftOut(SOURCE, row["source_id"], row["name"], reason))
    return Reading(tuple(listings), tuple(left_out))
