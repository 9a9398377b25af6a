"""What do people look for in vain, and which listings do they look at? `/desk/demand`."""

import csv
import io

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.answers import CSV
from api.session import reading
from directory.accounts.permissions import Action, where_may
from directory.areas.service import contact_points
from directory.errors import NotAllowed
from directory.spreadsheet import harmless
from directory.usage.queries import list_listing_names
from directory.usage.schemas import FEWEST_SHOWN
from directory.usage.service import WEEKS_SHOWN, read_demand, read_usage
from web.contexts.usage import DemandPage
from web.desk.render import render_private
from web.desk.who import must_be_signed_in

router = APIRouter()
COLUMNS = ("week", "area", "area_name", "district", "words", "found", "asked", "near", "anywhere")


def _districts(request: Request) -> frozenset[str] | None:
    """Tell of which districts somebody may see the demand: None is of all."""
    where = where_may(must_be_signed_in(request), Action.SEE_DEMAND)
    if not where:
        raise NotAllowed("Your account may not see what people look for. Ask a coordinator.")
    return None if where.everywhere else where.districts


@router.get("/desk/demand")
def show_demand(request: Request) -> Response:
    districts = _districts(request)
    with reading(request) as session:
        names = _listings_of(session, districts)
        usage = read_usage(session, {("listing", slug): name for slug, name in names.items()})
        page = DemandPage(
            title="What people look for",
            talk=contact_points(session, None),
            demands=read_demand(session, districts),
            listings=usage.lines,
            fewest=FEWEST_SHOWN,
            weeks=WEEKS_SHOWN,
        )
    return render_private(request, page)


def _listings_of(session: Session, districts: frozenset[str] | None) -> dict[str, str]:
    return {
        row.slug: row.name
        for row in list_listing_names(session)
        if districts is None or row.district in districts
    }


@router.get("/desk/demand.csv")
def show_demand_file(request: Request) -> Response:
    districts = _districts(request)
    with reading(request) as session:
        demands = read_demand(session, districts)
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for demand in demands:
        rows.writerow([harmless(getattr(demand, column)) for column in COLUMNS])
    return Response(
        written.getvalue(),
        media_type=CSV,
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": 'attachment; filename="hereabouts-demand.csv"',
        },
    )
