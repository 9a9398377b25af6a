"""Can whoever runs the service give and end roles from the command line, and is each mistake one line?"""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from directory.accounts.service import find_session, use_link
from directory.errors import InvalidInput, NotFound
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope
from directory.words import Role
from web.cli import people
from web.cli.people import people_app

LINK = re.compile(r"http://testserver/sign-in/([\w-]{43})\n")


class Told:
    """What a command said, and what it refused."""

    def __init__(self, out: str, refused: str) -> None:
        self.out = out
        self.refused = refused


Run = Callable[..., Told]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(people, "get_settings", lambda: settings)

    def run(*arguments: str) -> Told:
        done = CliRunner().invoke(people_app, list(arguments))
        if isinstance(done.exception, (InvalidInput, NotFound)):
            assert "\n" not in done.exception.message
            return Told(done.output, done.exception.message)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Told(done.output, "")

    return run


def test_the_link_that_is_printed_signs_in(run: Run, settings: Settings) -> None:
    told = run(
        "add", "Jo@Example.org", "--role", "coordinator", "--district", "fenland", "--district", "E07000008"
    )
    assert not told.refused
    token = LINK.search(told.out)
    assert token
    engine = open_people(settings)
    with session_scope(engine) as session:
        who = find_session(session, use_link(session, token.group(1), browser="Firefox"))
    engine.dispose()
    assert who is not None
    assert who.email == "jo@example.org"
    assert {(grant.role, grant.scope) for grant in who.grants} == {
        (Role.COORDINATOR, "E07000010"),
        (Role.COORDINATOR, "E07000008"),
    }
    listed = run("list").out
    assert "jo@example.org  coordinator of Fenland; coordinator of Cambridge" in listed


def owned(settings: Settings) -> bool:
    engine = open_engine(settings.database_url)
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT owned FROM listing WHERE slug = 'march-library'")
        ).scalar_one()
    engine.dispose()
    return bool(found)


def test_a_listing_is_owned_for_as_long_as_somebody_owns_it(run: Run, settings: Settings) -> None:
    for email in ("jo@example.org", "sam@example.org"):
        run("add", email, "--role", "owner", "--listing", "march-library")
        assert owned(settings)
    assert "Ended 1 role" in run("end", "jo@example.org", "--role", "owner").out
    assert owned(settings)
    run("end", "sam@example.org", "--role", "owner", "--listing", "/listing/march-library")
    assert not owned(settings)
    run("add", "jo@example.org", "--role", "owner", "--listing", "march-library")
    assert owned(settings)
    assert "closed" in run("close", "jo@example.org").out
    assert not owned(settings)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "jo", "--role", "administrator"), "like name@example.org"),
        (("add", "jo@example.org", "--role", "owner"), "needs --listing SLUG"),
        (("add", "jo@example.org", "--role", "parish-clerk"), "needs --parish CODE"),
        (("add", "jo@example.org", "--role", "partner-editor"), "needs --district CODE"),
        (("add", "jo@example.org", "--role", "owner", "--listing", "nothing"), "There is no listing nothing"),
        (("add", "jo@example.org", "--role", "parish-clerk", "--parish", "Marhc"), "Did you mean March"),
        (("add", "jo@example.org", "--role", "parish-clerk", "--parish", "Sutton"), "Add the district"),
        (("add", "jo@example.org", "--role", "parish-clerk", "--parish", "E07000010"), "not a parish"),
        (("add", "jo@example.org", "--role", "coordinator", "--district", "Oxford"), "no district that is"),
        (
            ("add", "jo@example.org", "--role", "administrator", "--district", "Fenland"),
            "takes no --district",
        ),
        (("add", "jo@example.org", "--role", "owner", "--parish", "March"), "takes no --parish"),
        (("link", "jo@example.org"), "No account has that address"),
        (("end", "jo@example.org", "--role", "owner"), "No account has that address"),
        (("reset-second-factor", "jo@example.org"), "No account has that address"),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(run: Run, arguments: tuple[str, ...], said: str) -> None:
    assert said in run(*arguments).refused
    assert run("list").out.splitlines()[-1] == "0 accounts."


def test_a_parish_is_told_apart_by_its_district(run: Run) -> None:
    told = run(
        "add", "jo@example.org", "--role", "parish-clerk", "--parish", "Sutton", "--district", "Peterborough"
    )
    assert "jo@example.org is parish clerk of Sutton." in told.out


def test_a_role_that_is_not_held_cannot_end(run: Run) -> None:
    run("add", "jo@example.org", "--role", "administrator")
    assert "is no owner there" in run("end", "jo@example.org", "--role", "owner").refused
    assert "Ended 1 role" in run("end", "jo@example.org", "--role", "administrator").out


def test_a_new_link_ends_the_one_before(run: Run, settings: Settings) -> None:
    first = LINK.search(run("add", "jo@example.org", "--role", "administrator").out)
    second = LINK.search(run("link", "jo@example.org").out)
    assert first
    assert second
    engine = open_people(settings)
    with session_scope(engine) as session:
        use_link(session, second.group(1), browser="Firefox")
    with pytest.raises(Exception, match="used"), session_scope(engine) as session:
        use_link(session, first.group(1), browser="Firefox")
    engine.dispose()
