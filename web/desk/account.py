"""What does somebody see and decide of their own account? `/desk/account`."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory import clock
from directory.accounts.closing import close_account, orphaned_by
from directory.accounts.held import held_listings
from directory.accounts.permissions import NEEDS_SECOND_FACTOR
from directory.accounts.service import end_session, end_sessions, list_sessions
from directory.areas.service import area_names, contact_points
from directory.consents.service import UPKEEP, WORDINGS, agreed, give, lift, stopped, withdraw
from directory.jobs.service import attempt
from directory.privacy.erase import forget_account
from directory.privacy.export import export_person
from directory.store import reading_scope, session_scope
from directory.subscriptions.links import news_token
from directory.subscriptions.service import Choices, choices_of
from directory.volunteers.service import volunteer_of
from web.contexts.desk_account import AccountPage, BrowserRow, ClosePage
from web.desk.news_manage import day_of, news_groups
from web.desk.render import PRIVATE, render_private
from web.desk.roles import area_codes, listing_ids, roles_in_words
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of
from web.desk.who import drop_cookie, must_be_signed_in
from web.words import long_date

HERE: Final = "/desk/account"
DONE: Final = {
    "ended": "That browser is signed out.",
    "others": "Every other browser is signed out.",
    "yes": "We will write to you about your listings.",
    "no": "We will not write to you about your listings any more.",
}
router = APIRouter()


@router.get(HERE)
def show_account(request: Request, done: str = "") -> Response:
    who, stores = must_be_signed_in(request), stores_of(request)
    with reading_scope(stores.people) as people:
        browsers = list_sessions(people, who.account_id)
        upkeep = agreed(people, who.account_id, UPKEEP) and not stopped(
            people, stores.settings, who.email, UPKEEP
        )
        news = choices_of(people, who.account_id)
        volunteers = volunteer_of(people, who.account_id) is not None
    with reading(request) as session:
        names = area_names(session, area_codes(who.grants))
        talk = contact_points(session, None)
        groups = () if news is None else news_groups(session, news)
    page = AccountPage(
        title="Your account",
        talk=talk,
        email=who.email,
        done=DONE.get(done, ""),
        roles=roles_in_words(who.grants, names),
        browsers=tuple(
            BrowserRow(
                each.id, each.browser, _day(each.created_at), _day(each.seen_at), each.id == who.session_id
            )
            for each in browsers
        ),
        volunteers=volunteers,
        listings=upkeep or bool(listing_ids(who.grants)),
        upkeep=upkeep,
        upkeep_wording=WORDINGS[UPKEEP],
        news=groups,
        news_often="" if news is None else _often(news),
        news_href="/news" if news is None else f"/news/{news_token(stores.settings, who.account_id)}",
        needs_second_factor=any(grant.role in NEEDS_SECOND_FACTOR for grant in who.grants),
    )
    return render_private(request, page)


@router.post("/desk/account/sign-out-one")
def end_one(request: Request, session_id: Annotated[UUID, Form(alias="session")]) -> Response:
    who, stores = must_be_signed_in(request), stores_of(request)
    with session_scope(stores.people) as session:
        end_session(session, who.account_id, session_id)
    return _back("ended")


@router.post("/desk/account/sign-out-others")
def end_others(request: Request) -> Response:
    who, stores = must_be_signed_in(request), stores_of(request)
    with session_scope(stores.people) as session:
        end_sessions(session, who.account_id, but=who.session_id)
    return _back("others")


@router.post("/desk/account/consent")
def decide_consent(request: Request, upkeep: Annotated[str, Form()] = "") -> Response:
    """Write down what was decided; saying yes here lifts an earlier stop."""
    who, stores = must_be_signed_in(request), stores_of(request)
    with session_scope(stores.people) as session:
        if upkeep == "yes":
            lift(session, stores.settings, who.email, UPKEEP)
            give(session, who.account_id, UPKEEP, how="account page", wording=WORDINGS[UPKEEP])
        else:
            withdraw(session, who.account_id, UPKEEP, how="account page", wording=WORDINGS[UPKEEP])
    return _back("yes" if upkeep == "yes" else "no")


@router.get("/desk/account/export.json")
def download_export(request: Request) -> Response:
    """Give a person everything that is kept about them here."""
    who = must_be_signed_in(request)
    content = orjson.dumps(export_person(stores_of(request), who.email), option=orjson.OPT_INDENT_2)
    return Response(
        content,
        media_type="application/json",
        headers={
            "Content-Disposition": 'attachment; filename="hereabouts-my-data.json"',
            "Cache-Control": PRIVATE,
        },
    )


@router.get("/desk/account/close")
def ask_to_close(request: Request) -> Response:
    who = must_be_signed_in(request)
    with reading_scope(stores_of(request).people) as people:
        alone = orphaned_by(people, who.account_id)
    with reading(request) as session:
        names = tuple(each.name for each in held_listings(session, alone))
    page = ClosePage(title="Close your account", talk=talk_of(request), listings=names)
    return render_private(request, page)


@router.post("/desk/account/close")
def close(request: Request, forget: Annotated[str, Form()] = "") -> Response:
    """Take every right, and forget the address too where that is asked for."""
    who, stores = must_be_signed_in(request), stores_of(request)
    if forget == "yes":
        forget_account(stores, who.email, by=who.account_id)
    else:
        with session_scope(stores.people) as session:
            jobs = close_account(session, who.account_id, by=who.account_id)
        for job in jobs:
            attempt(stores, "people", job)
    response = RedirectResponse("/", status_code=303)
    drop_cookie(response, stores.settings)
    return response


def _often(news: Choices) -> str:
    if news.snoozed_until is None:
        return f"{news.rhythm.label} at most."
    return f"It pauses until {day_of(news.snoozed_until)}."


def _day(instant: datetime) -> str:
    day, today = instant.astimezone(clock.LONDON).date(), clock.local_now().date()
    return "today" if day == today else f"on {long_date(day)}"


def _back(done: str) -> Response:
    return RedirectResponse(f"{HERE}?done={done}", status_code=303)
