"""How does a group say what help it needs, and how does that end? The one way in.

Each function flushes; whoever calls it commits, and has asked before who may do it. Each writes the audit,
marks the change, and keeps right whether the listing is marked as recruiting.
"""

from collections.abc import Mapping
from datetime import UTC, date
from typing import Final
from uuid import UUID, uuid4

from slugify import slugify
from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import Conflict, InvalidInput, NotFound
from directory.jobs.service import audit
from directory.marks.personal import find_personal
from directory.needs import queries
from directory.needs.checking import GROWN, check_draft
from directory.needs.models import HelpNeed, NeedSession, NeedSlot, Safeguarding
from directory.needs.places import Place, place_of
from directory.needs.recruiting import mark_listings
from directory.needs.schemas import NeedDraft
from directory.needs.times import Span, spans_of
from directory.needs.words import Rhythm
from directory.store import mark_changed

NOUN: Final = "needs"
LONGEST_STATEMENT: Final = 2_000
LONGEST_ROLE: Final = 100
REVIEWED_WITHIN_DAYS: Final = 3 * 366
_WORDS: Final = ("rhythm", "whereabouts", "check_level")
_LISTS: Final = ("skills", "needs_skills", "eases")
_PLAIN: Final = (
    *("title", "summary", "minutes", "places", "min_age", "check_note", "expenses_note", "contact_role"),
    *("answers_within_days", "open_until", "earns_credits", "source_url", "example"),
)
_PLACED: Final = tuple(Place.__dataclass_fields__)
_NOT_NOW: Final[Mapping[str, str]] = {
    "draft": "It is a draft. Open it first.",
    "open": "It is open.",
    "resting": "It rests. Wake it first.",
    "filled": "It is marked as filled. Open it again first.",
    "closed": "It is closed. Open it again first.",
}


def write_need(
    session: Session,
    draft: NeedDraft,
    *,
    actor: Actor,
    need_id: UUID | None = None,
    new_id: UUID | None = None,
) -> UUID:
    """Write a new need as a draft, or change one that is there.

    `new_id` is the id a new one gets: the same form sent twice then makes one need. Sessions that stay keep
    their id and who is told to come; one that goes is cancelled, so that who comes can be told.
    """
    today, now = clock.local_now().date(), clock.now()
    need = _find(session, need_id) if need_id is not None else None
    if need is None and new_id is not None and (sent := queries.find_need(session, new_id)) is not None:
        if sent.listing_id != draft.listing_id:
            raise Conflict("That form was of another group. Open a new one, and say it there.")
        return new_id
    if need is not None and need.listing_id != draft.listing_id:
        raise InvalidInput("A need stays with the group it was written for. Write a new one.", field="title")
    if queries.find_listing(session, draft.listing_id) is None:
        raise NotFound("There is no such listing. It may have been removed.")
    said = check_draft(session, draft, today=today, before=need.open_until if need else None)
    spans = spans_of(said.sessions, until=said.open_until)
    _has_times(said, spans)
    place = place_of(session, said.listing_id, said.postcode)
    if need is None:
        need = HelpNeed(
            id=new_id or uuid4(),
            slug="",
            listing_id=said.listing_id,
            title=said.title,
            rhythm=said.rhythm.value,
            contact_role=said.contact_role,
            answers_within_days=said.answers_within_days,
            open_until=said.open_until,
            created_at=now,
            updated_at=now,
        )
    _put(session, need, said, place)
    need.updated_at = now
    session.add(need)
    session.flush()
    _put_sessions(session, need, spans)
    slots = [
        NeedSlot(need_id=need.id, day=each.day, starts_min=each.starts_min, ends_min=each.ends_min)
        for each in said.slots
    ]
    queries.replace_slots(session, need.id, slots)
    _done(session, need, actor, "written")
    return need.id


def open_need(session: Session, need_id: UUID, *, actor: Actor) -> None:
    """Show a need to people who want to help, from now."""
    need = _find(session, need_id)
    if need.state == "open":
        return
    if not need.example and need.open_until < clock.local_now().date():
        raise InvalidInput("Its last day has passed. Give a day that is still to come.", field="open_until")
    _safe_still(session, need)
    need.state, need.rested_at = "open", None
    _done(session, need, actor, "opened")


def fill_need(session: Session, need_id: UUID, *, actor: Actor) -> None:
    """Say that enough people were found."""
    _end(session, need_id, "filled", actor, "filled", "open", "resting")


def close_need(session: Session, need_id: UUID, *, actor: Actor) -> None:
    """Say that the help is not needed any more."""
    _end(session, need_id, "closed", actor, "closed", "draft", "open", "resting", "filled")


def rest_need(session: Session, need_id: UUID, *, actor: Actor) -> None:
    """Show a need no more until its group answers: people offered, and nobody replied."""
    need = _find(session, need_id)
    _only(need, "open")
    need.state, need.rested_at = "resting", clock.now()
    _done(session, need, actor, "rested")


def wake_need(session: Session, need_id: UUID, *, actor: Actor) -> None:
    """Show a need again that rested."""
    need = _find(session, need_id)
    _only(need, "resting")
    open_need(session, need_id, actor=actor)


def set_taken(session: Session, session_id: UUID, taken: int) -> None:
    """Note how many places of a session are taken; a job tells it of the people store, where they count."""
    found = queries.find_session(session, session_id)
    if found is None:
        raise NotFound("There is no such time. It may have been taken away.")
    if taken < 0:
        raise ValueError("Nobody is less than none.")
    if found.taken == taken:
        return
    found.taken = taken
    session.add(found)
    session.flush()
    mark_changed(session, NOUN)


