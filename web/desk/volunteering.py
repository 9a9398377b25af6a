"""What does a volunteer see and decide of what is kept about them? `/desk/volunteering`."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory import clock
from directory.accounts.held import held_listings
from directory.accounts.schemas import Who
from directory.areas.service import contact_points, neighbourhood_words
from directory.consents.service import BANK, WORDINGS, agreed, give, lift
from directory.errors import NotFound
from directory.jobs.schemas import Stores
from directory.needs.reading import read_by_id
from directory.settings import Settings
from directory.store import reading_scope, session_scope
from directory.volunteers import queries
from directory.volunteers.checks import days_left, remove_check, remove_training
from directory.volunteers.guardians import ask_guardian
from directory.volunteers.models import Placement
from directory.volunteers.openings import when_words
from directory.volunteers.placement_links import token_of
from directory.volunteers.placement_queries import live_of_volunteer
from directory.volunteers.reminders import STEPS
from directory.volunteers.schemas import CheckRead, HoursRead, LookRead, Standing, TrainingRead, VolunteerRead
from directory.volunteers.service import end_share, looks_of, rest, still_current, volunteer_of
from directory.volunteers.sharing import SENT
from directory.volunteers.words import AgeBand, Shared
from web.contexts.desk_volunteering import AheadRow, FitRow, GrantRow, HeldRow, MinePage
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.stores import stores_of
from web.desk.volunteer_facts import facts_of
from web.desk.who import must_be_signed_in
from web.words import long_date

HERE: Final = "/desk/volunteering"
HOW: Final = "page of the volunteer"
MOST_LOOKS: Final = 20
router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
HEADLINES: Final = {
    Standing.READY: (
        "You are ready to be asked",
        "When a group near you needs what you offer, we write to you.",
    ),
    Standing.NOT_IN_BANK: (
        "Want to be asked when something else fits?",
        "You took one thing. Join the bank of those who are asked: you say yes or no to each.",
    ),
    Standing.GUARDIAN: (
        "We wait for your parent or guardian",
        "We have written to them. Nobody asks you before they say yes.",
    ),
    Standing.NOT_CONFIRMED: (
        "You rest: nobody asks you",
        "You did not say for some months whether this is still right. If it is, press the button.",
    ),
    Standing.STOPPED: (
        "You rest: nobody asks you",
        "You told us not to write to you. What you said stays here.",
    ),
}
SAID: Final = {
    "still": "Thank you. It counts as said today.",
    "again": "You may be asked again.",
    "rest": "Nobody asks you any more, until you want it again.",
    "end_share": "They see it no more.",
    "remove_check": "It is gone.",
    "remove_training": "It is gone.",
    "saved": "Saved.",
    "guardian": "We have written to them again.",
}

OF_A_ROW: Final[dict[str, Callable[[Session, UUID, UUID], object]]] = {
    "end_share": end_share,
    "remove_check": remove_check,
    "remove_training": remove_training,
}
"""Buttons of one row, and what they do."""


@router.get(HERE)
def show_mine(request: Request, done: str = "") -> Response:
    """Say at a glance whether they are ready, when and where; then the rest."""
    who, stores = must_be_signed_in(request), stores_of(request)
    with reading_scope(stores.people) as people:
        found = volunteer_of(people, who.account_id)
        looks = () if found is None else looks_of(people, found.id)[:MOST_LOOKS]
        hours = () if found is None else _hours(people, found.id)
        places = () if found is None else tuple(live_of_volunteer(people, found.id, after=clock.now()))
    with reading(request) as session:
        talk = contact_points(session, None)
        if found is None:
            return render_private(request, _nothing(talk, SAID.get(done, "")))
        names = _names(session, found, looks, hours)
        place = "".join(neighbourhood_words(session, (found.lsoa21 or "",)).values())
        fitting = _fitting(stores, session, found) if found.ready else ()
        ahead = _ahead(stores.settings, session, places)
    headline, explained = HEADLINES[found.standing]
    page = MinePage(
        title="Your volunteering",
        talk=talk,
        said=SAID.get(done, ""),
        standing=found.standing.value,
        headline=headline,
        explained=explained,
        current=_day(found.current_at),
        facts=facts_of(found, place),
        ahead=ahead,
        fitting=fitting,
        held=(
            *(_check_row(each, names) for each in found.checks),
            *(_training(e, names) for e in found.training),
        ),
        may_hold=found.said.age_band is not AgeBand.UNDER_16,
        grants=_grants(found, names),
        looks=tuple(_look(each, names) for each in looks),
        hours=tuple(_hour(each, names) for each in hours),
        hours_total=_total(hours),
    )
    return render_private(request, page)


def _nothing(talk: tuple, said: str) -> MinePage:  # type: ignore[type-arg]
    return MinePage(
        title="Your volunteering",
        talk=talk,
        said=said,
        standing="",
        headline="",
        explained="",
        current="",
        facts=(),
        ahead=(),
        fitting=(),
        held=(),
        may_hold=False,
        grants=(),
        looks=(),
        hours=(),
        hours_total="",
    )


def _hours(people: Session, volunteer_id: UUID) -> tuple[HoursRead, ...]:
    return tuple(
        HoursRead(row.listing_id, row.on_date, row.minutes, row.credits, row.agreed_at is not None)
        for row in queries.list_hours(people, volunteer_id)
    )


def _fitting(stores: Stores, session: Session, found: VolunteerRead) -> tuple[FitRow, ...]:
    from directory.volunteers.for_me import few_for  # noqa: PLC0415 - numpy, not at start-up

    with reading_scope(stores.people) as people:
        matches = few_for(people, session, found)
    return tuple(
        FitRow(
            each.need.title,
            f"/volunteer/need/{each.need.slug}",
            each.need.listing_name,
            " · ".join(each.reasons),
        )
        for each in matches
    )


def _ahead(settings: Settings, session: Session, places: Collection[Placement]) -> tuple[AheadRow, ...]:
    """Tell of the places they have; each link is the one of the message, made anew."""
    rows = []
    for each in places:
        try:
            need = read_by_id(session, each.need_id)
        except NotFound:
            continue  # its listing is gone, and what it needed with it
        link = f"/placement/{token_of(settings, 'placement', each.id)}"
        when = when_words(each.starts_at, each.ends_at)
        rows.append(AheadRow(need.title, link, f"{when}, for {need.listing_name}"))
    return tuple(rows)


Names = dict[UUID, tuple[str, str]]


def _names(
    session: Session, found: VolunteerRead, looks: Collection[LookRead], hours: Collection[HoursRead]
) -> Names:
    """Name every listing the page speaks of, with the address of its page."""
    ids = {each.listing_id for each in found.grants} | {each.listing_id for each in hours}
    ids |= {each.listing_id for each in looks if each.listing_id}
    ids |= {each.verified_by for each in found.checks if each.verified_by}
    ids |= {each.held_by for each in found.training if each.held_by}
    return {each.id: (each.name, each.slug) for each in held_listings(session, ids)}


def _name(names: Names, listing_id: UUID | None) -> str:
    return "a coordinator" if listing_id is None else names.get(listing_id, ("a group that is gone", ""))[0]


def _check_row(check: CheckRead, names: Names) -> HeldRow:
    left = days_left(check, clock.local_now().date())
    if check.verified_by is None:
        seen = (
            "Nobody has seen it yet. Let a group see your checks and show it the certificate: then it counts."
        )
    else:
        when = "" if check.verified_at is None else f" on {_day(check.verified_at)}"
        seen = f"Seen by {_name(names, check.verified_by)}{when}."
    until = f"Relied on until {long_date(check.good_until)}." if left >= 0 else "Relied on no more."
    label = f"{check.level.label}, {check.workforce.label.lower()}"
    return HeldRow(
        str(check.id), label, (f"Of {long_date(check.checked_on)}. {until}", seen), "check", left <= STEPS[0]
    )


def _training(row: TrainingRead, names: Names) -> HeldRow:
    label = "A reference" if row.what is None else row.what.label
    held = "" if row.held_by is None else f" Held by {_name(names, row.held_by)}."
    return HeldRow(str(row.id), label, (f"Of {long_date(row.on_date)}.{held}",), "training")


def _grants(found: VolunteerRead, names: Names) -> tuple[GrantRow, ...]:
    by_listing = defaultdict(list)
    for each in found.grants:
        by_listing[each.listing_id].append(each)
    return tuple(
        GrantRow(
            str(listing_id),
            *names.get(listing_id, ("A group that is gone", "")),
            tuple(each.what.label for each in grants),
            _day(min(each.given_at for each in grants)),
        )
        for listing_id, grants in by_listing.items()
    )


def _look(each: LookRead, names: Names) -> str:
    if each.what == SENT:
        group = _name(names, each.listing_id)
        return f"Your name and how to reach you were sent to {group} when you said yes, {_day(each.at)}"
    what = Shared(each.what).label if each.what in set(Shared) else each.what
    return f"{_day(each.at)}: {_name(names, each.listing_id)} looked at {what[:1].lower()}{what[1:]}"


def _hour(each: HoursRead, names: Names) -> str:
    credit = f", {each.credits} Time Credits" if each.credits else ""
    waits = "" if each.agreed else " (the group has not agreed yet)"
    group = _name(names, each.listing_id)
    return f"{long_date(each.on_date)}: {_span(each.minutes)} for {group}{credit}{waits}"


def _total(hours: Collection[HoursRead]) -> str:
    return _span(sum(each.minutes for each in hours if each.agreed)) if hours else ""


def _span(minutes: int) -> str:
    whole, rest_minutes = divmod(minutes, 60)
    return " ".join(
        part
        for part in (
            f"{whole} h" if whole else "",
            f"{rest_minutes} min" if rest_minutes or not whole else "",
        )
        if part
    )


def _day(instant: datetime) -> str:
    return long_date(instant.astimezone(clock.LONDON).date())


@router.post(HERE)
def act(request: Request, form: Typed) -> Response:
    """Do what a button of the page says."""
    who, stores = must_be_signed_in(request), stores_of(request)
    do, number = text_of(form, "do"), read_id(form)
    with session_scope(stores.people) as session:
        found = volunteer_of(session, who.account_id)
        if found is None:
            return back("")
        if do == "still":
            still_current(session, found.id)
        elif do == "again":
            _ask_again(session, stores.settings, who, found.id)
        elif do == "rest":
            rest(session, found.id, how=HOW)
        elif do == "guardian":
            still_current(session, found.id)
            ask_guardian(session, stores.settings, found.id)
        elif do in OF_A_ROW and number is not None:
            OF_A_ROW[do](session, found.id, number)
    return back(do)


def _ask_again(session: Session, settings: Settings, who: Who, volunteer_id: UUID) -> None:
    """Write down that they may be asked again, and lift the stop of before."""
    if not agreed(session, who.account_id, BANK):
        give(session, who.account_id, BANK, how=HOW, wording=WORDINGS[BANK])
    lift(session, settings, who.email, BANK)
    still_current(session, volunteer_id)


def read_id(form: FormData) -> UUID | None:
    """Read the number of what a button is about."""
    try:
        return UUID(text_of(form, "id"))
    except ValueError:
        return None


def back(done: str) -> Response:
    """Lead to the page of the volunteer."""
    return RedirectResponse(f"{HERE}?done={done}", status_code=303, headers={"Cache-Control": "no-store"})
