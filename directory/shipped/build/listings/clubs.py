"""Which community amateur sports clubs are on the register, what do they play, and where?"""

import re
from pathlib import Path

from directory.shipped.build.listings.club_places import REVIEWED, decide_address, is_own_name
from directory.shipped.build.listings.places import Parish, Places, place_at_parish
from directory.shipped.build.listings.record import Listing, Reading, Site, SourceRef
from directory.shipped.build.listings.rows import Row, read_rows
from directory.shipped.build.listings.wording import tidy_address, tidy_name

SOURCE = "sports_clubs_2026"
_NEEDED = frozenset({"id", "name", "address", "postcode", "active", "lat", "lon", "lad25_code"})
# The words of a name that say what is played, with the category and how a sentence names the club.
SPORTS: tuple[tuple[str, str, str], ...] = (
    (r"table tennis", "table-tennis", "Table tennis club"),
    (r"real tennis", "tennis", "Real tennis club"),
    (r"tennis", "tennis", "Tennis club"),
    (r"cricket,? (?:and )?hockey", "cricket", "Cricket and hockey club"),
    (r"cricket", "cricket", "Cricket club"),
    (r"indoor bowl", "bowls", "Indoor bowls club"),
    (r"bowl", "bowls", "Bowls club"),
    (r"rugby", "rugby", "Rugby union club"),
    (r"football|\bfc\b", "football", "Football club"),
    (r"rowing|boat club|regatta|cambridge '99", "rowing", "Rowing club"),
    (r"canoe", "water-sports", "Canoe club"),
    (r"sailing", "water-sports", "Sailing club"),
    (r"water ?sports", "water-sports", "Water sports club"),
    (r"sub aqua", "water-sports", "Diving club"),
    (r"hockey", "hockey", "Hockey club"),
    (r"squash", "squash", "Squash club"),
    (r"golf", "golf", "Golf club"),
    (r"gliding", "gliding", "Gliding club"),
    (r"archer|bowmen", "archery", "Archery club"),
    (r"shooting|rifle|target|clay", "shooting", "Shooting club"),
    (r"trampoline", "trampolining", "Trampoline club"),
    (r"judo", "martial-arts", "Judo club"),
    (r"dojo", "martial-arts", "Martial arts club"),
    (r"boxing", "boxing", "Boxing club"),
    (r"runners", "running", "Running club"),
    (r"croquet", "croquet", "Croquet club"),
    (r"baseball", "baseball", "Baseball club"),
    (r"polo", "polo", "Polo club"),
    (r"angling", "angling", "Angling club"),
)
_ALSO = {
    "Peterborough Town Sports Club": ("cricket", "hockey", "squash"),
    "Wisbech Town Cricket and Hockey Club": ("cricket", "hockey"),
    "Whittlesey Indoor Bowls & Petanque Complex": ("bowls", "petanque"),
}
ANY_SPORT = ("other-sport", "Sports club")
# Villages and quarters that clubs are named after and that are not parishes themselves.
_WITHIN = {
    "Eaton Socon": "St. Neots",
    "Eynesbury": "St. Neots",
    "St Neots": "St. Neots",
    "St Ives": "St. Ives",
    "Werrington": "Peterborough",
}


def read_clubs(source: Path, places: Places) -> Reading:
    """Read every active club of the register."""
    rows = read_rows(source / "assets" / "camb_cascs_active.csv", _NEEDED)
    return Reading(tuple(_make_club(row, places) for row in rows))


def name_sport(register_name: str, name: str) -> tuple[tuple[str, ...], str]:
    """Say which sports a club plays, from its name alone, and how a sentence calls the club."""
    lowered = f"{register_name} {name}".lower()
    for pattern, category, label in SPORTS:
        if re.search(pattern, lowered):
            return _ALSO.get(name, (category,)), label
    return (ANY_SPORT[0],), ANY_SPORT[1]


def find_named_parish(name: str, places: Places) -> Parish | None:
    """Find the one parish whose name begins the club's name; None where none or several do."""
    for place, parish in _WITHIN.items():
        if re.match(rf"(?:The |City of )?{place}\b", name):
            return places.find_parish(parish)
    found = [
        parish
        for parish in places.parishes
        if re.match(rf"(?:The |City of )?{re.escape(parish.plain_name)}\b", name)
    ]
    longest = max((len(parish.name) for parish in found), default=0)
    best = [parish for parish in found if len(parish.name) == longest]
    return best[0] if len(best) == 1 else None


def find_addressed_parish(address: str, district: str, places: Places) -> Parish | None:
    """Find the first parish of the district that an address names as one of its lines."""
    by_name = {parish.plain_name: parish for parish in places.parishes if parish.district == district}
    return next((by_name[line] for line in address.split(", ") if line in by_name), None)


def _make_club(row: Row, places: Places) -> Listing:
    name = tidy_name(row["name"])
    categories, label = name_sport(row["name"], name)
    review = REVIEWED.get(row["id"])
    if decide_address(row["id"], row["name"], row["address"]) == "premises":
        address = (review and review.address) or _write_premises(row)
        said = find_addressed_parish(address or "", row["lad25_code"], places)
        site = Site(
            precision="postcode",
            district=row["lad25_code"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            address=address,
            postcode=row["postcode"],
        )
    else:
        reviewed = places.find_parish(review.parish) if review and review.parish else None
        said = reviewed or find_named_parish(name, places)
        # An estimate follows whoever registered the club: it places the listing, no sentence says it.
        site = place_at_parish(
            said or places.estimate_parish(float(row["lon"]), float(row["lat"]), row["lad25_code"])
        )
    where = f" in {said.plain_name}" if said else ""
    return Listing(
        name=name,
        kind="group",
        categories=categories,
        summary=f"{label}{where}, on the register of community amateur sports clubs.",
        sites=(site,),
        sources=(SourceRef(SOURCE, row["id"], "2026-08"),),
    )


def _write_premises(row: Row) -> str | None:
    first, comma, rest = row["address"].partition(",")
    return tidy_address(rest if comma and is_own_name(row["name"], first) else row["address"])
