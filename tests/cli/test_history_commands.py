"""Can an operator list the runs, compare two, and say which listings opened in between?"""

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.coverage.history import list_runs
from directory.coverage.run import run_coverage
from directory.store import open_engine, session_scope
from directory.words import Release

COMMAND = Path(sys.executable).parent / "hereabouts"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def url(built_database: Path, tmp_path: Path) -> str:
    shutil.copy(built_database, tmp_path / "directory.sqlite3")
    return f"sqlite:///{tmp_path / 'directory.sqlite3'}"


@pytest.fixture
def run(url: str, tmp_path: Path) -> Run:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}

    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command
            [COMMAND, "coverage", *arguments],
            env=kept | {"HOME": str(tmp_path), "HEREABOUTS_DATABASE_URL": url},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return ran


def figures(answer: subprocess.CompletedProcess[str]) -> dict[tuple[str, str], dict[str, str]]:
    assert answer.returncode == 0, answer.stderr
    return {(row["district"], row["measure"]): row for row in csv.DictReader(io.StringIO(answer.stdout))}


def test_runs_are_listed_and_compared_with_what_somebody_says_opened(
    run: Run, url: str, tmp_path: Path
) -> None:
    engine = open_engine(url)
    hide = text("UPDATE listing SET status = :status WHERE slug = 'march-library'")
    with session_scope(engine) as session:
        session.execute(hide, {"status": "inactive"})
        run_coverage(session, draws=0)
        session.execute(hide, {"status": "active"})
        run_coverage(session, draws=0)
    with Session(engine) as session:
        runs = [
            str(each.id) for each in list_runs(session) if each.release is Release.R2021 and not each.visiting
        ]
    engine.dispose()
    last, before, _ = runs
    listed = run("runs")
    assert f"* {last}  " in listed.stdout
    assert f"  {before}  " in listed.stdout
    assert listed.stderr.startswith("12 runs")

    key = ("Fenland", "count")
    found = figures(run("compare", before, last))
    assert (found[key]["provision"], found[key]["directory"], found[key]["change"]) == ("0", "1", "1")
    file = tmp_path / "opened.csv"
    file.write_text("name,slug\nMarch Library,march-library\n", encoding="utf-8")
    said = figures(run("compare", before, last, "--opened", str(file)))
    assert (said[key]["provision"], said[key]["directory"], said[key]["change"]) == ("1", "0", "1")
    file.write_text("march-library\n", encoding="utf-8")
    assert figures(run("compare", before, last, "--opened", str(file))) == said


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "holds no listings"),
        ("a,b\nc,d\n", "none is headed slug"),
        ("ely-library\n", "two different runs"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(run: Run, tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "opened.csv"
    file.write_text(content, encoding="utf-8")
    answer = run("compare", "1", "1", "--opened", str(file))
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
    assert told in answer.stderr
