"""Does what people decide hold, through new rules and imports, for as long as it should?"""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.changes.document import read_record
from directory.changes.schemas import Actor
from directory.changes.service import change_listing
from directory.coverage.service import instance_table
from directory.errors import NotFound
from directory.imports.listings import import_listings
from directory.settings import PROJECT_DIR
from directory.tagging.deciding import decide, decide_many, say_of_own
from directory.tagging.schemas import SuggestionRead
from directory.tagging.service import carried_by, list_of_listing, list_undecided, retag
from directory.tagging.table import table_csv, tag_table
from directory.words import Capital

DATA = PROJECT_DIR / "data"
COORDINATOR = Actor("coordinator", uuid4())
OWNER = Actor("owner", uuid4())


def waiting(session: Session, name: str) -> SuggestionRead:
    return next(each for each in list_undecided(session) if each.name == name)


def find(session: Session, name: str) -> UUID:
    return UUID(session.execute(text("SELECT id FROM listing WHERE name = :n"), {"n": name}).scalar_one())


def said(session: Session, listing_id: UUID, capital: Capital) -> SuggestionRead | None:
    return next((each for each in list_of_listing(session, listing_id) if each.capital is capital), None)


def test_what_is_suggested_says_why_and_how_sure(tagged: Session) -> None:
    found = waiting(tagged, "Peckover House and Garden")
    assert found.capital is Capital.ENVIRONMENTAL
    assert 0.5 <= found.sure < 1
    assert "Garden" in found.reason
    assert found.rules


def test_accepting_makes_an_instance_with_who_and_when_and_a_version(tagged: Session) -> None:
    found = waiting(tagged, "Peckover House and Garden")
    decide(tagged, found.listing_id, found.capital, accept=True, actor=COORDINATOR)
    why = carried_by(tagged, found.listing_id)[Capital.ENVIRONMENTAL]
    assert "Accepted by a coordinator on " in why
    after = said(tagged, found.listing_id, found.capital)
    assert after is not None
    assert (after.state, after.decided_role) == ("accepted", "coordinator")
    note = tagged.execute(
        text("SELECT actor_id, detail FROM audit_entry WHERE action = 'capital accepted'")
    ).one()
    assert UUID(note.actor_id) == COORDINATOR.account_id
    assert note.detail == "environmental"
    version = tagged.execute(
        text("SELECT source, actor_role FROM listing_version WHERE listing_id = :id AND number = 2"),
        {"id": found.listing_id.hex},
    ).one()
    assert tuple(version) == ("tags", "coordinator")
    bits = tagged.execute(
        text("SELECT capitals FROM search_entry WHERE listing_id = :id"), {"id": found.listing_id.hex}
    ).scalar_one()
    assert bits & (1 << list(Capital).index(Capital.ENVIRONMENTAL))


def test_an_acceptance_outlives_an_import_and_a_changed_text(tagged: Session) -> None:
    found = waiting(tagged, "Peckover House and Garden")
    before = read_record(tagged, found.listing_id)
    decide(tagged, found.listing_id, found.capital, accept=True, actor=COORDINATOR)
    anew = before.model_copy(update={"summary": "A house."})
    import_listings(tagged, DATA, [anew])
    retag(tagged)
    assert found.capital in carried_by(tagged, found.listing_id)
    record = read_record(tagged, found.listing_id).model_copy(update={"name": "Peckover"})
    change_listing(
        tagged, DATA, found.listing_id, record, actor=COORDINATOR, source="form", change_id=uuid4()
    )
    retag(tagged, [found.listing_id])
    assert found.capital in carried_by(tagged, found.listing_id)


def test_a_refusal_stays_until_the_text_changes(tagged: Session) -> None:
    found = waiting(tagged, "Peckover House and Garden")
    decide(tagged, found.listing_id, found.capital, accept=False, actor=COORDINATOR)
    retag(tagged)
    after = said(tagged, found.listing_id, found.capital)
    assert after is not None
    assert after.state == "refused"
    assert all(each.listing_id != found.listing_id for each in list_undecided(tagged))
    record = read_record(tagged, found.listing_id)
    import_listings(tagged, DATA, [record.model_copy(update={"summary": "A walled garden to walk in."})])
    retag(tagged, [found.listing_id])
    again = said(tagged, found.listing_id, found.capital)
    assert again is not None
    assert (again.state, again.decided_role) == ("suggested", None)


