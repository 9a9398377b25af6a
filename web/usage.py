"""What does an answer count towards? Read from its address and its route, never from who asks."""

import re
from typing import Final
from urllib.parse import parse_qs

from directory.areas.schemas import Origin
from directory.search.schemas import ListingQuery, NearAnswer
from directory.usage.schemas import LITTLE, NOWHERE, Asked, Miss

PAGES: Final = {
    "/": "First page",
    "/near": "Lists and maps of what is near",
    "/listing/{slug}": "Pages of listings",
    "/volunteer": "Who needs volunteers",
    "/shortlist": "Shortlists",
    "/gaps": "Maps of gaps",
    "/area/{code}": "Pages of areas",
    "/area/{code}/brief": "Briefs",
    "/embed/area/{code}": "Lists in other sites",
    "/parish/{code}": "Pages of parishes",
    "/embed/parish/{code}": "Lists in other sites",
    "/parish/{code}/feed.rss": "Feeds of what is new",
    "/parish/{code}/events.ics": "Calendars",
    "/area/{code}/changes.rss": "Feeds of what is new",
    "/area/{code}/whats-on.ics": "Calendars",
    "/listing/{slug}/times.ics": "Calendars",
    "/api/v1/listings": "API",
    "/api/v1/listings.geojson": "API",
    "/api/v1/listings/{listing_id}": "API",
    "/api/v1/coverage": "API",
    "/gaps/download.csv": "Downloads",
    "/gaps/download.geojson": "Downloads",
    "/gaps/download.gpkg": "Downloads",
    "/gaps/download.parquet": "Downloads",
}
"""Types of content; a route that is not here is not counted."""
FILTERS: Final = {"category": "category", "capital": "capital", "district": "area"}
MISS: Final = "usage_miss"
_WORD: Final = re.compile(r"[a-z_-]{2,40}|E\d{8}")
_ROBOTS: Final = ("bot", "crawl", "spider", "slurp", "preview", "monitor", "curl", "python", "wget")


def is_robot(agent: str) -> bool:
    """Tell whether a program says of itself that it is one."""
    told = agent.casefold()
    return not told or any(word in told for word in _ROBOTS)


def asked_of(route: str, path: str, query: bytes, miss: Miss | None) -> Asked | None:
    """Tell what an answer counts towards; None for what is not counted."""
    if route not in PAGES and not route.startswith("/oruk/v3"):
        return None
    counts = [("page", PAGES.get(route, "Open Referral UK"))]
    last = path.rstrip("/").rpartition("/")[2]
    if route == "/listing/{slug}":
        counts.append(("listing", last))
    elif route == "/area/{code}":
        counts.append(("area", last))
    elif route == "/near":
        told = parse_qs(query.decode("latin-1"))
        counts += [
            (what, value)
            for name, what in FILTERS.items()
            for value in dict.fromkeys(told.get(name, []))
            if _WORD.fullmatch(value)
        ]
    return Asked(tuple(counts), miss)


def miss_of(query: ListingQuery, answer: NearAnswer, origin: Origin | None) -> Miss | None:
    """Tell a search in vain: words that found nothing, or little, in which neighbourhood."""
    if not query.q or query.page > 1:
        return None
    found = answer.page.total_items + len(answer.wide)
    if found >= LITTLE:
        return None
    areas = origin.areas if origin is not None else None
    area = (areas.lsoa21 or areas.district) if areas is not None else None
    if area is None and len(query.districts) == 1:
        area = query.districts[0]
    return Miss(query.q, area or NOWHERE, "little" if found else "nothing")
