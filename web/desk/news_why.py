"""Why did somebody get a message, and did they apply? `/news/why/{token}`, from the ledger as it stood."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.areas.service import area_names, contact_points
from directory.clock import LONDON
from directory.digests.following import note_applied
from directory.digests.schemas import ConsentTold, WhyItem, WhyRead
from directory.errors import NotFound
from directory.noticeboard.phases import PUBLIC
from directory.noticeboard.reading import read_by_id
from directory.store import reading_scope, session_scope
from directory.subscriptions.links import news_token, read_why_token
from directory.subscriptions.terms import Terms
from web.contexts.desk_news import NewsWhyPage, WhyRow
from web.desk.render import render_private
from web.desk.stores import stores_of
from web.words import listed, long_date

router = APIRouter()
NOT_HERE: Final = "A notice that is not here any more"


@router.get("/news/why/{token}")
def show_why(request: Request, token: str) -> Response:
    """Say for each notice of the message why it was in it, and what had been agreed to."""
    from directory.digests.service import why  # noqa: PLC0415 - it matches in columns; no other page needs that

    stores = stores_of(request)
    digest_id = read_why_token(stores.settings, token)
    with reading_scope(stores.people) as people:
        found = why(people, digest_id)
    with reading(request) as session:
        rows = _rows(session, found)
        talk = contact_points(session, None)
    page = NewsWhyPage(
        title="Why did I get this?",
        talk=talk,
        made=long_date(found.made_at.astimezone(LONDON).date()),
        rows=rows,
        address=f"/news/why/{token}",
        may_count=found.may_count,
        manage=f"/news/{news_token(stores.settings, found.account_id)}",
    )
    return render_private(request, page)


@router.post("/news/why/{token}/applied/{notice_id}")
def press_applied(
    request: Request, token: str, notice_id: UUID, undo: Annotated[str, Form()] = ""
) -> Response:
    """Note that they applied, or take it back; whoever issued it learns a number of five and more."""
    stores = stores_of(request)
    digest_id = read_why_token(stores.settings, token)
    with session_scope(stores.people) as people:
        note_applied(people, digest_id, notice_id, applied=not undo)
    return RedirectResponse(f"/news/why/{token}", status_code=303)


def _rows(session: Session, found: WhyRead) -> tuple[WhyRow, ...]:
    terms = {id(told): _terms(told) for item in found.items for told in item.consents}
    names = area_names(session, {code for each in terms.values() for code in each.areas})
    return tuple(_row(session, item, terms, names) for item in found.items)


def _row(session: Session, item: WhyItem, terms: dict[int, Terms], names: dict[str, str]) -> WhyRow:
    title, href = _notice(session, item)
    agreed = tuple(_agreed(told, terms[id(told)], names) for told in item.consents)
    return WhyRow(title, href, item.reasons, agreed, str(item.notice_id), item.applied_at is not None)


def _notice(session: Session, item: WhyItem) -> tuple[str, str]:
    try:
        notice = read_by_id(session, item.notice_id)
    except NotFound:
        return NOT_HERE, ""
    return (notice.said.title, f"/noticeboard/{notice.slug}") if notice.phase in PUBLIC else (NOT_HERE, "")


def _terms(told: ConsentTold) -> Terms:
    return Terms() if told.terms is None else Terms.model_validate(told.terms)


def _agreed(told: ConsentTold, terms: Terms, names: dict[str, str]) -> str:
    """Tell when, how and in which words, and for which places."""
    day = long_date(told.at.astimezone(LONDON).date())
    places = listed(names.get(code, code) for code in terms.areas)
    return f"On {day} ({told.how}): “{told.wording}”" + (f" For {places}." if places else "")
