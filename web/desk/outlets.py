"""Which places take printed copies, and which of them have an old edition? `/desk/outlets`."""

import csv
import io
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.answers import CSV
from api.session import reading
from directory.accounts.permissions import Action
from directory.accounts.schemas import Target
from directory.areas.service import area_names, contact_points
from directory.clock import local_now
from directory.errors import InvalidInput
from directory.outlets.schemas import OutletDraft, OutletRead, Sending
from directory.outlets.service import (
    add_outlet,
    end_outlets,
    list_outlets,
    note_sent,
    place_draft,
    propose,
    take_proposed,
)
from directory.outlets.words import OutletKind
from directory.paper import schemas as papers
from directory.spreadsheet import harmless
from directory.store import session_scope
from directory.words import ALL_DISTRICTS
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_outlets import OutletRow, OutletsPage, ProposalRow
from web.contexts.paper import Option
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.upkeep import reach_of
from web.paper.outlets import Newest, by_need, is_due, newest_for
from web.words import count, long_date

router = APIRouter()
HERE: Final = "/desk/outlets"
CODE: Final = r"^([A-Z]\d{8})?$"
EMPTY: Final = OutletDraft(kind="", name="", address="", postcode="", copies="10")
COLUMNS: Final = (
    "name", "kind", "address", "postcode", "parish", "district", "copies",
    "last_title", "last_edition", "last_sent_on", "out_of_date",
)  # fmt: skip
Code = Annotated[str, Form(pattern=CODE)]
Chosen = Annotated[list[UUID] | None, Form()]


