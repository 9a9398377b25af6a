"""Is a number that is kept in the international form shown as people here write it?"""

import pytest

from directory.subscriptions.phones import read_phone, shown_phone


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("01354 555555", "01354 555555"),
        ("+44 7700 900123", "07700 900123"),
        ("+353 1 679 4300", "+353 1 679 4300"),
    ],
)
def test_a_number_is_shown_as_people_write_it(typed: str, shown: str) -> None:
    assert shown_phone(read_phone(typed)) == shown


def test_what_is_no_number_stays_as_it_stands() -> None:
    assert shown_phone("") == ""
    assert shown_phone("ask at the desk") == "ask at the desk"
