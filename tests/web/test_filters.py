"""Is the address of a list read as it was meant, and written back the same?"""

from urllib.parse import quote

import pytest
from starlette.datastructures import QueryParams

from directory.errors import InvalidInput
from directory.search.schemas import Facets
from directory.words import Capital, Day, Kind, Sort
from web import filters


def asked(text: str) -> filters.Asked:
    return filters.read(QueryParams(text))


def test_every_filter_is_read() -> None:
    query = asked(
        "where=PE15+8AA&q=chess&kind=hub&kind=venue&capital=social&category=library&district=E07000010"
        "&day=fri&free=1&age=72&step_free=1&language=pl&remote=1&sort=name&page=2&radius=1600"
    )
    assert query.where == "PE15 8AA"
    assert query.radius_m == 1600
    found = query.query
    assert found.q == "chess"
    assert found.kinds == (Kind.HUB, Kind.VENUE)
    assert found.capitals == (Capital.SOCIAL,)
    assert (found.categories, found.districts, found.days) == (("library",), ("E07000010",), (Day.FRI,))
    assert (found.free, found.age, found.step_free, found.languages, found.remote) == (
        True,
        72,
        True,
        ("pl",),
        True,
    )
    assert (found.sort, found.page) == (Sort.NAME, 2)


def test_what_an_empty_form_sends_asks_for_nothing() -> None:
    query = asked("where=March&q=&kind=&day=&age=&language=&sort=&radius=").query
    assert (query.q, query.kinds, query.days, query.age, query.languages, query.sort) == (
        "",
        (),
        (),
        None,
        (),
        None,
    )


def test_an_age_that_is_none_is_said_beside_the_field() -> None:
    found = asked("age=seventy")
    assert found.query.age is None
    assert [(each.field, "whole years" in each.message) for each in found.problems] == [("age", True)]


@pytest.mark.parametrize(
    "text",
    [
        "kind=castle",
        "day=someday",
        "page=0",
        "page=-1",
        "page=1e3",
        "page=²",
        "radius=0",
        "lat=91",
        "lon=nan",
    ],
)
def test_what_no_form_sends_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        asked(text)
    assert refused.value.field == text.split("=", maxsplit=1)[0]


def test_a_chip_takes_off_its_own_filter_only() -> None:
    found = asked("where=March&day=fri&day=sat&capital=social&free=1&page=3")
    chips = {chip.label: chip.without for chip in filters.chips(found, Facets())}
    assert chips == {
        "Friday": "/near?where=March&day=sat&capital=social&free=1",
        "Saturday": "/near?where=March&day=fri&capital=social&free=1",
        "Meeting people": "/near?where=March&day=fri&day=sat&free=1",
        "Free": "/near?where=March&day=fri&day=sat&capital=social",
    }


def test_a_place_typed_anew_wins_over_the_one_chosen_before() -> None:
    kept = asked("where=Sutton&place=L1&placed=Sutton&day=fri")
    assert (kept.where, kept.place) == ("Sutton", "L1")
    changed = asked("where=Ely&place=L1&placed=Sutton&day=fri")
    assert (changed.where, changed.place) == ("Ely", "")
    assert changed.address() == "/near?where=Ely&day=fri"


def test_a_place_typed_wins_over_where_i_was() -> None:
    assert asked("lat=52.5&lon=0.1").lat == 52.5
    found = asked("where=Ely&lat=52.5&lon=0.1")
    assert (found.lat, found.lon, found.address()) == (None, None, "/near?where=Ely")


def test_words_with_signs_survive_the_address() -> None:
    text = 'a&b="c"<d>?#é'
    found = asked(f"q={quote(text)}")
    assert asked(found.address().partition("?")[2]).query.q == text


def test_distance_is_offered_only_from_a_point() -> None:
    form = filters.form(asked("q=chess"), Facets(), has_point=False)
    assert [(sort.value, sort.chosen) for sort in form.sorts] == [
        ("relevance", True),
        ("name", False),
        ("assured", False),
    ]
