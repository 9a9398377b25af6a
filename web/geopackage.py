"""How is a table of areas written as a GeoPackage?

By the OGC's standard 12-128 (version 1.3) with SQLite itself: a GeoPackage is an SQLite file with a few
agreed tables, and each shape is its WKB behind a short header. A general library for it would bring a
whole map program's into the server, in the middle of a request.
"""

import sqlite3
import struct
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

Cell = str | int | float | bool | None

SRS_WGS84: Final = 4326
_APPLICATION_ID: Final = int.from_bytes(b"GPKG", "big")
_VERSION: Final = 10300
_LITTLE_ENDIAN_WITH_BOX: Final = 0b0000_0011
_AGREED_TABLES: Final = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE,
  max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
"""
_WGS84: Final = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],'
    'AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS: Final = (
    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", "undefined cartesian coordinates"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinates"),
    ("WGS 84 geodetic", SRS_WGS84, "EPSG", SRS_WGS84, _WGS84, "longitude and latitude in degrees"),
)
_TYPES: Final = {str: "TEXT", int: "INTEGER", float: "REAL", bool: "BOOLEAN"}


@dataclass(frozen=True, slots=True)
class Layer:
    """A table; with shapes (WGS84, lon, lat; None where a row has none) it can be drawn."""

    name: str
    columns: Mapping[str, type[str | float | bool]]
    rows: Sequence[Sequence[Cell]]
    shapes: Sequence[BaseGeometry | None] | None = None


def geopackage(layers: Sequence[Layer], changed: datetime) -> bytes:
    """Write the file. The same layers give the same bytes."""
    with closing(sqlite3.connect(":memory:")) as store:
        store.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        store.execute(f"PRAGMA user_version = {_VERSION}")
        store.executescript(_AGREED_TABLES)
        store.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
        stamp = changed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        for layer in layers:
            _describe(store, layer, stamp)
            _fill(store, layer)
        store.commit()
        return store.serialize()


def _describe(store: sqlite3.Connection, layer: Layer, stamp: str) -> None:
    drawn = [shape for shape in layer.shapes or () if shape is not None]
    box = shapely.total_bounds(drawn).tolist() if drawn else [None] * 4
    kind, system = ("attributes", None) if layer.shapes is None else ("features", SRS_WGS84)
    store.execute(
        "INSERT INTO gpkg_contents VALUES (?, ?, ?, '', ?, ?, ?, ?, ?, ?)",
        (layer.name, kind, layer.name, stamp, *box, system),
    )
    if layer.shapes is not None:
        store.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
            (layer.name, _type_of(drawn), SRS_WGS84),
        )


def _fill(store: sqlite3.Connection, layer: Layer) -> None:
    columns = {name: _TYPES[kind] for name, kind in layer.columns.items()}
    rows: list[tuple[Cell | bytes, ...]] = [tuple(row) for row in layer.rows]
    if layer.shapes is not None:
        columns = {"geom": _type_of([shape for shape in layer.shapes if shape is not None])} | columns
        rows = [(_blob(shape), *row) for shape, row in zip(layer.shapes, rows, strict=True)]
    told = ", ".join(f"{_quoted(name)} {kind}" for name, kind in columns.items())
    store.execute(
        f"CREATE TABLE {_quoted(layer.name)} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {told})"
    )
    names, marks = ", ".join(map(_quoted, columns)), ", ".join("?" * len(columns))
    store.executemany(
        f"INSERT INTO {_quoted(layer.name)} ({names}) VALUES ({marks})",  # noqa: S608 - names are quoted
        rows,
    )


def _type_of(drawn: Sequence[BaseGeometry]) -> str:
    kinds = {shape.geom_type for shape in drawn}
    return kinds.pop().upper() if len(kinds) == 1 else "GEOMETRY"


def _blob(shape: BaseGeometry | None) -> bytes | None:
    if shape is None:
        return None
    min_x, min_y, max_x, max_y = shape.bounds
    head = struct.pack("<2sBBi4d", b"GP", 0, _LITTLE_ENDIAN_WITH_BOX, SRS_WGS84, min_x, max_x, min_y, max_y)
    return head + shapely.to_wkb(shape, byte_order=1)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
