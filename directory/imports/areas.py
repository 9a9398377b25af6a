"""How do the shipped areas, postcodes and places get into the store?

Everything here is replaced as a whole in one transaction: the tables are small, and half a release is worse
than the old one.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from sqlmodel import Session

from directory.areas.models import (
    Area,
    ContactPoint,
    Deprivation,
    EnglandDecile,
    Locality,
    LocalityAlias,
    OutsideDistrict,
    PopulationAge,
    Postcode,
    ReferencePlace,
    ReportFigure,
    Stop,
)
from directory.areas.names import fold
from directory.imports.parishes import ParishTable
from directory.imports.tables import Row, maybe_float, maybe_int, maybe_text, read_table, replace_rows
from directory.words import Domain, Level, Release
from geo.projection import to_bng
from geo.weights import apportion, equivalent_decile, lies_with_its_lsoa, mean_score

_LSOA_TABLES = {
    Release.R2011: ("deprivation/iod2019_lsoa11.csv", "population/lsoa11_mid2020.csv", "lsoa11"),
    Release.R2021: ("deprivation/iod2025_lsoa21.csv", "population/lsoa21_mid2022.csv", "lsoa21"),
}
NAMES: Final = "boundaries/neighbourhood_names.csv"
_AGES_2011 = "population/lsoa11_mid2020_ages.csv.gz"
"""Single years of age are published for the LSOAs of 2011 only."""


def load_areas(session: Session, folder: Path) -> dict[str, int]:
    """Replace every table of areas and places from the shipped ones; return rows by table."""
    postcodes = _postcode_rows(folder)
    return {
        "area": replace_rows(session, Area, _area_rows(folder, postcodes)),
        "deprivation": replace_rows(session, Deprivation, _domain_rows(folder)),
        "population_age": replace_rows(session, PopulationAge, _age_rows(folder)),
        "england_decile": replace_rows(session, EnglandDecile, _decile_rows(folder)),
        "postcode": replace_rows(session, Postcode, [*postcodes, *_outside_rows(folder)]),
        "outside_district": replace_rows(
            session, OutsideDistrict, read_table(folder, "postcodes/outside_districts.csv")
        ),
        "locality": replace_rows(session, Locality, _locality_rows(folder)),
        "locality_alias": replace_rows(session, LocalityAlias, _alias_rows(folder)),
        "stop": replace_rows(session, Stop, _stop_rows(folder)),
        "reference_place": replace_rows(session, ReferencePlace, _reference_rows(folder)),
        "contact_point": replace_rows(session, ContactPoint, _contact_rows(folder)),
        "report_figure": replace_rows(session, ReportFigure, _report_rows(folder)),
    }


def _postcode_rows(folder: Path) -> list[dict[str, Any]]:
    """Read the postcodes of the area; find the parish of each by look-up, outline or estimate."""
    rows: list[dict[str, Any]] = [
        {
            "key": row["postcode"].replace(" ", ""),
            "postcode": row["postcode"],
            "status": row["status"],
            "terminated": maybe_text(row["terminated"]),
            "inside": True,
            "lon": maybe_float(row["lon"]),
            "lat": maybe_float(row["lat"]),
            "easting": maybe_int(row["easting"]),
            "northing": maybe_int(row["northing"]),
            "lsoa11": maybe_text(row["lsoa11"]),
            "lsoa21": maybe_text(row["lsoa21"]),
            "ward": maybe_text(row["ward"]),
            # Only a loaded postcode directory says it; the shipped one does not.
            "parish": maybe_text(row.get("parish")),
            "district": row["district"],
        }
        for row in read_table(folder, "postcodes/postcodes.csv.gz")
    ]
    points = np.array(
        [(np.nan if row["easting"] is None else row["easting"], row["northing"] or np.nan) for row in rows],
        dtype=np.float64,
    )
    lon_lat = np.array(
        [(np.nan if row["lon"] is None else row["lon"], row["lat"] or np.nan) for row in rows],
        dtype=np.float64,
    )
    districts = np.array([row["district"] for row in rows], dtype=object)
    parishes = ParishTable(folder)
    for row, found in zip(rows, parishes.find(points, lon_lat, districts), strict=True):
        published = row["parish"] in parishes.codes
        row["parish_estimated"] = not published and found.estimated
        if not published:
            row["parish"] = found.code
    return rows


def _outside_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for row in read_table(folder, "postcodes/outside.csv.gz"):
        yield {
            "key": row["postcode"].replace(" ", ""),
            "postcode": row["postcode"],
            "status": row["status"],
            "inside": False,
            "district": row["district"],
            "parish_estimated": False,
        }


def _area_rows(folder: Path, postcodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give every area of every level in both releases, with the figures of each release."""
    places = [_place_row(row) for row in read_table(folder, "boundaries/areas.csv")]
    parishes = [
        {**_place_row(row | {"level": Level.PARISH}), "subtype": row["kind"]}
        for row in map(dict, read_table(folder, "parishes/parishes.csv"))
    ]
    known_as = _known_names(folder)
    for release, (deprivation, population, postcode_column) in _LSOA_TABLES.items():
        figures = {row["code"]: row for row in read_table(folder, deprivation)}
        people = {row["code"]: row for row in read_table(folder, population)}
        approximate = _approximate_outlines(folder, release)
        lsoas = [row for row in places if row["level"] == Level.LSOA and row["own_release"] == release]
        for row in lsoas:
            score, residents = figures[row["code"]], people[row["code"]]
            yield _finished(row, release) | {
                "known_as": known_as.get((release, row["code"])),
                "population": maybe_int(residents["population"]),
                "rural_urban": maybe_text(residents.get("rural_urban")),
                "imd_score": maybe_float(score["imd_score"]),
                "imd_rank": maybe_int(score["imd_rank"]),
                "imd_decile": maybe_int(score["imd_decile"]),
                "approximate_outline": row["code"] in approximate,
            }
        wider = [row for row in places if row["level"] != Level.LSOA] + parishes
        yield from _wider_rows(folder, release, wider, lsoas, figures, people, postcodes, postcode_column)


