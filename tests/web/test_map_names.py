"""Do the names on a map of areas stand where the places are, and none over another?"""

from collections.abc import Callable
from typing import Any

from directory.areas.labels import PlaceLabel
from web.map_names import MOST, names_on
from web.outlines import View

VIEW = View(x=0, y=0, width=200, height=100, south_west=(0.0, 52.0), north_east=(1.0, 52.3))


def test_a_name_stands_where_its_place_is() -> None:
    [name] = names_on(VIEW, [PlaceLabel("Ely", 0.5, 52.15)])
    assert name.x == 50
    assert 20 < name.y < 30, "about the middle of a map half as high as wide"


def test_what_has_no_room_is_left_out_and_the_first_wins() -> None:
    places = [
        PlaceLabel("March", 0.5, 52.15),
        PlaceLabel("Town End", 0.51, 52.151),
        PlaceLabel("Edge", 0.001, 52.1),
    ]
    assert [each.name for each in names_on(VIEW, places)] == ["March"]
    many = [
        PlaceLabel("A", 0.04 + 0.06 * (number % 15), 52.05 + 0.06 * (number // 15)) for number in range(60)
    ]
    assert len(names_on(VIEW, many)) == MOST


def test_the_towns_of_the_area_are_named_on_the_maps_of_money(get: Callable[..., Any]) -> None:
    html = get("/funding").html
    for town in ("Cambridge", "Peterborough", "March"):
        assert f"<text>{town}</text>" in html
