"""Where do the listings of a district or parish stand, and which should somebody see to first?

Never claims more than is known: what nobody confirmed is counted as that, and a listing whose deprivation is
not known is neither first nor last for it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from math import log2
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from directory import clock
from directory.accounts.schemas import Where
from directory.freshness import queries
from directory.freshness.cycle import add_months, due_on
from directory.freshness.models import CallNote
from directory.freshness.people import People, read_people
from directory.freshness.schemas import ListingFacts, Spans, Stage, UpkeepCase
from directory.freshness.service import case_of
from directory.jobs.schemas import Stores
from directory.links.queries import list_dead
from directory.links.schemas import DeadLink
from directory.listings.models import Listing
from directory.store import reading_scope

_WEEKS_OF_LOOKS: Final = 12
_PARISHES: Final = text("SELECT DISTINCT code, district_code FROM area WHERE level = 'parish'")
_MIDDLE_DECILE: Final = 5.5
_MOST_DEPRIVED: Final = text(
    "SELECT s.listing_id, MIN(a.imd_decile) AS decile FROM service_at_location s "
    "JOIN location l ON l.id = s.location_id "
    "JOIN area a ON a.code = l.lsoa21 AND a.release = '2021' "
    "WHERE a.imd_decile IS NOT NULL GROUP BY s.listing_id"
)
_LOOKS: Final = text(
    "SELECT key, SUM(asked) AS asked FROM usage_count WHERE what = 'listing' AND week IN "
    "(SELECT DISTINCT week FROM usage_count ORDER BY week DESC LIMIT :weeks) GROUP BY key"
)
_ADDRESSES: Final = text(
    "SELECT s.listing_id, l.name, l.address, l.postcode FROM service_at_location s "
    "JOIN location l ON l.id = s.location_id "
    "WHERE l.address IS NOT NULL OR l.postcode IS NOT NULL ORDER BY s.listing_id, l.postcode, l.id"
)
_CONTACTS: Final = (col(Listing.id), col(Listing.phone), col(Listing.email), col(Listing.url))


@dataclass(frozen=True, slots=True)
class Call:
    """What came of calling."""

    at: datetime
    way: str
    outcome: str


class Way(IntEnum):
    """How somebody can be reached whom our messages cannot ask, the quickest first."""

    TELEPHONE = 1
    VISIT = 2
    EMAIL = 3
    NONE = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one listing stands."""

    facts: ListingFacts
    due: bool
    """It is to be confirmed now: nobody ever did, or too long ago."""
    stage: Stage | None
    """The last message about it in this round."""
    told_on: date | None
    """The day that message left; None where it waits."""
    writable: bool
    """Somebody can be written to about it."""
    refused: bool
    """The address of whoever runs it refuses our mail."""
    decile: int | None
    """Of the most deprived neighbourhood it has a place in; 1 is the most deprived tenth."""
    looks: int | None
    """How often its page was looked at in twelve weeks; None where nothing was counted."""
    phone: str | None
    email: str | None
    url: str | None
    places: tuple[str, ...]
    """Where it can be visited or written to: the addresses that readers are told, one line each."""
    last_call: Call | None

    @property
    def way(self) -> Way:
        """How somebody is reached best."""
        if self.phone:
            return Way.TELEPHONE
        if self.places:
            return Way.VISIT
        return Way.EMAIL if self.email else Way.NONE

    @property
    def first(self) -> float:
        """The higher, the sooner: a tenth of deprivation weighs as much as twice the looks."""
        deprived = 10 - (_MIDDLE_DECILE if self.decile is None else self.decile)
        return deprived + log2(1 + (self.looks or 0))


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a place is confirmed."""

    code: str
    total: int
    within_3: int
    within_6: int
    within_12: int
    older: int
    never: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All listings somebody may see to."""

    standings: tuple[Standing, ...]
    dead: tuple[DeadLink, ...]

    def to_do(self) -> list[Standing]:
        """List what is to be confirmed, what matters most first."""
        due = [each for each in self.standings if each.due]
        return sorted(due, key=lambda each: (-each.first, each.facts.name, each.facts.slug))

    def to_call(self) -> list[Standing]:
        """List what is to be confirmed and we cannot write about: what is easiest to ask about first."""
        return sorted((each for each in self.to_do() if not each.writable), key=lambda each: each.way)

    def waiting(self) -> list[Standing]:
        """List what was asked about and not answered, the longest first."""
        asked = [each for each in self.standings if each.due and each.stage is not None]
        return sorted(asked, key=lambda each: (each.told_on or date.max, each.facts.name))


