"""Who is told by letter or text message, and what is to be posted? `/desk/readers`."""

from collections.abc import Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, where_may
from directory.accounts.schemas import Target, Where
from directory.areas.service import area_names, contact_points
from directory.clock import LONDON
from directory.digests.taken_out import Districts, TakenOut, count_waiting, list_taken_out
from directory.errors import InvalidInput, NotAllowed
from directory.speech import clock_time
from directory.store import reading_scope, session_scope
from directory.subscriptions.paper import (
    Agreed,
    PaperRead,
    end_reader,
    list_readers,
    read_reader,
    set_large_print,
)
from directory.subscriptions.words import Way
from web.contexts.desk_readers import Download, ReaderRow, ReadersPage, TakenRow, WaitingRow
from web.contexts.desk_upkeep import PlaceOption
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.upkeep import reach_of
from web.words import count, listed, long_date

router = APIRouter()
SAID: Final = {
    "added": "Written down. They are told of what fits from the next round on.",
    "large": "Their letters come in large print from now on. One that waited is made anew in the next round.",
    "usual": "Their letters come in usual print from now on. One that waited is made anew in the next round.",
    "ended": "Ended. Their name and address are forgotten; nothing more is sent.",
    "nothing": "Nothing waited: somebody else has just taken it out, or it has closed. See below.",
    "taken": "Taken out. Print the files below, and post or send them.",
}
ABOUT: Final = {
    "funding": "money",
    "support": "training and help",
    "local": "calls, events and partners",
    "volunteering": "volunteering",
    "parish_news": "parish news",
}
"""The purposes, as within a sentence."""
AGREED: Final = {Agreed.BY_TELEPHONE: "By telephone", Agreed.ON_PAPER: "On paper"}
_THINGS: Final = {Way.POST: ("letter", "letters"), Way.SMS: ("text message", "text messages")}


def districts_of(request: Request) -> Districts:
    """Tell for which districts somebody may send on paper, None for all of them; refuse where for none."""
    _, where = reach_of(request, Action.SEND_PAPER)
    if not where.everywhere and not where.districts:
        raise NotAllowed("Your account may not write to people on paper. Ask a coordinator.")
    return None if where.everywhere else where.districts


@router.get("/desk/readers")
def show_readers(request: Request, said: str = "") -> Response:
    districts, stores = districts_of(request), stores_of(request)
    with reading_scope(stores.people) as people:
        readers = list_readers(people, districts=districts)
    waiting = count_waiting(stores, districts)
    taken = list_taken_out(stores, districts)
    with reading(request) as session:
        codes = {code for each in readers for one in each.subscriptions for code in one.terms.areas}
        names = area_names(session, codes | {each.district for each in readers})
        talk = contact_points(session, None)
    page = ReadersPage(
        title="News by letter and text message",
        talk=talk,
        said=SAID.get(said, ""),
        lead=_lead(readers),
        waiting=tuple(_waiting_row(way, many) for way, many in waiting.items()),
        taken=tuple(_taken_row(each) for each in taken),
        readers=tuple(_reader_row(each, names) for each in readers),
        agreed=agreed_options(Agreed.BY_TELEPHONE),
    )
    return render_private(request, page)


@router.post("/desk/readers/{reader_id}/end")
def end(request: Request, reader_id: UUID, agreed: Annotated[str, Form()] = "") -> Response:
    """Write to somebody no more, and forget who they are."""
    with session_scope(stores_of(request).people) as people:
        by = _looks_after(request, people, reader_id)
        if agreed not in set(Agreed):
            raise InvalidInput("Choose how they said that they want no more.", field="agreed")
        end_reader(people, reader_id, agreed=Agreed(agreed), by=by)
    return RedirectResponse("/desk/readers?said=ended", status_code=303)


