"""Do pins lie where they should on the map that needs no script?"""

import math

import pytest

from directory.areas.labels import PlaceLabel
from directory.settings import PROJECT_DIR
from directory.words import Release
from web.nearmap import SIZE, Frame, Spot, draw
from web.outlines import read_picture

MARCH = (0.0889, 52.5514)


def spot(lon: float, lat: float, number: int, name: str = "A place") -> Spot:
    return Spot(lon, lat, number, name, f"l-{number}", approximate=False)


def north_of(lat: float, distance_m: float) -> float:
    return lat + distance_m / 111_320


def test_the_origin_is_in_the_middle_and_everything_is_inside() -> None:
    spots = [spot(0.05, 52.50, 1), spot(0.12, 52.57, 2)]
    frame = Frame.around(MARCH, spots)
    assert frame.at(*MARCH) == (SIZE / 2, SIZE / 2)
    for each in spots:
        assert all(0 < edge < SIZE for edge in frame.at(each.lon, each.lat))


def test_north_is_up_and_east_is_right() -> None:
    frame = Frame.around(MARCH, [])
    x, y = frame.at(MARCH[0] + 0.005, MARCH[1] + 0.005)
    assert x > SIZE / 2 > y


def test_a_mile_on_the_ground_is_a_mile_on_the_rings() -> None:
    frame = Frame.around(MARCH, [spot(MARCH[0], north_of(MARCH[1], 3000), 1)])
    _, y = frame.at(MARCH[0], north_of(MARCH[1], 1609.344))
    assert SIZE / 2 - y == pytest.approx(frame.length(1609.344), rel=0.01)


def test_the_box_of_the_frame_is_its_corners() -> None:
    frame = Frame.around(MARCH, [spot(0.12, 52.57, 1)])
    box = frame.box
    assert frame.at(box.min_lon, box.max_lat) == pytest.approx((0, 0), abs=0.1)
    assert frame.at(box.max_lon, box.min_lat) == pytest.approx((SIZE, SIZE), abs=0.1)


def test_listings_at_one_place_share_a_pin() -> None:
    picture = read_picture(PROJECT_DIR / "data", Release.R2021)
    spots = [spot(0.1, 52.55, 1, "One"), spot(0.1, 52.55, 2, "Two"), spot(0.12, 52.57, 3, "Three")]
    drawn = draw(
        Frame.around(MARCH, spots),
        origin=MARCH,
        spots=spots,
        places=[],
        picture=picture,
        districts=["E07000010"],
    )
    assert [(pin.label, pin.title) for pin in drawn.pins] == [("3", "3: Three"), ("1+", "1: One and 1 more")]
    assert drawn.shapes == (f"{picture.path}#E07000010",)


def test_the_outlines_lie_under_the_pins() -> None:
    """A point of the outlines' picture comes out where the same lon and lat come out."""
    picture = read_picture(PROJECT_DIR / "data", Release.R2021)
    frame = Frame.around(MARCH, [])
    drawn = draw(frame, origin=MARCH, spots=[], places=[], picture=picture, districts=[])
    move, scale = drawn.transform.split(") scale(")
    left, top = (float(part) for part in move.removeprefix("translate(").split())
    factor = float(scale.removesuffix(")"))
    unit = 30.0
    x = 6_378_137 * math.radians(MARCH[0]) / unit - picture.origin[0]
    y = picture.origin[1] - 6_378_137 * math.log(math.tan(math.pi / 4 + math.radians(MARCH[1]) / 2)) / unit
    assert (left + x * factor, top + y * factor) == pytest.approx(frame.at(*MARCH), abs=1)


def test_too_many_places_to_number_are_dots() -> None:
    picture = read_picture(PROJECT_DIR / "data", Release.R2021)
    for many, dots in ((100, False), (101, True)):
        spots = [spot(0.1 + number / 1000, 52.55, number) for number in range(many)]
        drawn = draw(
            Frame.around(None, spots), origin=None, spots=spots, places=[], picture=picture, districts=[]
        )
        assert (drawn.dots, len(drawn.pins)) == (dots, many)


def test_names_keep_clear_of_pins_and_of_each_other() -> None:
    picture = read_picture(PROJECT_DIR / "data", Release.R2021)
    spots = [spot(*MARCH, 1)]
    places = [
        PlaceLabel("March", *MARCH),
        PlaceLabel("Long name of a school nearby", *MARCH, landmark=True),
        PlaceLabel("Elsewhere", MARCH[0] + 0.015, MARCH[1] + 0.008),
    ]
    drawn = draw(
        Frame.around(MARCH, spots), origin=MARCH, spots=spots, places=places, picture=picture, districts=[]
    )
    assert [label.name for label in drawn.labels] == ["March", "Elsewhere"]
    assert abs(drawn.labels[0].y - SIZE / 2) > 30
