"""Do the columns find what a plain look at each pair finds, and what a person would expect?"""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from made_news import (
    LONG_AGO,
    make_land,
    make_notice,
    make_profile,
    make_subscriber,
    many_notices,
    many_subscribers,
)
from plain_match import match_plainly

from directory.digests.matching import match
from directory.digests.schemas import Subscriber
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.words import NoticeKind
from directory.profiles.words import Beneficiary, IncomeBand
from directory.subscriptions.terms import Terms
from directory.words import Capital, Kind

LAND = make_land(3, 4)
FEN = LAND.around("P0-1")


def finds(subscriber: Subscriber, *notices: object) -> list[int]:
    return [number for _, number in match([subscriber], notices).pairs()]  # type: ignore[arg-type]


@given(seed=st.integers(0, 10**9))
@hypothesis_settings(max_examples=60, deadline=None)
def test_the_columns_agree_with_the_plain_look(seed: int) -> None:
    random = Random(seed)
    subscribers = many_subscribers(LAND, 40, f"{seed}")
    notices = many_notices(LAND, 25, f"{seed}")
    told = {
        (random.choice(subscribers).asked.account_id, random.choice(notices).notice.id, random.randint(1, 2))
        for _ in range(60)
    }
    dismissed = {
        (random.choice(subscribers).asked.account_id, random.choice(notices).notice.id) for _ in range(30)
    }
    expected = match_plainly(subscribers, notices, told=told, dismissed=dismissed, now=LONG_AGO)
    assert match(subscribers, notices, told=told, dismissed=dismissed, now=LONG_AGO).pairs() == expected


def test_the_made_up_county_has_something_to_find() -> None:
    subscribers, notices = many_subscribers(LAND, 300), many_notices(LAND, 100)
    found = match(subscribers, notices).pairs()
    assert 0.005 < len(found) / 30_000 < 0.2
    assert {bool(subscribers[row].asked.subject) for row, _ in found} == {True, False}


def test_nobody_and_nothing_is_no_match() -> None:
    assert match([], [make_notice("a")]).pairs() == []
    assert match([make_subscriber("a", terms=Terms(areas=("D0",)))], []).pairs() == []


@pytest.mark.parametrize(
    ("purpose", "kinds"),
    [
        ("funding", {"funding"}),
        ("support", {"training", "offer"}),
        ("local", {"call", "collaboration", "event"}),
        ("volunteering", set()),
        ("parish_news", {"consultation"}),
    ],
)
def test_a_purpose_covers_its_kinds_of_notice(purpose: str, kinds: set[str]) -> None:
    notices = [make_notice(kind.value, kind=kind) for kind in NoticeKind]
    found = finds(make_subscriber("a", purpose, Terms(areas=("D0",))), *notices)
    assert {notices[number].notice.said.kind.value for number in found} == kinds


def test_volunteering_hears_calls_that_name_volunteers_and_parish_news_what_its_council_says() -> None:
    call = make_notice("a", kind=NoticeKind.CALL, summary="Volunteers wanted for a morning.")
    event = make_notice("b", kind=NoticeKind.EVENT, summary="For our volunteers.", from_parish_council=True)
    terms = Terms(areas=("D0",))
    assert finds(make_subscriber("a", "volunteering", terms), call, event) == [0]
    assert finds(make_subscriber("a", "parish_news", terms), call, event) == [1]


def test_a_resident_hears_of_the_place_they_asked_about_above_it_and_below_it() -> None:
    notices = [
        make_notice("own", areas=("P0-1",), land=LAND),
        make_notice("next", areas=("P0-2",), land=LAND),
        make_notice("district", areas=("D0",), land=LAND),
        make_notice("other district", areas=("D1",), land=LAND),
        make_notice("everywhere"),
        make_notice("others may too", areas=("D1",), land=LAND, outside_allowed=True),
    ]
    assert finds(make_subscriber("a", terms=Terms(areas=("P0-1",))), *notices) == [0, 2, 4]
    assert finds(make_subscriber("a", terms=Terms(areas=("D0",))), *notices) == [0, 1, 2, 4]


def test_a_group_hears_of_where_it_is_and_of_what_lets_groups_from_elsewhere_in() -> None:
    notices = [
        make_notice("own", areas=("P0-1",), land=LAND),
        make_notice("next", areas=("P0-2",), land=LAND),
        make_notice("district", areas=("D0",), land=LAND),
        make_notice("others may too", areas=("D1",), land=LAND, outside_allowed=True),
    ]
    group = make_profile("a", areas=FEN)
    assert finds(make_subscriber("a", profile=group), *notices) == [0, 2, 3]
    unplaced = make_profile("b")
    assert finds(make_subscriber("b", profile=unplaced), *notices) == [3]
    assert finds(make_subscriber("b", "funding", Terms(areas=("P0-2",)), unplaced), *notices) == [1, 2, 3]
    assert finds(make_subscriber("a", "funding", Terms(areas=("P0-2",)), group), *notices) == [2, 3]


