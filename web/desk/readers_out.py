"""Letters, address labels and text messages: how do they leave? Files under `/desk/readers`."""

from datetime import date
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from api.answers import CSV
from api.session import reading
from directory.accounts.permissions import Action
from directory.accounts.schemas import Target
from directory.areas.service import contact_points
from directory.changes.schemas import Actor
from directory.clock import LONDON
from directory.digests.taken_out import PaperDigest, read_taken_out, take_out, taken_at
from directory.errors import InvalidInput
from directory.subscriptions.words import Way
from web.brief_pdf import PdfDesk
from web.contexts.letters import Letter
from web.desk.readers import ABOUT, districts_of
from web.desk.stores import require, stores_of
from web.desk.who import must_be_signed_in
from web.letters import address_lines, draw_labels, draw_letters, letter_item
from web.text_messages import texts_csv
from web.words import listed

router = APIRouter()
desk = PdfDesk()
PDF: Final = "application/pdf"
Moment = Annotated[int, Query(ge=0, le=10**17)]


@router.post("/desk/readers/take-out")
def take(request: Request, way: Annotated[str, Form()] = "") -> Response:
    """Mark what waits as taken out, once; the files are there from then on."""
    districts = districts_of(request)
    if way not in {Way.POST, Way.SMS}:
        raise InvalidInput("Choose letters or text messages.", field="way")
    taken = take_out(stores_of(request), Way(way), districts, actor=_actor(request))
    said = "nothing" if taken is None else "taken"
    return RedirectResponse(f"/desk/readers?said={said}", status_code=303)


@router.get("/desk/readers/letters.pdf")
async def send_letters(
    request: Request, at: Moment = 0, printed: Annotated[Literal["", "large"], Query(alias="print")] = ""
) -> Response:
    def draw() -> bytes:
        found = _taken(request, Way.POST, at, "letters")
        on = taken_at(at).astimezone(LONDON).date()
        base_url = stores_of(request).settings.base_url
        letters = [_letter(each, on) for each in found]
        phone = _phone(request, found)
        return draw_letters(letters, on=on, phone=phone, base_url=base_url, large=printed == "large")

    districts_of(request)
    return _file(await desk.take(draw), PDF, f"letters-{_day(at)}{'-large' if printed else ''}.pdf")


@router.get("/desk/readers/labels.pdf")
async def send_labels(request: Request, at: Moment = 0) -> Response:
    def draw() -> bytes:
        found = _taken(request, Way.POST, at, "labels")
        addresses = [address_lines(each.reader.name, each.reader.address or "") for each in found]
        on = taken_at(at).astimezone(LONDON).date()
        return draw_labels(addresses, on=on, base_url=stores_of(request).settings.base_url)

    districts_of(request)
    return _file(await desk.take(draw), PDF, f"labels-{_day(at)}.pdf")


@router.get("/desk/readers/texts.csv")
def send_texts(request: Request, at: Moment = 0) -> Response:
    found = _taken(request, Way.SMS, at, "texts")
    return _file(texts_csv(found, _phone(request, found)).encode(), CSV, f"texts-{_day(at)}.csv")


def _actor(request: Request) -> Actor:
    who = must_be_signed_in(request)
    districts = districts_of(request)
    # Whoever has several districts acts in the same role in each of them.
    one = frozenset() if districts is None else frozenset(sorted(districts)[:1])
    return require(who, Action.SEND_PAPER, Target(districts=one))


def _taken(request: Request, way: Way, at: int, form: str) -> tuple[PaperDigest, ...]:
    districts = districts_of(request)
    return read_taken_out(stores_of(request), way, at, districts, actor=_actor(request), form=form)


def _letter(digest: PaperDigest, on: date) -> Letter:
    reader = digest.reader
    asked = listed(dict.fromkeys(ABOUT[each.purpose] for each in reader.subscriptions))
    return Letter(
        address=address_lines(reader.name, reader.address or ""),
        name=reader.name,
        asked=asked or "what is new near you",
        items=tuple(letter_item(each.notice, each.because, on) for each in digest.items),
        large=reader.large_print,
    )


def _phone(request: Request, digests: tuple[PaperDigest, ...]) -> str | None:
    """Give the number of somebody to talk to in the district they are of; of several the county's."""
    districts = {each.reader.district for each in digests}
    with reading(request) as session:
        points = contact_points(session, districts.pop() if len(districts) == 1 else None)
    return next((each.phone for each in points if each.phone), None)


def _day(at: int) -> str:
    return taken_at(at).astimezone(LONDON).date().isoformat()


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)
