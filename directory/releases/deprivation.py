"""How deprived is each LSOA by the file that was loaded, and where do England's deciles lie?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from directory.errors import ImportRejected
from directory.imports.tables import read_table
from directory.releases.figures import check_lsoas, numbers, whole_numbers
from directory.releases.files import read_cells
from directory.releases.known import AREAS_IN_ENGLAND, KnownAreas
from directory.releases.recognise import MEASURES, Recognised
from directory.releases.refusals import check_columns
from directory.shipped.build.credits import DEPRIVATION, OGL
from directory.shipped.build.tables import Cell, Origin, write_csv
from directory.shipped.manifest import TableNote
from directory.words import Domain, Release

DECILES_PATH = "deprivation/england_deciles.csv"
_PATHS = {
    Release.R2011: "deprivation/iod2019_lsoa11.csv",
    Release.R2021: "deprivation/iod2025_lsoa21.csv",
}
_INDEX = {Release.R2011: "2019", Release.R2021: "2025"}
_STEMS = ("imd", *(domain.value for domain in Domain))
_MOST_DISAGREEING_SHARE = 0.01
_FEWEST_DISTINCT_SHARE = 0.9
_DECILES = 10
_FIRST_DISTRICTS_OF_2019 = 2018


@dataclass(frozen=True, slots=True)
class DeprivationSet:
    """The index of deprivation a file gave."""

    source: Recognised
    ours: pd.DataFrame
    """One row an LSOA of the six districts, columns as in the shipped table."""
    england: pd.DataFrame | None
    """All of England, where the file holds it: only then do its deciles follow."""

    @property
    def release(self) -> Release:
        assert self.source.release is not None  # noqa: S101 - it was recognised by its LSOAs
        return self.source.release


def read_deprivation(source: Recognised, known: KnownAreas) -> DeprivationSet:
    """Read an index of deprivation, checked."""
    check_columns(source)
    _check_index(source)
    columns = {ours: theirs for ours, theirs in source.columns.items() if ours != "district"}
    cells = read_cells(source.file, list(columns.values()))
    cells.columns = pd.Index(list(columns))
    cells = cells[cells["code"] != ""].reset_index(drop=True)
    check_lsoas(cells, source, known)
    assert source.release is not None  # noqa: S101 - it was recognised by its LSOAs
    in_england = AREAS_IN_ENGLAND[source.release]
    england = cells[cells["code"].str.startswith("E")].reset_index(drop=True)
    whole = len(england) == in_england
    for stem in _STEMS:
        _check_ranks(england, stem, source, in_england, whole=whole)
    table = england[["code", *(f"{stem}_{measure}" for stem in _STEMS for measure in MEASURES)]]
    ours = table[table["code"].isin(list(known.lsoas[source.release]))].sort_values("code")
    return DeprivationSet(source, ours.reset_index(drop=True), table if whole else None)


def _check_index(source: Recognised) -> None:
    """Refuse the index of 2015, which has the LSOAs of 2011 too."""
    year = re.search(r"\((20\d\d)\)", source.columns.get("district", ""))
    if source.release is Release.R2011 and year and int(year[1]) < _FIRST_DISTRICTS_OF_2019:
        raise ImportRejected(
            f"{source.file.label}: its districts are of {year[1]}, so it is the index of 2015 or older. "
            "Download File 7 of the English Indices of Deprivation 2019."
        )


def _check_ranks(
    england: pd.DataFrame, stem: str, source: Recognised, in_england: int, *, whole: bool
) -> None:
    """Refuse ranks that are not England's: out of range, repeated, or at odds with decile or score."""
    label = source.file.label
    rank = whole_numbers(england, f"{stem}_rank", source)
    decile = whole_numbers(england, f"{stem}_decile", source)
    score = numbers(england, f"{stem}_score", source)
    if rank.min() < 1 or rank.max() > in_england:
        raise ImportRejected(
            f"{label}: the ranks in {source.columns[f'{stem}_rank']} go from {rank.min()} to {rank.max()}, "
            f"outside 1 to {in_england}. Download the file again."
        )
    distinct = len(np.unique(rank))
    if distinct < _FEWEST_DISTINCT_SHARE * len(rank) or (whole and rank.max() < 0.99 * in_england):
        raise ImportRejected(
            f"{label}: the ranks in {source.columns[f'{stem}_rank']} do not cover England's: "
            f"{distinct} different ones for {len(rank)} LSOAs. Download the file again."
        )
    expected = np.ceil(rank * _DECILES / in_england)
    if (decile != expected).mean() > _MOST_DISAGREEING_SHARE:
        raise ImportRejected(
            f"{label}: ranks and deciles of {source.columns[f'{stem}_rank']} disagree: they must be those of "
            f"the whole of England ({in_england} LSOAs), 1 the most deprived. "
            "Use the published ranks, not ranks within the area."
        )
    if len(rank) > 1 and score.std() and np.corrcoef(rank, score)[0, 1] > 0:
        raise ImportRejected(
            f"{label}: in {source.columns[f'{stem}_score']} the less deprived have the higher scores. "
            "Rank 1 must be the most deprived, with the highest score."
        )


