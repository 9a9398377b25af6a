"""Does every command do what it says from an empty home, and say in one line what a person can mend?"""

import csv
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pyarrow.parquet as pq
import pytest
from alembic.command import downgrade
from open_addresses import OPEN, put_open_address

from directory.settings import PROJECT_DIR
from directory.store import DIRECTORY, PEOPLE, alembic_config, migrate, open_engine
from geo.trust import Trust
from web.cli.files import Believed

COMMAND = Path(sys.executable).parent / "hereabouts"
COMMANDS = (
    (), ("init",), ("serve",), ("data",), ("data", "build"), ("data", "load"), ("listings",),
    ("listings", "import"), ("coverage",), ("coverage", "run"), ("export",), ("map",),
)  # fmt: skip
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Give an empty home, no settings but our own, and databases of the test's own."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    return kept | {
        "HOME": str(home),
        "HEREABOUTS_DATABASE_URL": f"sqlite:///{tmp_path / 'var' / 'directory.sqlite3'}",
        "HEREABOUTS_PEOPLE_DATABASE_URL": f"sqlite:///{tmp_path / 'var' / 'people.sqlite3'}",
        "HEREABOUTS_SECRET_KEY_FILE": str(tmp_path / "var" / "secret_key"),
    }


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    def ran(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command
            [COMMAND, *arguments],
            env=environment | settings,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return ran


@pytest.fixture
def built(built_database: Path, tmp_path: Path) -> Path:
    """Put the built database where the command looks for it."""
    (tmp_path / "var").mkdir()
    people = open_engine(f"sqlite:///{tmp_path / 'var' / 'people.sqlite3'}")
    migrate(PEOPLE, people)
    people.dispose()
    return Path(shutil.copy(built_database, tmp_path / "var" / "directory.sqlite3"))


def mendable(done: subprocess.CompletedProcess[str]) -> str:
    """Check that it failed as people can mend: exit code 2, and one line that is no trace."""
    assert done.returncode == 2, done.stderr
    lines = [line for line in done.stderr.splitlines() if line and not line.startswith("  ")]
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    return lines[0]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage: hereabouts" in done.stdout
    told = [line for line in done.stdout.splitlines() if line.strip() and not line.startswith("Usage")]
    assert told[0].strip().endswith((".", ":", "known")) or len(told) > 2


def test_the_commands_promised_are_there(run: Run) -> None:
    told = run("--help").stdout
    for name in ("init", "serve", "data", "listings", "coverage", "export", "map"):
        assert re.search(rf"^\W*{name}\s", told, re.MULTILINE), name


@pytest.mark.slow
def test_init_makes_everything_and_a_second_time_is_quick(run: Run, tmp_path: Path) -> None:
    first = run("init")
    assert first.returncode == 0, first.stderr
    assert "Loading areas" in first.stderr
    assert re.search(r"Loaded \d+ listings with \d+ capital instances; \d+ carry no capital", first.stderr)
    path = tmp_path / "var" / "directory.sqlite3"
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT COUNT(*) FROM postcode WHERE inside").fetchone() == (38_850,)
        assert connection.execute("SELECT COUNT(*) FROM coverage_run WHERE active").fetchone() == (4,)
        mark = connection.execute("SELECT * FROM change_mark ORDER BY 1").fetchall()
        connection.execute("UPDATE listing SET assured_date = '2026-11-01' WHERE slug = 'march-library'")
    assert (tmp_path / "var" / "people.sqlite3").exists()
    begun = time.monotonic()
    second = run("init")
    taken_s = time.monotonic() - begun
    assert second.returncode == 0, second.stderr
    assert "up to date" in second.stderr
    assert "Computing" not in second.stderr
    assert taken_s < 30, "not a measure: a full load takes longer than this on a slow machine"
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT * FROM change_mark ORDER BY 1").fetchall() == mark
        kept = connection.execute("SELECT assured_date FROM listing WHERE slug = 'march-library'").fetchone()
        assert kept == ("2026-11-01",)
    assert list((tmp_path / "home").iterdir()) == [], "it wrote into the home"


@pytest.mark.slow
def test_init_carries_the_addresses_of_calendars_over(run: Run, built: Path) -> None:
    engine = open_engine(f"sqlite:///{built}")
    downgrade(alembic_config(DIRECTORY, engine), OPEN)
    engine.dispose()
    put_open_address(built, "https://example.org/private-5f3a9c1e7")
    done = run("init")
    assert done.returncode == 0, done.stderr
    people = built.with_name("people.sqlite3")
    with sqlite3.connect(people) as connection:
        assert connection.execute("SELECT count(*) FROM room_calendar_address").fetchone() == (1,)
    for path in (built, people):
        assert not any(
            b"private-5f3a9c1e7" in each.read_bytes() for each in path.parent.glob(f"{path.name}*")
        )


@pytest.mark.parametrize(
    "command",
    [("serve",), ("coverage", "run"), ("export", "a.csv"), ("map", "a.html"), ("data", "load", ".")],
)
def test_without_a_database_it_says_to_make_one(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    line = mendable(run(*command))
    assert "hereabouts init" in line
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"HEREABOUTS_SECRET_KEY": "short"}, "HEREABOUTS_SECRET_KEY"),
        ({"HEREABOUTS_DATABASE_URL": "sqlite://"}, "must name a file"),
    ],
)
def test_a_setting_that_makes_no_sense_is_told(run: Run, settings: dict[str, str], told: str) -> None:
    line = mendable(run("init", **settings))
    assert told in line
    assert "short" not in line.replace("shorter", "")


