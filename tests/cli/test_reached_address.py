"""Do links that another terminal prints lead to the port on which the service was started?"""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from directory.settings import PROJECT_DIR, Settings
from directory.store import PEOPLE, migrate, open_engine
from web.cli.reached import address_of, note_address, noted_file, with_noted_address

HEREABOUTS = Path(sys.executable).with_name("hereabouts")
ADD = ("people", "add", "co@example.org", "--role", "administrator")


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    people = f"sqlite:///{tmp_path / 'people.sqlite3'}"
    engine = open_engine(people)
    migrate(PEOPLE, engine)
    engine.dispose()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEREABOUTS_")}
    return kept | {
        "HEREABOUTS_DATABASE_URL": database_url,
        "HEREABOUTS_PEOPLE_DATABASE_URL": people,
        "HEREABOUTS_SECRET_KEY_FILE": str(tmp_path / "secret_key"),
        "HEREABOUTS_WORKER_IN_SERVE": "false",
    }


@pytest.fixture
def served(environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(  # noqa: S603 - our own command
        [HEREABOUTS, "serve", "--port", str(port)],
        env=environment,
        cwd=PROJECT_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        assert f"http://127.0.0.1:{port}" in server.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        server.stdout.close()


def command(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own command
        [HEREABOUTS, *words], env=environment, cwd=PROJECT_DIR, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_link_from_another_terminal_signs_in_where_the_service_is(
    served: str, environment: dict[str, str]
) -> None:
    link = re.search(r"http\S+", command(environment, *ADD))
    assert link
    assert link[0].startswith(f"{served}/sign-in/")
    assert httpx2.get(link[0]).status_code == 200
    again = command(environment, "people", "link", "co@example.org")
    assert f"{served}/sign-in/" in again
    elsewhere = environment | {"HEREABOUTS_BASE_URL": "https://hereabouts.example"}
    assert "https://hereabouts.example/sign-in/" in command(elsewhere, "people", "link", "co@example.org")


def test_an_address_that_was_set_is_noted_as_it_is(tmp_path: Path) -> None:
    key = tmp_path / "var" / "secret_key"
    assert with_noted_address(Settings(secret_key_file=key)) == Settings(secret_key_file=key)
    behind = Settings(secret_key_file=key, base_url="https://hereabouts.example")
    assert note_address(behind, "127.0.0.1", 8411).base_url == "https://hereabouts.example"
    assert with_noted_address(Settings(secret_key_file=key)).base_url == "https://hereabouts.example"
    note_address(Settings(secret_key_file=key), "0.0.0.0", 8411)  # noqa: S104 - not listened on
    assert with_noted_address(Settings(secret_key_file=key)).base_url == "http://127.0.0.1:8411"
    assert noted_file(behind).parent == key.parent


def test_a_note_that_cannot_be_written_stops_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")
    told = note_address(Settings(secret_key_file=tmp_path / "var" / "secret_key"), "127.0.0.1", 8411)
    assert told.base_url == "http://127.0.0.1:8411"
    assert "could not be noted" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:80"), ("::", "http://[::1]:80"), ("desk.local", "http://desk.local:80")],
)
def test_it_is_an_address_one_can_open(host: str, address: str) -> None:
    assert address_of(host, 80) == address
