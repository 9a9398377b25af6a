"""Loading the shipped tables again, as every upgrade does, loses nothing that a person did."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from directory import clock
from directory.changes.document import read_record
from directory.changes.own_source import own_ref
from directory.changes.sayings import sayings
from directory.changes.schemas import COMMAND, Actor
from directory.changes.service import (
    archive,
    change_listing,
    close_for_now,
    confirm_listing,
    create_listing,
    mark_unconfirmed,
    merge_listings,
    set_owned,
    versions,
)
from directory.imports.shipped import load_shipped
from directory.listings.models import Listing
from directory.listings.record import ListingRecord
from directory.settings import PROJECT_DIR
from directory.store import session_scope
from directory.words import Kind

DATA = PROJECT_DIR / "data"
OWNER = Actor("owner", uuid4())
LEFT_OUT = "updated_at"


def _all(session: Session) -> dict[UUID, tuple[object, ...]]:
    """Read every listing: what it says, how it stands, its states and who says what."""
    found: dict[UUID, tuple[object, ...]] = {}
    for listing in session.exec(select(Listing).order_by(col(Listing.id))):
        stands = {name: value for name, value in listing.model_dump().items() if name != LEFT_OUT}
        found[listing.id] = (
            read_record(session, listing.id),
            stands,
            versions(session, listing.id),
            sayings(session, listing.id),
        )
    return found


def test_loading_again_loses_nothing_that_people_did(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        wanted = select(Listing.id).where(col(Listing.kind) != Kind.PARISH_COUNCIL.value).limit(9)
        ids = list(session.exec(wanted.order_by(col(Listing.slug))))
        own = uuid4()
        new = ListingRecord(
            id=own,
            name="Zebra Crochet Circle",
            kind=Kind.GROUP,
            summary="Crochet together.",
            sources=(own_ref(own, date(2026, 11, 22)),),
        )
        create_listing(session, DATA, new, actor=OWNER, source="form", change_id=uuid4(), owned=True)
        said = {
            "name": "Called otherwise",
            "sites": (),
            "recruiting": "Drivers",
            "visible_until": clock.local_now().date() + timedelta(days=9),
        }
        record = read_record(session, ids[0]).model_copy(update=said)
        change_listing(session, DATA, ids[0], record, actor=OWNER, source="form", change_id=uuid4())
        confirm_listing(session, ids[1], actor=OWNER, on=date(2026, 11, 1), change_id=uuid4())
        mark_unconfirmed(session, ids[2], since=date(2026, 11, 1), change_id=uuid4())
        close_for_now(session, ids[3], actor=OWNER, until=None, change_id=uuid4())
        archive(session, ids[4], actor=COMMAND, reason="Over.", goes_to=ids[5], change_id=uuid4())
        merged = read_record(session, ids[5])
        merge_listings(session, DATA, ids[5], ids[6], merged, actor=COMMAND, change_id=uuid4())
        set_owned(session, ids[7], True, actor=COMMAND, change_id=uuid4())
        before = _all(session)
    with session_scope(directory_engine) as session:
        session.execute(text("UPDATE dataset SET sha256 = 'another'"))
        report = load_shipped(session, DATA).listings
        after = _all(session)
    assert report is not None
    assert report.kept >= 1
    assert before.keys() == after.keys()
    for listing_id, state in before.items():
        assert after[listing_id] == state
