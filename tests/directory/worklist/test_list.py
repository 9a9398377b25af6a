"""Do those who should be asked first come first, about what they lack, and with how far asking has come?"""

from collections import defaultdict
from dataclasses import replace

import pytest
from lived_in import lived_in
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.coverage.need import read_need
from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import read_coverage
from directory.errors import InvalidInput
from directory.marks.schemas import Says
from directory.store import session_scope
from directory.words import ALL_DISTRICTS, Capital, Level, Region, Release
from directory.worklist.list import IN_DOUBT, WorkList, read_work_list
from directory.worklist.schemas import Status
from directory.worklist.service import set_status
from geo.evidence import State

FENLAND = "E07000010"
CAMBRIDGE = "E07000008"
NO_PARISH_IN_CAMBRIDGE = "E43000042"
HEALTH = CoverageQuery(capital=Capital.HEALTH)
EVERYWHERE = CoverageQuery(region=Region.COMBINED_AUTHORITY)


@pytest.fixture(scope="module")
def everywhere(read_session: Session) -> WorkList:
    return read_work_list(read_session, EVERYWHERE)


@pytest.mark.parametrize("release", list(Release))
def test_the_order_is_need_times_people_times_doubt(read_session: Session, release: Release) -> None:
    """By another way: postcode by postcode from the database and the answer of coverage."""
    query = replace(HEALTH, release=release)
    areas = {area.code: area for area in read_coverage(read_session, query).contents}
    names = {
        area.code: area.name
        for area in read_coverage(read_session, replace(query, level=Level.PARISH)).contents
    }
    column = "lsoa21" if release is Release.R2021 else "lsoa11"
    rows = read_session.execute(
        text(f"SELECT parish, {column} AS lsoa FROM ({lived_in(column)})")  # noqa: S608
    ).all()
    residents = dict(
        read_session.execute(
            text("SELECT code, population FROM area WHERE level = 'lsoa' AND release = :release"),
            {"release": release.value},
        ).all()
    )
    postcodes: dict[str, int] = defaultdict(int)
    for row in rows:
        postcodes[row.lsoa] += 1
    people, in_doubt, needy, weighed = (defaultdict[str, float](float) for _ in range(4))
    for row in rows:
        here = residents[row.lsoa] / postcodes[row.lsoa]
        people[row.parish] += here
        # A parish may reach into a neighbourhood outside the region, of which nothing is said here.
        area = areas.get(row.lsoa)
        if area is not None and area.state in IN_DOUBT:
            in_doubt[row.parish] += here
            needy[row.parish] += here * (area.need_class == 3)
            weighed[row.parish] += here * (area.need or 0)
    expected = sorted(
        (
            code
            for code in people
            if code.startswith("E04")
            and code in names
            and (in_doubt[code] >= people[code] / 2 or needy[code])
        ),
        key=lambda code: (-round(needy[code], 6), -round(weighed[code], 6), names[code], code),
    )
    found = read_work_list(read_session, query)
    parishes = [place for place in found.places if place.level is Level.PARISH]
    assert [place.code for place in parishes] == expected
    for place in parishes:
        assert place.people == pytest.approx(people[place.code], abs=0.6)
        assert place.doubt == pytest.approx(needy[place.code], abs=1e-3)
        assert place.asks[0].people == pytest.approx(in_doubt[place.code], abs=0.6)


def test_each_place_is_there_once_and_all_are_accounted_for(
    read_session: Session, everywhere: WorkList
) -> None:
    codes = [(place.code, place.parish_code) for place in everywhere.places]
    assert len(codes) == len(set(codes))
    parishes = [place.code for place in everywhere.places if place.level is Level.PARISH]
    wards = {place.code for place in everywhere.places if place.level is Level.WARD}
    assert not {code for code in parishes if not code.startswith("E04")}
    divided = read_session.execute(
        text(
            "SELECT count(*) FROM (SELECT DISTINCT parish, ward FROM postcode WHERE inside "
            "AND status = 'live' AND parish LIKE 'E43%')"
        )
    ).scalar_one()
    counted = len(everywhere.places) + everywhere.nothing_to_ask + everywhere.nobody_there
    assert counted == 264 + divided
    assert wards
    assert everywhere.left_out == 0


