"""Is a folder of papers built whole, only as far as needed, and again after any stop?"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from directory.areas.schemas import AreaSummary
from directory.settings import PROJECT_DIR
from directory.store import open_engine
from directory.words import Level, Release
from web.paper.folder import place_names

FENLAND = "E07000010"
PARISHES = 16
A_PARISH = "wimblington-poster.pdf"
A_CODE = "E04001667"
ANYBODYS = "https://hereabouts.example"
pytest.importorskip("weasyprint", exc_type=OSError)


def start(
    database_url: str, folder: Path, *more: str, district: str = FENLAND, base_url: str = ANYBODYS
) -> "subprocess.Popen[str]":
    """Build posters, which are the quickest to lay out."""
    command = [Path(sys.executable).parent / "hereabouts", "paper", "build", district, str(folder)]
    environment = {**os.environ, "HEREABOUTS_DATABASE_URL": database_url}
    environment["HEREABOUTS_SECRET_KEY_FILE"] = str(folder.with_name("secret_key"))
    if base_url:
        environment["HEREABOUTS_BASE_URL"] = base_url
    return subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--form", "poster", *more],
        cwd=PROJECT_DIR,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def build(
    database_url: str, folder: Path, *more: str, district: str = FENLAND, base_url: str = ANYBODYS
) -> str:
    command = start(database_url, folder, *more, district=district, base_url=base_url)
    _, said = command.communicate(timeout=300)
    assert command.returncode == 0, said
    return " ".join(said.split())


def papers(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.pdf")}


def change(database_url: str, statement: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_only_what_changed_is_built_again(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    said = build(database_url, folder)
    assert f"built {PARISHES}, kept 0 that did not change, removed 0" in said
    assert "nobody else can open" not in said
    first = papers(folder)
    assert len(first) == PARISHES
    assert all(content.startswith(b"%PDF-") for content in first.values())

    held = json.loads((folder / "papers.json").read_text())["papers"]
    assert held[A_PARISH]["code"] == A_CODE

    assert f"built 0, kept {PARISHES}" in build(database_url, folder, district="fenland")
    assert papers(folder) == first

    change(
        database_url,
        "UPDATE location SET parish = 'E04001667', postcode = NULL, lon = NULL, lat = NULL WHERE id IN "
        "(SELECT s.location_id FROM service_at_location s JOIN listing l ON l.id = s.listing_id "
        "WHERE l.kind = 'parish_council' AND l.slug = 'wimblington-parish')",
    )
    change(database_url, "UPDATE listing SET url = 'https://example.org/w' WHERE slug = 'wimblington-parish'")
    assert "built 1, kept 15" in build(database_url, folder)
    now = papers(folder)
    assert {name for name in now if now[name] != first[name]} == {A_PARISH}

    (folder / A_PARISH).write_bytes(b"torn")
    (folder / "of-somebody-else.pdf").write_bytes(b"%PDF-theirs")
    manifest = folder / "papers.json"
    held = json.loads(manifest.read_text())
    held["papers"]["parish-E04009999-poster.pdf"] = held["papers"][A_PARISH]
    held["papers"]["parish-E04001100-sheet.pdf"] = held["papers"][A_PARISH]
    manifest.write_text(json.dumps(held))
    (folder / "parish-E04009999-poster.pdf").write_bytes(b"%PDF-of a parish that is gone")
    (folder / "parish-E04001100-sheet.pdf").write_bytes(b"%PDF-of another form")
    (folder / "parish-E04001667-poster.pdf.unfinished").write_bytes(b"%PDF-half")
    said = build(database_url, folder)
    assert "built 1, kept 15 that did not change, removed 1 of old names or parishes that are gone" in said
    assert set(papers(folder)) == {*first, "of-somebody-else.pdf", "parish-E04001100-sheet.pdf"}
    assert not list(folder.glob("*.unfinished"))
    assert papers(folder)[A_PARISH].startswith(b"%PDF-")


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:8000", "http://localhost:8411", "http://[::1]:8000"])
def test_an_address_of_this_machine_is_warned_of_before_and_after(
    database_url: str, tmp_path: Path, base_url: str
) -> None:
    said = build(database_url, tmp_path / "papers", base_url=base_url, district="Cambridge")
    assert said.count(f"the codes lead to {base_url}, which nobody else can open.") == 2
    assert said.startswith("Warning: ")
    assert said.count("Set HEREABOUTS_BASE_URL") == 2


def test_without_an_address_set_the_codes_lead_to_where_serve_was_reached(
    database_url: str, tmp_path: Path
) -> None:
    pypdf = pytest.importorskip("pypdf")
    (tmp_path / "served_at").write_text("https://noted.example\n")
    folder = tmp_path / "papers"
    assert "nobody else can open" not in build(database_url, folder, base_url="", district="Cambridge")
    (made, *_) = sorted(folder.glob("*.pdf"))
    assert "noted.example/parish/" in pypdf.PdfReader(made).pages[0].extract_text()


def area(code: str, name: str) -> AreaSummary:
    return AreaSummary(
        code=code, name=name, known_as=None, level=Level.PARISH, release=Release.R2021, district_code=FENLAND,
        district_name="Fenland", lon=0.1, lat=52.5, population=None, imd_score=None, imd_rank=None,
        imd_decile=None,
    )  # fmt: skip


def test_two_places_of_one_name_keep_their_codes() -> None:
    areas = [
        area("E04000001", "Elton"),
        area("E04000002", "Elton"),
        area("E43000001", "St Ives, unparished area"),
    ]
    assert place_names(areas) == {
        "E04000001": "elton-E04000001",
        "E04000002": "elton-E04000002",
        "E43000001": "st-ives",
    }


def test_after_a_kill_it_goes_on_where_it_stopped(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    command = start(database_url, folder)
    deadline = time.monotonic() + 120
    while len(list(folder.glob("*.pdf"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    command.send_signal(signal.SIGKILL)
    command.communicate()
    whole = papers(folder)
    assert 3 <= len(whole) < PARISHES
    assert all(content.rstrip().endswith(b"%%EOF") for content in whole.values())
    said = build(database_url, folder)
    kept = int(said.split("kept ")[1].split()[0])
    # Killed between a file and its line of the manifest, that one is built again.
    assert len(whole) - 1 <= kept <= len(whole)
    assert len(papers(folder)) == PARISHES


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["E04001667", "papers"], "is no district"),
        (["E07000010", "papers", "--print", "huge"], "normal or large"),
        (["E07000010", "/proc/nowhere"], "cannot be made"),
    ],
)
def test_what_cannot_be_built_is_said_in_a_line(
    database_url: str, tmp_path: Path, arguments: list[str], said: str
) -> None:
    done = subprocess.run(  # noqa: S603 - our own command
        [Path(sys.executable).parent / "hereabouts", "paper", "build", *arguments],
        cwd=tmp_path,
        env={**os.environ, "HEREABOUTS_DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
