"""Who would hear of a notice, were it told now? Counted for its issuer, who never learns who they are.

By the matching that makes the digests. Each hears when the rhythm they chose comes round, so the notice
reaches all who are counted only if it is still open then.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.consents.service import NEWS, NEWS_PURPOSES, address_hash, stopped_hashes
from directory.digests import queries
from directory.digests.fives import LEAST, in_fives
from directory.digests.gathering import candidates_of, place_of, subscribers_of
from directory.digests.matching import match
from directory.digests.schemas import Candidate, Subscriber
from directory.jobs.schemas import Stores
from directory.nodes.reach import NodesChosen, choose_nodes
from directory.nodes.reach_queries import list_districts, list_parishes
from directory.noticeboard.reading import read_by_id
from directory.store import reading_scope
from directory.subscriptions.ledger import live

_AT_ONCE: Final = 5_000
_PARISH: Final = ("E04", "E43")


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who would hear, why, and where they are counted. Never leaves this package."""

    account_id: UUID
    purposes: frozenset[str]
    places: frozenset[str]
    """Parishes; districts where no parish is known."""


@dataclass(frozen=True, slots=True)
class PlaceHears:
    """How many would hear in a place, in whole fives; None for fewer than five."""

    code: str
    name: str
    people: int | None


@dataclass(frozen=True, slots=True)
class QuietParish:
    """A parish where hardly anybody or nobody would hear; which of the two is not told."""

    code: str
    name: str
    district: str
    population: int | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an issuer sees before a notice is sent; numbers of people are in whole fives, None for fewer."""

    notice_id: UUID
    people: int | None
    districts: tuple[PlaceHears, ...]
    """Every district the notice applies in, or all."""
    purposes: tuple[tuple[str, int | None], ...]
    """What they asked about; who asked about two is counted under both."""
    parishes: int
    """How many the notice applies in."""
    heard: tuple[PlaceHears, ...]
    """The parishes where five or more would hear."""
    quiet: tuple[QuietParish, ...]
    """All the others, the most people first."""
    nodes: NodesChosen
    """Who could tell the people of the quiet ones."""


def foresee(stores: Stores, notice_id: UUID) -> Foreseen:
    """Tell how far a notice would go."""
    candidate, hearers = find_hearers(stores, notice_id)
    counted = Counter(place for hearer in hearers for place in hearer.places)
    by_purpose = Counter(purpose for hearer in hearers for purpose in hearer.purposes)
    with reading_scope(stores.directory) as directory:
        district_names = {row.code: row.name for row in list_districts(directory)}
        everywhere = list_parishes(directory)
        ground = candidate.inside | candidate.around
        parishes = [row for row in everywhere if candidate.is_everywhere or row.code in ground]
        by_district = _by_district(hearers, {row.code: row.district_code for row in everywhere})
        own = {row.district_code for row in parishes}
        quiet = [row for row in parishes if counted[row.code] < LEAST]
        nodes = choose_nodes(directory, {row.code: row.population or 0 for row in quiet})
    return Foreseen(
        notice_id=notice_id,
        people=in_fives(len(hearers)),
        districts=tuple(
            PlaceHears(code, name, in_fives(by_district[code]))
            for code, name in district_names.items()
            if code in own
        ),
        purposes=tuple((purpose, in_fives(by_purpose[purpose])) for purpose in NEWS_PURPOSES),
        parishes=len(parishes),
        heard=tuple(
            PlaceHears(row.code, row.name, in_fives(counted[row.code]))
            for row in parishes
            if counted[row.code] >= LEAST
        ),
        quiet=tuple(
            QuietParish(row.code, row.name, district_names.get(row.district_code, ""), row.population)
            for row in sorted(quiet, key=lambda row: (-(row.population or 0), row.name))
        ),
        nodes=nodes,
    )


def find_hearers(stores: Stores, notice_id: UUID) -> tuple[Candidate, tuple[Hearer, ...]]:
    """Find who would hear of a notice now, those who did before among them."""
    with reading_scope(stores.directory) as directory:
        (candidate,) = candidates_of(directory, [read_by_id(directory, notice_id)])
    with reading_scope(stores.people) as people:
        asked, dismissed = live(people), queries.dismissed_pairs(people)
        reached = _reachable(people, stores, {one.account_id for one in asked})
    now = clock.now()
    with reading_scope(stores.directory) as directory:
        subscribers = subscribers_of(directory, [one for one in asked if one.account_id in reached])
    found: defaultdict[UUID, list[Subscriber]] = defaultdict(list)
    for row, _ in match(subscribers, [candidate], dismissed=dismissed, now=now).pairs():
        found[subscribers[row].asked.account_id].append(subscribers[row])
    return candidate, tuple(_hearer(account, each, candidate) for account, each in sorted(found.items()))


def _reachable(people: Session, stores: Stores, accounts: Collection[UUID]) -> frozenset[UUID]:
    """Tell to whom anything can go: an account that is open and has not said stop, a reader not ended."""
    stopped = stopped_hashes(people, NEWS)
    ordered, found = sorted(accounts), set[UUID]()
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        found.update(queries.paper_ways(people, some))
        for account, email in queries.addresses(people, some).items():
            if not stopped or address_hash(stores.settings, email) not in stopped:
                found.add(account)
    return frozenset(found)


def _hearer(account_id: UUID, fitting: Iterable[Subscriber], candidate: Candidate) -> Hearer:
    purposes, places = set[str](), set[str]()
    for one in fitting:
        purposes.add(one.asked.purpose)
        places.update(_places(one, candidate))
    return Hearer(account_id, frozenset(purposes), frozenset(places))


def _places(one: Subscriber, candidate: Candidate) -> set[str]:
    """Tell where somebody is counted: where their group is, or each parish they asked about there."""
    areas: Collection[str] = one.asked.terms.areas
    if one.profile is not None:
        areas = one.profile.areas
    else:
        there = [code for code in areas if code in candidate.inside or code in candidate.around]
        areas = there or areas
    parishes = {code for code in areas if code.startswith(_PARISH)}
    if parishes:
        return parishes
    district = place_of(areas)
    return {district} if district else set()


def _by_district(hearers: Iterable[Hearer], district_of: Mapping[str, str]) -> Counter[str]:
    """Count in each district whoever is counted in it or in a parish of it, once."""
    return Counter(
        district
        for hearer in hearers
        for district in {district_of.get(place, place) for place in hearer.places}
    )
