"""How is what people ask counted, without watching anybody, and what of it is shown?"""

import secrets
import threading
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine
from sqlmodel import Session

from directory import clock
from directory.clock import LONDON
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import take
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.store import session_scope
from directory.usage import queries
from directory.usage.schemas import FEWEST_SHOWN, Asked, Demand, Miss, UsageLine, UsageTable
from directory.usage.words import hashed, keepable

WEEKS_SHOWN: Final = 12
MOST_DEMANDS: Final = 100
NEAR_M: Final = 5_000
MOST_HELD: Final = 20_000
"""Different things counted before they must be written: a flood of addresses cannot fill the memory."""


def week_of(moment: datetime) -> str:
    """Name the ISO week of an instant, by London's calendar."""
    year, week, _day = moment.astimezone(LONDON).isocalendar()
    return f"{year}-W{week:02d}"


class Recorder:
    """Holds counts in memory and writes them together, now and then, in one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._misses: Counter[tuple[str, Miss]] = Counter()

    def note(self, asked: Asked) -> None:
        """Count one answer."""
        week = week_of(clock.now())
        with self._lock:
            for what, key in asked.counts:
                if len(self._counts) < MOST_HELD or (week, what, key) in self._counts:
                    self._counts[week, what, key] += 1
            if asked.miss is not None and (words := keepable(asked.miss.words)) is not None:
                miss = Miss(words, asked.miss.area, asked.miss.found)
                if len(self._misses) < MOST_HELD or (week, miss) in self._misses:
                    self._misses[week, miss] += 1

    def write(self) -> None:
        """Add what is held to the store; what cannot be written now is held on."""
        with self._lock:
            counts, misses = self._counts, self._misses
            self._counts, self._misses = Counter(), Counter()
        if not counts and not misses:
            return
        try:
            with session_scope(self._engine) as session:
                queries.add_counts(
                    session,
                    (
                        {"week": week, "what": what, "key": key, "asked": asked}
                        for (week, what, key), asked in sorted(counts.items())
                    ),
                )
                for (week, miss), asked in misses.items():
                    self._write_miss(session, week, miss, asked)
        except BaseException:
            with self._lock:
                self._counts.update(counts)
                self._misses.update(misses)
            raise

    def _write_miss(self, session: Session, week: str, miss: Miss, asked: int) -> None:
        """Count under a hash until it is the fifth time; from then on in words."""
        place: dict[str, object] = {"week": week, "area": miss.area, "found": miss.found}
        plain, hidden = place | {"words": miss.words}, place | {"words": hashed(miss.words, self._key)}
        if queries.has_miss(session, plain):
            queries.add_miss(session, plain | {"asked": asked})
            return
        total = queries.add_miss(session, hidden | {"asked": asked})
        if total >= FEWEST_SHOWN:
            queries.drop_miss(session, hidden)
            queries.add_miss(session, plain | {"asked": total})


def read_usage(session: Session, labels: dict[tuple[str, str], str]) -> UsageTable:
    """Tell what was asked for in the latest weeks; a count of fewer than five is not told.

    What `labels` does not name is left out: an address may say anything.
    """
    weeks = tuple(sorted(queries.list_weeks(session, WEEKS_SHOWN)))
    if not weeks:
        return UsageTable((), ())
    found: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in queries.list_counts(session, weeks[0]):
        found[row.what, row.key][row.week] = row.asked
    lines = [_line(pair, labels[pair], by_week, weeks) for pair, by_week in found.items() if pair in labels]
    return UsageTable(
        weeks, tuple(sorted(lines, key=lambda line: (line.what, -(line.total or 0), line.label)))
    )


def _line(pair: tuple[str, str], label: str, by_week: dict[str, int], weeks: tuple[str, ...]) -> UsageLine:
    told = tuple(_told(by_week.get(week, 0)) for week in weeks)
    # A total beside every week but one would give that one away, so it is of what is told.
    total = sum(count for count in told if count is not None)
    return UsageLine(*pair, label, told, None if total == 0 else total)


def _told(count: int) -> int | None:
    return count if count == 0 or count >= FEWEST_SHOWN else None


def read_demand(session: Session, districts: frozenset[str] | None) -> tuple[Demand, ...]:
    """Tell what was looked for in vain, beside what the words find today; None asks for every district."""
    first = week_of(clock.now() - timedelta(weeks=WEEKS_SHOWN))
    demands = []
    for row in queries.list_misses(session, first, MOST_DEMANDS):
        district = row.district_code or (row.area if row.area_name else "")
        if districts is not None and district not in districts:
            continue
        anywhere = search(session, ListingQuery(q=row.words, per_page=1), with_facets=False).total_items
        near = None
        if row.lon is not None:
            query = ListingQuery(q=row.words, lon=row.lon, lat=row.lat, radius_m=NEAR_M, per_page=1)
            near = search(session, query, with_facets=False).total_items
        demands.append(
            Demand(
                week=row.week,
                area=row.area,
                area_name=row.area_name or "No place given",
                district=district,
                words=row.words,
                found=row.found,
                asked=row.asked,
                near=near,
                anywhere=anywhere,
            )
        )
    return tuple(demands)


def forget(session: Session) -> None:
    """Remove the hashes of weeks that are over."""
    queries.forget_hashes(session, week_of(clock.now()))


def forget_job(stores: Stores, job: JobRead) -> None:
    """Do it as a job."""
    with session_scope(stores.directory) as session:
        if take(session, job.id):
            forget(session)
