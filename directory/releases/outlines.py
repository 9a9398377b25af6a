"""Are the outlines in a file fit to use, and which of them are ours?

What is refused here would be wrong in silence later: a point in the wrong place, an area that is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from directory.errors import ImportRejected
from directory.releases.files import SourceFile, is_bng, is_degrees, read_outlined
from directory.releases.known import KnownAreas
from directory.releases.recognise import Content, Recognised
from directory.releases.refusals import UnfitSource, check_columns, check_once, some
from directory.words import ALL_DISTRICTS
from geo.projection import to_bng, to_wgs84

MOST_CHANGE_SHARE = 0.001
"""Of its area: how much mending an outline may change it."""
OFFICIAL_AREA_SHARE = 0.03
"""Of its official area: how far a parish's outline may be from it and still be that parish's."""
MOST_MISFITS_SHARE = 0.1
PLACES = 6
"""Decimals of a degree kept: about a tenth of a metre."""
_LON, _LAT = (-9.0, 2.5), (49.0, 61.0)
_POLYGONS = (3, 6)


@dataclass(frozen=True, slots=True)
class Outline:
    """One area's shape."""

    code: str
    name: str
    district_code: str
    shape_wgs84: BaseGeometry
    shape_bng: BaseGeometry


@dataclass(frozen=True, slots=True)
class OutlineSet:
    """The outlines of one content that a file gave."""

    source: Recognised
    outlines: tuple[Outline, ...]
    vertices: int
    notes: tuple[str, ...]
    """What was mended or left out, for the person who loads."""


def read_outline_set(source: Recognised, known: KnownAreas) -> OutlineSet:
    """Read the outlines of the six districts from a file, checked and mended."""
    file = source.file
    check_columns(source)
    _check_place(file)
    frame = read_outlined(file, list(dict.fromkeys(source.columns.values())))
    frame = _to_wgs84(frame, file).rename(columns={source.columns["code"]: "code"})
    frame["code"] = frame["code"].astype(str).str.strip()
    frame = _keep_ours(frame, source, known)
    _check_codes(frame["code"].tolist(), source, known)
    shapes_wgs84, notes = _mend(np.asarray(frame.geometry.values), frame["code"].tolist(), file)
    shapes_bng = shapely.transform(shapes_wgs84, _columns_to_bng)
    names = frame[source.columns["name"]].tolist() if "name" in source.columns else frame["code"].tolist()
    found = tuple(
        Outline(code, str(name).strip(), district, wgs84, bng)
        for code, name, district, wgs84, bng in sorted(
            zip(frame["code"], names, frame["our_district"], shapes_wgs84, shapes_bng, strict=True),
            key=lambda row: str(row[0]),
        )
    )
    if source.content is Content.PARISH_OUTLINES:
        found, more = _keep_true_parishes(found, source, known)
        notes += more
    vertices = int(shapely.get_num_coordinates(np.array([one.shape_bng for one in found])).sum())
    return OutlineSet(source, found, vertices, tuple(notes))


def _check_place(file: SourceFile) -> None:
    """Refuse coordinates that are not where, or what, the file says."""
    if file.crs is None:
        raise ImportRejected(
            f"{file.label}: it does not say which coordinates it uses. "
            "Keep the .prj file beside the .shp, or save it as GeoJSON in EPSG:4326."
        )
    if file.bounds is None or not np.isfinite(file.bounds).all():
        return
    min_x, min_y, max_x, max_y = file.bounds
    if is_degrees(file.crs):
        if max(map(abs, file.bounds)) > 360:  # noqa: PLR2004 - no degree is above
            raise ImportRejected(
                f"{file.label}: it says longitude and latitude, but its coordinates are metres "
                f"(x from {min_x:.0f} to {max_x:.0f}): eastings and northings. Download it again as "
                "EPSG:4326, or in a format that names EPSG:27700."
            )
        if _within(min_x, max_x, _LAT) and _within(min_y, max_y, _LON):
            raise ImportRejected(
                f"{file.label}: its latitudes stand where longitudes belong. "
                "Swap them: GeoJSON is longitude first."
            )
    elif is_bng(file.crs) and max(map(abs, file.bounds)) < 360:  # noqa: PLR2004
        raise ImportRejected(
            f"{file.label}: it says eastings and northings (EPSG:27700), but its coordinates are degrees. "
            "Save it again with the coordinate system it is really in (EPSG:4326)."
        )


