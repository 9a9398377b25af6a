"""How does somebody come into the bank of people who are ready, change what they said, and stay in it?"""

from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import Session, col

from directory import clock
from directory.accounts.models import Account
from directory.consents.service import BANK, WORDINGS, agreed, give, withdraw, withdrawn
from directory.errors import InvalidInput, NotFound
from directory.volunteers import queries
from directory.volunteers.leaving import leave
from directory.volunteers.models import Volunteer, VolunteerSlot
from directory.volunteers.reading import read_volunteer
from directory.volunteers.saying import checked
from directory.volunteers.schemas import VolunteerDraft, VolunteerRead
from directory.volunteers.sharing import end_share, looks_of, share, visible_to
from directory.volunteers.words import AgeBand

__all__ = [
    "end_share",
    "find_or_make",
    "leave",
    "looks_of",
    "read_one",
    "register",
    "rest",
    "rest_account",
    "set_place",
    "share",
    "still_current",
    "tell",
    "visible_to",
    "volunteer_of",
    "wake_account",
]

JOINED: Final = "joining form"


def register(
    people_session: Session,
    draft: VolunteerDraft,
    *,
    account_id: UUID,
    lsoa21: str | None,
    how: str = JOINED,
) -> UUID:
    """Take somebody into the bank: what they said, where they start from, and that they may be asked.

    Who is under 18 rests until the guardian agrees. Registering again writes what is said now.
    """
    row = _row_of(people_session, account_id, draft.name)
    row.bank, row.lsoa21 = True, lsoa21 or row.lsoa21
    _write(people_session, row, checked(draft))
    if not agreed(people_session, account_id, BANK):
        give(people_session, account_id, BANK, how=how, wording=WORDINGS[BANK])
    _settle(people_session, row)
    people_session.flush()
    return row.id


def find_or_make(people_session: Session, account_id: UUID, *, name: str, phone: str | None = None) -> UUID:
    """Give the volunteer of an account; make a light one, not in the bank, where there is none."""
    row = _row_of(people_session, account_id, name)
    if phone and row.phone is None:
        row.phone = phone
    people_session.flush()
    return row.id


def volunteer_of(people_session: Session, account_id: UUID) -> VolunteerRead | None:
    """Tell all that is kept of the volunteer of an account, for that person alone."""
    row = queries.find_by_account(people_session, account_id)
    return None if row is None or row.state == "ended" else read_volunteer(people_session, row)


def read_one(people_session: Session, volunteer_id: UUID) -> VolunteerRead:
    """Tell all that is kept of a volunteer: for their own page, and for whoever speaks for them."""
    return read_volunteer(people_session, _find(people_session, volunteer_id))


def tell(people_session: Session, volunteer_id: UUID, draft: VolunteerDraft) -> None:
    """Write down what somebody says of themselves now; it counts as said today."""
    row = _find(people_session, volunteer_id)
    _write(people_session, row, checked(draft))
    _settle(people_session, row)
    people_session.flush()


def set_place(people_session: Session, volunteer_id: UUID, lsoa21: str) -> None:
    """Start from somewhere else."""
    row = _find(people_session, volunteer_id)
    row.lsoa21 = lsoa21
    _settle(people_session, row)
    people_session.flush()


def still_current(people_session: Session, volunteer_id: UUID) -> None:
    """Let what stands there be right as of now; who rested because they had not said so is ready again."""
    _settle(people_session, _find(people_session, volunteer_id))
    people_session.flush()


def rest(people_session: Session, volunteer_id: UUID, *, how: str) -> None:
    """Ask somebody no more until they want it again; what they said stays for them."""
    row = _find(people_session, volunteer_id)
    row.state = "resting"
    if row.account_id is not None:
        rest_account(people_session, row.account_id, how=how)
    people_session.flush()


def rest_account(people_session: Session, account_id: UUID, *, how: str) -> None:
    """Ask the person of an account no more, whether or not they are in the bank."""
    row = queries.find_by_account(people_session, account_id)
    if row is not None and row.state != "ended":
        row.state = "resting"
    if not withdrawn(people_session, account_id, BANK):
        withdraw(people_session, account_id, BANK, how=how, wording=WORDINGS[BANK])
    people_session.flush()


def wake_account(people_session: Session, account_id: UUID) -> None:
    """Let the volunteer of an account be ready again, as far as nothing else keeps them."""
    row = queries.find_by_account(people_session, account_id)
    if row is not None and row.bank:
        _settle(people_session, row)
    people_session.flush()


def _row_of(session: Session, account_id: UUID, name: str) -> Volunteer:
    row = queries.find_by_account(session, account_id)
    if row is None:
        now = clock.now()
        row = Volunteer(
            id=uuid4(),
            account_id=account_id,
            name=" ".join(name.split()),
            current_at=now,
            created_at=now,
        )
        session.add(row)
    return row


def _find(session: Session, volunteer_id: UUID) -> Volunteer:
    row = session.get(Volunteer, volunteer_id)
    if row is None or row.state == "ended":
        raise NotFound("There is no such volunteer any more. They may have taken everything back.")
    return row


def _write(session: Session, row: Volunteer, said: VolunteerDraft) -> None:
    account = None if row.account_id is None else session.get(Account, row.account_id)
    if account is not None and said.guardian_email == account.email:
        raise InvalidInput(
            "Enter the address of your parent or guardian, not your own.", field="guardian_email"
        )
    if (said.guardian_email or "") != (row.guardian_email or ""):
        row.guardian_agreed_at = None
    row.name, row.phone, row.experience = said.name, said.phone, said.experience
    row.travel_m, row.from_home, row.earns_credits = said.travel_m, said.from_home, said.earns_credits
    row.transport = [each.value for each in said.transport]
    row.skills = [each.value for each in said.skills]
    row.themes, row.languages = list(said.themes), list(said.languages)
    row.wants = [each.value for each in said.wants]
    row.age_band = said.age_band.value
    row.guardian_name, row.guardian_email = said.guardian_name, said.guardian_email
    session.add(row)
    session.flush()
    session.execute(delete(VolunteerSlot).where(col(VolunteerSlot.volunteer_id) == row.id))
    session.add_all(
        VolunteerSlot(volunteer_id=row.id, day=each.day, starts_min=each.starts_min, ends_min=each.ends_min)
        for each in said.slots
    )
    session.flush()


def _settle(session: Session, row: Volunteer) -> None:
    """Count what stands there as said now, and let be ready who may be."""
    row.current_at, row.reminded_at = clock.now(), None
    waits = row.age_band != AgeBand.ADULT.value and row.guardian_agreed_at is None
    silent = row.bank and row.account_id is not None and not agreed(session, row.account_id, BANK)
    row.state = "resting" if waits or silent else "ready"
