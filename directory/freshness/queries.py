"""Every read of asks, of people who may be asked, and of the listings that are asked about."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, TextClause, bindparam, func, select, text
from sqlmodel import Session, col

from directory.accounts.models import Account, RoleGrant
from directory.clock import LONDON
from directory.consents.models import ConsentEvent
from directory.freshness.models import UpkeepAsk
from directory.freshness.schemas import Asked, AskRead, Contacted, ListingFacts, Stage
from directory.listings.models import Listing
from directory.messages.models import Message
from directory.words import Departure, Kind, Role, Status

_PLACES = text(
    "SELECT DISTINCT s.listing_id, l.parish, l.district FROM service_at_location s "
    "JOIN location l ON l.id = s.location_id WHERE s.listing_id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_SERVED = text(
    "SELECT DISTINCT s.listing_id, a.level, a.code, a.district_code FROM service_area s "
    "JOIN area a ON a.code = s.area_code WHERE a.level IN ('parish', 'district') AND s.listing_id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_AT_ONCE: Final = 500
"""Listings in one question: the store takes only so many values."""
_REGISTERS = text(
    "SELECT DISTINCT r.listing_id FROM source_record r WHERE r.source IN "
    "(SELECT source FROM feed WHERE active UNION SELECT source FROM import_batch WHERE state = 'taken')"
)
Ground = tuple[frozenset[str], frozenset[str]]
"""The parishes and the districts of a listing."""
NOWHERE: Ground = (frozenset(), frozenset())


def local_day(stored: datetime) -> date:
    """Give the day of the calendar here on which a stored instant falls."""
    return stored.astimezone(LONDON).date()


def grounds(session: Session, listings: Collection[UUID]) -> dict[UUID, Ground]:
    """Tell the parishes and districts of listings: of their places, or else of what they serve."""
    parishes: dict[UUID, set[str]] = defaultdict(set)
    districts: dict[UUID, set[str]] = defaultdict(set)
    ids = [listing.hex for listing in listings]
    for row in _in_parts(session, _PLACES, ids):
        listing = UUID(row.listing_id)
        parishes[listing].update(filter(None, [row.parish]))
        districts[listing].update(filter(None, [row.district]))
    unplaced = [each for each in ids if not districts.get(UUID(each))]
    for row in _in_parts(session, _SERVED, unplaced):
        listing = UUID(row.listing_id)
        districts[listing].update(filter(None, [row.district_code]))
        if row.level == "parish":
            parishes[listing].add(row.code)
    return {each: (frozenset(parishes[each]), frozenset(districts[each])) for each in districts}


def _in_parts(session: Session, query: TextClause, ids: list[str]) -> Iterator[Row[Any]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield from session.execute(query, {"ids": ids[start : start + _AT_ONCE]})


def list_in_cycle(session: Session, today: date) -> list[ListingFacts]:
    """List what somebody owned or confirmed and is to be kept right, in the order of its last assurance."""
    listing = Listing.__table__.c  # type: ignore[attr-defined]
    closed = (listing.status == Status.TEMPORARILY_CLOSED.value) & (listing.closed_until >= today)
    return _facts(
        session,
        (listing.owned | listing.assured_date.is_not(None)) & _shown(today) & ~func.coalesce(closed, 0),
    )


def list_shown(session: Session, today: date) -> list[ListingFacts]:
    """List what readers see, and what left the list because nobody confirmed it.

    A parish nobody has taken on is a place, of which there is nothing to confirm yet.
    """
    listing = Listing.__table__.c  # type: ignore[attr-defined]
    told = (listing.kind != Kind.PARISH_COUNCIL.value) | listing.owned | listing.assured_date.is_not(None)
    return _facts(session, _shown(today) & told)


def _shown(today: date) -> ColumnElement[bool]:
    listing = Listing.__table__.c  # type: ignore[attr-defined]
    shown: ColumnElement[bool] = (listing.status != Status.INACTIVE.value) | (
        listing.departure == Departure.UNCONFIRMED.value
    )
    going_on: ColumnElement[bool] = listing.visible_until.is_(None) | (listing.visible_until >= today)
    return shown & going_on


def find_facts(session: Session, listing_id: UUID) -> ListingFacts | None:
    """Read one listing as its upkeep needs it."""
    found = _facts(session, col(Listing.id) == listing_id)
    return found[0] if found else None


def _facts(session: Session, where: ColumnElement[bool]) -> list[ListingFacts]:
    listing = Listing.__table__.c  # type: ignore[attr-defined]
    rows = session.execute(
        select(
            listing.id,
            listing.slug,
            listing.name,
            listing.assured_date,
            listing.created_at,
            listing.owned,
            listing.shipped,
            listing.unconfirmed_since,
            listing.departure,
        )
        .where(where)
        .order_by(listing.assured_date, listing.name, listing.id)
    ).all()
    ground = grounds(session, [row.id for row in rows])
    registers = {UUID(row.listing_id) for row in session.execute(_REGISTERS)} if rows else set()
    return [
        ListingFacts(
            id=row.id,
            slug=row.slug,
            name=row.name,
            assured_on=row.assured_date,
            here_since=local_day(row.created_at),
            owned=row.owned,
            in_register=row.shipped or row.id in registers,
            unconfirmed_since=row.unconfirmed_since,
            left=row.departure == Departure.UNCONFIRMED.value,
            parishes=ground.get(row.id, NOWHERE)[0],
            districts=ground.get(row.id, NOWHERE)[1],
        )
        for row in rows
    ]


def list_asks(session: Session, listings: Collection[UUID]) -> dict[tuple[UUID, str], list[Asked]]:
    """List who was asked in each round of these listings; a message that was refused is no asking."""
    found: dict[tuple[UUID, str], list[Asked]] = defaultdict(list)
    rows = session.execute(
        select(
            col(UpkeepAsk.listing_id),
            col(UpkeepAsk.round_from),
            col(UpkeepAsk.stage),
            col(UpkeepAsk.account_id),
            col(UpkeepAsk.asked_at),
            col(Message.state),
            col(Message.sent_at),
        ).join(Message, col(Message.id) == col(UpkeepAsk.message_id), isouter=True)
    )
    for row in rows:
        if row.listing_id not in listings or row.state in {"failed", "stopped"}:
            continue
        on = None
        if row.state is None:
            on = local_day(row.asked_at)  # the message itself was forgotten since
        elif row.sent_at is not None:
            on = local_day(row.sent_at)
        found[row.listing_id, row.round_from].append(Asked(Stage(row.stage), row.account_id, on))
    return found


def list_answered(session: Session, since: datetime) -> set[tuple[UUID, str]]:
    """List the rounds that were answered of late: the directory may not have heard of it yet."""
    rows = session.execute(
        select(col(UpkeepAsk.listing_id), col(UpkeepAsk.round_from)).where(col(UpkeepAsk.answered_at) > since)
    )
    return {(row.listing_id, row.round_from) for row in rows}


def has_ask(session: Session, account_id: UUID, listing_id: UUID, stage: Stage, round_from: str) -> bool:
    """Whether somebody was asked already, by a message that was not refused."""
    found = session.execute(
        select(1)
        .select_from(UpkeepAsk)
        .join(Message, col(Message.id) == col(UpkeepAsk.message_id), isouter=True)
        .where(
            col(UpkeepAsk.account_id) == account_id,
            col(UpkeepAsk.listing_id) == listing_id,
            col(UpkeepAsk.stage) == stage.value,
            col(UpkeepAsk.round_from) == round_from,
            col(Message.state).is_(None) | col(Message.state).not_in(("failed", "stopped")),
        )
        .limit(1)
    ).first()
    return found is not None


def find_ask(session: Session, token_hash: str) -> AskRead | None:
    """Find the question that a link is about."""
    row = session.execute(select(UpkeepAsk).where(col(UpkeepAsk.token_hash) == token_hash)).scalar()
    if row is None:
        return None
    return AskRead(
        id=row.id,
        listing_id=row.listing_id,
        account_id=row.account_id,
        stage=Stage(row.stage),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        answered_at=row.answered_at,
        answer=row.answer,
    )


def list_grants(session: Session) -> list[tuple[UUID, str, Role, str | None]]:
    """List every role that holds now: account, address, role, scope."""
    rows = session.execute(
        select(
            col(Account.id),
            col(Account.email),
            col(RoleGrant.role),
            col(RoleGrant.scope),
            col(RoleGrant.granted_at),
        )
        .join(RoleGrant, col(RoleGrant.account_id) == col(Account.id))
        .where(col(Account.closed_at).is_(None), col(RoleGrant.ended_at).is_(None))
    )
    found = sorted(rows, key=lambda row: (row.granted_at, row.email))
    return [(row.id, row.email, Role(row.role), row.scope) for row in found]


def last_words(session: Session, purpose: str) -> Mapping[UUID, str]:
    """Tell of each account what it said last of a purpose: given or withdrawn."""
    rows = session.execute(
        select(col(ConsentEvent.account_id), col(ConsentEvent.what))
        .where(col(ConsentEvent.purpose) == purpose)
        .order_by(col(ConsentEvent.at), text("consent_event.rowid"))
    )
    return {row.account_id: row.what for row in rows}


def last_contacts(
    session: Session, purpose: str, accounts: Iterable[UUID] | None = None
) -> Mapping[UUID, Contacted]:
    """Tell of each account the newest message of a purpose, and how it fared."""
    newest = (
        func.row_number()
        .over(
            partition_by=col(Message.account_id),
            order_by=(col(Message.created_at).desc(), col(Message.send_after).desc()),
        )
        .label("newest")
    )
    query = select(
        col(Message.account_id), col(Message.to_email), col(Message.state), col(Message.sent_at), newest
    ).where(col(Message.purpose) == purpose, col(Message.account_id).is_not(None))
    if accounts is not None:
        query = query.where(col(Message.account_id).in_(tuple(accounts)))
    inner = query.subquery()
    rows = session.execute(select(inner).where(inner.c.newest == 1))
    return {row.account_id: Contacted(row.to_email, row.state, row.sent_at) for row in rows}
