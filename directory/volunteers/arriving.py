"""Somebody takes a place: what may the group see of them, who is told, and is the needed check there?"""

from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.accounts.service import owners_of
from directory.keys import token_hash
from directory.needs.words import CheckLevel
from directory.settings import Settings
from directory.subscriptions.phones import shown_phone
from directory.volunteers import placement_letters as letters
from directory.volunteers import placement_queries as queries
from directory.volunteers.answering import open_thread
from directory.volunteers.checks import holds
from directory.volunteers.guardians import refuse_unagreed
from directory.volunteers.models import Invitation, Placement, Volunteer
from directory.volunteers.openings import Opening
from directory.volunteers.placement_letters import Where
from directory.volunteers.placement_links import address_of_placement, token_of
from directory.volunteers.placement_mail import dedupe_of, shifts_address, write_group, write_volunteer
from directory.volunteers.placing import Placed
from directory.volunteers.service import read_one, share
from directory.volunteers.sharing import ACCEPTED, note_sent
from directory.volunteers.words import Shared

_NOBODY_RUNS_IT: Final = "shown to whoever runs the group's page here, and nobody does yet"


def check_is_there(people: Session, volunteer_id: UUID, opening: Opening) -> bool:
    """Whether a check somebody verified is high enough, and good on the day."""
    need = opening.need
    if need.check_level is CheckLevel.NONE:
        return True
    on = (opening.starts_at or clock.now()).astimezone(clock.LONDON).date()
    verified = tuple(each for each in read_one(people, volunteer_id).checks if each.verified_by is not None)
    return holds(verified, need.check_level, need.workforce, on)


def check_words(opening: Opening) -> str:
    """Say which check is needed, as within a sentence."""
    need = opening.need
    words = need.check_level.label
    words = f"{'an' if words.startswith('E') else 'a'} {words[:1].lower()}{words[1:]}"
    return f"{words} ({need.workforce.label.lower()})" if need.workforce else words


def shared_by(opening: Opening) -> tuple[Shared, ...]:
    """Say what the group sees of whoever takes it: never more than it needs."""
    if opening.need.check_level is CheckLevel.NONE:
        return (Shared.NAME, Shared.CONTACT)
    return (Shared.NAME, Shared.CONTACT, Shared.CHECKS)


def told_volunteer(
    people: Session, settings: Settings, placed: Placed, volunteer_id: UUID, opening: Opening, where: Where
) -> None:
    """Tell whoever took it, and whoever they cover."""
    row = people.get_one(Placement, placed.placement_id)
    link = address_of_placement(settings, row)
    letter = letters.taken(opening, where, link, f"{link}/calendar.ics")
    write_volunteer(people, settings, volunteer_id, letter, about=f"placed:{row.id}")
    if placed.instead_of is not None:
        before = people.get_one(Placement, placed.instead_of)
        letter = letters.covered(opening.need.title, opening.when)
        write_volunteer(people, settings, before.volunteer_id, letter, about=f"covered:{before.id}")


def told_group(
    people: Session, settings: Settings, placed: Placed, volunteer_id: UUID, opening: Opening
) -> None:
    """Let the group see who comes, and tell it. Without a time it has to write first: that is noted."""
    refuse_unagreed(people, volunteer_id)
    share(people, volunteer_id, opening.need.listing_id, shared_by(opening), how=ACCEPTED)
    if opening.starts_at is None:
        open_thread(people, opening.need, volunteer_id)
    name, contact = name_and_contact(people, volunteer_id, opening)
    desk = shifts_address(settings, opening.need.id)
    letter = letters.somebody_takes(opening, name, contact, desk)
    about = dedupe_of(volunteer_id, f"takes:{placed.placement_id}")
    write_group(people, settings, opening.need, letter, about=about)


def waits_for_check(
    people: Session, settings: Settings, volunteer_id: UUID, opening: Opening, where: Where
) -> None:
    """Pass an offer on that waits for its check; offered twice, it is passed on once."""
    refuse_unagreed(people, volunteer_id)
    share(people, volunteer_id, opening.need.listing_id, shared_by(opening), how=ACCEPTED)
    row = queries.find_invitation_for(people, opening.session_id, volunteer_id)
    if row is None:
        identifier = uuid4()
        row = Invitation(
            id=identifier,
            need_id=opening.need.id,
            session_id=opening.session_id,
            listing_id=opening.need.listing_id,
            volunteer_id=volunteer_id,
            asked=False,
            state="waiting",
            token_hash=token_hash(token_of(settings, "invitation", identifier)),
            sent_at=clock.now(),
            expires_at=opening.last_moment,
            answered_at=clock.now(),
        )
        people.add(row)
    row.state, row.expires_at = "waiting", opening.last_moment
    people.flush()
    open_thread(people, opening.need, volunteer_id)
    check, (name, contact) = check_words(opening), name_and_contact(people, volunteer_id, opening)
    desk = shifts_address(settings, opening.need.id)
    letter = letters.somebody_waits(opening, name, contact, check, desk)
    about = dedupe_of(volunteer_id, f"waits:{row.id}")
    write_group(people, settings, opening.need, letter, about=about)
    theirs = letters.waits(opening, where, check)
    write_volunteer(people, settings, volunteer_id, theirs, about=f"waiting:{row.id}")


def name_and_contact(people: Session, volunteer_id: UUID, opening: Opening) -> tuple[str, tuple[str, ...]]:
    """Give what a volunteer has just let the group see, and nobody who reads its letters in its place.

    That it is sent to the group is written down for the volunteer.
    """
    owners = owners_of(people, opening.need.listing_id)
    if not owners:
        return "Somebody", (_NOBODY_RUNS_IT,)
    note_sent(people, volunteer_id, opening.need.listing_id, owners[0].id)
    row = people.get_one(Volunteer, volunteer_id)
    reached = queries.email_of(people, volunteer_id)
    phone = shown_phone(row.phone) if row.phone else None
    contact = tuple(part for part in (reached[1] if reached else None, phone) if part)
    return row.name, contact or ("ask the coordinator",)
