"""Which areas lie wholly in an area, and which overlap it? By the live postcodes that each holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from directory.kept import Kept
from directory.noticeboard import queries
from directory.noticeboard.shapes import inside
from directory.words import around_district

_LEVELS: Final = ("lsoa11", "lsoa21", "ward", "parish", "district")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Pieces = frozenset[int]
"""Of ground, by number: the postcodes of a piece lie in the same areas."""


@dataclass(frozen=True, slots=True)
class Nesting:
    """The ground of the directory in pieces, of which each lies in one combination of areas."""

    codes: tuple[tuple[str, ...], ...]
    """Of each piece, the areas it lies in."""
    held: dict[str, Pieces]
    """Of each area, its pieces."""
    points: Floats
    """Lon and lat of every live postcode, shape (n, 2); NaN where it is not known."""
    piece: Ints
    """Of each postcode, the number of its piece."""
    many: Ints
    """Of each piece, how many postcodes it has."""

    def of_areas(self, codes: Iterable[str]) -> Pieces:
        """List the pieces of some areas together."""
        return frozenset().union(*(self.held.get(code, frozenset()) for code in codes))

    def of_shape(self, shape: dict[str, object]) -> tuple[Pieces, Pieces]:
        """List the pieces of which every postcode is in a drawn shape, and those of which one or more is."""
        counts = np.bincount(self.piece[inside(shape, self.points)], minlength=len(self.many))
        whole, some = (counts == self.many).nonzero()[0], counts.nonzero()[0]
        return frozenset(whole.tolist()), frozenset(some.tolist())

    def ground(
        self, codes: Iterable[str], shape: dict[str, object] | None
    ) -> tuple[frozenset[str], frozenset[str]]:
        """List the areas wholly in what is named or drawn, and those that only share ground with it."""
        named = frozenset(codes)
        whole = some = self.of_areas(named)
        if shape is not None:
            drawn_whole, drawn_some = self.of_shape(shape)
            whole, some = whole | drawn_whole, some | drawn_some
        below = frozenset(code for code in self.touching(whole) if self.held[code] <= whole) | named
        return below, self.touching(some) - below

    def touching(self, pieces: Pieces) -> frozenset[str]:
        """List the areas that share ground with these pieces."""
        return frozenset(code for number in pieces for code in self.codes[number])

    def overlapping(self, code: str) -> frozenset[str]:
        """List an area with those it lies in, those that lie in it and those it shares ground with."""
        return self.touching(self.of_areas([code])) | {code}

    def meets(self, code: str, shape: dict[str, object]) -> bool:
        """Tell whether a postcode of an area lies in a drawn shape."""
        own = self.held.get(code, frozenset())
        return bool(own & self.of_shape(shape)[1])


def read_nesting(session: Session) -> Nesting:
    """Give which areas lie in which, read only where areas changed since the last time."""
    return _NESTINGS.of(session)


def _read(session: Session) -> Nesting:
    numbers: dict[tuple[str, ...], int] = {}
    points, piece = [], []
    for row in queries.list_postcodes(session):
        areas = tuple(code for level in _LEVELS if (code := getattr(row, level)))
        piece.append(numbers.setdefault(areas + around_district(row.district), len(numbers)))
        points.append((row.lon, row.lat))
    held: dict[str, set[int]] = {}
    for areas, number in numbers.items():
        for code in areas:
            held.setdefault(code, set()).add(number)
    return Nesting(
        codes=tuple(numbers),
        held={code: frozenset(each) for code, each in held.items()},
        points=np.array(points, dtype=np.float64).reshape(-1, 2),
        piece=np.array(piece, dtype=np.int64),
        many=np.bincount(np.array(piece, dtype=np.int64), minlength=len(numbers)),
    )


_NESTINGS: Final = Kept(_read, "areas")
