"""Which parameters does a page read? The rest of its address changes nothing, so it is left out.

An answer that is kept is then one for all the addresses that ask the same, and nobody can fill the cache, or
have a page worked out again and again, by adding words to an address. Only for pages: the API refuses what
it does not know.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode


@dataclass(frozen=True, slots=True)
class Parameters:
    """The names a page reads, by whether all the values of one count or only the last."""

    once: frozenset[str] = frozenset()
    several: frozenset[str] = frozenset()

    def settle(self, query: str) -> str:
        """Write a query as every other that asks the same is written."""
        kept: dict[str, list[str]] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name in self.once:
                kept[name] = [value]
            elif name in self.several:
                kept.setdefault(name, []).append(value)
        return urlencode(sorted(kept.items()), doseq=True)


NONE: Final = Parameters()
NEAR: Final = Parameters(
    once=frozenset(
        {
            "where",
            "place",
            "placed",
            "lat",
            "lon",
            "radius",
            "q",
            "free",
            "age",
            "step_free",
            "remote",
            "times",
            "recruiting",
            "referrals",
            "page",
        }
    ),
    several=frozenset(
        {"kind", "capital", "category", "district", "day", "language", "sort", "size", "reach"}
    ),
)
GAPS: Final = Parameters(
    once=frozenset(
        {
            "capital",
            "category",
            "view",
            "measure",
            "release",
            "region",
            "district",
            "within",
            "level",
            "geography",
            "rule",
            "include",
            "need",
            "and",
            "weigh",
            "day",
            "at",
            "trust",
        }
    )
)
OFFER: Final = frozenset(
    {
        "capital",
        "category",
        "release",
        "region",
        "district",
        "within",
        "include",
        "need",
        "day",
        "at",
        "trust",
    }
)
"""What of the gaps is asked of one more place too: which offer, where, and whose need."""
WHERE_NEXT: Final = Parameters(
    once=OFFER | {"k", "objective", "weight", "near"},
    several=frozenset({"kind"}),
)
COMPARE: Final = Parameters(once=GAPS.once | {"a", "b"})
RUNS: Final = Parameters(once=frozenset({"a", "b", "capital", "category", "opened"}))
UNKNOWN: Final = Parameters(once=frozenset({"capital", "category", "district", "region", "release"}))
ROOM_GAPS: Final = Parameters(
    once=frozenset({"room", "step_free", "evening", "most", "hirer", "on", "area", "by"})
)
WORK_LIST: Final = Parameters(once=UNKNOWN.once | {"status", "need"})
WHAT_IF: Final = Parameters(
    once=GAPS.once | {"name", "on", "closing", "adding", "moving", "to"},
    several=frozenset({"close", "add", "move"}),
)
COMPARE_WHAT_IFS: Final = Parameters(once=frozenset({"a", "b"}))
VOLUNTEER: Final = Parameters(
    once=frozenset(
        {
            "postcode",
            "where",
            "place",
            "lat",
            "lon",
            "long",
            "day",
            "part",
            "how",
            "age",
            "lapsed",
            "page",
            "within",
        }
    ),
    several=frozenset({"ease", "skill"}),
)
LISTING: Final = Parameters(once=frozenset({"at"}))
AREA: Final = Parameters(once=frozenset({"release"}))
FUNDING: Final = Parameters(once=frozenset({"level", "fund"}))
EMBED: Final = Parameters(once=frozenset({"category", "map"}))
NOTICEBOARD: Final = Parameters(
    once=frozenset({"where", "place", "area", "named", "closing_by", "closed", "page"}),
    several=frozenset({"kind", "theme"}),
)
NOTICE_FIT: Final = Parameters(once=frozenset({"q", "listing"}))
PAPER: Final = Parameters(once=frozenset({"where", "place", "district", "theme", "about"}))
PRINTED: Final = Parameters(once=frozenset({"form", "print"}))
ROOMS: Final = Parameters(
    once=frozenset(
        {
            "where",
            "place",
            "within",
            "people",
            "layout",
            "day",
            "date",
            "often",
            "times",
            "until",
            "from",
            "hours",
            "term",
            "hirer",
            "most",
            "page",
        }
    ),
    several=frozenset({"has"}),
)
ROOM: Final = Parameters(
    once=frozenset({"from", "first", "starts", "ends", "rhythm", "times", "people", "hirer"}),
    several=frozenset({"needs", "without"}),
)
"""The days to show; and what was looked for, which the form that asks for the room is filled in with."""
_PAGES: Final = {
    "/": NONE,
    "/paper": PAPER,
    "/near": NEAR,
    "/volunteer": VOLUNTEER,
    "/volunteer/pandemic": VOLUNTEER,
    "/gaps": GAPS,
    "/gaps/values": GAPS,
    "/gaps/words": GAPS,
    "/gaps/table": GAPS,
    "/gaps/download.csv": GAPS,
    "/gaps/what-if": WHAT_IF,
    "/gaps/what-if/compare": COMPARE_WHAT_IFS,
    "/gaps/download.geojson": GAPS,
    "/gaps/download.gpkg": GAPS,
    "/gaps/download.parquet": GAPS,
    "/gaps/where-next": WHERE_NEXT,
    "/gaps/where-next/download.csv": WHERE_NEXT,
    "/gaps/compare": COMPARE,
    "/gaps/fragile": GAPS,
    "/gaps/runs": RUNS,
    "/gaps/unknown": UNKNOWN,
    "/gaps/rooms": ROOM_GAPS,
    "/gaps/rooms/download.csv": ROOM_GAPS,
    "/gaps/work-list": WORK_LIST,
    "/gaps/work-list/download.csv": WORK_LIST,
    "/funding": FUNDING,
    "/funding/download.csv": FUNDING,
    "/funding/360giving.json": NONE,
    "/funding/360giving.csv": NONE,
    "/noticeboard": NOTICEBOARD,
    "/noticeboard.rss": NOTICEBOARD,
    "/noticeboard.ics": NOTICEBOARD,
    "/funds": NONE,
    "/rooms": ROOMS,
    "/partnerships": NONE,
    "/fairs": NONE,
    "/about": NONE,
    "/accessibility": NONE,
    "/data": NONE,
    "/method": NONE,
    "/privacy": NONE,
    "/robots.txt": NONE,
    "/sitemap.xml": NONE,
    "/usage": NONE,
    "/usage.csv": NONE,
}
_PAGES_BELOW: Final = {
    "/noticeboard/": NOTICE_FIT,
    "/funds/": NONE,
    "/rooms/": ROOM,
    "/volunteer/need/": VOLUNTEER,
    "/area/": AREA,
    "/embed/area/": EMBED,
    "/embed/parish/": NONE,
    "/parish/": NONE,
    "/partnership/": NONE,
    "/fairs/": NONE,
    "/district/": NONE,
    "/paper/": PRINTED,
    "/listing/": LISTING,
    "/map/outlines/": NONE,
}


def parameters_of(path: str) -> Parameters | None:
    """Tell what the page at a path reads; None where that is not known here."""
    if path in _PAGES:
        return _PAGES[path]
    if path.startswith("/volunteer/need/") and path.count("/") > 3:  # noqa: PLR2004 - below the page itself
        return None  # a form: which time is taken stands in its address
    if path.startswith("/rooms/") and path.endswith("/ask"):
        return None  # a form, filled in with what was looked for
    return next((read for start, read in _PAGES_BELOW.items() if path.startswith(start)), None)


def settled_query(path: str, query: bytes) -> bytes | None:
    """Leave out of a query what the page does not read, and put the rest in order; None as above."""
    read = parameters_of(path)
    return None if read is None else read.settle(query.decode("latin-1")).encode("ascii")
