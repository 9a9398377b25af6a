"""How are numbers read out of a loaded table, and its rows checked against the areas we know?"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from directory.errors import ImportRejected
from directory.releases.known import KnownAreas
from directory.releases.recognise import Recognised
from directory.releases.refusals import UnfitSource, check_once, some


def numbers(cells: pd.DataFrame, column: str, source: Recognised) -> NDArray[np.float64]:
    """Read a column of numbers, with or without thousands separators; refuse what is none."""
    text = cells[column].str.replace(",", "", regex=False)
    values = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)
    wrong = np.flatnonzero(np.isnan(values))
    if len(wrong):
        raise ImportRejected(
            f'{source.file.label}: "{cells[column].iloc[wrong[0]]}" in the column {source.columns[column]} '
            f"(row {int(wrong[0]) + 2}) is not a number. Save the file again as it was published."
        )
    return values


def whole_numbers(cells: pd.DataFrame, column: str, source: Recognised) -> NDArray[np.int64]:
    """Read a column of whole numbers."""
    values = numbers(cells, column, source)
    wrong = np.flatnonzero(values != np.rint(values))
    if len(wrong):
        raise ImportRejected(
            f"{source.file.label}: {values[wrong[0]]} in the column {source.columns[column]} "
            "is not a whole number. Save the file again as it was published."
        )
    return values.astype(np.int64)


def check_lsoas(cells: pd.DataFrame, source: Recognised, known: KnownAreas) -> None:
    """Refuse rows that repeat an LSOA, or that are not all of ours."""
    release = source.release
    assert release is not None  # noqa: S101 - only what comes by LSOA is checked here
    check_once(cells["code"], source, "LSOA")
    expected = set(known.lsoas[release])
    absent = sorted(expected - set(cells["code"]))
    if absent:
        raise UnfitSource(
            f"{source.file.label}: it lacks {len(absent)} of the {len(expected)} LSOAs of {release.value} "
            f"of this area ({some(absent)}). Check which year's LSOAs it is for, or download the whole file."
        )
