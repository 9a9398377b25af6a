"""Which parishes should be asked first, and about what? `/gaps/work-list` and its file."""

import csv
import io
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.answers import CSV
from api.coverage_table import FORMULA_STARTS
from api.session import reading
from directory.areas.schemas import ContactPointRead
from directory.areas.service import contact_points
from directory.clock import LONDON
from directory.coverage.schemas import CoverageQuery
from directory.errors import InvalidInput
from directory.words import Capital, Level
from directory.worklist.list import WorkList, WorkPlace, read_work_list
from directory.worklist.schemas import Status, WorkItemRead
from geo.evidence import Reason, State
from web.contexts.gaps import Link, Option
from web.contexts.work_list import WorkListPage, WorkRow
from web.gap_choices import GapChoices, offer_words, read_choices
from web.gap_filters import filters_of
from web.gap_names import GapNames, read_names
from web.parameters import WORK_LIST
from web.render import render
from web.words import count, date_words, listed

FIRST_ROWS = 10
"""Shown at once; the rest are folded."""
COLUMNS: Final = (
    "order",
    "code",
    "name",
    "district",
    "people",
    "people_in_high_need",
    "need",
    "people_in_doubt_and_high_need",
    "ask_about",
    "why",
    "listed",
    "expected",
    "status",
    "asked",
    "who_to_ask",
    "neighbours",
)
WHY: Final = {
    Reason.NOTHING_DATED: "no listing there has a date",
    Reason.FEWER_THAN_EXPECTED: "far fewer are listed than in places like it",
    Reason.INCOMPLETE: "the directory may hold less than half of what is there",
    Reason.ASKED_NO_ANSWER: "somebody was asked and did not know",
    Reason.COMPLETE_ENOUGH: "little is listed near, and our lists of it look fairly full",
    Reason.IN_LINE_WITH_EXPECTED: "little is listed near, though as much is listed there as in alike places",
    Reason.NOT_ESTIMABLE: "little is listed near, and how full our lists are there cannot be told",
}
"""Why a place is in doubt, to follow what it is about."""

router = APIRouter(include_in_schema=False)


@router.get("/gaps/work-list")
def show_work_list(request: Request) -> Response:
    choices, status = read_asking(request.query_params)
    with reading(request) as session:
        names = read_names(session)
        names.check(choices)
        found = read_work_list(session, choices.query, status)
        talk = contact_points(session, choices.district)
        page = work_list_page(choices, status, found, names, talk=talk)
    return render(request, page)


@router.get("/gaps/work-list/download.csv")
def download_work_list(request: Request) -> Response:
    choices, status = read_asking(request.query_params)
    with reading(request) as session:
        read_names(session).check(choices)
        content = work_list_csv(session, choices.query, status)
    name = "-".join(("work-list", choices.query.subject, choices.district or choices.region.value))
    return Response(
        content,
        media_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="hereabouts-{name}.csv"'},
    )


def read_asking(given: Mapping[str, str]) -> tuple[GapChoices, Status | None]:
    """Read what is looked for, where, and how far asking has come; None is however far."""
    kept = {name: value for name, value in given.items() if name in WORK_LIST.once}
    typed = kept.pop("status", "")
    if typed not in {"", *Status}:
        raise InvalidInput(f"“status” must be one of: {', '.join(Status)}.", field="status")
    choices = replace(read_choices(kept), level=Level.PARISH, within=None)
    return choices, Status(typed) if typed else None


def work_list_csv(session: Session, query: CoverageQuery, status: Status | None) -> bytes:
    """Write the list as CSV (RFC 4180), UTF-8: the rows of the page, in its order."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in _rows(read_work_list(session, query, status)):
        place = row.place
        cells = (
            row.number,
            place.code,
            place.name,
            place.district,
            place.people,
            place.people_in_high_need,
            "" if place.need is None else round(place.need, 4),
            round(place.doubt),
            row.ask_about,
            row.why,
            "" if place.listed is None else place.listed,
            "" if place.expected is None else round(place.expected, 1),
            place.status.value,
            "; ".join(row.notes),
            "" if place.node_slug is None else f"/listing/{place.node_slug}",
            "; ".join(place.neighbours),
        )
        writer.writerow(_plain(cell) for cell in cells)
    return text.getvalue().encode()


def _plain(cell: object) -> object:
    """Keep a spreadsheet from running a note as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def work_list_page(
    choices: GapChoices,
    status: Status | None,
    found: WorkList,
    names: GapNames,
    *,
    talk: tuple[ContactPointRead, ...],
) -> WorkListPage:
    """Put the list into plain English."""
    rows = tuple(_rows(found))
    filters = filters_of(choices, names, "")
    offer = names.category(choices) or ("" if choices.capital is None else offer_words(choices.capital))
    own = f"status={status.value}" if status else ""
    plain = replace(choices, level=Level.LSOA)
    address = plain.address("/gaps/work-list/download.csv")
    return WorkListPage(
        title="Whom to ask first",
        talk=talk,
        lead=_lead(rows, names.place(choices), offer, status),
        counted=_counted(found, status),
        place=names.place(choices),
        what=filters.capital,
        where=filters.district,
        statuses=(
            Option("", "However far", chosen=status is None),
            *(Option(each.value, each.label, each is status) for each in Status),
        ),
        region=filters.region,
        release=filters.release,
        work_list=found,
        first=rows[:FIRST_ROWS],
        rest=rows[FIRST_ROWS:],
        six=listed(offer_words(capital)[:1].lower() + offer_words(capital)[1:] for capital in Capital),
        has_wards=any(row.place.level is Level.WARD for row in rows),
        ask=talk,
        download=f"{address}{'&' if '?' in address else '?'}{own}" if own else address,
        example=_example(rows),
        links=(
            Link("What the directory does not know", plain.address("/gaps/unknown"), "how full it is"),
            Link("How all this is worked out", "/method", "every formula"),
        ),
        computed_at=found.computed_at.astimezone(LONDON),
        back=plain.address(),
    )


