"""Which named funds do we know of, what is known of each, and as of when? `/funds`."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.session import reading
from directory.areas.service import contact_points
from directory.funds.schemas import FundRead, FundState
from directory.funds.service import find_fund, list_funds
from directory.noticeboard.cleaning import host_of
from directory.noticeboard.reading import open_notices
from directory.noticeboard.words import NoticeKind
from directory.words import ALL_DISTRICTS, DISTRICTS_OF_COUNTY
from web.contexts.funds import FundGroup, FundPage, FundRow, FundsPage
from web.contexts.near import Link
from web.contexts.noticeboard import Fact
from web.noticeboard_words import amount_words
from web.pages.noticeboard import who_helps_groups
from web.render import render
from web.words import listed, when_true

router = APIRouter()
GROUPS: Final = (
    (FundState.CURRENT, "current", "Go on", "Somebody who gives the money out told us so."),
    (
        FundState.UNKNOWN,
        "unknown",
        "May go on: ask first",
        "Papers name them, and nobody has told us since. Ask before you spend time on one.",
    ),
    (
        FundState.HISTORY,
        "history",
        "History",
        "They were for a time that is over. They show who gave money to whom, and you cannot apply.",
    ),
)


@router.get("/funds")
def show_funds(request: Request) -> Response:
    """List the funds, those one may ask first."""
    with reading(request) as session:
        funds = list_funds(session)
        notices = Counter(notice.said.fund_key for notice in open_notices(session))
        page = FundsPage(
            title="Funds we know of",
            talk=contact_points(session, None),
            groups=tuple(_groups(funds, notices)),
            total=len(funds),
        )
    return render(request, page)


def _groups(funds: Iterable[FundRead], notices: Counter[str | None]) -> Iterable[FundGroup]:
    told = tuple(funds)
    for state, anchor, heading, lead in GROUPS:
        rows = tuple(_row(fund, notices[fund.key]) for fund in told if fund.state is state)
        if rows:
            yield FundGroup(anchor, heading, lead, rows)


def _row(fund: FundRead, notices: int) -> FundRow:
    return FundRow(
        key=fund.key,
        name=fund.name,
        holder=fund.holder,
        what=fund.what,
        standing=f"Known {when_true(fund.as_of)}",
        amount="" if fund.amount_min is fund.amount_max is None else _amount(fund),
        where=_where(fund),
        notices=notices,
    )


def _amount(fund: FundRead) -> str:
    return amount_words(fund.amount_min, fund.amount_max, NoticeKind.FUNDING)


def _where(fund: FundRead) -> str:
    codes = set(fund.area_codes)
    if not codes:
        return "The source does not say for where"
    if codes == set(ALL_DISTRICTS):
        return "Cambridgeshire and Peterborough"
    if codes == set(DISTRICTS_OF_COUNTY):
        return "All of Cambridgeshire"
    return listed(fund.area_names)


@router.get("/funds/{key}")
def show_fund(request: Request, key: str) -> Response:
    """Show one fund, and what of it is on the noticeboard."""
    with reading(request) as session:
        fund = find_fund(session, key)
        notices = tuple(
            (Link(f"/noticeboard/{notice.slug}", notice.said.title), notice.said.example)
            for notice in open_notices(session, examples=True)
            if notice.said.fund_key == fund.key
        )
        only = fund.area_codes[0] if len(fund.area_codes) == 1 else None
        page = FundPage(
            title=fund.name,
            talk=contact_points(session, only if only in ALL_DISTRICTS else None),
            what=fund.what,
            standing=f"What we know is of {when_true(fund.as_of).partition(' ')[2]}. {fund.state.sentence}",
            history=fund.state is FundState.HISTORY,
            facts=tuple(_facts(fund)),
            notices=notices,
            helpers=who_helps_groups(session),
        )
    return render(request, page)


def _facts(fund: FundRead) -> Iterable[Fact]:
    yield Fact("Who holds it", fund.holder)
    yield Fact("For which places", _where(fund))
    yield Fact("How much at a time", _amount(fund))
    host = host_of(fund.url) if fund.url else None
    if fund.url and host:
        yield Fact("On the web", fund.url, fund.url, host)
    yield Fact("Where we read it", fund.source)
