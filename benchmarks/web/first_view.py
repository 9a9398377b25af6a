"""How many bytes does a first view of `/gaps` load, beside a default folium page of the same map?"""

import gzip
import re
import shutil
import sys
import tempfile
from pathlib import Path

import folium
import orjson
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "geo"))

from measure import Report

from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import run_coverage
from directory.imports.shipped import load_shipped
from directory.settings import PROJECT_DIR, Settings
from directory.store import DIRECTORY, migrate, open_engine, session_scope
from directory.words import Capital
from web.app import create_app
from web.exports import Form, coverage_file
from web.report import write_report

DATA_DIR = PROJECT_DIR / "data"
KB = 1000


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        _measure(folder)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path) -> None:
    report = Report("first_view", __doc__ or "")
    url = f"sqlite:///{folder / 'directory.sqlite3'}"
    engine = open_engine(url)
    migrate(DIRECTORY, engine)
    with session_scope(engine) as session:
        load_shipped(session, DATA_DIR)
        run_coverage(session)
    with TestClient(create_app(Settings(database_url=url, data_dir=DATA_DIR))) as client:
        page = client.get("/gaps").text
        styles = set(re.findall(r'<link rel="stylesheet" href="([^"]+)"', page))
        scripts = _with_chunks(client, set(re.findall(r'<script type="module" src="([^"]+)"', page)))
        outlines = set(re.findall(r"/map/outlines/[\w-]+\.svg", page))
        sizes = {
            "page": _kb(client, "/gaps"),
            "styles": sum(_kb(client, path) for path in styles),
            "outlines": sum(_kb(client, path) for path in outlines),
            "scripts": sum(_kb(client, path) for path in scripts),
            "one more indicator": max(_kb(client, f"/gaps/values?capital={capital}") for capital in Capital),
            "the words with it": max(_kb(client, f"/gaps/words?capital={capital}") for capital in Capital),
        }
    for what, size in sizes.items():
        report.add(what=what, kb_compressed=size)
    with session_scope(engine) as session:
        areas = coverage_file(session, DATA_DIR, CoverageQuery(), Form.GEOJSON).content
        write_report(session, DATA_DIR, CoverageQuery(), folder / "report.html")
    report.add(what="default folium page, without what it loads", kb_compressed=_folium_kb(areas))
    report.add(
        what="our report, with all it needs", kb_compressed=_gzip_kb((folder / "report.html").read_bytes())
    )
    first = sizes["page"] + sizes["styles"] + sizes["outlines"]
    report.hold("HTML, CSS and data of the first view, kB", first, at_most=100)
    report.hold("map code, kB", sizes["scripts"], at_most=100)
    report.hold("one more indicator, kB", sizes["one more indicator"], at_most=2)
    engine.dispose()
    report.write()


def _with_chunks(client: TestClient, scripts: set[str]) -> set[str]:
    """A script and the parts it imports at once."""
    found, waiting = set(scripts), list(scripts)
    while waiting:
        path = waiting.pop()
        parts = re.findall(r'from"\./([\w.-]+\.js)"', client.get(path).text)
        fresh = {f"{path.rpartition('/')[0]}/{part}" for part in parts} - found
        found |= fresh
        waiting.extend(fresh)
    return found


def _kb(client: TestClient, path: str) -> float:
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, path
    if answer.headers.get("content-encoding") == "gzip":
        return int(answer.headers["content-length"]) / KB
    return _gzip_kb(answer.content)


def _folium_kb(areas: bytes) -> float:
    """The same areas and figures as folium draws them when nothing is chosen."""
    drawn = folium.Map(location=[52.4, 0.05], zoom_start=9)
    folium.Choropleth(
        geo_data=orjson.loads(areas),
        data={each["id"]: each["properties"]["nearest_m"] for each in orjson.loads(areas)["features"]},
        key_on="feature.id",
    ).add_to(drawn)
    return _gzip_kb(drawn.get_root().render().encode())


def _gzip_kb(content: bytes) -> float:
    return len(gzip.compress(content, 6, mtime=0)) / KB


if __name__ == "__main__":
    main()
