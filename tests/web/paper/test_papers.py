"""Does paper say what is true, no more than may be told, and where to ask?"""

from dataclasses import replace
from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlmodel import Session

from directory.areas.service import list_areas
from directory.changes.schemas import COMMAND
from directory.errors import InvalidInput, NotFound
from directory.noticeboard.service import close_notice, open_notice, write_notice
from directory.paper.reading import gather
from directory.paper.schemas import Form, What
from directory.words import Level, Release
from tests.directory.noticeboard.made import CAMBRIDGE, FAR, FENLAND, draft
from web import choice
from web.paper.code import code_svg
from web.paper.drawing import draw, file_name, paper_html
from web.paper.edition import checksum
from web.paper.fitting import cut
from web.paper.making import make_paper, read_form, read_print
from web.paper.schemas import Edition, Paper

BASE = "https://hereabouts.example"
EDITION = Edition(date(2026, 3, 5), "1a2b3c4")
SENSITIVE = "hate-crime-reporting-ely"
ADDRESS = "group@example.org"


def paper(session: Session, what: What, key: str, form: Form = Form.BOOKLET) -> Paper:
    return make_paper(session, what, key, form, BASE)


def names(said: Paper) -> set[str]:
    return {line.name for section in said.sections for line in section.lines}


def fenland(session: Session) -> list[str]:
    return [area.code for area in list_areas(session, Level.PARISH, Release.R2021, district="E07000010")]


def test_every_parish_of_fenland_has_one_sheet(session: Session) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError)
    codes = fenland(session)
    assert len(codes) == 16
    for code in codes:
        said = paper(session, What.PARISH, code, Form.SHEET)
        assert draw(said, BASE).pages == 1, code
        assert said.sections, code


def test_what_is_left_off_is_counted(session: Session) -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("weasyprint", exc_type=OSError)
    from io import BytesIO  # noqa: PLC0415

    said = paper(session, What.PARISH, "E04001668", Form.SHEET)
    (page,) = pypdf.PdfReader(BytesIO(draw(said, BASE).content)).pages
    words = " ".join(page.extract_text().split())
    shown = sum(name in words for name in names(said))
    assert 10 < shown < len(names(said))
    assert f"moreat{said.site}/" in words.replace(" ", "")


@pytest.mark.parametrize(("what", "key"), [(What.PARISH, "E04012517"), (What.SETTLEMENT, "E04001661")])
def test_what_is_left_off_is_on_the_page_that_is_named(
    session: Session, client: TestClient, what: What, key: str
) -> None:
    said = cut(paper(session, what, key, Form.SHEET), 0)
    (wide,) = [section for section in said.sections if section.title.startswith("For everybody")]
    assert wide.more > 5
    assert f"{wide.more} {wide.among} at" in paper_html(said, EDITION, BASE)
    page = unescape(client.get(wide.more_at.removeprefix(said.site)).text)
    whole = next(each for each in paper(session, what, key).sections if each.title == wide.title)
    missing = [line.name for line in whole.lines if line.name not in page]
    assert not missing


def test_what_cannot_be_reached_is_named_once_and_takes_no_entry(session: Session) -> None:
    booklet = paper(session, What.PARISH, "E04012517")
    wide = booklet.sections[-1]
    assert "Age UK" in wide.known
    assert all(line.phone or line.web or line.where for line in wide.lines)
    html = paper_html(booklet, EDITION, BASE)
    assert html.count("Also known, but we have no telephone or address: ") == 1
    assert html.count(">Age UK<") == 0
    assert f"Ask {booklet.ask} about them." in html
    sheet = paper(session, What.PARISH, "E04012517", Form.SHEET)
    assert "Age UK" not in paper_html(sheet, EDITION, BASE)
    assert cut(sheet, 0).sections[-1].more == len(wide.lines)
    session.connection().execute(text("UPDATE listing SET phone = '01632 960124' WHERE slug = 'age-uk'"))
    assert "Age UK" in names(paper(session, What.PARISH, "E04012517"))


@pytest.mark.parametrize(
    ("what", "key"),
    [
        (What.PARISH, "E04012829"),
        (What.DISTRICT, "E07000009"),
        (What.LISTING, SENSITIVE),
        (What.SETTLEMENT, "E04012829"),
        (What.THEME, "E07000009-safety"),
    ],
)
def test_of_what_is_sensitive_no_place_is_told(session: Session, what: What, key: str) -> None:
    session.connection().execute(
        text(
            "UPDATE location SET name = 'The secret house', address = '1 Secret Street', "
            "postcode = 'CB7 4ZZ', "
            "precision = 'exact' WHERE id IN (SELECT s.location_id FROM service_at_location s "
            "JOIN listing l ON l.id = s.listing_id WHERE l.slug = :slug)"
        ),
        {"slug": SENSITIVE},
    )
    said = paper(session, what, key)
    html = paper_html(said, EDITION, BASE)
    assert "secret" not in html.lower()
    assert "CB7 4ZZ" not in html
    found = gather(session, what, key)
    assert SENSITIVE not in {told.card.slug for told in (*found.here, *found.near)} or what is What.LISTING


