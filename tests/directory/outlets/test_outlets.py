"""Is it known who takes copies, who could, and what each was sent?"""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.changes.schemas import Actor
from directory.errors import InvalidInput
from directory.outlets.schemas import OutletDraft, Sending
from directory.outlets.service import (
    add_outlet,
    end_outlets,
    list_outlets,
    note_sent,
    place_draft,
    propose,
    take_proposed,
)
from directory.outlets.words import OutletKind

FENLAND = "E07000010"
ACTOR = Actor("coordinator", UUID(int=5))
SHOP = OutletDraft(
    kind="shop", name="The  corner shop", address="1 High Street", postcode="pe15 8aa", copies="25"
)


def test_libraries_hubs_and_surgeries_of_a_district_are_proposed(session: Session) -> None:
    proposals = propose(session, FENLAND)
    kinds = {each.kind for each in proposals}
    assert kinds == {OutletKind.LIBRARY, OutletKind.HUB, OutletKind.SURGERY}
    assert len({each.id for each in proposals}) == len(proposals)
    assert "March Library" in {each.name for each in proposals}
    assert "Cambridgeshire mobile library" not in {each.name for each in proposals}
    surgeries = session.connection().execute(
        text("SELECT COUNT(*) FROM reference_place WHERE kind = 'gp_practice' AND district_code = :d"),
        {"d": FENLAND},
    )
    assert sum(each.kind is OutletKind.SURGERY for each in proposals) == surgeries.scalar_one()


def test_a_sensitive_place_is_never_proposed(session: Session) -> None:
    session.connection().execute(text("UPDATE listing SET sensitive = 1 WHERE slug = 'march-library'"))
    assert "March Library" not in {each.name for each in propose(session, FENLAND)}


def test_a_proposal_is_taken_once_and_proposed_no_more(session: Session) -> None:
    first, second = propose(session, FENLAND)[:2]
    assert take_proposed(session, FENLAND, [first.id, second.id, uuid4()], actor=ACTOR) == 2
    assert take_proposed(session, FENLAND, [first.id], actor=ACTOR) == 0
    assert {each.id for each in list_outlets(session, FENLAND)} == {first.id, second.id}
    assert not {first.id, second.id} & {each.id for each in propose(session, FENLAND)}
    assert end_outlets(session, [first.id], actor=ACTOR) == 1
    assert [each.id for each in list_outlets(session, FENLAND)] == [second.id]
    assert first.id not in {each.id for each in propose(session, FENLAND)}


def test_a_shop_is_placed_by_its_postcode(session: Session) -> None:
    identifier = add_outlet(session, place_draft(session, SHOP), actor=ACTOR)
    (shop,) = list_outlets(session, FENLAND)
    assert shop.id == identifier
    assert (shop.name, shop.postcode, shop.parish, shop.copies) == (
        "The corner shop",
        "PE15 8AA",
        "E04001661",
        25,
    )
    assert shop.last_sent_on is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "home"),
        ("name", " "),
        ("name", "x" * 201),
        ("postcode", "PE15"),
        ("postcode", "ZZ1 1ZZ"),
        ("postcode", ""),
        ("copies", "none"),
        ("copies", "0"),
        ("copies", "1001"),
        ("copies", "-5"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(session: Session, field: str, value: str) -> None:
    draft = OutletDraft(**{name: getattr(SHOP, name) for name in SHOP.__slots__} | {field: value})
    with pytest.raises(InvalidInput) as refused:
        place_draft(session, draft)
    assert refused.value.field == field


def test_the_last_that_was_sent_is_told(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = add_outlet(session, place_draft(session, SHOP), actor=ACTOR)
    for day, letters in ((5, "aaaaaaa"), (19, "bbbbbbb"), (12, "ccccccc")):
        monkeypatch.setattr("directory.clock.now", lambda day=day: datetime(2026, 3, day, 12, tzinfo=UTC))
        sending = [Sending(shop, "March", f"{day} March 2026, {letters}")]
        assert note_sent(session, sending, actor=ACTOR) == 1
        assert note_sent(session, sending, actor=ACTOR) == 0
    (told,) = list_outlets(session, FENLAND)
    assert told.last_edition == "19 March 2026, bbbbbbb"
    assert told.last_sent_on is not None
    assert told.last_sent_on.isoformat() == "2026-03-19"
    noted = session.connection().execute(
        text("SELECT action, actor_role FROM audit_entry WHERE subject = 'outlet' ORDER BY at")
    )
    assert [tuple(row) for row in noted].count(("outlet sent", "coordinator")) == 3
