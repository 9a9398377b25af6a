"""How much of a district or parish is confirmed, and what should be seen to first? `/desk/upkeep`."""

from collections.abc import Iterable, Mapping
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.session import reading
from directory.accounts.permissions import Action, lacks_second_factor, where_may
from directory.accounts.schemas import Where, Who
from directory.areas.service import area_names, contact_points
from directory.clock import LONDON
from directory.errors import NotAllowed, SecondFactorMissing
from directory.freshness.overview import Overview, Standing, parishes_of, read_overview, shares
from directory.freshness.schemas import ListingFacts, Stage
from directory.links.service import links_are_checked
from web.contexts.desk_upkeep import DeadRow, PlaceOption, ShareRow, ToDoRow, UpkeepPage
from web.desk.render import render_private
from web.desk.stores import stores_of
from web.desk.who import must_be_signed_in
from web.words import listed, long_date

router = APIRouter()
FIRST_ROWS: Final = 12
_DISTRICT: Final = ("E06", "E07")


@router.get("/desk/upkeep")
def show_upkeep(request: Request, place: str = "") -> Response:
    _, where = reach_of(request, Action.SEE_UPKEEP)
    stores = stores_of(request)
    whole = read_overview(stores, where)
    chosen = within(whole, place)
    with reading(request) as session:
        names = area_names(session, codes_of(whole.standings))
        talk = contact_points(session, place if place.startswith(_DISTRICT) else None)
        own = parishes_of(session, {place}) if place.startswith(_DISTRICT) else where.parishes
    by_parish = place.startswith(_DISTRICT) or not (where.everywhere or where.districts)
    to_do, waiting = chosen.to_do(), chosen.waiting()
    page = UpkeepPage(
        title="What is still right?",
        talk=talk,
        lead=lead_words(chosen),
        place=place,
        places=place_options(whole, where, names, place),
        shares=_share_rows(chosen, names, where, place, own if by_parish else None),
        shares_of="Parish" if by_parish else "District",
        first=tuple(_row(each, names) for each in to_do[:FIRST_ROWS]),
        due=len(to_do),
        waiting=tuple(_row(each, names) for each in waiting[:FIRST_ROWS]),
        asked=len(waiting),
        calls=len(chosen.to_call()),
        dead=tuple(
            DeadRow(each.slug, each.name, each.url, each.since.astimezone(LONDON).date(), each.problem)
            for each in chosen.dead
        ),
        links_checked=links_are_checked(stores.settings),
        refused=tuple(_row(each, names) for each in chosen.standings if each.refused),
        counted=any(each.looks is not None for each in whole.standings),
    )
    return render_private(request, page)


def reach_of(request: Request, action: Action) -> tuple[Who, Where]:
    """Tell who is asking and over which places they may do it, or refuse."""
    who = must_be_signed_in(request)
    where = where_may(who, action)
    if where:
        return who, where
    if lacks_second_factor(who):
        raise SecondFactorMissing("Show your second factor first: a code from the app on your phone.")
    raise NotAllowed("That is for coordinators, partner editors and parish clerks. Ask a coordinator.")


def within(whole: Overview, place: str) -> Overview:
    """Keep what is in one place; all where none is chosen."""
    if not place:
        return whole
    kept = tuple(each for each in whole.standings if place in each.facts.parishes | each.facts.districts)
    ids = {each.facts.id for each in kept}
    return Overview(kept, tuple(each for each in whole.dead if each.listing_id in ids))


def codes_of(standings: Iterable[Standing]) -> set[str]:
    """List the parishes and districts that need a name."""
    return {code for each in standings for code in each.facts.parishes | each.facts.districts}


def place_options(
    whole: Overview, where: Where, names: Mapping[str, str], place: str
) -> tuple[PlaceOption, ...]:
    """List what can be chosen: the districts, and the parishes of those who have no district."""
    wide = where.everywhere or bool(where.districts)
    codes = {code for code in codes_of(whole.standings) if code.startswith(_DISTRICT) == wide}
    if not where.everywhere:
        codes &= where.districts | where.parishes
    if place:
        codes.add(place)
    return tuple(
        PlaceOption(code, names.get(code, code), code == place)
        for code in sorted(codes, key=lambda code: names.get(code, code))
    )


