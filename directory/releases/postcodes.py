"""Where is each postcode, and in which areas, by the directory that was loaded?"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from directory.errors import ImportRejected
from directory.releases.figures import numbers
from directory.releases.files import read_cells
from directory.releases.known import KnownAreas
from directory.releases.recognise import Recognised
from directory.releases.refusals import UnfitSource, check_columns, check_once, some
from directory.releases.vintage import vintage_of
from directory.shipped.build.credits import OGL, POSTCODES
from directory.shipped.build.postcodes import STATUSES
from directory.shipped.build.tables import Cell, Origin, write_csv
from directory.shipped.manifest import TableNote
from directory.words import ALL_DISTRICTS, Release
from geo.projection import to_bng

PATH = "postcodes/postcodes.csv.gz"
OUTSIDE_PATH = "postcodes/outside.csv.gz"
_NEIGHBOURS = ("CB", "PE")
_LON, _LAT = (-9.0, 2.5), (49.0, 61.0)
_FURTHEST_APART_M = 100.0
_NO_GRID = "0"
_INWARD = 3
_PLACE = ("easting", "northing", "lon", "lat")


@dataclass(frozen=True, slots=True)
class PostcodeSet:
    """The postcodes a file gave: those of the six districts, and their neighbours'."""

    source: Recognised
    inside: pd.DataFrame
    outside: pd.DataFrame

    @property
    def live(self) -> int:
        """How many of the area are in use."""
        return int((self.inside["status"] == "live").sum())


def read_postcodes(source: Recognised, known: KnownAreas) -> PostcodeSet:
    """Read the postcodes of the six districts and of their neighbours, checked."""
    check_columns(source)
    columns = source.columns
    district, postcode = columns["district"], columns["postcode"]
    cells = read_cells(
        source.file,
        list(dict.fromkeys(columns.values())),
        lambda chunk: (
            chunk[district].isin(ALL_DISTRICTS) | chunk[postcode].str.upper().str.startswith(_NEIGHBOURS)
        ),
    )
    cells = cells.rename(columns={theirs: ours for ours, theirs in columns.items()})
    key = cells["postcode"].str.upper().str.replace(" ", "", regex=False)
    cells["postcode"] = key.str[:-_INWARD] + " " + key.str[-_INWARD:]
    cells["status"] = _statuses(cells, source)
    check_once(cells["postcode"], source, "postcode")
    ours = cells["district"].isin(ALL_DISTRICTS)
    # Grid reference 0, 0 or none: ONS knows the postcode and not where it is.
    unplaced = cells["easting"].isin(["", _NO_GRID]) | cells["northing"].isin(["", _NO_GRID])
    inside = cells[ours & ~unplaced].sort_values("postcode").reset_index(drop=True)
    if inside.empty:
        raise UnfitSource(
            f"{source.file.label}: it has no postcode in Cambridgeshire or Peterborough. "
            "Remove it, or download the directory of the whole country."
        )
    _check_places(inside, source)
    _check_areas(inside, source, known)
    return PostcodeSet(source, inside, cells[~ours].sort_values("postcode").reset_index(drop=True))


def _statuses(cells: pd.DataFrame, source: Recognised) -> pd.Series:
    if "status" not in cells:
        return pd.Series(np.where(cells["terminated"] == "", "live", "terminated"), index=cells.index)
    strange = sorted(set(cells["status"]) - set(STATUSES))
    if strange:
        raise ImportRejected(
            f'{source.file.label}: the status "{strange[0]}" is not known. Use live, terminated or unknown.'
        )
    return cells["status"].map(dict(STATUSES))


def _check_places(inside: pd.DataFrame, source: Recognised) -> None:
    """Refuse coordinates that are not what their column says."""
    label = source.file.label
    easting, northing, lon, lat = (numbers(inside, column, source) for column in _PLACE)
    if _most(lon, _LAT) and _most(lat, _LON):
        raise ImportRejected(
            f"{label}: its latitudes stand in the column {source.columns['lon']}. "
            "Swap the columns of longitude and latitude."
        )
    if not _most(lon, _LON) or not _most(lat, _LAT):
        raise ImportRejected(
            f"{label}: {source.columns['lon']} {lon[0]:.10g}, {source.columns['lat']} {lat[0]:.10g} are "
            "not degrees. Longitude and latitude must be WGS84; eastings have a column of their own."
        )
    at_easting, at_northing = to_bng(lon, lat)
    apart_m = np.hypot(at_easting - easting, at_northing - northing)
    worst = int(np.nanargmax(apart_m))
    if not apart_m[worst] <= _FURTHEST_APART_M:
        raise ImportRejected(
            f"{label}: longitude, latitude and grid reference of {inside['postcode'][worst]} are "
            f"{apart_m[worst]:.0f} m apart. Download the file again."
        )