def _rows(found: WorkList) -> Iterable[WorkRow]:
    for number, place in enumerate(found.places, start=1):
        yield WorkRow(
            place=place,
            number=number,
            href=f"/area/{place.code}?release={found.query.release.value}",
            ask_about=listed(ask.label.lower() for ask in place.asks).capitalize(),
            ask_short=_ask_short(place),
            ask_paper=_ask_paper(place),
            why=_why(place),
            listed="" if place.expected is None else f"{place.listed} listed, {place.expected:.1f} expected",
            status=place.status.label,
            notes=tuple(_note(item) for item in place.items),
        )


def _ask_short(place: WorkPlace) -> str:
    """Say what to ask about in a line: of the six capitals, what is left out where that is shorter."""
    asked = {ask.subject for ask in place.asks}
    left = [capital.label.lower() for capital in Capital if capital.value not in asked]
    if not left:
        return "All six things"
    if len(left) == 1 and len(asked) > 1:
        return f"All but {left[0]}"
    return listed(ask.label.lower() for ask in place.asks).capitalize() or "Nothing more"


def _ask_paper(place: WorkPlace) -> str:
    """Say what to ask about in the fewest words, for a line on paper."""
    if len(place.asks) == len(Capital):
        return "all six"
    capitals = set(Capital)
    return ", ".join(ask.subject if ask.subject in capitals else ask.label for ask in place.asks)


def _why(place: WorkPlace) -> str:
    """Say why each thing is in doubt, what has the same reason together."""
    reasons: dict[Reason, list[str]] = {}
    for ask in place.asks:
        reasons.setdefault(ask.reason, []).append(ask.label.lower())
    if not reasons:
        return "Nothing is in doubt there any more."
    if len(reasons) == 1:
        reason = next(iter(reasons))
        return f"{_state_words(reason.state)}: {WHY[reason]}."
    return " ".join(
        f"{listed(labels).capitalize()}: {_state_words(reason.state).lower()}, {WHY[reason]}."
        for reason, labels in reasons.items()
    )


def _state_words(state: State) -> str:
    return "Probably a gap" if state is State.PROBABLE_GAP else "Too little is known"


def _note(item: WorkItemRead) -> str:
    told = f": {item.note}" if item.note else ""
    return f"{item.subject_label}, {item.status.label.lower()}, {date_words(item.on_date)}{told}"


def _lead(rows: tuple[WorkRow, ...], place: str, offer: str, status: Status | None) -> str:
    about = f" about “{offer}”" if offer else ""
    if not rows:
        return f"Nothing in {place} is left to ask{about}{' with this status' if status else ''}."
    first = listed(row.place.name for row in rows[:3])
    return (
        f"In {place}, ask {first} first{about}: most people in high need live there, and what they have "
        "within reach is not known."
    )


def _counted(found: WorkList, status: Status | None) -> str:
    parts = [count(len(found.places), "place") + (f" ({status.label.lower()})" if status else "") + " to ask"]
    if found.nothing_to_ask:
        parts.append(f"in {found.nothing_to_ask:,} nothing is in doubt")
    if found.nobody_there:
        parts.append(f"in {found.nobody_there:,} nobody has a postcode")
    if found.left_out:
        parts.append(f"{found.left_out:,} with another status")
    return "; ".join(parts) + "."


def _example(rows: tuple[WorkRow, ...]) -> str:
    code, subject = "E04001687", "young-people"
    if rows:
        code = rows[0].place.parish_code
        subject = rows[0].place.asks[0].subject if rows[0].place.asks else rows[0].place.items[0].subject
    return " ".join(shlex.quote(word) for word in ("hereabouts", "worklist", "set", code, subject))
