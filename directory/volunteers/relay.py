"""How do a volunteer and a group ask and answer without either seeing the other's address?

About one need, between two, in short notes that stand sealed on a page; a message only says that one is
there. The addresses a mail program may answer to are random, made of nothing: they cannot be reversed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid4

from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session

from directory import clock
from directory.accounts.often import count_ask
from directory.errors import Conflict, Gone, NotFound
from directory.jobs.schemas import JobRead, Stores
from directory.keys import signing_key
from directory.needs.reading import read_by_id
from directory.needs.schemas import NeedRead
from directory.needs.words import NeedState
from directory.settings import Settings
from directory.store import reading_scope, session_scope
from directory.volunteers import placement_queries as placed
from directory.volunteers import queries as volunteers
from directory.volunteers import relay_letters as letters
from directory.volunteers import relay_queries as queries
from directory.volunteers.answering import note_word, open_thread, wake_answered
from directory.volunteers.models import Invitation, Placement, RelayNote, RelayThread
from directory.volunteers.placement_links import find_invitation, find_placement
from directory.volunteers.placement_mail import dedupe_of, write_group, write_volunteer
from directory.volunteers.relay_words import checked, without_contact
from directory.volunteers.words import Shared

Side = Literal["volunteer", "group"]
PER_HOUR: Final = 10
MOST_NOTES: Final = 40
SOMEBODY: Final = "Somebody you asked"
WHO_COMES: Final = "Somebody who took a place"
ENDED: Final = "This has ended, so nothing more is passed on."
OVER: Final = "That is over, so nothing more is passed on."
_SALT: Final = "relay link"
_INVITED: Final = frozenset({"sent", "waiting", "accepted"})


@dataclass(frozen=True, slots=True)
class NoteRead:
    """One note."""

    side: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RelayRead:
    """What a volunteer sees of what they and the group wrote; `thread_id` is None before the first note."""

    thread_id: UUID | None
    need: NeedRead
    notes: tuple[NoteRead, ...]
    accepted: bool
    """The group sees how to reach them anyway."""
    why_not: str
    """Why nothing more can be written; empty where it can."""
    ended: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A note was passed on."""

    thread_id: UUID
    taken_out: bool
    """An address or a number was taken out of it."""


def relay_token(settings: Settings, thread_id: UUID) -> str:
    """Make the secret of the link under which a volunteer reads and answers."""
    return str(URLSafeSerializer(signing_key(settings), salt=_SALT).dumps(thread_id.hex))


def thread_of_token(settings: Settings, token: str) -> UUID:
    """Read of which conversation a link is."""
    try:
        return UUID(str(URLSafeSerializer(signing_key(settings), salt=_SALT).loads(token[:200])))
    except (BadSignature, ValueError):
        raise NotFound("That link is not whole. Copy all of it from the message.") from None


def read_by_token(stores: Stores, token: str) -> RelayRead:
    """Tell a volunteer what was written so far."""
    thread_id = thread_of_token(stores.settings, token)
    with reading_scope(stores.people) as people:
        row = _thread(people, thread_id)
    return _read(stores, row.need_id, row.volunteer_id)


def read_by_invitation(stores: Stores, token: str) -> RelayRead:
    """Tell somebody who was asked what they and the group wrote."""
    with reading_scope(stores.people) as people:
        row = find_invitation(people, token)
    return _read(stores, row.need_id, row.volunteer_id, "" if _is_asked(row) else OVER)


def read_by_placement(stores: Stores, token: str) -> RelayRead:
    """Tell somebody who has a place what they and the group wrote."""
    with reading_scope(stores.people) as people:
        row = find_placement(people, token)
    return _read(stores, row.need_id, row.volunteer_id, "" if row.ended_at is None else OVER)


def _is_asked(row: Invitation) -> bool:
    return row.state in _INVITED and (row.state != "sent" or row.expires_at > clock.now())


def _read(stores: Stores, need_id: UUID, volunteer_id: UUID, why_not: str = "") -> RelayRead:
    need = _need(stores, need_id)
    with reading_scope(stores.people) as people:
        row = placed.thread_of(people, need_id, volunteer_id)
        ended = row is not None and row.ended_at is not None
        return RelayRead(
            None if row is None else row.id,
            need,
            () if row is None else read_notes(people, row.id),
            is_accepted(people, need.listing_id, volunteer_id),
            ENDED if ended else why_not or (OVER if is_over(need) else ""),
            ended,
        )


def read_notes(people: Session, thread_id: UUID) -> tuple[NoteRead, ...]:
    """Open the notes of a conversation, the oldest first."""
    return tuple(NoteRead(each.side, each.body, each.at) for each in queries.notes_of(people, thread_id))


def is_accepted(people: Session, listing_id: UUID, volunteer_id: UUID) -> bool:
    """Whether the group sees how to reach them, because they let it."""
    contact = (Shared.CONTACT.value,)
    return bool(volunteers.live_grants(people, volunteer_id, listing_id=listing_id, what=contact))


def is_over(need: NeedRead) -> bool:
    """Whether nothing is left to ask about."""
    return need.state is NeedState.CLOSED or need.open_until < clock.local_now().date()


def ask_by_invitation(stores: Stores, token: str, typed: str, *, network: str) -> Said:
    """Pass a question on from somebody who was asked."""
    return _ask(stores, lambda people: find_invitation(people, token), typed, network)


