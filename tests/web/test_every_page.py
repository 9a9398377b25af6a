"""Does every page of a resident hold together: well-formed, headed, labelled, with somebody to talk to?"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import pytest

Get = Callable[..., Any]
Words = Callable[[Element], str]

PAGES = (
    "/",
    "/near?where=PE15+8AA",
    "/near?where=PE15+8AA&day=fri&free=1&age=9",
    "/near?where=PE15+8AA&q=zebra+polo",
    "/near?where=Sutton",
    "/near?where=CB1",
    "/near?capital=social",
    "/listing/march-library",
    "/shortlist",
    "/about",
    "/privacy",
    "/accessibility",
)


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, get: Get) -> Any:
    return get(request.param)


def test_a_page_has_one_heading_and_a_title_that_holds_the_name(page: Any, text_of: Words) -> None:
    assert page.status == 200
    assert page.heading
    assert text_of(page.one(".//title")).endswith(" \N{EN DASH} Hereabouts")


def test_headings_do_not_skip_a_level(page: Any) -> None:
    levels = [int(each.tag[1]) for each in page.root.iter() if each.tag in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_ids_are_not_used_twice(page: Any) -> None:
    ids = [each.get("id") for each in page.root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))


def test_every_field_has_a_label(page: Any) -> None:
    labelled = {each.get("for") for each in page.root.iter("label")}
    for field in (*page.root.iter("input"), *page.root.iter("select")):
        if field.get("type") != "hidden":
            assert field.get("id") in labelled


def test_every_page_names_somebody_to_talk_to(page: Any) -> None:
    roles = page.all(".//ul[@class='app-talk__list']/li")
    assert roles
    assert any(
        link.get("href", "").startswith(("tel:", "https:", "mailto:"))
        for each in roles
        for link in each.iter("a")
    )


def test_every_link_of_ours_within_the_page_leads_somewhere(page: Any) -> None:
    ids = {each.get("id") for each in page.root.iter() if each.get("id")}
    for link in (*page.root.iter("a"), *page.root.iter("{http://www.w3.org/2000/svg}a")):
        href = link.get("href", "")
        if href.startswith("#"):
            assert href[1:] in ids


def test_links_to_our_own_pages_work(get: Get) -> None:
    tried = set()
    for address in ("/", "/about", "/privacy", "/near?where=Sutton"):
        for href in get(address).links().values():
            path = href.partition("#")[0]
            if path.startswith("/") and path not in tried:
                tried.add(path)
    broken = [path for path in sorted(tried) if not path.startswith("/api/") and get(path).status != 200]
    assert not broken
    assert len(tried) > 15


def test_nothing_is_loaded_from_elsewhere(page: Any) -> None:
    loaded = [
        *(each.get("src") for each in page.root.iter() if each.get("src")),
        *(each.get("href") for each in page.root.iter("link")),
        *(each.get("href") for each in page.root.iter("{http://www.w3.org/2000/svg}use")),
    ]
    assert loaded
    assert all(address.startswith("/") for address in loaded)
