"""Which listing does somebody at the desk mean by a name or an address? `/desk/listing?find=`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, may
from directory.accounts.policies import ListingState, state_of
from directory.accounts.targets import target_of
from directory.areas.service import area_names, contact_points
from directory.errors import NotFound
from directory.listings.lookup import MOST, list_alike, list_by_id, list_named
from directory.listings.models import Listing
from directory.search.schemas import ListingQuery
from directory.search.service import search
from web.contexts.desk_listing import FindPage, FoundRow
from web.desk.listing_at import listing_at
from web.desk.render import render_private
from web.desk.who import must_be_signed_in
from web.words import listed

router = APIRouter()
LONGEST: Final = 200
_STATES: Final = {
    ListingState.SHOWN: "",
    ListingState.CLOSED_FOR_NOW: "Closed for now",
    ListingState.ENDED: "Ended",
    ListingState.INACTIVE: "Not going on",
    ListingState.UNCONFIRMED: "Not shown: not confirmed",
    ListingState.ARCHIVED: "Taken out",
    ListingState.MERGED: "Merged into another",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A listing that may be meant."""

    id: UUID
    slug: str
    name: str
    state: ListingState


@router.get("/desk/listing")
def show_matches(request: Request, find: str = "") -> Response:
    """Go to the desk of the one that is meant; list them where several may be."""
    who, typed = must_be_signed_in(request), " ".join(find[:LONGEST].split())
    with reading(request) as session:
        rows = []
        for each in find_listings(session, typed):
            target = target_of(session, each.id)
            names = area_names(session, target.districts)
            mine = may(who, Action.EDIT_LISTING, target)
            where = listed(sorted(names.values()))
            if mine or each.state in {ListingState.SHOWN, ListingState.CLOSED_FOR_NOW}:
                rows.append(FoundRow(each.slug, each.name, where, _STATES[each.state], mine))
        if len(rows) == 1 and rows[0].yours:
            return RedirectResponse(f"/desk/listing/{rows[0].slug}", status_code=303)
        page = FindPage(
            title="Go to a listing",
            talk=contact_points(session, None),
            find=typed,
            rows=tuple(rows),
            more=len(rows) >= MOST,
        )
    return render_private(request, page)


def find_listings(session: Session, typed: str) -> tuple[Match, ...]:
    """Find what an address or a name means: the one of that address or exact name, else what search finds."""
    tidy = " ".join(typed[:LONGEST].split())
    if not tidy:
        return ()
    address = tidy.split("?")[0].split("#")[0].rstrip("/").rpartition("/")[2]
    try:
        if "/" in tidy or ("-" in tidy and " " not in tidy):
            at = listing_at(session, address)
            return (Match(at.id, at.slug, at.name, at.state),)
    except NotFound:
        if "/" in tidy:
            return ()
    named = _matches(list_named(session, tidy))
    if named:
        return named
    # Search leaves out what readers do not find; by its name it is found here all the same.
    cards = search(session, ListingQuery(q=tidy, per_page=MOST), with_facets=False).contents
    order = {card.id: number for number, card in enumerate(cards)}
    shown = sorted(_matches(list_by_id(session, order.keys())), key=lambda each: order[each.id])
    alike = _matches(list_alike(session, tidy))
    return tuple({each.id: each for each in (*shown, *alike)}.values())[:MOST]


def _matches(rows: Iterable[Listing]) -> tuple[Match, ...]:
    return tuple(
        Match(row.id, row.slug, row.name, state_of(row.status, row.departure, row.visible_until))
        for row in rows
    )


def place_of(session: Session, listing_id: UUID) -> str:
    """Name the districts of a listing, to tell it from another of its name."""
    return listed(sorted(area_names(session, target_of(session, listing_id).districts).values()))
