"""Do commands that only read keep nobody waiting, and do those that write say when they cannot yet?"""

import csv
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlmodel import Session

from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import read_coverage
from directory.store import DIRECTORY, alembic_config, open_engine
from directory.worklist.list import read_work_list

COMMAND = Path(sys.executable).parent / "hereabouts"
FENLAND = "E07000010"
READING = (
    ("coverage", "runs"),
    ("coverage", "compare", "1", "2"),
    ("marks", "list"),
    ("marks", "export", "out.csv"),
    ("marks", "subjects"),
    ("worklist", "list", "--district", FENLAND),
    ("worklist", "export", "out.csv"),
    ("worklist", "statuses"),
    ("geographies", "list"),
    ("indicators", "list"),
    ("scenarios", "list"),
    ("data", "releases"),
    ("export", "out.csv"),
    ("map", "out.html"),
    ("brief", FENLAND, "out.html"),
)
WRITING = (
    ("scenarios", "remove", "nothing"),
    ("worklist", "set", "Colne", "health", "asked"),
)
BUSY = "The database is being written to. Try again in a moment."
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def database(built_database: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(built_database, tmp_path / "directory.sqlite3"))


@pytest.fixture
def environment(database: Path, tmp_path: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    return kept | {
        "HOME": str(tmp_path),
        "HEREABOUTS_DATABASE_URL": f"sqlite:///{database}",
        "HEREABOUTS_PEOPLE_DATABASE_URL": f"sqlite:///{tmp_path / 'people.sqlite3'}",
    }


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command
            [COMMAND, *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return ran


@pytest.fixture
def being_written_to(database: Path) -> Iterator[None]:
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE listing SET name = 'Half done'")
        yield
        writer.execute("ROLLBACK")


@pytest.mark.slow
@pytest.mark.usefixtures("being_written_to")
@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_a_command_that_reads_answers_while_somebody_writes(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    if words[:2] == ("coverage", "compare"):
        # The runs of the shipped data are of one moment, so it says which to choose: it has read them.
        assert "Choose two runs of one release" in done.stderr
        return
    assert done.returncode == 0, done.stderr
    assert "Half done" not in done.stdout


@pytest.mark.slow
@pytest.mark.usefixtures("being_written_to")
@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_command_that_writes_says_in_one_line_that_it_must_wait(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.returncode == 2, done.stderr
    assert done.stderr.splitlines() == [BUSY]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "step"),
    [
        (("coverage", "run", "--quick"), "Measuring"),
        (("coverage", "site", "--capital", "employability", "--kind", "hospital"), "Gathering"),
    ],
    ids=["run", "site"],
)
def test_a_writer_need_not_wait_for_a_job(
    environment: dict[str, str], database: Path, tmp_path: Path, words: tuple[str, ...], step: str
) -> None:
    process = subprocess.Popen(  # noqa: S603 - our own command
        [COMMAND, *words], env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    with process.stderr as told:
        for line in told:
            if step in line:
                break
        else:
            pytest.fail("the job never came so far")
        with closing(sqlite3.connect(database, timeout=0.1)) as writer, writer:
            writer.execute("UPDATE listing SET summary = 'Written meanwhile' WHERE slug = 'march-library'")
        rest = told.read()
        assert process.wait(timeout=300) == 0, rest
    with closing(sqlite3.connect(database)) as reader:
        kept = reader.execute("SELECT summary FROM listing WHERE slug = 'march-library'").fetchone()
    assert kept == ("Written meanwhile",)


@pytest.mark.slow
def test_init_computes_coverage_for_a_database_of_before_inputs_were_kept(run: Run, database: Path) -> None:
    engine = open_engine(f"sqlite:///{database}")
    command.downgrade(alembic_config(DIRECTORY, engine), "0003_shipped_and_by_parish")
    engine.dispose()
    done = run("init")
    assert done.returncode == 0, done.stderr
    assert "coverage was computed" in done.stderr
    engine = open_engine(f"sqlite:///{database}", read_only=True)
    with Session(engine) as session:
        assert read_coverage(session, CoverageQuery()).contents
        assert read_coverage(session, CoverageQuery(visiting=True)).contents
    engine.dispose()
    again = run("init")
    assert "The database is up to date.\n" in again.stderr
    assert "Measuring" not in again.stderr


def test_a_brief_is_written_as_a_pdf_and_as_one_file(run: Run, tmp_path: Path) -> None:
    done = run("brief", FENLAND, "fenland.pdf")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "Wrote the brief of Fenland to fenland.pdf."
    drawn = (tmp_path / "fenland.pdf").read_bytes()
    assert drawn.startswith(b"%PDF-")
    assert drawn.rstrip().endswith(b"%%EOF")
    assert run("brief", FENLAND, "fenland.html", "--release", "2011").returncode == 0
    page = (tmp_path / "fenland.html").read_text(encoding="utf-8")
    assert "Fenland" in page
    loading = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=\s*["']?(?!data:|#)""")
    assert not loading.search(page), "it needs another file"
    for words, told in (
        ((FENLAND, "fenland.docx"), ".pdf"),
        ((FENLAND, "absent/fenland.pdf"), "There is no folder"),
        (("E07999999", "nowhere.pdf"), "E07999999"),
    ):
        refused = run("brief", *words)
        assert refused.returncode == 2, refused.stderr
        assert told in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
    assert not (tmp_path / "nowhere.pdf").exists()


def test_the_work_list_is_told_and_written_as_the_page_has_it(
    run: Run, database: Path, tmp_path: Path
) -> None:
    engine = open_engine(f"sqlite:///{database}", read_only=True)
    with Session(engine) as session:
        found = read_work_list(session, CoverageQuery(category="young-people", district=FENLAND), None)
    engine.dispose()
    assert found.places
    choice = ("--category", "young-people", "--district", FENLAND)
    listed = run("worklist", "list", *choice)
    assert listed.returncode == 0, listed.stderr
    lines = listed.stdout.splitlines()
    assert [re.findall(r"\((E\w+)\)", line)[0] for line in lines] == [
        place.parish_code for place in found.places
    ]
    assert [line.split()[0] for line in lines] == [str(number) for number in range(1, len(lines) + 1)]
    assert listed.stderr.startswith(f"{len(lines)} to ask; in {found.nothing_to_ask} more nothing")

    assert run("worklist", "export", "ask.csv", *choice).returncode == 0
    with (tmp_path / "ask.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert [row[1] for row in rows[1:]] == [place.code for place in found.places]
    first = found.places[0]
    done = run("worklist", "set", first.parish_code, "young-people", "asked")
    assert done.returncode == 0, done.stderr
    asked = run("worklist", "list", *choice, "--status", "asked")
    assert [line.split("(")[1][:9] for line in asked.stdout.splitlines()] == [first.parish_code]
    assert "There is no folder" in run("worklist", "export", "absent/ask.csv").stderr