@router.post("/desk/readers/{reader_id}/print")
def change_print(request: Request, reader_id: UUID, large: Annotated[str, Form()] = "") -> Response:
    """Write to somebody in large print from now on, or in the usual one."""
    with session_scope(stores_of(request).people) as people:
        by = _looks_after(request, people, reader_id)
        set_large_print(people, reader_id, large=large == "yes", by=by)
    said = "large" if large == "yes" else "usual"
    return RedirectResponse(f"/desk/readers?said={said}", status_code=303)


def _looks_after(request: Request, people: Session, reader_id: UUID) -> UUID:
    """Give who asks, if they look after the reader; refuse it otherwise."""
    who, _ = reach_of(request, Action.SEND_PAPER)
    reader = read_reader(people, reader_id)
    require(who, Action.SEND_PAPER, Target(districts=frozenset({reader.district})))
    return who.account_id


def agreed_options(chosen: str) -> tuple[PlaceOption, ...]:
    """Offer the ways in which somebody who is not online can say something."""
    return tuple(PlaceOption(way.value, label, way.value == chosen) for way, label in AGREED.items())


def own_districts(where: Where, everywhere: Mapping[str, str]) -> dict[str, str]:
    """Give the districts for which somebody may send on paper, by code and name."""
    return {code: name for code, name in everywhere.items() if where.everywhere or code in where.districts}


def may_send(request: Request) -> Where:
    """Tell over what somebody may send on paper."""
    who, _ = reach_of(request, Action.SEND_PAPER)
    return where_may(who, Action.SEND_PAPER)


def _lead(readers: tuple[PaperRead, ...]) -> str:
    posted = sum(each.way is Way.POST for each in readers)
    texted = len(readers) - posted
    if not readers:
        return "Nobody has asked yet. Whoever is not online can ask by telephone or on paper."
    get = "gets" if posted == 1 else "get"
    others = count(texted, "person", "people")
    return f"{count(posted, 'person', 'people')} {get} letters, {others} text messages."


def _waiting_row(way: Way, many: int) -> WaitingRow:
    one, several = _THINGS[way]
    if not many:
        return WaitingRow(way.value, f"No {several} wait.", "")
    said = f"{count(many, one, several)} {'waits' if many == 1 else 'wait'}."
    return WaitingRow(way.value, said, f"Take out {count(many, one, several)}")


def _taken_row(taken: TakenOut) -> TakenRow:
    at = taken.at.astimezone(LONDON)
    query = f"?at={taken.key}"
    files: tuple[Download, ...] = (Download(f"/desk/readers/texts.csv{query}", "Table for sending (CSV)"),)
    if taken.way is Way.POST:
        files = (
            Download(f"/desk/readers/letters.pdf{query}", "Letters (PDF)"),
            Download(f"/desk/readers/letters.pdf{query}&print=large", "Letters in large print (PDF)"),
            Download(f"/desk/readers/labels.pdf{query}", "Address labels (PDF)"),
        )
    said = count(taken.digests, *_THINGS[taken.way])
    return TakenRow(f"{long_date(at.date())}, {clock_time(at)}", said, files)


def _reader_row(reader: PaperRead, names: Mapping[str, str]) -> ReaderRow:
    asked = listed(ABOUT[each.purpose] for each in reader.subscriptions) or "nothing at present"
    codes = dict.fromkeys(code for each in reader.subscriptions for code in each.terms.areas)
    places = listed(names.get(code, code) for code in codes)
    rhythms = [each.terms.rhythm.label.lower() for each in reader.subscriptions]
    often = f", {rhythms[0]}" if rhythms else ""
    since = long_date(reader.created_at.astimezone(LONDON).date())
    district = names.get(reader.district, reader.district)
    way = {Way.POST: "By letter", Way.SMS: "By text message"}[reader.way]
    if reader.large_print:
        way += ", in large print"
    about = f"{district}. Asked for {asked}{f', for {places}' if places else ''}{often}. Since {since}."
    # Whoever asked for nothing at present is written to in no print.
    letters = reader.way is Way.POST and bool(reader.subscriptions)
    return ReaderRow(str(reader.id), reader.name, way, about, letters=letters, large=reader.large_print)
