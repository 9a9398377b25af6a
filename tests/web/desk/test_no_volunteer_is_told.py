"""Does anything that names a volunteer ever leave, except to themselves and to whom they granted it?

Every route is asked in every role while volunteers with unmistakable names are in the store. What a volunteer
sees on their own page, and a group of who took a place there, shows that the walk finds what it looks for.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx2
import pytest
from canaries import (
    BANKED,
    CHECKED_ON,
    OF_ASKED,
    OF_BANKED,
    OF_BROKERED,
    OF_OTHERS,
    OF_SEATED,
    SEATED,
    Planted,
    plant,
)
from fastapi.testclient import TestClient
from own_stores import make_people, own_settings
from route_rules import PUBLIC, ROUTES
from signed_in import begin_session
from sqlalchemy import Engine, event, text
from taken import OWNER_EMAIL, stores_of

from directory.backup import back_up
from directory.consents.service import BANK, NEWS, UPKEEP
from directory.jobs.schemas import Stores
from directory.messages.stopping import stop_url
from directory.store import session_scope
from directory.words import Role
from web.app import create_app

ADDRESS = "https://hereabouts.example"
MARCH_PARISH, FENLAND = "E04001687", "E07000010"
BROKERED = re.compile(r"^\w+ /desk/brokered/\{volunteer_id\}(/change)?$")
"""Where, and only where, who speaks for somebody without e-mail opens their name; their list has initials."""
LOSES_ITS_SESSION = re.compile(r"sign-out|/close$|/leave$|account/close")
ROLES = {
    "nobody": None,
    "volunteer": (),
    "another owner": "ely-library",
    "owner": "march-library",
    "clerk": ((Role.PARISH_CLERK, MARCH_PARISH),),
    "partner editor": ((Role.PARTNER_EDITOR, FENLAND),),
    "coordinator": ((Role.COORDINATOR, FENLAND),),
    "administrator": ((Role.ADMINISTRATOR, None),),
}


@dataclass(frozen=True, slots=True)
class World:
    """The service, with the canaries in it and a cookie for everybody."""

    client: TestClient
    stores: Stores
    planted: Planted
    cookies: dict[str, str | None]

    def ask(self, route: str, who: str) -> httpx2.Response:
        """Ask a route as somebody, about what the canaries have to do with where that is told in it."""
        method, _, path = route.partition(" ")
        need = self.planted.need
        given = {
            "slug": need.slug if "/need" in path else need.listing_slug,
            "need_id": str(need.id),
            "volunteer_id": str(self.planted.brokered),
            "listing_id": str(need.listing_id),
            "listing": need.listing_slug,
            "code": FENLAND if "district" in path else MARCH_PARISH if "parish" in path else "E01018088",
            "postcode": "PE15 8AA",
            "part": "place",
        }
        path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: given.get(found.group(1), str(uuid4())), path)
        cookie = self.cookies[who]
        self.client.cookies.clear()
        headers = {"Cookie": f"__Host-desk={cookie}"} if cookie else {}
        return self.client.request(method, path, headers=headers)


@pytest.fixture(scope="module")
def world(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("told")
    shutil.copy(built_database, folder / "directory.sqlite3")
    settings = own_settings(folder)
    make_people(settings)
    stores = stores_of(settings)
    with stores.directory.connect() as connection:
        slugs = "SELECT slug, id FROM listing WHERE slug IN ('march-library', 'ely-library')"
        listings = {row.slug: row.id for row in connection.execute(text(slugs))}
        lsoa = connection.execute(
            text("SELECT lsoa21 FROM postcode WHERE postcode = 'PE15 8AA'")
        ).scalar_one()
    planted = plant(stores, lsoa)
    cookies: dict[str, str | None] = {}
    with session_scope(stores.people) as session:
        for role, grants in ROLES.items():
            if grants is None:
                cookies[role] = None
                continue
            held = ((Role.OWNER, str(UUID(listings[grants]))),) if isinstance(grants, str) else grants
            email = OWNER_EMAIL if role == "owner" else f"{role.replace(' ', '-')}@example.org"
            cookies[role] = begin_session(session, settings, email, held)[1]
        for email in (BANKED, SEATED):
            cookies[email] = begin_session(session, settings, email)[1]
    with TestClient(
        create_app(settings), base_url=ADDRESS, follow_redirects=False, raise_server_exceptions=False
    ) as client:
        yield World(client, stores, planted, cookies)
    stores.directory.dispose()
    stores.people.dispose()


def told_in(answer: httpx2.Response, canaries: tuple[str, ...]) -> list[str]:
    """List the canaries that stand in the body or a header of an answer, in whatever case."""
    said = b"\n".join(
        [answer.content, *(f"{name}: {value}".encode() for name, value in answer.headers.items())]
    )
    return [canary for canary in canaries if canary.lower().encode() in said.lower()]


def asked_of(role: str, methods: tuple[str, ...]) -> list[str]:
    """List what is asked in a role: what is public only by nobody, for it does not look who asks."""
    return [
        route
        for route, rule in ROUTES.items()
        if route.partition(" ")[0] in methods
        and (rule != PUBLIC or role == "nobody")
        and not LOSES_ITS_SESSION.search(route)
    ]


@pytest.mark.parametrize("role", list(ROLES))
def test_nothing_that_names_a_volunteer_leaves(world: World, role: str) -> None:
    found, answered = {}, 0
    for route in [*asked_of(role, ("GET",)), *asked_of(role, ("POST",))]:
        answer = world.ask(route, role)
        answered += answer.status_code == 200
        hidden = OF_BANKED if role == "owner" else (*OF_BANKED, *OF_SEATED, *OF_ASKED)
        if role not in {"coordinator", "administrator"}:
            hidden = (*hidden, *OF_OTHERS)
        if role not in {"coordinator", "administrator"} or not BROKERED.search(route):
            hidden = (*hidden, *OF_BROKERED)
        if told := told_in(answer, hidden):
            found[route] = told
    assert found == {}
    assert answered > 10, "it was asked what answers"


def test_what_is_looked_for_is_found_where_it_may_be_seen(world: World) -> None:
    mine = world.ask("GET /desk/volunteering", BANKED)
    assert {"Quillfeather", "quilted marmalade"} <= set(told_in(mine, OF_BANKED))
    assert told_in(mine, OF_SEATED) == []
    shifts = world.ask("GET /desk/needs/{need_id}/shifts", "owner")
    assert shifts.status_code == 200
    assert "Quillseat" in told_in(shifts, OF_SEATED), "who took a place is known to the group"
    assert told_in(world.ask("GET /desk/needs/{need_id}/shifts", "another owner"), OF_SEATED) == []
    assert told_in(world.ask("GET /desk/needs/{need_id}/questions", "owner"), OF_ASKED) == list(OF_ASKED)
    assert told_in(httpx2.Response(200, headers={"X-Who": "quillfeather"}), OF_BANKED) == ["Quillfeather"]


def test_who_speaks_for_somebody_opens_their_name_and_nobody_elses(world: World) -> None:
    one = world.ask("GET /desk/brokered/{volunteer_id}", "coordinator")
    assert set(told_in(one, OF_BROKERED)) == set(OF_BROKERED)
    assert told_in(world.ask("GET /desk/brokered", "coordinator"), OF_BROKERED) == []
    for role in ("partner editor", "clerk", "owner", "volunteer"):
        assert world.ask("GET /desk/brokered/{volunteer_id}", role).status_code == 403, role
    other = replace(world, planted=replace(world.planted, brokered=world.planted.banked))
    joined = other.ask("GET /desk/brokered/{volunteer_id}", "administrator")
    assert joined.status_code == 404, "who joined by e-mail speaks for themselves"


@pytest.mark.parametrize("theirs", [BANKED, SEATED])
def test_a_volunteer_sees_nobody_else(world: World, theirs: str) -> None:
    others = OF_SEATED if theirs == BANKED else OF_BANKED
    found = {
        route: told
        for route in asked_of("volunteer", ("GET",))
        if (told := told_in(world.ask(route, theirs), (*others, *OF_OTHERS)))
    }
    assert found == {}


def test_no_byte_of_either_file_or_of_a_backup_names_anybody(world: World, tmp_path: Path) -> None:
    made = back_up(world.stores, tmp_path / "backup").folder
    here = Path(str(world.stores.people.url.database)).parent
    files = [*here.glob("*.sqlite3*"), *made.iterdir()]
    assert {"people.sqlite3", "people.sqlite3-wal", "directory.sqlite3"} <= {each.name for each in files}
    content = b"".join(each.read_bytes() for each in files).lower()
    assert b"put books back on the shelves" in content, "what is public stands open"
    for canary in (*OF_BANKED, *OF_SEATED, *OF_ASKED, *OF_BROKERED, *OF_OTHERS):
        if str(CHECKED_ON.year) not in canary:  # the day of a check stands open, under a number
            assert canary.lower().encode() not in content, canary


FORMS = {
    "/sign-in": {"next": ""},
    "/volunteer/join": {
        "name": "Ann Example",
        "postcode": "PE15 8AA",
        "when": "3-0",
        "from_home": "yes",
        "age": "adult",
    },
    "/volunteer/need/{slug}/take": {"name": "Ann Example", "age": "adult"},
    "/news": {"where": "PE15 8AA", "purposes": "local", "rhythm": "fortnightly"},
}


@pytest.mark.parametrize("form", FORMS)
def test_a_known_address_is_answered_like_an_unknown_one(world: World, form: str) -> None:
    path = form.replace("{slug}", world.planted.need.slug)
    said = dict(FORMS[form])
    if "take" in form:
        said["session"] = str(world.planted.need.sessions[0].id)
    answers = [
        answered(world, "POST", path, {**said, "email": email}, email)
        for email in (SEATED, "unknown.person1@example.org")
    ]
    assert answers[0] == answers[1]
    assert answers[0].status == 303, answers[0].body[:2000]
    assert answers[0].asked, "the asking is counted"
    assert not [line for line in answers[0].asked if "FROM account" in line], "only a job finds out"


@pytest.mark.parametrize("purpose", [UPKEEP, NEWS, BANK])
def test_a_stop_link_of_a_known_address_is_answered_like_one_of_an_unknown(
    world: World, purpose: str
) -> None:
    seen = []
    for email in (SEATED, "unknown.person2@example.org"):
        path = urlsplit(stop_url(world.stores.settings, purpose, None, email)).path
        steps = [("GET", {}), ("POST", {}), ("GET", {}), ("POST", {"undo": "yes"}), ("GET", {})]
        seen.append([answered(world, method, path, said, path) for method, said in steps])
    assert seen[0] == seen[1]
    assert [each.status for each in seen[0]] == [200, 303, 200, 303, 200]
    assert "no more" in seen[0][2].body
    forged = world.client.get(f"{path[:-3]}abc")
    other = world.client.get("/stop/abc")
    assert (forged.status_code, words_of(forged)) == (other.status_code, words_of(other))


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody who asks can see or time: the answer, and what was asked of the people store for it."""

    status: int
    location: str | None
    headers: tuple[str, ...]
    body: str
    asked: tuple[str, ...]


def answered(world: World, method: str, path: str, said: dict[str, str], own: str) -> Answered:
    """Ask, and leave out of the answer what somebody told of themselves."""
    people: Engine = world.client.app.state.stores.people  # type: ignore[attr-defined]
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(people, "before_cursor_execute", note)
    world.client.cookies.clear()
    answer = world.client.request(method, path, data=said or None)
    event.remove(people, "before_cursor_execute", note)
    headers = {name: value for name, value in answer.headers.items() if name not in {"date", "x-request-id"}}
    location = headers.get("location")
    return Answered(
        answer.status_code,
        location and location.replace(own, "OWN"),
        tuple(sorted(headers)),
        answer.text.replace(own, "OWN"),
        tuple(line for line in asked if "PRAGMA" not in line),
    )


def words_of(answer: httpx2.Response) -> str:
    """Give the words of the page without the number of the request."""
    return re.sub(r"[0-9a-f-]{32,36}", "", answer.text)
