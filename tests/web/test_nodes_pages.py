"""Does each page show what it hangs together with, and why?"""

import html5lib
from fastapi.testclient import TestClient
from pages import ask, words
from sqlalchemy import text

from directory.settings import Settings
from directory.store import open_engine, session_scope

FENLAND = "E07000010"


def links_of(client: TestClient, path: str) -> dict[str, str]:
    page = ask(client, path)
    return {words(link): link.get("href", "") for link in page.iter("a")}


def test_a_listing_leads_to_its_parish_and_says_why(client: TestClient) -> None:
    page = ask(client, "/listing/march-library")
    said = words(page)
    assert "Where it belongs" in said
    assert "It is in this parish" in said
    links = links_of(client, "/listing/march-library")
    assert links["March: everything in the parish"].startswith("/parish/E04")
    assert links["The council: March parish"] == "/listing/march-parish"


def test_a_member_leads_to_its_partnership_and_back(client: TestClient) -> None:
    links = links_of(client, "/listing/cambridgeshire-acre")
    assert links["Support Cambridgeshire (partnership)"] == "/partnership/support-cambridgeshire"
    back = links_of(client, "/partnership/support-cambridgeshire")
    assert back["Cambridgeshire ACRE"] == "/listing/cambridgeshire-acre"
    assert back["Its page in the directory"] == "/listing/support-cambridgeshire"


def test_what_is_not_known_of_a_partnership_is_said(client: TestClient) -> None:
    said = words(ask(client, "/partnership/love-wisbech"))
    assert "24 community groups" in said
    assert "does not name them" in said
    assert client.get("/partnership/nobody").status_code == 404


def test_every_partnership_is_in_the_list(client: TestClient) -> None:
    links = links_of(client, "/partnerships")
    for href in [href for href in links.values() if href.startswith("/partnership/")]:
        assert client.get(href).status_code == 200
    assert links["Love Wisbech"] == "/partnership/love-wisbech"


def test_a_district_shows_its_nodes_and_no_zero_for_unknown(client: TestClient) -> None:
    page = ask(client, f"/district/{FENLAND}")
    said = words(page)
    assert "16 parishes" in said
    assert "Love Wisbech" in said
    cells = [words(cell) for cell in page.iter("td")]
    assert "0" not in cells
    assert client.get("/district/E04001668").status_code == 404


def test_who_would_rather_be_left_out_is_shown_to_nobody_as_alike(
    client: TestClient, settings: Settings
) -> None:
    path = "/listing/march-library"
    before = ask(client, path)
    first = next(
        link.get("href", "")
        for section in before.iter("section")
        if section.get("aria-labelledby") == "similar"
        for link in section.iter("a")
        if link.get("href", "").startswith("/listing/")
    )
    slug = first.removeprefix("/listing/")
    engine = open_engine(settings.database_url)
    with session_scope(engine) as session:
        session.execute(
            text(  # as its own page of the desk would
                "INSERT INTO group_profile (listing_id, beneficiaries, seeks, offers, paperwork,"
                " paperwork_known, hide_similar, updated_at) "
                "SELECT id, '[]', '[]', '[]', '[]', 0, 1, created_at FROM listing WHERE slug = :slug"
            ),
            {"slug": slug},
        )
        session.execute(
            text("INSERT INTO change_mark (noun, mark) VALUES ('profiles', 'x') ON CONFLICT DO NOTHING")
        )
    engine.dispose()
    after = client.get(path).text
    section = html5lib.parse(after, namespaceHTMLElements=False)
    alike = next(one for one in section.iter("section") if one.get("aria-labelledby") == "similar")
    assert first not in {link.get("href") for link in alike.iter("a")}
    assert "Like this one" not in words(ask(client, first))