def _most(values: np.ndarray, limits: tuple[float, float]) -> bool:
    return bool(((values >= limits[0]) & (values <= limits[1])).mean() > 0.99)  # noqa: PLR2004 - nearly all


def _check_areas(inside: pd.DataFrame, source: Recognised, known: KnownAreas) -> None:
    """Refuse codes of other years, and a directory that leaves LSOAs without a postcode."""
    label, live = source.file.label, inside["status"] == "live"
    for release, column in ((Release.R2011, "lsoa11"), (Release.R2021, "lsoa21")):
        areas = set(known.lsoas[release])
        given = set(inside[column]) - {""}
        strange = sorted(given - areas)
        if strange:
            raise ImportRejected(
                f"{label}: {some(strange)} in {source.columns[column]} are not LSOAs of {release.value} "
                "of this area. Check that the columns are those of the right year."
            )
        absent = sorted(areas - set(inside[column][live]))
        if absent:
            raise UnfitSource(
                f"{label}: it has no live postcode in {len(absent)} of the {len(areas)} LSOAs of "
                f"{release.value} ({some(absent)}). Download the directory of the whole country."
            )


def write_postcodes(out: Path, found: PostcodeSet) -> list[TableNote]:
    """Write the tables of postcodes."""
    origin = Origin(
        source=f"Office for National Statistics, postcode directory, loaded from {found.source.file.label}",
        licence=OGL,
        vintage=vintage_of(found.source),
        attribution=POSTCODES,
    )
    status = "live, terminated or unknown"
    columns = {
        "postcode": "postcode with one space before the last three characters",
        "status": status,
        "terminated": "month it was withdrawn, YYYY-MM; empty if live or not known",
        "easting": "easting of its mean address, metres, EPSG:27700",
        "northing": "northing of its mean address, metres, EPSG:27700",
        "lon": "longitude, degrees, WGS84",
        "lat": "latitude, degrees, WGS84",
        "lsoa11": "ONS code of its LSOA of 2011",
        "lsoa21": "ONS code of its LSOA of 2021",
        "ward": "ONS code of its ward",
        "district": "ONS code of its district",
        "parish": "ONS code of its parish; empty where the file has none",
    }
    with_parish = "parish" in found.source.columns
    if not with_parish:
        del columns["parish"]
    notes = [
        write_csv(
            out,
            PATH,
            title="Postcodes of Cambridgeshire and Peterborough",
            columns=columns,
            rows=_inside_rows(found.inside, with_parish=with_parish),
            origin=origin,
        )
    ]
    if len(found.outside):
        notes.append(
            write_csv(
                out,
                OUTSIDE_PATH,
                title="Postcodes that begin with CB or PE and lie outside the area",
                columns={
                    "postcode": columns["postcode"],
                    "status": status,
                    "district": columns["district"],
                },
                rows=found.outside[["postcode", "status", "district"]].itertuples(index=False, name=None),
                origin=origin,
            )
        )
    return notes


def _inside_rows(inside: pd.DataFrame, *, with_parish: bool) -> Iterator[tuple[Cell, ...]]:
    wanted = ["postcode", "status", "terminated", *_PLACE, "lsoa11", "lsoa21", "ward", "district"]
    for row in inside[[*wanted, *(["parish"] if with_parish else [])]].to_dict("records"):
        ended = str(row["terminated"]) if row["status"] == "terminated" else ""
        yield (
            row["postcode"],
            row["status"],
            f"{ended[:4]}-{ended[4:6]}" if ended else "",
            round(float(row["easting"])),
            round(float(row["northing"])),
            f"{float(row['lon']):.6f}",
            f"{float(row['lat']):.6f}",
            *(row[column] for column in ("lsoa11", "lsoa21", "ward", "district")),
            *((row["parish"],) if with_parish else ()),
        )