def test_a_city_without_parishes_is_told_by_ward(read_session: Session) -> None:
    found = read_work_list(read_session, CoverageQuery(district=CAMBRIDGE))
    assert found.places
    for place in found.places:
        assert (place.level, place.parish_code) == (Level.WARD, NO_PARISH_IN_CAMBRIDGE)
        assert place.node_slug is None
        assert (place.listed, place.expected) == (None, None)
        assert "ward" in place.name


def test_a_place_is_asked_only_about_what_is_in_doubt_there(everywhere: WorkList) -> None:
    assert {place.district_code for place in everywhere.places} == set(ALL_DISTRICTS)
    for place in everywhere.places:
        assert place.asks or place.items or place.marks
        assert len({ask.subject for ask in place.asks}) == len(place.asks) <= len(Capital)
        for ask in place.asks:
            assert ask.state in {State.NOT_SURVEYED, State.PROBABLE_GAP}
            assert ask.state is ask.reason.state
            assert 1 <= ask.neighbourhoods <= place.neighbourhoods
            assert 0 <= ask.people_in_need <= ask.people <= place.people + 1
        assert place.doubt == pytest.approx(sum(ask.people_in_need for ask in place.asks), abs=4)
        assert place.name not in place.neighbours
        assert len(place.neighbours) == 3


def test_a_district_is_the_same_rows_alone(read_session: Session) -> None:
    whole = read_work_list(read_session, HEALTH)
    alone = read_work_list(read_session, replace(HEALTH, district=FENLAND))
    assert alone.places == tuple(place for place in whole.places if place.district_code == FENLAND)
    assert alone.places[0].node_slug == "wisbech-st-mary-parish"
    with pytest.raises(InvalidInput, match="not in the region"):
        read_work_list(read_session, replace(HEALTH, district="E06000031"))


def test_a_category_and_another_need_can_be_asked_for(read_session: Session) -> None:
    libraries = read_work_list(read_session, CoverageQuery(category="library"))
    assert {ask.subject for place in libraries.places for ask in place.asks} == {"library"}
    assert all(place.expected is None for place in libraries.places)
    by_health = read_work_list(read_session, replace(HEALTH, need=read_need("health")))
    assert by_health.need_label == "Health and disability"
    assert [place.code for place in by_health.places] != [
        place.code for place in read_work_list(read_session, HEALTH).places
    ]


def test_what_was_asked_and_answered_stays_on_the_list(directory_engine: Engine) -> None:
    query = replace(HEALTH, district=FENLAND)
    with Session(directory_engine) as session:
        before = read_work_list(session, query)
    first, second = before.places[:2]
    assert {place.status for place in before.places} == {Status.NOT_ASKED}
    with session_scope(directory_engine) as session:
        set_status(
            session, first.code, "health", Status.ASKED, note="Wrote to the clerk", on_date="2026-11-02"
        )
        set_status(
            session,
            second.code,
            "health",
            Status.ANSWERED,
            says=Says.HAS,
            role="parish clerk",
            on_date="2026-11-03",
        )
    with Session(directory_engine) as session:
        after = read_work_list(session, query)
        statuses = {place.code: place.status for place in after.places}
        assert statuses[first.code] is Status.ASKED
        assert statuses[second.code] is Status.ANSWERED
        answered = next(place for place in after.places if place.code == second.code)
        assert answered.asks == (), "somebody says there is one, so nothing is in doubt"
        assert after.places[0].items[0].note == "Wrote to the clerk"
        for status, count in (
            (Status.ASKED, 1),
            (Status.ANSWERED, 1),
            (Status.NOT_ASKED, len(after.places) - 2),
        ):
            only = read_work_list(session, query, status)
            assert {place.status for place in only.places} == {status}
            assert len(only.places) == count
            assert only.left_out == len(after.places) - count
        # Of the six capitals one was answered, so asking there has only begun.
        of_all = read_work_list(session, CoverageQuery(district=FENLAND))
        assert {
            place.code: place.status for place in of_all.places if place.code in {first.code, second.code}
        } == {first.code: Status.ASKED, second.code: Status.ASKED}
        # Another capital knows nothing of it.
        social = read_work_list(session, CoverageQuery(capital=Capital.SOCIAL, district=FENLAND))
        assert {place.status for place in social.places} == {Status.NOT_ASKED}


