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
from starlette.routing import Mount

from directory.settings import PROJECT_DIR

LONGEST_FILE = 500
OURS = ("geo", "directory", "api", "web")
PUBLIC = "public read"
ROUTES = {
    # Each with its rule. A new route is added here, by somebody who has thought about who may ask it.
    "GET /": PUBLIC,
    "GET /near": PUBLIC,
    "GET /listing/{slug}": PUBLIC,
    "POST /listing/{slug}/contact": "public: shows an e-mail address to whoever presses the button",
    "GET /volunteer": PUBLIC,
    "GET /shortlist": PUBLIC,
    "POST /shortlist": "public: changes the asker's own cookie, from our own pages only",
    "GET /gaps": PUBLIC,
    "GET /gaps/values": PUBLIC,
    "GET /gaps/words": PUBLIC,
    "GET /gaps/table": PUBLIC,
    "GET /gaps/download.csv": PUBLIC,
    "GET /gaps/download.geojson": PUBLIC,
    "GET /gaps/download.gpkg": PUBLIC,
    "GET /gaps/download.parquet": PUBLIC,
    "GET /gaps/where-next": PUBLIC,
    "GET /gaps/where-next/download.csv": PUBLIC,
    "GET /gaps/compare": PUBLIC,
    "GET /gaps/fragile": PUBLIC,
    "GET /gaps/runs": PUBLIC,
    "GET /gaps/unknown": PUBLIC,
    "GET /gaps/work-list": PUBLIC,
    "GET /gaps/work-list/download.csv": PUBLIC,
    "GET /gaps/what-if": PUBLIC,
    "GET /gaps/what-if/compare": PUBLIC,
    "GET /area/{code}": PUBLIC,
    "GET /area/{code}/brief": PUBLIC,
    "GET /area/{code}/brief.pdf": PUBLIC,
    "GET /area/{code}/changes.rss": PUBLIC,
    "GET /area/{code}/whats-on.ics": PUBLIC,
    "GET /listing/{slug}/times.ics": PUBLIC,
    "GET /embed/area/{code}": PUBLIC,
    "GET /sitemap.xml": PUBLIC,
    "GET /usage": PUBLIC,
    "GET /usage.csv": PUBLIC,
    # Under /desk a rule is "signed in", or "signed in: " and an Action; tests/web/desk tries each of them.
    "GET /sign-in": "public: asks to which address a link should go",
    "POST /sign-in": "public: has a link sent, to accounts only, so often and no more",
    "GET /sign-in/{token}": "public: whoever has the link sees a button",
    "POST /sign-in/{token}": "public: whoever has the link, once",
    "POST /sign-out": "public: ends the asker's own session",
    "GET /still-right/{token}": "public: whoever has the signed link sees what a listing says, and a button",
    "POST /still-right/{token}": "public: whoever has the signed link, once",
    "GET /stop/{token}": "public: whoever has the signed link sees a button",
    "POST /stop/{token}": "public: whoever has the signed link; a mail program too (RFC 8058)",
    "GET /desk": "signed in",
    "GET /desk/jobs": "signed in: see_jobs",
    "POST /desk/jobs/retry": "signed in: see_jobs",
    "GET /desk/account": "signed in",
    "POST /desk/account/sign-out-one": "signed in",
    "POST /desk/account/sign-out-others": "signed in",
    "POST /desk/account/consent": "signed in",
    "GET /desk/account/export.json": "signed in",
    "GET /desk/account/close": "signed in",
    "POST /desk/account/close": "signed in",
    "GET /desk/second-factor": "signed in",
    "POST /desk/second-factor": "signed in",
    "POST /desk/second-factor/begin": "signed in",
    "GET /desk/second-factor/key.svg": "signed in",
    "POST /desk/second-factor/confirm": "signed in",
    "POST /desk/second-factor/codes": "signed in",
    "POST /desk/second-factor/remove": "signed in",
    "GET /add": "public: the empty form of a group",
    "POST /add": "public: keeps a draft, so many a day from one network and no more",
    "GET /add/{token}": "public: whoever has the link",
    "GET /add/{token}/later": "public: whoever has the link",
    "POST /add/{token}/later": "public: whoever has the link; one message a draft",
    "GET /add/{token}/check": "public: whoever has the link",
    "POST /add/{token}/check": "public: whoever has the link; so many undecided an address and no more",
    "GET /add/{token}/{step}": "public: whoever has the link",
    "POST /add/{token}/{step}": "public: whoever has the link, until it is decided",
    "GET /sent/{token}": "public: whoever has the link",
    "POST /sent/{token}": "public: whoever has the link takes it back",
    "GET /confirm/{token}": "public: whoever has the link sees a button",
    "POST /confirm/{token}": "public: whoever has the link, once",
    "GET /desk/tags": "signed in: decide_tags, own districts",
    "POST /desk/tags/decide": "signed in: decide_tags",
    "POST /desk/tags/decide-rule": "signed in: decide_tags, own districts",
    "GET /desk/tags/listing/{slug}": "signed in: decide_tags, or suggest_change of one's own",
    "POST /desk/tags/listing/{slug}": "signed in: suggest_change",
    "GET /desk/tags/table": "signed in: decide_tags",
    "GET /desk/tags/table.csv": "signed in: decide_tags",
    "GET /desk/tags/rules": "signed in: decide_tags",
    "GET /desk/tags/rules/{rule}": "signed in: edit_tag_rules",
    "POST /desk/tags/rules/{rule}": "signed in: edit_tag_rules",
    "GET /listing/{slug}/claim": "public: a form",
    "POST /listing/{slug}/claim": "public: asks the listing, its owner or a moderator; so many a day",
    "GET /listing/{slug}/change": "public: a form",
    "POST /listing/{slug}/change": "public: waits for an owner or a moderator; so many a day",
    "GET /listing/{slug}/report": "public: a form",
    "POST /listing/{slug}/report": "public: waits for an owner or a moderator; so many a day",
    "GET /sent/{token}/change": "public: whoever has the link",
    "POST /sent/{token}/change": "public: whoever has the link, until it is decided",
    "GET /desk/listing": "signed in",
    "GET /desk/listing/{slug}": "signed in: edit_listing",
    "POST /desk/listing/{slug}": "signed in: edit_listing, and the action of the button",
    "GET /desk/listing/{slug}/edit": "signed in: edit_listing",
    "POST /desk/listing/{slug}/edit": "signed in: edit_listing",
    "GET /desk/listing/{slug}/history": "signed in: edit_listing",
    "POST /desk/listing/{slug}/history": "signed in: restore",
    "GET /desk/listing/{slug}/people": "signed in: hand_over",
    "POST /desk/listing/{slug}/people": "signed in: hand_over",
    "POST /desk/listing/{slug}/told/{submission_id}": "signed in: edit_listing; hand_over for a claim",
    "GET /desk/queue": "signed in: moderate, own districts",
    "GET /desk/queue/{submission_id}": "signed in: moderate",
    "POST /desk/queue/{submission_id}": "signed in: moderate",
    "GET /desk/queue/{submission_id}/mend": "signed in: moderate",
    "POST /desk/queue/{submission_id}/mend": "signed in: moderate",
    "GET /desk/imports": "signed in: import, own districts",
    "POST /desk/imports": "signed in: import, own districts",
    "GET /desk/imports/template.xlsx": "signed in: import",
    "GET /desk/imports/check/{upload_id}": "signed in: import, own files",
    "GET /desk/imports/check/{upload_id}/report.csv": "signed in: import, own files",
    "POST /desk/imports/check/{upload_id}/columns": "signed in: import, own files",
    "POST /desk/imports/check/{upload_id}": "signed in: import, own files and districts",
    "GET /desk/imports/{batch_id}": "signed in: import, own imports",
    "GET /desk/imports/{batch_id}/rows.csv": "signed in: import, own imports",
    "POST /desk/imports/{batch_id}/undo": "signed in: import, own imports",
    "POST /desk/imports/conflict": "signed in: import, where the listing is",
    "POST /desk/imports/dropped": "signed in: import, and archive to archive it",
    "GET /desk/matches": "signed in: merge, own districts",
    "POST /desk/matches": "signed in: merge, both listings in own districts",
    "POST /desk/matches/part": "signed in: merge, both listings in own districts",
    "GET /desk/upkeep": "signed in: see_upkeep, own districts and parishes",
    "GET /desk/upkeep/known": "signed in: see_upkeep, own districts and parishes",
    "POST /desk/upkeep/known": "signed in: see_upkeep, in the place it is about",
    "GET /desk/calls": "signed in: note_call, own districts and parishes",
    "POST /desk/calls": "signed in: note_call, where the listing is",
    "GET /desk/feeds": "signed in: manage_feeds",
    "POST /desk/feeds": "signed in: manage_feeds",
    "GET /desk/demand": "signed in: see_demand, own districts",
    "GET /desk/demand.csv": "signed in: see_demand, own districts",
    "GET /robots.txt": PUBLIC,
    "GET /data": PUBLIC,
    "GET /method": PUBLIC,
    "GET /about": PUBLIC,
    "GET /privacy": PUBLIC,
    "GET /accessibility": PUBLIC,
    "GET /map/outlines/{name}.svg": PUBLIC,
    "GET /api/v1/listings": PUBLIC,
    "GET /api/v1/listings.geojson": PUBLIC,
    "GET /api/v1/listings/{listing_id}": PUBLIC,
    "GET /api/v1/postcodes/{postcode}": PUBLIC,
    "GET /api/v1/areas": PUBLIC,
    "GET /api/v1/areas.geojson": PUBLIC,
    "GET /api/v1/areas/{code}": PUBLIC,
    "GET /api/v1/coverage": PUBLIC,
    "GET /api/v1/coverage.csv": PUBLIC,
    "GET /api/v1/coverage.geojson": PUBLIC,
    "GET /api/v1/coverage/choices": PUBLIC,
    "GET /api/v1/openapi.json": PUBLIC,
    "GET /api/v1/docs": PUBLIC,
    "GET /api/v1/docs.css": PUBLIC,
    "GET /oruk/v3": PUBLIC,
    "GET /oruk/v3/": PUBLIC,
    "GET /oruk/v3/openapi.json": PUBLIC,
    "GET /oruk/v3/capabilities": PUBLIC,
    "GET /oruk/v3/capabilities/": PUBLIC,
    "GET /oruk/v3/services": PUBLIC,
    "GET /oruk/v3/services/": PUBLIC,
    "GET /oruk/v3/services/{id}": PUBLIC,
    "GET /oruk/v3/services/{id}/": PUBLIC,
    "GET /oruk/v3/service_at_locations": PUBLIC,
    "GET /oruk/v3/service_at_locations/": PUBLIC,
    "GET /oruk/v3/service_at_locations/{id}": PUBLIC,
    "GET /oruk/v3/service_at_locations/{id}/": PUBLIC,
    "GET /oruk/v3/organizations": PUBLIC,
    "GET /oruk/v3/organizations/": PUBLIC,
    "GET /oruk/v3/organizations/{id}": PUBLIC,
    "GET /oruk/v3/organizations/{id}/": PUBLIC,
    "GET /oruk/v3/taxonomies": PUBLIC,
    "GET /oruk/v3/taxonomies/": PUBLIC,
    "GET /oruk/v3/taxonomies/{id}": PUBLIC,
    "GET /oruk/v3/taxonomies/{id}/": PUBLIC,
    "GET /oruk/v3/taxonomy_terms": PUBLIC,
    "GET /oruk/v3/taxonomy_terms/": PUBLIC,
    "GET /oruk/v3/taxonomy_terms/{id}": PUBLIC,
    "GET /oruk/v3/taxonomy_terms/{id}/": PUBLIC,
    "GET /problems/{code}": PUBLIC,
    "GET /healthz": PUBLIC,
    "GET /readyz": PUBLIC,
    "MOUNT /static/build": PUBLIC,
}


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
