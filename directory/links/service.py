"""Do the web addresses of listings still answer? Asked politely, one at a time, with pauses."""

import time
from collections import Counter
from typing import Final
from urllib.parse import urlsplit

from directory import clock
from directory.jobs.schemas import JobRead, Stores
from directory.links import queries
from directory.links.robots import Robots
from directory.links.safe_fetch import FetchFailed, SafeFetch
from directory.links.schemas import LinksReport
from directory.settings import Settings
from directory.store import reading_scope, session_scope

MOST_A_ROUND: Final = 100
PAUSE_S: Final = 5.0
"""Between two questions to one host."""
LONGEST_ROUND_S: Final = 900.0
_FAILS: Final = 400
_HIDDEN: Final = frozenset({401, 403, 405, 406, 407, 418, 429, 451, 999})
"""It answers, only not to us: no dead link."""
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def links_are_checked(settings: Settings) -> bool:
    """Whether addresses are asked: as it is set, or else wherever the service is not only on this machine."""
    if settings.check_links is not None:
        return settings.check_links
    return (urlsplit(settings.base_url).hostname or "localhost") not in _LOCAL


def check(stores: Stores, _job: JobRead) -> None:
    """Ask what is due; the handler of the worker's daily job."""
    if links_are_checked(stores.settings):
        with SafeFetch() as fetch:
            check_due(stores, fetch)


def check_due(
    stores: Stores, fetch: SafeFetch, *, pause_s: float = PAUSE_S, most: int = MOST_A_ROUND
) -> LinksReport:
    """Ask the addresses that were not asked for longest, and write down each answer as it comes."""
    with reading_scope(stores.directory) as session:
        due = queries.list_due(session, clock.now(), most)
    robots, asked_at, tally = Robots(fetch), dict[str, float](), Counter[str]()
    ends = time.monotonic() + LONGEST_ROUND_S
    for url in due:
        if time.monotonic() > ends:
            break
        host = urlsplit(url).netloc
        if host in asked_at:
            time.sleep(max(0.0, asked_at[host] + pause_s - time.monotonic()))
        status, problem = ask(fetch, robots, url)
        asked_at[host] = time.monotonic()
        tally[
            "left alone" if status is None and problem is None else "failed" if problem else "answered"
        ] += 1
        with session_scope(stores.directory) as session:
            queries.note_answer(session, url, clock.now(), status, problem)
    return LinksReport(sum(tally.values()), tally["answered"], tally["failed"], tally["left alone"])


def ask(fetch: SafeFetch, robots: Robots, url: str) -> tuple[int | None, str | None]:
    """Ask one address: by its head, or whole where that is refused; give its status and what is wrong."""
    if not robots.may_ask(url):
        return None, None
    try:
        status = fetch.fetch(url, method="HEAD", cut=True).status
    except FetchFailed as failed:
        if failed.reason in {"private address", "not a web address", "no connection"}:
            return None, failed.reason
        status = _FAILS
    if status >= _FAILS:
        try:
            status = fetch.fetch(url, cut=True).status
        except FetchFailed as failed:
            return None, failed.reason
    return status, f"answers {status}" if status >= _FAILS and status not in _HIDDEN else None
