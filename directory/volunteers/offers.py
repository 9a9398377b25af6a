"""What does a group do with an offer that waits for a check: give a place once it has seen it, or say no?"""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.errors import Conflict, InvalidInput, NotAllowed, NotFound
from directory.jobs.schemas import Stores
from directory.jobs.service import attempt
from directory.needs.reading import read_by_id
from directory.needs.words import Workforce
from directory.store import reading_scope, session_scope
from directory.volunteers import placement_letters as letters
from directory.volunteers.answering import note_word
from directory.volunteers.arriving import check_is_there, told_group, told_volunteer
from directory.volunteers.checks import tell_check, verify_check
from directory.volunteers.inviting import ACCEPTED, WAITING, tell_filled
from directory.volunteers.models import Invitation, Volunteer
from directory.volunteers.openings import Opening, opening_of
from directory.volunteers.placement_letters import Where
from directory.volunteers.placement_mail import where_of, write_volunteer
from directory.volunteers.placing import Full, Placed, place


def give_place(
    stores: Stores, need_id: UUID, offer_id: UUID, *, checked_on: date | None, role: str, by: UUID
) -> None:
    """Give a place to whoever offered, the check now seen; `checked_on` is its date where it was not told.

    `by` is the account that saw it: nobody sees their own.
    """
    opening, where = _opening(stores, need_id, offer_id)
    settings = stores.settings
    with session_scope(stores.people) as people:
        row = _waiting(people, need_id, offer_id)
        if not check_is_there(people, row.volunteer_id, opening):
            if people.get_one(Volunteer, row.volunteer_id).account_id == by:
                raise NotAllowed("Somebody else has to see your check. Ask another who runs the group.")
            _note_check(people, row, opening, checked_on, role)
        placed = place(people, settings, opening, row.volunteer_id)
        if isinstance(placed, Full):
            raise Conflict("Every place is taken. Ask for more people first, or say that it cannot be now.")
        row.state, row.answered_at = ACCEPTED, clock.now()
        note_word(people, need_id, row.volunteer_id)
        if isinstance(placed, Placed):
            told_volunteer(people, settings, placed, row.volunteer_id, opening, where)
            told_group(people, settings, placed, row.volunteer_id, opening)
            tell_filled(people, settings, opening)
    if isinstance(placed, Placed):
        attempt(stores, "people", placed.job_id)


def _note_check(
    people: Session, row: Invitation, opening: Opening, checked_on: date | None, role: str
) -> None:
    """Write down that the group saw the check: level, for whom, date; never a number."""
    need = opening.need
    if checked_on is None:
        raise InvalidInput("Enter the date that stands on the check you have seen.", field="checked_on")
    workforce = need.workforce or Workforce.ADULT
    check = tell_check(people, row.volunteer_id, need.check_level, workforce, checked_on)
    verify_check(people, check, listing_id=need.listing_id, role=role)
    if not check_is_there(people, row.volunteer_id, opening):
        raise InvalidInput("That check is too old for the day. A newer one is needed.", field="checked_on")


def not_this_time(stores: Stores, need_id: UUID, offer_id: UUID) -> None:
    """Say no, kindly: the volunteer hears it at once."""
    opening, _ = _opening(stores, need_id, offer_id)
    with session_scope(stores.people) as people:
        row = _waiting(people, need_id, offer_id)
        row.state = "withdrawn"
        note_word(people, need_id, row.volunteer_id)
        letter = letters.not_this_time(opening, f"{stores.settings.base_url}/volunteer")
        write_volunteer(people, stores.settings, row.volunteer_id, letter, about=f"not-this-time:{row.id}")


def _waiting(people: Session, need_id: UUID, offer_id: UUID) -> Invitation:
    row = people.get(Invitation, offer_id)
    if row is None or row.need_id != need_id:
        raise NotFound("There is no such offer any more. It may have been taken back.")
    if row.state != WAITING:
        raise Conflict("That offer was answered, or taken back, meanwhile.")
    return row


def _opening(stores: Stores, need_id: UUID, offer_id: UUID) -> tuple[Opening, Where]:
    with reading_scope(stores.people) as people:
        session_id = _waiting(people, need_id, offer_id).session_id
    with reading_scope(stores.directory) as directory:
        need = read_by_id(directory, need_id)
        opening = opening_of(need, None if session_id == need.id else session_id)
        return opening, where_of(directory, stores.settings, need)
