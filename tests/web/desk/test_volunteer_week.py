"""Is a time of the week that no form of ours wrote left out, so that the page can be shown again?"""

import pytest
from starlette.datastructures import FormData

from directory.volunteers.schemas import Slot
from web.desk.volunteer_week import read_week, week_of


@pytest.mark.parametrize("forged", ["9-1-2", "7-0-60", "1-60-60", "1-90-60", "1-0-1441", "x-1-2", "1-2"])
def test_a_forged_time_of_the_week_is_left_out(forged: str) -> None:
    slots = read_week(FormData([("other", "6-0-1440"), ("other", forged)]))
    assert slots == (Slot(6, 0, 1440),)
    assert [each.label for each in week_of(slots).others] == [
        "Sunday, midnight to 9am",
        "Sunday, 9pm to midnight",
    ]
