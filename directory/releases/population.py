"""How many people live in each LSOA by the file that was loaded?"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from directory.errors import ImportRejected
from directory.imports.tables import read_table
from directory.releases.figures import check_lsoas, whole_numbers
from directory.releases.files import read_cells
from directory.releases.known import KnownAreas
from directory.releases.recognise import Recognised, age_of
from directory.releases.refusals import check_columns
from directory.releases.vintage import NOT_STATED, vintage_of
from directory.shipped.build.credits import OGL, ONS
from directory.shipped.build.tables import Cell, Origin, write_csv
from directory.shipped.manifest import TableNote
from directory.words import Release

_PATHS = {Release.R2011: "population/lsoa11_mid2020.csv", Release.R2021: "population/lsoa21_mid2022.csv"}
_WORKING_FROM, _RETIRED_FROM = 16, 65
_RURAL = ("rural_urban_code", "rural_urban")


@dataclass(frozen=True, slots=True)
class PopulationSet:
    """The population a file gave."""

    source: Recognised
    people: dict[str, int]
    bands: dict[str, tuple[int, int, int]]
    """Aged 0 to 15, 16 to 64, 65 and over; empty where the file has no single years of age."""
    rural_urban: dict[str, tuple[str, str]]
    """Code and words of the class; empty where the file has none."""


def read_population(source: Recognised, known: KnownAreas) -> PopulationSet:
    """Read the population of the LSOAs of the six districts, checked."""
    check_columns(source)
    assert source.release is not None  # noqa: S101 - it was recognised by its LSOAs
    ours = known.lsoas[source.release]
    code_column = source.columns["code"]
    cells = read_cells(
        source.file,
        list(dict.fromkeys(source.columns.values())),
        lambda chunk: chunk[code_column].isin(list(ours)),
    )
    cells = cells.rename(columns={theirs: name for name, theirs in source.columns.items()})
    cells = cells[cells["code"].isin(list(ours))].reset_index(drop=True)
    check_lsoas(cells, source, known)
    counts = whole_numbers(cells, "population", source)
    if counts.min() < 1:
        nobody = cells["code"][counts < 1].iloc[0]
        raise ImportRejected(f"{source.file.label}: nobody lives in {nobody}. Download the file again.")
    codes = cells["code"].tolist()
    return PopulationSet(
        source,
        dict(zip(codes, counts.tolist(), strict=True)),
        _bands(cells, counts, codes, source),
        dict(zip(codes, cells[list(_RURAL)].itertuples(index=False, name=None), strict=True))
        if set(_RURAL) <= set(cells.columns)
        else {},
    )


def _bands(
    cells: pd.DataFrame, counts: NDArray[np.int64], codes: list[str], source: Recognised
) -> dict[str, tuple[int, int, int]]:
    by_band: dict[int, list[NDArray[np.int64]]] = {0: [], 1: [], 2: []}
    for column in cells.columns:
        if str(column).startswith("age:"):
            age = age_of(source.columns[column]) or 0
            band = (age >= _WORKING_FROM) + (age >= _RETIRED_FROM)
            by_band[band].append(whole_numbers(cells, column, source))
    if not all(by_band.values()):
        return {}
    sums = [np.sum(by_band[band], axis=0) for band in range(3)]
    wrong = np.flatnonzero(np.sum(sums, axis=0) != counts)
    if len(wrong):
        raise ImportRejected(
            f"{source.file.label}: the ages of {codes[wrong[0]]} do not add up to its population. "
            "Download the file again."
        )
    return dict(zip(codes, zip(*(total.tolist() for total in sums), strict=True), strict=True))


def write_population(out: Path, shipped: Path, found: PopulationSet) -> TableNote:
    """Write a table of population; what the file does not tell of town and country stays as shipped."""
    release = found.source.release
    assert release is not None  # noqa: S101 - it was recognised by its LSOAs
    year = vintage_of(found.source)
    path, vintage = _PATHS[release], "year not stated" if year == NOT_STATED else f"mid-{year}"
    columns = {
        "code": f"ONS code of the LSOA (release {release.value})",
        "population": f"people living there, {vintage}",
        "aged_0_15": "of them aged 0 to 15; empty where the loaded file does not say",
        "aged_16_64": "of them aged 16 to 64",
        "aged_65_plus": "of them aged 65 and over",
        "rural_urban_code": "code of the rural-urban class",
        "rural_urban": "the rural-urban class in words",
    }
    return write_csv(
        out,
        path,
        title=f"Population by LSOA of {release.value}, {vintage}",
        columns=columns,
        rows=_rows(found, shipped, path),
        origin=Origin(
            source=(
                "Office for National Statistics, small area population estimates, loaded from "
                f"{found.source.file.label}; rural-urban classification"
            ),
            licence=OGL,
            vintage=vintage,
            attribution=ONS,
        ),
    )


def _rows(found: PopulationSet, shipped: Path, path: str) -> Iterator[tuple[Cell, ...]]:
    rural = {row["code"]: (row["rural_urban_code"], row["rural_urban"]) for row in read_table(shipped, path)}
    for code in sorted(found.people):
        bands: tuple[int | None, ...] = found.bands.get(code, (None, None, None))
        yield code, found.people[code], *bands, *found.rural_urban.get(code, rural[code])