def lead_words(chosen: Overview) -> str:
    """Say how much is known, and never more."""
    total = len(chosen.standings)
    (whole,) = shares(chosen.standings, lambda _: ("",)) or (None,)
    if whole is None:
        return "Nothing is listed here."
    if whole.never == total:
        return f"Nobody has confirmed {total:,} of {total:,} listings."
    parts = [f"{whole.within_6:,} of {total:,} listings were confirmed within six months"]
    if whole.never:
        parts.append(f"{whole.never:,} {'was' if whole.never == 1 else 'were'} never confirmed by anybody")
    return f"{listed(parts)}."


def _share_rows(
    chosen: Overview, names: Mapping[str, str], where: Where, place: str, own: frozenset[str] | None
) -> tuple[ShareRow, ...]:
    def places(facts: ListingFacts) -> Iterable[str]:
        if own is not None:
            return facts.parishes & own or {""}
        return (facts.districts if where.everywhere else facts.districts & where.districts) or {""}

    rows = []
    for share in shares(chosen.standings, places):
        name = names.get(share.code, share.code) or (
            "No one parish" if own is not None else "No one district"
        )
        href = f"/desk/upkeep?place={share.code}" if share.code and share.code != place else ""
        counts = (share.total, share.within_3, share.within_6, share.within_12, share.never, share.older)
        rows.append(ShareRow(name, href, *counts))
    return tuple(sorted(rows, key=lambda row: (not row.href, row.name)))


def _row(each: Standing, names: Mapping[str, str]) -> ToDoRow:
    return ToDoRow(
        slug=each.facts.slug,
        name=each.facts.name,
        where=where_words(each.facts, names),
        confirmed=confirmed_words(each.facts),
        deprived=_deprived_words(each.decile),
        looks="" if each.looks is None else _looks_words(each.looks),
        standing=standing_words(each),
    )


def _deprived_words(decile: int | None) -> str:
    if decile is None:
        return "How deprived the neighbourhood is, is not known."
    if decile == 1:
        return "The neighbourhood is in the most deprived tenth."
    return f"The neighbourhood is in tenth {decile} of 10."


def _looks_words(looks: int) -> str:
    if not looks:
        return "Nobody looked at its page."
    return f"Its page was looked at {looks:,} {'time' if looks == 1 else 'times'}."


def where_words(facts: ListingFacts, names: Mapping[str, str]) -> str:
    """Name the parishes of a listing, or else its districts; of many say how many."""
    codes = sorted(facts.parishes or facts.districts)
    if not codes:
        return "No place"
    if len(codes) > 2:  # noqa: PLR2004 - two names fit a line
        return f"{len(codes)} {'parishes' if facts.parishes else 'districts'}"
    return listed(names.get(code, code) for code in codes)


def confirmed_words(facts: ListingFacts) -> str:
    """Say when somebody confirmed it."""
    return "never" if facts.assured_on is None else long_date(facts.assured_on)


_ASKED: Final = {
    Stage.FIRST: "Its owner was asked",
    Stage.REMINDER: "Its owner was reminded",
    Stage.ESCALATED: "The clerk or the coordinators were asked",
    Stage.LEFT: "Its owner was told that it is not shown",
}


def standing_words(each: Standing) -> str:
    """Say what was done about a listing and what is left to do."""
    told = []
    if each.facts.left:
        told.append("Readers do not see it: nobody confirmed it.")
    elif each.facts.unconfirmed_since is not None:
        told.append(f"Marked as not confirmed since {long_date(each.facts.unconfirmed_since)}.")
    if each.stage is not None:
        when = "and the message waits" if each.told_on is None else f"on {long_date(each.told_on)}"
        told.append(f"{_ASKED[each.stage]} {when}.")
    if each.refused:
        told.append("The address of its owner refuses our messages.")
    if each.writable and each.stage is None:
        told.append("Whoever runs it can be asked by e-mail.")
    return " ".join(told)
