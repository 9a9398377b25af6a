"""How does it look on a map where the money went, beside how deprived the places are?

Steps of money are the same on every map, so that two can be compared. What is not known is hatched and never
drawn as nothing.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from directory.funds.equity import Equity, EquityRow, Split
from directory.speech import pounds
from directory.words import ALL_DISTRICTS, Release
from web.choropleth import DOTS, HATCH, UNKNOWN, Drawing, Shape, Step
from web.contexts.funding import MoneyMaps
from web.contexts.gaps import MapPicture
from web.funding_words import NO_RECORDS, a_head
from web.nearmap import Spot
from web.outlines import OutlinePicture

Look: TypeAlias = tuple[str, str]
"""The class of an area and what is drawn over it."""
_FROM_PENCE: Final = (10.0, 100.0, 1_000.0, 10_000.0)
"""A head: where the five steps of money part."""
_NO_RECORD: Final = (UNKNOWN, HATCH)
_NO_PEOPLE: Final = (UNKNOWN, DOTS)
"""A record, but nobody knows for how many people."""
_MONEY: Final[Mapping[Look, str]] = {
    ("a1", ""): "Under 10p a head",
    ("a2", ""): "10p to £1 a head",
    ("a3", ""): "£1 to £10 a head",
    ("a4", ""): "£10 to £100 a head",
    ("a5", ""): "£100 a head or more",
    _NO_PEOPLE: "On record; a head not known",
    _NO_RECORD: "No record: not known",
}
_NO_DECILE: Final = (UNKNOWN, HATCH)
_DEPRIVED: Final[Mapping[Look, str]] = {
    ("n5", ""): "Tenths 1 and 2, the most deprived",
    ("n4", ""): "Tenths 3 and 4",
    ("n3", ""): "Tenths 5 and 6",
    ("n2", ""): "Tenths 7 and 8",
    ("n1", ""): "Tenths 9 and 10, the least deprived",
    _NO_DECILE: "Not known",
}


@dataclass(frozen=True, slots=True)
class _Area:
    """An area to draw; `pence` is None where no grant is recorded."""

    code: str
    name: str
    people: int | None
    decile: int | None
    pence: int | None

    @property
    def pence_a_head(self) -> float | None:
        return self.pence / self.people if self.pence is not None and self.people else None


def split_maps(split: Split, everywhere: Equity, picture: OutlinePicture) -> MoneyMaps:
    """Draw a published total by district; a district that the source does not tell of is not known."""
    told = {row.code: row.pence for row in split.rows}
    return _maps([_area(row, told.get(row.code)) for row in everywhere.rows], picture)


def area_maps(found: Equity, picture: OutlinePicture) -> MoneyMaps | None:
    """Draw the grants on record; None where no area has one, as hatching alone tells nothing."""
    areas = [_area(row, row.pence) for row in found.rows if row.code in picture.outlines]
    return _maps(areas, picture) if any(area.pence is not None for area in areas) else None


def parish_spots(rows: Iterable[EquityRow]) -> tuple[Spot, ...]:
    """Put parishes with a record on a map, numbered as in the table."""
    return tuple(
        Spot(
            lon=row.centre[0],
            lat=row.centre[1],
            number=number,
            name=f"{row.name}, {a_head(row.pence_a_head)} a head",
            anchor=row.code,
            approximate=False,
        )
        for number, row in enumerate(rows, 1)
    )


def _area(row: EquityRow, pence: int | None) -> _Area:
    return _Area(row.code, row.name, row.people, row.imd_decile, pence)


def _maps(areas: Iterable[_Area], picture: OutlinePicture) -> MoneyMaps:
    # In one order, whatever the table is sorted by.
    drawn = sorted(areas, key=lambda area: area.code)
    return MoneyMaps(
        money=_picture(drawn, [_money(area) for area in drawn], _MONEY, picture),
        deprivation=_picture(drawn, [_deprived(area) for area in drawn], _DEPRIVED, picture),
    )


def _money(area: _Area) -> tuple[Look, str]:
    """Give the look of an area, and what its money is in words."""
    if area.pence is None:
        return _NO_RECORD, NO_RECORDS
    known = area.pence_a_head
    if known is None:
        return _NO_PEOPLE, f"{pounds(area.pence)} on record, a head not known"
    return (f"a{bisect_right(_FROM_PENCE, known) + 1}", ""), f"{a_head(known)} a head on record"


def _deprived(area: _Area) -> tuple[Look, str]:
    if area.decile is None:
        return _NO_DECILE, "deprivation not known"
    words = f"deprivation: tenth {area.decile} of England, 1 is the most deprived"
    return (f"n{5 - (area.decile - 1) // 2}", ""), words


def _picture(
    areas: Sequence[_Area],
    looks: Sequence[tuple[Look, str]],
    legend: Mapping[Look, str],
    picture: OutlinePicture,
) -> MapPicture:
    shown = {look for look, _words in looks}
    shapes = tuple(
        Shape(
            code=area.code,
            css=css,
            title=f"{area.name}\n{_people(area)}\n{words}",
            is_gap=False,
            pattern=pattern,
        )
        for area, ((css, pattern), words) in zip(areas, looks, strict=True)
    )
    return MapPicture(
        drawing=Drawing(
            theme=None,
            shapes=shapes,
            steps=tuple(_step(look, label, areas, looks) for look, label in legend.items() if look in shown),
            unknown=None,
            need_labels=("", "", ""),
        ),
        path=picture.path,
        view=picture.view_of(area.code for area in areas),
        release=Release.R2021,
        districts=ALL_DISTRICTS,
        approximate=(),
        states="",
    )


def _step(look: Look, label: str, areas: Sequence[_Area], looks: Sequence[tuple[Look, str]]) -> Step:
    people = [area.people for area, (its, _words) in zip(areas, looks, strict=True) if its == look]
    known = [each for each in people if each is not None]
    return Step(look[0], label, len(people), sum(known) if len(known) == len(people) else None, look[1])


def _people(area: _Area) -> str:
    return "population not known" if area.people is None else f"{area.people:,} people"
