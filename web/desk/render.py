"""How does a page of the desk become HTML that no cache keeps?"""

from starlette.requests import Request
from starlette.responses import HTMLResponse

from web.contexts.page import PageContext
from web.render import render

PRIVATE = "no-store"


def render_private(request: Request, page: PageContext, *, status: int = 200) -> HTMLResponse:
    """Fill the page's template; neither a proxy nor this browser's history keeps it."""
    response = render(request, page, status=status)
    response.headers["Cache-Control"] = PRIVATE
    return response
