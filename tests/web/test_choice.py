"""Does a link hold exactly the listings chosen, and nothing that is not a choice?"""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web import choice

IDS = st.lists(st.uuids(), max_size=choice.MOST, unique=True)


@given(IDS)
def test_what_is_written_is_read_again(ids: list[UUID]) -> None:
    text = choice.encode(ids)
    assert choice.decode(text) == tuple(ids)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text(max_size=80))
def test_any_text_is_a_choice_or_an_empty_one(text: str) -> None:
    assert len(choice.decode(text)) <= choice.MOST


def test_a_listing_is_chosen_once() -> None:
    one, two = UUID(int=1), UUID(int=2)
    assert choice.decode(choice.encode([one, two, one])) == (one, two)


def test_a_cut_link_is_no_choice() -> None:
    assert choice.decode(choice.encode([UUID(int=1), UUID(int=2)])[:-3]) == ()


def test_a_choice_has_an_end() -> None:
    assert len(choice.decode(choice.encode(UUID(int=each) for each in range(200)))) == choice.MOST


def test_what_was_left_out_is_counted() -> None:
    found = choice.read(choice.encode(UUID(int=each) for each in range(53)))
    assert (len(found.ids), found.left_out, found.damaged) == (choice.MOST, 3, False)


@pytest.mark.parametrize("text", ["zzz", "A", "A" * 21, "é", "A" * 22 + "!", "====", " "])
def test_a_damaged_link_is_known_to_be_one(text: str) -> None:
    assert choice.read(text) == choice.Chosen((), damaged=True)


def test_an_empty_choice_is_not_damaged() -> None:
    assert choice.read("") == choice.Chosen(())