def ask_by_placement(stores: Stores, token: str, typed: str, *, network: str) -> Said:
    """Pass a question on from somebody who has a place."""
    return _ask(stores, lambda people: find_placement(people, token), typed, network)


def _ask(stores: Stores, find: Callable[[Session], Invitation | Placement], typed: str, network: str) -> Said:
    said = checked(typed)
    with reading_scope(stores.people) as people:
        need_id = find(people).need_id
    need = _need(stores, need_id)
    with session_scope(stores.people) as people:
        row = find(people)
        held = row.ended_at is None if isinstance(row, Placement) else _is_asked(row)
        if not held:
            raise Gone(OVER)
        before = placed.thread_of(people, need_id, row.volunteer_id)
        if before is not None and before.ended_at is not None:
            raise Conflict(ENDED)
        thread = people.get_one(RelayThread, open_thread(people, need, row.volunteer_id))
        return _pass_on(people, stores.settings, thread, need, "volunteer", said, network)


def say(stores: Stores, thread_id: UUID, side: Side, typed: str, *, network: str) -> Said:
    """Pass a note on in a conversation that has begun."""
    said = checked(typed)
    with reading_scope(stores.people) as people:
        need_id = _thread(people, thread_id).need_id
    need = _need(stores, need_id)
    with session_scope(stores.people) as people:
        thread = _thread(people, thread_id)
        if thread.ended_at is not None:
            raise Conflict(ENDED)
        passed = _pass_on(people, stores.settings, thread, need, side, said, network)
        if side == "group":
            note_word(people, need_id, thread.volunteer_id)
        elif thread.first_from_volunteer_at is None:
            thread.first_from_volunteer_at = clock.now()
    if side == "group":
        wake_answered(stores, need_id)
    return passed


def _pass_on(
    people: Session,
    settings: Settings,
    thread: RelayThread,
    need: NeedRead,
    side: Side,
    said: str,
    network: str,
) -> Said:
    if is_over(need):
        raise Gone(OVER)
    if queries.count_notes(people, thread.id) >= MOST_NOTES:
        raise Conflict("You have written a good deal to each other. Ring or meet to settle the rest.")
    count_ask(people, settings, "relay", email=f"{thread.id}:{side}", network=network, per_address=PER_HOUR)
    accepted = is_accepted(people, need.listing_id, thread.volunteer_id)
    body, taken_out = (said, False) if accepted else without_contact(said)
    note = RelayNote(id=uuid4(), thread_id=thread.id, side=side, body=body, at=clock.now())
    people.add(note)
    people.flush()
    about = f"relay:{note.id}"
    if side == "volunteer":
        _tell_group(people, settings, thread, need, about, accepted=accepted)
    else:
        page = f"{settings.base_url}/relay/{relay_token(settings, thread.id)}"
        answer_to = address_of(settings, thread.group_alias)
        letter = letters.to_volunteer(need.title, need.listing_name, page, by_mail=answer_to is not None)
        write_volunteer(people, settings, thread.volunteer_id, letter, about=about, reply_to=answer_to)
    return Said(thread.id, taken_out)


def _tell_group(
    people: Session, settings: Settings, thread: RelayThread, need: NeedRead, about: str, *, accepted: bool
) -> None:
    desk = f"{settings.base_url}/desk/needs/{need.id}/questions"
    answer_to = address_of(settings, thread.volunteer_alias)
    who = WHO_COMES if accepted else SOMEBODY
    letter = letters.to_group(need.title, who, desk, by_mail=answer_to is not None, accepted=accepted)
    named = dedupe_of(thread.volunteer_id, about)
    write_group(people, settings, need, letter, about=named, reply_to=answer_to)


def address_of(settings: Settings, alias: str) -> str | None:
    """Give the address that passes on what is sent to it; None where no mail is received."""
    return f"r-{alias}@{settings.relay_domain}" if settings.relay_domain else None


def end(stores: Stores, thread_id: UUID, side: Side) -> None:
    """End it, from either side; nothing more is passed on."""
    with session_scope(stores.people) as people:
        row = _thread(people, thread_id)
        need_id = row.need_id
        if row.ended_at is None:
            row.ended_at = clock.now()
            if side == "group":
                note_word(people, need_id, row.volunteer_id)
            elif row.first_from_group_at is None and not queries.waits_otherwise(
                people, need_id, row.volunteer_id
            ):
                row.first_from_volunteer_at = None  # nobody waits for an answer any more
    wake_answered(stores, need_id)


def end_over(stores: Stores, _job: JobRead | None = None) -> None:
    """End what is about a need that is over; the notes are forgotten a month later."""
    with reading_scope(stores.people) as people:
        ids = queries.needs_with_threads(people)
    over = [each for each in ids if _is_gone(stores, each)]
    with session_scope(stores.people) as people:
        for need_id in over:
            for row in queries.threads_of_need(people, need_id):
                row.ended_at = row.ended_at or clock.now()


def _is_gone(stores: Stores, need_id: UUID) -> bool:
    try:
        return is_over(_need(stores, need_id))
    except NotFound:
        return True


def _need(stores: Stores, need_id: UUID) -> NeedRead:
    with reading_scope(stores.directory) as directory:
        return read_by_id(directory, need_id)


def _thread(people: Session, thread_id: UUID) -> RelayThread:
    row = people.get(RelayThread, thread_id)
    if row is None:
        raise NotFound("There is nothing under this link any more. What is long over is forgotten.")
    return row
