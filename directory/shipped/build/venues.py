"""What do the shipped lists and the papers say of buildings, and who do the papers name without premises?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from directory.errors import SourceIncomplete
from directory.shipped.build.tables import Origin, write_csv
from directory.shipped.manifest import TableNote

NEEDS: Final[tuple[str, ...]] = ()
VENUES_PATH: Final = "venues/venues.csv"
WANTED_PATH: Final = "venues/wanted.csv"
_LISTINGS: Final = "listings/listings.jsonl"
_LIBRARIES: Final = "libraries_2025"
_WARM: Final = "warm_spaces_huntingdonshire"
_ONLINE: Final = "Free internet access."
_ORIGIN: Final = Origin(
    source="Papers of Cambridgeshire County Council committees; the lists behind the listings. Facts only",
    licence="Public committee papers and the licences of the listings; facts only",
    vintage="2019-10 to 2025-03",
    attribution=(),
)
_DATES: Final = {"001": "2021-12", "004": "2019-10-10"}


@dataclass(frozen=True, slots=True)
class HubNote:
    """What a paper says of a building that is listed."""

    listing: str
    """Name of the listing."""
    note: str
    line: str
    """Paper and line."""


@dataclass(frozen=True, slots=True)
class PaperWanted:
    """Somebody without premises, as a paper tells."""

    group: str
    what: str
    line: str
    district: str
    facilities: str = ""
    people: str = ""


HUB_NOTES: Final = (
    HubNote(
        "Sawston Library",
        "In October 2019 a community hub was planned around this library: with a children's centre and rooms "
        "to meet in. No paper we have says whether it opened.",
        "004:3012",
    ),
    HubNote(
        "Oasis Centre",
        "In October 2019 its trustees had plans to make it larger. No paper we have says what came of them.",
        "004:1372",
    ),
)
WANTED: Final = (
    PaperWanted(
        "Men's sheds in Fenland",
        "Buildings for men's sheds in two towns and one parish of Fenland: finding suitable ones was a "
        "challenge, and they were still looking.",
        "004:1364",
        "E07000010",
        facilities="workshop",
    ),
    PaperWanted(
        "Life-skills courses in Fenland",
        "Suitable premises for courses in cooking, cleaning, knitting and sewing, for people to become more "
        "independent.",
        "004:1368",
        "E07000010",
        facilities="kitchen;tables",
    ),
    PaperWanted(
        "The community of Northstowe",
        "Space for community activity, a child and family centre and meetings: the Wing at Pathfinder school "
        "was to be lost in July 2022, and the Civic Hub was delayed.",
        "001:166",
        "E07000012",
    ),
)


def build_venues(_source: Path, out: Path) -> list[TableNote]:
    """Write what is known of buildings beside their listings, which were built before, and who had none."""
    with (out / _LISTINGS).open(encoding="utf-8") as stream:
        listings = [json.loads(line) for line in stream]
    return [
        write_csv(
            out,
            VENUES_PATH,
            title="What the papers and lists say of buildings",
            columns={
                "record_source": "the source of the listing's own record",
                "record_id": "the record in that source",
                "digital_point": "true where one can go online there; empty where not told, as the next two",
                "warm_space": "true where it was named as a warm space",
                "safe_space": "true where a source calls it a safe space",
                "note": "what a paper says of its opening, closing or growing, in our words",
                "date": "date of the newest source",
                "source": "who says so",
            },
            rows=sorted(_venue_rows(listings)),
            origin=_ORIGIN,
        ),
        write_csv(
            out,
            WANTED_PATH,
            title="Groups that the papers name as looking for premises: history",
            columns={
                "group": "who looked, in our words",
                "what": "for what, in our words",
                "facilities": "words of what a room has, with ; between them",
                "district": "ONS code of the district",
                "date": "date of the paper",
                "source": "the paper and its line",
            },
            rows=sorted(
                (one.group, one.what, one.facilities, one.district, _DATES[one.line[:3]], _paper(one.line))
                for one in WANTED
            ),
            origin=_ORIGIN,
        ),
    ]


def _venue_rows(listings: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    notes = {each.listing: each for each in HUB_NOTES}
    missing = set(notes) - {listing["name"] for listing in listings}
    if missing:
        raise SourceIncomplete(f"There is no listing of {', '.join(sorted(missing))}; a paper speaks of it.")
    for listing in listings:
        sources = {each["source"]: each for each in listing["sources"]}
        online = listing["cost_note"] == _ONLINE and _LIBRARIES in sources
        warm = _WARM in sources and listing["kind"] == "hub"
        note = notes.get(listing["name"])
        if not (online or warm or note):
            continue
        first = listing["sources"][0]
        said = [_library(sources[_LIBRARIES])] if online else []
        said += [("2023", "Named as a warm space by Huntingdonshire District Council")] if warm else []
        said += [(_DATES[note.line[:3]], _paper(note.line))] if note else []
        yield (
            first["source"],
            first["source_id"],
            "true" if online else "",
            "true" if warm else "",
            "true" if online else "",
            note.note if note else "",
            max(day for day, _who in said),
            "; ".join(who for _day, who in said),
        )


def _library(record: dict[str, Any]) -> tuple[str, str]:
    told = "The county's list of libraries, and for the safe space committee paper 003, line 1377"
    return record["date"], told


def _paper(line: str) -> str:
    paper, _, number = line.partition(":")
    return f"Committee paper {paper}, line {number}"
