"""How does somebody take away exactly the areas that a page shows?

CSV for a spreadsheet, GeoJSON for the web, GeoPackage for a desktop map program. Each says where it came
from: the two map formats in a part of their own, the CSV in its last columns.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import shapely
from sqlmodel import Session

from directory.areas.service import attribution_lines
from directory.coverage.schemas import ALL_CAPITALS, AreaCoverage, CoverageAnswer, CoverageQuery
from directory.coverage.service import read_coverage
from directory.errors import InvalidInput
from directory.releases.active import active_folder
from directory.words import Level
from web.outlines import Outline, read_picture

COLUMNS = tuple(field.name for field in fields(AreaCoverage))
ORIGIN_COLUMNS = (
    "release",
    "level",
    "region",
    "capital",
    "visiting",
    "computed_at",
    "listings_used",
    "kinds_used",
    "licence",
)
WGS84 = "EPSG:4326"
LICENCE = "Open Government Licence v3.0; see the credits"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Download:
    """A file to hand over."""

    content: bytes
    media_type: str
    file_name: str


def write_export(session: Session, data_dir: Path, query: CoverageQuery, path: Path) -> None:
    """Write one view of coverage to a file whose ending says how: .csv, .geojson or .gpkg."""
    kind = path.suffix.lower()
    if kind not in {".csv", ".geojson", ".gpkg"}:
        raise InvalidInput("The file to write must end in .csv, .geojson or .gpkg.", field="path")
    answer = read_coverage(session, query)
    if kind == ".csv":
        download = coverage_csv(answer)
    else:
        mapped = query.level in {Level.LSOA, Level.DISTRICT}
        outlines = read_picture(active_folder(session, data_dir), query.release).outlines if mapped else {}
        write = coverage_geojson if kind == ".geojson" else coverage_geopackage
        download = write(answer, outlines, attribution_lines(session))
    path.write_bytes(download.content)


def coverage_csv(answer: CoverageAnswer) -> Download:
    """Write the areas as a table; an unknown value is an empty cell, never a zero."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow((*COLUMNS, *ORIGIN_COLUMNS))
    origin = tuple(_origin(answer).values())
    for area in answer.contents:
        writer.writerow([_safe(cell) for cell in (*_cells(area).values(), *origin)])
    return Download(buffer.getvalue().encode(), "text/csv; charset=utf-8", _file_name(answer, "csv"))


def coverage_geojson(
    answer: CoverageAnswer,
    outlines: Mapping[str, Outline],
    attribution: Sequence[str],
) -> Download:
    """Write the areas as features in WGS84; an area without an outline has a null geometry."""
    features = [
        {
            "type": "Feature",
            "id": area.code,
            "properties": {**_cells(area), "approximate_outline": _is_approximate(outlines, area.code)},
            "geometry": outline_geometry(outlines[area.code]) if area.code in outlines else None,
        }
        for area in answer.contents
    ]
    collection = {
        "type": "FeatureCollection",
        "name": _file_name(answer, "geojson").removesuffix(".geojson"),
        "source": {**_origin(answer), "method": answer.method, "attribution": list(attribution)},
        "features": features,
    }
    content = orjson.dumps(collection, option=orjson.OPT_APPEND_NEWLINE)
    return Download(content, "application/geo+json", _file_name(answer, "geojson"))


def coverage_geopackage(
    answer: CoverageAnswer,
    outlines: Mapping[str, Outline],
    attribution: Sequence[str],
) -> Download:
    """Write the areas as a GeoPackage of two layers: `coverage`, and `about` which says where it is from."""
    # Only this download needs them, and they cost every start of the server a second and 100 MB.
    import geopandas as gpd  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    areas = answer.contents
    table = pd.DataFrame([_cells(area) for area in areas], columns=list(COLUMNS)).convert_dtypes()
    table["approximate_outline"] = [_is_approximate(outlines, area.code) for area in areas]
    shapes = [_shape(outlines[area.code]) if area.code in outlines else None for area in areas]
    coverage = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=WGS84), crs=WGS84)
    facts = {**_origin(answer), "method": answer.method}
    about = pd.DataFrame(
        [
            *({"term": term, "value": str(value)} for term, value in facts.items()),
            *({"term": "attribution", "value": line} for line in attribution),
        ]
    )
    with TemporaryDirectory() as folder:
        file = Path(folder) / "coverage.gpkg"
        coverage.to_file(file, layer="coverage", driver="GPKG", engine="pyogrio")
        gpd.GeoDataFrame(about).to_file(file, layer="about", driver="GPKG", engine="pyogrio", mode="a")
        content = file.read_bytes()
    return Download(content, "application/geopackage+sqlite3", _file_name(answer, "gpkg"))


def _cells(area: AreaCoverage) -> dict[str, Cell]:
    return {name: getattr(area, name) for name in COLUMNS}


def _origin(answer: CoverageAnswer) -> dict[str, Cell]:
    query = answer.query
    return {
        "release": query.release.value,
        "level": query.level.value,
        "region": query.region.value,
        "capital": query.capital.value if query.capital else ALL_CAPITALS,
        "visiting": query.visiting,
        "computed_at": answer.computed_at.isoformat(timespec="seconds"),
        "listings_used": answer.listings_used,
        "kinds_used": answer.kinds_used,
        "licence": LICENCE,
    }


def _safe(cell: Cell) -> Cell:
    """Keep a spreadsheet from running text as a formula; numbers stay numbers."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _is_approximate(outlines: Mapping[str, Outline], code: str) -> bool | None:
    return outlines[code].approximate if code in outlines else None


def outline_geometry(outline: Outline) -> dict[str, object]:
    """Return a shape as GeoJSON has it."""
    if len(outline.polygons) == 1:
        return {"type": "Polygon", "coordinates": outline.polygons[0]}
    return {"type": "MultiPolygon", "coordinates": outline.polygons}


def _shape(outline: Outline) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([(polygon[0], polygon[1:]) for polygon in outline.polygons])


def _file_name(answer: CoverageAnswer, ending: str) -> str:
    query = answer.query
    parts = (
        "coverage",
        query.level.value,
        query.release.value,
        query.capital.value if query.capital else ALL_CAPITALS,
        query.district or query.region.value,
    )
    return f"{'-'.join(parts)}.{ending}"
