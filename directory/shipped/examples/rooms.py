"""How is it shown which rooms could be hired, before any hall has said so? Made up, and marked as such."""

from datetime import date, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlmodel import Session

from directory.changes.schemas import COMMAND
from directory.clock import local_now
from directory.jobs.service import audit
from directory.shipped.examples import room_queries
from directory.shipped.examples.notices import Seeded
from directory.shipped.examples.queries import list_ids
from directory.shipped.examples.room_facts import OPENS, VENUES, RoomFact, VenueFact
from directory.store import mark_changed
from directory.venues.models import Room, RoomRule, SchoolTerm
from directory.venues.queries import find_venue, remove_examples
from directory.venues.schemas import Facilities, PriceRead, RoomDraft, VenueDraft
from directory.venues.service import NOUN, write_room, write_venue
from directory.venues.terms import AUTHORITIES
from directory.venues.words import Facility, Hirer, Layout, Per

_NAMESPACE: Final = uuid5(NAMESPACE_URL, "https://hereabouts.example/example-rooms")
FIRST_MONDAY: Final = date(2025, 1, 6)
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAYS, _WEEKEND, _EVENING_MIN, _DAY_MIN = (0, 1, 2, 3, 4), (5, 6), 18 * 60, 1440
TERMS_SOURCE: Final = "Example, made up: load the county's own school terms"
_TERMS: Final = (
    *(((0, 9, 3), (0, 10, 23)), ((0, 11, 2), (0, 12, 18)), ((1, 1, 5), (1, 2, 12))),
    *(((1, 2, 22), (1, 3, 26)), ((1, 4, 12), (1, 5, 28)), ((1, 6, 7), (1, 7, 20))),
)
"""First and last day of each stretch of a school year: years after it begins, month, day."""


def id_of(key: str) -> UUID:
    """Give the id an example always has."""
    return uuid5(_NAMESPACE, key)


def seed_rooms(session: Session, today: date | None = None) -> Seeded:
    """Put the examples up, or put those that are there right again; the caller commits.

    Where a hall has described itself nothing is made up, and what was made up before goes.
    """
    day = today or local_now().date()
    listings = list_ids(session, {fact.listing for fact in VENUES})
    told = room_queries.described_here(session)
    for described in told & set(listings.values()):
        remove_examples(session, described)
    written = 0
    for fact in VENUES:
        listing_id = listings.get(fact.listing)
        if listing_id is not None and listing_id not in told:
            _seed(session, fact, listing_id, day)
            written += len(fact.rooms)
    _seed_terms(session, day)
    session.flush()
    mark_changed(session, NOUN)
    return Seeded(written, tuple(sorted({fact.listing for fact in VENUES} - set(listings))))


def remove_rooms(session: Session) -> int:
    """Take every example away, with what was booked of it; the caller commits."""
    gone = remove_examples(session)
    room_queries.remove_terms(session, TERMS_SOURCE)
    if gone:
        audit(
            session,
            actor_id=None,
            actor_role=COMMAND.role,
            action="examples removed",
            subject="venue",
            subject_id="examples",
        )
    mark_changed(session, NOUN)
    return gone


def _seed(session: Session, fact: VenueFact, listing_id: UUID, today: date) -> None:
    there = find_venue(session, listing_id)
    shipped = there is not None and not there.example
    building = _facilities(fact.building)
    if not shipped:
        # What shipped of a library is true: it stays, and its rooms say what is made up.
        write_venue(session, listing_id, _venue(fact, building, today), actor=COMMAND, example=True)
    for room in fact.rooms:
        key = f"{fact.listing}/{room.name}"
        room_id = id_of(key)
        draft = _room(room, building if shipped else ())
        known = room_id if session.get(Room, room_id) is not None else None
        write_room(session, listing_id, draft, actor=COMMAND, room_id=known, new_id=room_id, example=True)
        room_queries.remove_rules(session, room_id)
        session.add_all(_rules(fact, room, key, room_id))
    session.flush()