def tell_safeguarding(
    session: Session,
    listing_id: UUID,
    *,
    statement: str,
    lead_role: str,
    reviewed_on: date,
    actor: Actor,
    example: bool = False,
) -> None:
    """Say how a group keeps children and adults at risk safe, and who leads on it."""
    if queries.find_listing(session, listing_id) is None:
        raise NotFound("There is no such listing. It may have been removed.")
    text = _told(
        statement,
        "statement",
        LONGEST_STATEMENT,
        "Say in a few sentences how you keep people safe: who is checked, who is never alone with whom, and "
        "what happens when somebody worries.",
    )
    role = _told(lead_role, "lead_role", LONGEST_ROLE, "Say whom to turn to, as a role: safeguarding lead.")
    today = clock.local_now().date()
    if reviewed_on > today:
        raise InvalidInput(
            "That day is still to come. Give the day you last looked at it.", field="reviewed_on"
        )
    if (today - reviewed_on).days > REVIEWED_WITHIN_DAYS:
        raise InvalidInput(
            "That is more than three years ago. Look at it again together, and give that day.",
            field="reviewed_on",
        )
    found = queries.find_safeguarding(session, listing_id) or Safeguarding(
        listing_id=listing_id, statement=text, lead_role=role, reviewed_on=reviewed_on, updated_at=clock.now()
    )
    found.statement, found.lead_role, found.reviewed_on = text, role, reviewed_on
    found.example, found.updated_at = example, clock.now()
    session.add(found)
    session.flush()
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action="safeguarding told",
        subject="listing",
        subject_id=listing_id,
    )
    mark_changed(session, NOUN)


def _put(session: Session, need: HelpNeed, said: NeedDraft, place: Place) -> None:
    for name in _PLAIN:
        setattr(need, name, getattr(said, name))
    for name in _WORDS:
        setattr(need, name, getattr(said, name).value)
    for name in _LISTS:
        setattr(need, name, [each.value for each in getattr(said, name)])
    need.themes, need.languages = list(said.themes), list(said.languages)
    need.workforce = said.workforce.value if said.workforce else None
    for name in _PLACED:
        setattr(need, name, getattr(place, name))
    if need.state == "draft" or not need.slug:
        need.slug = _slug(session, said.title, need.id)


def _put_sessions(session: Session, need: HelpNeed, spans: tuple[Span, ...]) -> None:
    """Keep the sessions that stay, add the new ones; those that began already are left as they were."""
    now = clock.now()
    there = {
        each.starts_at.replace(tzinfo=UTC): each for each in queries.list_session_models(session, need.id)
    }
    wanted = {span.starts_at: span for span in spans}
    for starts_at, known in there.items():
        span = wanted.pop(starts_at, None)
        if span is not None:
            known.ends_at, known.places, known.cancelled = span.ends_at, need.places, False
        elif starts_at > now:
            known.cancelled = True
        session.add(known)
    for span in wanted.values():
        session.add(
            NeedSession(
                id=uuid4(),
                need_id=need.id,
                starts_at=span.starts_at,
                ends_at=span.ends_at,
                places=need.places,
            )
        )
    session.flush()


def _has_times(said: NeedDraft, spans: tuple[Span, ...]) -> None:
    """Somebody who has an hour on Thursday must be able to find it: what happens at a place has its times."""
    if said.rhythm is Rhythm.ONE_OFF and not spans:
        raise InvalidInput("Say on which day it is, and from when until when.", field="sessions")
    ahead = [span for span in spans if span.ends_at > clock.now()]
    if spans and not ahead and not said.slots and not said.example:
        raise InvalidInput(
            "All of those times have passed. Give one that is still to come.", field="sessions"
        )


def _safe_still(session: Session, need: HelpNeed) -> None:
    asked = need.workforce is not None or need.min_age < GROWN
    if asked and queries.find_safeguarding(session, need.listing_id) is None:
        raise InvalidInput(
            "Say first how your group keeps people safe: one paragraph, under Safeguarding.",
            field="workforce",
        )


def _end(session: Session, need_id: UUID, state: str, actor: Actor, step: str, *from_states: str) -> None:
    need = _find(session, need_id)
    if need.state == state:
        return
    _only(need, *from_states)
    need.state = state
    _done(session, need, actor, step)


def _done(session: Session, need: HelpNeed, actor: Actor, step: str) -> None:
    need.updated_at = clock.now()
    session.add(need)
    session.flush()
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=f"need {step}",
        subject="need",
        subject_id=need.id,
    )
    mark_changed(session, NOUN)
    mark_listings(session, [need.listing_id])


def _find(session: Session, need_id: UUID) -> HelpNeed:
    found = queries.find_need(session, need_id)
    if found is None:
        raise NotFound("There is no such need. It may have been taken away.")
    return found


def _only(need: HelpNeed, *states: str) -> None:
    if need.state not in states:
        raise Conflict(f"That cannot be done now. {_NOT_NOW[need.state]}")


def _told(typed: str, field: str, longest: int, needed: str) -> str:
    tidy = "\n".join(" ".join(line.split()) for line in typed.strip().splitlines()).strip()
    if not tidy:
        raise InvalidInput(needed, field=field)
    if len(tidy) > longest:
        raise InvalidInput(f"That is {len(tidy)} characters long. Use {longest:,} at most.", field=field)
    personal = find_personal(tidy)
    if personal:
        raise InvalidInput(
            f"It holds {personal}. Take it out: everybody can read it. Name a role instead.", field=field
        )
    return tidy


def _slug(session: Session, title: str, need_id: UUID) -> str:
    base = slugify(title, max_length=80) or "help"
    slug, number = base, 2
    while queries.slug_taken(session, slug, need_id):
        slug, number = f"{base}-{number}", number + 1
    return slug
