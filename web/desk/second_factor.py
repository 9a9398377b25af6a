"""How is a second factor set up, shown and looked after? `/desk/second-factor`."""

import io
from datetime import timedelta
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from directory.accounts.permissions import NEEDS_SECOND_FACTOR
from directory.accounts.second_factor import (
    Checked,
    begin,
    confirm,
    factor_of,
    renew_codes,
    setup_of,
    show,
    take_away,
)
from directory.accounts.sessions import renew_cookie
from directory.clock import LONDON
from directory.errors import InvalidInput, NotFound
from directory.speech import clock_time
from directory.store import reading_scope, session_scope
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_second_factor import RecoveryCodesPage, SecondFactorPage
from web.desk.render import PRIVATE, render_private
from web.desk.sign_in import DESK, talk_of
from web.desk.stores import stores_of
from web.desk.who import must_be_signed_in, set_cookie
from web.own_address import own_address

HERE: Final = "/desk/second-factor"
WRONG: Final = "That code is not right, or was used before. Wait for the next one and enter its six digits."
router = APIRouter()
Code = Annotated[str, Form(max_length=100)]
Next = Annotated[str, Form()]


@router.get(HERE)
def show_page(request: Request, next: str = "") -> Response:  # noqa: A002 - as the address has it
    return _page(request, own_address(next, ""))


@router.post(HERE)
def enter(request: Request, code: Code = "", next: Next = "") -> Response:  # noqa: A002 - as the form has it
    """Take a code for this session. It then has another cookie: its rights have grown."""
    who, stores, back = must_be_signed_in(request), stores_of(request), own_address(next, "")
    with session_scope(stores.people) as session:
        checked = show(session, who, code)
        cookie = renew_cookie(session, who.session_id) if checked is Checked.RIGHT else ""
    if checked is not Checked.RIGHT:
        return _page(request, back, checked)
    response = RedirectResponse(back or DESK, status_code=303)
    set_cookie(response, stores.settings, cookie)
    return response


@router.post("/desk/second-factor/begin")
def begin_setup(request: Request, next: Next = "") -> Response:  # noqa: A002 - as the form has it
    who, stores = must_be_signed_in(request), stores_of(request)
    with session_scope(stores.people) as session:
        begin(session, who)
    return RedirectResponse(_with_next(HERE, own_address(next, "")), status_code=303)


@router.get("/desk/second-factor/key.svg")
def draw_key(request: Request) -> Response:
    """Draw the key for the camera of a telephone, until it was taken in."""
    import segno  # noqa: PLC0415 - asked for once in the life of an account

    who, stores = must_be_signed_in(request), stores_of(request)
    with reading_scope(stores.people) as session:
        setup = setup_of(session, who)
    if setup is None:
        raise NotFound("There is no key to show. Begin again from your desk.")
    drawn = io.BytesIO()
    segno.make(setup.uri, error="m").save(
        drawn, kind="svg", scale=6, border=4, light="#ffffff", xmldecl=False
    )
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": PRIVATE})


@router.post("/desk/second-factor/confirm")
def finish_setup(request: Request, code: Code = "", next: Next = "") -> Response:  # noqa: A002
    who, stores, back = must_be_signed_in(request), stores_of(request), own_address(next, "")
    with session_scope(stores.people) as session:
        done = confirm(session, who, code)
        cookie = "" if isinstance(done, Checked) else renew_cookie(session, who.session_id)
    if isinstance(done, Checked):
        return _page(request, back, done)
    response = _codes(request, done, back)
    set_cookie(response, stores.settings, cookie)
    return response


@router.post("/desk/second-factor/codes")
def make_codes(request: Request) -> Response:
    who, stores = must_be_signed_in(request), stores_of(request)
    with session_scope(stores.people) as session:
        codes = renew_codes(session, who)
    return _codes(request, codes, "")


@router.post("/desk/second-factor/remove")
def remove(request: Request, code: Code = "") -> Response:
    who, stores = must_be_signed_in(request), stores_of(request)
    with session_scope(stores.people) as session:
        checked = take_away(session, who, code)
    return _page(request, "", checked) if checked is not Checked.RIGHT else RedirectResponse(HERE, 303)


def _codes(request: Request, codes: tuple[str, ...], back: str) -> Response:
    # Not a redirect: this answer is the only one that ever holds them.
    page = RecoveryCodesPage(
        title="Keep your recovery codes", talk=talk_of(request), codes=codes, next_path=back or DESK
    )
    return render_private(request, page)


def _page(request: Request, back: str, checked: Checked | None = None) -> Response:
    who, stores = must_be_signed_in(request), stores_of(request)
    with reading_scope(stores.people) as session:
        factor = factor_of(session, who.account_id)
        setup = setup_of(session, who)
    stage = "begin" if setup is None else "confirm"
    if factor.confirmed:
        stage = "shown" if who.second_factor else "show"
    problem = ""
    if factor.locked_until is not None:
        again = clock_time(factor.locked_until.astimezone(LONDON) + timedelta(minutes=1))
        problem = f"Too many wrong codes. Try again after {again}."
    elif checked is not None:
        problem = WRONG
    page = SecondFactorPage(
        title="Your second factor",
        talk=talk_of(request),
        stage=stage,
        key=setup.key if setup else "",
        uri=setup.uri if setup else "",
        codes_left=factor.codes_left,
        needed=any(grant.role in NEEDS_SECOND_FACTOR for grant in who.grants),
        next_path=back,
        problems=(FieldProblem("code", problem),) if problem else (),
    )
    return render_private(request, page, status=InvalidInput.status if checked is not None else 200)


def _with_next(path: str, back: str) -> str:
    return path + (f"?next={quote(back)}" if back else "")
