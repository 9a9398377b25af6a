"""Do the commands of tagging suggest, list, count, and bring rules out and in?"""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).parent / "hereabouts"


@pytest.fixture(scope="module")
def home(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tags")
    shutil.copy(built_database, folder / "directory.sqlite3")
    assert tags(folder, "suggest")[0] == 0
    return folder


def tags(folder: Path, *arguments: str) -> tuple[int, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    environment = kept | {
        "HOME": str(folder),
        "HEREABOUTS_DATABASE_URL": f"sqlite:///{folder / 'directory.sqlite3'}",
    }
    ran = subprocess.run(  # noqa: S603 - our own command
        [COMMAND, "tags", *arguments],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_what_waits_is_listed_with_its_reason_and_the_table_is_written(home: Path) -> None:
    code, told = tags(home, "list")
    assert code == 0
    assert "Peckover House and Garden" in told
    assert "(it says “Garden”)" in told
    lines = tags(home, "table")[1].splitlines()
    head = next(line for line in lines if line.startswith("district"))
    fenland = next(line for line in lines if line.startswith("Fenland"))
    assert len(head) == len(fenland), "each number stands below the name of its column"
    assert head.split()[1] == "social"
    assert tags(home, "table", "table.csv")[0] == 0
    rows = list(csv.DictReader((home / "table.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[-1]["name"] == "All"
    assert int(rows[-1]["instances_accepted"]) > 900
    assert int(rows[-1]["instances_suggested"]) > 20


def test_rules_go_out_are_previewed_and_come_back(home: Path) -> None:
    assert tags(home, "rules", "export", "rules.csv")[0] == 0
    with (home / "rules.csv").open("a", encoding="utf-8") as file:
        file.write(",social,foodbank,,6,people meet at the table,yes\n")
    code, told = tags(home, "rules", "import", "rules.csv", "--preview")
    assert code == 0
    assert "Would gain 34 and would lose 0" in told
    assert "foodbank" not in tags(home, "list")[1].lower()
    assert tags(home, "rules", "import", "rules.csv")[0] == 0
    assert "people meet at the table" in tags(home, "list")[1]


def test_a_file_in_disorder_is_told_in_a_line(home: Path) -> None:
    (home / "bad.csv").write_text(
        "id,capital,words,category,weight,reason,used\n,social,x,,99,because,yes\n", encoding="utf-8"
    )
    code, told = tags(home, "rules", "import", "bad.csv")
    assert code == 2
    assert "Line 2" in told
    assert "Traceback" not in told
    assert tags(home, "rules", "import", "none.csv")[0] == 2
    assert tags(home, "table", "no/where.csv")[0] == 2
