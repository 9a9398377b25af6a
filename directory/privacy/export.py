"""What is kept about a person? All of it, as JSON, for them to read."""

from typing import Final
from uuid import UUID

from sqlmodel import Session, SQLModel, select

from directory import clock
from directory.accounts.addresses import read_email
from directory.accounts.models import RoleGrant, SecondFactor, SignInLink, SignInSession
from directory.consents.models import ConsentEvent
from directory.consents.service import address_hash
from directory.digests.models import Digest, DigestItem
from directory.freshness.models import UpkeepAsk
from directory.hire.queries import list_by_email
from directory.jobs.schemas import Stores
from directory.listings.models import Listing
from directory.privacy import queries
from directory.privacy.everywhere import find_everywhere
from directory.store import reading_scope
from directory.subscriptions.models import Dismissal, Subscription
from directory.subscriptions.paper import read_reader
from directory.volunteers.exporting import export_volunteer

SECRET: Final = frozenset({"secret", "token_hash", "recovery_hashes", "stop_url", "answer_hash"})
"""What proves who somebody is: of no use to them, and of much to a thief of the file."""
OF_READER: Final[dict[str, type[SQLModel]]] = {
    "consent": ConsentEvent,
    "news": Subscription,
    "put_aside": Dismissal,
    "told": Digest,
    "told_of": DigestItem,
}
"""What hangs from whoever gets news, by e-mail or on paper."""
OF_ACCOUNT: Final[dict[str, type[SQLModel]]] = {
    "roles": RoleGrant,
    "sign_in_links": SignInLink,
    "browsers": SignInSession,
    "second_factor": SecondFactor,
    "asked_whether_right": UpkeepAsk,
    **OF_READER,
}
"""What hangs from an account, under the name it has in the file."""


def export_person(stores: Stores, email: str) -> dict[str, object]:
    """Give everything that is kept under an address, and where else in the stores it stands."""
    address = read_email(email)
    with reading_scope(stores.people) as session:
        account = queries.find_account(session, address)
        account_id = None if account is None else account.id
        told: dict[str, object] = {
            "address": address,
            "at": clock.now().isoformat(),
            "account": None if account is None else _plain(account),
            **{name: _rows(session, model, account_id) for name, model in OF_ACCOUNT.items()},
            "messages": [_plain(each) for each in queries.list_messages(session, address)],
            "sent_in": [_plain(each) for each in queries.list_submissions(session, address, account_id)],
            "volunteering": export_volunteer(session, account_id),
            "rooms_asked_for": [_plain(each) for each in list_by_email(session, address)],
            "stop_list": [
                _plain(each) for each in queries.list_stops(session, address_hash(stores.settings, address))
            ],
        }
    with reading_scope(stores.directory) as session:
        rows = session.execute(select(Listing.id, Listing.name, Listing.email))
        told["published"] = [
            {"id": str(row.id), "name": row.name, "email": row.email}
            for row in rows
            if row.email is not None and row.email.lower() == address
        ]
    told["stands_in"] = [
        {"store": each.store, "table": each.table, "column": each.column, "rows": each.rows}
        for each in find_everywhere(stores, address)
    ]
    return told


def export_paper_reader(stores: Stores, reader_id: UUID) -> dict[str, object]:
    """Give everything that is kept of somebody who is told on paper, for a coordinator to send to them."""
    with reading_scope(stores.people) as session:
        reader = read_reader(session, reader_id)
        return {
            "at": clock.now().isoformat(),
            "name": reader.name,
            "address": reader.address,
            "phone": reader.phone,
            "way": reader.way.value,
            "district": reader.district,
            "written_down_at": reader.created_at.isoformat(),
            **{name: _rows(session, model, reader_id) for name, model in OF_READER.items()},
        }


def _rows(session: Session, model: type[SQLModel], account_id: UUID | None) -> list[dict[str, object]]:
    if account_id is None:
        return []
    column = model.__table__.c.account_id  # type: ignore[attr-defined]
    return [_plain(row) for row in session.scalars(select(model).where(column == account_id))]


def _plain(row: SQLModel) -> dict[str, object]:
    return row.model_dump(mode="json", exclude=set(SECRET))
