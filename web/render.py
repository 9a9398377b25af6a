"""How does a page become HTML?"""

from dataclasses import dataclass, fields
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from directory.clock import local_now
from directory.days import like_day, show_day
from web import choice, words
from web.assets import asset
from web.contexts.page import ErrorPage, PageContext
from web.sign_in_cookie import COOKIE_NAMES

NAME: Final = "Hereabouts"
NAVIGATION: Final = (
    ("/", "Find"),
    ("/volunteer", "Volunteer"),
    ("/noticeboard", "Noticeboard"),
    ("/rooms", "Rooms"),
    ("/gaps", "Gaps"),
    ("/about", "About"),
)


@dataclass(frozen=True, slots=True)
class Chrome:
    """What stands around every page: `chrome` in the layout."""

    name: str
    path: str
    navigation: tuple[tuple[str, str], ...]
    shortlist: int
    """How many listings are on this browser's shortlist."""
    today: str
    """For the foot of a printed page."""
    signed_in: bool
    """This browser says so, by a cookie: nobody is asked."""


ENVIRONMENT: Final = Environment(
    loader=PackageLoader("web"),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.globals.update(asset=asset, like_day=like_day)
ENVIRONMENT.filters.update(words.FILTERS, show_day=show_day)
GIVEN: Final = frozenset({"asset", "chrome", "like_day"})
"""What every template may use besides its page's own fields."""


def _chrome(request: Request) -> Chrome:
    return Chrome(
        name=NAME,
        path=request.url.path,
        navigation=NAVIGATION,
        shortlist=len(choice.decode(request.cookies.get(choice.COOKIE, ""))),
        today=words.long_date(local_now().date()),
        signed_in=any(name in request.cookies for name in COOKIE_NAMES),
    )


def render(request: Request, page: PageContext, *, status: int = 200) -> HTMLResponse:
    """Fill the page's template with its fields."""
    values = {field.name: getattr(page, field.name) for field in fields(page)}
    html = ENVIRONMENT.get_template(page.template).render(values, chrome=_chrome(request))
    # Private: the header counts this browser's shortlist. Asked again each time: a list must be true.
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "private, no-cache"})


def render_error(request: Request, status: int, title: str, message: str) -> HTMLResponse:
    """Say what went wrong and what to do, without asking the store for anything: it may be what failed."""
    return render(request, ErrorPage(title=title, talk=(), message=message, status=status), status=status)