def write_deprivation(out: Path, shipped: Path, sets: Sequence[DeprivationSet]) -> list[TableNote]:
    """Write the tables of deprivation, and England's deciles where a file held all of England."""
    notes = [_write_index(out, found) for found in sets]
    england = {found.release: found for found in sets if found.england is not None}
    if england:
        notes.append(_write_deciles(out, shipped, england))
    return notes


def _origin(found: DeprivationSet) -> Origin:
    year = _INDEX[found.release]
    return Origin(
        source=(
            "Ministry of Housing, Communities and Local Government, English Indices of Deprivation "
            f"{year}, loaded from {found.source.file.label}"
        ),
        licence=OGL,
        vintage=year,
        attribution=DEPRIVATION,
    )


def _write_index(out: Path, found: DeprivationSet) -> TableNote:
    meaning = {
        "score": "score as in the loaded file (higher is more deprived)",
        "rank": "rank in England, 1 is the most deprived",
        "decile": "tenth of England, 1 is the most deprived",
    }
    columns = {"code": f"ONS code of the LSOA (release {found.release.value})"} | {
        f"{stem}_{measure}": f"{stem.replace('_', ' ')}: {meaning[measure]}"
        for stem in _STEMS
        for measure in MEASURES
    }
    return write_csv(
        out,
        _PATHS[found.release],
        title=f"Deprivation {_INDEX[found.release]} by LSOA of {found.release.value}",
        columns=columns,
        rows=found.ours.itertuples(index=False, name=None),
        origin=_origin(found),
    )


def _write_deciles(out: Path, shipped: Path, england: dict[Release, DeprivationSet]) -> TableNote:
    rows: list[tuple[Cell, ...]] = [
        (row["release"], row["domain"], row["decile"], row["score_from"], row["score_to"], row["areas"])
        for row in read_table(shipped, DECILES_PATH)
        if Release(row["release"]) not in england
    ]
    for found in england.values():
        rows.extend(_ranges(found))
    rows.sort(key=lambda row: str(row[0]))
    first = next(iter(england.values()))
    return write_csv(
        out,
        DECILES_PATH,
        title="The range of scores in each of England's deciles of deprivation",
        columns={
            "release": "release of the LSOAs: 2011 (index of 2019) or 2021 (index of 2025)",
            "domain": "imd (all domains together) or one of the seven domains",
            "decile": "1 is the most deprived tenth of England, 10 the least",
            "score_from": "lowest score in the decile",
            "score_to": "highest score in the decile",
            "areas": "LSOAs of England in the decile",
        },
        rows=rows,
        origin=_origin(first),
    )


def _ranges(found: DeprivationSet) -> Iterator[tuple[Cell, ...]]:
    assert found.england is not None  # noqa: S101 - chosen by that
    for stem in _STEMS:
        decile = found.england[f"{stem}_decile"].astype(float).astype(int)
        score = found.england[f"{stem}_score"].str.replace(",", "", regex=False).astype(float)
        grouped = score.groupby(decile)
        for number in range(1, _DECILES + 1):
            inside = grouped.get_group(number)
            yield (
                found.release.value,
                stem,
                number,
                repr(float(inside.min())),
                repr(float(inside.max())),
                len(inside),
            )
