"""Does each page of the desk keep out who may not see it? Every route of the table is tried."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi.testclient import TestClient
from own_stores import own_settings
from route_rules import ROUTES
from signed_in import begin_session
from sqlalchemy import text

from directory.accounts.permissions import MAY, Action
from directory.store import PEOPLE, migrate, open_engine, open_people, session_scope
from directory.words import Role
from web.app import create_app

ADDRESS = "https://hereabouts.example"
DESK = {route: rule for route, rule in ROUTES.items() if re.match(r"\w+ /desk(/|$)", route)}
GIVEN = {"slug": "march-library", "partnership": "love-wisbech", "token": "nothing", "code": "E07000010"}
"""What stands in an address; whatever else does is a made-up number."""
MARCH, ELY = "march-library", "ely-library"
FORMS: dict[str, dict[str, str]] = {
    "POST /desk/room-calendar": {"listing": "march-library", "room": "main-hall"},
    "POST /desk/needs/new": {"listing": "march-library"},
    "POST /desk/matches": {"first": MARCH, "second": ELY, "decision": "different"},
    "POST /desk/matches/part": {"merge_id": str(UUID(int=8))},
    "POST /desk/jobs/retry": {"job_id": str(UUID(int=8))},
    "POST /desk/partnerships/{partnership}": {"do": "remove", "member": "nobody"},
    "POST /desk/feeds": {"feed": str(UUID(int=8)), "do": "check"},
}
"""What a page must be sent before it looks at who sends it; a slug stands for the number of its listing."""
NUMBERS: dict[str, str] = {}
OTHER_LISTING = UUID(int=7)
FENLAND, OXFORD = "E07000010", "E07000178"
"""March Library stands in the first; nothing here stands in the second."""


def path_of(route: str) -> str:
    path = route.partition(" ")[2]
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: GIVEN.get(found.group(1), str(uuid4())), path)


def action_of(rule: str) -> Action | None:
    """Read the action that a rule names; None where being signed in is enough."""
    named = re.fullmatch(r"signed in(?:: (\w+).*)?", rule)
    assert named, (
        f"The rule of a page of the desk is “signed in” or “signed in: ” and an action, not “{rule}”"
    )
    return Action(named.group(1)) if named.group(1) else None


@pytest.fixture(scope="module")
def desk(
    built_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, dict[str, str]]]:
    """Give the service, and a cookie for each kind of person."""
    folder = tmp_path_factory.mktemp("routes")
    shutil.copy(built_database, folder / "directory.sqlite3")
    settings = own_settings(folder)
    directory = open_engine(settings.database_url)
    with directory.connect() as connection:
        for slug in (MARCH, ELY):
            found = connection.execute(text("SELECT id FROM listing WHERE slug = :slug"), {"slug": slug})
            NUMBERS[slug] = str(UUID(found.scalar_one()))
    directory.dispose()
    people = open_people(settings)
    migrate(PEOPLE, people)
    kinds: dict[str, tuple[Role, str | None] | None] = {
        "nobody": None,
        "owner": (Role.OWNER, str(OTHER_LISTING)),
        "parish_clerk": (Role.PARISH_CLERK, "E04001687"),
        "partner_editor": (Role.PARTNER_EDITOR, OXFORD),
        "coordinator": (Role.COORDINATOR, OXFORD),
        "administrator": (Role.ADMINISTRATOR, None),
    }
    cookies = {}
    with session_scope(people) as session:
        for name, grant in kinds.items():
            grants = (grant,) if grant else ()
            for shown in (True, False):
                kind = name if shown else f"{name} without a second factor"
                email = f"{kind.replace(' ', '-')}@example.org"
                _, cookies[kind] = begin_session(session, settings, email, grants, second_factor=shown)
    people.dispose()
    with TestClient(create_app(settings), base_url=ADDRESS, follow_redirects=False) as client:
        yield client, cookies


def ask(client: TestClient, route: str, cookie: str | None) -> httpx2.Response:
    method = route.partition(" ")[0]
    headers = {"Cookie": f"__Host-desk={cookie}"} if cookie else {}
    client.cookies.clear()
    form = {name: NUMBERS.get(value, value) for name, value in FORMS.get(route, {}).items()}
    return client.request(method, path_of(route), headers=headers, data=form or None)


def refused(route: str, answer: httpx2.Response) -> bool:
    """Whether somebody was kept out; of a thing that is not there they may be told so."""
    made_up = re.search(r"\{(?!slug|token|code)\w+", route) or "merge_id" in FORMS.get(route, {})
    return answer.status_code in ({403, 404} if made_up else {403})


def test_the_table_names_pages_of_the_desk() -> None:
    assert len(DESK) >= 15


@pytest.mark.parametrize("route", DESK)
def test_nobody_comes_in_without_signing_in(desk: tuple[TestClient, dict[str, str]], route: str) -> None:
    client, _ = desk
    for cookie in (None, "made-up"):
        answer = ask(client, route, cookie)
        assert answer.status_code == 303, answer.text[:500]
        assert answer.headers["location"].startswith("/sign-in")
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("route", [route for route, rule in DESK.items() if action_of(rule)])
def test_nobody_does_what_their_role_may_not(desk: tuple[TestClient, dict[str, str]], route: str) -> None:
    client, cookies = desk
    action = action_of(DESK[route])
    assert action is not None
    may_not = [role.value for role in Role if action not in MAY[role]]
    for kind in ("nobody", *may_not, "administrator without a second factor"):
        answer = ask(client, route, cookies[kind])
        told = f"{kind}: {answer.status_code} {answer.headers.get('location', '')}"
        if kind.endswith("without a second factor"):
            leads = answer.headers.get("location", "").startswith("/desk/second-factor")
            assert refused(route, answer) or (answer.status_code == 303 and leads), told
        else:
            assert refused(route, answer), told


@pytest.mark.parametrize(
    "route", [route for route, rule in DESK.items() if action_of(rule) and "{slug}" in route]
)
def test_nobody_reaches_beyond_their_own_ground(desk: tuple[TestClient, dict[str, str]], route: str) -> None:
    client, cookies = desk
    for kind in ("owner", "parish_clerk", "partner_editor", "coordinator"):
        assert ask(client, route, cookies[kind]).status_code == 403, kind


@pytest.mark.parametrize("route", DESK)
def test_no_answer_of_the_desk_is_kept_by_a_cache(
    desk: tuple[TestClient, dict[str, str]], route: str
) -> None:
    if not route.startswith("GET "):
        pytest.skip("What changes something is kept by no cache.")
    client, cookies = desk
    answer = ask(client, route, cookies["administrator"])
    assert answer.headers.get("cache-control", "") in {"no-store", "private, no-cache", "private, no-store"}
