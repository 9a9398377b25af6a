"""Is one district better served than another, and what hangs on one listing?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urlencode

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.session import reading
from directory.areas.service import attribution_lines, contact_points, list_areas
from directory.clock import LONDON
from directory.coverage.compare import compare
from directory.coverage.fragile import fragile
from directory.coverage.overlaps import overlaps
from directory.coverage.schemas import ALL_CAPITALS
from directory.coverage.unequal import inequalities
from directory.words import ALL_DISTRICTS, Level
from web.compare_words import (
    answer_words,
    capital_rows,
    chance_words,
    disagree_words,
    doubt_lines,
    inequality_row,
    measure_lines,
    side_rows,
)
from web.contexts.compare import ComparePage, FragilePage, HangingRow
from web.contexts.gaps import Link, Option, OptionGroup
from web.fragile_words import fragile_words, shared_row, shared_words
from web.gap_choices import GapChoices, read_choices
from web.gap_filters import filters_of
from web.gap_names import GapNames, read_names
from web.pages.runs import router as runs_router
from web.pages.runs import subject_words
from web.render import render

FIRST, SECOND = "E07000011", "E07000009"
"""Compared where nothing is chosen."""

router = APIRouter(include_in_schema=False)
router.include_router(runs_router)


@dataclass(frozen=True, slots=True)
class PairChoices:
    """Which two places, and the view they are compared in."""

    a: str
    b: str
    choices: GapChoices

    def address(self) -> str:
        """Return the address of this comparison."""
        base = self.choices.address("/gaps/compare")
        return f"{base}{'&' if '?' in base else '?'}{urlencode({'a': self.a, 'b': self.b})}"


def read_pair(given: Mapping[str, str]) -> PairChoices:
    """Read an address; the district of a view that leads here is the first of the two."""
    choices = read_choices(given)
    a = given.get("a") or choices.within or choices.district or FIRST
    b = given.get("b") or (SECOND if a != SECOND else FIRST)
    # Of the view only what is looked for, when, how fresh, by which need and release plays a part.
    plain = GapChoices(
        capital=choices.capital,
        category=choices.category,
        release=choices.release,
        visiting=choices.visiting,
        need=choices.need,
        day=choices.day,
        at=choices.at,
        trust=choices.trust,
    )
    return PairChoices(a, b, plain)


@router.get("/gaps/compare")
def show_compare(request: Request) -> Response:
    pair = read_pair(request.query_params)
    choices = pair.choices
    with reading(request) as session:
        names = read_names(session)
        names.check(choices)
        told = compare(session, choices.query, pair.a, pair.b)
        subject = subject_words(choices, names)
        page = ComparePage(
            title=f"Is {told.a.name} better served than {told.b.name}?",
            talk=contact_points(session, None),
            told=told,
            computed_at=told.computed_at.astimezone(LONDON),
            subject=subject,
            answer=answer_words(told),
            chance=chance_words(told),
            lines=measure_lines(told, subject),
            disagree=disagree_words(told),
            doubts=doubt_lines(told),
            rows=side_rows(told),
            capitals=capital_rows(told),
            unequal=tuple(inequality_row(place) for place in inequalities(session, choices.query)),
            first=_places(session, choices, names, pair.a),
            second=_places(session, choices, names, pair.b),
            filters=filters_of(choices, names, told.need_label),
            next_links=_next(choices),
            turned=replace(pair, a=pair.b, b=pair.a).address(),
            back=choices.address(),
            credits=attribution_lines(session),
        )
    return render(request, page)


@router.get("/gaps/fragile")
def show_fragile(request: Request) -> Response:
    choices = read_choices(request.query_params)
    with reading(request) as session:
        names = read_names(session)
        names.check(choices)
        told = fragile(session, choices.query)
        shared = overlaps(session, choices.query)
        subject = subject_words(choices, names)
        page = FragilePage(
            title=f"What hangs on one listing in {names.place(choices)}?",
            talk=contact_points(session, choices.district),
            told=told,
            computed_at=told.computed_at.astimezone(LONDON),
            place=names.place(choices),
            subject=subject,
            answer=fragile_words(told, subject),
            rows=tuple(
                HangingRow(each, f"/listing/{each.slug}", _closing(choices, each.slug))
                for each in told.hanging
            ),
            shared=shared,
            shared_words=shared_words(shared),
            shared_rows=tuple(shared_row(pair) for pair in shared.pairs),
            filters=filters_of(choices, names, told.need_label),
            next_links=(
                Link("Where people with most need have least", choices.address(), "the map and its table"),
                Link("Compare two districts", choices.address("/gaps/compare"), "side by side"),
                Link("What changed between two dates", choices.address("/gaps/runs"), "runs of the figures"),
            ),
            back=choices.address(),
            credits=attribution_lines(session),
        )
    return render(request, page)


def _closing(choices: GapChoices, slug: str) -> str:
    """Lead to the same count without a listing: also where any listing is counted, not only its kind."""
    base = choices.address("/gaps/what-if")
    terms = (
        {"close": slug} if choices.capital or choices.category else {"capital": ALL_CAPITALS, "close": slug}
    )
    return f"{base}{'&' if '?' in base else '?'}{urlencode(terms)}"


def _places(session: Session, choices: GapChoices, names: GapNames, chosen: str) -> tuple[OptionGroup, ...]:
    """List the places that can be compared: districts, own units, parishes."""
    districts = tuple(Option(code, names.districts.get(code, code), code == chosen) for code in ALL_DISTRICTS)
    parishes = list_areas(session, Level.PARISH, choices.release)
    by_district = groupby(sorted(parishes, key=lambda area: (area.district_name, area.name)), key=_district)
    groups = [OptionGroup("Districts", districts)]
    groups += [
        OptionGroup(name, tuple(Option(each.code, each.name, each.code == chosen) for each in units))
        for name, units in groupby(names.units, key=lambda each: each.geography_name)
    ]
    groups += [
        OptionGroup(
            f"Parishes of {name}", tuple(Option(each.code, each.name, each.code == chosen) for each in found)
        )
        for name, found in by_district
    ]
    if not any(option.chosen for group in groups for option in group.options):
        groups.insert(0, OptionGroup("Chosen", (Option(chosen, chosen, chosen=True),)))
    return tuple(groups)


def _district(area: object) -> str:
    return str(getattr(area, "district_name", ""))


def _next(choices: GapChoices) -> tuple[Link, ...]:
    return (
        Link("Where people with most need have least", choices.address(), "the map and its table"),
        Link("What hangs on one listing", choices.address("/gaps/fragile"), "and how much the maps share"),
        Link("What changed between two dates", choices.address("/gaps/runs"), "runs of the figures"),
    )
