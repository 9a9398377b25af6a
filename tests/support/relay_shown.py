"""Which pages of the relay, and of speaking for people without e-mail, are looked at in a browser?"""

from uuid import uuid4

from sqlalchemy import select
from sqlmodel import Session, col
from taken import ALL_WEEK, ask_link, bank, letters, make_need, session_of, taker, token_in

from directory.accounts.schemas import Who
from directory.changes.schemas import Actor
from directory.jobs.schemas import Stores
from directory.needs.words import Skill
from directory.store import session_scope
from directory.subscriptions.paper import Agreed
from directory.volunteers.brokering import BrokeredDraft, write_down
from directory.volunteers.inviting import invite
from directory.volunteers.models import RelayThread
from directory.volunteers.relay import ask_by_invitation, ask_by_placement, end, relay_token, say
from directory.volunteers.schemas import VolunteerDraft
from directory.volunteers.taking import Taken, take
from directory.volunteers.wanted import wanted_of
from directory.volunteers.words import Transport

RELAY_SHOWN = {
    "relay-first": "Your question",
    "relay-thread": "Is there a step at the door?",
    "relay-ended": "This has ended",
    "relay-questions": "Somebody you asked (1)",
    "relay-none": "Nobody has asked anything",
    "brokered": "Write somebody down",
    "brokered-new": "Read this out first",
    "brokered-one": "They say yes",
    "brokered-change": "Another postcode to start from",
    "brokered-away": "A holiday, or a stay in hospital: on these days nobody asks them",
}

HERE = "192.0.2.44"


def put_relay(stores: Stores) -> dict[str, str]:
    """Let people ask, be answered, end it, and be spoken for; give the pages to look at."""
    # Of a group that nobody runs here: then who looks after the district reads and answers.
    need = make_need(stores, slug="ely-library", title="Help with the reading hour", owned=False)
    quiet = make_need(stores, slug="ely-library", title="Water the plants", owned=False)
    assert need.lsoa21 is not None
    bank(stores, 9, lsoa21=need.lsoa21, skills=(Skill.LIFTING,))
    actor = Actor("coordinator", None)
    said = VolunteerDraft(
        name="Nell Fenwick",
        phone="01632 960 321",
        slots=ALL_WEEK,
        travel_m=30_000,
        skills=(Skill.LIFTING,),
        transport=(Transport.BUS,),
    )
    with session_scope(stores.people) as people:
        draft = BrokeredDraft(said, "4 Chain Bridge\nMarch")
        brokered = write_down(
            people, draft, district="E07000010", lsoa21=need.lsoa21, how=Agreed.ON_PAPER, actor=actor
        )
    asking = Who(uuid4(), "lead@example.org", (), uuid4(), second_factor=True)
    wanted = wanted_of(need, need.sessions[0])
    invite(stores, need.id, session_of(need), wanted, how_many=60, actor=asking)
    first, second, third = (_link(stores, number, need.title) for number in (6, 7, 8))
    for token in (second, third):
        ask_by_invitation(stores, token, "Is there a step at the door? Ring 01632 960 555.", network=HERE)
    with Session(stores.people) as people:
        rows = people.execute(
            select(RelayThread)
            .where(col(RelayThread.need_id) == need.id)
            .order_by(col(RelayThread.opened_at))
        )
        one, other = (row.id for row in rows.scalars())
    say(stores, one, "group", "No, it is level, and there is a rail.\n\nCome to the side door.", network=HERE)
    end(stores, other, "group")
    taken = take(stores, ask_link(stores, need, taker(81), network=HERE))
    assert isinstance(taken, Taken)
    ask_by_placement(stores, taken.placement_token, "Shall I bring gloves?", network=HERE)
    return {
        "relay-first": f"/invitation/{first}/question",
        "relay-thread": f"/relay/{relay_token(stores.settings, one)}?said=without",
        "relay-ended": f"/relay/{relay_token(stores.settings, other)}",
        "relay-questions": f"/desk/needs/{need.id}/questions",
        "relay-none": f"/desk/needs/{quiet.id}/questions",
        "brokered": "/desk/brokered",
        "brokered-new": "/desk/brokered/new",
        "brokered-one": f"/desk/brokered/{brokered}",
        "brokered-change": f"/desk/brokered/{brokered}/change",
        "brokered-away": f"/desk/brokered/{brokered}/away",
    }


def _link(stores: Stores, number: int, title: str) -> str:
    found = [row.body for row in letters(stores, f"bank{number}@example.org") if title in row.body]
    return token_in(found[-1], "/invitation/")
