"""Is a brief two sheets that say what is known and how surely, and is its PDF made without asking anybody?"""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest
from fastapi.testclient import TestClient
from own_geographies import MARCH, load_own
from sqlmodel import Session

from directory.coverage.brief import read_brief
from directory.coverage.brief_schemas import Brief
from directory.errors import Unavailable
from directory.settings import PROJECT_DIR
from directory.words import Domain, Release
from geo.evidence import Reason
from web import brief_words as say
from web.assets import BUILD_URL
from web.brief_pdf import MOST_WAITING, PdfDesk, lay_out, own_file, self_contained
from web.pages.brief import brief_page, sheets_html

BASE = "https://hereabouts.example"
AREAS = {
    "LSOA": "E01018111",
    "LSOA of 2011": "E01018111?release=2011",
    "LSOA in a town": "E01017992",
    "ward": "E05011301",
    "parish": "E04001665",
    "parish where little is": "E04001842",
    "no parish": "E43000042",
    "district": "E07000009",
    "Peterborough": "E06000031",
}


def split(address: str) -> tuple[str, Release | None]:
    code, _, release = address.partition("?release=")
    return code, Release(release) if release else None


def sheets(session: Session, code: str, release: Release | None = None) -> str:
    return sheets_html(brief_page(session, code, release, PROJECT_DIR / "data", BASE), BASE)


@pytest.mark.parametrize("address", AREAS.values(), ids=AREAS.keys())
def test_every_kind_of_area_has_a_brief(get: Callable[..., object], address: str) -> None:
    code, _, query = address.partition("?")
    page = get(f"/area/{code}/brief{'?' + query if query else ''}")
    assert page.status == 200  # type: ignore[attr-defined]
    assert "A listing that is missing is not provision that is missing" in page.main  # type: ignore[attr-defined]
    assert "None" not in page.main.replace("None of", "")  # type: ignore[attr-defined]
    assert "nan" not in page.main.split()  # type: ignore[attr-defined]
    assert "{" not in page.main  # type: ignore[attr-defined]


def test_a_neighbourhood_is_called_by_the_name_people_know(get: Callable[..., object]) -> None:
    page = get("/area/E01018111/brief")
    heading = page.one(".//h1[@class='brief__name']")  # type: ignore[attr-defined]
    assert "".join(heading.itertext()).startswith("Fenland 010C Wimblington, ")


def test_the_brief_is_one_click_from_its_area_and_leads_on(get: Callable[..., object]) -> None:
    links = get("/area/E01018111").links()  # type: ignore[attr-defined]
    assert "/area/E01018111/brief?release=2021" in links.values()
    page = get("/area/E01018111/brief")
    onward = list(page.links().values())  # type: ignore[attr-defined]
    assert any(href.startswith("/gaps/where-next?") and "district=E07000010" in href for href in onward)
    assert any(href.startswith("/gaps/what-if?") and "district=E07000010" in href for href in onward)
    assert "/listing/wimblington-parish" in onward
    assert "https://hereabouts.example/area/E01018111/brief?release=2021" in page.main  # type: ignore[attr-defined]


def test_every_reason_has_its_words() -> None:
    assert set(say._WHY) == set(Reason)


def test_the_words_name_what_is_estimated_and_what_is_not_known(session: Session) -> None:
    brief = read_brief(session, "E05011301")
    facts = {fact.label: fact for fact in say.facts(brief)}
    assert facts["People"].note == "estimated"
    assert "(estimated)" in say.need_words(brief)
    assert {line.label for line in say.domain_lines(brief)} == {domain.label for domain in Domain}


def test_the_lead_counts_every_kind_of_offer_once(session: Session) -> None:
    def told(brief: Brief) -> int:
        text = " ".join(say.lead(brief)).lower()
        return sum(
            f"{here.capital.label.lower()}" in text for here in brief.capitals if here.capital is not None
        )

    wimblington = read_brief(session, "E01018111")
    assert told(wimblington) == 6
    assert "none is known near enough" in " ".join(say.lead(wimblington))


def test_credits_say_the_licence_once(session: Session) -> None:
    words = say.credits_words(read_brief(session, "E01018111").made.credits)
    assert words.count("licensed under the Open Government Licence v3.0 (") == 1
    assert "NaPTAN" in words


