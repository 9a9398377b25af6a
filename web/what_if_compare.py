"""How do two what-ifs stand side by side?"""

from dataclasses import dataclass

from directory.coverage.what_if_schemas import Affected, WhatIf
from directory.speech import kilometres
from web.contexts.what_if import CompareColumn, CompareRow, CompareTable, FigureRow
from web.what_if_words import FIFTHS, about, figure_table


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the two."""

    column: CompareColumn
    answer: WhatIf


def comparison(a: Compared, b: Compared) -> tuple[CompareTable, ...]:
    """Put two what-ifs side by side; where both count the same, what is now stands once."""
    return (_people(a, b), *_figures(a, b))


def _people(a: Compared, b: Compared) -> CompareTable:
    both = (a.answer, b.answer)
    rows = [
        _row("People further away", "", *(about(each.loses.people) for each in both)),
        _row("… further by, on average", "", *(_extra(each.loses) for each in both)),
        _row("… of them in high need", "", *(about(each.loses.in_need) for each in both)),
        _row("… lose the only one within a walk", "", *(_past(each.loses.past_walk) for each in both)),
        _row("… lose the only one within a cycle ride", "", *(_past(each.loses.past_cycle) for each in both)),
        _row("People nearer", "", *(about(each.gains.people) for each in both)),
        _row("… nearer by, on average", "", *(_extra(each.gains) for each in both)),
        _row("… of them in high need", "", *(about(each.gains.in_need) for each in both)),
    ]
    worse = [{group.name: group.loses.people for group in each.by_need} for each in both]
    rows += [
        _row(f"Further away: {words[0].lower()}{words[1:]}", "", *(about(each.get(key, 0)) for each in worse))
        for key, words in FIFTHS.items()
        if any(each.get(key) for each in worse)
    ]
    return CompareTable("People", (_name(a), _name(b)), tuple(rows))


def _figures(a: Compared, b: Compared) -> tuple[CompareTable, ...]:
    """Put the measures of the places both tell of side by side."""
    tables = [{table.name: figure_table(table) for table in each.answer.tables} for each in (a, b)]
    told = []
    for name in tables[0]:
        if name not in tables[1]:
            continue
        one, other = (tables[at][name] for at in (0, 1))
        rows = list(zip((*one.rows, *one.more), (*other.rows, *other.more), strict=True))
        same = all(left.now == right.now for left, right in rows)
        headings = (
            ("Now", _name(a), _name(b))
            if same
            else (f"{_name(a)}: now", f"{_name(a)}: then", f"{_name(b)}: now", f"{_name(b)}: then")
        )
        told.append(CompareTable(name, headings, tuple(_both(*row, same=same) for row in rows)))
    return tuple(told)


def _both(one: FigureRow, other: FigureRow, *, same: bool) -> CompareRow:
    cells = (one.now, one.then, other.then) if same else (one.now, one.then, other.now, other.then)
    return _row(one.label, one.hint, *cells)


def _row(label: str, hint: str, *cells: str) -> CompareRow:
    return CompareRow(label, hint, cells)


def _name(found: Compared) -> str:
    return found.column.heading


def _extra(those: Affected) -> str:
    return "none" if those.extra_m is None else kilometres(abs(those.extra_m))


def _past(people: int | None) -> str:
    return "not known" if people is None else about(people)
