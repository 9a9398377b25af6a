"""What does one notice say, for whom is it, and what came of it? `/noticeboard/{slug}`."""

import re
from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from api.session import reading
from directory.areas.service import contact_points
from directory.clock import LONDON, local_now
from directory.errors import NotFound
from directory.funds.service import find_fund
from directory.noticeboard.cleaning import host_of
from directory.noticeboard.phases import ANSWERABLE, PUBLIC
from directory.noticeboard.reading import read_notice
from directory.noticeboard.schemas import NoticeLinkRead, NoticeRead
from directory.noticeboard.whom import for_whom, is_for_everybody
from directory.noticeboard.words import Phase
from directory.words import ALL_DISTRICTS
from web.contexts.near import Link
from web.contexts.noticeboard import Fact, LinkedListing, NoticeContact, NoticePage, WithdrawnPage
from web.noticeboard_words import (
    amount_words,
    area_words,
    example_words,
    notice_deadline,
    when_words,
)
from web.pages.noticeboard import labels_of
from web.render import render
from web.syndication.notice_jsonld import notice_jsonld
from web.words import date_words, long_date

router = APIRouter()
GONE: Final = 410
HOW: Final = {
    "issuer": "It announced this",
    "venue": "It takes place there",
    "about": "It is about this",
    "awarded": "It was given to them",
}
_MAIL_LINK: Final = re.compile(r'<a href="mailto:[^"]*"[^>]*>.*?</a>')
_MAIL_HELD: Final = "(e-mail address: press the button under “Whom to ask”)"


@router.get("/noticeboard/{slug}")
def show_notice(request: Request, slug: str) -> Response:
    """Show a notice; one that was withdrawn says only that it was."""
    return _show(request, slug, contact_shown=False)


@router.post("/noticeboard/{slug}/contact")
def show_notice_contact(request: Request, slug: str) -> Response:
    """Show a notice with its e-mail address, to somebody who pressed the button for it."""
    return _show(request, slug, contact_shown=True)


def _show(request: Request, slug: str, *, contact_shown: bool) -> Response:
    with reading(request) as session:
        notice = public_notice(session, slug)
        if notice.phase is Phase.WITHDRAWN:
            talk = contact_points(session, district_of(notice))
            return render(request, WithdrawnPage(title=notice.said.title, talk=talk), status=GONE)
        return render(request, _page(request, session, notice, contact_shown=contact_shown))


def public_notice(session: Session, slug: str) -> NoticeRead:
    """Read a notice that anybody may read, or say that there is none."""
    notice = read_notice(session, slug)
    if notice.phase not in PUBLIC:
        raise NotFound("There is no such notice here. Look for it on the noticeboard.")
    return notice


def district_of(notice: NoticeRead) -> str | None:
    """Name the district whose people can help with a notice; None where it is for several."""
    codes = [code for code, _ in notice.area_names if code in ALL_DISTRICTS]
    return codes[0] if len(codes) == 1 else notice.said.district


def _page(request: Request, session: Session, notice: NoticeRead, *, contact_shown: bool) -> NoticePage:
    said, today = notice.said, local_now().date()
    linked = {relation: _linked(notice.links, relation) for relation in HOW}
    issuer = linked["issuer"][0] if linked["issuer"] else LinkedListing(said.issuer_name, "", "")
    body = said.body if contact_shown else _MAIL_LINK.sub(_MAIL_HELD, said.body)
    return NoticePage(
        title=said.title,
        talk=contact_points(session, district_of(notice)),
        slug=notice.slug,
        kind=said.kind.label,
        phase=notice.phase,
        answerable=notice.phase in ANSWERABLE,
        has_rules=not is_for_everybody(said.rules, said.kind),
        summary=said.summary,
        body=body,
        deadline=notice_deadline(notice, today),
        issuer=LinkedListing(said.issuer_name, issuer.href, issuer.how),
        example=example_words(said.source, said.as_of) if said.example else "",
        facts=_facts(notice, labels_of(session), today),
        paperwork=tuple(each.label for each in said.paperwork),
        links=(*linked["venue"], *linked["about"]),
        outcome=notice.outcome or "",
        outcome_on=long_date(notice.outcome_on) if notice.outcome_on else "",
        awarded=linked["awarded"],
        contact=_contact(notice, held=body != said.body, shown=contact_shown),
        contact_shown=contact_shown,
        fund=_fund(session, said.fund_key),
        changed=long_date(notice.updated_at.astimezone(LONDON).date()),
        source=_source(notice),
        jsonld=notice_jsonld(notice, base_url=request.app.state.settings.base_url),
        calendar=f"/noticeboard/{notice.slug}.ics" if _has_day(notice) else "",
    )


def _has_day(notice: NoticeRead) -> bool:
    dated = notice.said.deadline is not None or notice.said.starts_at is not None
    return dated and notice.phase in ANSWERABLE


def _linked(links: tuple[NoticeLinkRead, ...], relation: str) -> tuple[LinkedListing, ...]:
    return tuple(
        LinkedListing(link.name, f"/listing/{link.slug}", HOW[relation])
        for link in links
        if link.relation == relation
    )


def _facts(notice: NoticeRead, labels: dict[str, str], today: date) -> tuple[Fact, ...]:
    """List what the notice says, and where it says nothing of what matters, that."""
    said = notice.said
    told = [
        Fact("When", when_words(said.starts_at, said.ends_at, today)),
        Fact("Where", said.place or ""),
        Fact("How much", amount_words(said.amount_min, said.amount_max, said.kind)),
        Fact("What it pays for", said.pays_for or ""),
        Fact("Whom it is for", f"{for_whom(said.rules, labels, said.kind)}."),
        Fact(
            "For which places",
            area_words(notice.area_names, drawn=said.shape is not None, outside_allowed=said.outside_allowed),
        ),
        Fact("What it takes to answer", said.effort or ("" if not said.paperwork else "It does not say")),
    ]
    facts = [fact for fact in told if fact.said]
    host = host_of(said.url) if said.url else None
    if said.url and host:
        facts.append(Fact("More about it", said.url, said.url, host))
    return tuple(facts)


def _contact(notice: NoticeRead, *, held: bool, shown: bool) -> NoticeContact | None:
    said = notice.said
    has_email = bool(said.contact_email) or held
    if not (said.contact_phone or has_email or said.contact_role):
        return None
    return NoticeContact(
        role=said.contact_role or "",
        phone=said.contact_phone or "",
        email=(said.contact_email or "") if shown else "",
        has_email=has_email,
    )


def _fund(session: Session, key: str | None) -> Link | None:
    if key is None:
        return None
    try:
        fund = find_fund(session, key)
    except NotFound:
        return None
    return Link(f"/funds/{fund.key}", fund.name)


def _source(notice: NoticeRead) -> str:
    said = notice.said
    if not said.source:
        return ""
    if said.as_of is None or said.as_of[:4] in said.source:
        return said.source
    return f"{said.source}, {date_words(said.as_of)}"