def _wider_rows(
    folder: Path,
    release: Release,
    wider: list[dict[str, Any]],
    lsoas: list[dict[str, Any]],
    figures: Mapping[str, Row],
    people: Mapping[str, Row],
    postcodes: list[dict[str, Any]],
    postcode_column: str,
) -> Iterator[dict[str, Any]]:
    """Give wards, parishes and districts the people and mean score of the LSOAs they share postcodes with."""
    live = [row for row in postcodes if row["status"] == "live"]
    position = {row["code"]: index for index, row in enumerate(lsoas)}
    population = np.array([float(people[row["code"]]["population"] or "nan") for row in lsoas])
    score = np.array([float(figures[row["code"]]["imd_score"] or "nan") for row in lsoas])
    lsoa_district = {row["code"]: row["district_code"] for row in lsoas}
    ward_district = {row["code"]: row["district_code"] for row in wider if row["level"] == Level.WARD}
    lies = lies_with_its_lsoa(
        [lsoa_district.get(row[postcode_column], "") for row in live],
        [row["district"] or "" for row in live],
        [ward_district.get(row[Level.WARD.value], "") for row in live],
    )
    lsoa_index = np.where(lies, [position.get(row[postcode_column], -1) for row in live], -1)
    score_from = np.array(
        [
            float(row["score_from"])
            for row in read_table(folder, "deprivation/england_deciles.csv")
            if row["release"] == release and row["domain"] == "imd"
        ]
    )
    for level in (Level.WARD, Level.PARISH, Level.DISTRICT):
        rows = [row for row in wider if row["level"] == level]
        target = {row["code"]: index for index, row in enumerate(rows)}
        target_index = np.array([target.get(row[level.value], -1) for row in live])
        shared = apportion(population, lsoa_index, target_index, len(rows))
        means = mean_score(score, population, lsoa_index, target_index, len(rows))
        deciles = equivalent_decile(means, score_from)
        published = level is Level.DISTRICT
        for row, residents, mean, decile in zip(rows, shared, means, deciles, strict=True):
            exact = (
                sum(
                    int(people[lsoa["code"]]["population"])
                    for lsoa in lsoas
                    if lsoa["district_code"] == row["code"]
                )
                if published
                else None
            )
            yield _finished(row, release) | {
                "population": exact if published else (None if np.isnan(residents) else round(residents)),
                "population_estimated": not published,
                "imd_score": None if np.isnan(mean) else round(float(mean), 3),
                "imd_decile": None if np.isnan(mean) else int(decile),
                "imd_estimated": True,
            }


def _place_row(row: Mapping[str, str]) -> dict[str, Any]:
    lon, lat = float(row["lon"]), float(row["lat"])
    easting, northing = to_bng(lon, lat)
    return {
        "own_release": row.get("release") or None,
        "level": row["level"],
        "code": row["code"],
        "name": row["name"],
        "subtype": None,
        "district_code": row["code"] if row["level"] == Level.DISTRICT else row["district_code"],
        "lon": lon,
        "lat": lat,
        "easting": round(easting),
        "northing": round(northing),
        "area_km2": maybe_float(row["area_km2"]),
    }


