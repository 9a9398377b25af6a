"""Which files are in a folder, what columns has each, and how are they read?

Tables (CSV, plain or gzipped; Parquet) and outlines (GeoJSON, GeoPackage, Shapefile, GeoParquet). A file is
opened for its columns first, and read only when something is known to be in it.
"""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module, util
from pathlib import Path
from typing import IO, Any

import geopandas
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS

from directory.errors import ImportRejected, SourceIncomplete

_OUTLINE_ENDINGS = (".geojson", ".json", ".gpkg", ".shp")
_PARTS_OF_SHAPEFILES = (".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".xml")
_HINTS = {
    ".zip": "unzip it first",
    ".7z": "unpack it first",
    ".xlsx": "save the sheet as CSV first",
    ".xls": "save the sheet as CSV first",
    ".ods": "save the sheet as CSV first",
}
_CHUNK_ROWS = 200_000
_AROUND_AREA_WGS84 = (-0.9, 51.8, 0.9, 53.0)
_AROUND_AREA_BNG = (475_000.0, 215_000.0, 600_000.0, 345_000.0)
_BNG_EPSG = 27700

Keep = Callable[[pd.DataFrame], "pd.Series[bool]"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A table or a layer of outlines, by its columns; nothing of it has been read yet."""

    path: Path
    label: str
    """As people know it: its path inside the folder, and its layer where there are several."""
    columns: tuple[str, ...]
    outlined: bool
    layer: str | None = None
    crs: str | None = None
    """Of outlines: what the file says, None where it says nothing."""
    bounds: tuple[float, float, float, float] | None = None
    """Of outlines: min x, min y, max x, max y in the file's own coordinates."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be opened, and why."""

    label: str
    reason: str


def list_files(folder: Path) -> tuple[tuple[SourceFile, ...], tuple[Unread, ...]]:
    """Open every file of a folder, however deep, for its columns."""
    if not folder.is_dir():
        raise SourceIncomplete(f"{folder} is not a folder. Give the folder your downloads are in.")
    files: list[SourceFile] = []
    unread: list[Unread] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        label = path.relative_to(folder).as_posix()
        name = path.name.lower()
        if name.startswith(".") or name.endswith(_PARTS_OF_SHAPEFILES):
            continue
        try:
            found = list(_open_file(path, label, name))
        except (DataSourceError, DataLayerError, OSError, ValueError, csv.Error) as error:
            unread.append(Unread(label, f"cannot be read ({str(error).splitlines()[0][:120]})"))
            continue
        files.extend(found)
        if not found:
            hint = _HINTS.get(path.suffix.lower())
            unread.append(Unread(label, hint or "not a table or outlines we read"))
    return tuple(files), tuple(unread)


def _open_file(path: Path, label: str, name: str) -> Iterator[SourceFile]:
    if name.endswith((".csv", ".csv.gz")):
        with _open_text(path, "utf-8-sig", errors="replace") as stream:
            yield SourceFile(path, label, tuple(next(csv.reader(stream), [])), outlined=False)
    elif name.endswith(_OUTLINE_ENDINGS):
        yield from _open_layers(path, label)
    elif _is_parquet(path):
        yield _open_parquet(path, label)


def _open_text(path: Path, encoding: str, errors: str = "strict") -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding=encoding, errors=errors, newline="")
    return path.open(encoding=encoding, errors=errors, newline="")


def _open_layers(path: Path, label: str) -> Iterator[SourceFile]:
    layers = pyogrio.list_layers(path)
    for layer, geometry_type in layers:
        info = pyogrio.read_info(path, layer=layer, force_total_bounds=True)
        yield SourceFile(
            path,
            f"{label} ({layer})" if len(layers) > 1 else label,
            tuple(str(field) for field in info["fields"]),
            outlined=geometry_type is not None,
            layer=str(layer),
            crs=info["crs"],
            bounds=_corners(info["total_bounds"]),
        )


def _open_parquet(path: Path, label: str) -> SourceFile:
    if util.find_spec("pyarrow") is None:
        raise ValueError("reading Parquet needs the package pyarrow: pip install pyarrow")
    schema = import_module("pyarrow.parquet").read_schema(path)
    geo = json.loads((schema.metadata or {}).get(b"geo", b"null"))
    if geo is None:
        return SourceFile(path, label, tuple(schema.names), outlined=False)
    main = geo["primary_column"]
    about = geo["columns"][main]
    box = about.get("bbox")
    return SourceFile(
        path,
        label,
        tuple(name for name in schema.names if name != main),
        outlined=True,
        # The format says: no coordinate system given means longitude and latitude.
        crs="EPSG:4326" if "crs" not in about else (about["crs"] and json.dumps(about["crs"])),
        bounds=_corners(box),
    )


def _corners(box: Sequence[float] | None) -> tuple[float, float, float, float] | None:
    if box is None or len(box) != 4:  # noqa: PLR2004 - the corners of a plane box
        return None
    return float(box[0]), float(box[1]), float(box[2]), float(box[3])


def read_cells(file: SourceFile, columns: Sequence[str], keep: Keep | None = None) -> pd.DataFrame:
    """Read columns of a table as text without spaces around; an empty cell is an empty text."""
    if _is_parquet(file.path):
        cells = _as_text(pd.read_parquet(file.path, columns=list(columns)))
    elif file.outlined:
        raw = pyogrio.read_dataframe(file.path, layer=file.layer, columns=list(columns), read_geometry=False)
        cells = _as_text(raw[list(columns)])
    else:
        return _read_table(file, columns, keep)
    return cells if keep is None else cells.loc[keep(cells)].reset_index(drop=True)


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in {".parquet", ".geoparquet"}


def _read_table(file: SourceFile, columns: Sequence[str], keep: Keep | None) -> pd.DataFrame:
    try:
        return _read_csv(file.path, columns, keep, "utf-8-sig")
    except UnicodeDecodeError:
        return _read_csv(file.path, columns, keep, "cp1252")


def _read_csv(path: Path, columns: Sequence[str], keep: Keep | None, encoding: str) -> pd.DataFrame:
    parts: list[pd.DataFrame] = []
    chunks = pd.read_csv(
        path,
        usecols=list(columns),
        dtype=str,
        keep_default_na=False,
        encoding=encoding,
        chunksize=_CHUNK_ROWS,
    )
    with chunks:
        for chunk in chunks:
            cells = chunk[list(columns)].apply(lambda column: column.str.strip())
            parts.append(cells if keep is None else cells[keep(cells)])
    if not parts:
        return pd.DataFrame(columns=list(columns), dtype=str)
    return pd.concat(parts, ignore_index=True)


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    text = io.StringIO(newline="")
    frame.to_csv(text, index=False)
    text.seek(0)
    cells = pd.read_csv(text, dtype=str, keep_default_na=False)
    stripped: pd.DataFrame = cells.apply(lambda column: column.str.strip())
    return stripped


def read_outlined(file: SourceFile, columns: Sequence[str]) -> geopandas.GeoDataFrame:
    """Read outlines around our area with columns of theirs, in the file's own coordinates."""
    wanted = list(columns)
    if _is_parquet(file.path):
        frame: Any = geopandas.read_parquet(file.path)
        return frame[[*wanted, frame.geometry.name]]
    box = _AROUND_AREA_BNG if is_bng(file.crs) else _AROUND_AREA_WGS84 if is_degrees(file.crs) else None
    try:
        return pyogrio.read_dataframe(file.path, layer=file.layer, columns=wanted, bbox=box)
    except (DataSourceError, ValueError) as error:
        raise ImportRejected(
            f"{file.label}: cannot be read ({str(error).splitlines()[0][:120]}). Download it again."
        ) from error


def is_bng(crs: str | None) -> bool:
    """Tell whether a coordinate system is the British National Grid."""
    return crs is not None and _epsg(crs) == _BNG_EPSG


def is_degrees(crs: str | None) -> bool:
    """Tell whether a coordinate system is longitude and latitude."""
    return crs is not None and bool(_parse(crs).is_geographic)


def _epsg(crs: str) -> int | None:
    found: int | None = _parse(crs).to_epsg(min_confidence=60)
    return found


def _parse(crs: str) -> CRS:
    return CRS.from_user_input(crs)
