"""Every change of a listing is a version; the same change twice is one; people's words are not lost."""

from datetime import date
from uuid import UUID, uuid4, uuid5

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from directory.changes.document import read_record
from directory.changes.own_source import own_ref
from directory.changes.sayings import conflicts_of, sayings
from directory.changes.schemas import COMMAND, Actor
from directory.changes.service import (
    archive,
    change_listing,
    close_for_now,
    confirm_listing,
    create_listing,
    current_number,
    depart_unconfirmed,
    mark_unconfirmed,
    merge_listings,
    refresh_visibility,
    reopen,
    restore,
    set_owned,
    undo_merge,
    versions,
)
from directory.errors import Conflict
from directory.jobs.models import AuditEntry
from directory.listings.models import Listing
from directory.listings.record import ListingRecord, SiteRecord
from directory.listings.schemas import Moved
from directory.listings.service import read_listing
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.settings import PROJECT_DIR
from directory.store import data_version, session_scope
from directory.words import Kind, Precision

DATA = PROJECT_DIR / "data"
ANN, BEN = Actor("owner", uuid4()), Actor("coordinator", uuid4())
FEED = Actor("feed")


def _id(session: Session, slug: str = "march-library") -> UUID:
    return session.exec(select(Listing.id).where(Listing.slug == slug)).one()


def _found(session: Session, words: str) -> list[str]:
    return [card.slug for card in search(session, ListingQuery(q=words)).contents]


def _new(**said: object) -> ListingRecord:
    identifier = uuid4()
    values: dict[str, object] = {
        "id": identifier,
        "name": "Zebra Crochet Circle",
        "kind": Kind.GROUP,
        "summary": "Crochet together.",
        "sites": (
            SiteRecord(
                precision=Precision.POSTCODE,
                postcode="PE15 9LT",
                lon=0.0888,
                lat=52.5505,
                hours="We 10:00-12:00",
            ),
        ),
        "sources": (own_ref(identifier, date(2026, 11, 22)),),
    }
    return ListingRecord.model_validate(values | said)


def test_a_new_listing_is_found_at_once_and_is_its_first_version(directory_engine: Engine) -> None:
    record, change = _new(), uuid4()
    before = data_version(directory_engine)
    with session_scope(directory_engine) as session:
        made = create_listing(session, DATA, record, actor=ANN, source="form", change_id=change, owned=True)
        again = create_listing(session, DATA, record, actor=ANN, source="form", change_id=change)
        assert again == made
        assert made.number == 1
        assert made.actor == ANN
        assert read_record(session, record.id) == record
    assert data_version(directory_engine) != before
    with Session(directory_engine) as session:
        assert _found(session, "zebra crochet") == ["zebra-crochet-circle"]
        listing = session.get_one(Listing, record.id)
        assert listing.owned
        said = {each.field: each.said_by for each in sayings(session, record.id)}
        assert said["name"] == "owner"


