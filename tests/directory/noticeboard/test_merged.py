"""Do notices and grants follow a listing that was made one with another, and back when that is undone?"""

from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import Engine, select, text
from sqlmodel import Session, col

from directory.changes.document import read_record
from directory.changes.merges import merge_listings, undo_merge
from directory.changes.schemas import COMMAND, Actor
from directory.funds.awards import record_awards
from directory.funds.schemas import AwardDraft, AwardRead
from directory.funds.service import list_awards
from directory.listings.models import Listing
from directory.listings.standing import made_one_with, standing_for
from directory.noticeboard.queries import list_waiting
from directory.noticeboard.reading import notices_of, read_by_id
from directory.noticeboard.service import open_notice, send_for_check, tell_outcome, write_notice
from directory.settings import PROJECT_DIR
from directory.store import session_scope
from tests.directory.noticeboard.made import draft

DATA = PROJECT_DIR / "data"
BEN = Actor("coordinator", UUID(int=2))
KEPT, MIDDLE, GONE = "march-library", "chatteris-library", "ely-library"


def listing(session: Session, slug: str) -> UUID:
    return session.execute(select(col(Listing.id)).where(col(Listing.slug) == slug)).scalar_one()


def merge(session: Session, kept: str, gone: str) -> UUID:
    change, winner = uuid4(), listing(session, kept)
    record = read_record(session, winner)
    merge_listings(session, DATA, winner, listing(session, gone), record, actor=BEN, change_id=change)
    return change


def written(session: Session, **changes: object) -> UUID:
    return write_notice(session, draft(**changes), actor=COMMAND, change_id=uuid4())


def point_of(session: Session, notice: UUID) -> tuple[float, float] | None:
    [card] = [
        each
        for each in notices_of(session, read_by_id(session, notice).links[0].listing_id)
        if each.id == notice
    ]
    return card.point


def grant(session: Session) -> AwardRead:
    [found] = [each for each in list_awards(session) if each.identifier == "360G-example-1"]
    return found


def award(session: Session, notice: UUID, winner: UUID) -> None:
    words = "One group got £500."
    tell_outcome(session, notice, outcome=words, awarded=(winner,), actor=COMMAND, change_id=uuid4())


def linked(session: Session, notice: UUID) -> set[tuple[str, str]]:
    return {(link.relation, link.slug) for link in read_by_id(session, notice).links}


