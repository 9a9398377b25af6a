"""Do the walls stand where the design puts them?"""

import ast
import csv
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from fastapi import FastAPI
from route_rules import PUBLIC, ROUTES
from starlette.routing import Mount

from directory.settings import PROJECT_DIR

LONGEST_FILE = 500
OURS = ("geo", "directory", "api", "web")


def tracked(*endings: str) -> Iterator[Path]:
    """List the files the repository holds."""
    done = subprocess.run(  # noqa: S603 - the git of the machine
        ["git", "-C", str(PROJECT_DIR), "ls-files", "-z"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("This is not a clone of the repository: git does not know which files are tracked.")
    for name in filter(None, done.stdout.split("\0")):
        path = PROJECT_DIR / name
        if path.is_file() and (not endings or name.endswith(endings)):
            yield path


def test_arrows_point_one_way() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(  # noqa: S603 - the linter of this environment
        [linter, "--no-cache"], cwd=PROJECT_DIR, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 kept, 0 broken" in done.stdout


def test_no_file_is_too_long() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in tracked(".py")}
    long = {
        str(path.relative_to(PROJECT_DIR)): length
        for path, length in lengths.items()
        if length > LONGEST_FILE
    }
    # The first migration is the list of every table, and is never edited again.
    assert set(long) <= {"directory/migrations/directory/versions/0001_initial.py"}


def test_every_module_says_what_question_it_answers() -> None:
    for path in tracked(".py"):
        if path.relative_to(PROJECT_DIR).parts[0] not in {*OURS, "benchmarks"}:
            continue
        told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        if path.stat().st_size:
            assert told, path


def test_the_plain_names_are_ours_alone() -> None:
    owners = packages_distributions()
    for name in OURS:
        assert set(owners.get(name, ["hereabouts"])) == {"hereabouts"}, name


def test_no_file_has_a_name_that_says_nothing() -> None:
    bad = {"utils.py", "helpers.py", "util.py", "misc.py", "common.py", "manager.py"}
    assert not [path for path in tracked(".py") if path.name in bad]


def test_lock_files_hold_versions_and_hashes_and_no_addresses() -> None:
    locks = [*tracked(".lock"), *tracked("package-lock.json")]
    assert len(locks) >= 3
    for path in locks:
        content = path.read_text(encoding="utf-8")
        assert "http" not in re.sub(r"\b(httpx?2?|httpcore2?|httptools|http-[\w-]+)\b", "", content), (
            path.name
        )
        assert "resolved" not in content, path.name
        assert "sha256:" in content or "sha512-" in content


def test_the_lock_holds_every_dependency(project: dict[str, object]) -> None:
    locked = (PROJECT_DIR / "requirements.lock").read_text(encoding="utf-8").lower()
    for needed in project["dependencies"]:  # type: ignore[attr-defined]
        name = re.split(r"[\[>=<~! ]", needed)[0].lower()
        assert re.search(rf"^{re.escape(name)}(\[[\w,]+\])?==", locked, re.MULTILINE), name


@pytest.fixture
def project() -> dict[str, object]:
    import tomllib  # noqa: PLC0415

    found: dict[str, object] = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text())["project"]
    return found


def test_the_distribution_can_not_be_uploaded(project: dict[str, object]) -> None:
    assert "Private :: Do Not Upload" in project["classifiers"]  # type: ignore[operator]


def calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func)


def test_only_the_clock_asks_the_time() -> None:
    asking = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.time)$")
    for package in OURS:
        for path in (PROJECT_DIR / package).rglob("*.py"):
            if path == PROJECT_DIR / "directory" / "clock.py":
                continue
            found = [call for call in calls(path) if asking.search(call)]
            assert not found, f"{path.relative_to(PROJECT_DIR)}: {found}"


def test_settings_alone_read_the_environment() -> None:
    # Building styles passes the machine's own path on to npm; the other reads nothing, and only points
    # libraries that write into a home somewhere else.
    allowed = {"web/frontend_build.py", "geo/away.py"}
    for package in OURS:
        for path in (PROJECT_DIR / package).rglob("*.py"):
            name = str(path.relative_to(PROJECT_DIR))
            if name in allowed or "node_modules" in name:
                continue
            source = path.read_text(encoding="utf-8")
            assert "os.environ" not in source, name
            assert "getenv" not in source, name


def test_nothing_foreseen_is_swallowed() -> None:
    """No bare except, and none that passes over everything."""
    for package in OURS:
        for path in (PROJECT_DIR / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ExceptHandler):
                    assert node.type is not None, f"{path}:{node.lineno}"
                    wide = ast.unparse(node.type) in {"Exception", "BaseException"}
                    silent = all(isinstance(part, ast.Pass) for part in node.body)
                    assert not (wide and silent), f"{path}:{node.lineno}"


