"""Do readers see only words that somebody who may check them has seen, from whom they say they are?"""

import re
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlalchemy import Engine, text

from directory.noticeboard.service import write_notice
from directory.noticeboard.words import NoticeKind, Phase
from directory.settings import Settings
from directory.store import session_scope
from directory.words import Role
from tests.directory.noticeboard.made import FENLAND, MARCH, draft
from tests.web.conftest import Page
from tests.web.desk.test_notices import CLERK, form_of, listing, made, put, read

NEW_WORDS = {"title": "Send us your bank details", "deadline": "31/1/2027"}


def owned(client: TestClient, settings: Settings, engine: Engine) -> UUID:
    """Sign in as who runs the library of March."""
    library = listing(engine, "march-library")
    sign_in(client, settings, "own@example.org", (Role.OWNER, str(library)))
    return library


def let_pass(engine: Engine, notice_id: UUID) -> None:
    """Let the last day of an open notice be yesterday."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE notice SET deadline = CASE WHEN rolling THEN NULL ELSE '2026-11-22' END, "
                "review_by = CASE WHEN rolling THEN '2026-11-22' END WHERE id = :id"
            ),
            {"id": notice_id.hex},
        )


@pytest.mark.parametrize("rolling", [False, True])
def test_new_words_of_one_that_closed_by_its_date_are_looked_at_before_it_opens_again(
    client: TestClient, settings: Settings, directory_engine: Engine, *, rolling: bool
) -> None:
    library = owned(client, settings, directory_engine)
    said = draft(issuer_listing_id=library, district=None)
    if rolling:
        said = draft(issuer_listing_id=library, district=None, deadline=None, rolling=True)
    found = put(directory_engine, said, "open")
    let_pass(directory_engine, found)
    assert read(directory_engine, found).phase is Phase.CLOSED
    edit = form_of(client, f"/desk/notices/{found}/edit")
    made(client, f"/desk/notices/{found}/edit", edit | NEW_WORDS | {"rolling": ""})
    notice = read(directory_engine, found)
    assert (notice.phase, notice.said.title) == (Phase.WAITING, NEW_WORDS["title"])


def test_a_later_day_alone_opens_it_again_at_once(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    library = owned(client, settings, directory_engine)
    found = put(directory_engine, draft(issuer_listing_id=library, district=None), "open")
    let_pass(directory_engine, found)
    edit = form_of(client, f"/desk/notices/{found}/edit")
    made(client, f"/desk/notices/{found}/edit", edit | {"deadline": "31/1/2027"})
    assert read(directory_engine, found).phase is Phase.OPEN


def test_what_was_rewritten_while_somebody_checked_it_is_not_opened_unseen(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    library = listing(directory_engine, "march-library")
    said = draft(issuer_listing_id=library, district=None, areas=(FENLAND,))
    found = put(directory_engine, said, "waiting")
    sign_in(client, settings, "clerk@example.org", (Role.PARISH_CLERK, MARCH))
    button = opening(client, found)
    other = draft(issuer_listing_id=library, district=None, areas=(FENLAND,), summary="Something else.")
    with session_scope(directory_engine) as session:
        write_notice(session, other, actor=CLERK, change_id=uuid4(), notice_id=found)
    late = client.post(f"/desk/notices/{found}/check", data=button, follow_redirects=False)
    assert late.status_code == 422
    assert "It was changed meanwhile" in Page(late).main
    assert "Something else." in Page(late).main
    assert read(directory_engine, found).phase is Phase.WAITING
    client.post(f"/desk/notices/{found}/check", data=opening(client, found))
    assert read(directory_engine, found).phase is Phase.OPEN


def opening(client: TestClient, notice_id: UUID) -> dict[str, str]:
    """Read what the button that opens it sends."""
    page = Page(client.get(f"/desk/notices/{notice_id}"))
    for form in page.root.iter("form"):
        if any(each.get("value") == "open" for each in form.iter("button")):
            hidden = {each.get("name", ""): each.get("value", "") for each in form.iter("input")}
            return hidden | {"do": "open"}
    raise AssertionError(page.main)


def test_whoever_checks_sees_whose_listing_speaks_in_the_name_of_another(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    library = owned(client, settings, directory_engine)
    form = form_of(client, "/desk/notices/new")
    found = made(
        client,
        "/desk/notices/new",
        form
        | {"title": "Grants", "summary": "Money.", "deadline": "31/12/2026"}
        | {"kind": "funding"}
        | {"issuer_name": "Fenland District Council"},
    )
    assert read(directory_engine, found).said.issuer_listing_id == library
    client.post(f"/desk/notices/{found}/check", data={"do": "send"})
    sign_in(client, settings, "clerk@example.org", (Role.PARISH_CLERK, MARCH))
    page = Page(client.get(f"/desk/notices/{found}"))
    assert "Fenland District Council" in page.main
    assert re.search(r"Written for\s+March Library", page.main)


def test_a_clerk_opens_nothing_that_is_told_beyond_the_district(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    library = listing(directory_engine, "march-library")
    wide = put(directory_engine, draft(issuer_listing_id=library, district=None, areas=()), "waiting")
    own = put(directory_engine, draft(issuer_listing_id=library, district=None, areas=(MARCH,)), "waiting")
    sign_in(client, settings, "clerk@example.org", (Role.PARISH_CLERK, MARCH))
    assert client.post(f"/desk/notices/{wide}/check", data={"do": "open"}).status_code == 403
    assert read(directory_engine, wide).phase is Phase.WAITING
    client.post(f"/desk/notices/{own}/check", data=opening(client, own))
    assert read(directory_engine, own).phase is Phase.OPEN
    sign_in(client, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    client.post(f"/desk/notices/{wide}/check", data=opening(client, wide))
    assert read(directory_engine, wide).phase is Phase.OPEN


def test_an_owner_corrects_a_date_at_once_but_new_words_are_looked_at(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    library = listing(directory_engine, "march-library")
    found = put(directory_engine, draft(issuer_listing_id=library, district=None, areas=(FENLAND,)), "open")
    sign_in(client, settings, "own@example.org", (Role.OWNER, str(library)))
    edit = form_of(client, f"/desk/notices/{found}/edit")
    made(client, f"/desk/notices/{found}/edit", edit | {"deadline": "31/1/2027"})
    notice = read(directory_engine, found)
    assert (notice.phase, notice.edition) == (Phase.OPEN, 2)
    edit = form_of(client, f"/desk/notices/{found}/edit")
    sent = client.post(
        f"/desk/notices/{found}/edit",
        data=edit | {"url": "https://elsewhere.example/"},
        follow_redirects=False,
    )
    assert sent.headers["location"].endswith("?said=looked")
    assert read(directory_engine, found).phase is Phase.WAITING
    sign_in(client, settings, "clerk@example.org", (Role.PARISH_CLERK, MARCH))
    client.post(f"/desk/notices/{found}/check", data={"do": "open"})
    edit = form_of(client, f"/desk/notices/{found}/edit")
    made(client, f"/desk/notices/{found}/edit", edit | {"summary": "Money for young people."})
    assert read(directory_engine, found).phase is Phase.OPEN


def test_what_was_typed_is_shown_as_text(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    said = draft(
        title="<b>Bold</b> & sure",
        body="<p>go<script>alert(1)</script> <a href='https://evil.example'>bank.example</a></p>",
        kind=NoticeKind.CALL,
    )
    found = put(directory_engine, said)
    sign_in(client, settings, "ed@example.org", (Role.PARTNER_EDITOR, FENLAND))
    page = Page(client.get(f"/desk/notices/{found}"))
    assert page.heading == "<b>Bold</b> & sure"
    assert "alert(1)" not in page.html
    assert "bank.example (evil.example)" in page.main