def test_a_notice_is_found_with_what_stands_for_its_listing_now(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        gone = listing(session, GONE)
        notice = written(
            session, issuer_listing_id=gone, venues=(gone,), about=(listing(session, KEPT), gone)
        )
        open_notice(session, notice, actor=COMMAND, change_id=uuid4())
        award(session, notice, gone)
        there = point_of(session, notice)
        first = merge(session, MIDDLE, GONE)
        last = merge(session, KEPT, MIDDLE)
    with session_scope(directory_engine) as session:
        kept = listing(session, KEPT)
        assert linked(session, notice) == {
            (relation, KEPT) for relation in ("issuer", "venue", "awarded", "about")
        }
        assert len(read_by_id(session, notice).links) == 4
        said = read_by_id(session, notice).said
        assert (said.issuer_listing_id, said.venues, said.about) == (kept, (kept,), (kept,))
        assert [card.id for card in notices_of(session, kept)] == [notice]
        assert point_of(session, notice) not in {None, there}
    with session_scope(directory_engine) as session:
        undo_merge(session, DATA, last, actor=BEN, change_id=uuid4())
        undo_merge(session, DATA, first, actor=BEN, change_id=uuid4())
        assert ("issuer", GONE) in linked(session, notice)
        assert [card.id for card in notices_of(session, listing(session, GONE))] == [notice]
        assert point_of(session, notice) == there


def test_a_notice_written_again_while_they_are_one_goes_back_too(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        gone = listing(session, GONE)
        notice = written(session, issuer_listing_id=gone, venues=(gone,), about=(gone,))
        was = linked(session, notice)
        done = merge(session, KEPT, GONE)
    with session_scope(directory_engine) as session:
        said = read_by_id(session, notice).said
        again = replace(said, title="Other words", about=(*said.about, listing(session, MIDDLE)))
        write_notice(session, again, actor=COMMAND, change_id=uuid4(), notice_id=notice)
        assert {("issuer", KEPT), ("venue", KEPT), ("about", MIDDLE)} < linked(session, notice)
    with session_scope(directory_engine) as session:
        undo_merge(session, DATA, done, actor=BEN, change_id=uuid4())
        assert linked(session, notice) == was | {("about", MIDDLE)}


def test_to_whom_it_went_is_told_again_while_they_are_one(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        notice = written(session)
        open_notice(session, notice, actor=COMMAND, change_id=uuid4())
        award(session, notice, listing(session, GONE))
        done = merge(session, KEPT, GONE)
        award(session, notice, listing(session, KEPT))
        assert linked(session, notice) == {("awarded", KEPT)}
        undo_merge(session, DATA, done, actor=BEN, change_id=uuid4())
        assert linked(session, notice) == {("awarded", GONE)}


def test_another_listing_that_is_named_instead_takes_its_place(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        gone, other = listing(session, GONE), listing(session, MIDDLE)
        notice = written(session, issuer_listing_id=gone, venues=(gone,))
        done = merge(session, KEPT, GONE)
        again = replace(read_by_id(session, notice).said, issuer_listing_id=other, venues=(other,))
        write_notice(session, again, actor=COMMAND, change_id=uuid4(), notice_id=notice)
        undo_merge(session, DATA, done, actor=BEN, change_id=uuid4())
        assert linked(session, notice) == {("issuer", MIDDLE), ("venue", MIDDLE)}


def test_a_notice_that_names_both_can_be_written_again(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        both = (listing(session, KEPT), listing(session, GONE))
        notice = written(session, about=both)
        merge(session, KEPT, GONE)
        said = read_by_id(session, notice).said
        assert said.about == both[:1]
        write_notice(session, said, actor=COMMAND, change_id=uuid4(), notice_id=notice)
        assert linked(session, notice) == {("about", KEPT)}


def test_a_notice_that_waits_stands_on_the_ground_of_what_stands_now(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        notice = written(session, issuer_listing_id=listing(session, GONE))
        send_for_check(session, notice, actor=COMMAND, change_id=uuid4())
        merge(session, KEPT, GONE)
        assert [each.issuer_listing_id for each in list_waiting(session)] == [listing(session, KEPT)]


def test_a_grant_leads_to_what_stands_for_its_recipient(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        given = AwardDraft(
            identifier="360G-example-1",
            title="New chairs",
            amount_pence=50_000,
            awarded_on="2024-01-01",
            funder="Example Foundation",
            recipient="Ely Library",
            recipient_listing_id=listing(session, GONE),
            source="A test",
            source_date="2024-01-01",
            licence="CC0",
        )
        record_awards(session, [given], actor=COMMAND)
        done = merge(session, KEPT, GONE)
        told = grant(session)
        assert (told.recipient_slug, told.recipient_listing_id) == (KEPT, listing(session, KEPT))
        undo_merge(session, DATA, done, actor=BEN, change_id=uuid4())
        assert grant(session).recipient_slug == GONE


def test_a_ring_of_merges_has_an_end(session: Session) -> None:
    one, two, three = (listing(session, slug) for slug in (KEPT, MIDDLE, GONE))
    turn = text("UPDATE listing SET departure = 'merged', goes_to = :to WHERE id = :id")
    for gone, to in ((one, two), (two, one), (three, one)):
        session.connection().execute(turn, {"id": gone.hex, "to": to.hex})
    assert set(standing_for(session, [one, two])) == {one, two}
    assert standing_for(session, [three])[three] in {one, two}
    assert made_one_with(session, one) == {one, two, three}