def test_a_town_is_doubted_only_in_some_of_its_neighbourhoods(
    read_session: Session, everywhere: WorkList
) -> None:
    """By another way: neighbourhoods by the live postcodes of the parish, in the database."""
    march = next(place for place in everywhere.places if place.name == "March")
    rows = read_session.execute(
        text(
            f"SELECT DISTINCT lsoa21 FROM ({lived_in()}) WHERE parish = :code"  # noqa: S608
        ),
        {"code": march.code},
    ).all()
    assert march.neighbourhoods == len(rows)
    for ask in march.asks:
        query = (
            CoverageQuery(capital=Capital(ask.subject))
            if ask.subject in set(Capital)
            else CoverageQuery(category=ask.subject)
        )
        states = {
            area.code: area.state
            for area in read_coverage(read_session, replace(query, region=Region.COMBINED_AUTHORITY)).contents
        }
        assert ask.neighbourhoods == sum(states[row.lsoa21] in IN_DOUBT for row in rows)
        assert ask.neighbourhoods < march.neighbourhoods


def test_whoever_is_told_of_in_a_mark_was_asked(directory_engine: Engine) -> None:
    query = CoverageQuery(category="young-people")
    with Session(directory_engine) as session:
        found = read_work_list(session, query)
        # As shipped: five parishes of which it is not known, and two that have some. Too few are listed of
        # it to say where anything is in doubt.
        assert found.too_few
        assert [place.asks for place in found.places] == [()] * 7
        assert {place.name: place.status for place in found.places} == {
            "Christchurch": Status.ASKED,
            "Colne": Status.ASKED,
            "Grafham": Status.ASKED,
            "Hail Weston": Status.ASKED,
            "Hilton": Status.ASKED,
            "Huntingdon": Status.ANSWERED,
            "Sawtry": Status.ANSWERED,
        }
        assert [len(read_work_list(session, query, status).places) for status in Status] == [0, 5, 2]
        anything = {place.name: place for place in read_work_list(session, CoverageQuery()).places}
        assert anything["Christchurch"].status is Status.ASKED
        assert [mark.says for mark in anything["Christchurch"].marks] == [Says.UNKNOWN]
        assert not read_work_list(session, HEALTH).too_few
    with session_scope(directory_engine) as session:
        set_status(session, "E04001665", "young-people", Status.NOT_ASKED, on_date="2026-11-02")
    with Session(directory_engine) as session:
        written = {place.code: place for place in read_work_list(session, query).places}["E04001665"]
        assert written.status is Status.NOT_ASKED, "what is written down of asking goes before a mark"
        assert written.marks == ()


def test_whether_a_parish_can_be_reached_is_told(directory_engine: Engine) -> None:
    with Session(directory_engine) as session:
        assert not any(place.reachable for place in read_work_list(session, HEALTH).places)
    with session_scope(directory_engine) as session:
        session.execute(
            text("UPDATE listing SET phone = '01945 000000' WHERE slug = 'wisbech-st-mary-parish'")
        )
    with Session(directory_engine) as session:
        reachable = [place for place in read_work_list(session, HEALTH).places if place.reachable]
    assert [place.node_slug for place in reachable] == ["wisbech-st-mary-parish"]


def test_asking_a_city_without_parishes_counts_for_its_wards(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        set_status(session, NO_PARISH_IN_CAMBRIDGE, "health", Status.ASKED, on_date="2026-11-02")
    with Session(directory_engine) as session:
        found = read_work_list(session, replace(HEALTH, district=CAMBRIDGE))
    assert {place.status for place in found.places} == {Status.ASKED}