def test_a_release_that_is_none_is_refused(browser: TestClient) -> None:
    assert browser.get("/area/E01018111/brief?release=1999").status_code == 422
    assert browser.get("/area/E01018111/brief.pdf?release=1999").status_code == 422
    assert browser.get("/area/E01099999/brief.pdf").status_code == 404


@pytest.mark.parametrize("address", AREAS.values(), ids=AREAS.keys())
def test_weasyprint_takes_two_sheets(session: Session, address: str) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError)
    document = lay_out(sheets(session, *split(address)), BASE)
    assert len(document.pages) == 2
    text = [" ".join(_texts(page._page_box)) for page in document.pages]
    assert "Who lives there" in text[0]
    assert "What is nearest" in text[0]
    assert "How sure is that" in text[1]
    assert "Sources and date" in text[1]
    assert "sheet 2 of 2" in text[1]


def test_an_own_area_takes_two_sheets(session: Session, tmp_path: Path) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError)
    load_own(session, tmp_path)
    assert len(lay_out(sheets(session, MARCH), BASE).pages) == 2


def _texts(box: object) -> list[str]:
    return [each.text for each in box.descendants() if hasattr(each, "text")]  # type: ignore[attr-defined]


def test_the_pdf_is_a_pdf(browser: TestClient) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError)
    answer = browser.get("/area/E01018111/brief.pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert 'filename="brief-E01018111.pdf"' in answer.headers["content-disposition"]
    assert answer.content.startswith(b"%PDF-")
    assert browser.get("/area/E01018111/brief.pdf").headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/static/build/app.css",
        f"{BASE}/near",
        f"{BASE}{BUILD_URL}/../app.py",
        f"{BASE}{BUILD_URL}/manifest.json",
        "file:///etc/passwd",
    ],
)
def test_a_pdf_fetches_nothing_but_our_own_styles(url: str) -> None:
    with pytest.raises(ValueError, match="may not fetch"):
        own_file(url, BASE)


def test_a_page_that_asks_for_more_gives_no_pdf() -> None:
    urls = pytest.importorskip("weasyprint.urls", exc_type=OSError)
    with pytest.raises(urls.FatalURLFetchingError):
        lay_out('<img src="https://elsewhere.example/spy.png">', BASE)


@pytest.mark.parametrize(
    "fault", ["raise OSError('cannot load library libpango')", "import not_installed_here"]
)
def test_where_there_is_no_pango_the_page_says_what_to_do(
    browser: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    for name in [each for each in sys.modules if each.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    package = tmp_path / "weasyprint"
    package.mkdir()
    (package / "__init__.py").write_text(fault)
    monkeypatch.syspath_prepend(tmp_path)
    # Another area than those of other tests: an answer that is kept would hide the fault.
    answer = browser.get("/area/E01018110/brief.pdf")
    assert answer.status_code == 503
    assert "The page itself prints on two sheets" in answer.text
    assert browser.get("/area/E01018110/brief").status_code == 200


def test_weasyprint_is_not_imported_at_start_up() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, web.app, web.cli.main; sys.exit('weasyprint' in sys.modules)"],
        cwd=PROJECT_DIR,
        check=False,
    )
    assert done.returncode == 0


def test_one_pdf_is_drawn_at_a_time_and_a_long_queue_is_sent_away() -> None:
    desk, drawing, most = PdfDesk(), 0, 0
    answers: list[bytes | str] = []

    def draw() -> bytes:
        nonlocal drawing, most
        drawing += 1
        most = max(most, drawing)
        anyio.from_thread.run(anyio.sleep, 0.02)
        drawing -= 1
        return b"%PDF-"

    async def ask() -> None:
        try:
            answers.append(await desk.take(draw))
        except Unavailable as busy:
            answers.append(busy.message)

    async def everybody() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(MOST_WAITING + 3):
                group.start_soon(ask)
                await anyio.lowlevel.checkpoint()

    # In a thread of its own: a browser test may have left a loop in this one.
    thread = threading.Thread(target=anyio.run, args=(everybody,))
    thread.start()
    thread.join(timeout=30)
    assert most == 1
    assert answers.count(b"%PDF-") == MOST_WAITING + 1
    assert sum("Try again in a minute" in str(each) for each in answers) == 2


def test_a_file_of_a_brief_needs_no_other_file(session: Session) -> None:
    html = self_contained(sheets(session, "E01018111"))
    assert 'rel="stylesheet"' not in html
    assert html.count("url(data:font/woff2;base64,") == 2
    assert "url(./" not in html
    assert f'<base href="{BASE}">' in html
