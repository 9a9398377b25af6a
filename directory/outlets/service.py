"""Which places take printed copies, which could, and what was each sent?

Libraries and hubs are proposed from the listings, surgeries from the reference places; shops and the like are
typed in. They are public places, never homes. Callers commit.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session

from directory import clock
from directory.areas.service import read_postcode
from directory.changes.schemas import Actor
from directory.errors import InvalidInput, NotFound
from directory.jobs.service import audit
from directory.outlets import queries
from directory.outlets.models import Delivery, Outlet
from directory.outlets.schemas import OutletDraft, OutletRead, Proposal, Sending
from directory.outlets.words import OutletKind

MOST_COPIES: Final = 1_000
LONGEST: Final = 200
_NAMESPACE: Final = UUID("6f4f7c1e-6f0e-5f5e-9a53-4b0c6a0d1e57")
_LISTED: Final = {"library": OutletKind.LIBRARY, "community-hub": OutletKind.HUB}


def list_outlets(session: Session, district: str) -> tuple[OutletRead, ...]:
    """List the outlets of a district, by name."""
    return tuple(
        OutletRead(
            id=UUID(row.id),
            kind=OutletKind(row.kind),
            name=row.name,
            address=row.address,
            postcode=row.postcode,
            district=row.district,
            parish=row.parish,
            copies=row.copies,
            last_title=row.title,
            last_edition=row.edition,
            last_sent_on=date.fromisoformat(row.sent_on) if row.sent_on else None,
        )
        for row in queries.list_outlets(session, district)
    )


def propose(session: Session, district: str) -> tuple[Proposal, ...]:
    """List the libraries, hubs and surgeries of a district that are no outlets and were none."""
    known = queries.known_ids(session, district)
    found: dict[UUID, Proposal] = {}
    for row in queries.list_listed(session, district, _LISTED):
        listing = UUID(row.id)
        proposal = Proposal(
            id=uuid5(_NAMESPACE, f"listing:{listing}"),
            kind=_LISTED[row.category],
            name=row.name,
            postcode=row.postcode,
            district=district,
            parish=row.parish,
            listing_id=listing,
            reference_place_id=None,
        )
        found.setdefault(proposal.id, proposal)
    for row in queries.list_surgeries(session, district):
        identifier = uuid5(_NAMESPACE, f"reference:{row.id}")
        found[identifier] = Proposal(
            identifier, OutletKind.SURGERY, row.name.strip(), row.postcode, district, row.parish, None, row.id
        )
    return tuple(each for each in found.values() if each.id not in known)


def take_proposed(session: Session, district: str, ids: Iterable[UUID], *, actor: Actor) -> int:
    """Let proposed places take copies from now on; tells how many are new."""
    wanted = frozenset(ids)
    chosen = [each for each in propose(session, district) if each.id in wanted]
    for each in chosen:
        session.add(
            Outlet(
                id=each.id,
                kind=each.kind.value,
                name=each.name,
                postcode=each.postcode,
                district=each.district,
                parish=each.parish,
                listing_id=each.listing_id,
                reference_place_id=each.reference_place_id,
            )
        )
        _note(session, actor, "outlet added", each.id)
    session.flush()
    return len(chosen)


def place_draft(session: Session, draft: OutletDraft) -> Outlet:
    """Check a place that was typed in, and find its areas; nothing is kept yet."""
    if draft.kind not in set(OutletKind):
        raise InvalidInput("Choose what kind of place it is.", field="kind")
    name = " ".join(draft.name.split())
    if not name or len(name) > LONGEST:
        raise InvalidInput(f"Enter the name of the place, at most {LONGEST} letters.", field="name")
    copies = draft.copies.strip() or "10"
    if not copies.isascii() or not copies.isdigit() or not 1 <= int(copies[:6]) <= MOST_COPIES:
        raise InvalidInput(f"Enter how many copies: a number from 1 to {MOST_COPIES:,}.", field="copies")
    try:
        where = read_postcode(session, draft.postcode)
    except (InvalidInput, NotFound) as unknown:
        raise InvalidInput(unknown.message, field="postcode") from unknown
    if not where.inside:
        raise InvalidInput("That postcode is outside the area of this directory.", field="postcode")
    return Outlet(
        id=uuid4(),
        kind=draft.kind,
        name=name,
        address=" ".join(draft.address.split())[:LONGEST] or None,
        postcode=where.postcode,
        district=where.areas.district,
        parish=where.areas.parish,
        copies=int(copies),
    )


def add_outlet(session: Session, outlet: Outlet, *, actor: Actor) -> UUID:
    """Keep a place that was checked."""
    session.add(outlet)
    _note(session, actor, "outlet added", outlet.id)
    session.flush()
    return outlet.id


def note_sent(session: Session, sent: Iterable[Sending], *, actor: Actor) -> int:
    """Write down that outlets were sent something today; the same twice on one day is once."""
    today, told = clock.local_now().date(), {each.outlet_id: each for each in sent}
    noted = 0
    for outlet in queries.find(session, told):
        what = told[outlet.id]
        identifier = uuid5(outlet.id, f"{what.title}|{what.edition}|{today}")
        if queries.find_delivery(session, identifier) is not None:
            continue
        session.add(
            Delivery(
                id=identifier,
                outlet_id=outlet.id,
                title=what.title,
                edition=what.edition,
                sent_on=today,
                copies=outlet.copies,
            )
        )
        _note(session, actor, "outlet sent", outlet.id)
        noted += 1
    session.flush()
    return noted


def end_outlets(session: Session, ids: Iterable[UUID], *, actor: Actor) -> int:
    """Let places take copies no longer; what they were sent stays on record."""
    ended = queries.find(session, ids)
    for outlet in ended:
        outlet.ended_on = clock.local_now().date()
        session.add(outlet)
        _note(session, actor, "outlet ended", outlet.id)
    session.flush()
    return len(ended)


def _note(session: Session, actor: Actor, action: str, subject_id: UUID) -> None:
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=action,
        subject="outlet",
        subject_id=subject_id,
    )