def parishes_of(session: Session, districts: Collection[str]) -> frozenset[str]:
    """List the parishes of districts."""
    return frozenset(row.code for row in session.execute(_PARISHES) if row.district_code in districts)


def reaches(where: Where) -> Callable[[ListingFacts], bool]:
    """Tell which listings somebody's rights reach."""

    def within(facts: ListingFacts) -> bool:
        return (
            where.everywhere
            or bool(facts.districts & where.districts)
            or bool(facts.parishes & where.parishes)
        )

    return within


def read_overview(stores: Stores, where: Where) -> Overview:
    """Read where every listing stands that somebody may see to."""
    now, today = clock.now(), clock.local_now().date()
    with reading_scope(stores.directory) as session:
        found = [facts for facts in queries.list_shown(session, today) if reaches(where)(facts)]
        ids = {facts.id for facts in found}
        deciles = {UUID(row.listing_id): int(row.decile) for row in session.execute(_MOST_DEPRIVED)}
        looks = {row.key: int(row.asked) for row in session.execute(_LOOKS, {"weeks": _WEEKS_OF_LOOKS})}
        contacts = {row.id: (row.phone, row.email, row.url) for row in session.execute(select(*_CONTACTS))}
        places = _places(session)
        dead = tuple(each for each in list_dead(session, now) if each.listing_id in ids)
    with reading_scope(stores.people) as session:
        people = read_people(session, stores.settings)
        asks = queries.list_asks(session, ids)
        calls = _last_calls(session, ids)
    spans = Spans.of(stores.settings)
    standings = []
    for facts in found:
        phone, email, url = contacts[facts.id]
        case = case_of(facts, people, asks)
        told = case.asked[-1] if case.asked else None
        standings.append(
            Standing(
                facts=facts,
                due=_is_due(case, spans, today),
                stage=told.stage if told else None,
                told_on=told.on if told else None,
                writable=_is_writable(case, facts, people),
                refused=str(facts.id) in people.refused_owners,
                decile=deciles.get(facts.id),
                looks=looks.get(facts.slug, 0) if looks else None,
                phone=phone,
                email=email,
                url=url,
                places=tuple(places.get(facts.id, ())),
                last_call=calls.get(facts.id),
            )
        )
    return Overview(tuple(standings), dead)


def _places(session: Session) -> Mapping[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for row in session.execute(_ADDRESSES):
        parts = dict.fromkeys(filter(None, (row.name, row.address, row.postcode)))
        found.setdefault(UUID(row.listing_id), []).append(", ".join(parts))
    return found


def _is_due(case: UpkeepCase, spans: Spans, today: date) -> bool:
    if case.left or case.unconfirmed_since is not None or case.assured_on is None:
        return True
    return today >= due_on(case, spans)


def _is_writable(case: UpkeepCase, facts: ListingFacts, people: People) -> bool:
    """Whether a message can ask its owners or, once they did not answer, a clerk."""
    return bool(people.owners(facts.id)) or (case.in_cycle and bool(case.clerks))


def _last_calls(session: Session, ids: Collection[UUID]) -> Mapping[UUID, Call]:
    rows = session.execute(
        select(col(CallNote.listing_id), col(CallNote.at), col(CallNote.way), col(CallNote.outcome)).order_by(
            col(CallNote.at)
        )
    )
    return {row.listing_id: Call(row.at, row.way, row.outcome) for row in rows if row.listing_id in ids}


def shares(
    standings: Iterable[Standing], places: Callable[[ListingFacts], Iterable[str]]
) -> tuple[Share, ...]:
    """Count by place how long ago listings were confirmed; one in two places counts in both."""
    today = clock.local_now().date()
    since = {months: add_months(today, -months) for months in (3, 6, 12)}
    by_code: dict[str, list[date | None]] = {}
    for each in standings:
        for code in places(each.facts):
            by_code.setdefault(code, []).append(each.facts.assured_on)
    return tuple(_share(code, days, since) for code, days in sorted(by_code.items()))


def _share(code: str, days: list[date | None], since: Mapping[int, date]) -> Share:
    known = [day for day in days if day is not None]
    within = {months: sum(day > first for day in known) for months, first in since.items()}
    return Share(
        code=code,
        total=len(days),
        within_3=within[3],
        within_6=within[6],
        within_12=within[12],
        older=len(known) - within[12],
        never=len(days) - len(known),
    )
