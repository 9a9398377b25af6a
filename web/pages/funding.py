"""Where did the money go? `/funding`, its table and the grants in the 360Giving form."""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.answers import CSV, answer_bytes
from api.session import reading
from directory.areas.service import contact_points
from directory.errors import InvalidInput
from directory.funds.amounts import pounds
from directory.funds.equity import LEVELS, Equity, EquityRow, equity, splits, wholes
from directory.funds.service import (
    count_awards,
    find_fund,
    given_funds,
    licences,
    list_awards,
    list_funds,
)
from directory.funds.threesixty import write_package, write_table
from directory.releases.active import active_folder
from directory.spreadsheet import harmless
from directory.words import Level, Release
from web.contexts.funding import FundingPage, MoneyMaps
from web.contexts.gaps import Option
from web.funding_map import area_maps, parish_spots, split_maps
from web.funding_words import (
    AREA_WORDS,
    area_line,
    grant_line,
    left_over_words,
    silent_words,
    split_table,
    summary_words,
    whole_line,
)
from web.map_names import named
from web.outlines import read_picture
from web.pages.near import near_map
from web.render import render

MOST_GRANTS: Final = 100
"""So many are shown, the newest first; the files have all."""
COLUMNS: Final = (
    "code",
    "name",
    "district",
    "people",
    "people_in_most_deprived_fifth",
    "imd_decile",
    "grants_on_record",
    "pounds_on_record",
    "pence_a_head",
    "groups_and_services_listed",
)

router = APIRouter(include_in_schema=False)


@router.get("/funding")
def show_funding(request: Request) -> Response:
    level, fund = read_choices(request.query_params)
    with reading(request) as session:
        page = _page(request, session, level, fund)
    return render(request, page)


def read_choices(given: Mapping[str, str]) -> tuple[Level, str | None]:
    """Read the level and the fund somebody chose."""
    asked = given.get("level") or Level.DISTRICT.value
    level = next((each for each in LEVELS if each.value == asked), None)
    if level is None:
        raise InvalidInput("Choose districts, parishes or neighbourhoods.", field="level")
    return level, given.get("fund") or None


def _named(maps: MoneyMaps, session: Session) -> MoneyMaps:
    return MoneyMaps(named(maps.money, session), named(maps.deprivation, session))


def _page(request: Request, session: Session, level: Level, fund: str | None) -> FundingPage:
    if fund is not None:
        find_fund(session, fund)
    found = equity(session, level, fund=fund)
    grants = list_awards(session, fund=fund, aggregate=False, limit=MOST_GRANTS)
    given = given_funds(session)
    picture = read_picture(active_folder(session, request.app.state.data_dir), Release.R2021)
    districts = found if level is Level.DISTRICT else equity(session)
    shown = _shown(found)
    by_pins = level is Level.PARISH
    pins = near_map(request, session, None, list(parish_spots(shown))) if by_pins else None
    numbered = pins is not None and not pins.dots
    maps = None if by_pins else area_maps(found, picture)
    in_splits = splits(session)
    above: Counter[str] = Counter()
    for row in (row for each in in_splits if fund is None for row in each.rows):
        above[row.code] += row.pence
    return FundingPage(
        title="Where money went",
        talk=contact_points(session, None),
        splits=tuple(
            split_table(each, _named(split_maps(each, districts, picture), session)) for each in in_splits
        ),
        levels=tuple(Option(each.value, AREA_WORDS[each][1].capitalize(), each is level) for each in LEVELS),
        funds=(
            Option("", "Every fund and none", fund is None),
            *(
                Option(each.key, each.name, each.key == fund)
                for each in list_funds(session)
                if each.key in given
            ),
        ),
        summary=summary_words(found),
        areas=AREA_WORDS[level][1],
        shows_deprived=level is Level.DISTRICT,
        lines=tuple(
            area_line(row, level, number if numbered else None, above=above[row.code])
            for number, row in enumerate(shown, 1)
        ),
        maps=_named(maps, session) if maps is not None else None,
        pins=pins,
        silent=silent_words(found),
        left_over=left_over_words(found),
        grants=tuple(grant_line(award) for award in grants),
        grants_more=max(0, count_awards(session, fund=fund, aggregate=False) - MOST_GRANTS),
        wholes=tuple(whole_line(each) for each in wholes(session)),
        csv=f"/funding/download.csv?level={level.value}" + (f"&fund={fund}" if fund else ""),
        licences=licences(session),
    )


def _shown(found: Equity) -> tuple[EquityRow, ...]:
    """Give every district, the most deprived first, and of smaller areas those with a record."""
    if found.level is Level.DISTRICT:
        return tuple(sorted(found.rows, key=lambda row: -(row.imd_score or 0)))
    return tuple(row for row in found.rows if row.pence is not None)


@router.get("/funding/download.csv")
def download_csv(request: Request) -> Response:
    level, fund = read_choices(request.query_params)
    with reading(request) as session:
        if fund is not None:
            find_fund(session, fund)
        found = equity(session, level, fund=fund)
    return answer_bytes(request, _table(found), CSV, filename=f"hereabouts-funding-{level.value}.csv")


def _table(found: Equity) -> bytes:
    """Write every area of the level; an empty cell is not known, never nothing."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in found.rows:
        a_head = row.pence_a_head
        cells = (
            row.code,
            row.name,
            row.district_name,
            row.people,
            row.deprived_people,
            row.imd_decile,
            row.grants or None,
            None if row.pence is None else pounds(row.pence),
            None if a_head is None else f"{a_head:.1f}",
            row.listings,
        )
        writer.writerow(["" if cell is None else harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


@router.get("/funding/360giving.json")
def download_package(request: Request) -> Response:
    with reading(request) as session:
        content = write_package(list_awards(session), base_url=request.app.state.base_url)
    return answer_bytes(request, content, "application/json", filename="hereabouts-360giving.json")


@router.get("/funding/360giving.csv")
def download_grants(request: Request) -> Response:
    with reading(request) as session:
        content = write_table(list_awards(session))
    return answer_bytes(request, content, CSV, filename="hereabouts-360giving.csv")
