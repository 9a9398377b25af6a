"""Does the search for needs find exactly what a plain look at each would find, in the same order?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_volunteers import SPACE, make_need, make_session
from plain_needs import find_plainly
from sqlmodel import Session

from directory import clock
from directory.needs import finding
from directory.needs.columns import columns_of
from directory.needs.finding import find_in, find_needs
from directory.needs.fit import HelpWanted, length_words
from directory.needs.schemas import NeedRead, SlotRead
from directory.needs.words import Ease, Rhythm, Skill, Whereabouts
from directory.speech import clock_words
from directory.store import mark_changed

NOW = datetime(2026, 10, 23, 10, tzinfo=UTC)
"""A Friday; on Sunday the clocks change."""
ELY = HelpWanted(lon=0.1, lat=52.5, easting=540_000.0, northing=290_000.0)
THURSDAY = datetime(2026, 10, 29, 10, tzinfo=UTC)
EDGES = (0, 60, 120, 540, 600, 630, 660, 720, 1380, 1440)


def find(needs: list[NeedRead], asked: HelpWanted = ELY, now: datetime = NOW) -> list[str]:
    return [each.need.title for each in find_in(columns_of(needs), asked, now).matches]


def some(words: tuple[Any, ...], most: int = 2) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(words), max_size=most, unique=True)


@st.composite
def week_slots(draw: st.DrawFn) -> SlotRead:
    starts = draw(st.sampled_from(EDGES[:-1]))
    return SlotRead(
        draw(st.sampled_from((3, 6))), starts, draw(st.sampled_from([e for e in EDGES if e > starts]))
    )


@st.composite
def made_needs(draw: st.DrawFn, number: int) -> NeedRead:
    sessions = [
        make_session(
            f"{number} {one}",
            datetime(2026, 10, draw(st.sampled_from((22, 23, 24, 25, 29))), tzinfo=UTC)
            + timedelta(minutes=draw(st.sampled_from((0, 30, 540, 600, 1380)))),
            draw(st.sampled_from((30, 60, 120))),
            taken=draw(st.sampled_from((0, 0, 2))),
        )
        for one in range(draw(st.sampled_from((0, 0, 1, 2))))
    ]
    return make_need(
        number,
        example=draw(st.booleans()),
        title=draw(st.sampled_from(("Drive", "Cook", "Garden"))),
        listing_id=uuid5(SPACE, f"listing {draw(st.integers(0, 2))}"),
        whereabouts=draw(st.sampled_from(Whereabouts)),
        easting=draw(st.sampled_from((540_000.0, 541_000.0, 542_000.0, 560_000.0, None))),
        minutes=draw(st.sampled_from((None, 30, 60, 90))),
        rhythm=draw(st.sampled_from(Rhythm)),
        skills=tuple(draw(some(tuple(Skill)[:3]))),
        needs_skills=tuple(draw(some(tuple(Skill)[:3], 1))),
        themes=tuple(draw(some(("a", "b")))),
        languages=tuple(draw(some(("pl", "lt"), 1))),
        eases=tuple(draw(some((Ease.BUS, Ease.EXPENSES, Ease.FIRST_TIMERS)))),
        min_age=draw(st.sampled_from((14, 18))),
        open_until=draw(st.sampled_from((date(2026, 10, 22), date(2026, 10, 23), date(2026, 12, 31)))),
        sessions=tuple(sorted(sessions, key=lambda each: each.starts_at)),
        slots=tuple(draw(st.lists(week_slots(), max_size=2, unique=True))),
    )


@st.composite
def asks(draw: st.DrawFn) -> HelpWanted:
    near = draw(st.booleans())
    return HelpWanted(
        easting=540_000.0 if near else None,
        northing=290_000.0 if near else None,
        within_m=draw(st.sampled_from((1_500.0, 16_000.0))),
        minutes=draw(st.sampled_from((None, None, 30, 60))),
        day=draw(st.sampled_from((None, None, 3, 6))),
        from_min=draw(st.sampled_from((None, None, 540, 600))),
        until_min=draw(st.sampled_from((None, None, 630, 660))),
        on_date=draw(st.sampled_from((None, None, date(2026, 10, 25), date(2026, 10, 29)))),
        skills=frozenset(draw(some(tuple(Skill)[:3]))),
        eases=frozenset(draw(some((Ease.BUS, Ease.EXPENSES), 1))),
        themes=frozenset(draw(some(("a", "b")))),
        languages=frozenset(draw(some(("pl", "ur"), 1))),
        likes=frozenset(draw(some(("b", "c")))),
        from_home=draw(st.sampled_from((False, False, True))),
        age=draw(st.sampled_from((None, 15, 40))),
        lapsed=draw(st.booleans()),
        most=draw(st.sampled_from((2, 3, 8))),
    )


@given(
    st.integers(0, 9).flatmap(lambda count: st.tuples(*(made_needs(number) for number in range(count)))),
    st.lists(asks(), min_size=1, max_size=4),
)
@settings(max_examples=300, deadline=None)
def test_columns_find_what_a_plain_look_finds(needs: tuple[NeedRead, ...], asked: list[HelpWanted]) -> None:
    columns = columns_of(needs)
    for one in asked:
        found = find_in(columns, one, NOW)
        ours = [(each.need.id, each.session.id if each.session else None) for each in found.matches]
        assert (ours, found.total) == find_plainly(list(needs), one, NOW)


def test_an_hour_on_thursday() -> None:
    lunch = make_need("lunch", sessions=(make_session("a", THURSDAY, 60),))
    long = make_need("long", sessions=(make_session("b", THURSDAY, 120),))
    weekly = make_need("weekly", minutes=60, slots=(SlotRead(3, 600, 720),))
    friday = make_need("friday", sessions=(make_session("c", THURSDAY + timedelta(days=1), 60),))
    posters = make_need("posters", minutes=20)
    full = make_need("full", sessions=(make_session("d", THURSDAY, 60, taken=2),))
    asked = replace(ELY, minutes=60, day=3)
    needs = [posters, friday, weekly, long, full, lunch]
    assert find(needs, asked) == ["Help with lunch", "Help with weekly", "Help with posters"]
    found = find_in(columns_of(needs), asked, NOW).matches
    assert found[0].session is not None
    assert found[0].reasons[1:] == ("on Thursday 29 October, 10am to 11am",)
    assert found[1].reasons[1:] == ("on Thursdays, 10am to midday", "about an hour each time")
    assert found[2].reasons[1:] == ("whenever suits you", "about 20 minutes each time")


def test_time_passes_without_anything_being_read_again() -> None:
    columns = columns_of([make_need("lunch", sessions=(make_session("a", THURSDAY, 60),))])
    assert find_in(columns, ELY, THURSDAY - timedelta(seconds=1)).total == 1
    assert find_in(columns, ELY, THURSDAY).total == 0
    over = columns_of([make_need("over", open_until=date(2026, 10, 23))])
    assert find_in(over, ELY, datetime(2026, 10, 23, 22, 59, tzinfo=UTC)).total == 1
    assert find_in(over, ELY, datetime(2026, 10, 23, 23, 0, tzinfo=UTC)).total == 0, "midnight in London"


def test_not_all_of_one_group_while_others_fit() -> None:
    group = UUID(int=1)
    many = [make_need(f"a{n}", listing_id=group) for n in range(8)]
    others = [make_need(f"z{n}", easting=545_000.0) for n in range(2)]
    asked = replace(ELY, most=4)
    assert find(many + others, asked) == ["Help with a0", "Help with a1", "Help with z0", "Help with z1"]
    assert find(many, asked) == [f"Help with a{n}" for n in range(4)], "where no other fits, all of one"


def test_what_was_chosen_then_miles() -> None:
    near = make_need("near", easting=540_500.0)
    cooks = make_need("cooks", easting=544_000.0, skills=(Skill.COOKING,))
    drives = make_need("drives", needs_skills=(Skill.DRIVING,))
    assert find([near, cooks, drives], replace(ELY, skills=frozenset({Skill.COOKING}))) == [
        "Help with cooks",
        "Help with near",
    ]
    home = make_need("home", whereabouts=Whereabouts.HOME, easting=None, lon=None)
    far = make_need("far", easting=547_000.0)
    assert find([far, home, near]) == ["Help with near", "Help with home", "Help with far"]
    assert find([far, home, near], replace(ELY, from_home=True)) == ["Help with home"]


def test_distances_are_told_as_finely_as_the_place_is_known() -> None:
    exact = make_need("exact", easting=541_931.0, lsoa21="E01000001")
    coarse = make_need("coarse", easting=541_931.0)
    told = [each.reasons[0] for each in find_in(columns_of([exact, coarse]), ELY, NOW).matches]
    assert sorted(told) == ["1.2 miles from you", "about 1 mile from you"]


def test_times_in_words() -> None:
    assert [clock_words(each) for each in (0, 540, 720, 1050, 1440)] == [
        "midnight",
        "9am",
        "midday",
        "5:30pm",
        "midnight",
    ]
    assert [length_words(each) for each in (20, 60, 90, 100, 120, 150, 200)] == [
        "20 minutes",
        "an hour",
        "an hour and a half",
        "an hour and 40 minutes",
        "2 hours",
        "2 and a half hours",
        "3 hours and 20 minutes",
    ]


def test_what_is_kept_is_read_anew_after_a_change(monkeypatch: pytest.MonkeyPatch, session: Session) -> None:
    """The needs are read once, and again only after a mark moved."""
    reads: list[int] = []

    def read(_session: Session) -> object:
        reads.append(1)
        return columns_of([make_need("a", open_until=date(2027, 1, 1))])

    monkeypatch.setattr(finding, "_KEPT", finding.Kept(read, "needs", "listings"))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert find_needs(session, ELY).total == 1
    assert find_needs(session, ELY).total == 1
    assert len(reads) == 1
    mark_changed(session, "needs")
    session.commit()
    find_needs(session, ELY)
    assert len(reads) == 2
