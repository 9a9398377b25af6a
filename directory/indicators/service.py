"""Which figures of need are there, and how does one come in?"""

import math
from pathlib import Path
from typing import Any

from slugify import slugify
from sqlalchemy import Row
from sqlmodel import Session

from directory.errors import InvalidInput, NotFound
from directory.imports.sheets import RowAside, read_sheet, set_aside
from directory.indicators import queries
from directory.indicators.models import Indicator
from directory.indicators.schemas import (
    ConcernRead,
    IndicatorFigures,
    IndicatorLevel,
    IndicatorNew,
    IndicatorRead,
    IndicatorReport,
)
from directory.marks.personal import refuse_unfit
from directory.store import mark_changed

NOUN = "indicators"
LONGEST = {"slug": 60, "label": 120, "unit": 60, "source": 300, "licence": 120, "vintage": 60, "note": 500}
_RELEASES = {IndicatorLevel.LSOA11: "2011", IndicatorLevel.LSOA21: "2021"}


def list_indicators(session: Session) -> tuple[IndicatorRead, ...]:
    """List every indicator by label."""
    return tuple(_read(row) for row in queries.list_indicators(session))


def read_indicator(session: Session, slug: str) -> IndicatorRead:
    """Read one indicator."""
    rows = queries.list_indicators(session, slug)
    if not rows:
        raise NotFound(f"There is no indicator {slug}. `hereabouts indicators list` names those there are.")
    return _read(rows[0])


def read_figures(session: Session, slug: str) -> IndicatorFigures:
    """Read an indicator with its figures, by area code in order."""
    rows = queries.list_values(session, slug)
    return IndicatorFigures(
        read_indicator(session, slug), tuple(row.code for row in rows), tuple(row.value for row in rows)
    )


def _read(row: Row[Any]) -> IndicatorRead:
    indicator, known, named = tuple(row)
    fields = indicator.model_dump()
    fields["level"] = IndicatorLevel(fields["level"])
    return IndicatorRead(**fields, areas=known, unknown=named - known)


def concerns(session: Session, district: str | None = None) -> tuple[ConcernRead, ...]:
    """List the main areas of concern that a paper states of a district, in its order."""
    return tuple(
        ConcernRead(row.district_code, row.concern, row.source, row.source_line)
        for row in queries.list_concerns(session, district)
    )


def import_indicator(
    session: Session, file: Path, about: IndicatorNew, *, dry_run: bool = False
) -> IndicatorReport:
    """Take the figures of one indicator from a CSV of code,value in place of those it had.

    Bad rows come back with their line and reason. The caller commits.
    """
    about = _check(about)
    there = queries.list_indicators(session, about.slug)
    if there and there[0][0].shipped:
        raise InvalidInput(
            f"The indicator {about.slug} ships with the product. Choose another --slug.", field="slug"
        )
    rows = read_sheet(file, ("code", "value"))
    known = {level: _codes(session, level) for level in IndicatorLevel}
    wanted = known[about.level]
    values: dict[str, float | None] = {}
    lines: dict[str, int] = {}
    aside: list[RowAside] = []
    for row in rows:
        code = row.cell("code").upper()
        value = _read_value(row.cell("value"))
        fault = value if isinstance(value, str) else _find_fault(code, about.level, known, lines)
        if fault or isinstance(value, str):
            aside.append(set_aside(row, str(fault)))
            continue
        values[code], lines[code] = value, row.line
    fresh = _as_row(about)
    changed = bool(values) and (not there or _differs(session, there[0][0], fresh, values))
    if changed and not dry_run:
        queries.remove_indicator(session, about.slug)
        queries.add_indicator(session, fresh, [_value(about.slug, *pair) for pair in sorted(values.items())])
        mark_changed(session, NOUN)
    unknown = sum(value is None for value in values.values())
    return IndicatorReport(
        replaced=bool(there) and changed,
        changed=changed,
        values=len(values) - unknown,
        unknown=unknown,
        without=len(wanted - set(values)),
        aside=tuple(aside),
    )


def _check(about: IndicatorNew) -> IndicatorNew:
    if about.slug != slugify(about.slug) or not about.slug:
        raise InvalidInput(
            f'"{about.slug}" cannot be a slug. Use small letters, digits and hyphens, '
            f"like {slugify(about.slug) or 'no-car'}.",
            field="slug",
        )
    for name, longest in LONGEST.items():
        value = getattr(about, name)
        if value is None:
            continue
        if not value.strip():
            raise InvalidInput(f"The {name} is empty. Give --{name}.", field=name)
        if len(value) > longest:
            raise InvalidInput(
                f"The {name} has {len(value)} characters; keep it to {longest} or fewer.", field=name
            )
        refuse_unfit(value, name, field=name)
    return about


def _read_value(typed: str) -> float | str | None:
    """Read a figure; None is unknown, and a text says what is wrong with it."""
    if not typed:
        return None
    try:
        value = float(typed.removesuffix("%"))
    except ValueError:
        return f'"{typed}" is not a number. Write digits and a point only; leave the cell empty for unknown.'
    return value if math.isfinite(value) else f'"{typed}" is not a figure. Leave the cell empty for unknown.'


def _codes(session: Session, level: IndicatorLevel) -> set[str]:
    release = _RELEASES.get(level)
    return queries.list_codes(session, "lsoa" if release else level.value, release)


def _find_fault(
    code: str, level: IndicatorLevel, known: dict[IndicatorLevel, set[str]], lines: dict[str, int]
) -> str | None:
    if code in lines:
        return f"{code} is also in line {lines[code]}. Keep one of the two."
    if code in known[level]:
        return None
    other = next((other for other, codes in known.items() if code in codes), None)
    if other is not None:
        return f"{code} is one of the {other.label}, not of the {level.label}. Check the code or --level."
    return f"{code or 'An empty cell'} is none of the {level.label} that are loaded. Check the code."


def _as_row(about: IndicatorNew) -> dict[str, object]:
    return {
        "slug": about.slug,
        "label": about.label.strip(),
        "unit": about.unit.strip(),
        "level": about.level.value,
        "higher_is_worse": about.higher_is_worse,
        "source": about.source.strip(),
        "licence": about.licence.strip(),
        "vintage": about.vintage.strip(),
        "note": about.note,
        "shipped": False,
    }


def _value(slug: str, code: str, value: float | None) -> dict[str, object]:
    return {"slug": slug, "code": code, "value": value}


def _differs(
    session: Session, old: Indicator, fresh: dict[str, object], values: dict[str, float | None]
) -> bool:
    before = {row.code: row.value for row in queries.list_values(session, str(fresh["slug"]))}
    return old.model_dump() != fresh or before != values


def remove_indicator(session: Session, slug: str) -> None:
    """Remove an indicator that was brought here; the caller commits."""
    if read_indicator(session, slug).shipped:
        raise InvalidInput(f"The indicator {slug} ships with the product and stays.", field="slug")
    queries.remove_indicator(session, slug)
    mark_changed(session, NOUN)