@router.get("/desk/outlets")
def show_outlets(
    request: Request,
    district: Annotated[str, Query(pattern=CODE)] = "",
    done: Annotated[str, Query(max_length=20)] = "",
    n: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> Response:
    """Show who takes copies, out-of-date ones first, and who could."""
    return _page(request, district, said=_said(done, n))


@router.post("/desk/outlets")
def change_outlets(
    request: Request,
    district: Code = "",
    do: Annotated[str, Form()] = "",
    outlet: Chosen = None,
    form: Annotated[str, Form()] = "sheet",
    edition: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Write down that the chosen were sent copies today, or take none any more."""
    district, _ = _district(request, district)
    actor = require(reach_of(request, Action.SEND_PAPER)[0], Action.SEND_PAPER, _target(district))
    chosen = frozenset(outlet or ())
    if not chosen:
        return _page(request, district, problem=InvalidInput("Choose at least one place.", field="outlet"))
    if do not in {"sent", "end"} or form not in set(papers.Form):
        return _page(request, district, problem=InvalidInput("Choose what was sent.", field="form"))
    base_url = stores_of(request).settings.base_url
    with reading(request) as session:
        outlets = [each for each in list_outlets(session, district) if each.id in chosen]
        newest = newest_for(session, outlets, district, base_url) if do == "sent" else {}
    with session_scope(stores_of(request).directory) as session:
        if do == "end":
            changed = end_outlets(session, (each.id for each in outlets), actor=actor)
        else:
            laid_out = papers.Form(form)
            sent = (_sending(each, newest[each.parish], laid_out, edition) for each in outlets)
            changed = note_sent(session, sent, actor=actor)
    return _back(district, do, changed)


def _sending(outlet: OutletRead, newest: Newest, form: papers.Form, edition: str) -> Sending:
    told = " ".join(edition.split()) or f"{long_date(local_now().date())}, {newest.letters[form]}"
    return Sending(outlet.id, f"{newest.title} ({form.label.lower()})", told)


@router.post("/desk/outlets/add")
def add_one(
    request: Request,
    district: Code = "",
    kind: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    address: Annotated[str, Form()] = "",
    postcode: Annotated[str, Form()] = "",
    copies: Annotated[str, Form()] = "",
) -> Response:
    """Take in a place that was typed, such as a shop."""
    who, _ = reach_of(request, Action.SEND_PAPER)
    draft = OutletDraft(kind, name, address, postcode, copies)
    try:
        with reading(request) as session:
            placed = place_draft(session, draft)
    except InvalidInput as refused:
        return _page(request, district, problem=refused, draft=draft)
    where = placed.district or ""
    actor = require(who, Action.SEND_PAPER, _target(where))
    with session_scope(stores_of(request).directory) as session:
        add_outlet(session, placed, actor=actor)
    return _back(where, "added", 1)


@router.post("/desk/outlets/propose")
def take_some(request: Request, district: Code = "", outlet: Chosen = None) -> Response:
    """Let proposed libraries, hubs and surgeries take copies."""
    district, _ = _district(request, district)
    actor = require(reach_of(request, Action.SEND_PAPER)[0], Action.SEND_PAPER, _target(district))
    with session_scope(stores_of(request).directory) as session:
        taken = take_proposed(session, district, outlet or (), actor=actor)
    return _back(district, "added", taken)


@router.get("/desk/outlets.csv")
def send_list(request: Request, district: Annotated[str, Query(pattern=CODE)] = "") -> Response:
    """Write the list for whoever packs the parcels."""
    district, _ = _district(request, district)
    with reading(request) as session:
        outlets = list_outlets(session, district)
        newest = newest_for(session, outlets, district, stores_of(request).settings.base_url)
        names = area_names(session, {district} | {each.parish for each in outlets if each.parish})
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for each in by_need(outlets, newest):
        due = "yes" if is_due(each, newest[each.parish]) else "no"
        cells = (
            each.name, each.kind.label, each.address, each.postcode, names.get(each.parish or "", ""),
            names.get(district, ""), each.copies, each.last_title, each.last_edition, each.last_sent_on, due,
        )  # fmt: skip
        rows.writerow([harmless(cell) for cell in cells])
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="hereabouts-outlets-{district}.csv"',
    }
    return Response(written.getvalue(), media_type=CSV, headers=headers)


def _back(district: str, done: str, changed: int) -> Response:
    return RedirectResponse(f"{HERE}?{urlencode({'district': district, 'done': done, 'n': changed})}", 303)


def _said(done: str, changed: int) -> str:
    return {
        "sent": f"Written down: {count(changed, 'place')} sent copies today.",
        "end": f"{count(changed, 'place')} will be sent no more.",
        "added": f"{count(changed, 'place')} added.",
    }.get(done, "")


def _target(district: str) -> Target:
    return Target(districts=frozenset({district}))


def _district(request: Request, asked: str) -> tuple[str, tuple[str, ...]]:
    """Give the district that is meant and those that may be chosen; refuse one that may not."""
    who, where = reach_of(request, Action.SEND_PAPER)
    codes = ALL_DISTRICTS if where.everywhere else tuple(sorted(where.districts))
    district = asked or codes[0]
    require(who, Action.SEND_PAPER, _target(district))
    return district, codes


def _page(
    request: Request,
    asked: str,
    *,
    said: str = "",
    problem: InvalidInput | None = None,
    draft: OutletDraft = EMPTY,
) -> Response:
    district, codes = _district(request, asked)
    base_url = stores_of(request).settings.base_url
    with reading(request) as session:
        outlets = list_outlets(session, district)
        newest = newest_for(session, outlets, district, base_url)
        names = area_names(session, {*codes, *(each.parish for each in outlets if each.parish)})
        proposals = _proposals(session, district)
        talk = contact_points(session, district)
    rows = tuple(_row(each, newest[each.parish], names) for each in by_need(outlets, newest))
    page = OutletsPage(
        title="Where printed copies lie out",
        talk=talk,
        said=said,
        problems=(FieldProblem(problem.field or "outlet", problem.message),) if problem else (),
        district=district,
        districts=tuple(Option(code, names.get(code, code), code == district) for code in codes),
        rows=rows,
        due=sum(row.due for row in rows),
        forms=tuple(Option(each.value, each.label, each is papers.Form.SHEET) for each in papers.Form),
        proposals=proposals,
        kinds=tuple(Option(each.value, each.label, each.value == draft.kind) for each in OutletKind),
        draft=draft,
    )
    return render_private(request, page, status=InvalidInput.status if problem else 200)


def _proposals(session: Session, district: str) -> tuple[ProposalRow, ...]:
    return tuple(
        ProposalRow(str(each.id), each.name, each.kind.label, each.postcode or "")
        for each in propose(session, district)
    )


def _row(outlet: OutletRead, newest: Newest, names: dict[str, str]) -> OutletRow:
    due = is_due(outlet, newest)
    state = "It has nothing of ours yet" if outlet.last_sent_on is None else "There is a newer one"
    last = f"{outlet.last_title}, {long_date(outlet.last_sent_on)}" if outlet.last_sent_on else ""
    return OutletRow(
        id=str(outlet.id),
        name=outlet.name,
        kind=outlet.kind.label,
        where=", ".join(
            part for part in (outlet.address, outlet.postcode, names.get(outlet.parish or "")) if part
        ),
        copies=outlet.copies,
        last=last,
        state=state if due else "It has the newest",
        due=due,
        paper=f"/paper/{newest.what}/{newest.key}.pdf",
    )
