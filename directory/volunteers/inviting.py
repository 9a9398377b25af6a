"""How is somebody of the bank asked for help, so that the group does not know whom it asks?

Those who fit best are asked, a few more than are needed; the first to say yes have the places, and the rest
hear that it is filled. What a group sees is a number. A no, or nothing, shares nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.accounts.schemas import Who
from directory.digests.fives import in_fives
from directory.errors import Conflict, Gone, InvalidInput
from directory.jobs.schemas import Stores
from directory.jobs.service import attempt, audit
from directory.keys import token_hash
from directory.messages.quiet import after_quiet
from directory.needs.reading import read_by_id
from directory.needs.schemas import NeedRead
from directory.settings import Settings
from directory.speech import about_miles
from directory.store import patiently, reading_scope, session_scope
from directory.volunteers import placement_letters as letters
from directory.volunteers import placement_queries as queries
from directory.volunteers.arriving import check_is_there, told_group, told_volunteer, waits_for_check
from directory.volunteers.looks import ASKED, check_may_look
from directory.volunteers.models import Invitation
from directory.volunteers.openings import Opening, opening_of
from directory.volunteers.placement_letters import Where
from directory.volunteers.placement_links import address_of_invitation, find_invitation, token_of
from directory.volunteers.placement_mail import ask_volunteer, dedupe_of, where_of
from directory.volunteers.placing import Already, Placed, place
from directory.volunteers.wanted import Wanted

if TYPE_CHECKING:
    from directory.volunteers.choosing import Fitting
    from directory.volunteers.matching import Match

MOST_AT_ONCE: Final = 60
KEPT: Final = timedelta(days=14)
BEFORE: Final = timedelta(minutes=30)
"""An invitation can be answered until shortly before it begins."""
SENT, WAITING, ACCEPTED = "sent", "waiting", "accepted"
DECLINED, TOO_LATE, LAPSED = "declined", "too_late", "lapsed"


@dataclass(frozen=True, slots=True)
class Invited:
    """How many were asked; never who."""

    asked: int
    wanted: int
    """How many the group wanted to ask."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Where an invitation stands after an answer."""

    state: str
    placement_token: str | None = None
    """Of the page of their place, where they have one."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What a group sees of whom it asked: numbers."""

    asked: int
    yes: int
    no_answer: int


@dataclass(frozen=True, slots=True)
class InvitationRead:
    """What whoever holds the link of an invitation sees."""

    state: str
    opening: Opening | None
    """None where it is over, and so can be answered no more."""
    where: Where | None
    reasons: tuple[str, ...]
    full: bool
    why_not: str
    """Why it cannot be answered; empty where it can."""


def invite(
    stores: Stores, need_id: UUID, session_id: UUID | None, wanted: Wanted, *, how_many: int, actor: Who
) -> Invited:
    """Ask the best of those who fit; who may ask for this need was asked before, by the page."""
    if not 1 <= how_many <= MOST_AT_ONCE:
        raise InvalidInput(f"Ask between 1 and {MOST_AT_ONCE} people at once.", field="how_many")
    from directory.volunteers.choosing import find_fitting  # noqa: PLC0415 - numpy, only where some are asked

    with reading_scope(stores.directory) as directory:
        need = read_by_id(directory, need_id)
        opening = opening_of(need, session_id)
        where = where_of(directory, stores.settings, need)
    fitting = find_fitting(stores, opening, wanted)
    with session_scope(stores.people) as people:
        check_may_look(people, actor.account_id)
        _room_for(people, opening)
        asked = ask(people, stores.settings, where, fitting, how_many=how_many)
        audit(
            people,
            actor_id=actor.account_id,
            actor_role="account",
            action=ASKED,
            subject="need",
            subject_id=need_id,
            detail=f"{in_fives(asked) or 0} or more asked",
        )
    return Invited(asked, how_many)


def _room_for(people: Session, opening: Opening) -> None:
    if queries.count_kept(people, opening.session_id) >= opening.seats:
        raise Conflict("Every place is taken, so nobody needs to be asked.")
    if after_quiet(clock.now()) >= opening.last_moment - BEFORE:
        raise Conflict(
            "We write to nobody between 8 in the evening and 8 in the morning, nor on Sundays, so nobody "
            "would read it before it begins. Ring those you know."
        )


def ask(people: Session, settings: Settings, where: Where, fitting: "Fitting", *, how_many: int) -> int:
    """Write to the best who still fit, in the transaction of the caller; return how many."""
    from directory.volunteers.choosing import still_fitting  # noqa: PLC0415 - numpy, as above

    asked = 0
    for found in still_fitting(people, fitting, together=how_many):
        asked += _ask_one(people, settings, fitting.opening, where, found)
        if asked == how_many:
            break
    return asked


def _ask_one(people: Session, settings: Settings, opening: Opening, where: Where, found: "Match") -> bool:
    """Write to one; False where they are not reached, and then nothing is kept of it."""
    identifier, now = uuid4(), clock.now()
    row = Invitation(
        id=identifier,
        need_id=opening.need.id,
        session_id=opening.session_id,
        listing_id=opening.need.listing_id,
        volunteer_id=found.volunteer_id,
        token_hash=token_hash(token_of(settings, "invitation", identifier)),
        reasons=list(found.reasons),
        sent_at=now,
        expires_at=min(opening.last_moment - BEFORE, now + KEPT),
    )
    link = address_of_invitation(settings, row)
    far = _far(found.distance_m)
    letter = (
        letters.invitation(opening, where, found.reasons, far, link)
        if queries.email_of(people, found.volunteer_id)
        else letters.could_they(opening, where, found.reasons, far)
    )
    if not ask_volunteer(people, settings, found.volunteer_id, letter, about=f"invitation:{identifier}"):
        return False
    people.add(row)
    people.flush()
    return True


