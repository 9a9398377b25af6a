"""Who runs the listing of a parish council is a clerk of its parish, for as long as they run it."""

from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import select, text
from sqlmodel import Session, col

from directory import clock
from directory.accounts.models import RoleGrant
from directory.jobs.schemas import Stores
from directory.jobs.service import audit
from directory.store import reading_scope, session_scope
from directory.words import Role

REGISTER: Final = "civil_parishes"
"""Only a listing that came from the register of parishes makes a clerk: anybody may call theirs a council."""
_PARISH: Final = text(
    "SELECT r.source_id AS code FROM source_record r JOIN listing l ON l.id = r.listing_id "
    "WHERE l.id = :id AND l.kind = 'parish_council' AND r.source = :register "
    "AND EXISTS (SELECT 1 FROM area a WHERE a.code = r.source_id AND a.level = 'parish')"
)


def follow_clerks(stores: Stores, listing_id: UUID) -> None:
    """Make those who run the listing of a parish council clerks of that parish, and nobody else by it.

    A role given this way is known by the grant it follows, so that it ends with it; a clerk's role that was
    given otherwise stays. The same again changes nothing.
    """
    with reading_scope(stores.directory) as session:
        parish = session.execute(_PARISH, {"id": listing_id.hex, "register": REGISTER}).scalar()
    if parish is None:
        return
    with session_scope(stores.people) as session:
        for owner in _owner_grants(session, listing_id):
            _follow(session, owner, str(parish))


def _owner_grants(session: Session, listing_id: UUID) -> list[RoleGrant]:
    """List the grants over a listing, those that ended first."""
    found = session.scalars(
        select(RoleGrant).where(
            col(RoleGrant.role) == Role.OWNER.value, col(RoleGrant.scope) == str(listing_id)
        )
    )
    return sorted(found, key=lambda grant: (grant.ended_at is None, grant.granted_at, str(grant.id)))


def _follow(session: Session, owner: RoleGrant, parish: str) -> None:
    clerk = session.get(RoleGrant, uuid5(owner.id, "clerk"))
    if owner.ended_at is not None:
        if clerk is not None and clerk.ended_at is None:
            clerk.ended_at = clock.now()
            _note(session, "end role", clerk)
        return
    if clerk is not None or _is_clerk(session, owner.account_id, parish):
        return
    made = RoleGrant(
        id=uuid5(owner.id, "clerk"),
        account_id=owner.account_id,
        role=Role.PARISH_CLERK.value,
        scope=parish,
        granted_at=clock.now(),
        granted_by=owner.granted_by,
    )
    session.add(made)
    _note(session, "give role", made)


def _is_clerk(session: Session, account_id: UUID, parish: str) -> bool:
    held = select(col(RoleGrant.id)).where(
        col(RoleGrant.account_id) == account_id,
        col(RoleGrant.role) == Role.PARISH_CLERK.value,
        col(RoleGrant.scope) == parish,
        col(RoleGrant.ended_at).is_(None),
    )
    return session.execute(held).first() is not None


def _note(session: Session, action: str, row: RoleGrant) -> None:
    session.flush()
    audit(
        session,
        actor_id=None,
        actor_role="clock",
        action=action,
        subject="account",
        subject_id=row.account_id,
        detail=f"{row.role} {row.scope}",
    )
