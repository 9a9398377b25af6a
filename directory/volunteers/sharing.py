"""Who may see what of a volunteer? Only what they grant, to one listing each, ended by them at any time.

Reading is written down: `visible_to` leaves a line that the volunteer sees.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.accounts.models import Account
from directory.errors import InvalidInput
from directory.subscriptions.phones import shown_phone
from directory.volunteers import queries
from directory.volunteers.models import ShareGrant, Volunteer, VolunteerLook
from directory.volunteers.reading import read_check, read_training
from directory.volunteers.schemas import LookRead, Seen
from directory.volunteers.words import Shared

ACCEPTED: Final = "accepted"
CHOSEN: Final = "chosen"
SENT: Final = "sent"
"""What stands in place of what was looked at, where name and contact went out in a message."""
HOWS: Final = frozenset({ACCEPTED, CHOSEN})


def share(
    people_session: Session, volunteer_id: UUID, listing_id: UUID, what: Collection[Shared], *, how: str
) -> None:
    """Let one listing see something; what it may see already stays as it is."""
    if how not in HOWS:
        raise InvalidInput("Say whether it was chosen or came with an acceptance.")
    people_session.get_one(Volunteer, volunteer_id)
    held = {row.what for row in queries.live_grants(people_session, volunteer_id, listing_id=listing_id)}
    for each in Shared:
        if each in what and each.value not in held:
            people_session.add(
                ShareGrant(
                    id=uuid4(),
                    volunteer_id=volunteer_id,
                    listing_id=listing_id,
                    what=each.value,
                    how=how,
                    given_at=clock.now(),
                )
            )
    people_session.flush()


def note_sent(people_session: Session, volunteer_id: UUID, listing_id: UUID, account_id: UUID) -> None:
    """Write down that what names a volunteer was sent to who runs a listing: they see it among the looks."""
    people_session.add(
        VolunteerLook(
            id=uuid4(),
            volunteer_id=volunteer_id,
            account_id=account_id,
            listing_id=listing_id,
            what=SENT,
            at=clock.now(),
        )
    )
    people_session.flush()


def end_share(
    people_session: Session,
    volunteer_id: UUID,
    listing_id: UUID | None = None,
    what: Collection[Shared] | None = None,
) -> int:
    """Let it be seen no more: by one listing or by all, one thing or all; return how many grants ended."""
    words = None if what is None else tuple(each.value for each in what)
    rows = queries.live_grants(people_session, volunteer_id, listing_id=listing_id, what=words)
    for row in rows:
        row.ended_at = clock.now()
    people_session.flush()
    return len(rows)


def visible_to(people_session: Session, volunteer_id: UUID, listing_id: UUID, *, account_id: UUID) -> Seen:
    """Give what a listing may see of a volunteer now, and write down that this account looked.

    Who may look in a listing's name is asked before, by the page; nothing granted is nothing seen.
    """
    granted = {row.what for row in queries.live_grants(people_session, volunteer_id, listing_id=listing_id)}
    row = people_session.get(Volunteer, volunteer_id)
    if row is None or row.state == "ended" or not granted:
        return Seen(volunteer_id)
    may = {each for each in Shared if each.value in granted}
    for each in sorted(may):
        people_session.add(
            VolunteerLook(
                id=uuid4(),
                volunteer_id=volunteer_id,
                account_id=account_id,
                listing_id=listing_id,
                what=each.value,
                at=clock.now(),
            )
        )
    people_session.flush()
    account = None if row.account_id is None else people_session.get(Account, row.account_id)
    checks = tuple(read_check(each) for each in queries.list_checks(people_session, volunteer_id))
    training = tuple(read_training(each) for each in queries.list_training(people_session, volunteer_id))
    return Seen(
        volunteer_id,
        name=row.name if Shared.NAME in may else None,
        email=account.email if Shared.CONTACT in may and account is not None else None,
        phone=shown_phone(row.phone) if Shared.CONTACT in may and row.phone else None,
        experience=row.experience if Shared.EXPERIENCE in may else None,
        checks=checks if Shared.CHECKS in may else None,
        training=training if Shared.CHECKS in may else None,
    )


def shared_checks(people_session: Session, listing_id: UUID, *, account_id: UUID) -> tuple[Seen, ...]:
    """Give whoever lets a listing see their checks, as far as it may see them; each look is written down."""
    return tuple(
        visible_to(people_session, volunteer_id, listing_id, account_id=account_id)
        for volunteer_id in queries.who_share(people_session, listing_id, Shared.CHECKS.value)
    )


def looks_of(people_session: Session, volunteer_id: UUID) -> tuple[LookRead, ...]:
    """List who looked at somebody, the last first, for the volunteer alone."""
    return tuple(
        LookRead(row.listing_id, row.account_id, row.what, row.at)
        for row in queries.list_looks(people_session, volunteer_id)
    )
