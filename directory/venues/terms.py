"""Is a day in a school term, in the holidays, or does nobody here know? Is it a bank holiday?

A day between two known stretches of the same authority is in the holidays. A day before the first or after
the last stretch that was loaded is neither: nobody here knows, and what depends on it must be asked.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete
from sqlmodel import Session, col, select

from directory.errors import InvalidInput
from directory.store import mark_changed
from directory.venues.models import SchoolTerm
from directory.venues.words import When
from directory.words import ALL_DISTRICTS, COUNTY, PETERBOROUGH

COLUMNS: Final = ("authority", "first_day", "last_day", "source")
AUTHORITIES: Final = (COUNTY, PETERBOROUGH)


@dataclass(frozen=True, slots=True)
class Terms:
    """The stretches of school weeks of one authority, in order."""

    stretches: tuple[tuple[date, date], ...] = ()

    def in_term(self, day: date) -> bool | None:
        """Whether a day is in a term; None where nobody here knows."""
        if not self.stretches or not self.stretches[0][0] <= day <= self.stretches[-1][1]:
            return None
        return any(first <= day <= last for first, last in self.stretches)

    def states(self, first: date, days: int) -> NDArray[np.int8]:
        """Tell of some days, from the first on: 1 in a term, 0 in the holidays, -1 unknown."""
        return _states(self, first, days)

    def counts(self, weeks: str, day: date) -> bool | None:
        """Whether what holds in such weeks holds on a day; None where nobody here knows."""
        if weeks == When.ALWAYS.value:
            return True
        told = self.in_term(day)
        return told if told is None or weeks == When.TERM.value else not told


NO_TERMS: Final = Terms()


@lru_cache(maxsize=32)
def _states(terms: Terms, first: date, days: int) -> NDArray[np.int8]:
    told = (terms.in_term(first + timedelta(days=number)) for number in range(days))
    return np.array([-1 if each is None else int(each) for each in told], np.int8)


def authority_of(district: str | None) -> str | None:
    """Name the authority whose school terms a district keeps."""
    if district == PETERBOROUGH:
        return PETERBOROUGH
    return COUNTY if district in ALL_DISTRICTS else None


def read_terms(session: Session) -> dict[str, Terms]:
    """Read the terms of each authority that has some."""
    found: dict[str, list[tuple[date, date]]] = {}
    for row in session.exec(select(SchoolTerm).order_by(col(SchoolTerm.first_day))):
        found.setdefault(row.authority, []).append((row.first_day, row.last_day))
    return {authority: Terms(tuple(stretches)) for authority, stretches in found.items()}


@lru_cache(maxsize=8)
def bank_holidays(first: date, last: date) -> frozenset[date]:
    """Give the bank holidays of England in a stretch of days."""
    from holidays import country_holidays  # noqa: PLC0415 - only where a calendar is read

    known = country_holidays("GB", subdiv="ENG", years=range(first.year, last.year + 1))
    return frozenset(day for day in known if first <= day <= last)


def load_terms(session: Session, path: Path, *, shipped: bool = False) -> int:
    """Take a CSV of terms in place of what its authorities had; return how many stretches there are now."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"{path.name} cannot be read as a CSV in UTF-8.") from error
    terms = _checked(rows, path.name, shipped=shipped)
    for authority in {term.authority for term in terms}:
        session.execute(delete(SchoolTerm).where(col(SchoolTerm.authority) == authority))
    session.add_all(terms)
    session.flush()
    mark_changed(session, "venues")
    return len(terms)


def _checked(rows: Sequence[dict[str, str]], name: str, *, shipped: bool) -> list[SchoolTerm]:
    lacking = [column for column in COLUMNS if not rows or column not in rows[0]]
    if lacking:
        raise InvalidInput(f"{name} needs the columns {', '.join(COLUMNS)}, and at least one row.")
    terms = [_term(row, number, shipped=shipped) for number, row in enumerate(rows, start=2)]
    _refuse_overlaps(terms)
    return terms


def _term(row: dict[str, str], number: int, *, shipped: bool) -> SchoolTerm:
    authority = (row["authority"] or "").strip()
    if authority not in AUTHORITIES:
        raise InvalidInput(
            f"Row {number}: the authority is {COUNTY} (Cambridgeshire) or {PETERBOROUGH} (Peterborough)."
        )
    try:
        first, last = (date.fromisoformat((row[each] or "").strip()) for each in ("first_day", "last_day"))
    except ValueError as error:
        raise InvalidInput(f"Row {number}: write days like 2026-09-01.") from error
    if first > last:
        raise InvalidInput(f"Row {number}: the last day is before the first.")
    source = (row["source"] or "").strip()
    if not source:
        raise InvalidInput(f"Row {number}: say where the dates are from, like the council's web page.")
    return SchoolTerm(authority=authority, first_day=first, last_day=last, source=source, shipped=shipped)


def _refuse_overlaps(terms: Iterable[SchoolTerm]) -> None:
    ordered = sorted(terms, key=lambda term: (term.authority, term.first_day))
    for one, other in pairwise(ordered):
        if one.authority == other.authority and other.first_day <= one.last_day:
            raise InvalidInput(f"Two stretches overlap: one begins on {other.first_day}.")
