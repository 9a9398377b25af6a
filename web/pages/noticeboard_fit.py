"""Does a notice fit a group? Each rule in words, by what anybody may know of the group."""

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.areas.service import contact_points
from directory.clock import local_now
from directory.errors import NotFound
from directory.listings.schemas import ListingRead, Moved
from directory.listings.service import ListingGone, read_listing
from directory.noticeboard.fit import Answer, Fit, Rule, RuleAnswer
from directory.noticeboard.fitting import fits
from directory.noticeboard.phases import ANSWERABLE
from directory.noticeboard.schemas import NoticeRead
from directory.noticeboard.words import Phase
from directory.profiles.schemas import Profile, ProfileDraft
from directory.profiles.service import read_profile
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.words import Kind
from web.contexts.near import Link, Problem
from web.contexts.noticeboard import FitLine, FitPage
from web.filters import TEXT_MAX
from web.noticeboard_words import example_words, notice_deadline
from web.pages.noticeboard import who_helps_groups
from web.pages.noticeboard_notice import district_of, public_notice
from web.render import render
from web.words import listed

router = APIRouter()
MOST_FOUND: Final = 10
LABELS: Final = {Answer.MET: "Met", Answer.NOT_MET: "Not met", Answer.NOT_KNOWN: "Not known"}
PRIVATE_RULES: Final = frozenset({Rule.INCOME, Rule.PAPERWORK, Rule.REGISTERED})
"""What a group tells us and readers are not told."""
ASK_GROUP: Final = "Only the group can see that. If you look after it, sign in and check it there."
ASK_ISSUER: Final = "Ask whoever announced it whether that counts."
UNTOLD: Final = "The group has not said. If you look after it, sign in and tell us."
TELL: Final = "Tell us on the page about your group, and we know it for every notice."
NOT_THIS: Final = "Ask whoever announced it before you apply: rules sometimes bend."
GET_PAPERS: Final = "You can get these before the closing date: those named below help with it."


@router.get("/noticeboard/{slug}/fit")
def show_fit(request: Request, slug: str) -> Response:
    """Look for a group by its name, or answer each rule for the one that was chosen."""
    q = request.query_params.get("q", "").replace("\x00", "").strip()[:TEXT_MAX]
    chosen = request.query_params.get("listing", "").strip()[:TEXT_MAX]
    with reading(request) as session:
        notice = public_notice(session, slug)
        if notice.phase is Phase.WITHDRAWN:
            return RedirectResponse(f"/noticeboard/{notice.slug}", status_code=303)
        if not chosen:
            return render(request, _ask(session, notice, q))
        listing = _listing(session, chosen)
        if isinstance(listing, Moved):
            return RedirectResponse(f"/noticeboard/{slug}/fit?listing={listing.slug}", status_code=307)
        profile = public_profile(read_profile(session, listing.id))
        return render(request, fit_page(session, notice, profile, own=False))


def _listing(session: Session, slug: str) -> ListingRead | Moved:
    try:
        return read_listing(session, slug)
    except ListingGone as gone:
        raise NotFound("That listing is not in the directory any more. Look for another.") from gone


def public_profile(profile: Profile) -> Profile:
    """Leave out of what a group told what readers are not told."""
    told = profile.told
    return replace(profile, told=ProfileDraft(beneficiaries=told.beneficiaries))


def _ask(session: Session, notice: NoticeRead, q: str) -> FitPage:
    page = _blank(session, notice)
    if not q:
        return page
    query = ListingQuery(q=q, kinds=tuple(Kind), per_page=MOST_FOUND)
    cards = search(session, query, with_facets=False).contents
    found = tuple(Link(f"{page.action}?{urlencode({'listing': card.slug})}", card.name) for card in cards)
    problem = Problem("q", f'We list no group called "{q}". Try a part of its name, or add it first.')
    return replace(page, q=q, found=found, problems=() if found else (problem,))


def fit_page(session: Session, notice: NoticeRead, profile: Profile, *, own: bool) -> FitPage:
    """Answer each rule for a group; `own` with all it told, for those who look after it."""
    fit = fits(session, [notice], profile)[notice.id]
    return replace(
        _blank(session, notice),
        listing=Link(f"/listing/{profile.slug}", profile.name),
        summary=summary_words(fit),
        lines=tuple(_line(answer, own=own) for answer in fit.answers),
        helpers=who_helps_groups(session),
        own=own,
        desk="" if own else f"/desk/listing/{profile.slug}/fit/{notice.slug}",
        profile=f"/desk/listing/{profile.slug}/profile",
    )


def _blank(session: Session, notice: NoticeRead) -> FitPage:
    """Make the page as it is before a group was named."""
    said = notice.said
    return FitPage(
        title=f"Does it fit us? {said.title}",
        talk=contact_points(session, district_of(notice)),
        slug=notice.slug,
        notice=said.title,
        deadline=notice_deadline(notice, local_now().date()),
        example=example_words(said.source, said.as_of) if said.example else "",
        answerable=notice.phase in ANSWERABLE,
        action=f"/noticeboard/{notice.slug}/fit",
        q="",
        problems=(),
        found=(),
        listing=None,
        summary="",
        lines=(),
        helpers=(),
        own=False,
        desk="",
        profile="",
    )


def summary_words(fit: Fit) -> str:
    """Say in a sentence what stands in the way and what is still to be found out; no score."""
    against = [answer.label.lower() for answer in fit.in_the_way]
    unknown = [answer.label.lower() for answer in fit.of(Answer.NOT_KNOWN)]
    papers = [each for each in fit.of(Answer.NOT_MET) if each not in fit.in_the_way]
    if against:
        return f"As it stands it does not fit, because of {listed(against)}."
    if unknown:
        known = (
            "Nothing we know stands in the way" if len(unknown) < len(fit.answers) else "We know too little"
        )
        return f"{known}. Still to find out: {listed(unknown)}."
    if papers:
        return "It fits, once you have the papers it asks for."
    return "It fits, by everything the notice asks for."


def _line(answer: RuleAnswer, *, own: bool) -> FitLine:
    has = answer.has or ("You have not told us" if own else "Not known to readers")
    return FitLine(
        rule=answer.label,
        wants=answer.wants,
        has=has,
        answer=answer.answer.value,
        label=LABELS[answer.answer],
        what_to_do=_what_to_do(answer, own=own),
    )


def _what_to_do(answer: RuleAnswer, *, own: bool) -> str:
    if answer.answer is Answer.MET:
        return ""
    if answer.answer is Answer.NOT_MET:
        return GET_PAPERS if answer.rule == Rule.PAPERWORK else NOT_THIS
    if answer.has is not None:
        return ASK_ISSUER
    return TELL if own else ASK_GROUP if answer.rule in PRIVATE_RULES else UNTOLD
