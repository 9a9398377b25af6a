"""Somebody wants to join the bank: how do we make sure that the address is theirs, before anything is kept?

What they said travels sealed in the link of the one message we send. Neither the answer nor the time it takes
tells whether an address is known: the request counts the ask and notes a job, and the job finds out.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.accounts import queries as accounts
from directory.accounts.addresses import read_email
from directory.accounts.service import find_or_make_account
from directory.consents.service import BANK, lift
from directory.errors import Gone, InvalidInput
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import take
from directory.needs.words import Skill
from directory.settings import Settings
from directory.store import session_scope
from directory.volunteers import queries
from directory.volunteers.guardians import ask_guardian
from directory.volunteers.saying import checked
from directory.volunteers.schemas import Slot, VolunteerDraft, VolunteerRead
from directory.volunteers.sealed_asks import LinkKind, SealedAsk
from directory.volunteers.service import register, volunteer_of
from directory.volunteers.words import AgeBand

SEND_JOIN_LINK: Final = "join_link"
ASKED: Final = "join ask"
LINK: Final = LinkKind(
    job=SEND_JOIN_LINK,
    counted_as=ASKED,
    sealed_for="join confirm",
    path="/volunteer/join/confirm/",
    works_for=timedelta(days=7),
    run_out="This link has run out. Fill in the form again: it takes a minute.",
)
SUBJECT: Final = "One press, and you are ready to help"
BODY: Final = """\
Somebody, we think you, offered to help near where they live, and gave this address.

Open this link and press the button, and groups near you can ask, through us, whether you could help:

{link}

The link works for seven days. If it was not you, do nothing: nothing is kept, and nothing more comes.
"""
BODY_KNOWN: Final = """\
You are with us already as a volunteer. Here you see what we know, and change or take back any of it:

{manage}

You have just filled in the form again. To use what you wrote this time, open this link and press the button:

{link}

That link works for seven days. If it was not you, do nothing: nothing changes.
"""


@dataclass(frozen=True, slots=True)
class Joining:
    """What somebody says who joins: little, the rest can come later."""

    email: str
    said: VolunteerDraft
    lsoa21: str
    """Of the postcode they gave, which is kept nowhere."""


@dataclass(frozen=True, slots=True)
class JoiningRead:
    """What a link of a confirmation holds."""

    joining: Joining
    asked_at: datetime


def ask_to_join(session: Session, settings: Settings, joining: Joining, *, network: str) -> None:
    """Have the confirmation sent; the same work, and the same answer, whoever asks."""
    said, address = checked(joining.said), read_email(joining.email)
    if address == said.guardian_email:
        raise InvalidInput(
            "Enter the address of your parent or guardian, not your own.", field="guardian_email"
        )
    asked = _pack(JoiningRead(Joining(address, said, joining.lsoa21), clock.now()))
    LINK.ask(session, settings, asked, email=address, network=network)


def _pack(found: JoiningRead) -> SealedAsk:
    said = found.joining.said
    plain = [
        found.joining.email,
        found.joining.lsoa21,
        said.name,
        [[each.day, each.starts_min, each.ends_min] for each in said.slots],
        [each.value for each in said.skills],
        said.from_home,
        said.travel_m,
        said.age_band.value,
        said.guardian_name,
        said.guardian_email,
    ]
    return SealedAsk(found.asked_at, plain)


def _unpack(asked: SealedAsk) -> JoiningRead:
    email, lsoa21, name, slots, skills, from_home, travel_m, band, guardian, guardian_email = asked.said
    said = VolunteerDraft(
        name=name,
        slots=tuple(Slot(*each) for each in slots),
        skills=tuple(Skill(each) for each in skills),
        from_home=from_home,
        travel_m=travel_m,
        age_band=AgeBand(band),
        guardian_name=guardian,
        guardian_email=guardian_email,
    )
    return JoiningRead(Joining(email, said, lsoa21), asked.asked_at)


def send_join_link(stores: Stores, job: JobRead) -> None:
    """Queue the one message, with the link that begins it."""
    from directory.messages.service import queue_message  # noqa: PLC0415 - only where a job does it

    settings = stores.settings
    with session_scope(stores.people) as session:
        if not take(session, job.id):
            return
        asked, link = LINK.open_job(settings, job)
        email = _unpack(asked).joining.email
        account = accounts.find_account(session, email)
        held = None if account is None else queries.find_by_account(session, account.id)
        known = held is not None and held.bank
        manage = f"{settings.base_url}/desk/volunteering"
        queue_message(
            session,
            settings,
            to_email=email,
            purpose="answer",
            subject=SUBJECT,
            body=(BODY_KNOWN if known else BODY).format(link=link, manage=manage),
            account_id=account.id if known and account is not None else None,
        )


def read_joining(settings: Settings, token: str) -> JoiningRead:
    """Read what a link of a confirmation holds, or say why it is of no use any more."""
    return _unpack(LINK.read(settings, token))


def is_settled(session: Session, found: JoiningRead) -> bool:
    """Whether they changed something since they asked: then the link is used, or too old."""
    account = accounts.find_account(session, found.joining.email)
    row = None if account is None else queries.find_by_account(session, account.id)
    return row is not None and row.bank and row.current_at >= found.asked_at


def confirm(session: Session, settings: Settings, token: str) -> UUID:
    """Take them into the bank, now that the button was pressed; gives whose page it is."""
    found = read_joining(settings, token)
    if is_settled(session, found):
        raise Gone("This link has been used. Sign in to see what we know of you, and to change it.")
    joining = found.joining
    account_id = find_or_make_account(session, joining.email)
    lift(session, settings, joining.email, BANK)
    said = _over(volunteer_of(session, account_id), joining.said)
    volunteer_id = register(session, said, account_id=account_id, lsoa21=joining.lsoa21)
    ask_guardian(session, settings, volunteer_id)
    return volunteer_id


def _over(held: VolunteerRead | None, said: VolunteerDraft) -> VolunteerDraft:
    """Put what the form asks over what is known; what it does not ask stays."""
    if held is None:
        return said
    return replace(
        held.said,
        name=said.name,
        slots=said.slots,
        skills=said.skills,
        from_home=said.from_home,
        age_band=said.age_band,
        guardian_name=said.guardian_name,
        guardian_email=said.guardian_email,
    )
