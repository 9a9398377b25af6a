"""How do tests make needs, volunteers and letters to take places with? Through the services of everybody."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from directory import clock
from directory.accounts.service import add_grant, find_or_make_account
from directory.changes.schemas import Actor
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.listings.models import Listing
from directory.messages.models import Message
from directory.needs.reading import read_by_id
from directory.needs.schemas import NeedDraft, NeedRead, SessionDraft
from directory.needs.service import open_need, tell_safeguarding, write_need
from directory.needs.words import Rhythm
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope
from directory.volunteers.schemas import Slot, VolunteerDraft
from directory.volunteers.service import register
from directory.volunteers.taking import Taker, ask_to_take
from directory.volunteers.words import AgeBand
from directory.words import Role

OWNER = Actor("owner", UUID(int=3))
OWNER_EMAIL = "lead@example.org"
ALL_WEEK = tuple(Slot(day, 0, 1440) for day in range(7))


def stores_of(settings: Settings) -> Stores:
    return Stores(open_engine(settings.database_url), open_people(settings), settings)


def in_days(days: int) -> date:
    return clock.local_now().date() + timedelta(days=days)


def make_need(
    stores: Stores, *, slug: str = "march-library", safe: bool = False, owned: bool = True, **changes: Any
) -> NeedRead:
    """Write and open a need: two hours in three days, unless told otherwise."""
    with session_scope(stores.directory) as session:
        listing = session.execute(select(col(Listing.id)).where(col(Listing.slug) == slug)).scalar_one()
        if safe:
            tell_safeguarding(
                session,
                listing,
                statement="Two of us are always in the room, and who is new comes with somebody for a month.",
                lead_role="Safeguarding lead",
                reviewed_on=in_days(-100),
                actor=OWNER,
            )
        said: dict[str, Any] = {
            "listing_id": listing,
            "title": "Put books back on the shelves",
            "rhythm": Rhythm.MICRO,
            "contact_role": "the library manager",
            "answers_within_days": 2,
            "open_until": in_days(30),
            "places": 5,
            "sessions": (SessionDraft(in_days(3), 10 * 60, 12 * 60),),
        }
        need_id = write_need(session, NeedDraft(**{**said, **changes}), actor=OWNER)
        open_need(session, need_id, actor=OWNER)
        found = read_by_id(session, need_id)
    if not owned:
        return found
    with session_scope(stores.people) as people:
        account = find_or_make_account(people, OWNER_EMAIL)
        add_grant(people, account, Role.OWNER, str(listing), granted_by=None)
    return found


def read(stores: Stores, need: NeedRead) -> NeedRead:
    with Session(stores.directory) as session:
        return read_by_id(session, need.id)


def session_of(need: NeedRead) -> UUID | None:
    return need.sessions[0].id if need.sessions else None


def taker(number: int = 0, **changes: Any) -> Taker:
    said = {"name": f"Ada Number{number}", "email": f"ada{number}@example.org", "phone": None}
    return Taker(**{**said, "age_band": AgeBand.ADULT, **changes})


def ask_link(stores: Stores, need: NeedRead, who: Taker, *, network: str = "192.0.2.1") -> str:
    """Ask to take something, do the job, and give the token of the link that was written."""
    ask_to_take(stores, need.slug, session_of(need), who, network=network)
    run_due(stores)
    return token_in(letters(stores, who.email)[-1].body, "/volunteer/take/confirm/")


def letters(stores: Stores, email: str) -> list[Message]:
    """Give what was written to somebody, oldest first."""
    with Session(stores.people) as people:
        rows = people.execute(select(Message).order_by(col(Message.created_at))).scalars()
        found = [row for row in rows if row.to_email == email]
        people.expunge_all()
    return found


def token_in(body: str, path: str) -> str:
    found = re.search(re.escape(path) + r"([\w.=-]+)", body)
    assert found is not None, body
    return found.group(1)


def bank(stores: Stores, count: int, *, lsoa21: str, who: str = "bank", **changes: Any) -> list[UUID]:
    """Let people join who can always come."""
    found = []
    with session_scope(stores.people) as people:
        for number in range(count):
            account = find_or_make_account(people, f"{who}{number}@example.org")
            said: dict[str, Any] = {"name": f"Bea Bank{number}", "slots": ALL_WEEK, "travel_m": 30_000}
            draft = VolunteerDraft(**{**said, **changes})
            found.append(register(people, draft, account_id=account, lsoa21=lsoa21))
    return found


def at(moment: datetime) -> Any:
    return lambda: moment
