"""How is it shown what groups need, before any group has said so? Examples of real listings, marked as such.

Their days count from today: put up again on a later day they have new days, each at its own address.
"""

from datetime import date, time, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import delete, select
from sqlmodel import Session, col

from directory.changes.schemas import COMMAND
from directory.clock import local_now
from directory.jobs.service import audit
from directory.needs.models import HelpNeed, NeedSession, NeedSlot, Safeguarding
from directory.needs.queries import find_safeguarding
from directory.needs.recruiting import mark_listings
from directory.needs.schemas import NeedDraft, SessionDraft, SlotRead
from directory.needs.service import NOUN, open_need, tell_safeguarding, write_need
from directory.shipped.examples.need_facts import NEEDS, NeedFact, Slot, Time
from directory.shipped.examples.notices import Seeded
from directory.shipped.examples.queries import list_ids
from directory.store import mark_changed

_NAMESPACE: Final = uuid5(NAMESPACE_URL, "https://hereabouts.example/example-needs")
STATEMENT: Final = (
    "An example, not what this group says: nobody works alone with a child or an adult at risk. Who is new "
    "comes along with somebody experienced. Whoever worries tells the safeguarding lead on the same day."
)


def id_of(key: str) -> UUID:
    """Give the id an example always has."""
    return uuid5(_NAMESPACE, key)


def seed_needs(session: Session, today: date | None = None) -> Seeded:
    """Put the examples up, or give those that are there their days anew; the caller commits."""
    day = today or local_now().date()
    listings = list_ids(session, {fact.listing for fact in NEEDS})
    for fact in NEEDS:
        if fact.listing in listings:
            _seed(session, fact, listings[fact.listing], day)
    lost = tuple(sorted({fact.listing for fact in NEEDS} - set(listings)))
    return Seeded(sum(fact.listing in listings for fact in NEEDS), lost)


def remove_needs(session: Session) -> int:
    """Take every example away; the caller commits."""
    needs = list(session.scalars(select(HelpNeed).where(col(HelpNeed.example))))
    if not needs:
        return 0
    ids = [need.id for need in needs]
    for need in needs:
        need.state = "closed"
        session.add(need)
    session.flush()
    mark_listings(session, [need.listing_id for need in needs])
    session.flush()
    for model in (NeedSession, NeedSlot):
        session.execute(delete(model).where(col(model.need_id).in_(ids)))
    session.execute(delete(HelpNeed).where(col(HelpNeed.id).in_(ids)))
    session.execute(delete(Safeguarding).where(col(Safeguarding.example)))
    session.expire_all()
    audit(
        session,
        actor_id=None,
        actor_role=COMMAND.role,
        action="examples removed",
        subject="need",
        subject_id="examples",
    )
    mark_changed(session, NOUN)
    return len(ids)


def _seed(session: Session, fact: NeedFact, listing_id: UUID, today: date) -> None:
    told = find_safeguarding(session, listing_id)
    if told is None and (fact.workforce is not None or fact.min_age < 18):  # noqa: PLR2004 - grown up
        tell_safeguarding(
            session,
            listing_id,
            statement=STATEMENT,
            lead_role="Safeguarding lead",
            reviewed_on=today,
            actor=COMMAND,
            example=True,
        )
    need_id = id_of(fact.key)
    there = session.get(HelpNeed, need_id) is not None
    draft = _draft(fact, listing_id, today)
    write_need(
        session, draft, actor=COMMAND, need_id=need_id if there else None, new_id=None if there else need_id
    )
    open_need(session, need_id, actor=COMMAND)


def _draft(fact: NeedFact, listing_id: UUID, today: date) -> NeedDraft:
    return NeedDraft(
        listing_id=listing_id,
        title=fact.title,
        rhythm=fact.rhythm,
        contact_role=fact.contact_role,
        answers_within_days=fact.answers_within_days,
        open_until=today + timedelta(days=fact.shown_days),
        summary=fact.summary,
        whereabouts=fact.whereabouts,
        minutes=fact.minutes,
        places=fact.places,
        skills=fact.skills,
        needs_skills=fact.needs_skills,
        languages=fact.languages,
        eases=fact.eases,
        min_age=fact.min_age,
        check_level=fact.check_level,
        workforce=fact.workforce,
        expenses_note=fact.expenses_note,
        earns_credits=fact.earns_credits,
        sessions=tuple(_session(each, today) for each in fact.times),
        slots=tuple(_slot(each) for each in fact.slots),
        example=True,
    )


def _session(each: Time, today: date) -> SessionDraft:
    day = today + timedelta(days=each.in_days)
    if each.weekday is not None:
        day += timedelta(days=(each.weekday - day.weekday()) % 7)
    return SessionDraft(day, _minutes(each.starts), _minutes(each.ends), each.weeks)


def _slot(each: Slot) -> SlotRead:
    return SlotRead(each.day, _minutes(each.starts), _minutes(each.ends))


def _minutes(clock_time: str) -> int:
    moment = time.fromisoformat(clock_time)
    return moment.hour * 60 + moment.minute
