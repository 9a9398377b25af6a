"""Is a listing still right? `/still-right/{token}`: opening it changes nothing, the button does, once."""

from datetime import datetime

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory import clock
from directory.areas.service import contact_points
from directory.changes.document import read_record
from directory.freshness.cycle import add_months
from directory.freshness.links import StillRight, open_link, press
from directory.freshness.schemas import Stage
from directory.links.queries import list_dead
from directory.listings.hours import plain_hours
from directory.listings.record import ListingRecord
from web.contexts.desk_upkeep import ConfirmedPage, Fact, StillRightPage
from web.desk.render import render_private
from web.desk.stores import stores_of
from web.words import long_date

router = APIRouter()
PLACES_SHOWN = 5


@router.get("/still-right/{token}")
def show(request: Request, token: str) -> Response:
    """Show what the listing says, and the button."""
    stores = stores_of(request)
    found = open_link(stores, token)
    with reading(request) as session:
        page = (
            _ask_page(session, found, token)
            if found.ask.answered_at is None
            else _confirmed_page(session, found, stores.settings.upkeep_months)
        )
    return render_private(request, page)


@router.post("/still-right/{token}")
def confirm(request: Request, token: str) -> Response:
    """Write down that it is still right; pressed twice it is written once."""
    press(stores_of(request), token)
    return RedirectResponse(f"/still-right/{token}", status_code=303, headers={"Cache-Control": "no-store"})


def _ask_page(session: Session, found: StillRight, token: str) -> StillRightPage:
    listing = found.listing
    silent = list_dead(session, clock.now(), [listing.id])
    facts = facts_of(read_record(session, listing.id)) + tuple(
        Fact("Please look", (f"Its web address has not answered us since {_day(each.since)}.",))
        for each in silent
    )
    return StillRightPage(
        title="Bring it back" if listing.left else "Is this still right?",
        talk=contact_points(session, next(iter(sorted(listing.districts)), None)),
        name=listing.name,
        facts=facts,
        assured=(
            "Nobody has confirmed it yet."
            if listing.assured_on is None
            else f"It was last confirmed on {long_date(listing.assured_on)}."
        ),
        left=listing.left,
        runs_it=found.ask.stage is not Stage.ESCALATED,
        correct=f"/desk/listing/{listing.slug}",
        action=f"/still-right/{token}",
    )


def _confirmed_page(session: Session, found: StillRight, upkeep_months: int) -> ConfirmedPage:
    listing = found.listing
    assert found.ask.answered_at is not None  # noqa: S101 - the caller looked
    on = found.ask.answered_at.astimezone(clock.LONDON).date()
    return ConfirmedPage(
        title="Thank you",
        talk=contact_points(session, next(iter(sorted(listing.districts)), None)),
        name=listing.name,
        slug=listing.slug,
        shown=listing.assured_on is not None and listing.assured_on >= on and not listing.left,
        answered_on=on,
        next_asked=add_months(on, upkeep_months),
        correct=f"/desk/listing/{listing.slug}",
    )


def _day(instant: datetime) -> str:
    return long_date(instant.astimezone(clock.LONDON).date())


def facts_of(record: ListingRecord) -> tuple[Fact, ...]:
    """Say what a listing says, as far as somebody can look whether it is right."""
    sites = record.sites[:PLACES_SHOWN]
    where = [
        ", ".join(filter(None, (site.name, site.address, site.postcode))) or "A place that is not told finely"
        for site in sites
    ]
    if len(record.sites) > PLACES_SHOWN:
        where.append(f"and {len(record.sites) - PLACES_SHOWN} more places")
    when = [f"{day}: {times}" for site in sites for day, times in plain_hours(site.hours)]
    told = (
        ("What it is", [record.summary]),
        ("Where", where),
        ("When", [*dict.fromkeys(when), *filter(None, [record.time_note])]),
        ("Cost", filter(None, ["Free" if record.free else None, record.cost_note])),
        ("Telephone", filter(None, [record.phone])),
        ("E-mail", filter(None, [record.email])),
        ("Web", filter(None, [record.url])),
        ("Needs volunteers", filter(None, [record.recruiting])),
    )
    facts = [Fact(label, tuple(lines)) for label, lines in told]
    return tuple(fact for fact in facts if fact.lines)
