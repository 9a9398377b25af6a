"""Where are you? One question, and a few other ways in."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.session import reading
from directory.areas.service import contact_points
from directory.listings.service import counts
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.words import ALL_DISTRICTS, Capital, Kind
from web.contexts.near import HomePage
from web.render import render
from web.words import number

router = APIRouter()


@router.get("/")
def show_home(request: Request) -> Response:
    """Ask where, and show what the directory holds."""
    with reading(request) as session:
        everything = search(session, ListingQuery(per_page=1))
        in_districts = search(session, ListingQuery(districts=ALL_DISTRICTS, per_page=1), with_facets=False)
        confirmed = counts(session).confirmed
        talk = contact_points(session, None)
    offered = {each.value: each.count for each in everything.facets.capital}
    return render(
        request,
        HomePage(
            title="Find what is near you",
            talk=talk,
            where="",
            total=everything.total_items,
            kinds=tuple(
                each for each in everything.facets.kind if each.count and each.value != Kind.PARISH_COUNCIL
            ),
            capitals=tuple(
                (capital.value, capital.label, capital.meaning, offered.get(capital.value, 0))
                for capital in Capital
            ),
            districts=everything.facets.district,
            in_no_district=everything.total_items - in_districts.total_items,
            confirmed=confirmed_words(confirmed),
        ),
    )


def confirmed_words(confirmed: int) -> str:
    """Say how many of the listings somebody who knows has confirmed here."""
    if confirmed == 0:
        return "None has been confirmed by anybody here yet."
    have = "has" if confirmed == 1 else "have"
    return f"{number(confirmed)} {have} been confirmed by somebody who knows; the rest not yet."
