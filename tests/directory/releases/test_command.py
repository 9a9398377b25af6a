"""What does a person see who loads a release from the command line?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from downloads import lsoa_frame, write_rows

pytestmark = pytest.mark.slow


def run(database: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "HEREABOUTS_DATABASE_URL": f"sqlite:///{database}",
        "HEREABOUTS_PEOPLE_DATABASE_URL": f"sqlite:///{database.with_name('people.sqlite3')}",
        "COLUMNS": "200",
    }
    command = [sys.executable, "-c", "from web.cli import main; main()", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def test_load_list_init_and_go_back(database_url: str, tmp_path: Path) -> None:
    database = Path(database_url.removeprefix("sqlite:///"))
    folder = tmp_path / "autumn"
    folder.mkdir()
    lsoa_frame("21").to_file(folder / "lsoas.gpkg")
    write_rows(folder / "bins.csv", [{"street": "High Street", "day": "Monday"}])

    done = run(database, "data", "load", str(folder))
    assert done.returncode == 0, done.stderr
    assert "lsoas.gpkg: taken as outlines of LSOAs of 2021" in done.stderr
    assert "bins.csv: not recognised" in done.stderr
    assert "Measuring what can be reached" in done.stderr
    assert "Summing up the areas" in done.stderr

    listed = run(database, "data", "releases")
    [line] = [line for line in listed.stdout.splitlines() if line.startswith("* ")]
    name = line.split(",")[0].removeprefix("* ")
    assert name.startswith("autumn-")
    assert "  shipped, the tables that came with the product" in listed.stdout

    again = run(database, "init")
    assert again.returncode == 0, again.stderr
    assert f"The release {name} stays in use." in again.stderr
    assert "The database is up to date." in again.stderr

    back = run(database, "data", "use", "shipped")
    assert back.returncode == 0, back.stderr
    assert "* shipped" in run(database, "data", "releases").stdout


def test_a_broken_file_is_one_line_and_exit_code_2(database_url: str, tmp_path: Path) -> None:
    database = Path(database_url.removeprefix("sqlite:///"))
    folder = tmp_path / "broken"
    folder.mkdir()
    lsoa_frame("21").iloc[1:].to_file(folder / "lsoas.geojson")
    refused = run(database, "data", "load", str(folder))
    assert refused.returncode == 2
    said = [line for line in refused.stderr.splitlines() if not line.endswith("…")]
    assert len(said) == 1
    assert "lsoas.geojson: it lacks 1 of the 516 LSOAs of 2021" in said[0]
    assert "* shipped" in run(database, "data", "releases").stdout
    nowhere = run(database, "data", "load", str(tmp_path / "nowhere"))
    assert nowhere.returncode == 2
    assert "is not a folder" in nowhere.stderr
    unknown = run(database, "data", "use", "spring")
    assert unknown.returncode == 2
    assert "Choose one of: shipped" in unknown.stderr
