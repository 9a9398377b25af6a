"""What is this service, how far can anybody use it, and what does it know about its readers?"""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.session import reading
from directory.areas.service import contact_points, datasets
from directory.search.schemas import ListingQuery
from directory.search.service import search
from web.contexts.about import AboutPage, AccessibilityPage, PrivacyPage
from web.render import render

router = APIRouter()


@router.get("/about")
def show_about(request: Request) -> Response:
    """Say what this is and what it is not, and name everybody there is to talk to."""
    with reading(request) as session:
        return render(
            request,
            AboutPage(
                title="About Hereabouts",
                talk=contact_points(session, None),
                total=search(session, ListingQuery(per_page=1), with_facets=False).total_items,
                datasets=datasets(session),
            ),
        )


@router.get("/privacy")
def show_privacy(request: Request) -> Response:
    """Say what is known about a reader: nothing, and how that is kept so."""
    tile_url = request.app.state.settings.tile_url
    with reading(request) as session:
        return render(
            request,
            PrivacyPage(
                title="Privacy",
                talk=contact_points(session, None),
                tiles_from=None if tile_url is None else urlsplit(tile_url).netloc,
            ),
        )


@router.get("/accessibility")
def show_accessibility(request: Request) -> Response:
    """Say how far anybody can use this, and whom to tell where they cannot."""
    with reading(request) as session:
        return render(
            request,
            AccessibilityPage(title="Accessibility", talk=contact_points(session, None)),
        )