def test_no_shipped_file_is_a_reference_file(reference_dir: Path) -> None:
    def digests(folder: Path) -> dict[str, Path]:
        found = {}
        for path in folder.rglob("*"):
            if path.is_file() and path.stat().st_size:
                content = path.read_bytes()
                found[hashlib.sha256(content).hexdigest()] = path
                if path.suffix == ".gz":
                    found[hashlib.sha256(gzip.decompress(content)).hexdigest()] = path
        return found

    ours, theirs = digests(PROJECT_DIR / "data"), digests(reference_dir)
    same = {ours[digest]: theirs[digest] for digest in ours.keys() & theirs.keys()}
    assert not same


def test_no_shipped_table_has_the_columns_of_a_reference_table(reference_dir: Path) -> None:
    def header(path: Path) -> tuple[str, ...]:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8", errors="replace", newline="") as lines:
            return tuple(next(csv.reader(lines), ()))

    theirs = {header(path) for pattern in ("*.csv", "*.csv.gz") for path in reference_dir.rglob(pattern)}
    for pattern in ("*.csv", "*.csv.gz"):
        for path in (PROJECT_DIR / "data").rglob(pattern):
            columns = header(path)
            assert len(columns) < 3 or columns not in theirs, path


def test_the_manifest_names_every_shipped_file() -> None:
    manifest = json.loads((PROJECT_DIR / "data" / "manifest.json").read_text(encoding="utf-8"))
    named = {table["path"] for table in manifest["tables"]}
    folder = PROJECT_DIR / "data"
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert there - named <= {"manifest.json", "README.md"}
    assert named <= there


def routes_of(app: FastAPI) -> set[str]:
    found = set()
    for route in app.routes:
        if isinstance(route, Mount):
            found.add(f"MOUNT {route.path}")
            continue
        # FastAPI keeps an included router whole; its contexts are the routes with their prefix.
        contexts = getattr(route, "effective_route_contexts", lambda route=route: [route])()
        for context in contexts:
            found |= {f"{method} {context.path}" for method in context.methods - {"HEAD"}}
    return found


def test_every_route_has_its_rule(app: FastAPI) -> None:
    found = routes_of(app)
    assert found == set(ROUTES), f"new: {sorted(found - set(ROUTES))}; gone: {sorted(set(ROUTES) - found)}"


def test_every_public_read_can_only_read(app: FastAPI) -> None:
    for route, rule in ROUTES.items():
        if rule == PUBLIC:
            assert route.startswith(("GET ", "MOUNT ")), route
    engine = app.state.directory_engine
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1


# pyarrow is not among them: pandas takes it in by itself wherever it is installed.
HEAVY = (
    *("access", "esda", "folium", "geopandas", "highspy", "libpysal", "matplotlib", "networkx", "numba"),
    *("pulp", "sklearn", "spopt", "statsmodels", "weasyprint"),
)
ASK_FOR_PAGES = """
import json, sys
from starlette.testclient import TestClient
from directory.settings import get_settings
from web.app import create_app
with TestClient(create_app(get_settings())) as client:
    told = {path: client.get(path).status_code for path in json.loads(sys.argv[1])}
print(json.dumps([told, sorted(name for name in json.loads(sys.argv[2]) if name in sys.modules)]))
"""


def test_heavy_libraries_stay_out_of_requests(database_url: str, tmp_path: Path) -> None:
    paths = [
        "/near?where=CB1+2JD",
        "/gaps?capital=health",
        "/gaps?category=library&day=tue&at=11:00&trust=half_life&need=health:2,income:1",
        "/gaps?level=parish&district=E07000010",
        "/api/v1/coverage?category=library",
        "/api/v1/coverage.csv",
    ]
    done = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", ASK_FOR_PAGES, json.dumps(paths), json.dumps(HEAVY)],
        cwd=PROJECT_DIR,
        env={
            **os.environ,
            "HEREABOUTS_DATABASE_URL": database_url,
            "HEREABOUTS_PEOPLE_DATABASE_URL": f"sqlite:///{tmp_path / 'people.sqlite3'}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told, taken_in = json.loads(done.stdout.splitlines()[-1])
    assert told == dict.fromkeys(paths, 200)
    assert taken_in == []


def test_secrets_are_no_part_of_the_repository() -> None:
    names = {str(path.relative_to(PROJECT_DIR)) for path in tracked()}
    assert not [name for name in names if name.startswith(("var/", ".env")) or "secret" in Path(name).name]
    assert not [name for name in names if "node_modules" in name or name.startswith("web/static/build")]


def test_nothing_of_the_machine_it_was_written_on_is_told() -> None:
    home = os.fsdecode(PROJECT_DIR.parent)
    if home in {"/", "/home"}:
        pytest.skip("The project stands at the root of this machine.")
    this = Path(__file__).resolve()
    for path in tracked(".py", ".md", ".toml", ".json", ".csv", ".jinja", ".mjs", ".ts", "Makefile"):
        if path.resolve() != this:
            content = path.read_text(encoding="utf-8")
            assert f"{home}/shared" not in content, path
            assert str(PROJECT_DIR) + "/" not in content, path
