"""How is a listing changed? The one way in: every change is a version, audited, and in the index at once.

Each function flushes; whoever calls it commits. Each is known by its `change_id`: the same again changes
nothing and gives the version that was made then.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.changes.applying import Change, apply, listing_or_raise, out_of_time
from directory.changes.document import read_record
from directory.changes.history import (
    current_number,
    find_made,
    record_at,
    record_of,
    versions,
    versions_after,
)
from directory.changes.joining import join
from directory.changes.labels import label_of
from directory.changes.merges import merge_listings, undo_merge
from directory.changes.sayings import SOURCE_ROLES, keep_said, said_by_people
from directory.changes.schemas import CLOCK, Actor, VersionRead
from directory.errors import Conflict, InvalidInput
from directory.listings.models import Listing
from directory.listings.record import ListingRecord
from directory.words import Departure, Status

__all__ = [
    "archive",
    "change_listing",
    "close_for_now",
    "confirm_listing",
    "create_listing",
    "current_number",
    "depart_unconfirmed",
    "mark_unconfirmed",
    "merge_listings",
    "refresh_visibility",
    "reopen",
    "restore",
    "set_owned",
    "undo_merge",
    "versions",
]
_BACK: Final[Mapping[str, object]] = {"departure": None, "goes_to": None, "gone_reason": None}
_MERGED: Final = frozenset({Departure.MERGED.value})
_TAKEN_DOWN: Final = _MERGED | {Departure.ARCHIVED.value}
_GONE: Final = _TAKEN_DOWN | {Departure.UNCONFIRMED.value}
_ROLES_IN_WORDS: Final[Mapping[str, str]] = {
    "owner": "whoever runs it",
    "public": "whoever runs it",
    "parish_clerk": "the parish clerk",
    "partner_editor": "an editor of a partner",
    "coordinator": "a coordinator",
    "administrator": "an administrator",
    "command": "an administrator",
}


def create_listing(
    session: Session,
    folder: Path,
    record: ListingRecord,
    *,
    actor: Actor,
    source: str,
    change_id: UUID,
    note: str | None = None,
    owned: bool = False,
) -> VersionRead:
    """Add a listing; its first version is what it began with."""
    made = find_made(session, change_id, record.id, source)
    if made is not None:
        return made
    if session.get(Listing, record.id) is not None:
        raise Conflict("There is a listing with that id already. Change it instead.", field="id")
    change = Change(actor, source, change_id, "listing added", note)
    return apply(session, folder, record.id, change, record=record, standing={"owned": owned})


def change_listing(
    session: Session,
    folder: Path,
    listing_id: UUID,
    record: ListingRecord,
    *,
    actor: Actor,
    source: str,
    change_id: UUID,
    base_version: int | None = None,
    note: str | None = None,
) -> VersionRead:
    """Write what somebody says of a listing now.

    With `base_version` only what differs from that version counts as said: what others changed since stays,
    and what both changed, each otherwise, is a `Conflict`. A source never overwrites what people said.
    Where nothing differs nothing is written, and the present version is returned.
    """
    made = find_made(session, change_id, listing_id, source)
    if made is not None:
        return made
    if record.id != listing_id:
        raise InvalidInput("The record is of another listing. Give it the id of this one.", field="id")
    listing_or_raise(session, listing_id)
    if actor.role in SOURCE_ROLES:
        people = said_by_people(session, [listing_id]).get(listing_id, frozenset())
        record = keep_said(read_record(session, listing_id), record, people)
    if base_version is not None:
        record = _joined(session, listing_id, record, base_version, actor)
    change = Change(actor, source, change_id, "listing changed", note, refuses=_MERGED)
    return apply(session, folder, listing_id, change, record=record)


def _joined(
    session: Session, listing_id: UUID, mine: ListingRecord, base_version: int, actor: Actor
) -> ListingRecord:
    current = read_record(session, listing_id)
    base = record_at(session, listing_id, base_version)
    joined = join(base, mine, current)
    if not joined.clashes:
        return joined.record
    since = versions_after(session, listing_id, base_version)
    own = actor.account_id is not None and all(each.actor.account_id == actor.account_id for each in since)
    if own:
        return join(base, mine, current, mine_wins=True).record
    label = label_of(joined.clashes[0], several=len(current.sites) > 1)
    raise Conflict(
        f"Somebody else changed “{label}” meanwhile. Look at the listing as it is now, and change it again.",
        field=joined.clashes[0],
    )


def confirm_listing(
    session: Session, listing_id: UUID, *, actor: Actor, on: date, change_id: UUID
) -> VersionRead:
    """Note that somebody who knows says a listing is right; one that left unconfirmed comes back."""
    standing = {
        "assured_date": on,
        "assured_by": _ROLES_IN_WORDS.get(actor.role, actor.role),
        "unconfirmed_since": None,
        **_BACK,
    }
    change = Change(*(actor, "still right", change_id, "listing confirmed"), refuses=_TAKEN_DOWN, always=True)
    return apply(session, None, listing_id, change, standing=standing)


def close_for_now(
    session: Session, listing_id: UUID, *, actor: Actor, until: date | None, change_id: UUID
) -> VersionRead:
    """Say that a listing is closed for now: it leaves the lists, and its page says until when."""
    if until is not None and until < clock.local_now().date():
        raise InvalidInput("Give a day that is still to come, or none.", field="until")
    standing = {"status": Status.TEMPORARILY_CLOSED.value, "closed_until": until}
    change = Change(actor, "closing", change_id, "listing closed for now", refuses=_GONE)
    return apply(session, None, listing_id, change, standing=standing)


def reopen(session: Session, listing_id: UUID, *, actor: Actor, change_id: UUID) -> VersionRead:
    """Show a listing again that was closed for now, archived or left unconfirmed."""
    standing = {"status": Status.ACTIVE.value, "closed_until": None, **_BACK}
    change = Change(actor, "opening", change_id, "listing reopened", refuses=_MERGED)
    return apply(session, None, listing_id, change, standing=standing)


def archive(
    session: Session,
    listing_id: UUID,
    *,
    actor: Actor,
    reason: str,
    goes_to: UUID | None,
    change_id: UUID,
) -> VersionRead:
    """Take a listing down for a reason; its page says so and where to go instead. Nothing is deleted."""
    if goes_to is not None:
        if goes_to == listing_id:
            raise InvalidInput("Name another listing to go to, or none.", field="goes_to")
        listing_or_raise(session, goes_to)
    standing = {"departure": Departure.ARCHIVED.value, "gone_reason": reason, "goes_to": goes_to}
    change = Change(actor, "archive", change_id, "listing archived", refuses=_MERGED)
    return apply(session, None, listing_id, change, standing=standing)


def depart_unconfirmed(session: Session, listing_id: UUID, *, on: date, change_id: UUID) -> VersionRead:
    """Let a listing leave the lists that nobody confirmed; it comes back when somebody does."""
    standing = {
        "departure": Departure.UNCONFIRMED.value,
        "gone_reason": f"Nobody had confirmed it by {on.day} {on:%B %Y}",
    }
    change = Change(CLOCK, "clock", change_id, "listing left unconfirmed", refuses=_GONE)
    return apply(session, None, listing_id, change, standing=standing)


def mark_unconfirmed(session: Session, listing_id: UUID, *, since: date, change_id: UUID) -> VersionRead:
    """Mark a listing whose confirmation lapsed: it is shown so, after its equals."""
    change = Change(CLOCK, "clock", change_id, "listing marked unconfirmed", refuses=_GONE)
    return apply(session, None, listing_id, change, standing={"unconfirmed_since": since})


def set_owned(
    session: Session,
    listing_id: UUID,
    owned: bool,  # noqa: FBT001 - the one fact it is about
    *,
    actor: Actor,
    change_id: UUID,
) -> VersionRead:
    """Note whether somebody runs a listing here."""
    change = Change(actor, "owner", change_id, "listing owned" if owned else "listing no longer owned")
    return apply(session, None, listing_id, change, standing={"owned": owned})


def restore(
    session: Session, folder: Path, version_id: UUID, *, actor: Actor, change_id: UUID
) -> VersionRead:
    """Bring back a state that a listing had; one that was taken down is shown again."""
    record = record_of(session, version_id)
    # What stands behind a listing is not taken back: another may have it since, by a merge undone.
    sources = read_record(session, record.id).sources
    record = record.model_copy(update={"sources": sources})
    change = Change(actor, "restore", change_id, "listing restored", refuses=_MERGED)
    return apply(session, folder, record.id, change, record=record, standing=_BACK)


def refresh_visibility(session: Session, today: date) -> tuple[UUID, ...]:
    """Show what begins on a day, and take from the lists what ended before it; give what moved."""
    moved = out_of_time(session, today)
    for listing_id in moved:
        # What moved already is not found again by this transaction: the id need not be known, and nobody
        # can use it up beforehand.
        apply(session, None, listing_id, Change(CLOCK, "clock", uuid4(), "listing by date"))
    return moved
