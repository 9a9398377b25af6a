"""Which parishes should be asked first, and about what? `/gaps/work-list` and its file."""

import csv
import io
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.answers import CSV
from api.session import reading
from directory.areas.schemas import ContactPointRead
from directory.areas.service import contact_points
from directory.clock import LONDON
from directory.coverage.schemas import CoverageQuery
from directory.errors import InvalidInput
from directory.marks.schemas import MarkRead, Says
from directory.spreadsheet import harmless
from directory.words import Capital, Level
from directory.worklist.list import IN_DOUBT, Ask, WorkList, WorkPlace, read_work_list
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
    "neighbourhoods",
    "neighbourhoods_in_doubt",
    "listed",
    "expected",
    "status",
    "asked",
    "who_to_ask",
    "contact_held",
    "neighbours",
)
WHY: Final = {
    Reason.NOTHING_DATED: "nothing of any kind is listed there, so it may be that nobody looked",
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
            place.neighbourhoods,
            max((ask.neighbourhoods for ask in place.asks), default=0),
            "" if place.listed is None else place.listed,
            "" if place.expected is None else round(place.expected, 1),
            place.status.value,
            "; ".join(row.notes),
            "" if place.node_slug is None else f"/listing/{place.node_slug}",
            "yes" if place.reachable else "no",
            "; ".join(place.neighbours),
        )
        writer.writerow(harmless(cell) for cell in cells)
    return text.getvalue().encode()


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
        lead=_lead(rows, found, names.place(choices), offer, status),
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
        unreachable=_unreachable(found),
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
    others = any(place.reachable for place in found.places)
    for number, place in enumerate(found.places, start=1):
        yield WorkRow(
            place=place,
            number=number,
            href=f"/area/{place.code}?release={found.query.release.value}",
            ask_about=listed(ask.label.lower() for ask in place.asks).capitalize(),
            ask_short=_ask_short(place),
            ask_paper=_ask_paper(place),
            why=_why(place),
            whom=_whom(place, others=others),
            listed="" if place.expected is None else f"{place.listed} listed, {place.expected:.1f} expected",
            status=place.status.label,
            notes=(*(_note(item) for item in place.items), *(_mark_note(mark) for mark in place.marks)),
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
    """Say why each thing is in doubt and in how much of the place; what has the same reason together."""
    reasons: dict[Reason, list[Ask]] = {}
    for ask in place.asks:
        reasons.setdefault(ask.reason, []).append(ask)
    if not reasons:
        return "Nothing more is to be asked there."
    return " ".join(
        _reason_words(place, reason, asks, alone=len(reasons) == 1) for reason, asks in reasons.items()
    )


def _reason_words(place: WorkPlace, reason: Reason, asks: Sequence[Ask], *, alone: bool) -> str:
    state = _state_words(reason.state)
    where = _where_words(place, asks)
    if alone:
        return f"{_capital(where + state)}: {WHY[reason]}."
    return f"{_capital(listed(ask.label.lower() for ask in asks))}: {where}{state}, {WHY[reason]}."


def _where_words(place: WorkPlace, asks: Sequence[Ask]) -> str:
    """Say in how many of its neighbourhoods, where it is not all of them, and of how many people."""
    least = min(ask.neighbourhoods for ask in asks)
    most = max(ask.neighbourhoods for ask in asks)
    if least >= place.neighbourhoods:
        return ""
    people = max(ask.people for ask in asks)
    same = len({ask.people for ask in asks}) == 1
    return (
        f"in {f'{least:,}' if least == most else f'{least:,} to {most:,}'} of its {place.neighbourhoods:,} "
        f"neighbourhoods ({'' if same else 'up to '}{count(people, 'person', 'people')}) "
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _whom(place: WorkPlace, *, others: bool) -> str:
    """Say of which parish no contact is held, where one of others is: nobody is promised in vain."""
    return "No contact held: ask democratic services." if others and not place.reachable else ""


def _unreachable(found: WorkList) -> str:
    parishes = [place for place in found.places if place.level is Level.PARISH]
    lacking = sum(not place.reachable for place in parishes)
    if not lacking:
        return ""
    ask = "ask democratic services for the clerk."
    if lacking == len(parishes):
        return f"No contact is held for any of these parish councils or meetings: {ask}"
    return f"No contact is held for {lacking:,} of these {len(parishes):,} parish councils or meetings: {ask}"


def _state_words(state: State) -> str:
    return "probably a gap" if state is State.PROBABLE_GAP else "too little is known"


def _note(item: WorkItemRead) -> str:
    told = f": {item.note}" if item.note else ""
    return f"{item.subject_label}, {item.status.label.lower()}, {date_words(item.on_date)}{told}"


def _mark_note(mark: MarkRead) -> str:
    how = "asked" if mark.says is Says.UNKNOWN else "answered"
    return f"{mark.subject_label}, {how}, {date_words(mark.on_date)}: {mark.says.label}"


def _lead(rows: tuple[WorkRow, ...], found: WorkList, place: str, offer: str, status: Status | None) -> str:
    about = f" about “{offer}”" if offer else ""
    first = [row.place for row in rows if row.place.asks][:3]
    if not first and found.too_few:
        return f"Too little is listed{about} in {place} to say who should be asked first."
    if not first:
        return f"Nothing in {place} is left to ask{about}{' with this status' if status else ''}."
    states = {ask.state for each in first for ask in each.asks}
    doubt = " or ".join(_DOUBT[state] for state in IN_DOUBT if state in states)
    who = "most people in high need live there" if all(each.doubt for each in first) else "need is greatest"
    return f"In {place}, ask {listed(each.name for each in first)} first{about}: {who} {doubt}."


_DOUBT: Final = {
    State.NOT_SURVEYED: "where too little is known",
    State.PROBABLE_GAP: "where there is probably a gap",
}


def _counted(found: WorkList, status: Status | None) -> str:
    to_ask = sum(bool(place.asks) for place in found.places)
    parts = [count(to_ask, "place") + (f" ({status.label.lower()})" if status else "") + " to ask"]
    if status is None:
        tally = Counter(place.status for place in found.places)
        parts += [
            f"{tally[each]:,} {words}"
            for each, words in (
                (Status.ASKED, "asked, some or all answers still out"),
                (Status.ANSWERED, "answered"),
            )
            if tally[each]
        ]
    if found.nothing_to_ask:
        quiet = "too little is listed to say" if found.too_few else "nothing is in doubt"
        parts.append(f"in {found.nothing_to_ask:,} {quiet}")
    if found.nobody_there:
        parts.append(f"in {found.nobody_there:,} nobody has a postcode")
    if found.left_out:
        parts.append(f"{found.left_out:,} with another status")
    return "; ".join(parts) + "."


def _example(rows: tuple[WorkRow, ...]) -> str:
    code, subject = "E04001687", "young-people"
    if rows:
        place = rows[0].place
        code = place.parish_code
        told = (*(ask.subject for ask in place.asks), *(item.subject for item in place.items))
        subject = next(iter((*told, *(mark.subject for mark in place.marks))))
    return " ".join(shlex.quote(word) for word in ("hereabouts", "worklist", "set", code, subject))