def _within(low: float, high: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= low and high <= limits[1]


def _to_wgs84(frame: geopandas.GeoDataFrame, file: SourceFile) -> geopandas.GeoDataFrame:
    missing = frame.geometry.isna() | frame.geometry.is_empty
    if missing.any():
        raise ImportRejected(f"{file.label}: {int(missing.sum())} rows have no outline. Download it again.")
    if is_degrees(file.crs):
        moved = np.asarray(frame.geometry.values)
    elif is_bng(file.crs):
        moved = shapely.transform(np.asarray(frame.geometry.values), _columns_to_wgs84)
    else:
        moved = np.asarray(frame.to_crs("EPSG:4326").geometry.values)
    moved = shapely.transform(shapely.force_2d(moved), lambda lon_lat: np.round(lon_lat, PLACES))
    return frame.set_geometry(geopandas.GeoSeries(moved, index=frame.index), crs=None)


def _columns_to_wgs84(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(to_wgs84(points[:, 0], points[:, 1]))


def _columns_to_bng(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(to_bng(points[:, 0], points[:, 1]))


def _keep_ours(
    frame: geopandas.GeoDataFrame, source: Recognised, known: KnownAreas
) -> geopandas.GeoDataFrame:
    """Cut to the six districts: by the district the file names, else by what we know, else by place."""
    if source.content is Content.DISTRICT_OUTLINES:
        districts = frame["code"]
    elif "district" in source.columns:
        districts = frame[source.columns["district"]].astype(str).str.strip()
        if source.release is not None:
            # An LSOA's district as of another year may carry another code; its own code does not change.
            ours = known.lsoas[source.release]
            districts = (
                frame["code"]
                .map(lambda code: ours[code]["district_code"] if code in ours else None)
                .fillna(districts)
            )
    elif source.release is not None:
        ours = known.lsoas[source.release]
        districts = frame["code"].map(lambda code: ours[code]["district_code"] if code in ours else "")
    else:
        inside = shapely.point_on_surface(np.asarray(frame.geometry.values))
        found = known.outlines.locate(shapely.get_x(inside), shapely.get_y(inside))
        districts = frame["code"].where([code is not None for code in found], "")
        districts[:] = ["" if code is None else code for code in found]
    kept = frame.assign(our_district=districts)[districts.isin(ALL_DISTRICTS)]
    if kept.empty:
        raise UnfitSource(
            f"{source.file.label}: it holds {source.title}, none in Cambridgeshire or Peterborough. "
            "Remove it, or download the file for the whole of England."
        )
    return kept.reset_index(drop=True)


def _check_codes(codes: Sequence[str], source: Recognised, known: KnownAreas) -> None:
    label = source.file.label
    check_once(codes, source, "area")
    if source.content is Content.DISTRICT_OUTLINES:
        expected, what = set(ALL_DISTRICTS), "districts"
    elif source.release is not None:
        expected, what = set(known.lsoas[source.release]), f"LSOAs of {source.release.value}"
    else:
        return
    strange, absent = sorted(set(codes) - expected), sorted(expected - set(codes))
    if strange:
        raise ImportRejected(
            f"{label}: {some(strange)} {'is' if len(strange) == 1 else 'are'} not among the {what} "
            "of this area. Check which year's boundaries the file holds."
        )
    if absent:
        raise UnfitSource(
            f"{label}: it lacks {len(absent)} of the {len(expected)} {what} of this area "
            f"({some(absent)}). Check which year's boundaries the file holds, or download the whole of it."
        )


def _mend(
    shapes: NDArray[np.object_], codes: Sequence[str], file: SourceFile
) -> tuple[NDArray[np.object_], list[str]]:
    """Mend outlines that cross themselves where that changes next to nothing; refuse the rest."""
    mended: list[str] = []
    broken = ~shapely.is_valid(shapes) | ~np.isin(shapely.get_type_id(shapes), _POLYGONS)
    for index in np.flatnonzero(broken).tolist():
        before = _area_km2(shapes[index])
        made = _polygons_of(shapely.make_valid(shapes[index]))
        change = abs(_area_km2(made) - before) / before if before else 1.0
        if made.is_empty or change > MOST_CHANGE_SHARE:
            reason = shapely.is_valid_reason(shapes[index])
            raise ImportRejected(
                f"{file.label}: the outline of {codes[index]} is broken ({reason}) and mending it would "
                f"change its area by {min(change, 1):.1%}. Download it again, or mend it in a map program."
            )
        shapes[index] = made
        mended.append(codes[index])
    return shapes, [f"mended the outline of {some(mended)}"] if mended else []


def _polygons_of(shape: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(parts)


def _area_km2(shape: BaseGeometry) -> float:
    return float(shapely.area(shapely.transform(shape, _columns_to_bng))) / 1e6


def _keep_true_parishes(
    found: tuple[Outline, ...], source: Recognised, known: KnownAreas
) -> tuple[tuple[Outline, ...], list[str]]:
    """Keep the parishes of our list whose outline has their official area; refuse a set of sketches."""
    label = source.file.label
    listed = [outline for outline in found if outline.code in known.parishes]
    if not listed:
        raise UnfitSource(
            f"{label}: none of its parishes is in the list of December 2020. Remove it from the folder."
        )
    true = tuple(
        outline
        for outline in listed
        if abs(outline.shape_bng.area / 1e6 / float(known.parishes[outline.code]["area_km2"]) - 1)
        <= OFFICIAL_AREA_SHARE
    )
    misfits = len(listed) - len(true)
    if misfits > MOST_MISFITS_SHARE * len(listed):
        raise UnfitSource(
            f"{label}: {misfits} of its {len(listed)} parishes are more than "
            f"{OFFICIAL_AREA_SHARE:.0%} off their official area, so these are sketches and not boundaries. "
            "Remove it from the folder."
        )
    notes = [f"{len(true)} of {len(known.parishes)} parishes have an outline"]
    if len(found) > len(listed):
        strange = sorted(outline.code for outline in found if outline.code not in known.parishes)
        notes.append(f"{some(strange)} not in our list of parishes, left out")
    if misfits:
        notes.append(f"{misfits} left out whose area is not the official one")
    return true, notes
