"""Which partnerships are there, who is in them, and how is that changed?"""

from collections.abc import Collection
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from slugify import slugify
from sqlmodel import Session

from directory import clock
from directory.areas.service import area_names
from directory.changes.schemas import Actor
from directory.errors import Conflict, InvalidInput, NotFound
from directory.imports.tables import maybe_text, read_table
from directory.jobs.service import audit
from directory.listings.lookup import find_at
from directory.listings.models import Listing
from directory.listings.writing import NAMESPACE
from directory.partnerships import queries
from directory.partnerships.models import Partnership, PartnershipMember
from directory.partnerships.schemas import (
    MemberRead,
    PartnershipDraft,
    PartnershipPageRead,
    PartnershipRead,
)
from directory.store import mark_changed
from directory.words import WIDE_AREA_NAMES, Status

TABLE: Final = "partnerships/partnerships.csv"
MEMBERS: Final = "partnerships/members.csv"
_PAPERS: Final = "council_papers"
LONGEST_NAME: Final = 120
LONGEST_SUMMARY: Final = 300


def read_partnership(session: Session, slug: str) -> PartnershipPageRead:
    """Tell everything about a partnership."""
    row = queries.find_by_slug(session, slug)
    if row is None:
        raise NotFound("There is no such partnership. The address may be mistyped.")
    own = session.get(Listing, row.listing_id) if row.listing_id else None
    shown = own is not None and own.status != Status.INACTIVE.value
    return PartnershipPageRead(
        _read(row),
        tuple(
            MemberRead(member.name, member.listing_slug, member.as_of, member.source)
            for member in queries.list_members(session, row.id)
        ),
        own.slug if own is not None and shown else None,
    )


def list_partnerships(session: Session, codes: Collection[str] | None = None) -> tuple[PartnershipRead, ...]:
    """List the partnerships, all of them or those that work in one of some areas."""
    rows = queries.list_all(session) if codes is None else queries.list_in(session, codes)
    return tuple(_read(row) for row in rows)


def partnerships_of(session: Session, listing_id: UUID) -> tuple[PartnershipRead, ...]:
    """List the partnerships that a listing is in, or is the listing of."""
    return tuple(_read(row) for row in queries.list_of_listing(session, listing_id))


def write_partnership(
    session: Session, draft: PartnershipDraft, *, actor: Actor, slug: str | None = None
) -> str:
    """Add a partnership, or change the one at an address; return its address."""
    name, summary = draft.name.strip(), draft.summary.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(f"Enter a name of at most {LONGEST_NAME} letters.", field="name")
    if not summary or len(summary) > LONGEST_SUMMARY:
        raise InvalidInput(
            f"Say in at most {LONGEST_SUMMARY} letters what the partnership does.", field="summary"
        )
    if draft.url and not draft.url.startswith(("https://", "http://")):
        raise InvalidInput("A web address begins with https://", field="url")
    if draft.area_code not in WIDE_AREA_NAMES and not area_names(session, (draft.area_code,)):
        raise InvalidInput("Choose where it works.", field="area")
    today = clock.local_now().date().isoformat()
    row = queries.find_by_slug(session, slug) if slug else None
    if slug and row is None:
        raise NotFound("There is no such partnership.")
    if row is None:
        new = slugify(name, max_length=80) or "partnership"
        if queries.find_by_slug(session, new) is not None:
            raise Conflict("There is a partnership of that name. Open it and change it there.")
        row = Partnership(
            id=uuid5(NAMESPACE, f"partnership:{new}"),
            slug=new,
            name=name,
            summary=summary,
            as_of="",
            source="",
        )
    row.name, row.summary, row.area_code = name, summary, draft.area_code
    row.url, row.members_note = draft.url or None, draft.members_note or None
    row.as_of, row.source, row.shipped = today, f"Told here by a {actor.role.replace('_', ' ')}", False
    session.add(row)
    session.flush()
    _noted(session, actor, "write partnership", row.id)
    return row.slug


def add_member(session: Session, slug: str, name: str, listing_slug: str | None, *, actor: Actor) -> None:
    """Say that somebody is in a partnership: a listing of the directory, or a name alone."""
    row = queries.find_by_slug(session, slug)
    if row is None:
        raise NotFound("There is no such partnership.")
    listing = find_at(session, listing_slug) if listing_slug else None
    if listing_slug and listing is None:
        raise InvalidInput("There is no listing at that address.", field="listing")
    said = name.strip() or (listing.name if listing is not None else "")
    if not said or len(said) > LONGEST_NAME:
        raise InvalidInput("Enter the name of the member, or choose its listing.", field="name")
    member = queries.find_member(session, row.id, said)
    if member is None:
        member = PartnershipMember(partnership_id=row.id, name=said, as_of="", source="")
    member.listing_id = listing.id if listing is not None else None
    member.as_of = clock.local_now().date().isoformat()
    member.source, member.shipped = f"Told here by a {actor.role.replace('_', ' ')}", False
    session.add(member)
    session.flush()
    _noted(session, actor, "add member", row.id)


def remove_member(session: Session, slug: str, name: str, *, actor: Actor) -> None:
    """Say that somebody is in a partnership no longer."""
    row = queries.find_by_slug(session, slug)
    member = queries.find_member(session, row.id, name) if row is not None else None
    if row is None or member is None:
        raise NotFound("There is no such member.")
    session.delete(member)
    session.flush()
    _noted(session, actor, "remove member", row.id)


def load_partnerships(session: Session, folder: Path, paths: Collection[str]) -> None:
    """Put the partnerships that ship in place of those shipped before; what people here wrote stays."""
    if TABLE not in paths:
        return
    queries.remove_shipped(session)
    session.flush()
    for told in read_table(folder, TABLE):
        row = queries.find_by_slug(session, told["slug"])
        if row is not None and not row.shipped:
            continue
        session.merge(
            Partnership(
                id=uuid5(NAMESPACE, f"partnership:{told['slug']}"),
                slug=told["slug"],
                name=told["name"],
                summary=told["summary"],
                area_code=maybe_text(told["area_code"]),
                listing_id=_listing_of(session, told["listing"]),
                members_note=maybe_text(told["members_note"]),
                as_of=told["date"],
                source=told["source"],
                shipped=True,
            )
        )
    session.flush()
    for told in read_table(folder, MEMBERS):
        identifier = uuid5(NAMESPACE, f"partnership:{told['partnership']}")
        if queries.find_member(session, identifier, told["name"]) is None:
            session.add(
                PartnershipMember(
                    partnership_id=identifier,
                    name=told["name"],
                    listing_id=_listing_of(session, told["listing"]),
                    as_of=told["date"],
                    source=told["source"],
                    shipped=True,
                )
            )
    session.flush()
    mark_changed(session, "partnerships")


def _listing_of(session: Session, source_id: str) -> UUID | None:
    return queries.listing_of_record(session, _PAPERS, source_id) if source_id else None


def _noted(session: Session, actor: Actor, action: str, identifier: UUID) -> None:
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=action,
        subject="partnership",
        subject_id=str(identifier),
    )
    mark_changed(session, "partnerships")


def _read(row: Partnership) -> PartnershipRead:
    return PartnershipRead(
        row.id,
        row.slug,
        row.name,
        row.summary,
        row.area_code,
        row.url,
        row.members_note,
        row.as_of,
        row.source,
        row.listing_id,
    )