def _far(distance_m: float | None) -> str:
    return "" if distance_m is None else about_miles(distance_m)


def read_invitation(stores: Stores, token: str) -> InvitationRead:
    """Tell what an invitation is for and where it stands; looking changes nothing."""
    with reading_scope(stores.people) as people:
        row = find_invitation(people, token)
        with reading_scope(stores.directory) as directory:
            need, opening, where, why_not = _opening(directory, stores.settings, row)
        full = opening is not None and queries.count_kept(people, row.session_id) >= opening.seats
        over = opening is None or (row.state == SENT and row.expires_at <= clock.now())
        if over and not why_not and need is not None:
            why_not = "The time to answer has run out. Thank you all the same."
        return InvitationRead(row.state, opening, where, tuple(row.reasons), full, why_not if over else "")


def _opening(
    directory: Session, settings: Settings, row: Invitation
) -> tuple[NeedRead | None, Opening | None, Where | None, str]:
    try:
        need = read_by_id(directory, row.need_id)
        where = where_of(directory, settings, need)
        session_id = None if row.session_id == need.id else row.session_id
        return need, opening_of(need, session_id), where, ""
    except (Gone, InvalidInput) as over:
        return None, None, None, over.message


def placement_of(stores: Stores, token: str) -> str | None:
    """Give the link of the place that an accepted invitation came to; None where it was given back."""
    with reading_scope(stores.people) as people:
        row = find_invitation(people, token)
        held = queries.live_of(people, row.session_id, row.volunteer_id)
    return None if held is None else token_of(stores.settings, "placement", held.id)


def answer(stores: Stores, token: str, accept: bool) -> Answered:  # noqa: FBT001 - as CONTRACT has it: yes or no
    """Say yes or no; said twice it is said once."""
    return _accept(stores, token) if accept else _decline(stores, token)


def _decline(stores: Stores, token: str) -> Answered:
    with session_scope(stores.people) as people:
        row = find_invitation(people, token)
        if row.state == SENT:
            row.state, row.answered_at = DECLINED, clock.now()
        return Answered(row.state)


def _accept(stores: Stores, token: str) -> Answered:
    settings = stores.settings
    with reading_scope(stores.people) as people:
        before = find_invitation(people, token)
    with reading_scope(stores.directory) as directory:
        _, opening, where, why_not = _opening(directory, settings, before)
    if opening is None or where is None:
        raise Gone(why_not)
    answered, job = patiently(lambda: _say_yes(stores, token, opening, where))
    if job is not None:
        attempt(stores, "people", job)
    return answered


def _say_yes(stores: Stores, token: str, opening: Opening, where: Where) -> tuple[Answered, UUID | None]:
    with session_scope(stores.people) as people:
        row = find_invitation(people, token)
        if row.state == WAITING:
            return Answered(WAITING), None
        if row.state != ACCEPTED and row.expires_at <= clock.now():
            raise Gone("The time to answer has run out. Thank you all the same.")
        return _settle(people, stores.settings, row, opening, where)


def _settle(
    people: Session, settings: Settings, row: Invitation, opening: Opening, where: Where
) -> tuple[Answered, UUID | None]:
    """Take the seat, or say why not yet or not any more."""
    if not check_is_there(people, row.volunteer_id, opening):
        row.state, row.answered_at = WAITING, clock.now()
        waits_for_check(people, settings, row.volunteer_id, opening, where)
        return Answered(WAITING), None
    placed = place(people, settings, opening, row.volunteer_id)
    if isinstance(placed, Placed):
        row.state, row.answered_at = ACCEPTED, clock.now()
        told_volunteer(people, settings, placed, row.volunteer_id, opening, where)
        told_group(people, settings, placed, row.volunteer_id, opening)
        tell_filled(people, settings, opening)
        return Answered(ACCEPTED, token_of(settings, "placement", placed.placement_id)), placed.job_id
    if isinstance(placed, Already):
        row.state = ACCEPTED
        return Answered(ACCEPTED, token_of(settings, "placement", placed.placement_id)), None
    row.state, row.answered_at = TOO_LATE, row.answered_at or clock.now()
    return Answered(TOO_LATE), None


def tell_filled(people: Session, settings: Settings, opening: Opening) -> None:
    """Once every place is taken, tell the others who were asked; who has not been written to yet is not."""
    if queries.count_kept(people, opening.session_id) < opening.seats:
        return
    for row in queries.invitations_in(people, opening.session_id, (SENT,)):
        row.state = TOO_LATE
        asked = dedupe_of(row.volunteer_id, f"invitation:{row.id}")
        if not queries.take_back_message(people, asked):
            letter = letters.filled(opening)
            ask_volunteer(people, settings, row.volunteer_id, letter, about=f"filled:{row.id}")


def lapse(people: Session) -> int:
    """End what was not answered in time; a message of it that did not leave stays here."""
    overdue = queries.overdue_invitations(people, clock.now())
    for row in overdue:
        row.state = LAPSED
        queries.take_back_message(people, dedupe_of(row.volunteer_id, f"invitation:{row.id}"))
    return len(overdue)


def count_asked(people: Session, need_id: UUID) -> Counter:
    """Tell a group how many it asked, how many said yes, and how many said nothing."""
    asked = [row for row in queries.invitations_of_need(people, need_id) if row.asked]
    yes = sum(row.state in {ACCEPTED, WAITING} for row in asked)
    silent = sum(row.answered_at is None and row.state not in {ACCEPTED, WAITING} for row in asked)
    return Counter(len(asked), yes, silent)
