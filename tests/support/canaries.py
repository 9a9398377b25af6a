"""Who is in the store whose name, address or words must come out nowhere? Made through the real services."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, select
from taken import ALL_WEEK, ask_link, letters, make_need, session_of, taker

from directory.accounts.service import find_or_make_account
from directory.changes.schemas import Actor
from directory.consents.service import BANK, WORDINGS, give
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.needs.schemas import NeedRead
from directory.needs.words import CheckLevel, Workforce
from directory.store import session_scope
from directory.subscriptions.paper import Agreed
from directory.volunteers.brokering import BrokeredDraft, write_down
from directory.volunteers.checks import tell_check
from directory.volunteers.concerns import ConcernAbout, tell_concern
from directory.volunteers.models import Placement, Volunteer
from directory.volunteers.relay import ask_by_placement
from directory.volunteers.schemas import VolunteerDraft
from directory.volunteers.service import register
from directory.volunteers.taking import Taken, take
from directory.volunteers.words import AgeBand

BANKED = "zephyrine.quillfeather@example.org"
SEATED = "placida.quillseat@example.org"
CHECKED_ON = date(2023, 10, 17)
OF_BANKED = (
    BANKED,
    "Quillfeather",
    "960717",
    "quilted marmalade",
    "Quillmother",
    "quillmother@example.org",
    "Quillhouse",
    CHECKED_ON.isoformat(),
    "17 October 2023",
)
"""What is known of somebody who let nobody see anything."""
OF_SEATED = (SEATED, "Quillseat", "960718")
"""What is known of somebody who took a place: their name and contact is the group's, and nobody else's."""
OF_BROKERED = ("Quillbrook", "960719", "Quillcottage")
"""What is known of somebody without e-mail: the coordinators of their district open it on /desk/brokered."""
OF_ASKED = ("quillquestion",)
"""What somebody asked a group through the relay: only who runs its listing reads it."""
OF_OTHERS = ("quillconcern", "quillreply@example.org")
"""What somebody wrote who worries; whom it reaches may read it."""


@dataclass(frozen=True, slots=True)
class Planted:
    """What was made for the canaries."""

    need: NeedRead
    banked: UUID
    placement: UUID
    brokered: UUID


def plant(stores: Stores, lsoa21: str) -> Planted:
    """Let one join the bank with a check and tell all they can, another take a place, a third worry."""
    need = make_need(stores)
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, BANKED)
        give(session, account, BANK, how="join form", wording=WORDINGS[BANK])
        draft = VolunteerDraft(
            name="Zephyrine Quillfeather",
            phone="01632 960717",
            experience="I made quilted marmalade for years.",
            slots=ALL_WEEK,
            travel_m=30_000,
            age_band=AgeBand.FROM_16,
            guardian_name="Ottoline Quillmother",
            guardian_email="quillmother@example.org",
        )
        banked = register(session, draft, account_id=account, lsoa21=lsoa21)
        tell_check(session, banked, CheckLevel.ENHANCED, Workforce.BOTH, CHECKED_ON)
        session.get_one(Volunteer, banked).address = "3 Quillhouse Lane, March"
        brokered = write_down(
            session,
            BrokeredDraft(
                VolunteerDraft(name="Berengar Quillbrook", phone="01632 960719", slots=ALL_WEEK),
                "7 Quillcottage Row, March",
            ),
            district="E07000010",
            lsoa21=lsoa21,
            how=Agreed.BY_TELEPHONE,
            actor=Actor("coordinator", None),
        )
    who = taker(name="Placida Quillseat", email=SEATED, phone="01632 960718")
    taken = take(stores, ask_link(stores, need, who))
    assert isinstance(taken, Taken)
    ask_by_placement(stores, taken.placement_token, "Is there a quillquestion?", network="192.0.2.9")
    tell_concern(
        stores, ConcernAbout(listing_id=need.listing_id), "I saw a quillconcern.", "quillreply@example.org",
        network="192.0.2.9",
    )  # fmt: skip
    run_due(stores)
    assert letters(stores, SEATED)
    with Session(stores.people) as session:
        placement = session.exec(select(Placement.id)).one()
    assert session_of(need) is not None
    return Planted(need, banked, placement, brokered)
