"""Is the page of each parish complete with nobody editing it?"""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.changes.schemas import Actor
from directory.errors import NotFound
from directory.listings.service import categories
from directory.nodes.parish import read_parish
from directory.nodes.parish_care import last_care, look_after
from directory.nodes.parish_queries import list_codes
from directory.nodes.parish_schemas import ParishRead
from directory.nodes.parish_themes import THEME_OF, Theme, theme_of
from directory.store import open_engine
from directory.words import Role

WISBECH, CAMBRIDGE = "E04001668", "E43000042"


@pytest.fixture(scope="module")
def every(built_database: object) -> Iterator[list[ParishRead]]:
    engine = open_engine(f"sqlite:///{built_database}", read_only=True)
    with Session(engine) as session:
        yield [read_parish(session, code) for code in list_codes(session)]
    engine.dispose()


def test_each_of_them_is_there(every: list[ParishRead]) -> None:
    assert len(every) == 266
    assert sum(each.unparished for each in every) == 2


def test_none_is_empty(every: list[ParishRead]) -> None:
    for each in every:
        name = each.area.name
        assert each.area.population, name
        assert each.rurality is not None, name
        assert each.area.imd_decile is not None, name
        assert each.total or each.near or each.venues_near or each.help.library, name
        assert len(each.neighbours) == 6, name
        assert each.compared.alike or each.unparished or each.area.population < 60, name


def test_each_names_somebody_to_talk_to(every: list[ParishRead]) -> None:
    for each in every:
        assert each.help.contacts, each.area.name
        assert any(point.phone or point.email or point.url for point in each.help.contacts), each.area.name
        assert each.help.library is not None, each.area.name
        assert each.help.groups, each.area.name
        assert each.help.surgery is not None, each.area.name
        assert (each.council is None) == each.unparished, each.area.name


def test_what_is_here_is_not_near_and_stands_once(every: list[ParishRead]) -> None:
    for each in every:
        here = [card.slug for group in each.here for card in group.cards]
        assert len(here) == len(set(here)) == each.total
        assert not set(here) & {line.nearest.slug for line in each.near}
        assert each.near_total == sum(1 + line.others for line in each.near)
        for line in each.near:
            assert line.nearest.distance_m is not None
            assert line.nearest.distance_m <= each.near_m
            assert theme_of(line.nearest.categories) is line.theme


def test_the_help_of_its_own_district_comes_first(every: list[ParishRead]) -> None:
    ramsey = next(each for each in every if each.area.name == "Ramsey")
    assert ramsey.help.groups[0].slug == "hunts-forum-of-voluntary-organisations"


def test_every_category_has_a_heading(session: Session) -> None:
    assert {each.slug for each in categories(session)} == set(THEME_OF)
    assert theme_of([]) is Theme.OTHER
    assert theme_of(["museum", "library"]) is Theme.LEARNING


def test_what_is_no_parish_has_no_such_page(session: Session) -> None:
    with pytest.raises(NotFound, match="/area/E07000010"):
        read_parish(session, "E07000010")
    with pytest.raises(NotFound):
        read_parish(session, "E04999999")


def test_nobody_looks_after_it_until_somebody_says_so(session: Session) -> None:
    assert last_care(session, WISBECH) is None
    before = session.execute(text("SELECT mark FROM change_mark WHERE noun = 'nodes'")).scalar()
    look_after(session, WISBECH, actor=Actor(Role.PARISH_CLERK.value), what="looked over")
    care = last_care(session, WISBECH)
    assert care is not None
    assert care.role is Role.PARISH_CLERK
    assert last_care(session, CAMBRIDGE) is None
    after = session.execute(text("SELECT mark FROM change_mark WHERE noun = 'nodes'")).scalar()
    assert after != before, "or the page would be kept as it was"