def test_an_e_mail_address_is_printed_only_where_somebody_chose_the_listing(session: Session) -> None:
    session.connection().execute(
        text("UPDATE listing SET email = :email WHERE slug = 'march-library'"), {"email": ADDRESS}
    )
    found = gather(session, What.LISTING, "march-library")
    held = choice.encode([found.here[0].card.id])
    assert ADDRESS not in paper_html(paper(session, What.LISTING, "march-library"), EDITION, BASE)
    assert ADDRESS not in paper_html(paper(session, What.PARISH, "E04001661"), EDITION, BASE)
    assert ADDRESS in paper_html(paper(session, What.SHORTLIST, held), EDITION, BASE)


def test_a_telephone_number_is_printed_large(session: Session) -> None:
    session.connection().execute(
        text("UPDATE listing SET phone = '01632 960123' WHERE slug = 'march-library'")
    )
    html = paper_html(paper(session, What.LISTING, "march-library", Form.SHEET), EDITION, BASE)
    assert '<p class="paper-line__phone">01632 960123</p>' in html


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(
    ("what", "key"),
    [
        (What.LISTING, "march-library"),
        (What.PARISH, "E04001667"),
        (What.PARISH, "E43000042"),
        (What.DISTRICT, "E06000031"),
        (What.THEME, "E07000010-social"),
        (What.SETTLEMENT, "E0043702"),
        (What.START, "E04001667"),
    ],
)
def test_every_paper_is_dated_and_says_how_to_tell_that_it_is_wrong(
    session: Session, what: What, key: str, form: Form
) -> None:
    said = paper(session, what, key, form)
    html = paper_html(said, EDITION, BASE)
    assert "Correct on 5 March 2026</strong> as far as we know, from lists of 20" in html
    assert "Nobody has confirmed it here yet." in html
    assert "1a2b3c4" in html
    assert "Wrong?" in html
    assert said.letters.replace("&", "&amp;") in html
    assert "None" not in html
    if form is not Form.POSTER:
        assert "116 123" in html
        assert "999" in html
    if what is not What.DISTRICT:  # the papers print no number of Peterborough's own
        assert "Ring " in html


def test_what_somebody_confirmed_is_counted_as_long_as_that_counts(session: Session) -> None:
    def said() -> str:
        return paper_html(paper(session, What.LISTING, "march-library", Form.POSTER), EDITION, BASE)

    assert "from lists of 2025. Nobody has confirmed it here yet." in said()
    confirm = "UPDATE listing SET assured_date = '2026-03-01'"
    session.connection().execute(text(f"{confirm} WHERE slug = 'march-library'"))
    assert "from lists of 2025. Somebody who knows has confirmed it." in said()
    whole = paper_html(paper(session, What.PARISH, "E04001667"), EDITION, BASE)
    assert "Somebody who knows has confirmed 1 of these " in whole
    session.connection().execute(
        text("UPDATE listing SET unconfirmed_since = '2026-03-02' WHERE slug = 'march-library'")
    )
    assert "Nobody has confirmed it here yet." in said()


def test_miles_are_explained_only_where_there_are_any(session: Session) -> None:
    assert "Miles are from" in paper(session, What.PARISH, "E04001667", Form.BOOKLET).lead
    assert "Miles" not in paper(session, What.PARISH, "E04001667", Form.POSTER).lead


def test_a_parish_council_that_cannot_be_reached_is_nobody_to_ask(session: Session) -> None:
    asked = {each.role for each in paper(session, What.PARISH, "E04001667").helpers}
    assert "Parish council" not in asked
    session.connection().execute(
        text("UPDATE listing SET phone = '01632 960125' WHERE slug = 'wimblington-parish'")
    )
    assert paper(session, What.PARISH, "E04001667").helpers[0].role == "Parish council"


def test_that_it_is_free_is_said_once(session: Session) -> None:
    html = paper_html(paper(session, What.PARISH, "E04001667"), EDITION, BASE)
    assert "Free. You normally need" in html
    assert "Free. Free" not in html


@pytest.mark.parametrize("key", ["E04001667", "E04001667-football"])
def test_what_a_start_leaves_off_is_at_the_address_it_names(
    session: Session, client: TestClient, key: str
) -> None:
    whole = paper(session, What.START, key, Form.SHEET)
    for section, bare in zip(whole.sections, cut(whole, 0).sections, strict=True):
        if not section.title.endswith(" near") and section.title != "Where you might meet":
            continue
        address = bare.more_at.removeprefix(whole.site)
        assert address.startswith("/near?lat=")
        pages = "".join(unescape(client.get(f"{address}&page={page}").text) for page in (1, 2, 3))
        assert not [line.name for line in section.lines if line.name not in pages]
        assert f"There are {bare.more} at " in unescape(paper_html(cut(whole, 0), EDITION, BASE))


