"""Who reaches a room that has what is needed: against plain Python, by date, and unknown kept from no."""

import math
import time
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.coverage.facilities import nearest_room
from directory.coverage.facilities_groups import groups_looking
from directory.coverage.facilities_parish import rooms_of_parish
from directory.coverage.facilities_rooms import NO, UNSAID, YES, read_columns
from directory.coverage.facilities_schemas import Change, FacilityQuery, RoomState, Sought
from directory.coverage.world import World
from directory.errors import InvalidInput
from directory.venues.models import RoomWanted
from directory.venues.reading import read_room
from directory.venues.words import Facility, Hirer
from directory.words import Level, Region
from geo.travel import DEFAULT_TRAVEL, Mode
from tests.support.rooms import MadeRoom, MadeVenue, clear_venues, venues_with_places, write_venues

FENLAND = "E07000010"
DAY = date(2026, 12, 1)
DAY_NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
EVENINGS = (("2026-01-05T09:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE", 13 * 60),)
DAYTIME = (("2026-01-05T09:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 8 * 60),)
KITCHEN = MadeRoom(
    has=("kitchen", "step_free"), holds=120, prices=(("community", "hour", 1200),), opens=EVENINGS
)
NO_KITCHEN = MadeRoom(has=("step_free",), has_not=("kitchen",), holds=40)
NOTHING_SAID = MadeRoom()


@pytest.fixture
def fenland(session: Session) -> list[str]:
    """Rooms at places of Fenland: one with a kitchen, one without, one that does not say; the rest silent."""
    ids = venues_with_places(session, FENLAND)
    write_venues(
        session,
        MadeVenue(ids[0], rooms=(KITCHEN,)),
        MadeVenue(ids[1], rooms=(NO_KITCHEN,)),
        MadeVenue(ids[2], rooms=(NOTHING_SAID,)),
    )
    return [each.hex for each in ids]


def ask(**said: object) -> FacilityQuery:
    return FacilityQuery(**({"sought": Sought.KITCHEN, "on_date": DAY} | said))  # type: ignore[arg-type]


def answer_of(session: Session, listing: str, query: FacilityQuery) -> int:
    columns = read_columns(session)
    place = next(n for n, one in enumerate(columns.rooms) if one.listing_id.hex == listing)
    return int(columns.answers(query, DAY)[place])


def test_what_is_not_said_is_kept_apart_from_no(session: Session, fenland: list[str]) -> None:
    assert answer_of(session, fenland[0], ask()) == YES
    assert answer_of(session, fenland[1], ask()) == NO
    assert answer_of(session, fenland[2], ask()) == UNSAID
    assert answer_of(session, fenland[3], ask()) == UNSAID
    assert answer_of(session, fenland[3], ask(sought=Sought.ANY)) == UNSAID
    assert answer_of(session, fenland[2], ask(sought=Sought.ANY)) == YES


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"step_free": True}, YES),
        ({"evening": True}, YES),
        ({"evening": True, "evenings": 3}, YES),
        ({"evening": True, "evenings": 4}, NO),
        ({"most_pence_per_hour": 1200}, YES),
        ({"most_pence_per_hour": 1199}, NO),
        ({"most_pence_per_hour": 1200, "hirer": Hirer.LOW_INCOME}, YES),
        ({"most_pence_per_hour": 1200, "hirer": Hirer.BUSINESS}, UNSAID),
        ({"sought": Sought.HALL}, YES),
        ({"sought": Sought.HALL, "people": 121}, NO),
        ({"sought": Sought.LOW_COST}, NO),
        ({"sought": Sought.HEARING_LOOP}, UNSAID),
        ({"facilities": (Facility.STAGE,)}, UNSAID),
    ],
)
def test_a_room_is_held_against_all_that_is_asked(
    session: Session, fenland: list[str], said: dict[str, object], answer: int
) -> None:
    assert answer_of(session, fenland[0], ask(**said)) == answer


