"""To whom is written about a place: the volunteer, the group, whoever was asked?"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.accounts.schemas import AccountRead
from directory.accounts.service import accounts_with, owners_of
from directory.areas.service import area_names
from directory.consents.service import BANK
from directory.messages.service import queue_message
from directory.messages.stopping import stop_url
from directory.needs.reading import read_address
from directory.needs.schemas import NeedRead
from directory.needs.words import Whereabouts
from directory.settings import Settings
from directory.volunteers import placement_letters as letters
from directory.volunteers import placement_queries as queries
from directory.volunteers.models import Volunteer
from directory.volunteers.placement_letters import Letter, Where
from directory.words import Role

ANSWER: Final = "answer"


def where_of(directory_session: Session, settings: Settings, need: NeedRead) -> Where:
    """Say where help is given, as far as it is public."""
    names = area_names(directory_session, (need.parish,) if need.parish else ())
    place = ", ".join(part for part in (names.get(need.parish or ""), need.postcode) if part)
    address = read_address(directory_session, need)
    if address is not None:
        place = address
    elif place and need.postcode is None:
        place += ": the address is on the page of the group"
    said = {
        Whereabouts.HOME: "from home",
        Whereabouts.EITHER: f"{place or 'there'}, or from home",
        Whereabouts.PLACE: place or "see the page of the group",
    }[need.whereabouts]
    return Where(said, f"{settings.base_url}/listing/{need.listing_slug}")


def shifts_address(settings: Settings, need_id: UUID) -> str:
    """Give the page on which the group sees who comes."""
    return f"{settings.base_url}/desk/needs/{need_id}/shifts"


def write_volunteer(
    session: Session,
    settings: Settings,
    volunteer_id: UUID,
    letter: Letter,
    *,
    about: str,
    purpose: str = ANSWER,
    reply_to: str | None = None,
) -> UUID | None:
    """Write to a volunteer who has e-mail; `about` is a word for not writing the same twice."""
    reached = queries.email_of(session, volunteer_id)
    if reached is None:
        return write_speakers(session, settings, volunteer_id, letter, about=about)
    account_id, email = reached
    return queue_message(
        session,
        settings,
        to_email=email,
        purpose=purpose,
        subject=letter.subject,
        body=letter.body,
        account_id=account_id,
        dedupe=dedupe_of(volunteer_id, about),
        reply_to=reply_to,
    )


def write_speakers(
    session: Session, settings: Settings, volunteer_id: UUID, letter: Letter, *, about: str
) -> UUID | None:
    """Tell the coordinators who speak for somebody without e-mail to ring them; None where there are none.

    The message names nobody: whom to ring stands on the desk, and who opens it is written down.
    """
    row = session.get(Volunteer, volunteer_id)
    if row is None or row.account_id is not None or row.brokered_in is None:
        return None
    people = accounts_with(session, Role.COORDINATOR, row.brokered_in)
    desk = f"{settings.base_url}/desk/brokered/{volunteer_id}"
    whole = letters.ring(letter, desk)
    written = None
    for person in people or accounts_with(session, Role.ADMINISTRATOR, None):
        written = queue_message(
            session,
            settings,
            to_email=person.email,
            purpose=ANSWER,
            subject=whole.subject,
            body=whole.body,
            account_id=person.id,
            dedupe=f"{dedupe_of(volunteer_id, about)}:{person.id}",
        )
    return written


def dedupe_of(volunteer_id: UUID, about: str) -> str:
    """Give the word of a message: what is written about a volunteer can be found by it and forgotten."""
    return f"volunteer:{volunteer_id}:{about}"


def who_answers(session: Session, need: NeedRead) -> tuple[AccountRead, ...]:
    """List who runs the listing of a need; where nobody does, who looks after the district."""
    people = owners_of(session, need.listing_id)
    if not people and need.district:
        return accounts_with(session, Role.COORDINATOR, need.district)
    return people


def write_group(
    session: Session,
    settings: Settings,
    need: NeedRead,
    letter: Letter,
    *,
    about: str,
    except_for: Iterable[UUID] = (),
    reply_to: str | None = None,
) -> int:
    """Write to all who answer for a need."""
    written = 0
    for person in who_answers(session, need):
        if person.id not in set(except_for):
            queue_message(
                session,
                settings,
                to_email=person.email,
                purpose=ANSWER,
                subject=letter.subject,
                body=letter.body,
                account_id=person.id,
                dedupe=f"{about}:{person.id}",
                reply_to=reply_to,
            )
            written += 1
    return written


def ask_volunteer(
    session: Session, settings: Settings, volunteer_id: UUID, letter: Letter, *, about: str
) -> bool:
    """Write to somebody of the bank without their asking, if they want that; with a link that stops it."""
    reached = queries.email_of(session, volunteer_id)
    if reached is None:
        return write_speakers(session, settings, volunteer_id, letter, about=about) is not None
    stop = f"Do not ask me again, about this or anything else:\n{stop_url(settings, BANK, *reached)}\n"
    whole = replace(letter, body=f"{letter.body}\n{stop}")
    return write_volunteer(session, settings, volunteer_id, whole, about=about, purpose=BANK) is not None