def _venue(fact: VenueFact, building: Facilities, today: date) -> VenueDraft:
    closes = fact.closes_in_days
    return VenueDraft(
        building_owner=fact.owner,
        closes_on=today + timedelta(days=closes) if closes is not None else None,
        noise_note="Example: music ends at 10:30pm",
        alcohol_note="Example: allowed, no sales without a licence",
        terms_note="Example: regular hirers need public liability insurance",
        hire_role="Bookings secretary (example)",
        hire_email=f"{fact.listing}@example.org",
        hire_phone="01632 960 700",
        facilities=building,
    )


def _room(fact: RoomFact, building: Facilities) -> RoomDraft:
    said = dict(building) | dict(_facilities(fact.has))
    words = fact.holds.split()
    return RoomDraft(
        name=fact.name,
        capacity=tuple(
            (Layout(layout), int(people)) for layout, people in zip(words[::2], words[1::2], strict=True)
        ),
        facilities=tuple(said.items()),
        prices=_prices(fact.prices),
        least_min=60,
        notice_days=fact.notice_days,
        ask_only=fact.ask_only,
    )


def _facilities(words: str) -> Facilities:
    return tuple((Facility(word.lstrip("!")), not word.startswith("!")) for word in words.split())


def _prices(words: str) -> tuple[PriceRead, ...]:
    prices: list[PriceRead] = []
    said = words.split()
    for who, pence in zip(said[::2], said[1::2], strict=True):
        hirer = Hirer(who)
        day, _, evening = pence.partition("/")
        if not evening:
            prices.append(PriceRead(hirer, Per.HOUR, int(day)))
            continue
        prices += [
            PriceRead(hirer, Per.HOUR, int(day), _WEEKDAYS, 0, _EVENING_MIN),
            PriceRead(hirer, Per.HOUR, int(evening), _WEEKDAYS, _EVENING_MIN, _DAY_MIN),
            PriceRead(hirer, Per.HOUR, int(evening), _WEEKEND),
        ]
    return tuple(prices)


def _rules(fact: VenueFact, room: RoomFact, key: str, room_id: UUID) -> list[RoomRule]:
    rules = [
        RoomRule(
            id=id_of(f"{key}:open:{number}"),
            room_id=room_id,
            kind="open",
            starts_local=f"{_first_of(rrule)}T{begins}",
            minutes=minutes,
            rrule=rrule,
        )
        for number, (rrule, begins, minutes) in enumerate(OPENS[fact.opens])
    ]
    for number, said in enumerate(room.busy):
        days, begins, minutes_said, weeks = said.split()
        rrule = f"FREQ=WEEKLY;BYDAY={days}"
        rules.append(
            RoomRule(
                id=id_of(f"{key}:busy:{number}"),
                room_id=room_id,
                kind="busy",
                starts_local=f"{_first_of(rrule)}T{begins}",
                minutes=int(minutes_said),
                rrule=rrule,
                weeks=weeks,
                not_bank_holidays=True,
            )
        )
    rules.append(
        RoomRule(
            id=id_of(f"{key}:christmas"),
            room_id=room_id,
            kind="closed",
            starts_local=f"{FIRST_MONDAY.year - 1}-12-24T00:00",
            minutes=4 * _DAY_MIN,
            rrule="FREQ=YEARLY",
        )
    )
    return rules


def _first_of(rrule: str) -> date:
    """Give the first day of a rule on or after the first Monday."""
    days = rrule.partition("BYDAY=")[2].split(",")
    ahead = min((_DAYS.index(day) for day in days if day), default=0)
    return FIRST_MONDAY + timedelta(days=ahead)


def _seed_terms(session: Session, today: date) -> None:
    """Make up school terms of authorities of which there are none, so that term-time users are seen."""
    room_queries.remove_terms(session, TERMS_SOURCE)
    known = room_queries.authorities_with_terms(session)
    for authority in sorted(set(AUTHORITIES) - known):
        for year in range(today.year - 1, today.year + 2):
            for (first, first_month, first_day), (last, last_month, last_day) in _TERMS:
                session.add(
                    SchoolTerm(
                        authority=authority,
                        first_day=date(year + first, first_month, first_day),
                        last_day=date(year + last, last_month, last_day),
                        source=TERMS_SOURCE,
                    )
                )
