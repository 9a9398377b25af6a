"""Who is asking? The one place that reads the session cookie.

The cookie holds 256 random bits and nothing else; its SHA-256 is kept. It goes to this host only
(`__Host-`, where the address is https), with no request that another website makes on its own
(SameSite=Lax; `web.middleware.same_origin` refuses their forms), and no script can read it.
"""

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from directory.accounts.permissions import lacks_second_factor
from directory.accounts.schemas import Who
from directory.accounts.sessions import LONGEST_SESSION, find_session, note_use, should_note_use
from directory.errors import HereaboutsError, NotAllowed, NotSignedIn, SecondFactorMissing
from directory.settings import Settings
from directory.store import reading_scope, session_scope
from web.desk.stores import stores_of
from web.middleware.same_origin import SAFE_METHODS
from web.own_address import own_address
from web.sign_in_cookie import cookie_name

FACTOR_PAGE: Final = "/desk/second-factor"
SIGN_IN_FIRST: Final = "Sign in first: we send you a link by e-mail, and there is no password."


def signed_in(request: Request) -> Who | None:
    """Tell who is asking; None where nobody is signed in. Without a cookie the people store stays shut."""
    if not hasattr(request.state, "who"):
        request.state.who = _read(request)
    found: Who | None = request.state.who
    return found


def _read(request: Request) -> Who | None:
    stores = stores_of(request)
    cookie = request.cookies.get(cookie_name(stores.settings.base_url))
    if not cookie:
        return None
    with reading_scope(stores.people) as session:
        who = find_session(session, cookie)
        due = who is not None and should_note_use(session, who.session_id)
    if who is not None and due:
        with session_scope(stores.people) as session:
            note_use(session, who.session_id)
    return who


def must_be_signed_in(request: Request) -> Who:
    """Tell who is asking, or refuse; the service then leads to the page that signs in."""
    who = signed_in(request)
    if who is None:
        raise NotSignedIn(SIGN_IN_FIRST)
    return who


def guard(request: Request) -> None:
    """Let nobody see a page under /desk who is not signed in, whatever the page itself does."""
    path = request.url.path
    if path == "/desk" or path.startswith("/desk/"):
        must_be_signed_in(request)


def lead(request: Request, error: HereaboutsError) -> Response | None:
    """Lead to where what is missing can be shown, and from there back to the page; None where nothing is."""
    if isinstance(error, NotSignedIn):
        page = "/sign-in"
    elif isinstance(error, SecondFactorMissing) or _may_be_for_lack_of_one(request, error):
        page = FACTOR_PAGE
    else:
        return None
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = own_address(asked, "") if request.method in SAFE_METHODS else ""
    response = RedirectResponse(page + (f"?next={quote(back)}" if back else ""), status_code=303)
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_be_for_lack_of_one(request: Request, error: HereaboutsError) -> bool:
    """Whether somebody is refused who has a role that does not count yet: perhaps it would allow it."""
    if not isinstance(error, NotAllowed) or not request.url.path.startswith("/desk"):
        return False
    who = signed_in(request)
    return who is not None and lacks_second_factor(who) and not request.url.path.startswith(FACTOR_PAGE)


def set_cookie(response: Response, settings: Settings, cookie: str) -> None:
    """Sign this browser in."""
    response.set_cookie(
        cookie_name(settings.base_url),
        cookie,
        max_age=int(LONGEST_SESSION.total_seconds()),  # the store decides earlier
        path="/",
        secure=settings.base_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, settings: Settings) -> None:
    """Sign this browser out."""
    response.delete_cookie(
        cookie_name(settings.base_url),
        path="/",
        secure=settings.base_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
