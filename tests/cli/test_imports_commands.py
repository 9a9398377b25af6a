"""Can somebody check, take, look at and undo a list from the command line?"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from directory.settings import Settings, get_settings
from web.cli.main import app

RUN = CliRunner()
LIST = "Name,Post code,Tel\nQuiddity Walkers,PE15 8AA,01632 960001\nQuiddity Singers,nowhere,\n"
NEW = ["--source", "walks", "--new-source", "Walks"]
WHOLE = [*NEW, "--publisher", "Walkers", "--licence", "CC0", "--credit", "Walkers"]


@pytest.fixture
def list_path(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("HEREABOUTS_DATABASE_URL", settings.database_url)
    get_settings.cache_clear()
    path = tmp_path / "walks.csv"
    path.write_text(LIST, encoding="utf-8")
    yield path
    get_settings.cache_clear()


def run(*words: object) -> str:
    done = RUN.invoke(app, ["imports", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_list_is_checked_taken_shown_and_undone(list_path: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    told = run("check", list_path, *NEW, "--csv", report)
    assert "“Post code” is taken for postcode" in told
    assert "Nothing was changed. 1 rows would be taken" in told
    with report.open(encoding="utf-8-sig", newline="") as lines:
        assert [row["outcome"] for row in csv.DictReader(lines)] == ["added", "quarantined"]
    assert "0 imports." in run("list")
    taken = run("take", list_path, *WHOLE)
    batch = taken.partition("imports undo ")[2][:8]
    assert "1 added, 1 quarantined" in run("list")
    assert "postcode: The postcode cannot be one." in run("show", batch, "--quarantine")
    assert "walks  Walks, Walkers (CC0)" in run("sources")
    assert "1 unchanged" in (run("take", list_path, "--source", "walks") and run("list"))
    assert "Undone: 1 removed" in run("undo", batch)
    assert "undone before" in run("undo", batch)


def test_a_template_is_written(list_path: Path, tmp_path: Path) -> None:
    for name in ("template.csv", "template.xlsx"):
        run("template", tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1_000
    assert list_path.is_file()