def test_a_pack_names_what_somebody_new_needs_first(session: Session) -> None:
    said = paper(session, What.SETTLEMENT, "E04001661")
    titles = [step.title for step in said.steps]
    assert titles == [
        "Join a GP surgery",
        "Find a pharmacy",
        "Join the library",
        "Call in at a community hub",
        "Know your parish council",
    ]
    assert all(step.ways for step in said.steps)
    assert "March Library" in said.steps[2].ways[0]


def test_a_start_tells_which_notices_are_open_there(session: Session) -> None:
    said = {
        "Chairs for halls of Fenland": draft(title="Chairs for halls of Fenland", deadline=FAR),
        "Only an example": draft(title="Only an example", example=True),
        "Only in Cambridge": draft(title="Only in Cambridge", areas=(CAMBRIDGE,)),
        "It is over": draft(title="It is over"),
    }
    for each in said.values():
        told = replace(each, areas=each.areas or (FENLAND,))
        notice = write_notice(session, told, actor=COMMAND, change_id=uuid4())
        open_notice(session, notice, actor=COMMAND, change_id=uuid4())
        if each.title == "It is over":
            close_notice(session, notice, actor=COMMAND, change_id=uuid4())
    paper_said = paper(session, What.START, "E04001667")
    assert names(paper_said) & set(said) == {"Chairs for halls of Fenland"}
    [section] = [each for each in paper_said.sections if each.title == "Open to groups here now"]
    assert section.all_at == f"{BASE.removeprefix('https://')}/noticeboard?area=E04001667"
    [line] = section.lines
    assert line.about == "Money to apply for, Example Community Fund"
    assert line.when == ("Until 30 June 2099",)


def test_a_start_without_notices_says_nothing_of_them(session: Session) -> None:
    titles = {section.title for section in paper(session, What.START, "E04001667").sections}
    assert "Open to groups here now" not in titles


def test_a_start_names_who_helps_and_what_is_alike(session: Session) -> None:
    said = paper(session, What.START, "E04001667-football")
    assert [section.title for section in said.sections] == [
        "Who helps groups",
        "Football near",
        "Where you might meet",
    ]
    assert all(line.about == "Football" for line in said.sections[1].lines)
    assert any("insurance" in step.title for step in said.steps)
    assert any(f"{said.site}/funds" in step.ways for step in said.steps)


def test_an_edition_is_of_what_is_said_and_not_of_the_day(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = paper(session, What.PARISH, "E04001667")
    monkeypatch.setattr("directory.clock.now", before_christmas)
    same = paper(session, What.PARISH, "E04001667")
    assert checksum(before) == checksum(same)
    assert checksum(before) != checksum(before, large=True)
    assert checksum(before) != checksum(replace(before, lead="Something else."))
    session.connection().execute(text("UPDATE listing SET phone = '01632 960124' WHERE slug = 'age-uk'"))
    assert checksum(paper(session, What.PARISH, "E04001667")) != checksum(before)


def before_christmas() -> object:
    from datetime import UTC, datetime  # noqa: PLC0415

    return datetime(2026, 12, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("what", "key"),
    [
        (What.PARISH, "E07000010"),
        (What.PARISH, "../../etc"),
        (What.DISTRICT, "E04001667"),
        (What.THEME, "E07000010-nonsense"),
        (What.THEME, "nonsense"),
        (What.LISTING, "nothing-like-it"),
        (What.SETTLEMENT, "E9999999"),
        (What.START, "E04001667-nonsense"),
        (What.SHORTLIST, "AAAA"),
    ],
)
def test_what_is_not_there_is_not_found(session: Session, what: What, key: str) -> None:
    with pytest.raises(NotFound):
        paper(session, what, key)


def test_a_form_that_is_none_is_refused() -> None:
    assert read_form("") is Form.SHEET
    assert read_print("large")
    assert not read_print("")
    with pytest.raises(InvalidInput):
        read_form("scroll")
    with pytest.raises(InvalidInput):
        read_print("huge")


def test_the_code_is_black_on_white_with_room_around_it() -> None:
    svg = code_svg("https://hereabouts.example/parish/E04001667", "words & more")
    assert "<title>words &amp; more</title>" in svg
    assert 'fill="#fff"' in svg
    assert "M4 4h1v1h-1z" in svg
    assert "M3 " not in svg


def test_the_name_of_a_file_is_safe() -> None:
    assert file_name(What.PARISH, "E04001667", Form.SHEET, large=False) == "parish-E04001667-sheet.pdf"
    name = file_name(What.SHORTLIST, '"../x', Form.BOOKLET, large=True)
    assert name == "shortlist-booklet-large.pdf"
