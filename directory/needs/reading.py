"""What help is needed now, where and when? What is over by its date is not told any more.

A place is told as finely as its listing's own place is today, whatever was typed when the need was written.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from directory import clock
from directory.errors import NotFound
from directory.needs import queries
from directory.needs.places import address_in, coarse_place
from directory.needs.schemas import AnsweringRead, NeedRead, SafeguardingRead, SessionRead, SlotRead
from directory.needs.words import CheckLevel, Ease, NeedState, Rhythm, Skill, Whereabouts, Workforce
from directory.words import Status

FEWEST_OBSERVED: Final = 3
"""Answers below this number say nothing of how a group usually answers."""


def read_need(session: Session, slug: str) -> NeedRead:
    """Read a need by its address, whatever became of it; a draft is nobody's to read."""
    row = queries.find_by_slug(session, slug)
    if row is None or row.state == "draft" or row.listing_status != Status.ACTIVE.value:
        raise NotFound("There is no such need. It may have been taken away.")
    return _read(session, [row])[0]


def read_by_id(session: Session, need_id: UUID) -> NeedRead:
    """Read a need by its id, a draft too."""
    row = queries.find_by_id(session, need_id)
    if row is None:
        raise NotFound("There is no such need. It may have been taken away.")
    return _read(session, [row])[0]


def open_needs(session: Session, *, examples: bool = True) -> tuple[NeedRead, ...]:
    """List the needs somebody can offer to meet today, the first to end first."""
    rows = queries.list_open(session, clock.local_now().date(), examples=examples)
    return tuple(need for need in _read(session, rows) if has_room(need))


def listings_in_need(session: Session) -> frozenset[UUID]:
    """Tell which listings have an open need, full or not."""
    return frozenset(queries.list_recruiting(session, clock.local_now().date()))


def needs_of(session: Session, listing_id: UUID, *, whole: bool = False) -> tuple[NeedRead, ...]:
    """List the open needs of a listing; all of them, what changed first, for those who look after it."""
    rows = queries.list_of_listing(session, listing_id)
    if whole:
        return _read(session, rows)
    shown = [row for row in rows if row.state == "open" and row.listing_status == Status.ACTIVE.value]
    return tuple(need for need in _read(session, shown) if is_open(need))


def is_open(need: NeedRead) -> bool:
    """Whether a need is open, full or not; one that is over by its dates is read as closed."""
    return need.state is NeedState.OPEN


def has_room(need: NeedRead) -> bool:
    """Whether somebody can still offer: it is open, and not every session ahead is full."""
    if not is_open(need):
        return False
    return not need.sessions or any(each.left for each in need.sessions)


def read_safeguarding(session: Session, listing_id: UUID) -> SafeguardingRead | None:
    """Read how a group keeps people safe; None where it did not say."""
    found = queries.find_safeguarding(session, listing_id)
    if found is None:
        return None
    return SafeguardingRead(
        found.listing_id, found.statement, found.lead_role, found.reviewed_on, found.example
    )


def read_address(session: Session, need: NeedRead) -> str | None:
    """Give the public address of the listing where help is given there; None where it is not told."""
    if need.whereabouts is Whereabouts.HOME or need.postcode is not None:
        return None
    return address_in(queries.list_places(session, [need.listing_id])[need.listing_id])


def read_answering(session: Session, listing_id: UUID) -> AnsweringRead | None:
    """Read how a group was observed to answer; None where nobody offered yet."""
    found = queries.find_answering(session, listing_id)
    if found is None:
        return None
    enough = found.answered >= FEWEST_OBSERVED
    return AnsweringRead(
        found.listing_id, found.asked, found.answered, found.median_hours if enough else None, found.as_of
    )


def _read(session: Session, rows: Sequence[Row[Any]]) -> tuple[NeedRead, ...]:
    ids = [row.id for row in rows]
    sessions, slots = queries.list_sessions(session, ids), queries.list_slots(session, ids)
    places = queries.list_places(session, {row.listing_id for row in rows})
    now = clock.now()
    return tuple(_need(row, sessions[row.id], slots[row.id], places[row.listing_id], now) for row in rows)


def _need(
    row: Row[Any],
    sessions: Sequence[Row[Any]],
    slots: Sequence[Row[Any]],
    sites: Sequence[Row[Any]],
    now: datetime,
) -> NeedRead:
    ahead = tuple(_session(each) for each in sessions if _aware(each.starts_at) > now)
    over = row.open_until < now.astimezone(clock.LONDON).date() or (sessions and not ahead and not slots)
    need = NeedRead(
        id=row.id,
        slug=row.slug,
        listing_id=row.listing_id,
        listing_slug=row.listing_slug,
        listing_name=row.listing_name,
        title=row.title,
        summary=row.summary,
        state=NeedState.CLOSED if row.state == "open" and over else NeedState(row.state),
        rhythm=Rhythm(row.rhythm),
        whereabouts=Whereabouts(row.whereabouts),
        lon=row.lon,
        lat=row.lat,
        easting=row.easting,
        northing=row.northing,
        parish=row.parish,
        district=row.district,
        minutes=row.minutes,
        places=row.places,
        skills=tuple(Skill(each) for each in row.skills),
        needs_skills=tuple(Skill(each) for each in row.needs_skills),
        themes=tuple(row.themes),
        languages=tuple(row.languages),
        eases=tuple(Ease(each) for each in row.eases),
        min_age=row.min_age,
        check_level=CheckLevel(row.check_level),
        workforce=Workforce(row.workforce) if row.workforce else None,
        contact_role=row.contact_role,
        answers_within_days=row.answers_within_days,
        open_until=row.open_until,
        earns_credits=row.earns_credits,
        sessions=ahead,
        slots=tuple(SlotRead(each.day, each.starts_min, each.ends_min) for each in slots),
        example=row.example,
        postcode=row.postcode,
        lsoa21=row.lsoa21,
        check_note=row.check_note,
        expenses_note=row.expenses_note,
        source_url=row.source_url,
        created_at=_aware(row.created_at),
        updated_at=_aware(row.updated_at),
    )
    coarse = coarse_place(sites)
    if coarse is None:
        return need
    return replace(
        need,
        postcode=None,
        lon=coarse.lon,
        lat=coarse.lat,
        easting=coarse.easting,
        northing=coarse.northing,
        lsoa21=None,
        parish=coarse.parish,
        district=coarse.district,
    )


def _session(row: Row[Any]) -> SessionRead:
    return SessionRead(row.id, _aware(row.starts_at), _aware(row.ends_at), row.places, row.taken)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
