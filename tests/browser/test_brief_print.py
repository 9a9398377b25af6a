"""Do two sheets of paper hold a brief, and does a grey printer lose nothing?"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

OpenPage = Callable[..., Page]

AREAS = {
    "LSOA": "/area/E01018111/brief",
    "LSOA in a town": "/area/E01017992/brief",
    "LSOA of 2011": "/area/E01018111/brief?release=2011",
    "ward": "/area/E05011301/brief",
    "parish": "/area/E04001842/brief",
    "district": "/area/E07000009/brief",
    "Peterborough": "/area/E06000031/brief",
}
A_PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize("address", AREAS.values(), ids=AREAS.keys())
def test_a_browser_prints_two_sheets_and_asks_nobody_else(
    open_page: OpenPage, watch: object, address: str
) -> None:
    page = open_page(address, size={"width": 1280, "height": 900})
    page.wait_for_load_state("networkidle")
    for background in (False, True):
        pdf = page.pdf(prefer_css_page_size=True, print_background=background)
        assert len(A_PAGE.findall(pdf)) == 2
    assert watch.elsewhere == []  # type: ignore[attr-defined]


def test_paper_holds_the_sheets_and_nothing_around_them(open_page: OpenPage) -> None:
    page = open_page("/area/E01018111/brief", script=False)
    page.emulate_media(media="print")
    assert not page.locator(".app-header, .app-footer, .brief-tools").locator("visible=true").count()
    assert page.locator(".brief__sheet").locator("visible=true").count() == 2


def test_every_state_is_told_in_words_beside_its_frame(open_page: OpenPage) -> None:
    page = open_page("/area/E07000009/brief")
    page.emulate_media(media="print")
    said = page.locator(".brief__table--capitals .brief__state").all_inner_texts()
    assert set(said) == {"Something near", "Here, yet far"}
    frames = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.brief__state')].map((each) => {
            const style = getComputedStyle(each);
            return [each.textContent, [style.borderLeftWidth, style.borderStyle, style.fontWeight].join()];
        }))"""
    )
    assert len(set(frames.values())) == len(frames)


def test_the_way_there_and_the_pdf_are_links(open_page: OpenPage) -> None:
    page = open_page("/area/E01018111")
    page.get_by_role("link", name="A brief of Fenland 010C on two sheets").click()
    assert page.url.endswith("/area/E01018111/brief?release=2021")
    answer = page.request.get(page.get_by_role("link", name="open it as a PDF").get_attribute("href") or "")
    assert answer.status in {200, 503}  # 503 where the extra or Pango is missing
    assert answer.body().startswith(b"%PDF-") == (answer.status == 200)
