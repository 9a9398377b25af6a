"""What may this person do here, and what waits for them? `/desk`."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import uuid4

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from api.session import reading
from directory import clock
from directory.accounts.held import HeldListing, held_listings
from directory.accounts.permissions import Action, lacks_second_factor, where_may
from directory.accounts.policies import ListingState
from directory.accounts.schemas import Who
from directory.accounts.second_factor import factor_of
from directory.areas.service import area_names, contact_points
from directory.needs.reading import needs_of
from directory.store import reading_scope
from directory.volunteers.service import volunteer_of
from web.contexts.desk_home import DeskPage, OwnListing, TaskRow
from web.desk.notices_ground import waits_to_be_checked
from web.desk.render import render_private
from web.desk.roles import area_codes, listing_ids, roles_in_words
from web.desk.stores import stores_of
from web.desk.waiting import waits_in_queue, waits_on_listings
from web.desk.who import must_be_signed_in
from web.words import count, date_words

router = APIRouter()
CONFIRM_AFTER: Final = timedelta(days=180)
"""Older than this, a listing is shown as due before the clock itself writes."""


@dataclass(frozen=True, slots=True)
class Task:
    """A page of the desk, shown to whoever may use it somewhere."""

    href: str
    label: str
    what: str
    action: Action


TASKS: Final[tuple[Task, ...]] = (
    Task(
        "/desk/queue", "Decide what was sent in", "New groups, claims, changes and reports.", Action.MODERATE
    ),
    Task(
        "/desk/notices",
        "Notices",
        "Write one, check what waits, tell what came of it.",
        Action.WRITE_NOTICE,
    ),
    Task("/desk/jobs", "What is still to be done", "Jobs that wait, and those that failed.", Action.SEE_JOBS),
    Task("/desk/imports", "Bring a list in", "Check a file, take it, undo it.", Action.IMPORT),
    Task(
        "/desk/awards",
        "Write down what money was given",
        "Grants from a 360Giving file, or one by one.",
        Action.RECORD_AWARDS,
    ),
    Task("/desk/matches", "Are these the same?", "Listings that look like one thing twice.", Action.MERGE),
    Task(
        "/desk/upkeep", "What is still right?", "What is confirmed, and what to do first.", Action.SEE_UPKEEP
    ),
    Task("/desk/calls", "Whom to call", "Groups that our messages cannot ask about.", Action.NOTE_CALL),
    Task(
        "/desk/upkeep/known",
        "What people said of a place",
        "Write down whom you asked, and that there is none.",
        Action.SEE_UPKEEP,
    ),
    Task(
        "/desk/parish",
        "Look after the page of a parish",
        "Put listings in their parish, say what there is and is not, see what waits.",
        Action.MARK_PLACE,
    ),
    Task(
        "/desk/feeds",
        "Feeds of other directories",
        "How they are, and what they honour.",
        Action.MANAGE_FEEDS,
    ),
    Task(
        "/desk/outlets",
        "Where printed copies lie out",
        "Who takes sheets and booklets, and who has an old edition.",
        Action.SEND_PAPER,
    ),
    Task(
        "/desk/demand", "What people look for", "Searches in vain, beside what is listed.", Action.SEE_DEMAND
    ),
    Task(
        "/desk/readers",
        "News by letter and text message",
        "Write down who asked, and take out what is to be posted.",
        Action.SEND_PAPER,
    ),
    Task("/desk/fairs", "Fairs and shared training", "Days on which groups meet volunteers.", Action.RECRUIT),
    Task(
        "/desk/concerns",
        "Safety concerns",
        "What somebody told us they worry about: read it and act.",
        Action.HEAR_CONCERNS,
    ),
    Task("/desk/hire", "Who asks for your rooms", "Say yes, keep it for now, or say no.", Action.LET_ROOMS),
    Task(
        "/desk/brokered",
        "Volunteers you speak for",
        "Those without e-mail: write them down, ring them, answer for them.",
        Action.BROKER,
    ),
    Task(
        "/desk/volunteering/who",
        "Who volunteers, in numbers",
        "What volunteers chose to say of themselves, in numbers of ten and more.",
        Action.BROKER,
    ),
    Task(
        "/desk/partnerships",
        "Partnerships",
        "Who works together under a name of their own.",
        Action.LINK_GROUPS,
    ),
    Task(
        "/desk/tags",
        "Say what listings offer",
        "Accept or refuse what rules suggest, with the words they rest on.",
        Action.DECIDE_TAGS,
    ),
)
"""One line for each page of the desk that is not about one listing."""


@router.get("/desk")
def show_desk(request: Request, confirmed: str = "") -> Response:
    """Say it in plain words; what may not be done is not shown."""
    who = must_be_signed_in(request)
    with reading_scope(stores_of(request).people) as people:
        factor = factor_of(people, who.account_id)
        volunteers = volunteer_of(people, who.account_id) is not None
    with reading(request) as session:
        held = held_listings(session, listing_ids(who.grants))
        told = waits_on_listings(request, session, who, frozenset(each.id for each in held))
        waits = {
            Action.MODERATE: waits_in_queue(request, session, who),
            Action.WRITE_NOTICE: waits_to_be_checked(session, who),
        }
        page = DeskPage(
            title="Your desk",
            talk=contact_points(session, None),
            email=who.email,
            said=next((f"{CONFIRMED} {each.name}" for each in held if each.slug == confirmed), ""),
            roles=roles_in_words(who.grants, area_names(session, area_codes(who.grants))),
            second_factor=SECOND_FACTOR if lacks_second_factor(who) else "",
            second_factor_set_up=factor.confirmed,
            listings=tuple(own_listing(each, told[each.id], help_words(session, each)) for each in held),
            volunteers=volunteers,
            finds=_reaches_more(who),
            tasks=tuple(
                TaskRow(task.href, task.label, task.what, waits.get(task.action, 0))
                for task in TASKS
                if where_may(who, task.action)
            ),
        )
    return render_private(request, page)


CONFIRMED: Final = "Thank you. It says now that it was confirmed today:"
SECOND_FACTOR: Final = "Your role counts only once you have shown a code from an app on your phone."


def _reaches_more(who: Who) -> bool:
    """Tell whether somebody may change listings that are not shown on this page as their own."""
    where = where_may(who, Action.EDIT_LISTING)
    return bool(where.everywhere or where.districts or where.parishes)


def help_words(session: Session, held: HeldListing) -> str:
    """Say how far what a group needs is filled; empty where nobody sees its listing."""
    if held.state not in {ListingState.SHOWN, ListingState.CLOSED_FOR_NOW}:
        return ""
    needs = [each for each in needs_of(session, held.id) if not each.example]
    if not needs:
        return "nothing asked for now"
    places = [each for need in needs for each in need.sessions]
    open_now = count(len(needs), "thing is asked for", "things are asked for")
    if not places:
        return open_now
    taken, seats = sum(each.taken for each in places), sum(each.places for each in places)
    return f"{open_now}, {taken} of {count(seats, 'place')} taken"


def own_listing(held: HeldListing, told: int = 0, needs: str = "") -> OwnListing:
    """Say where a listing stands and what to do next."""
    due = held.assured_date is None or clock.local_now().date() - held.assured_date >= CONFIRM_AFTER
    standing, button, pressing = _standing(held, due=due)
    confirms = str(uuid4()) if due and held.state is ListingState.SHOWN else ""
    return OwnListing(held.slug, held.name, standing, button, pressing or told > 0, confirms, needs, told)


STANDING: Final[dict[ListingState, tuple[str, str, bool]]] = {
    ListingState.MERGED: ("It was merged into another listing.", "See what happened", False),
    ListingState.ARCHIVED: ("It is no longer in the directory.", "See what happened", False),
    ListingState.UNCONFIRMED: (
        "Nobody sees it now: it was not confirmed for a long time.",
        "Bring it back",
        True,
    ),
    ListingState.ENDED: ("It has ended by its own date.", "Change it", False),
    ListingState.INACTIVE: ("It is written down as not going on.", "Change it", False),
}
"""Where a listing stands, what to do next, and whether it needs its owner now."""


def _standing(held: HeldListing, *, due: bool) -> tuple[str, str, bool]:
    if held.state in STANDING:
        return STANDING[held.state]
    if held.state is ListingState.CLOSED_FOR_NOW:
        until = f" until {date_words(held.closed_until)}" if held.closed_until else ""
        return f"It is shown as closed for now{until}.", "Change it", False
    if held.unconfirmed_since:
        said = f"It is marked as not confirmed since {date_words(held.unconfirmed_since)}."
    elif held.assured_date is None:
        said = "Nobody has confirmed it yet."
    else:
        said = f"Confirmed on {date_words(held.assured_date)}."
    return said, "Change it", due
