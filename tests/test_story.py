"""Do the pages still say what the story of the five questions tells of them?"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import httpx2
import pytest

from directory.settings import PROJECT_DIR

STORY = PROJECT_DIR / "docs" / "explanation" / "five-questions.md"
PAGE = re.compile(r"^Page: `(/[^`]+)`$", re.MULTILINE)
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
LABELS = {"Why these.", "How sure.", "What to do with it.", "What it does not show.", "By other rules"}
"""Bold too, to name a paragraph; everything else in bold is quoted from a page."""
QUESTIONS = 5


class Told(HTMLParser):
    """The words of a page, without its scripts and pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._hidden += tag in {"script", "style", "svg", "option"}

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style", "svg", "option"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split()).casefold()


def told() -> Iterator[tuple[str, list[str]]]:
    """Give each page that the story names with what it quotes from it."""
    parts = PAGE.split(STORY.read_text(encoding="utf-8"))
    for address, words in zip(parts[1::2], parts[2::2], strict=True):
        quotes = [" ".join(quote.split()) for quote in BOLD.findall(words)]
        yield address, [quote for quote in quotes if quote not in LABELS]


def is_told(quote: str, page: str) -> bool:
    """Whether a page has the words, with no digit before or after that would make another number of them."""
    return re.search(rf"(?<![\d.,]){re.escape(plain(quote))}(?![\d%]|[.,]\d)", page) is not None


STORIES = dict(told())


@pytest.fixture(scope="module")
def pages(live_server: str) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def ask(address: str) -> str:
        if address not in known:
            reader = Told()
            answer = httpx2.get(live_server + address, timeout=60)
            assert answer.status_code == 200, address
            reader.feed(answer.text)
            known[address] = plain(" ".join(reader.words))
        return known[address]

    return ask


def test_the_story_answers_the_five_questions_and_quotes_for_each() -> None:
    text = STORY.read_text(encoding="utf-8")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert len(parts) == QUESTIONS
    for part in parts:
        assert part.splitlines()[0].endswith("?")
        assert PAGE.search(part), "the page that answers it"
        assert "**How sure.**" in part
        assert re.search(r"\*\*\D*\d", part), "a number as the page has it"
    assert all(len(quotes) > 1 for quotes in STORIES.values())


@pytest.mark.parametrize("address", STORIES)
def test_the_page_says_what_the_story_quotes(address: str, pages: Callable[[str], str]) -> None:
    page = pages(address)
    assert [quote for quote in STORIES[address] if not is_told(quote, page)] == []


def test_the_five_areas_stand_in_the_order_of_the_page(pages: Callable[[str], str]) -> None:
    address = next(iter(STORIES))
    names = [quote for quote in STORIES[address] if re.match(r"Fenland \d{3}[A-Z] [A-Z]", quote)]
    ranked = pages(address).split("rank in cambridgeshire")[1]
    places = [ranked.index(plain(name)) for name in names]
    assert len(places) == len(set(names)) == QUESTIONS
    assert places == sorted(places)


def test_another_number_would_be_noticed() -> None:
    assert is_told("1.6 times", "has 1.6 times as many")
    assert not is_told("1.6 times", "has 11.6 times as many")
    assert not is_told("116", "1,116 listings")
    assert not is_told("2.4 km", "2.5 km")
