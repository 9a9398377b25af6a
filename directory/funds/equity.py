"""Where did the money go, against how many live there and how deprived they are?

Totals of whole districts (`split`) and grants told one by one (`equity`) are never added together: one may
hold the other. What is not known is None, never zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row
from sqlmodel import Session

from directory.errors import InvalidInput
from directory.funds import queries
from directory.words import Level

LEVELS: Final = (Level.DISTRICT, Level.PARISH, Level.LSOA)
MOST_DEPRIVED_DECILE: Final = 2
"""The two most deprived tenths of England are its most deprived fifth."""


@dataclass(frozen=True, slots=True)
class EquityRow:
    """One area: what it got, and who lives there."""

    code: str
    name: str
    district_code: str
    district_name: str
    centre: tuple[float, float]
    """lon, lat."""
    people: int | None
    deprived_people: int | None
    """Who live in neighbourhoods of the most deprived fifth of England; None where not known."""
    imd_score: float | None
    imd_decile: int | None
    listings: int
    """Groups and services in the directory with a place there."""
    grants: int
    pence: int | None
    """None: no grant is recorded. It says nothing of those that are not."""

    @property
    def pence_a_head(self) -> float | None:
        """Pence for each resident."""
        return self.pence / self.people if self.pence is not None and self.people else None

    @property
    def pence_a_deprived_head(self) -> float | None:
        """Pence for each resident of the most deprived fifth; None where nobody is."""
        return self.pence / self.deprived_people if self.pence is not None and self.deprived_people else None


@dataclass(frozen=True, slots=True)
class Equity:
    """The areas of one level, and what could not be laid to any of them."""

    level: Level
    fund: str | None
    rows: tuple[EquityRow, ...]
    """Every area of the level, those without a record too."""
    grants: int
    pence: int
    """Of every grant that is held, wherever it went."""
    elsewhere_grants: int
    """Told for something larger than the level, or for no area: in no row."""
    elsewhere_pence: int


@dataclass(frozen=True, slots=True)
class SplitRow:
    """What one district got of a total that somebody published by district."""

    code: str
    name: str
    pence: int
    people: int | None
    deprived_people: int | None
    imd_score: float | None
    share: float
    """Of the money of the whole split."""
    people_share: float | None
    deprived_share: float | None


@dataclass(frozen=True, slots=True)
class Split:
    """A published total by district, from one source."""

    programme: str
    awarded_on: str
    source: str
    source_date: str
    note: str | None
    pence: int
    rows: tuple[SplitRow, ...]
    """The most deprived district first."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A published total of which no district is told."""

    title: str
    note: str | None
    pence: int
    awarded_on: str
    source: str


def equity(session: Session, level: Level = Level.DISTRICT, *, fund: str | None = None) -> Equity:
    """Lay the grants that are held to the areas of a level, the most a head first."""
    if level not in LEVELS:
        raise InvalidInput("Choose districts, parishes or neighbourhoods.", field="level")
    listings = queries.count_listings(session, level.value)
    money = {row.code: row for row in queries.sum_grants(session, level.value, fund)}
    whole = queries.sum_all_grants(session, fund)
    rows = []
    for area in queries.list_equity_areas(session, level.value):
        got = money.get(area.code)
        rows.append(
            EquityRow(
                code=area.code,
                name=area.name,
                district_code=area.district_code,
                district_name=area.district_name,
                centre=(area.lon, area.lat),
                people=area.population,
                deprived_people=_deprived(area, level),
                imd_score=area.imd_score,
                imd_decile=area.imd_decile,
                listings=listings.get(area.code, 0),
                grants=got.grants if got else 0,
                pence=got.pence if got else None,
            )
        )
    laid = sum(row.grants for row in rows)
    laid_pence = sum(row.pence or 0 for row in rows)
    rows.sort(key=lambda row: (row.pence is None, -(row.imd_score or 0), row.name))
    return Equity(
        level,
        fund,
        tuple(rows),
        whole.grants,
        whole.pence or 0,
        whole.grants - laid,
        (whole.pence or 0) - laid_pence,
    )


def _deprived(area: Row[Any], level: Level) -> int | None:
    """Count who lives in the most deprived fifth; not known of a parish, which splits neighbourhoods."""
    if level is Level.PARISH:
        return None
    if level is Level.LSOA:
        if area.imd_decile is None or area.population is None:
            return None
        return area.population if area.imd_decile <= MOST_DEPRIVED_DECILE else 0
    return None if area.deprived_people is None else int(area.deprived_people)


def splits(session: Session) -> tuple[Split, ...]:
    """Read what was published by district, source by source; of fewer than two districts nothing compares."""
    areas = {area.code: area for area in queries.list_equity_areas(session, Level.DISTRICT.value)}
    found: dict[tuple[str, str, str], list[Row[Any]]] = {}
    for row in queries.list_awards(session, aggregate=True):
        if row.area_level == Level.DISTRICT.value and row.area_code in areas:
            found.setdefault((row.programme or row.title, row.awarded_on, row.source_date), []).append(row)
    return tuple(_split(key, rows, areas) for key, rows in found.items() if len(rows) > 1)


def wholes(session: Session) -> tuple[Whole, ...]:
    """List published totals of which no district is told."""
    return tuple(
        Whole(row.title, row.description, row.amount_pence, row.awarded_on, row.source)
        for row in queries.list_awards(session, aggregate=True)
        if row.area_level != Level.DISTRICT.value
    )


def _split(key: tuple[str, str, str], rows: list[Row[Any]], areas: dict[str, Row[Any]]) -> Split:
    programme, awarded_on, source_date = key
    total = sum(row.amount_pence for row in rows)
    people = _sum_known(areas[row.area_code].population for row in rows)
    deprived = _sum_known(areas[row.area_code].deprived_people for row in rows)
    told = []
    for row in rows:
        area = areas[row.area_code]
        told.append(
            SplitRow(
                code=area.code,
                name=area.name,
                pence=row.amount_pence,
                people=area.population,
                deprived_people=area.deprived_people,
                imd_score=area.imd_score,
                share=row.amount_pence / total,
                people_share=area.population / people if people else None,
                deprived_share=area.deprived_people / deprived if deprived else None,
            )
        )
    told.sort(key=lambda row: -(row.imd_score or 0))
    return Split(programme, awarded_on, rows[0].source, source_date, rows[0].description, total, tuple(told))


def _sum_known(counts: Iterable[int | None]) -> int | None:
    """Add up; a share of a sum of which a part is not known would be too large."""
    known = list(counts)
    return None if None in known else sum(each for each in known if each is not None)
