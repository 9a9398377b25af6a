"""Are slips of the finger forgiven, and are everyday words read as the ones listings use?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.search.words import corrected, match_expression, terms, thesaurus

VOCABULARY = ("cafe", "chess", "cricket", "library", "march", "museum", "museums")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (("libary",), ("library",)),
        (("crickett", "march"), ("cricket", "march")),
        (("musuem",), ("museum",)),
        (("libr",), None),  # the beginning of a word in use
        (("chesz",), ("chess",)),
        (("zzz",), None),  # too short to guess
        (("qwertyuiop",), None),
        (("libary", "qwertyuiop"), None),
    ],
)
def test_words_nobody_uses_are_read_as_the_nearest_in_use(
    typed: tuple[str, ...], read: tuple[str, ...] | None
) -> None:
    assert corrected(typed, VOCABULARY) == read


def test_a_misspelt_search_finds_what_the_right_one_does_and_says_so(session: Session) -> None:
    right, slipped = search(session, ListingQuery(q="library")), search(session, ListingQuery(q="libary"))
    assert right.total_items > 50
    assert [card.id for card in slipped.contents] == [card.id for card in right.contents]
    assert slipped.total_items == right.total_items
    assert (right.read_as, slipped.read_as) == (None, ("library",))


def test_a_word_of_the_thesaurus_finds_what_its_other_words_find(session: Session) -> None:
    soccer = {card.id for card in search(session, ListingQuery(q="soccer", per_page=100)).contents}
    football = {card.id for card in search(session, ListingQuery(q="football", per_page=100)).contents}
    assert football
    assert football <= soccer


def test_the_thesaurus_is_sorted_lower_case_and_says_something_new() -> None:
    words = list(thesaurus())
    assert words == sorted(words)
    for word, also in thesaurus().items():
        assert terms(word) == (word,)
        assert also
        assert word not in also


@given(st.text())
def test_what_is_typed_is_always_quoted(typed: str) -> None:
    words = terms(typed)
    if words:
        expression = match_expression(words)
        assert expression.count('"') % 2 == 0
        assert all(f'"{word}"' in expression for word in words)
