"""Is what is known of a group gathered whole, and what it tells kept, and kept to itself?"""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import InvalidInput, NotFound
from directory.profiles.schemas import ProfileDraft
from directory.profiles.service import read_profile, read_profiles, tell
from directory.profiles.words import Beneficiary, IncomeBand, Need
from directory.words import COMBINED_AUTHORITY, COUNTY, PETERBOROUGH, Capital, Kind

OWNER = Actor("owner", UUID(int=3))
TOLD = ProfileDraft(
    income=IncomeBand.UNDER_5K,
    registered=False,
    beneficiaries=(Beneficiary.YOUNG_PEOPLE, Beneficiary.CHILDREN),
    seeks=(Need.ROOMS, Need.MONEY),
    offers=(Need.VOLUNTEERS,),
    paperwork=(),
    hide_similar=True,
)


def listing_id(session: Session, slug: str) -> UUID:
    found = session.execute(text("SELECT id FROM listing WHERE slug = :slug"), {"slug": slug}).scalar_one()
    return UUID(found)


def test_what_the_listing_says_is_gathered_whole(session: Session) -> None:
    library = listing_id(session, "march-library")
    place = session.execute(
        text(
            "SELECT l.* FROM location l JOIN service_at_location s ON s.location_id = l.id "
            "WHERE s.listing_id = :id"
        ),
        {"id": library.hex},
    ).one()
    instances = session.execute(
        text("SELECT capital FROM instance WHERE listing_id = :id"), {"id": library.hex}
    ).scalars()
    found = read_profile(session, library)
    assert (found.slug, found.name, found.kind) == ("march-library", "March Library", Kind.HUB)
    assert {each.value for each in found.capitals} == set(instances)
    assert found.capitals
    assert found.categories == ("library",)
    assert found.areas >= {place.lsoa21, place.ward, place.parish, place.district, COUNTY, COMBINED_AUTHORITY}
    assert None not in found.areas
    assert found.places == ((place.lon, place.lat),)
    assert (found.told, found.updated_at, found.size, found.reach) == (ProfileDraft(), None, None, None)


def test_a_capital_that_is_only_suggested_is_not_carried(session: Session) -> None:
    library = listing_id(session, "march-library")
    missing = next(each for each in Capital if each not in read_profile(session, library).capitals)
    session.execute(
        text(
            "INSERT INTO tag_suggestion (listing_id, capital, state, sure, rules, reason, text_mark, at) "
            "VALUES (:id, :capital, 'suggested', 0.9, '[]', 'words', 'x', '2026-11-01 00:00:00')"
        ),
        {"id": library.hex, "capital": missing.value},
    )
    assert missing not in read_profile(session, library).capitals


def test_what_a_group_serves_lies_in_the_areas_around_it(session: Session) -> None:
    library = listing_id(session, "march-library")
    for code in ("E04001668", PETERBOROUGH):
        session.execute(
            text("INSERT INTO service_area (listing_id, area_code) VALUES (:id, :code)"),
            {"id": library.hex, "code": code},
        )
    found = read_profile(session, library)
    assert found.serves >= {"E04001668", PETERBOROUGH}
    assert found.areas >= found.serves | {"E07000010", COUNTY, COMBINED_AUTHORITY}


def test_the_middle_of_a_parish_is_no_place_of_the_group_that_is_told_by_it(session: Session) -> None:
    library = listing_id(session, "march-library")
    (point,) = read_profile(session, library).places
    session.execute(
        text(
            "UPDATE location SET precision = 'parish', address = NULL, postcode = NULL, lsoa21 = NULL "
            "WHERE id IN (SELECT location_id FROM service_at_location WHERE listing_id = :id)"
        ),
        {"id": library.hex},
    )
    session.expire_all()
    found = read_profile(session, library)
    assert point
    assert found.places == ()
    assert any(code.startswith("E04") for code in found.areas)


def test_all_that_are_shown_are_read_at_once(session: Session) -> None:
    every = read_profiles(session)
    shown = session.execute(text("SELECT COUNT(*) FROM listing WHERE status = 'active'")).scalar_one()
    assert len(every) == shown > 700
    some = list(every)[:3]
    assert read_profiles(session, some) == {each: every[each] for each in some}
    assert read_profiles(session, []) == {}
    with pytest.raises(NotFound):
        read_profile(session, UUID(int=1))


def test_a_parish_council_stands_in_its_parish(session: Session) -> None:
    found = [each for each in read_profiles(session).values() if each.kind is Kind.PARISH_COUNCIL]
    assert sum(any(code.startswith("E04") for code in each.areas) for each in found) == len(found) > 200


def test_what_is_told_is_kept_in_order_and_audited_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, at = listing_id(session, "march-library"), datetime(2026, 11, 23, 12, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: at)
    tell(session, library, TOLD, actor=OWNER)
    found = read_profile(session, library)
    assert found.told == ProfileDraft(
        income=IncomeBand.UNDER_5K,
        registered=False,
        beneficiaries=(Beneficiary.CHILDREN, Beneficiary.YOUNG_PEOPLE),
        seeks=(Need.MONEY, Need.ROOMS),
        offers=(Need.VOLUNTEERS,),
        paperwork=(),
        hide_similar=True,
    )
    assert found.updated_at == at
    tell(session, library, TOLD, actor=OWNER)
    audited = session.execute(text("SELECT * FROM audit_entry WHERE action = 'profile told'")).all()
    assert [(row.actor_role, row.detail) for row in audited] == [
        ("owner", "income, registered, beneficiaries, seeks, offers, paperwork, hide_similar")
    ]
    assert "under_5k" not in str(audited)
    mark = session.execute(text("SELECT mark FROM change_mark WHERE noun = 'profiles'")).scalar()
    assert mark is not None
    tell(session, library, ProfileDraft(), actor=OWNER)
    assert read_profile(session, library).told == ProfileDraft()


def test_everybody_and_somebody_do_not_go_together(session: Session) -> None:
    library = listing_id(session, "march-library")
    both = ProfileDraft(beneficiaries=(Beneficiary.EVERYBODY, Beneficiary.CARERS))
    with pytest.raises(InvalidInput, match="not both") as caught:
        tell(session, library, both, actor=OWNER)
    assert caught.value.field == "beneficiaries"
    with pytest.raises(NotFound):
        tell(session, UUID(int=1), TOLD, actor=OWNER)
