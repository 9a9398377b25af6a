"""Can anything at all be typed as words, and does it find what a person would mean?"""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session

from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.search.words import MAX_TERMS, match_expression, terms, thesaurus

HOSTILE = [
    '"', '""', "'", "*", "a*", "(", ")", "()", "AND", "OR", "NOT", "NEAR(a b)", "a AND", "OR b", "NOT c",
    "name:library", "{name summary}: x", "^library", "-library", "+a +b", "a:b:c", "\x00", "library\x00club",
    "\ud800", "\ud800library\udfff",
    "%", "_", "'; DROP TABLE listing; --", "\\", "library\\", "½", "²", "№",
    "ﬁ", "İstanbul", "ǅ", "日本語", "עברית", "👩‍👩‍👧", "a" * 10_240,
    "library " * 1_280, '"' * 10_240, "é" * 10_240,
    "١٢٣", "\u202elibrary", "\n\r\t", "library OR 1=1", "NEAR", "near me", "rowid", "search_text",
]  # fmt: skip


def ids(session: Session, q: str) -> set[str]:
    return {str(card.id) for card in search(session, ListingQuery(q=q, per_page=1_000)).contents}


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed)[:30])
def test_nothing_hostile_raises(read_session: Session, typed: str) -> None:
    found = search(read_session, ListingQuery(q=typed, per_page=5))
    assert found.total_items >= len(found.contents)


WORDY = st.one_of(
    st.text(st.characters(), max_size=300),
    st.text("abclibrary \"'()*:^-+{}\x00ANDORTNE½é", max_size=80),
    st.lists(st.sampled_from(["library", "NEAR", "OR", "AND", "NOT", '"', "*", "(", "judo"]), max_size=8).map(
        " ".join
    ),
)


@tuned(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(typed=WORDY)
def test_no_words_raise(read_session: Session, typed: str) -> None:
    found = search(read_session, ListingQuery(q=typed, per_page=3))
    assert len(found.contents) == min(3, found.total_items)
    words = terms(typed)
    assert len(words) <= MAX_TERMS
    if words:
        # What goes to the full-text index is quoted words and our own operators, and nothing else.
        for word in words:
            assert word.isalnum()
            assert f'"{word}"' in match_expression(words)


def test_no_words_ask_for_nothing(read_session: Session) -> None:
    everything = search(read_session, ListingQuery()).total_items
    for typed in ("", "   ", "!!!", '"*"', "\x00"):
        assert search(read_session, ListingQuery(q=typed)).total_items == everything


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("library", "libraries"),
        ("LIBRARY", "library"),
        ("clubs", "club"),
        ("tennis club", "club tennis"),
        ("the library", "library"),
        ("i want a library near me", "library"),
        ("library, march!", "march library"),
    ],
)
def test_one_word_in_two_forms_is_one_question(read_session: Session, one: str, other: str) -> None:
    assert ids(read_session, one) == ids(read_session, other) != set()


def test_an_accent_is_no_barrier(read_session: Session) -> None:
    assert ids(read_session, "café") == ids(read_session, "cafe") != set()


@pytest.mark.parametrize("whole", ["library", "cricket", "wisbech", "museum"])
def test_the_last_word_may_be_unfinished(read_session: Session, whole: str) -> None:
    meant = ids(read_session, whole)
    assert meant
    for length in range(4, len(whole)):
        assert meant <= ids(read_session, whole[:length]), whole[:length]


def test_only_the_last_word_may_be_unfinished(read_session: Session) -> None:
    assert ids(read_session, "march lib")
    # "libr" alone begins nothing that stands first: as a whole word nobody uses it.
    assert ids(read_session, "libr march") in (set(), ids(read_session, "library march"))


def test_every_word_is_asked_for(read_session: Session) -> None:
    both = ids(read_session, "library wisbech")
    assert both == ids(read_session, "library") & ids(read_session, "wisbech")
    assert both


@pytest.mark.parametrize("word", sorted(thesaurus()))
def test_another_word_never_finds_less(read_session: Session, word: str) -> None:
    """A word finds what it says, and what the words beside it in our list say."""
    found = ids(read_session, f"{word} ")

    def exactly(asked: str, ending: str = "") -> set[str]:
        rows = read_session.execute(
            text(
                "SELECT DISTINCT e.listing_id FROM search_text t JOIN search_entry e ON e.no = t.rowid "
                "WHERE search_text MATCH :asked AND e.kind <> 'parish_council'"
            ),
            {"asked": f'"{asked}"{ending}'},
        )
        return set(rows.scalars())

    meant = exactly(word, "*").union(*(exactly(other) for other in thesaurus()[word]))
    assert {found_id.replace("-", "") for found_id in found} == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("libary", "library"), ("cricet", "cricket"), ("wisbeach", "wisbech")]
)
def test_a_slip_of_the_hand_is_read_and_it_says_so(read_session: Session, typed: str, meant: str) -> None:
    found = search(read_session, ListingQuery(q=typed, per_page=1_000))
    assert found.read_as == (meant,)
    assert {str(card.id) for card in found.contents} <= ids(read_session, meant)
    assert found.total_items
    assert search(read_session, ListingQuery(q=meant)).read_as is None


@pytest.mark.parametrize("typed", ["qzx", "zzzzzzzzzz", "xylophonist"])
def test_a_word_like_none_of_ours_finds_nothing_and_guesses_nothing(
    read_session: Session, typed: str
) -> None:
    found = search(read_session, ListingQuery(q=typed))
    assert (found.total_items, found.read_as) == (0, None)


def test_a_name_comes_before_a_mention(read_session: Session) -> None:
    cards = search(read_session, ListingQuery(q="wisbech library")).contents
    assert cards[0].name.startswith("Wisbech")
    assert "library" in cards[0].name.lower()


def test_every_listing_is_found_by_its_own_name(read_session: Session) -> None:
    rows = read_session.execute(
        text("SELECT id, name FROM listing WHERE status = 'active' AND kind <> 'parish_council'")
    ).all()
    assert len(rows) > 400
    lost = [
        row.name
        for row in rows
        if row.id not in {found_id.replace("-", "") for found_id in ids(read_session, row.name)}
    ]
    assert lost == []


def test_every_placed_listing_is_found_by_its_parish_or_postcode(read_session: Session) -> None:
    rows = read_session.execute(
        text(
            "SELECT l.id, p.postcode, a.name AS parish FROM listing l "
            "JOIN service_at_location s ON s.listing_id = l.id JOIN location p ON p.id = s.location_id "
            "JOIN area a ON a.code = p.parish AND a.release = '2021' "
            "WHERE l.status = 'active' AND l.kind <> 'parish_council' AND NOT l.visiting ORDER BY l.id"
        )
    ).all()[::7]
    assert len(rows) > 40
    for row in rows:
        for word in filter(None, (row.postcode, row.parish)):
            assert row.id in {found_id.replace("-", "") for found_id in ids(read_session, word)}, (row, word)
