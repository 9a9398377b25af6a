"""How does somebody take away exactly the areas that a page shows?

CSV for a spreadsheet and GeoJSON for the web, both as the API writes them; of the same rows GeoPackage for a
desktop map program and GeoParquet for analysis.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import orjson
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from sqlmodel import Session

from api.answers import CSV, GEOJSON
from api.coverage_table import COLUMN_TYPES, coverage_csv, file_name
from api.geojson import coverage_features
from directory.coverage.schemas import CoverageAnswer, CoverageQuery
from directory.coverage.service import read_coverage
from directory.errors import InvalidInput
from directory.releases.active import active_folder
from web.geopackage import Layer, geopackage
from web.geoparquet import geoparquet

GEOPACKAGE: Final = "application/geopackage+sqlite3"
GEOPARQUET: Final = "application/vnd.apache.parquet"
_TOLD_ELSEWHERE: Final = ("type", "features", "attribution")


class Form(StrEnum):
    """A kind of file, by its ending."""

    CSV = "csv"
    GEOJSON = "geojson"
    GPKG = "gpkg"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Download:
    """A file to hand over."""

    content: bytes
    media_type: str
    file_name: str


def write_export(session: Session, data_dir: Path, query: CoverageQuery, path: Path) -> None:
    """Write one view of coverage to a file whose ending says how."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in set(Form):
        raise InvalidInput("The file to write must end in .csv, .geojson, .gpkg or .parquet.", field="path")
    path.write_bytes(coverage_file(session, data_dir, query, Form(ending)).content)


def coverage_file(session: Session, data_dir: Path, query: CoverageQuery, form: Form) -> Download:
    """Write one view of coverage as a file."""
    answer = read_coverage(session, query)
    name = file_name(answer, form)
    if form is Form.CSV:
        return Download(coverage_csv(answer), CSV, name)
    collection = coverage_features(session, active_folder(session, data_dir), answer)
    if form is Form.GEOJSON:
        return Download(orjson.dumps(collection), GEOJSON, name)
    if form is Form.PARQUET:
        facts = {name: value for name, value in collection.items() if name not in {"type", "features"}}
        return Download(geoparquet(coverage_layer(collection), facts), GEOPARQUET, name)
    return Download(coverage_geopackage(answer, collection), GEOPACKAGE, name)


def coverage_layer(collection: dict[str, Any]) -> Layer:
    """Put the features into one table with shapes; what each shape is stands beside it."""
    features = collection["features"]
    return Layer(
        "coverage",
        {**COLUMN_TYPES, "approximate_outline": bool, "geometry_is": str},
        [
            (
                *(feature["properties"][name] for name in COLUMN_TYPES),
                feature["approximate"],
                feature["geometry_is"] and str(feature["geometry_is"]),
            )
            for feature in features
        ],
        [_shape(feature["geometry"]) for feature in features],
    )


def coverage_geopackage(answer: CoverageAnswer, collection: dict[str, Any]) -> bytes:
    """Write the features as two layers: `coverage`, and `about` which says where it is from."""
    facts = {name: _text(value) for name, value in collection.items() if name not in _TOLD_ELSEWHERE}
    told = [*facts.items(), *(("attribution", line) for line in collection["attribution"])]
    about = Layer("about", {"term": str, "value": str}, told)
    return geopackage((coverage_layer(collection), about), answer.computed_at)


def _shape(geometry: dict[str, Any] | None) -> BaseGeometry | None:
    if geometry is None:
        return None
    found = shape(geometry)
    return shapely.MultiPolygon([found]) if isinstance(found, shapely.Polygon) else found


def _text(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