def test_a_change_says_what_differs_in_words(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        library = _id(session)
        record = read_record(session, library)
        site = record.sites[0].model_copy(update={"hours": "Fr 10:00-12:00"})
        changed = record.model_copy(update={"phone": "01632 960123", "sites": (site, *record.sites[1:])})
        version = change_listing(
            session, DATA, library, changed, actor=BEN, source="form", change_id=uuid4(), note="Told by phone"
        )
        assert version.number == 2
        assert {change.label for change in version.changes} == {"Opening times", "Telephone"}
        phone = next(change for change in version.changes if change.field == "phone")
        assert (phone.before, phone.after) == (None, "01632 960123")
        assert current_number(session, library) == 2
        first = versions(session, library)[1]
        assert (first.number, first.source, first.actor.role) == (1, "shipped", "import")
        entry = session.exec(select(AuditEntry).where(AuditEntry.subject_id == str(library))).one()
        assert (entry.actor_role, entry.detail) == ("coordinator", "phone, sites")
        assert "960123" not in str(entry)
        restore(session, DATA, first.id, actor=BEN, change_id=uuid4())
        assert read_record(session, library) == record


def test_sites_keep_their_ids_when_their_words_change(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        library = _id(session)
        sites = "SELECT id FROM service_at_location WHERE listing_id = :id"
        before = session.execute(text(sites), {"id": library.hex}).scalars().all()
        record = read_record(session, library)
        site = record.sites[0].model_copy(update={"address": "Another Road, March"})
        changed = record.model_copy(update={"sites": (site,)})
        change_listing(session, DATA, library, changed, actor=BEN, source="form", change_id=uuid4())
        assert session.execute(text(sites), {"id": library.hex}).scalars().all() == before
        assert read_record(session, library) == changed


def test_two_people_who_change_different_fields_are_both_heard(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        library = _id(session)
        record = read_record(session, library)
        hers = record.model_copy(update={"phone": "01632 960123"})
        his = record.model_copy(update={"summary": "A library with a garden."})
        change_listing(
            session, DATA, library, hers, actor=ANN, source="form", change_id=uuid4(), base_version=1
        )
        change_listing(
            session, DATA, library, his, actor=BEN, source="form", change_id=uuid4(), base_version=1
        )
        now = read_record(session, library)
        assert (now.phone, now.summary) == ("01632 960123", "A library with a garden.")
        other = record.model_copy(update={"phone": "01632 960456"})
        with pytest.raises(Conflict, match="Telephone") as refused:
            change_listing(
                session, DATA, library, other, actor=BEN, source="form", change_id=uuid4(), base_version=1
            )
        assert refused.value.field == "phone"
        change_listing(
            session, DATA, library, other, actor=ANN, source="form", change_id=uuid4(), base_version=3
        )
        assert read_record(session, library).phone == "01632 960456"


def test_a_change_without_a_difference_is_none_then_and_later(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        library, idle = _id(session), uuid4()
        record = read_record(session, library)
        told = {"actor": ANN, "source": "form"}
        change_listing(session, DATA, library, record, change_id=idle, **told)  # type: ignore[arg-type]
        assert current_number(session, library) == 1
        changed = record.model_copy(update={"phone": "01632 960123"})
        change_listing(session, DATA, library, changed, change_id=uuid4(), **told)  # type: ignore[arg-type]
        change_listing(session, DATA, library, record, change_id=idle, **told)  # type: ignore[arg-type]
        assert read_record(session, library).phone == "01632 960123"


def test_a_feed_does_not_overwrite_what_the_owner_said(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        library = _id(session)
        record = read_record(session, library)
        own = record.model_copy(update={"phone": "01632 960123"})
        change_listing(session, DATA, library, own, actor=ANN, source="form", change_id=uuid4())
        theirs = record.model_copy(update={"phone": "01632 960999", "summary": "From the feed."})
        [conflict] = conflicts_of(session, theirs.model_copy(update={"summary": own.summary}))
        assert (conflict.field, conflict.ours, conflict.theirs) == ("phone", "01632 960123", "01632 960999")
        change_listing(session, DATA, library, theirs, actor=FEED, source="feed", change_id=uuid4())
        now = read_record(session, library)
        assert (now.phone, now.summary) == ("01632 960123", "From the feed.")
        said = {each.field: (each.said_by, each.source) for each in sayings(session, library)}
        assert said["phone"] == ("owner", None)
        assert said["summary"] == ("source", record.sources[0].source)


def test_closed_reopened_confirmed_lapsed_and_back(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        library = _id(session)
        assert "march-library" in _found(session, "march library")
        closing = uuid4()
        closed = close_for_now(session, library, actor=ANN, until=None, change_id=closing)
        assert close_for_now(session, library, actor=ANN, until=None, change_id=closing) == closed
        assert "march-library" not in _found(session, "march library")
        reopen(session, library, actor=ANN, change_id=uuid4())
        assert "march-library" in _found(session, "march library")
        mark_unconfirmed(session, library, since=date(2026, 10, 1), change_id=uuid4())
        leaving = uuid4()
        left = depart_unconfirmed(session, library, on=date(2026, 11, 1), change_id=leaving)
        assert depart_unconfirmed(session, library, on=date(2026, 11, 1), change_id=leaving) == left
        assert "march-library" not in _found(session, "march library")
        confirm_listing(session, library, actor=ANN, on=date(2026, 11, 2), change_id=uuid4())
        listing = session.get_one(Listing, library)
        assert (listing.status, listing.departure, listing.unconfirmed_since) == ("active", None, None)
        assert (listing.assured_date, listing.assured_by) == (date(2026, 11, 2), "whoever runs it")
        assert "march-library" in _found(session, "march library")
        set_owned(session, library, True, actor=BEN, change_id=uuid4())
        assert session.get_one(Listing, library).owned
        archive(session, library, actor=BEN, reason="It closed.", goes_to=None, change_id=uuid4())
        with pytest.raises(Conflict):
            confirm_listing(session, library, actor=ANN, on=date(2026, 11, 3), change_id=uuid4())
        first = versions(session, library)[-1]
        restore(session, DATA, first.id, actor=COMMAND, change_id=uuid4())
        assert "march-library" in _found(session, "march library")


def test_merged_listings_lead_to_the_winner_and_can_be_parted(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        winner, loser = _id(session), _id(session, "chatteris-library")
        first, second = read_record(session, winner), read_record(session, loser)
        merged = first.model_copy(update={"summary": "Two in one."})
        merge = uuid4()
        merge_listings(session, DATA, winner, loser, merged, actor=BEN, change_id=merge)
        assert read_listing(session, "chatteris-library") == Moved("march-library")
        assert len(read_record(session, winner).sources) == len(first.sources) + len(second.sources)
        assert read_record(session, loser) == second
        assert "chatteris-library" not in _found(session, "chatteris library")
        later = read_record(session, winner).model_copy(update={"phone": "01632 960123"})
        change_listing(session, DATA, winner, later, actor=ANN, source="form", change_id=uuid4())
        undo_merge(session, DATA, merge, actor=BEN, change_id=uuid4())
        assert read_record(session, winner) == first.model_copy(update={"phone": "01632 960123"})
        assert read_record(session, loser) == second
        assert "chatteris-library" in _found(session, "chatteris library")


def test_ones_own_other_form_loses_only_what_this_one_says_otherwise(directory_engine: Engine) -> None:
    record = _new(phone="01632 960001")
    with session_scope(directory_engine) as session:
        create_listing(session, DATA, record, actor=ANN, source="form", change_id=uuid4())
        for said in ({"name": "Zebra One", "phone": "01632 960002"}, {"name": "Zebra Two"}):
            changed = record.model_copy(update=said)
            change_listing(
                session, DATA, record.id, changed, actor=ANN, source="form", change_id=uuid4(), base_version=1
            )
        now = read_record(session, record.id)
        assert (now.name, now.phone) == ("Zebra Two", "01632 960002")


def test_what_was_closed_for_now_is_closed_again_when_a_merge_is_undone(directory_engine: Engine) -> None:
    kept, closed, archived = _new(name="Zebra One"), _new(name="Zebra Two"), _new(name="Zebra Three")
    with session_scope(directory_engine) as session:
        for record in (kept, closed, archived):
            create_listing(session, DATA, record, actor=ANN, source="form", change_id=uuid4())
        close_for_now(session, closed.id, actor=ANN, until=None, change_id=uuid4())
        archive(session, archived.id, actor=ANN, reason="Over", goes_to=None, change_id=uuid4())
        merged = uuid4()
        merge_listings(session, DATA, kept.id, closed.id, kept, actor=BEN, change_id=merged)
        undo_merge(session, DATA, merged, actor=BEN, change_id=uuid4())
        assert session.get_one(Listing, closed.id).status == "temporarily_closed"
        with pytest.raises(Conflict, match="no longer shown"):
            merge_listings(session, DATA, archived.id, kept.id, archived, actor=BEN, change_id=uuid4())


def test_an_id_used_for_one_change_stands_for_no_other(directory_engine: Engine) -> None:
    change = uuid4()
    with session_scope(directory_engine) as session:
        confirm_listing(session, _id(session), actor=ANN, on=date(2026, 11, 22), change_id=change)
    with pytest.raises(Conflict, match="Open the page again"), session_scope(directory_engine) as session:
        close_for_now(session, _id(session), actor=ANN, until=None, change_id=change)
    with pytest.raises(Conflict, match="Open the page again"), session_scope(directory_engine) as session:
        confirm_listing(
            session, _id(session, "ely-library"), actor=ANN, on=date(2026, 11, 22), change_id=change
        )


def test_nobody_uses_up_beforehand_what_the_clock_or_a_first_version_will_be(
    directory_engine: Engine,
) -> None:
    """All ids that could be worked out from public words are taken by changes of another listing."""
    today, ended = date(2026, 11, 22), date(2026, 11, 1)
    with session_scope(directory_engine) as session:
        first, other = _id(session), _id(session, "ely-library")
        guessed = ("version:1", f"by date:{today}:1", f"by date:{today}:2")
        for number, words in enumerate(guessed):
            taken = uuid5(first, words)
            confirm_listing(session, other, actor=ANN, on=date(2026, 1, 1 + number), change_id=taken)
        session.get_one(Listing, first).visible_until = ended
    with session_scope(directory_engine) as session:
        assert first in refresh_visibility(session, today)
    with session_scope(directory_engine) as session:
        assert session.get_one(Listing, first).status == "inactive"
        assert first not in refresh_visibility(session, today)
        assert [each.number for each in versions(session, first)] == [2, 1]
