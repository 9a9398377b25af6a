"""Do the commands of awards take a file, tell what they leave, and write what they took?"""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).parent / "hereabouts"
GRANT = {
    "id": "360G-example-1",
    "title": "New chairs",
    "description": "Chairs for the hall",
    "currency": "GBP",
    "amountAwarded": 1250.5,
    "awardDate": "2024-03-05",
    "recipientOrganization": [{"id": "GB-CHC-1234567", "name": "Example Hall Trust"}],
    "fundingOrganization": [{"id": "GB-CHC-7654321", "name": "Example Foundation"}],
    "beneficiaryLocation": [{"geoCode": "E07000010"}],
}


@pytest.fixture
def home(built_database: Path, tmp_path: Path) -> Path:
    shutil.copy(built_database, tmp_path / "directory.sqlite3")
    return tmp_path


def awards(folder: Path, *arguments: str) -> tuple[int, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    environment = kept | {
        "HOME": str(folder),
        "HEREABOUTS_DATABASE_URL": f"sqlite:///{folder / 'directory.sqlite3'}",
    }
    ran = subprocess.run(  # noqa: S603 - our own command
        [COMMAND, "awards", *arguments],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_a_file_is_tried_taken_and_written_again(home: Path) -> None:
    (home / "grants.json").write_text(json.dumps({"grants": [GRANT]}), encoding="utf-8")
    take = ("take", "grants.json", "--licence", "CC BY 4.0")
    assert awards(home, *take, "--dry-run")[1].startswith("Would add 1,")
    assert awards(home, *take) == (
        0, "Added 1, replaced 0, unchanged 0, said twice 0, elsewhere 0, set aside 0.\n",
    )  # fmt: skip
    assert "Added 0, replaced 0, unchanged 1" in awards(home, *take)[1]
    code, said = awards(home, "write", "out.csv")
    assert (code, "7 grants written to out.csv; 6 totals of areas left out." in said) == (0, True)
    with (home / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = {row["Identifier"]: row["Amount Awarded"] for row in csv.DictReader(stream)}
    assert found["360G-example-1"] == "1250.50"
    assert awards(home, "write", "out.json")[0] == 0
    assert len(json.loads((home / "out.json").read_text(encoding="utf-8"))["grants"]) == 7


def test_what_is_not_taken_is_told_with_its_row(home: Path) -> None:
    rows = [GRANT, GRANT | {"id": "2", "awardDate": "soon"}]
    (home / "grants.json").write_text(json.dumps({"grants": rows}), encoding="utf-8")
    code, said = awards(home, "take", "grants.json", "--licence", "CC BY 4.0")
    assert code == 2
    assert "Added 1," in said
    assert 'row 2 "2": "soon" is not a date' in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("take", "nothing.json", "--licence", "x"), "There is no file"),
        (("write", "out.txt"), "must end in .json or .csv"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(home: Path, arguments: tuple[str, ...], said: str) -> None:
    code, told = awards(home, *arguments)
    assert code == 2
    assert said in " ".join(told.split())