@pytest.mark.usefixtures("built")
def test_a_port_in_use_is_told_with_another(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = mendable(run("serve", "--port", str(port)))
    assert f"Port {port}" in line
    assert "--port 8001" in line


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--port", "0"), ("serve", "--port", "x"), ("export",),
        ("export", "a.csv", "--capital", "money"),
        ("map", "a.html", "--release", "2031"), ("nothing",), ("listings", "import"),
    ],
)  # fmt: skip
def test_a_mistyped_command_is_told_and_changes_nothing(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr


@pytest.mark.usefixtures("built")
def test_serve_says_when_it_is_ready_and_answers(environment: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [COMMAND, "serve", "--port", str(port)],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready == f"Hereabouts is ready: http://127.0.0.1:{port}\n"
        with urlopen(f"http://127.0.0.1:{port}/api/v1/postcodes/PE158AA") as response:
            assert json.load(response)["status"] == "live"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        assert process.stdout is not None
        process.stdout.close()
    assert process.returncode in {0, 130, -signal.SIGINT}


GOOD = {
    "id": "11111111-1111-5111-8111-111111111111",
    "name": "Quiddity Cricket Club",
    "kind": "group",
    "categories": ["cricket"],
    "summary": "A club.",
    "sources": [{"source": "council_papers", "source_id": "test/quiddity"}],
}


def names(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM listing WHERE name LIKE 'Quid%'")}


def test_import_takes_the_good_lines_and_tells_the_bad(run: Run, built: Path, tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    bad = GOOD | {"id": "x", "name": "Quidnunc Club"}
    file.write_text(f"{json.dumps(bad)}\n{json.dumps(GOOD)}\n", encoding="utf-8")
    dry = run("listings", "import", str(file), "--dry-run")
    assert dry.returncode == 2
    assert "Would add 1" in dry.stderr
    assert names(built) == set()
    done = run("listings", "import", str(file))
    assert done.returncode == 2
    assert re.search(r'^line 1 "Quidnunc Club": id: ', done.stderr, re.MULTILINE)
    assert "Added 1, replaced 0, kept 0 confirmed here, set aside 1." in done.stderr
    assert names(built) == {"Quiddity Cricket Club"}
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    again = run("listings", "import", str(file))
    assert again.returncode == 0, again.stderr
    assert "replaced 1" in again.stderr
    assert "hereabouts coverage run" in again.stderr


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_import_of_what_is_no_file_of_listings(run: Run, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "in.jsonl"
    if content is not None:
        file.write_bytes(content)
    assert "in.jsonl" in mendable(run("listings", "import", str(file)))


@pytest.mark.usefixtures("built")
def test_coverage_is_computed_again(run: Run) -> None:
    done = run("coverage", "run")
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"^Release 20\d1.*placed listings", done.stderr, re.MULTILINE)) == 4


@pytest.mark.usefixtures("built")
def test_loading_what_is_loaded_says_so_and_what_is_not_data_is_told(run: Run, tmp_path: Path) -> None:
    same = run("data", "load", str(PROJECT_DIR / "data"))
    assert same.returncode == 0, same.stderr
    assert "Nothing differs" in same.stderr
    (tmp_path / "empty").mkdir()
    mendable(run("data", "load", str(tmp_path / "empty")))
    mendable(run("data", "load", str(tmp_path / "nowhere")))
    mendable(run("data", "build", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")))


@pytest.mark.usefixtures("built")
def test_a_view_is_written_in_each_format(run: Run, tmp_path: Path) -> None:
    view = ("--capital", "health", "--release", "2011", "--region", "combined_authority")
    for ending in ("csv", "geojson", "gpkg"):
        done = run("export", f"out.{ending}", *view)
        assert done.returncode == 0, done.stderr
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 487
    features = json.loads((tmp_path / "out.geojson").read_text())["features"]
    assert [feature["properties"]["code"] for feature in features] == [row["code"] for row in rows]
    with sqlite3.connect(tmp_path / "out.gpkg") as connection:
        codes = [code for (code,) in connection.execute("SELECT code FROM coverage")]
    assert codes == [row["code"] for row in rows]
    for bad in ("out.xlsx", "out"):
        assert ".csv" in mendable(run("export", bad, *view))
    assert "district" in mendable(run("export", "x.csv", "--district", "E06000031")).lower()
    assert not (tmp_path / "x.csv").exists()
    for command in ("export", "map"):
        assert "no/such/folder" in mendable(run(command, "no/such/folder/out.csv"))


CHOICES = ("--category", "library", "--day", "tue", "--at", "10:00", "--need", "health:2,income:1")


@pytest.mark.usefixtures("built")
def test_every_choice_of_a_view_can_be_exported(run: Run, tmp_path: Path) -> None:
    for ending in ("csv", "parquet"):
        done = run("export", f"out.{ending}", *CHOICES, "--trust", "half_life", "--district", "E07000010")
        assert done.returncode == 0, done.stderr
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    table = pq.read_table(tmp_path / "out.parquet")
    assert table["code"].to_pylist() == [row["code"] for row in rows]
    told = json.loads(table.schema.metadata[b"hereabouts"])
    assert (told["category"], told["day"], told["at"], told["trust"], told["need"]) == (
        "library", "tue", "10:00", "half_life", "health:2,income:1",
    )  # fmt: skip


@pytest.mark.usefixtures("built")
def test_an_own_geography_can_be_exported(run: Run, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("unit,code\nMarch,E01018087\nMarch,E01018088\n", encoding="utf-8")
    done = run("geographies", "import", "own.csv", "--name", "Our areas")
    assert done.returncode == 0, done.stderr
    assert run("export", "units.geojson", "--geography", "our-areas").returncode == 0
    (unit,) = json.loads((tmp_path / "units.geojson").read_text())["features"]
    assert (unit["id"], unit["geometry_is"]) == ("own-our-areas-march", "united")
    assert run("export", "inside.csv", "--within", "own-our-areas-march").returncode == 0
    with (tmp_path / "inside.csv").open(encoding="utf-8", newline="") as lines:
        assert [row["code"] for row in csv.DictReader(lines)] == ["E01018087", "E01018088"]


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("command", [("export", "a.csv"), ("map", "a.html")], ids=" ".join)
@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (("--category", "librarys"), "Did you mean library"),
        (("--category", "library", "--capital", "social"), "not both"),
        (("--day", "tue"), "go together"),
        (("--day", "tue", "--at", "25:00"), "18:30"),
        (("--need", "wealth"), "Need must be one of"),
        (("--within", "own-nowhere-x"), "There is no own area"),
        (("--geography", "nowhere"), "There is no geography"),
    ],
)
def test_a_choice_that_makes_no_sense_is_told(
    run: Run, tmp_path: Path, command: tuple[str, ...], choice: tuple[str, ...], told: str
) -> None:
    assert told in mendable(run(*command, *choice))
    assert not (tmp_path / command[1]).exists()


def test_the_command_knows_every_way_to_trust() -> None:
    assert [each.value for each in Believed] == [each.value for each in Trust]


@pytest.mark.usefixtures("built")
def test_a_map_is_one_file_that_asks_nobody(run: Run, tmp_path: Path) -> None:
    done = run("map", "out.html", "--capital", "social", "--district", "E07000010")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert len(page) > 50_000
    assert "Fenland" in page
    loading = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?//""")
    assert not loading.search(page)
    assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", page)
