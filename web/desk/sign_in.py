"""How does somebody sign in, by a link and a button, and out again?"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.service import ask_for_link, end_session, link_works, use_link
from directory.areas.schemas import ContactPointRead
from directory.areas.service import contact_points
from directory.errors import Gone, InvalidInput
from directory.messages.carriers import mail_goes_out
from directory.store import reading_scope, session_scope
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_sign_in import LinkSentPage, SignInPage, UseLinkPage
from web.desk.browsers import browser_words
from web.desk.network import address_of
from web.desk.render import render_private
from web.desk.stores import stores_of
from web.desk.who import drop_cookie, set_cookie, signed_in
from web.own_address import own_address

DESK = "/desk"
router = APIRouter()


@router.get("/sign-in")
def show_form(request: Request, next: str = "", sent: str = "") -> Response:  # noqa: A002 - as the address has it
    if sent:
        page = LinkSentPage(
            title="Look into your e-mail",
            talk=talk_of(request),
            mail_goes_out=mail_goes_out(stores_of(request).settings),
        )
        return render_private(request, page)
    if signed_in(request) is not None:
        return RedirectResponse(own_address(next, DESK), status_code=303)
    return _form(request, "", own_address(next, ""))


@router.post("/sign-in")
def ask(
    request: Request,
    email: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002 - as the form has it
) -> Response:
    """Have a link sent. The answer says nothing of whether the address is known, nor does its time."""
    stores, back = stores_of(request), own_address(next, "")
    network = address_of(request)
    try:
        with session_scope(stores.people) as session:
            ask_for_link(session, stores.settings, email, network=network, next_path=back)
    except InvalidInput as refused:
        return _form(request, email, back, FieldProblem(refused.field or "email", refused.message))
    return RedirectResponse("/sign-in?sent=1", status_code=303)


def _form(request: Request, email: str, back: str, *problems: FieldProblem) -> Response:
    page = SignInPage(
        title="Sign in", talk=talk_of(request), email=email[:300], next_path=back, problems=problems
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)


@router.get("/sign-in/{token}")
def show_link(request: Request, token: str, next: str = "") -> Response:  # noqa: A002 - as the address has it
    """Show the button. Programs that look at mail open links, so opening one changes nothing."""
    with reading_scope(stores_of(request).people) as session:
        works = link_works(session, token)
    return _link_page(request, works=works, back=own_address(next, ""))


@router.post("/sign-in/{token}")
def press(request: Request, token: str, next: Annotated[str, Form()] = "") -> Response:  # noqa: A002
    stores = stores_of(request)
    browser = browser_words(request.headers.get("user-agent", ""))
    try:
        with session_scope(stores.people) as session:
            cookie = use_link(session, token, browser=browser)
    except Gone:
        return _link_page(request, works=False, back=own_address(next, ""))
    response = RedirectResponse(own_address(next, DESK), status_code=303)
    set_cookie(response, stores.settings, cookie)
    response.headers["Cache-Control"] = "no-store"
    return response


def _link_page(request: Request, *, works: bool, back: str) -> Response:
    title = "Sign in" if works else "This link no longer works"
    page = UseLinkPage(title=title, talk=talk_of(request), works=works, next_path=back)
    return render_private(request, page, status=200 if works else Gone.status)


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End this browser's session, if it has one."""
    stores, who = stores_of(request), signed_in(request)
    if who is not None:
        with session_scope(stores.people) as session:
            end_session(session, who.account_id, who.session_id)
    response = RedirectResponse("/", status_code=303)
    drop_cookie(response, stores.settings)
    return response


def talk_of(request: Request) -> tuple[ContactPointRead, ...]:
    """Name somebody to talk to."""
    with reading(request) as session:
        return contact_points(session, None)
