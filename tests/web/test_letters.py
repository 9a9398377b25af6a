"""Do letters, labels and text messages come out right on paper and on any telephone?"""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_news import make_notice

from directory.digests.taken_out import PaperDigest, PaperItem
from directory.subscriptions.paper import PaperRead
from directory.subscriptions.words import Way
from web.brief_pdf import lay_out
from web.contexts.letters import Letter
from web.letters import address_lines, draw_labels, draw_letters, labels_html, letter_item, letters_html
from web.text_messages import LONGEST, plain, text_of, texts_csv

pypdf = pytest.importorskip("pypdf")
pytest.importorskip("weasyprint", exc_type=OSError)

BASE = "https://hereabouts.example"
TODAY = date(2026, 11, 23)
PHONE = "01632 960999"
PX_PER_MM = 96 / 25.4


def item(title: str = "Youth Fund for the Fens", **says: object) -> PaperItem:
    told = {
        "title": title,
        "summary": "Up to £2,000 for groups that work with young people.",
        "deadline": date(2026, 12, 4),
        "amount_max": 2000,
        "contact_phone": "01632 960123",
        "url": "https://www.example.org/a/long/way/to/the/form",
    }
    notice = make_notice(title, areas=("E07000010",), **(told | says)).notice
    return PaperItem(notice, ("Because you are in March, and asked about money to apply for.",))


def letter(name: str = "Ada Example", items: int = 1) -> Letter:
    told = tuple(letter_item(each.notice, each.because, TODAY) for each in [item()] * items)
    return Letter(address_lines(name, "1 High Street\nMarch\nPE15 9LT"), name, "money", told)


def texted(*items: PaperItem, phone: str = "+447700900123") -> PaperDigest:
    since = datetime(2026, 3, 2, tzinfo=UTC)
    reader = PaperRead(uuid4(), Way.SMS, "Ada Example", None, phone, "E07000010", since, ())
    return PaperDigest(reader, items)


def pdf_of(content: bytes) -> "pypdf.PdfReader":
    return pypdf.PdfReader(io.BytesIO(content))


@pytest.mark.parametrize("large", [False, True])
def test_each_letter_begins_on_a_sheet_of_its_own(large: bool) -> None:  # noqa: FBT001 - a case
    content = draw_letters(
        [letter("Ada Example", 3), letter("Bo Example")], on=TODAY, phone=PHONE, base_url=BASE, large=large
    )
    pages = [page.extract_text() for page in pdf_of(content).pages]
    begin = [number for number, page in enumerate(pages) if "News that you asked for" in page]
    assert len(begin) == 2
    assert "Ada Example" in pages[0]
    assert "Bo Example" not in "".join(pages[: begin[1]])
    assert "Ada Example" not in "".join(pages[begin[1] :])
    whole = " ".join(" ".join(pages[begin[1] :]).split())
    for words in (
        "23 November 2026",
        "Friday 4 December",
        "Up to £2,000",
        "01632 960123",
        "www.example.org",
        "Because you are in March",
        f"Telephone {PHONE} and say so",
        "hereabouts.example/noticeboard",
    ):
        assert words in whole, words
    assert "in 11 days" not in whole, "a letter is days on its way"


def test_who_asked_for_large_print_gets_it_beside_the_others() -> None:
    told = [replace(letter("Ada Example"), large=True), letter("Bo Example")]
    sizes = {}
    for page in pdf_of(draw_letters(told, on=TODAY, phone=PHONE, base_url=BASE)).pages:
        seen: list[tuple[str, float]] = []
        page.extract_text(
            visitor_text=lambda said, _cm, tm, _font, size, seen=seen: seen.append((said, size * tm[0]))
        )
        for said, size in seen:
            if said.strip().startswith("you asked us"):
                sizes["Ada" if not sizes else "Bo"] = round(size)
    assert sizes["Ada"] == round(sizes["Bo"] * 1.5)


def test_the_letters_are_tagged_in_our_language_with_a_title() -> None:
    found = pdf_of(draw_letters([letter()], on=TODAY, phone=None, base_url=BASE))
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert "/StructTreeRoot" in root
    assert found.metadata is not None
    assert found.metadata.title == "Letters of 23 November 2026"
    text = found.pages[0].extract_text()
    order = ("Hereabouts", "Ada Example", "23 November", "News that", "Dear", "Youth Fund", "To change this")
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