@pytest.mark.parametrize(
    ("room", "answer"),
    [
        (MadeRoom(opens=DAYTIME), NO),
        (MadeRoom(opens=(("2026-01-05T17:00", "FREQ=WEEKLY", 3 * 60),)), YES),
        (MadeRoom(opens=(("2026-01-05T17:00", "FREQ=WEEKLY", 2 * 60 + 45),)), NO),
        (MadeRoom(opens=(("2026-01-05T18:00", "FREQ=DAILY", 120),)), YES),
        (MadeRoom(opens=(("2026-01-10T18:00", "FREQ=WEEKLY;BYDAY=SA,SU", 180),)), NO),
        (MadeRoom(opens=(("2026-01-05T18:00", "FREQ=WEEKLY;INTERVAL=2", 180),)), NO),
        (MadeRoom(opens=(("2026-01-05T18:00", "FREQ=MONTHLY;BYDAY=1MO", 180),)), NO),
        (MadeRoom(opens=(("2026-01-05T18:00", "FREQ=WEEKLY;UNTIL=20261130T235959", 180),)), NO),
        (MadeRoom(opens=(("2026-12-07T18:00", "FREQ=WEEKLY", 180),)), YES),
        (MadeRoom(opens=(("2026-12-14T18:00", "FREQ=WEEKLY", 180),)), NO),
        (MadeRoom(opens=EVENINGS, closes=(("2026-01-05T18:00", "FREQ=DAILY", 240),)), NO),
        (MadeRoom(), UNSAID),
    ],
)
def test_the_evening_is_two_hours_after_six_every_week(session: Session, room: MadeRoom, answer: int) -> None:
    listing = venues_with_places(session)[0]
    write_venues(session, MadeVenue(listing, rooms=(room,)))
    assert answer_of(session, listing.hex, ask(sought=Sought.ANY, evening=True)) == answer


@pytest.mark.parametrize(
    ("prices", "least_min", "hourly"),
    [
        ((("community", "hour", 900), ("community", "hour", 700)), 60, 700),
        ((("community", "session", 3000),), 60, 1500),
        ((("community", "day", 5000), ("community", "hour", 2600)), 60, 2500),
        ((("community", "hour", 800),), 240, 1600),
        ((("community", "hour", 0),), 60, 0),
    ],
)
def test_an_hour_costs_half_of_the_cheapest_two_hour_hire(
    session: Session, prices: tuple[tuple[str, str, int], ...], least_min: int, hourly: float
) -> None:
    listing = venues_with_places(session)[0]
    write_venues(session, MadeVenue(listing, rooms=(MadeRoom(prices=prices, least_min=least_min),)))
    columns = read_columns(session)
    place = next(n for n, one in enumerate(columns.rooms) if one.room is not None)
    assert columns.pence_per_hour(Hirer.COMMUNITY, evening=False)[place] == hourly


def _lines(session: Session, listing: str) -> tuple[float, float]:
    row = session.connection().execute(
        text(
            "SELECT p.easting, p.northing FROM location p JOIN service_at_location s "
            "ON s.location_id = p.id WHERE s.listing_id = :id AND p.easting IS NOT NULL "
            "ORDER BY CASE p.precision WHEN 'exact' THEN 0 WHEN 'postcode' THEN 1 ELSE 2 END, s.id"
        ),
        {"id": listing},
    )
    found = row.first()
    assert found is not None
    return found.easting, found.northing


