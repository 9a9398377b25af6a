"""What became of a notice that was sent: delivered, opened, followed, applied? Only in fives and more.

Delivered is: the mail server took it, or the letter or text message was taken out to be sent. The other three
are counted of those alone who agreed to be counted, and each is told beside how many those are.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from directory.digests import reach_queries as queries
from directory.digests.fives import in_fives
from directory.errors import NotFound
from directory.jobs.schemas import Stores
from directory.nodes.reach_queries import list_districts, list_parishes
from directory.noticeboard.models import Notice
from directory.store import reading_scope


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a notice in one place; each number is in whole fives, None for fewer than five."""

    delivered: int | None
    counted: int | None
    """Of those delivered to, who agreed that the next three are counted."""
    opened: int | None
    clicked: int | None
    applied: int | None


@dataclass(frozen=True, slots=True)
class DistrictBecame:
    """What became of a notice in a district."""

    code: str
    name: str
    became: Became


@dataclass(frozen=True, slots=True)
class Results:
    """What became of a notice."""

    notice_id: UUID
    title: str
    everywhere: Became
    waiting: int | None
    """Whom it will reach with a digest that has not gone out yet."""
    districts: tuple[DistrictBecame, ...]
    """Every district, whether or not anybody there was told: to leave one out would say that nobody was."""


def results(stores: Stores, notice_id: UUID) -> Results:
    """Tell what became of a notice."""
    with reading_scope(stores.directory) as directory:
        notice = directory.get(Notice, notice_id)
        if notice is None:
            raise NotFound("There is no such notice.")
        title = notice.title
        districts = list_districts(directory)
        district_of = {row.code: row.district_code for row in list_parishes(directory)}
    with reading_scope(stores.people) as people:
        told = queries.list_told(people, notice_id)
        waiting = queries.count_waiting(people, notice_id)
    there: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in told:
        there[district_of.get(row.place, row.place or "")].append(row)
    return Results(
        notice_id,
        title,
        _became(told),
        in_fives(waiting),
        tuple(DistrictBecame(row.code, row.name, _became(there[row.code])) for row in districts),
    )


def _became(told: Iterable[Row[Any]]) -> Became:
    rows = list(told)
    return Became(
        in_fives(len(rows)),
        *(
            in_fives(sum(getattr(row, what) for row in rows))
            for what in ("may_count", "opened", "clicked", "applied")
        ),
    )
