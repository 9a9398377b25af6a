"""Which fairs are ahead, and how does a group get a stall? The table itself gives each number once."""

from datetime import UTC
from typing import Final
from uuid import UUID, uuid4

from slugify import slugify
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import Conflict, InvalidInput, NotFound
from directory.fairs import queries
from directory.fairs.models import Fair, Stall
from directory.fairs.schemas import FairDraft, FairRead, StallRead
from directory.fairs.words import FairKind
from directory.jobs.service import audit
from directory.store import mark_changed
from directory.words import ALL_DISTRICTS

LONGEST_TITLE: Final = 120
LONGEST_SUMMARY: Final = 1000
LONGEST_LINE: Final = 160
MOST_STALLS: Final = 500


def fairs_ahead(session: Session, *, drafts: bool = False) -> tuple[FairRead, ...]:
    """List what is ahead or goes on, the next first."""
    states = ("open", "cancelled", "draft") if drafts else ("open",)
    return tuple(_read(session, row) for row in queries.list_after(session, clock.now(), states=states))


def read_fair(session: Session, slug: str) -> FairRead:
    """Read one, whatever its state."""
    return _read(session, _row(session, slug))


def write_fair(session: Session, draft: FairDraft, *, actor: Actor, slug: str | None = None) -> str:
    """Write down a new fair as a draft, or change one; give its address."""
    said = _checked(session, draft)
    now = clock.now()
    row = _row(session, slug) if slug else None
    if row is None:
        row = Fair(
            id=uuid4(),
            slug=_free(session, f"{said.title} {said.starts_at:%Y-%m-%d}"),
            state="draft",
            created_at=now,
            kind=said.kind.value,
            title="",
            summary="",
            district="",
            starts_at=now,
            ends_at=now,
            stalls=0,
            contact_role="",
            updated_at=now,
        )
    highest = max((stall.number for stall in queries.stalls_of(session, row.id)), default=0)
    if said.stalls < highest:
        raise InvalidInput(f"Number {highest} is taken: there must be at least {highest}.", field="stalls")
    row.kind, row.title, row.summary = said.kind.value, said.title, said.summary
    row.district, row.listing_id, row.online_url = said.district, said.listing_id, said.online_url
    row.starts_at, row.ends_at = said.starts_at.astimezone(UTC), said.ends_at.astimezone(UTC)
    row.stalls, row.contact_role, row.updated_at = said.stalls, said.contact_role, now
    session.add(row)
    _note(session, actor, "write_fair", row.id)
    return row.slug


def set_state(session: Session, slug: str, state: str, *, actor: Actor) -> None:
    """Open a fair to readers and groups, or cancel it."""
    if state not in {"open", "cancelled"}:
        raise InvalidInput("Choose to open it or to cancel it.", field="do")
    row = _row(session, slug)
    row.state, row.updated_at = state, clock.now()
    _note(session, actor, f"{state}_fair", row.id)


def take_stall(session: Session, slug: str, listing_id: UUID, says: str, *, actor: Actor) -> int:
    """Give a group the lowest number that is free; said again, the words change and the number stays."""
    row, line = _row(session, slug), says.strip()
    if len(line) > LONGEST_LINE:
        raise InvalidInput(f"Write at most {LONGEST_LINE} characters.", field="says")
    if row.state != "open" or row.ends_at <= clock.now():
        raise Conflict("It is not open to groups any more.")
    if queries.shown(session, listing_id) is None:
        raise NotFound("That group is not in the directory.")
    held = {stall.listing_id: stall for stall in queries.stalls_of(session, row.id)}
    if listing_id in held:
        held[listing_id].says = line
        _note(session, actor, "change_stall", row.id)
        return held[listing_id].number
    taken = {stall.number for stall in held.values()}
    for number in range(1, row.stalls + 1):
        if number in taken:
            continue
        stall = Stall(fair_id=row.id, number=number, listing_id=listing_id, says=line, taken_at=clock.now())
        try:
            with session.begin_nested():
                session.add(stall)
                session.flush()
        except IntegrityError:
            continue  # somebody took it meanwhile: the next one
        _note(session, actor, "take_stall", row.id)
        return number
    raise Conflict(
        f"All {row.stalls} are taken. Ask the {row.contact_role} whether there is room for one more."
    )


def give_back_stall(session: Session, slug: str, listing_id: UUID, *, actor: Actor) -> None:
    """Take a group's stall back; said twice it is the same."""
    row = _row(session, slug)
    for stall in queries.stalls_of(session, row.id):
        if stall.listing_id == listing_id:
            session.delete(stall)
            _note(session, actor, "give_back_stall", row.id)


def _row(session: Session, slug: str) -> Fair:
    row = queries.find(session, slug)
    if row is None:
        raise NotFound("There is no such fair. The address may be mistyped.")
    return row


def _checked(session: Session, draft: FairDraft) -> FairDraft:
    for value, longest, field, wanted in (
        (draft.title, LONGEST_TITLE, "title", "Enter what it is called."),
        (draft.summary, LONGEST_SUMMARY, "summary", "Say in a few sentences what happens there."),
        (draft.contact_role, LONGEST_LINE, "contact_role", "Say who answers questions, by role."),
    ):
        if not value.strip():
            raise InvalidInput(wanted, field=field)
        if len(value) > longest:
            raise InvalidInput(f"Write at most {longest} characters.", field=field)
    if draft.ends_at <= draft.starts_at:
        raise InvalidInput("It must end after it begins.", field="ends")
    if not 0 <= draft.stalls <= MOST_STALLS:
        raise InvalidInput(f"Enter a number from 0 to {MOST_STALLS}.", field="stalls")
    if draft.district not in ALL_DISTRICTS:
        raise InvalidInput("Choose a district.", field="district")
    if draft.online_url and not draft.online_url.startswith(("https://", "http://")):
        raise InvalidInput("A web address begins with https://", field="online_url")
    if draft.listing_id is None and not draft.online_url:
        raise InvalidInput(
            "Say where it is: a place in the directory, a web address, or both.", field="place"
        )
    if draft.listing_id is not None and queries.shown(session, draft.listing_id) is None:
        raise InvalidInput("There is no place at that address in the directory.", field="place")
    return draft


def _free(session: Session, words: str) -> str:
    first = slugify(words, max_length=80) or "fair"
    number, slug = 1, first
    while queries.find(session, slug) is not None:
        number += 1
        slug = f"{first}-{number}"
    return slug


def _read(session: Session, row: Fair) -> FairRead:
    place = queries.shown(session, row.listing_id) if row.listing_id else None
    draft = FairDraft(
        kind=FairKind(row.kind),
        title=row.title,
        summary=row.summary,
        district=row.district,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        stalls=row.stalls,
        contact_role=row.contact_role,
        listing_id=row.listing_id,
        online_url=row.online_url,
    )
    stalls = tuple(
        StallRead(stall.number, stall.listing_id, slug, name, stall.says)
        for stall, slug, name in map(tuple, queries.list_stalls(session, row.id))
    )
    return FairRead(
        row.id,
        row.slug,
        draft,
        row.state,
        place[0] if place else None,
        place[1] if place else None,
        stalls,
        row.example,
    )


def _note(session: Session, actor: Actor, action: str, fair_id: UUID) -> None:
    session.flush()
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=action,
        subject="fair",
        subject_id=fair_id,
    )
    mark_changed(session, "fairs")
