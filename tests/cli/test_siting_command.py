"""Does the job look for the best choice, keep it, and say so?"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import Session

from directory.coverage.schemas import CoverageQuery
from directory.coverage.siting import where_next
from directory.coverage.siting_question import CandidateKind, Near, Objective, SitingChoice, Weight
from directory.store import open_engine
from directory.words import Capital

COMMAND = Path(sys.executable).parent / "hereabouts"


@pytest.fixture
def database(built_database: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "directory.sqlite3"
    shutil.copy(built_database, copy)
    return copy


def run(database: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [COMMAND, "coverage", "site", *arguments],
        env={"PATH": os.environ["PATH"], "HEREABOUTS_DATABASE_URL": f"sqlite:///{database}"},
        cwd=database.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_job_keeps_the_best_choice_for_the_page(database: Path) -> None:
    done = run(
        database,
        *("--capital", "employability", "--k", "2", "--objective", "median", "--weight", "people"),
        *("--kind", "hospital", "--seconds", "20"),
    )
    assert done.returncode == 0, done.stderr
    assert "Proved best" in done.stderr
    assert "Looking for the best 2 of" in done.stderr
    engine = open_engine(f"sqlite:///{database}", read_only=True)
    with Session(engine) as session:
        found = where_next(
            session,
            CoverageQuery(capital=Capital.EMPLOYABILITY),
            SitingChoice(2, Objective.MEDIAN, Weight.PEOPLE, Near.CYCLE, (CandidateKind.HOSPITAL,)),
        )
    engine.dispose()
    assert found.stored
    assert [line.split(" (")[0] for line in done.stdout.splitlines()] == [
        f"{number}. {gain.candidate.name}" for number, gain in enumerate(found.chosen, 1)
    ]


def test_where_there_is_nobody_to_reach_it_says_so_in_one_line(database: Path) -> None:
    done = run(database, "--capital", "health", "--district", "E07000012")
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith("There is nobody to reach")
