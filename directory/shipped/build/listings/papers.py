"""Which groups, projects and services did the council's papers name that still mean something?

Every entity of the papers has been looked at; the decisions stand in ``papers.csv`` beside this module:
kept as a listing, the same as a listing of another list, or left out with the reason. A kept one is
placed only as finely as the paper says: a parish, a district, or the county (which it serves).
"""

from collections.abc import Mapping
from pathlib import Path

from slugify import slugify

from directory.errors import SourceIncomplete
from directory.shipped.build.listings.merging import Decision
from directory.shipped.build.listings.places import (
    COMBINED_AUTHORITY,
    COUNTY,
    Parish,
    Places,
    place_at_parish,
    place_in_district,
)
from directory.shipped.build.listings.record import (
    CapitalClaim,
    LeftOut,
    Listing,
    Reading,
    Site,
    SourceRef,
    read_kind,
)
from directory.shipped.build.listings.rows import Row, read_rows
from directory.shipped.build.tables import DISTRICTS

SOURCE = "council_papers"
# The papers by number: the date each carries, and how a sentence names it.
PAPERS: Mapping[str, tuple[str, str]] = {
    "000": ("2021-01", "January 2021"),
    "001": ("2021-12", "December 2021"),
    "002": ("2020-12-03", "December 2020"),
    "003": ("2022-03-10", "March 2022"),
    "004": ("2019-10-10", "October 2019"),
}
# What a paper itself says that a thing offers, beyond its category: (paper, line) -> the claim.
STATED: Mapping[tuple[str, str], CapitalClaim] = {
    ("001", "206"): CapitalClaim(
        "environmental",
        "libraries in the scheme are a safe space",
        "The 2022 report, line 1377: libraries \"also offer 'safe spaces'\"",
    ),
}
UNNAMED = "(not named here)"
_DECISIONS = Path(__file__).with_name("papers.csv")
_DECISION_COLUMNS = frozenset(
    {"paper", "line", "name", "decision", "kind", "categories", "place", "listing_name", "what", "url"}
    | {"flag", "reason", "same_as"}
)


def read_papers(source: Path, places: Places) -> tuple[Reading, dict[tuple[str, str], Decision]]:
    """Read the entities of the papers; also say which are the same as records of other lists."""
    decisions = {(row["paper"], row["line"], row["name"]): row for row in _read_decisions()}
    listings, left_out = [], []
    same: dict[tuple[str, str], Decision] = {}
    used = set()
    for row in _read_entities(source):
        paper = row["source_file"][:3]
        key = next(
            (k for k in ((paper, row["line"], row["name"]), (paper, row["line"], "")) if k in decisions), None
        )
        if key is None:
            raise SourceIncomplete(f"{row['name']} (paper {paper}, line {row['line']}) has no decision.")
        used.add(key)
        decision = decisions[key]
        if decision["decision"] == "left":
            left_out.append(
                LeftOut(SOURCE, _identify(decision), decision["name"] or UNNAMED, decision["reason"])
            )
        else:
            listing = _make_listing(decision, places)
            listings.append(listing)
            if decision["decision"] == "same":
                kept_source, _, kept_id = decision["same_as"].partition("|")
                same[listing.key] = Decision((kept_source, kept_id), "The paper means the same place.")
    unused = set(decisions) - used
    if unused:
        raise SourceIncomplete(f"{len(unused)} decisions match no entity of the papers: {min(unused)}.")
    return Reading(tuple(listings), tuple(left_out)), same


def _read_decisions() -> list[Row]:
    return read_rows(_DECISIONS, _DECISION_COLUMNS)


def _read_entities(source: Path) -> list[Row]:
    needed = frozenset({"name", "kind", "district_or_place", "source_file", "line"})
    return read_rows(source.parent / "seeds" / "seed_entities.csv", needed)


def _identify(decision: Row) -> str:
    name = f"/{slugify(decision['name'])}" if decision["name"] else ""
    return f"{decision['paper']}:{decision['line']}{name}"


def _make_listing(decision: Row, places: Places) -> Listing:
    date, said = PAPERS[decision["paper"]]
    sites, serves, where = _place(decision["place"], places)
    return Listing(
        name=decision["listing_name"] or decision["name"],
        kind=read_kind(decision["kind"] or "hub"),
        categories=tuple(filter(None, decision["categories"].split(";"))),
        summary=f"{decision['what']}{where}, from council papers of {said}.",
        url=decision["url"] or None,
        sites=sites,
        serves=serves,
        remote=("online",) if decision["flag"] == "online" else (),
        sensitive=decision["flag"] == "sensitive",
        capitals=(STATED[origin],) if (origin := (decision["paper"], decision["line"])) in STATED else (),
        time_note=f"From council papers of {said}. Ask whether it is still running.",
        sources=(SourceRef(SOURCE, _identify(decision), date),),
    )


def _place(place: str, places: Places) -> tuple[tuple[Site, ...], tuple[str, ...], str]:
    """Say where a thing is: its sites, the areas it serves, and how a sentence says so."""
    word, _, codes = place.partition(":")
    match word:
        case "":
            return (), (), ""
        case "county":
            return (), (COUNTY,), ", across Cambridgeshire"
        case "ca":
            return (), (COMBINED_AUTHORITY,), ", across Cambridgeshire and Peterborough"
        case "serves":
            return (), (codes,), f", in {DISTRICTS[codes]}"
        case "district" | "districts":
            districts = tuple(codes.split("+"))
            names = " and ".join(DISTRICTS[code] for code in districts)
            return tuple(place_in_district(code) for code in districts), districts, f", in {names}"
        case _:
            parish = _find_parish(place, places)
            return (place_at_parish(parish),), (), f", in {parish.plain_name}"


def _find_parish(place: str, places: Places) -> Parish:
    """Find a parish by its name, or by "name#district" where two districts have one of that name."""
    name, _, district = place.partition("#")
    found = [
        parish for parish in places.parishes if parish.name == name and district in {"", parish.district}
    ]
    if len(found) != 1:
        raise SourceIncomplete(f"{len(found)} parishes are called {place!r}.")
    return found[0]