def test_areas_equal_plain_python(session: Session, fenland: list[str]) -> None:
    """Every LSOA, parish and district of Fenland worked out postcode by postcode without arrays."""
    view = nearest_room(session, ask(district=FENLAND, by=Mode.CYCLE))
    sure = [_lines(session, fenland[0])]
    silent = [
        _lines(session, each.hex) for each in venues_with_places(session) if each.hex not in fenland[:2]
    ]
    # The rest of those that do not say: places known by an exact point.
    silent += [
        (row.easting, row.northing)
        for row in session.connection().execute(
            text(
                "SELECT p.easting, p.northing FROM location p JOIN service_at_location s "
                "ON s.location_id = p.id JOIN listing l ON l.id = s.listing_id "
                "WHERE l.kind IN ('hub', 'venue') AND l.status = 'active' AND NOT l.visiting "
                "AND NOT l.sensitive AND p.precision = 'exact'"
            )
        )
    ]
    reach_m = DEFAULT_TRAVEL[Mode.CYCLE].radius_m
    postcodes = (
        session.connection()
        .execute(
            text(
                "SELECT p.easting, p.northing, p.lsoa21, p.parish, p.district, "
                "l.district_code = p.district AND l.district_code = w.district_code AS counts "
                "FROM postcode p JOIN area l ON l.code = p.lsoa21 AND l.release = '2021' "
                "JOIN area w ON w.code = p.ward AND w.release = '2021' "
                "WHERE p.inside AND p.status = 'live' AND p.easting IS NOT NULL"
            )
        )
        .all()
    )
    codes = {area.code for area in view.areas}
    in_lsoa = Counter(row.lsoa21 for row in postcodes if row.counts)
    rows = [
        (
            row,
            *(min(math.dist((row.easting, row.northing), at) for at in places) for places in (sure, silent)),
        )
        for row in postcodes
        if codes & {row.lsoa21, row.parish, row.district}
    ]
    people = dict(
        tuple(row)
        for row in session.connection().execute(
            text("SELECT code, population FROM area WHERE level = 'lsoa' AND release = '2021'")
        )
    )
    checked = 0
    for level, column in ((Level.LSOA, "lsoa21"), (Level.PARISH, "parish"), (Level.DISTRICT, "district")):
        for area in view.at(level):
            mine = [each for each in rows if getattr(each[0], column) == area.code]
            if not mine:
                assert area.state is None
                continue
            checked += 1
            share = [each[0].counts * people[each[0].lsoa21] / in_lsoa[each[0].lsoa21] for each in mine]
            near = [each[1] <= reach_m for each in mine]
            maybe = [not hit and each[2] <= reach_m for each, hit in zip(mine, near, strict=True)]
            within = sum(n for n, hit in zip(share, near, strict=True) if hit)
            unsaid = sum(n for n, hit in zip(share, maybe, strict=True) if hit)
            assert area.nearest_m == pytest.approx(sum(each[1] for each in mine) / len(mine))
            assert area.nearest_possible_m == pytest.approx(
                sum(min(each[1], each[2]) for each in mine) / len(mine)
            )
            assert area.share_within_cycle == pytest.approx(within / sum(share))
            assert area.people_within == round(within)
            assert area.people_only_unsaid == pytest.approx(unsaid, abs=1)
            expected = (
                RoomState.WITHIN
                if within >= sum(share) / 2
                else RoomState.ONLY_UNSAID
                if within + unsaid >= sum(share) / 2
                else RoomState.NOT_KNOWN_OF
            )
            assert area.state is expected
    assert checked > 60
    whole = view.at(Level.DISTRICT)[0]
    assert view.people.within == whole.people_within
    assert view.people.without == whole.people_without


def test_a_parish_asked_of_alone_is_as_among_all(session: Session, fenland: list[str]) -> None:
    """Every kind of room: the row is the same one, and no other area is told of."""
    assert fenland
    every = nearest_room(session, ask(sought=Sought.ANY, district=FENLAND)).at(Level.PARISH)
    most = max(every, key=lambda area: area.rooms)
    assert most.rooms > 0
    for code in (most.code, every[-1].code):
        told = rooms_of_parish(session, code, ask(region=Region.COMBINED_AUTHORITY))
        assert told is not None
        assert [each.sought for each in told.kinds] == list(Sought)
        for each in told.kinds:
            whole = nearest_room(session, ask(sought=each.sought, district=FENLAND))
            assert each.area == next(area for area in whole.at(Level.PARISH) if area.code == code)
    alone = nearest_room(session, ask(parish=most.code))
    assert [area.code for area in alone.areas] == [most.code]
    assert alone.people.people == (most.people_within or 0) + (most.people_without or 0)
    assert alone.district == FENLAND


