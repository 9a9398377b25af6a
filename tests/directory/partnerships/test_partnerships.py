"""Do the partnerships of the papers stand with their members, and can they be looked after here?"""

import pytest
from sqlmodel import Session

from directory.changes.schemas import Actor
from directory.errors import InvalidInput, NotFound
from directory.listings.lookup import find_at
from directory.partnerships.schemas import PartnershipDraft
from directory.partnerships.service import (
    add_member,
    list_partnerships,
    load_partnerships,
    partnerships_of,
    read_partnership,
    remove_member,
    write_partnership,
)
from directory.settings import PROJECT_DIR

COORDINATOR = Actor("coordinator", None)
WISBECH = "E04001668"


def test_love_wisbech_is_told_with_what_is_not_known(session: Session) -> None:
    told = read_partnership(session, "love-wisbech")
    assert told.about.area_code == WISBECH
    assert told.listing_slug == "love-wisbech"
    assert told.about.members_note is not None
    assert "24" in told.about.members_note
    assert [member.listing_slug for member in told.members] == ["support-cambridgeshire"]


def test_every_member_that_has_a_listing_leads_to_it(session: Session) -> None:
    told = read_partnership(session, "support-cambridgeshire")
    assert len(told.members) == 3
    for member in told.members:
        assert member.listing_slug is not None
        listing = find_at(session, member.listing_slug)
        assert listing is not None
        assert "support-cambridgeshire" in {one.slug for one in partnerships_of(session, listing.id)}


def test_a_district_lists_those_that_work_in_its_parishes(session: Session) -> None:
    assert {one.slug for one in list_partnerships(session, (WISBECH,))} == {
        "love-wisbech",
        "wisbech-community-led-local-development",
    }


def test_what_people_write_stays_when_tables_are_loaded_again(session: Session) -> None:
    slug = write_partnership(
        session, PartnershipDraft("March Together", "Groups of March.", "E07000010"), actor=COORDINATOR
    )
    add_member(session, slug, "", "march-library", actor=COORDINATOR)
    add_member(session, "love-wisbech", "Wisbech Foodbank", "wisbech-foodbank", actor=COORDINATOR)
    paths = ["partnerships/partnerships.csv"]
    load_partnerships(session, PROJECT_DIR / "data", paths)
    assert [member.listing_slug for member in read_partnership(session, slug).members] == ["march-library"]
    names = {member.name for member in read_partnership(session, "love-wisbech").members}
    assert "Wisbech Foodbank" in names
    assert len(names) == 2
    remove_member(session, "love-wisbech", "Wisbech Foodbank", actor=COORDINATOR)
    assert len(read_partnership(session, "love-wisbech").members) == 1


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (PartnershipDraft(" ", "Groups.", "E07000010"), "name"),
        (PartnershipDraft("A", "", "E07000010"), "summary"),
        (PartnershipDraft("A", "Groups.", "E99999999"), "area"),
        (PartnershipDraft("A", "Groups.", "E07000010", url="javascript:alert(1)"), "url"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(session: Session, draft: PartnershipDraft, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        write_partnership(session, draft, actor=COORDINATOR)
    assert refused.value.field == field


def test_who_is_not_there_cannot_be_named(session: Session) -> None:
    with pytest.raises(NotFound):
        read_partnership(session, "nobody")
    with pytest.raises(InvalidInput, match="no listing"):
        add_member(session, "love-wisbech", "", "not-a-listing", actor=COORDINATOR)
    with pytest.raises(NotFound):
        remove_member(session, "love-wisbech", "Nobody", actor=COORDINATOR)