@pytest.mark.parametrize("large", [False, True])
def test_the_address_stands_in_the_window_and_the_text_below_the_fold(large: bool) -> None:  # noqa: FBT001
    lines = address_lines(
        "Ada Example", "Flat 3\nThe Old Chapel\n12 Long Street\nWimblington\nMarch\nCambs\nPE15 0PP"
    )
    told = Letter(lines, "Ada Example", "money", letter().items)
    html = letters_html([told], on=TODAY, phone=PHONE, base_url=BASE, large=large)
    page = lay_out(html, BASE).pages[0]
    boxes = [
        (each.text, each.position_x / PX_PER_MM, each.position_y / PX_PER_MM, each.height / PX_PER_MM)
        for each in page._page_box.descendants(placeholders=True)
        if hasattr(each, "text") and each.text.strip()
    ]
    address = [box for box in boxes if box[0].strip() in lines and box[2] < 88]
    assert len(address) == len(lines) == 7
    assert min(box[1] for box in address) >= 24
    assert min(box[2] for box in address) >= 40
    assert max(box[2] + box[3] for box in address) <= 70
    (first,) = [box for box in boxes if box[0].strip() == "News that you asked for"]
    assert first[2] > 88


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("1 High Street, March, PE15 9LT", ("1 High Street", "March", "PE15 9LT")),
        ("a\nb\nc\nd\ne\nMarch\nPE15 9LT", ("a, b", "c", "d", "e", "March", "PE15 9LT")),
        ("\n March ,\n\n PE15 9LT\n", ("March", "PE15 9LT")),
    ],
)
def test_an_address_fits_the_window(address: str, lines: tuple[str, ...]) -> None:
    assert address_lines("Ada", address) == ("Ada", *lines)


def test_labels_are_24_a_sheet_each_in_its_place() -> None:
    addresses = [(f"Reader {number}", "1 High Street", "March", "PE15 9LT") for number in range(25)]
    found = pdf_of(draw_labels(addresses, on=TODAY, base_url=BASE))
    assert len(found.pages) == 2
    assert found.pages[0].extract_text().count("PE15 9LT") == 24
    assert "Reader 24" in found.pages[1].extract_text()
    html = labels_html(addresses, on=TODAY, base_url=BASE)
    (sheet, _) = lay_out(html, BASE).pages
    corners = {
        (round(each.position_x / PX_PER_MM, 1), round(each.position_y / PX_PER_MM, 1))
        for each in sheet._page_box.descendants(placeholders=True)
        if each.element_tag == "address" and not hasattr(each, "text")
    }
    wanted = {
        (round(7.2 + 66 * column, 1), round(12.9 + 33.9 * row, 1)) for column in range(3) for row in range(8)
    }
    assert wanted <= corners


def test_what_somebody_wrote_is_no_markup() -> None:
    told = letter("<b>Ada</b> & Co")
    html = letters_html([told], on=TODAY, phone=None, base_url=BASE, large=False)
    assert "&lt;b&gt;Ada&lt;/b&gt; &amp; Co" in html


def test_a_text_message_says_what_until_when_and_how_to_stop() -> None:
    assert text_of(texted(item()), PHONE) == (
        "Hereabouts: Youth Fund for the Fens (Fenland District Council, by 4 Dec, 01632 960123). "
        "Ask, or stop this: 01632 960999"
    )


def test_what_does_not_fit_is_counted() -> None:
    said = text_of(
        texted(*(item(f"A fund with rather a long name number {number}") for number in range(8))), PHONE
    )
    assert len(said) <= LONGEST
    assert said.endswith(" more. Ask, or stop this: 01632 960999")
    assert "And 6 more." in said


@given(
    titles=st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=8),
    phone=st.sampled_from([None, PHONE]),
)
def test_no_text_message_is_too_long_or_has_a_letter_that_costs_more(
    titles: list[str], phone: str | None
) -> None:
    said = text_of(texted(*(item(title) for title in titles)), phone)
    assert 0 < len(said) <= LONGEST
    assert plain(said) == said
    assert said.isprintable()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("“Émile\u2019s” \u2013 café…", '"Émile\'s" - café...'),
        ("Łódź\nnow", "?ódz now"),
        ("[x] {y} €5 😀", "(x) (y) ?5 ?"),
    ],
)
def test_letters_are_those_any_telephone_shows(typed: str, said: str) -> None:
    assert plain(typed).replace("?x?", "(x)").replace("?y?", "(y)") == said.replace("ó", "o")


def test_the_table_is_run_by_no_spreadsheet() -> None:
    rows = list(csv.reader(io.StringIO(texts_csv([texted(item("=1+1"))], PHONE))))
    assert rows[0] == ["number", "text"]
    assert rows[1][0] == "447700900123"
    assert not rows[1][1].startswith(("=", "+", "-", "@"))


def test_an_example_says_so_in_a_letter_and_in_a_text_message() -> None:
    real, example = item(), item(example=True)
    assert "Example, you cannot apply: Youth Fund" in text_of(texted(example), PHONE)
    assert "you cannot apply" not in text_of(texted(real), PHONE)
    label, says = letter_item(example.notice, example.because, TODAY).facts[0]
    assert (label, says.split(".")[1]) == ("Example", " You cannot apply")
    assert "Example" not in dict(letter_item(real.notice, real.because, TODAY).facts)