def test_refusing_what_a_stated_rule_gave_outlives_an_import(tagged: Session) -> None:
    listing_id = find(tagged, "March Library")
    assert Capital.EMPLOYABILITY in carried_by(tagged, listing_id)
    decide(tagged, listing_id, Capital.EMPLOYABILITY, accept=False, actor=COORDINATOR)
    assert Capital.EMPLOYABILITY not in carried_by(tagged, listing_id)
    import_listings(tagged, DATA, [read_record(tagged, listing_id)])
    retag(tagged)
    assert Capital.EMPLOYABILITY not in carried_by(tagged, listing_id)


def test_a_change_leaves_a_job_to_weigh_it_anew(tagged: Session) -> None:
    listing_id = find(tagged, "March Library")
    record = read_record(tagged, listing_id).model_copy(update={"summary": "Books, and yoga on Fridays."})
    change_listing(tagged, DATA, listing_id, record, actor=COORDINATOR, source="form", change_id=uuid4())
    jobs = tagged.execute(text("SELECT payload FROM job WHERE kind = 'retag_listing'")).scalars().all()
    assert any(str(listing_id) in job for job in jobs)
    retag(tagged, [listing_id])
    health = said(tagged, listing_id, Capital.HEALTH)
    assert health is not None
    assert "“yoga”" in health.reason


def test_an_owner_says_and_somebody_else_decides(tagged: Session) -> None:
    listing_id = find(tagged, "March Library")
    say_of_own(tagged, listing_id, Capital.HEALTH, actor=OWNER)
    assert Capital.HEALTH not in carried_by(tagged, listing_id)
    retag(tagged)
    stays = said(tagged, listing_id, Capital.HEALTH)
    assert stays is not None
    assert (stays.state, stays.rules) == ("suggested", ("owner",))
    decide(tagged, listing_id, Capital.HEALTH, accept=True, actor=COORDINATOR)
    assert "those who run it say so" in carried_by(tagged, listing_id)[Capital.HEALTH]


def test_several_at_once_leave_what_was_decided_meanwhile(tagged: Session) -> None:
    churches = [each for each in list_undecided(tagged) if "“Church”" in each.reason]
    assert len(churches) > 3
    decide(tagged, churches[0].listing_id, Capital.SOCIAL, accept=False, actor=COORDINATOR)
    keys = [(each.listing_id, each.capital) for each in churches]
    assert decide_many(tagged, keys, accept=True, actor=COORDINATOR) == len(churches) - 1
    assert Capital.SOCIAL not in carried_by(tagged, churches[0].listing_id)
    assert all(Capital.SOCIAL in carried_by(tagged, each.listing_id) for each in churches[1:])


def test_a_listing_that_is_not_there_cannot_be_decided(tagged: Session) -> None:
    with pytest.raises(NotFound):
        decide(tagged, uuid4(), Capital.SOCIAL, accept=True, actor=COORDINATOR)


def test_the_table_adds_up_and_its_accepted_numbers_are_those_of_the_gaps_page(tagged: Session) -> None:
    found = waiting(tagged, "Peckover House and Garden")
    before = tag_table(tagged)
    decide(tagged, found.listing_id, found.capital, accept=True, actor=COORDINATOR)
    rows = tag_table(tagged)
    assert [row.accepted for row in rows] == [row.counts for row in instance_table(tagged).rows]
    *parts, everything = rows
    assert everything.listings == sum(row.listings for row in parts)
    assert everything.untagged == sum(row.untagged for row in parts)
    assert sum(everything.accepted) == sum(before[-1].accepted) + 1
    assert sum(everything.suggested) == sum(before[-1].suggested) - 1
    assert len(table_csv(rows).decode().splitlines()) == len(rows) + 1


def test_weighing_twice_changes_nothing(tagged: Session) -> None:
    before = list_undecided(tagged)
    retag(tagged)
    assert list_undecided(tagged) == before