def test_a_parish_is_cut_out_of_its_world_once_for_every_kind(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = nearest_room(session, ask(district=FENLAND)).at(Level.PARISH)[0].code
    cut: list[World] = []

    def watched(*args: object, **given: object) -> World:
        cut.append(World(*args, **given))  # type: ignore[arg-type]
        return cut[-1]

    monkeypatch.setattr("directory.coverage.facilities.World", watched)
    told = rooms_of_parish(session, code)
    assert told is not None
    assert len(told.kinds) == len(Sought)
    assert len(cut) == 1


def test_a_parish_of_nowhere_is_refused_or_tells_nothing(session: Session) -> None:
    with pytest.raises(InvalidInput, match="parish by its code"):
        nearest_room(session, ask(parish="E04999999"))
    assert rooms_of_parish(session, "E04999999") is None


def test_a_parish_is_told_by_day_what_a_planned_a_late_and_a_closing_hub_change(
    session: Session, fenland: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same hub in each state, before and after its day: only then is its kitchen lacking."""
    monkeypatch.setattr("directory.clock.now", lambda: DAY_NOW)
    ids = venues_with_places(session, FENLAND)
    assert fenland[0] == ids[0].hex
    home = max(
        nearest_room(session, ask(district=FENLAND)).at(Level.PARISH), key=lambda area: area.rooms
    ).code
    opens, late, closes = date(2027, 2, 1), date(2027, 5, 1), date(2027, 3, 31)
    cases = (
        (MadeVenue(ids[0], status="planned", opens_on=opens, rooms=(KITCHEN,)), (False, True, True)),
        (
            MadeVenue(ids[0], status="planned", opens_on=late, opens_said=opens, rooms=(KITCHEN,)),
            (False, False, False),
        ),
        (MadeVenue(ids[0], closes_on=closes, rooms=(KITCHEN,)), (True, True, False)),
    )
    for venue, expected in cases:
        write_venues(session, venue)
        found = []
        for day in (date(2027, 1, 31), date(2027, 3, 31), date(2027, 4, 1)):
            told = rooms_of_parish(session, home, ask(on_date=day))
            assert told is not None
            kitchen = next(each.area for each in told.kinds if each.sought is Sought.KITCHEN)
            found.append(kitchen.rooms == 1 and (kitchen.people_within or 0) > 0)
        assert tuple(found) == expected, venue


def test_the_shares_by_each_way_of_travelling_grow(session: Session, fenland: list[str]) -> None:
    assert fenland
    view = nearest_room(session, ask(region=Region.CAMBRIDGESHIRE))
    for area in view.at(Level.LSOA):
        assert area.share_within_walk is not None
        assert area.share_within_cycle is not None
        assert area.share_within_drive is not None
        assert area.share_within_walk <= area.share_within_cycle <= area.share_within_drive
    assert view.counted.rooms == 3
    assert (view.counted.with_it, view.counted.without, view.counted.unsaid) == (1, 1, 1)
    assert view.counted.silent == view.counted.places - 3


def test_only_rooms_and_places_that_the_area_reaches_are_counted(
    session: Session, fenland: list[str]
) -> None:
    assert fenland
    whole, one = nearest_room(session, ask()).counted, nearest_room(session, ask(district=FENLAND)).counted
    city = nearest_room(session, ask(district="E07000008")).counted

    assert (one.rooms, city.rooms) == (3, 0)
    assert len(fenland) <= one.places < whole.places
    assert 0 < city.silent == city.places < whole.places


def test_with_no_room_at_all_nobody_reaches_one_and_no_distance_is_made_up(session: Session) -> None:
    clear_venues(session)
    view = nearest_room(session, ask())
    assert view.people.within == 0
    assert view.people.without == view.people.people > 600_000
    assert {area.nearest_m for area in view.areas} == {None}
    assert all(area.nearest is None or not area.nearest.says for area in view.areas)
    assert RoomState.ONLY_UNSAID in {area.state for area in view.areas}


def test_a_hub_that_opens_late_or_closes_changes_the_map_by_date(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.clock.now", lambda: DAY_NOW)
    ids = venues_with_places(session, FENLAND)
    write_venues(
        session,
        MadeVenue(ids[0], closes_on=date(2027, 3, 31), rooms=(KITCHEN,)),
        MadeVenue(
            ids[1],
            status="planned",
            opens_on=date(2027, 6, 1),
            opens_said=date(2027, 1, 1),
            rooms=(KITCHEN,),
        ),
        MadeVenue(ids[2], status="planned", rooms=(KITCHEN,)),
        MadeVenue(ids[3], status="closed", rooms=(KITCHEN,)),
    )
    by_day = {
        day: nearest_room(session, ask(on_date=day)).counted.with_it
        for day in (date(2027, 3, 31), date(2027, 4, 1), date(2027, 6, 1))
    }
    assert by_day == {date(2027, 3, 31): 1, date(2027, 4, 1): 0, date(2027, 6, 1): 1}
    changes = nearest_room(session, ask(on_date=date(2027, 4, 1))).changes
    assert [(each.change, each.on, each.counted) for each in changes] == [
        (Change.CLOSES, date(2027, 3, 31), False),
        (Change.DELAYED, date(2027, 6, 1), False),
        (Change.NO_DAY, None, False),
    ]
    in_cambridge = nearest_room(session, ask(on_date=date(2027, 4, 1), district="E07000008"))
    assert in_cambridge.changes == ()
    gone = nearest_room(session, ask(on_date=date(2027, 4, 1), district=FENLAND)).people
    there = nearest_room(session, ask(on_date=date(2027, 3, 31), district=FENLAND)).people
    assert there.within > gone.within == 0


def test_a_question_is_answered_at_once(session: Session, fenland: list[str]) -> None:
    assert fenland
    nearest_room(session, ask())
    took = []  # of this process alone: the machine may be busy with others
    for sought in (Sought.KITCHEN, Sought.HALL, Sought.ANY, Sought.STAGE, Sought.WIFI):
        began = time.process_time()
        nearest_room(session, ask(sought=sought, step_free=True, evening=True, most_pence_per_hour=1500))
        took.append(time.process_time() - began)
    assert min(took) < 0.2


def test_what_cannot_be_asked_is_refused(session: Session) -> None:
    with pytest.raises(InvalidInput, match="not in the region"):
        nearest_room(session, ask(district="E06000031"))
    with pytest.raises(InvalidInput, match="1 to 5"):
        nearest_room(session, ask(evenings=6))


def test_groups_that_look_are_given_what_might_do(session: Session, fenland: list[str]) -> None:
    columns = read_columns(session)
    home = next(one for one in columns.rooms if one.listing_id.hex == fenland[0])
    room = read_room(session, home.listing_slug, "main")
    session.add(
        RoomWanted(
            id=home.listing_id,
            group_name="Carers of Example",
            what="Somewhere to cook together",
            facilities=["kitchen"],
            people=20,
            parish=room.parish,
            district=FENLAND,
            until=date(2027, 6, 1),
            created_at=DAY_NOW,
        )
    )
    session.commit()
    found = groups_looking(session, FENLAND, on=DAY)
    carers = next(each for each in found.groups if each.wanted.group_name == "Carers of Example")
    assert carers.fitting[0].listing_slug == home.listing_slug
    assert carers.fitting[0].says
    assert not any(each.listing_slug == columns.rooms[1].listing_slug for each in carers.fitting if each.says)
    assert "Carers of Example" not in {
        each.wanted.group_name for each in groups_looking(session, "E07000009", on=DAY).groups
    }
    assert found.seeking is None