def _finished(row: dict[str, Any], release: Release) -> dict[str, Any]:
    """Add what an area row must say; drop what only this module needs."""
    kept = {key: value for key, value in row.items() if key != "own_release"}
    return kept | {
        "release": release.value,
        "known_as": None,
        "population_estimated": False,
        "rural_urban": None,
        "imd_rank": None,
        "imd_estimated": False,
        "approximate_outline": False,
    }


def _known_names(folder: Path) -> dict[tuple[str, str], str]:
    """Read the names of neighbourhoods; a release that was put together before they shipped has none."""
    if not (folder / NAMES).is_file():
        return {}
    return {(row["release"], row["code"]): row["known_as"] for row in read_table(folder, NAMES)}


def _approximate_outlines(folder: Path, release: Release) -> set[str]:
    suffix = release.value[2:]
    document = json.loads((folder / f"boundaries/lsoa{suffix}.geojson").read_text(encoding="utf-8"))
    return {
        feature["properties"]["code"]
        for feature in document["features"]
        if feature["properties"].get("approximate")
    }


def _domain_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for release, (deprivation, _population, _column) in _LSOA_TABLES.items():
        for row in read_table(folder, deprivation):
            for domain in Domain:
                yield {
                    "release": release.value,
                    "code": row["code"],
                    "domain": domain.value,
                    "score": maybe_float(row[f"{domain}_score"]),
                    "rank": maybe_int(row[f"{domain}_rank"]),
                    "decile": maybe_int(row[f"{domain}_decile"]),
                }


def _age_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for row in read_table(folder, _AGES_2011):
        yield {
            "release": Release.R2011.value,
            "code": row["code"],
            "age": int(row["age"]),
            "people": int(row["people"]),
        }


def _decile_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for row in read_table(folder, "deprivation/england_deciles.csv"):
        yield {
            "release": row["release"],
            "domain": row["domain"],
            "decile": int(row["decile"]),
            "score_from": float(row["score_from"]),
            "score_to": float(row["score_to"]),
            "areas": int(row["areas"]),
        }


def _locality_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for row in read_table(folder, "localities/localities.csv"):
        easting, northing = to_bng(float(row["lon"]), float(row["lat"]))
        yield {
            "id": row["id"],
            "name": row["name"],
            "name_key": fold(row["name"]),
            "district_code": row["district_code"],
            "lon": float(row["lon"]),
            "lat": float(row["lat"]),
            "easting": round(easting),
            "northing": round(northing),
        }


def _alias_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for row in read_table(folder, "localities/aliases.csv"):
        yield {"alias_key": fold(row["alias"]), "name_key": fold(row["name"]), "reason": row["reason"]}


def _stop_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for row in read_table(folder, "stops/stops.csv.gz"):
        yield {
            "atco": row["atco"],
            "name": row["name"],
            "indicator": maybe_text(row["indicator"]),
            "locality": maybe_text(row["locality"]),
            "kind": row["kind"],
            "lon": float(row["lon"]),
            "lat": float(row["lat"]),
            "easting": int(row["easting"]),
            "northing": int(row["northing"]),
        }


def _reference_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for row in read_table(folder, "places/reference_places.csv"):
        easting, northing = to_bng(float(row["lon"]), float(row["lat"]))
        yield {
            "id": row["id"],
            "kind": row["kind"],
            "name": row["name"],
            "postcode": maybe_text(row["postcode"]),
            "lon": float(row["lon"]),
            "lat": float(row["lat"]),
            "easting": round(easting),
            "northing": round(northing),
            "district_code": row["district_code"],
            "source": row["source"],
            "vintage": row["vintage"],
        }


def _contact_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for row in read_table(folder, "contacts/contact_points.csv"):
        yield {
            "area_code": row["area_code"],
            "organisation": row["organisation"],
            "role": row["role"],
            "purpose": row["purpose"],
            "phone": maybe_text(row["phone"]),
            "url": maybe_text(row["url"]),
            "email": maybe_text(row["email"]),
            "source": row["source"],
            "source_date": row["source_date"],
        }


def _report_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for row in read_table(folder, "report2022/margins.csv"):
        yield {
            "measure": row["measure"],
            "name": row["name"],
            "value": maybe_int(row["value"]),
            "source_line": row["source_line"],
        }
