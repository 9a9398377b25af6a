"""How does a resident ask to be told what is new near them? `/news`, without an account.

What is asked for is kept nowhere until the button of the one message that we send is pressed.
"""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.areas.schemas import Ambiguous, NotLocated
from directory.areas.service import area_names, contact_points
from directory.consents.service import NEWS_PURPOSES, WORDINGS
from directory.errors import Gone, InvalidInput
from directory.store import reading_scope, session_scope
from directory.subscriptions.asking import Wanted, ask_for_news, confirm, is_settled, read_wanted
from directory.subscriptions.links import news_token
from directory.subscriptions.terms import Terms
from directory.subscriptions.words import Rhythm
from directory.words import Capital
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import NewsConfirmPage, NewsPage, NewsSentPage, Option
from web.desk.listing_form import text_of, typed_form
from web.desk.network import address_of
from web.desk.news_words import rhythm_options, theme_options, ticked
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of
from web.pages.noticeboard_asked import BoardAsked, BoardPlace, find_place

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = InvalidInput.status
NO_PLACE: Final = "Say for which place: enter a postcode, a village, a town or a parish."
WHICH: Final = "There are several of that name. Choose one of them below."


@router.get("/news")
def show_form(request: Request, area: str = "", where: str = "") -> Response:
    """Ask; another page may lead here for an area."""
    return _form(request, FormData({"area": area, "where": where}), ())


@router.post("/news")
def ask(request: Request, form: Typed) -> Response:
    """Have the confirmation sent; the answer is the same whoever asks."""
    stores = stores_of(request)
    asked = _asked(form)
    with reading(request) as session:
        place = find_place(session, asked)
    problems = _problems(form, place)
    if not problems and isinstance(place, BoardPlace):
        wanted = Wanted(text_of(form, "email"), ticked(form, "purposes", NEWS_PURPOSES), _terms(form, place))
        try:
            with session_scope(stores.people) as session:
                ask_for_news(session, stores.settings, wanted, network=address_of(request))
            return RedirectResponse("/news/sent", status_code=303, headers={"Cache-Control": "no-store"})
        except InvalidInput as refused:
            problems = (FieldProblem(refused.field or "email", refused.message),)
    return _form(request, form, problems, place if isinstance(place, Ambiguous) else None)


def _asked(form: FormData) -> BoardAsked:
    """Read which place is meant; the name of the area that led here, left as it is, means that area."""
    where, area = text_of(form, "where").strip()[:100], text_of(form, "area").strip()[:100]
    place = text_of(form, "place").strip()[:100]
    if area and where == text_of(form, "named").strip():
        where = ""
    return BoardAsked(where=where, place=place, area="" if where else area)


def _problems(form: FormData, place: BoardPlace | Ambiguous | NotLocated | None) -> tuple[FieldProblem, ...]:
    found = []
    if place is None:
        found.append(FieldProblem("where", NO_PLACE))
    elif isinstance(place, Ambiguous):
        found.append(FieldProblem("place", WHICH))
    elif isinstance(place, NotLocated):
        found.append(FieldProblem("where", place.message))
    if not ticked(form, "purposes", NEWS_PURPOSES):
        found.append(FieldProblem("purposes", "Tick at least one kind of news."))
    if not text_of(form, "email").strip():
        found.append(FieldProblem("email", "Enter an e-mail address."))
    return tuple(found)


def _terms(form: FormData, place: BoardPlace) -> Terms:
    """Keep the parish, never the postcode; the district only where all of it is asked for."""
    areas = [place.code]
    if text_of(form, "wide") and place.district and place.district not in areas:
        areas.append(place.district)
    return Terms(
        areas=tuple(areas),
        capitals=tuple(Capital(each) for each in ticked(form, "themes", tuple(Capital))),
        rhythm=_rhythm(form),
    )


def _rhythm(form: FormData) -> Rhythm:
    typed = text_of(form, "rhythm")
    return Rhythm(typed) if typed in set(Rhythm) else Rhythm.WEEKLY


def _form(
    request: Request,
    form: FormData,
    problems: tuple[FieldProblem, ...],
    several: Ambiguous | None = None,
) -> Response:
    area = text_of(form, "area")[:100]
    with reading(request) as session:
        named = _name(session, area)
        talk = contact_points(session, None)
    chosen = ticked(form, "purposes", NEWS_PURPOSES)
    page = NewsPage(
        title="Tell me what is new near me",
        talk=talk,
        where=text_of(form, "where")[:100] or named,
        area=area if named else "",
        named=named,
        places=tuple(
            Option(choice.locality_id, f"{choice.name}, {choice.district_name}")
            for choice in (several.choices if several else ())
        ),
        wide=bool(text_of(form, "wide")),
        purposes=tuple(Option(each, WORDINGS[each], each in chosen) for each in NEWS_PURPOSES),
        themes=theme_options(ticked(form, "themes", tuple(Capital))),
        rhythms=rhythm_options(_rhythm(form)),
        email=text_of(form, "email")[:300],
        problems=problems,
        errors={problem.field: problem.message for problem in reversed(problems)},
    )
    return render_private(request, page, status=BAD if problems else 200)


def _name(session: Session, code: str) -> str:
    place = find_place(session, BoardAsked(area=code)) if code else None
    return place.name if isinstance(place, BoardPlace) else ""


@router.get("/news/sent")
def show_sent(request: Request) -> Response:
    """Say what happens next, to everybody alike."""
    page = NewsSentPage(
        title="Look into your e-mail",
        talk=talk_of(request),
        mail_goes_out=stores_of(request).settings.smtp_url is not None,
    )
    return render_private(request, page)


@router.get("/news/confirm/{token}")
def show_confirm(request: Request, token: str) -> Response:
    """Show what is agreed to, and the button. Programs that look at mail open links: nothing changes."""
    stores = stores_of(request)
    found = read_wanted(stores.settings, token)
    with reading_scope(stores.people) as people:
        if is_settled(people, stores.settings, found):
            raise Gone(
                "This link has been used. To change what you get, use the link in any of our messages."
            )
    terms = found.wanted.terms
    with reading(request) as session:
        names = area_names(session, terms.areas)
        talk = contact_points(session, None)
    page = NewsConfirmPage(
        title="Shall your news begin?",
        talk=talk,
        wordings=tuple(WORDINGS[purpose] for purpose in found.wanted.purposes),
        places=tuple(names.get(code, code) for code in terms.areas),
        themes=tuple(each.label for each in terms.capitals),
        rhythm=terms.rhythm.label,
        action=f"/news/confirm/{token}",
    )
    return render_private(request, page)


@router.post("/news/confirm/{token}")
def press_confirm(request: Request, token: str) -> Response:
    """Write down what was agreed to, once."""
    stores = stores_of(request)
    with session_scope(stores.people) as session:
        account_id = confirm(session, stores.settings, token)
    address = f"/news/{news_token(stores.settings, account_id)}?said=begun"
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
