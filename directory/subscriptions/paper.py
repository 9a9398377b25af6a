"""Who is not online and asked to be told by letter or text message? What a coordinator wrote down for them.

Name, address and telephone are sealed: the file alone tells them to nobody. What they
agreed to stands in the same ledger as everybody's, under the random id of the reader.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.consents.service import WORDINGS
from directory.errors import InvalidInput, NotFound
from directory.jobs.service import audit
from directory.subscriptions import queries
from directory.subscriptions.ledger import (
    SubscriptionRead,
    check_terms,
    end_all,
    subscribe,
    subscriptions_of,
    unsubscribe,
)
from directory.subscriptions.models import PaperReader
from directory.subscriptions.phones import read_phone
from directory.subscriptions.terms import Terms
from directory.subscriptions.words import Way

LONGEST_NAME: Final = 100
LONGEST_ADDRESS: Final = 300


class Agreed(StrEnum):
    """How somebody who is not online agreed; the words that the ledger keeps."""

    BY_TELEPHONE = "by telephone, entered by a coordinator"
    ON_PAPER = "on paper, entered by a coordinator"


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """What a coordinator writes down for somebody."""

    way: Way
    name: str
    address: str = ""
    """As it stands on an envelope, a line each, without the name."""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PaperRead:
    """Somebody who is told by letter or text message."""

    id: UUID
    way: Way
    name: str
    address: str | None
    phone: str | None
    """In the international form, +44…"""
    district: str
    created_at: datetime
    subscriptions: tuple[SubscriptionRead, ...]

    @property
    def large_print(self) -> bool:
        """Whether they asked for letters in large print."""
        return any(each.terms.large_print for each in self.subscriptions)


def add_reader(
    session: Session,
    draft: PaperDraft,
    *,
    district: str,
    purposes: Collection[str],
    terms: Terms,
    agreed: Agreed,
    by: UUID,
) -> UUID:
    """Write somebody down, and what they agreed to when it was read out or lay before them."""
    if not purposes:
        raise InvalidInput("Tick at least one kind of news that they agreed to.", field="purposes")
    said = _checked(draft)
    _check_print(said.way, large=terms.large_print)
    reader = PaperReader(
        id=uuid4(), way=said.way.value, name="", district=district, created_at=clock.now(), created_by=by
    )
    _write_into(reader, said)
    session.add(reader)
    session.flush()
    _agree(session, reader.id, purposes, terms.model_copy(update={"way": said.way}), agreed)
    _note(session, "add paper reader", reader.id, by)
    return reader.id


def change_reader(session: Session, reader_id: UUID, draft: PaperDraft, *, by: UUID) -> None:
    """Write another name, address or telephone down, or tell them in the other way from now on."""
    reader, said = _find(session, reader_id), _checked(draft)
    changed, reader.way = said.way.value != reader.way, said.way.value
    _write_into(reader, said)
    session.flush()
    if changed:
        for held in subscriptions_of(session, reader_id):
            terms = held.terms.model_copy(update={"way": said.way})
            subscribe(session, reader_id, held.purpose, terms, how=Agreed.BY_TELEPHONE.value)
    _note(session, "change paper reader", reader_id, by)


def set_large_print(session: Session, reader_id: UUID, *, large: bool, by: UUID) -> None:
    """Write to somebody in large print from now on, or no longer."""
    reader = _find(session, reader_id)
    _check_print(Way(reader.way), large=large)
    for held in subscriptions_of(session, reader_id):
        terms = held.terms.model_copy(update={"large_print": large})
        _agree(session, reader_id, (held.purpose,), terms, Agreed.BY_TELEPHONE)
    _note(session, "change paper reader", reader_id, by)


def choose_for_reader(
    session: Session, reader_id: UUID, *, purposes: Collection[str], terms: Terms, agreed: Agreed, by: UUID
) -> None:
    """Write down what somebody agrees to now; what is not named ends, and with nothing named all does."""
    reader = _find(session, reader_id)
    if not purposes:
        end_reader(session, reader_id, agreed=agreed, by=by)
        return
    for held in subscriptions_of(session, reader_id):
        if held.purpose not in purposes:
            unsubscribe(session, reader_id, held.purpose, how=agreed.value)
    _agree(session, reader_id, purposes, terms.model_copy(update={"way": Way(reader.way)}), agreed)
    _note(session, "change paper reader", reader_id, by)


def _agree(
    session: Session, reader_id: UUID, purposes: Collection[str], terms: Terms, agreed: Agreed
) -> None:
    held = {each.purpose: each.terms for each in subscriptions_of(session, reader_id)}
    for purpose in WORDINGS:
        if purpose in purposes and held.get(purpose) != terms:
            check_terms(purpose, terms, "")
            subscribe(session, reader_id, purpose, terms, how=agreed.value)


def end_reader(session: Session, reader_id: UUID, *, agreed: Agreed, by: UUID) -> None:
    """Write to somebody no more, and forget at once who and where they are; what was said stays."""
    reader = _find(session, reader_id)
    end_all(session, reader_id, how=agreed.value)
    reader.name, reader.address, reader.phone, reader.created_by = "", None, None, None
    reader.ended_at = clock.now()
    session.flush()
    _note(session, "end paper reader", reader_id, by)


def read_reader(session: Session, reader_id: UUID) -> PaperRead:
    """Tell of somebody who has not been ended."""
    return _read(session, _find(session, reader_id))


def list_readers(
    session: Session,
    *,
    districts: Collection[str] | None = None,
    ids: Collection[UUID] | None = None,
) -> tuple[PaperRead, ...]:
    """List who is told on paper, by name: of some districts only, or certain ones, where told."""
    found = [_read(session, row) for row in queries.list_paper(session, districts, ids)]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), str(each.id))))


def _find(session: Session, reader_id: UUID) -> PaperReader:
    found = session.get(PaperReader, reader_id)
    if found is None or found.ended_at is not None:
        raise NotFound("There is nobody with that number any more. They may have been ended.")
    return found


def _checked(draft: PaperDraft) -> PaperDraft:
    """Give what was typed in the form in which it is kept, or say what is missing."""
    name = " ".join(draft.name.split())
    lines = [" ".join(line.split()) for line in draft.address.splitlines()]
    address = "\n".join(line for line in lines if line)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(f"Enter a name of at most {LONGEST_NAME} letters.", field="name")
    if draft.way is Way.EMAIL:
        raise InvalidInput("Choose by letter or by text message.", field="way")
    if draft.way is Way.POST and (not address or len(address) > LONGEST_ADDRESS):
        raise InvalidInput("Enter the address as it stands on an envelope.", field="address")
    phone = read_phone(draft.phone, mobile=draft.way is Way.SMS) if draft.phone.strip() else ""
    if draft.way is Way.SMS and not phone:
        raise InvalidInput("Enter a mobile number, like 07700 900123.", field="phone")
    return PaperDraft(draft.way, name, address, phone)


def _check_print(way: Way, *, large: bool) -> None:
    if large and way is not Way.POST:
        raise InvalidInput("Only letters come in large print. Choose by letter, or untick it.", field="large")


def _write_into(reader: PaperReader, said: PaperDraft) -> None:
    reader.name, reader.address, reader.phone = said.name, said.address or None, said.phone or None


def _read(session: Session, row: PaperReader) -> PaperRead:
    return PaperRead(
        id=row.id,
        way=Way(row.way),
        name=row.name,
        address=row.address,
        phone=row.phone,
        district=row.district,
        created_at=row.created_at,
        subscriptions=subscriptions_of(session, row.id),
    )


def _note(session: Session, action: str, reader_id: UUID, by: UUID) -> None:
    audit(
        session,
        actor_id=by,
        actor_role="account",
        action=action,
        subject="paper_reader",
        subject_id=reader_id,
    )
