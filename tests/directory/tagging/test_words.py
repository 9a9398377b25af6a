"""Is a word found in its forms, and never inside another or after a "no"?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.tagging.words import forms, found_in, read


@pytest.mark.parametrize(
    ("text", "phrases", "found"),
    [
        ("Arts and crafts for all", "art", "Arts"),
        ("The party was great, see the article", "art", None),
        ("Swimming at dawn", "swim", "Swimming"),
        ("Dancing on Tuesdays", "dance", "Dancing"),
        ("Libraries safe space scheme", "safe space", "safe space"),
        ("A safe. Space for all", "safe space", None),
        ("Free car parking", "park", None),
        ("Two parks", "park", "parks"),
        ("Women's Institute", "women's institute", "Women's Institute"),
        ("Women\u2019s Institute", "women's institute", "Women\u2019s Institute"),
        ("Repair Café", "mend, repair cafe", "Repair Café"),
        ("There are no art classes", "art class", None),
        ("No longer any art classes", "art class", None),
        ("Without a library", "library", None),
        ("Not only art classes", "art class", "art classes"),
        ("No experience needed, learn to sail", "learn", "learn"),
        ("No library. The art room is open", "art", "art"),
        ("", "art", None),
    ],
)
def test_a_word_is_found_where_the_text_says_it(text: str, phrases: str, found: str | None) -> None:
    assert found_in(read(text), phrases) == found


def test_a_later_mention_counts_where_the_first_is_denied() -> None:
    assert found_in(read("No art classes on Mondays. Art classes on Fridays"), "art class") == "Art classes"


@given(st.text(max_size=200), st.text(max_size=40))
def test_no_text_and_no_phrase_breaks_it(text: str, phrases: str) -> None:
    found = found_in(read(text), phrases)
    assert found is None or all(word in text for word in found.split(" "))


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_every_form_begins_with_most_of_the_word(word: str) -> None:
    assert word in forms(word)
    assert all(form.startswith(word[: len(word) - 1]) for form in forms(word))
