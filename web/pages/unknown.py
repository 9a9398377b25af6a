"""What does the directory not know? `/gaps/unknown`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.session import reading
from directory.areas.schemas import ContactPointRead
from directory.areas.service import contact_points
from directory.clock import LONDON
from directory.coverage.unknown import Held, NearEdge, Told, Unknown, read_unknown
from directory.releases.active import active_folder
from directory.words import Level, Release
from web.contexts.gaps import Link
from web.contexts.unknown import EdgeRow, Figure, HeldRow, UnknownPage
from web.gap_choices import GapChoices, offer_words, read_choices
from web.gap_filters import filters_of
from web.gap_names import GapNames, read_names
from web.parameters import UNKNOWN
from web.render import render
from web.words import count, listed

POST_TOWNS: Final = {
    "CB8": "Newmarket",
    "PE9": "Stamford",
    "PE13": "Wisbech",
    "PE14": "Wisbech, outlying",
    "PE19": "St Neots",
    "SG8": "Royston",
}
"""Post towns at the edge by the outward half of their postcodes; others are told by that half alone."""
MOST_TOWNS = 6
MOST_NAMED = 3
"""Post towns told in the sentence."""
MOST_PLACES = 12
"""Parishes at the edge that are named; the rest are counted."""

router = APIRouter(include_in_schema=False)


@router.get("/gaps/unknown")
def show_unknown(request: Request) -> Response:
    choices = read_place_choices(request.query_params)
    with reading(request) as session:
        names = read_names(session)
        names.check(choices)
        folder = active_folder(session, request.app.state.data_dir)
        page = unknown_page(
            choices,
            read_unknown(session, choices.query, folder),
            names,
            talk=contact_points(session, choices.district),
        )
    return render(request, page)


def read_place_choices(given: Mapping[str, str]) -> GapChoices:
    """Read what is looked for, where and in which release; the rest of a gaps address says nothing here."""
    kept = {name: value for name, value in given.items() if name in UNKNOWN.once}
    return replace(read_choices(kept), level=Level.PARISH, within=None)


def unknown_page(
    choices: GapChoices, unknown: Unknown, names: GapNames, *, talk: tuple[ContactPointRead, ...]
) -> UnknownPage:
    """Put what is not known into plain English."""
    plain = replace(choices, level=Level.LSOA)
    labels = {each.slug: each.label for each in names.categories}
    filters = filters_of(choices, names, "")
    offer = names.category(choices) or ("" if choices.capital is None else offer_words(choices.capital))
    towns = tuple(replace(_edge_row(row, None), name=_town(row.code)) for row in unknown.edge.outward)
    telling = tuple(row for row in unknown.compared if row.telling and not row.far_below)
    return UnknownPage(
        title="What the directory does not know",
        talk=talk,
        lead=_lead(unknown, names.place(choices), offer),
        answer=tuple(_answer(unknown, names.place(choices))),
        asked=_asked(unknown),
        place=names.place(choices),
        offer=offer,
        what=filters.capital,
        where=filters.district,
        region=filters.region,
        release=filters.release,
        unknown=unknown,
        held=tuple(_held_row(row, labels) for row in unknown.held),
        county=_county(unknown.county),
        kinds=tuple(_held_row(row, labels) for row in unknown.kinds),
        kinds_left=tuple(Figure(label, number, "") for label, number in unknown.kinds_left),
        below=tuple(row for row in unknown.compared if row.far_below),
        telling=telling,
        years=_years(unknown.told),
        places=_places(unknown.told),
        unsaid=_unsaid(unknown.told),
        edge_districts=tuple(_edge_row(row, choices.release) for row in unknown.edge.districts),
        edge_towns=towns[:MOST_TOWNS],
        edge_more=towns[MOST_TOWNS:],
        edge_parishes=tuple(_edge_row(row, choices.release) for row in unknown.edge.parishes[:MOST_PLACES]),
        edge_words=_edge_words(unknown),
        computed_at=unknown.computed_at.astimezone(LONDON),
        links=(
            Link("Whom to ask first", plain.address("/gaps/work-list"), "a list to work through"),
            Link("How all this is worked out", "/method", "every formula"),
            Link("Where the facts come from", "/data", "every source with its date"),
        ),
        back=plain.address(),
    )


def _lead(unknown: Unknown, place: str, offer: str) -> str:
    what = f" under “{offer}”" if offer else ""
    return f"The directory lists {count(unknown.told.listings, 'thing')}{what} in {place}. It does not know:"


def _answer(unknown: Unknown, place: str) -> list[str]:
    """Say the main of what is not known, a line each."""
    told = unknown.told
    parishes = count(unknown.parishes, "parish", "parishes")
    lines = [
        "whether they are still true: nobody has confirmed any of them here"
        if told.listings and not told.confirmed
        else f"whether {told.listings - told.confirmed:,} of them are still true: nobody has confirmed them",
        f"how many more there are: {_how_many_more(unknown, place)}",
        f"what people say who live there: in {unknown.nobody_asked:,} of {parishes} nobody has been asked",
        f"when {told.hours_unsaid:,} of them are open",
    ]
    if unknown.edge.whole.nearer:
        lines.append(
            f"what lies over the border, which may be nearer for about {_about(unknown.edge.whole.nearer)} "
            f"people ({percent(unknown.edge.whole.share)})"
        )
    return lines if told.listings else lines[1:3]


def _how_many_more(unknown: Unknown, place: str) -> str:
    if not unknown.known:
        return "this cannot be estimated, for none is known that could be measured to"
    untold = (
        f"for {unknown.left:,} of the {unknown.known:,} listings that can be measured to, no two lists "
        "overlap enough to tell"
    )
    holding = sum(row.holds for row in unknown.held)
    if holding == len(unknown.held):
        return untold if unknown.left else "it can only be estimated"
    if len(unknown.held) == 1:
        return f"this cannot be estimated in {place}; {untold}"
    if not holding:
        return f"this cannot be estimated in any district of {place}; {untold}"
    return f"this can be estimated in {holding} of {len(unknown.held)} districts; {untold}"


def _asked(unknown: Unknown) -> str:
    return (
        f"Asked, no answer yet: {unknown.unanswered:,}. Answered: {unknown.answered:,}. "
        f"Nobody asked: {unknown.nobody_asked:,}. "
        f"That is all {count(unknown.parishes, 'parish', 'parishes')}."
    )


def percent(share: float) -> str:
    """Write a share: `7%`, and what is not quite nothing as `under 1%`."""
    if 0 < share < 0.01:  # noqa: PLR2004 - one in a hundred
        return "under 1%"
    return f"{share * 100:.0f}%"


def _about(people: int) -> str:
    return f"{round(people, -2):,}" if people >= 1_000 else f"{people:,}"  # noqa: PLR2004


def held_share(row: Held) -> str:
    """Say the share that is held, with its interval: `74% (44 to 99%)`; empty where nobody can say."""
    if row.share is None or row.share_low is None or row.share_high is None:
        return ""
    low, high = f"{row.share_low * 100:.0f}", f"{row.share_high * 100:.0f}%"
    return f"{row.share * 100:.0f}% ({low} to {high})"


def _held_row(row: Held, labels: dict[str, str]) -> HeldRow:
    estimate = (
        ""
        if row.estimate is None or row.low is None or row.high is None
        else f"{row.estimate:,.0f} ({row.low:,.0f} to {row.high:,.0f})"
    )
    return HeldRow(
        name=row.name,
        kind=labels.get(row.subject, ""),
        known=row.known,
        estimated_of=row.estimated_of,
        left=row.left,
        held=_held_words(row),
        estimate=estimate,
        sources="" if row.sources is None else listed(row.sources),
        overlap=f"{row.first:,} and {row.second:,}, {row.both:,} in both",
    )


def _held_words(row: Held) -> str:
    """Say the share, and of how many listings where it is not of all; empty where it does not hold."""
    if not row.holds:
        return ""
    return held_share(row) + (f" of the {row.estimated_of:,} that can be estimated" if row.left else "")


def _county(row: Held | None) -> str:
    if row is None or not row.known:
        return ""
    overlap = f"lists overlap for {row.estimated_of:,} of the {row.known:,} listings"
    if not row.holds:
        return f"In the five districts together {overlap}: too few to estimate the rest by."
    return f"In the five districts together {overlap}, and the directory holds {_held_words(row)}."


def _years(told: Told) -> tuple[Figure, ...]:
    return tuple(Figure(year, number, percent(number / told.listings)) for year, number in told.years)


def _figures(told: Told, counts: Sequence[tuple[str, int]]) -> tuple[Figure, ...]:
    return tuple(
        Figure(label, number, percent(number / told.listings) if told.listings else "")
        for label, number in counts
    )


def _places(told: Told) -> tuple[Figure, ...]:
    return _figures(
        told,
        (
            ("At an address or a postcode", told.placed),
            ("Only the parish is known, so distances to it are rough", told.by_parish),
            ("Only the district is known, so no distance is measured to it", told.by_district),
            *(
                (("Its place is private, so no distance is measured to it", told.hidden),)
                if told.hidden
                else ()
            ),
            *(
                (("It comes by, like the mobile library, so it is not measured to here", told.visiting),)
                if told.visiting
                else ()
            ),
            ("No place: it serves a whole area, so no distance is measured to it", told.wide),
        ),
    )


def _unsaid(told: Told) -> tuple[Figure, ...]:
    return _figures(
        told,
        (
            ("When it is open", told.hours_unsaid),
            ("Whether it costs anything", told.cost_unsaid),
            ("Whether it is step-free", told.step_free_unsaid),
            ("What it offers people, by the stated rules", told.untagged),
        ),
    )


def _edge_row(row: NearEdge, release: Release | None) -> EdgeRow:
    return EdgeRow(
        name=row.name,
        href="" if release is None else f"/area/{row.code}?release={release.value}",
        people=row.people,
        nearer=row.nearer,
        share=percent(row.share),
    )


def _town(outward: str) -> str:
    return f"{outward} ({POST_TOWNS[outward]})" if outward in POST_TOWNS else outward


def _edge_words(unknown: Unknown) -> str:
    edge = unknown.edge
    if edge.beyond:
        known = (
            f"{count(edge.beyond, 'place')} outside Cambridgeshire and Peterborough are known and counted."
        )
    else:
        known = "Nothing outside Cambridgeshire and Peterborough is known."
    if not edge.whole.nearer:
        return f"{known} Nobody here lives nearer to that edge than to the nearest listing."
    return (
        f"{known} {edge.whole.nearer:,} of {edge.whole.people:,} people ({percent(edge.whole.share)}) live "
        "nearer to that edge than to the nearest listing, so something over it may be nearer for them. "
        f"Most of them have postcodes {listed(_town(row.code) for row in edge.outward[:MOST_NAMED])}. "
        "What this page says is missing is least sure there."
    )
