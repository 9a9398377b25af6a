"""What do people ask a group about a need? Who asks stays unknown to it until they say yes."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from directory.accounts.schemas import Grant
from directory.accounts.service import grants_of, owners_of
from directory.errors import NotFound
from directory.needs.schemas import NeedRead
from directory.volunteers import relay_queries as queries
from directory.volunteers.models import RelayThread
from directory.volunteers.relay import ENDED, OVER, NoteRead, is_accepted, is_over, read_notes
from directory.volunteers.schemas import Seen
from directory.volunteers.sharing import visible_to
from directory.words import Role


@dataclass(frozen=True, slots=True)
class Asked:
    """What one volunteer and the group wrote."""

    thread_id: UUID
    seen: Seen
    """What they let the group see: nothing, until they say yes."""
    accepted: bool
    notes: tuple[NoteRead, ...]
    why_not: str


@dataclass(frozen=True, slots=True)
class AskedOfGroup:
    """All that people asked about a need; `others_read` of them are only for who runs the listing."""

    asked: tuple[Asked, ...]
    others_read: int


def read_asked(people: Session, need: NeedRead, *, account_id: UUID) -> AskedOfGroup:
    """Read what people asked; what names somebody only as granted, and that is written down."""
    rows = [row for row in queries.threads_of_need(people, need.id) if queries.count_notes(people, row.id)]
    if not may_read(people, need, account_id):
        return AskedOfGroup((), len(rows))
    over = OVER if is_over(need) else ""
    asked = tuple(
        Asked(
            row.id,
            visible_to(people, row.volunteer_id, need.listing_id, account_id=account_id)
            if runs(people, need, account_id)
            else Seen(row.volunteer_id),
            is_accepted(people, need.listing_id, row.volunteer_id),
            read_notes(people, row.id),
            ENDED if row.ended_at is not None else over,
        )
        for row in rows
    )
    return AskedOfGroup(asked, 0)


def may_read(people: Session, need: NeedRead, account_id: UUID) -> bool:
    """Whether this account reads what people wrote: it runs the listing, or nobody does."""
    return runs(people, need, account_id) or not owners_of(people, need.listing_id)


def runs(people: Session, need: NeedRead, account_id: UUID) -> bool:
    """Whether an account runs the listing of a need."""
    return Grant(Role.OWNER, str(need.listing_id)) in grants_of(people, account_id)


def find_asked(people: Session, need: NeedRead, thread_id: UUID) -> RelayThread:
    """Find what one volunteer asked about a need."""
    row = people.get(RelayThread, thread_id)
    if row is None or row.need_id != need.id:
        raise NotFound("There is no such question any more. It may have been taken back.")
    return row
