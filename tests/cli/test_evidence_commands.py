"""Do the commands of marks, geographies, indicators, scenarios and the work list do what their page says?"""

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from directory.settings import PROJECT_DIR

COMMAND = Path(sys.executable).parent / "hereabouts"
PAGE = (PROJECT_DIR / "docs" / "evidence-format.md").read_text(encoding="utf-8")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(built_database: Path, tmp_path: Path) -> Run:
    (tmp_path / "var").mkdir()
    shutil.copy(built_database, tmp_path / "var" / "directory.sqlite3")
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    environment = kept | {
        "HOME": str(tmp_path),
        "HEREABOUTS_DATABASE_URL": f"sqlite:///{tmp_path / 'var' / 'directory.sqlite3'}",
    }

    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command
            [COMMAND, *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return ran


def done(ran: subprocess.CompletedProcess[str]) -> str:
    assert ran.returncode == 0, ran.stderr
    return ran.stdout + ran.stderr


def mendable(ran: subprocess.CompletedProcess[str]) -> str:
    assert ran.returncode == 2, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    return ran.stderr


def example(heading: str, kind: str) -> str:
    """Give the example of a section of the page, as it stands there."""
    part = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    found = re.search(rf"^```{kind}\n(.*?)^```", part, re.MULTILINE | re.DOTALL)
    assert found, (heading, kind)
    return found.group(1)


def commands(heading: str) -> list[list[str]]:
    """Give the commands of a section of the page, each as its words."""
    import shlex  # noqa: PLC0415 - only here

    lines = example(heading, "sh").replace("\\\n", " ").splitlines()
    return [shlex.split(line)[1:] for line in lines]


def test_the_marks_of_the_page_are_taken_listed_and_given_back(run: Run, tmp_path: Path) -> None:
    # The dates of the example are of 2026; they are brought into the past for whoever runs this before.
    (tmp_path / "marks.csv").write_text(example("Marks", "csv").replace("2026-", "2024-"))
    told = [done(run(*words)) for words in commands("Marks")]
    assert "Would add 2, would replace 0, unchanged 0, set aside 0." in told[0]
    assert "Added 2, replaced 0, unchanged 0, set aside 0." in told[1]
    assert "Colne (E04001687)  young-people: none  parish clerk" in told[2]
    assert "9 marks." in told[2]
    assert "unchanged 2" in done(run("marks", "import", "marks.csv"))
    assert "Wrote 9 marks" in done(run("marks", "export", "out.csv"))
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["parish"] for row in csv.DictReader(stream)} > {"Colne", "Hilton", "Sawtry"}
    assert "unchanged 9" in done(run("marks", "import", "out.csv"))
    assert re.search(r"^young-people  Activities", done(run("marks", "subjects")), re.MULTILINE)
    assert "There is no folder" in mendable(run("marks", "export", "absent/out.csv"))


def test_a_bad_row_is_told_with_its_line_and_the_rest_is_taken(run: Run, tmp_path: Path) -> None:
    (tmp_path / "marks.csv").write_text(
        "parish,subject,says,date,role,source\n"
        "Colne,health,has,2024,clerk,Call\nCone,health,has,2024,clerk,Call\n"
    )
    told = mendable(run("marks", "import", "marks.csv"))
    assert "Added 1, replaced 0, unchanged 0, set aside 1." in told
    assert 'line 3 "Cone, health, has, 2024, clerk, Call": There is no parish Cone.' in told
    assert "1 mark." in done(run("marks", "list", "--subject", "health"))
    assert "no file" in mendable(run("marks", "import", "absent.csv"))


def test_the_geographies_of_the_page_are_taken_and_taken_away(run: Run, tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text(example("Own geographies", "csv"))
    (tmp_path / "drawn.geojson").write_text(example("Own geographies", "json"))
    told = [done(run(*words)) for words in commands("Own geographies")]
    assert "Added Fenland example (fenland-example): 2 units of 3 parts (parishes, wards)." in told[0]
    assert re.search(r"own-fenland-example-villages: [\d,]+ people, estimated", told[0])
    assert re.search(r"In no unit: [\d,]+ of [\d,]+ people", told[0])
    assert "Added Drawn on the map (drawn-on-the-map): 1 units" in told[1]
    assert "own-drawn-on-the-map-march-and-around  March and around" in told[2]
    assert "Nothing differs in Fenland example" in done(
        run("geographies", "import", "areas.csv", *commands("Own geographies")[0][3:])
    )
    done(run("geographies", "remove", "drawn-on-the-map"))
    assert "1 geography." in done(run("geographies", "list"))
    assert "geographies list" in mendable(run("geographies", "remove", "drawn-on-the-map"))


def test_the_indicator_of_the_page_is_taken_and_taken_away(run: Run, tmp_path: Path) -> None:
    (tmp_path / "no-car.csv").write_text(example("Indicators", "csv"))
    (words,) = commands("Indicators")
    assert "Took no-car: 1 figures, 1 unknown, 514 LSOAs of 2021 not named, set aside 0." in done(run(*words))
    told = done(run("indicators", "list"))
    assert "no-car  Households without a car (% of households), 1 LSOAs of 2021, higher is worse" in told
    assert len(told.splitlines()) == 7
    done(run("indicators", "remove", "no-car"))
    assert "ships with the product" in mendable(run("indicators", "remove", "disabled"))


def test_the_scenario_of_the_page_is_kept(run: Run) -> None:
    told = [done(run(*words)) for words in commands("Scenarios")]
    assert "Saved March Library closes (march-library-closes): ?capital=health&close=march-library" in told[0]
    assert "1 scenario." in told[1]
    assert "remove that one first" in mendable(run("scenarios", "save", "March Library closes", "a=1"))
    done(run("scenarios", "remove", "march-library-closes"))
    assert "0 scenarios." in done(run("scenarios", "list"))


def test_the_work_list_of_the_page_is_kept_and_its_answer_is_a_mark(run: Run) -> None:
    told = [done(run(*words)) for words in commands("The work list")]
    assert "Colne, Activities and help for young people: asked on" in told[0]
    assert "answered, none on" in told[1]
    assert "Colne (E04001687)  young-people: answered" in told[2]
    assert re.search(r"Colne \(E04001687\)  young-people: none  parish clerk", done(run("marks", "list")))
    assert "Tell the answer" in mendable(run("worklist", "set", "Colne", "health", "answered"))


@pytest.mark.parametrize("group", ["marks", "geographies", "indicators", "scenarios", "worklist"])
def test_every_group_explains_itself(run: Run, group: str) -> None:
    assert f"Usage: hereabouts {group}" in done(run(group, "--help"))
