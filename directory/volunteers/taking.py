"""Somebody without an account wants to take a task: how do we make sure that the address is theirs?

Nothing is kept of it until the button of the one message we send is pressed: who they are travels sealed in
that message's link. Neither the answer nor the time it takes tells whether an address is known: the request
counts the ask and notes a job, and the job writes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from phonenumbers import NumberParseException, is_possible_number, parse
from sqlmodel import Session

from directory import clock
from directory.accounts.addresses import read_email
from directory.accounts.queries import find_account as find_by_address
from directory.accounts.service import find_or_make_account
from directory.errors import Gone, InvalidInput, NotFound
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import attempt
from directory.jobs.service import take as take_job
from directory.needs.reading import read_by_id, read_need
from directory.needs.schemas import NeedRead
from directory.settings import Settings
from directory.store import patiently, reading_scope, session_scope
from directory.volunteers import placement_letters as letters
from directory.volunteers import placement_queries as queries
from directory.volunteers.arriving import check_is_there, told_group, told_volunteer, waits_for_check
from directory.volunteers.inviting import tell_filled
from directory.volunteers.models import Volunteer
from directory.volunteers.openings import Opening, opening_of
from directory.volunteers.placement_letters import Where
from directory.volunteers.placement_links import token_of
from directory.volunteers.placement_mail import where_of
from directory.volunteers.placing import Already, Full, Placed, place
from directory.volunteers.sealed_asks import LinkKind, SealedAsk
from directory.volunteers.service import find_or_make, volunteer_of
from directory.volunteers.words import AgeBand

SEND_TAKE_LINK: Final = "take_link"
ASKED: Final = "take ask"
LINK: Final = LinkKind(
    job=SEND_TAKE_LINK,
    counted_as=ASKED,
    sealed_for="take confirm",
    path="/volunteer/take/confirm/",
    works_for=timedelta(days=2),
    run_out="This link has run out. Ask again on the page of the task: it takes a minute.",
)
LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Taker:
    """Who wants to take something."""

    name: str
    email: str
    phone: str | None
    age_band: AgeBand


@dataclass(frozen=True, slots=True)
class Asked:
    """What a confirmation link holds."""

    taker: Taker
    need_id: UUID
    session_id: UUID | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """The place is theirs, or was before."""

    placement_token: str


@dataclass(frozen=True, slots=True)
class WaitsForCheck:
    """The offer was passed on; there is no place yet."""


Outcome = Taken | WaitsForCheck | Full


def ask_to_take(
    stores: Stores,
    need_slug: str,
    session_id: UUID | None,
    taker: Taker,
    *,
    network: str,
) -> None:
    """Have the confirmation sent; the same work, and the same answer, whoever asks."""
    with reading_scope(stores.directory) as directory:
        opening = opening_of(read_need(directory, need_slug), session_id)
    said = read_taker(taker, opening.need)
    with session_scope(stores.people) as session:
        asked = _pack(Asked(said, opening.need.id, session_id, clock.now()))
        LINK.ask(session, stores.settings, asked, email=said.email, network=network)


def read_taker(taker: Taker, need: NeedRead) -> Taker:
    """Tidy what was typed, or say what to mend; nobody too young takes a task."""
    name = read_name(taker.name)
    refuse_too_young(taker.age_band, need)
    return Taker(name, read_email(taker.email), read_phone(taker.phone), taker.age_band)


def read_name(typed: str) -> str:
    """Tidy the name by which a group may call somebody."""
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput("Say what the group may call you.", field="name")
    return name


def read_phone(typed: str | None) -> str | None:
    """Tidy a telephone number; None where none was typed."""
    tidy = " ".join((typed or "").split())
    if not tidy:
        return None
    try:
        possible = is_possible_number(parse(tidy, "GB"))
    except NumberParseException:
        possible = False
    if not possible or len(tidy) > LONGEST_NAME:
        raise InvalidInput("Enter a telephone number, like 01632 960 001, or leave it empty.", field="phone")
    return tidy


def refuse_too_young(age_band: AgeBand, need: NeedRead) -> None:
    """Say kindly what somebody can do who is too young for a task, or needs a guardian first."""
    if age_band is AgeBand.UNDER_16:
        raise InvalidInput(
            "Under 16, a parent or guardian has to agree first. Join together with them, and we ask them.",
            field="age",
        )
    if age_band.at_least < need.min_age:
        raise InvalidInput(
            f"This task is for people of {need.min_age} or over. Others are not: see what else is needed.",
            field="age",
        )


def _pack(asked: Asked) -> SealedAsk:
    who, session = asked.taker, asked.session_id.hex if asked.session_id else ""
    return SealedAsk(
        asked.asked_at,
        [asked.need_id.hex, session, who.name, who.email, who.phone, who.age_band.value],
    )


def _unpack(found: SealedAsk) -> Asked:
    need, session, name, email, phone, band = found.said
    taker = Taker(name, email, phone, AgeBand(band))
    return Asked(taker, UUID(need), UUID(session) if session else None, found.asked_at)


def send_take_link(stores: Stores, job: JobRead) -> None:
    """Queue the one message: the link with the button that takes it."""
    from directory.messages.service import queue_message  # noqa: PLC0415 - only where a job does it

    settings = stores.settings
    found, link = LINK.open_job(settings, job)
    asked = _unpack(found)
    with reading_scope(stores.directory) as directory:
        try:
            opening = opening_of(read_by_id(directory, asked.need_id), asked.session_id)
        except (Gone, NotFound, InvalidInput):
            return  # over since: a link to it would be of no use
        where = where_of(directory, settings, opening.need)
    letter = letters.confirm_taking(opening, where, link)
    with session_scope(stores.people) as session:
        if take_job(session, job.id):
            queue_message(
                session,
                settings,
                to_email=asked.taker.email,
                purpose="answer",
                subject=letter.subject,
                body=letter.body,
            )


def read_asked(settings: Settings, token: str) -> Asked:
    """Read what a confirmation link holds, or say why it is of no use any more."""
    return _unpack(LINK.read(settings, token))


def look(stores: Stores, token: str) -> tuple[Opening, Where, Taker]:
    """Tell what a link would take; looking changes nothing."""
    asked = read_asked(stores.settings, token)
    opening, where = _opening(stores, asked.need_id, asked.session_id)
    return opening, where, asked.taker


def taken_before(stores: Stores, token: str) -> Taken | None:
    """Tell whether a link was used and the place is theirs still."""
    asked = read_asked(stores.settings, token)
    with reading_scope(stores.people) as people:
        account = find_by_address(people, asked.taker.email)
        held = account and volunteer_of(people, account.id)
        last = queries.last_of(people, asked.session_id or asked.need_id, held.id) if held else None
        if last is None or last.ended_at is not None:
            return None
        return Taken(token_of(stores.settings, "placement", last.id))


def take(stores: Stores, token: str) -> Outcome:
    """Take what a confirmation link is for; pressed twice it is taken once."""
    asked = read_asked(stores.settings, token)
    opening, where = _opening(stores, asked.need_id, asked.session_id)

    def who(people: Session) -> UUID:
        account_id = find_or_make_account(people, asked.taker.email)
        volunteer_id = find_or_make(people, account_id, name=asked.taker.name, phone=asked.taker.phone)
        row = people.get_one(Volunteer, volunteer_id)
        if not row.bank:
            row.age_band = asked.taker.age_band.value
        refuse_too_young(AgeBand(row.age_band), opening.need)
        last = queries.last_of(people, opening.session_id, volunteer_id)
        if last is not None and last.ended_at is not None and last.taken_at >= asked.asked_at:
            raise Gone(
                "This link has been used, and the place was given back. Ask again on the page of the task."
            )
        return volunteer_id

    return _take(stores, opening, where, who)


def take_signed_in(stores: Stores, account_id: UUID, need_slug: str, session_id: UUID | None) -> Outcome:
    """Take something as somebody who is signed in and known as a volunteer: one button."""
    with reading_scope(stores.directory) as directory:
        opening = opening_of(read_need(directory, need_slug), session_id)
        where = where_of(directory, stores.settings, opening.need)

    def who(people: Session) -> UUID:
        found = volunteer_of(people, account_id)
        if found is None:
            raise InvalidInput("Say what the group may call you.", field="name")
        if found.said.age_band.at_least < opening.need.min_age:
            refuse_too_young(found.said.age_band, opening.need)
        return found.id

    return _take(stores, opening, where, who)


def _opening(stores: Stores, need_id: UUID, session_id: UUID | None) -> tuple[Opening, Where]:
    with reading_scope(stores.directory) as directory:
        opening = opening_of(read_by_id(directory, need_id), session_id)
        return opening, where_of(directory, stores.settings, opening.need)


def _take(stores: Stores, opening: Opening, where: Where, who: Callable[[Session], UUID]) -> Outcome:
    placed = patiently(lambda: _place(stores, opening, where, who))
    if isinstance(placed, Full | WaitsForCheck):
        return placed
    if isinstance(placed, Placed):
        attempt(stores, "people", placed.job_id)
    return Taken(token_of(stores.settings, "placement", placed.placement_id))


def _place(
    stores: Stores, opening: Opening, where: Where, who: Callable[[Session], UUID]
) -> Placed | Already | Full | WaitsForCheck:
    settings = stores.settings
    with session_scope(stores.people) as people:
        volunteer_id = who(people)
        if not check_is_there(people, volunteer_id, opening):
            waits_for_check(people, settings, volunteer_id, opening, where)
            return WaitsForCheck()
        placed = place(people, settings, opening, volunteer_id)
        if isinstance(placed, Full):
            # Of somebody who came too late nothing is kept.
            people.rollback()
        if isinstance(placed, Placed):
            told_volunteer(people, settings, placed, volunteer_id, opening, where)
            told_group(people, settings, placed, volunteer_id, opening)
            tell_filled(people, settings, opening)
        return placed