def test_a_group_hears_of_what_is_for_whom_its_listing_states() -> None:
    young = make_notice("young", rules=NoticeRules(beneficiaries=(Beneficiary.YOUNG_PEOPLE,)))
    rules = NoticeRules(beneficiaries=(Beneficiary.CARERS,), capitals=(Capital.SOCIAL,))
    carers = make_notice("carers", rules=rules)
    club = make_profile("club", stated=(Beneficiary.YOUNG_PEOPLE,), capitals=(Capital.SOCIAL,))
    assert finds(make_subscriber("club", profile=club), young, carers) == [0, 1]
    told = make_profile(
        "told",
        stated=(Beneficiary.YOUNG_PEOPLE,),
        beneficiaries=(Beneficiary.OLDER_PEOPLE,),
        capitals=(Capital.SOCIAL,),
    )
    assert finds(make_subscriber("told", profile=told), young, carers) == []


def test_a_drawn_shape_holds_the_places_inside_it() -> None:
    ring = ((0.0, 52.0), (0.2, 52.0), (0.2, 52.2), (0.0, 52.2), (0.0, 52.0))
    hole = ((0.05, 52.05), (0.1, 52.05), (0.1, 52.1), (0.05, 52.1), (0.05, 52.05))
    notice = make_notice("drawn", drawn=((ring, hole),))
    for place, expected in (((0.02, 52.02), [0]), ((0.07, 52.07), []), ((0.3, 52.1), [])):
        group = make_profile("a", areas=FEN, places=(place,))
        assert finds(make_subscriber("a", profile=group), notice) == expected


def test_no_rule_may_be_unmet_and_one_that_says_for_whom_must_be_known_to_be_met() -> None:
    young = NoticeRules(beneficiaries=(Beneficiary.YOUNG_PEOPLE,), incomes=(IncomeBand.UNDER_5K,))
    notice = make_notice("a", rules=young)
    meets = make_profile("meets", beneficiaries=(Beneficiary.YOUNG_PEOPLE,))
    rich = make_profile("rich", beneficiaries=(Beneficiary.YOUNG_PEOPLE,), income=IncomeBand.FROM_100K)
    silent = make_profile("silent", income=IncomeBand.UNDER_5K)
    old = make_profile("old", beneficiaries=(Beneficiary.OLDER_PEOPLE,))
    for profile, expected in ((meets, [0]), (rich, []), (silent, []), (old, [])):
        assert finds(make_subscriber("a", profile=profile), notice) == expected, profile.name
    assert finds(make_subscriber("b", terms=Terms(areas=("D0",))), notice) == [0], (
        "no rule is about residents"
    )
    halls = make_notice("b", rules=NoticeRules(kinds=(Kind.VENUE,)))
    assert finds(make_subscriber("a", profile=make_profile("hall", kind=Kind.VENUE)), halls) == [0]
    assert finds(make_subscriber("a", profile=meets), halls) == []


def test_themes_and_kinds_that_were_chosen_narrow() -> None:
    health = make_notice("health", rules=NoticeRules(capitals=(Capital.HEALTH,)))
    skills = make_notice("skills", rules=NoticeRules(capitals=(Capital.HUMAN,)))
    any_theme = make_notice("any")
    chose = make_subscriber("a", terms=Terms(areas=("D0",), capitals=(Capital.HEALTH,)))
    assert finds(chose, health, skills, any_theme) == [0, 2]
    local = Terms(areas=("D0",), kinds=(NoticeKind.EVENT,))
    calls = (make_notice("c", kind=NoticeKind.CALL), make_notice("e", kind=NoticeKind.EVENT))
    assert finds(make_subscriber("a", "local", local), *calls) == [1]


def test_who_snoozes_was_told_or_said_not_for_us_hears_nothing() -> None:
    notice = make_notice("a", edition=2)
    asks = make_subscriber("a", terms=Terms(areas=("D0",)))
    account, told = asks.asked.account_id, notice.notice.id
    assert match([asks], [notice], told={(account, told, 1)}).pairs() == [(0, 0)], "an edition of its own"
    assert match([asks], [notice], told={(account, told, 2)}).pairs() == []
    assert match([asks], [notice], dismissed={(account, told)}).pairs() == []
    until = LONG_AGO + timedelta(days=1)
    asleep = make_subscriber("a", terms=Terms(areas=("D0",)), snoozed_until=until)
    assert match([asleep], [notice], now=LONG_AGO).pairs() == []
    assert match([asleep], [notice], now=until).pairs() == [(0, 0)]


def test_nobody_is_told_what_they_announced_themselves() -> None:
    group = make_profile("a", areas=FEN)
    notice = make_notice("a", issuer_listing_id=group.listing_id)
    assert finds(make_subscriber("a", profile=group), notice) == []
