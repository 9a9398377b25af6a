"""Somebody asks for a room: how does the question reach the venue, and the answer who asked?

The question stands in the people store, the room's times in the directory store. Each step commits in one of
them and notes a job for what follows in the other; what decides whether a room can be kept is the directory
store alone.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.accounts.addresses import read_email
from directory.accounts.often import count_ask
from directory.accounts.seal import keyed_hash, seal
from directory.accounts.service import owners_of
from directory.changes.schemas import Actor
from directory.errors import Conflict, Gone, InvalidInput, NotFound, TooMany
from directory.hire import letters, queries
from directory.hire.models import HireEnquiry
from directory.hire.schemas import EnquiryDraft, EnquiryRead, EnquiryState, Reply
from directory.jobs.schemas import Stores
from directory.jobs.service import audit, enqueue
from directory.keys import token_hash
from directory.messages.service import queue_message
from directory.sealing import address_kept_as
from directory.settings import Settings
from directory.store import patiently, reading_scope, session_scope
from directory.venues.bookings import Span, booking_of, cancel, hold
from directory.venues.reading import all_rooms, mailbox_of
from directory.venues.schemas import RoomRead
from directory.venues.words import Facility, Hirer

MOST_OPEN: Final = 6
"""Questions of one address that nobody has answered yet."""
WORKS_FOR: Final = timedelta(days=7)
LONGEST_TEXT: Final = 1000
LONGEST_LINE: Final = 120
NOBODY: Final = "This room is an example: nobody can be asked."
ANSWERED: Final = "hire_answered"
TAKEN_BACK: Final = "hire_taken_back"
HASHED_FOR: Final = "hire enquiry"


def ask(stores: Stores, draft: EnquiryDraft, *, network: str) -> None:
    """Keep the question and write to who asked; the venue hears of it when they press the button."""
    said = _checked(draft)
    with reading_scope(stores.directory) as directory:
        room = room_of(directory, said.room_id)
    if room.example:
        raise InvalidInput(NOBODY, field="room")
    patiently(lambda: _keep(stores, said, room, network))


def _keep(stores: Stores, said: EnquiryDraft, room: RoomRead, network: str) -> None:
    settings, identifier = stores.settings, uuid4()
    with session_scope(stores.people) as session:
        count_ask(session, settings, HASHED_FOR, email=said.email, network=network, per_address=MOST_OPEN)
        if queries.count_open(session, said.email) >= MOST_OPEN:
            raise TooMany(
                f"{MOST_OPEN} of your questions wait for an answer. "
                "Take one back, or wait until a venue answers."
            )
        session.add(
            HireEnquiry(
                id=identifier,
                room_id=room.id,
                listing_id=room.listing_id,
                group_id=said.group_id,
                group_name=said.group_name,
                name=said.name,
                email=said.email,
                email_hash=address_kept_as(session, said.email),
                phone=said.phone,
                purpose=said.purpose,
                people=said.people,
                hirer=said.hirer.value,
                asked={"spans": [[_text(span.starts_at), _text(span.ends_at)] for span in said.spans]},
                needs=[each.value for each in said.needs],
                pence_told=said.pence_told,
                token_hash=token_hash(token_of(settings, identifier)),
                answer_hash=token_hash(_answer_token(settings, identifier)),
                created_at=clock.now(),
            )
        )
        letter = letters.to_confirm(room, said.spans, link_of(settings, identifier))
        _write(session, settings, said.email, letter, dedupe=None)


def read_by_token(stores: Stores, token: str) -> EnquiryRead:
    """Give a question to who asked it."""
    with reading_scope(stores.people) as session:
        return _read(_by_token(session, token))


def read_by_answer(stores: Stores, token: str) -> EnquiryRead:
    """Give a question to the venue, by the link it was sent."""
    with reading_scope(stores.people) as session:
        row = queries.find_by_answer(session, token_hash(token))
        if row is None or row.confirmed_at is None:
            raise NotFound(_NO_LINK)
        return _read(row)


def read_for_venue(stores: Stores, enquiry_id: UUID) -> EnquiryRead:
    """Give a question that was sent, for whoever the desk has found to be in charge of the venue."""
    with reading_scope(stores.people) as session:
        row = queries.find(session, enquiry_id)
        if row is None or row.confirmed_at is None:
            raise NotFound("There is no such question.")
        return _read(row)


def enquiries_for(
    stores: Stores, listing_ids: Collection[UUID] | None, *, most: int = 200
) -> tuple[EnquiryRead, ...]:
    """List what was sent to venues, the newest first; to all where none are named."""
    with reading_scope(stores.people) as session:
        return tuple(_read(row) for row in queries.list_of_listings(session, listing_ids, most=most))


def listings_asked(stores: Stores) -> set[UUID]:
    """Name the venues that were ever asked: who may answer for which is looked at before anything is read."""
    with reading_scope(stores.people) as session:
        return queries.asked_listings(session)


def send(stores: Stores, token: str) -> EnquiryRead:
    """Send the question to the venue, now that who asked has pressed the button; twice is once."""
    return patiently(lambda: _send(stores, token))


def _send(stores: Stores, token: str) -> EnquiryRead:
    settings, now = stores.settings, clock.now()
    with reading_scope(stores.people) as people:
        room_id = _by_token(people, token).room_id
    with reading_scope(stores.directory) as directory:
        room = room_of(directory, room_id)
        mailbox = mailbox_of(directory, room.listing_id)
    with session_scope(stores.people) as session:
        row = _by_token(session, token)
        if row.state != EnquiryState.CONFIRMING:
            return _read(row)
        if now - row.created_at > WORKS_FOR:
            raise Gone("This link has run out. Ask again on the page of the room: it takes a minute.")
        if _read(row).spans[0].starts_at <= now:
            raise Gone("The first of these times is over. Ask again on the page of the room.")
        row.state, row.confirmed_at = EnquiryState.SENT.value, now
        session.flush()
        enquiry = _read(row)
        owners = owners_of(session, row.listing_id)
        desk = letters.to_venue(enquiry, room, f"{settings.base_url}/desk/hire/{row.id}")
        for owner in owners:
            _write(
                session, settings, owner.email, desk, dedupe=f"hire:{row.id}:{owner.id}", account_id=owner.id
            )
        if mailbox is not None and mailbox not in {owner.email for owner in owners}:
            mailed = letters.to_venue(
                enquiry, room, f"{settings.base_url}/hire/answer/{_answer_token(settings, row.id)}"
            )
            _write(session, settings, mailbox, mailed, dedupe=f"hire:{row.id}:mailbox")
        return enquiry


def reaches_somebody(stores: Stores, listing_id: UUID) -> bool:
    """Whether anybody at the venue would get a question."""
    with reading_scope(stores.directory) as directory:
        if mailbox_of(directory, listing_id) is not None:
            return True
    with reading_scope(stores.people) as people:
        return bool(owners_of(people, listing_id))


def withdraw(stores: Stores, token: str) -> EnquiryRead:
    """Take the question back; what was kept is given back by a job, and the venue is told."""
    return patiently(lambda: _withdraw(stores, token))


def _withdraw(stores: Stores, token: str) -> EnquiryRead:
    with session_scope(stores.people) as session:
        row = _by_token(session, token)
        if row.state == EnquiryState.CONFIRMING:
            row.state = EnquiryState.WITHDRAWN.value
        elif EnquiryState(row.state).waits:
            row.state = EnquiryState.WITHDRAWN.value
            enqueue(session, TAKEN_BACK, {"enquiry_id": str(row.id)}, dedupe=f"{TAKEN_BACK}:{row.id}")
        session.flush()
        return _read(row)


def answer(stores: Stores, enquiry: EnquiryRead, reply: Reply, words: str, *, actor: Actor | None) -> UUID:
    """Let the venue answer: the room is kept, firm or for now, or not at all.

    Gives the job that writes to who asked. RoomTaken where somebody else has it at one of the times; then
    nothing has changed and nobody is written to. `actor` is None where the venue answers by the link it got.
    """
    if not enquiry.state.waits:
        raise Conflict(
            f"This question is settled: {enquiry.state.label.lower()}. Nothing can be answered any more."
        )
    said = words.strip()
    if len(said) > LONGEST_TEXT:
        raise InvalidInput(f"Write at most {LONGEST_TEXT} characters.", field="words")
    return patiently(lambda: _answer(stores, enquiry, reply, said, actor))


def _answer(stores: Stores, enquiry: EnquiryRead, reply: Reply, said: str, actor: Actor | None) -> UUID:
    with session_scope(stores.directory) as session:
        if reply is Reply.DECLINED:
            held = booking_of(session, enquiry.id)
            if held is not None:
                cancel(session, held.id)
        else:
            hold(session, enquiry.room_id, enquiry.spans, enquiry_id=enquiry.id, state=reply.value)
        audit(
            session,
            actor_id=actor.account_id if actor else None,
            actor_role=actor.role if actor else "venue by mail",
            action=f"hire_{reply.value}",
            subject="room",
            subject_id=enquiry.room_id,
        )
        payload = {
            "enquiry_id": str(enquiry.id),
            "reply": reply.value,
            "words": seal(stores.settings, ANSWERED, said),
            "by": str(actor.account_id) if actor and actor.account_id else None,
        }
        return enqueue(session, ANSWERED, payload)


def _by_token(session: Session, token: str) -> HireEnquiry:
    row = queries.find_by_token(session, token_hash(token))
    if row is None:
        raise NotFound(_NO_LINK)
    return row


_NO_LINK: Final = "That link is not whole, or what was asked is forgotten. Copy all of it from the message."


def faults_of(group_name: str, name: str, purpose: str, email: str) -> Iterator[InvalidInput]:
    """Find what is wrong in what was typed of who asks and what for, each at its field."""
    for value, asked_for, field in (
        (group_name, "Enter the name of your group, or your own.", "group_name"),
        (name, "Enter your name.", "name"),
        (purpose, "Say in a few words what the room is for.", "purpose"),
    ):
        longest = LONGEST_TEXT if field == "purpose" else LONGEST_LINE
        if not value.strip():
            yield InvalidInput(asked_for, field=field)
        elif len(value.strip()) > longest:
            yield InvalidInput(f"Write at most {longest} characters.", field=field)
    try:
        read_email(email)
    except InvalidInput as fault:
        yield fault


def _checked(draft: EnquiryDraft) -> EnquiryDraft:
    group, name, purpose = draft.group_name.strip(), draft.name.strip(), draft.purpose.strip()
    for fault in faults_of(group, name, purpose, draft.email):
        raise fault
    if not 1 <= draft.people <= 5000:  # noqa: PLR2004 - no hall holds more
        raise InvalidInput("Enter how many people come, between 1 and 5,000.", field="people")
    if not draft.spans:
        raise InvalidInput("Say when you would like the room.", field="starts")
    if draft.spans[0].starts_at <= clock.now():
        raise InvalidInput("The first time must be ahead.", field="starts")
    phone = (draft.phone or "").strip()[:LONGEST_LINE] or None
    return replace(
        draft, group_name=group, name=name, purpose=purpose, email=read_email(draft.email), phone=phone
    )


def _read(row: HireEnquiry) -> EnquiryRead:
    spans = row.asked["spans"]
    assert isinstance(spans, list)  # noqa: S101 - as `ask` wrote it
    return EnquiryRead(
        id=row.id,
        room_id=row.room_id,
        listing_id=row.listing_id,
        group_name=row.group_name,
        name=row.name,
        email=row.email,
        phone=row.phone,
        purpose=row.purpose,
        people=row.people,
        hirer=Hirer(row.hirer),
        spans=tuple(Span(_instant(starts), _instant(ends)) for starts, ends in spans),
        needs=tuple(Facility(word) for word in row.needs),
        pence_told=row.pence_told,
        state=EnquiryState(row.state),
        reply=row.reply,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        answered_at=row.answered_at,
    )


def read_row(row: HireEnquiry) -> EnquiryRead:
    """Read a row, for the jobs of this noun."""
    return _read(row)


def write_to(
    session: Session, settings: Settings, email: str, letter: letters.Letter, *, dedupe: str
) -> None:
    """Put a letter about an enquiry in the outbox, once for its word."""
    _write(session, settings, email, letter, dedupe=dedupe)


def _write(
    session: Session,
    settings: Settings,
    email: str,
    letter: letters.Letter,
    *,
    dedupe: str | None,
    account_id: UUID | None = None,
) -> None:
    queue_message(
        session,
        settings,
        to_email=email,
        purpose="answer",
        subject=letter.subject,
        body=f"{letter.body}\nHereabouts\n",
        account_id=account_id,
        dedupe=dedupe,
    )


def room_of(session: Session, room_id: UUID) -> RoomRead:
    """Find the room somebody asked for."""
    for room in all_rooms(session):
        if room.id == room_id:
            return room
    raise NotFound("That room is not let any more.")


def token_of(settings: Settings, enquiry_id: UUID) -> str:
    """Give the secret of the link of who asked: made again for each message, never kept."""
    return keyed_hash(settings, "hire link", str(enquiry_id))


def _answer_token(settings: Settings, enquiry_id: UUID) -> str:
    return keyed_hash(settings, "hire answer", str(enquiry_id))


def link_of(settings: Settings, enquiry_id: UUID) -> str:
    """Give the address on which who asked sees their question."""
    return f"{settings.base_url}/hire/{token_of(settings, enquiry_id)}"


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _instant(text: object) -> datetime:
    return datetime.fromisoformat(str(text))
