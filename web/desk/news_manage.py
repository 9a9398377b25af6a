"""How does somebody see, change, pause and end their news without signing in? `/news/{token}`.

Whoever holds the link of a message may do it. Opening one changes nothing: programs that look at mail open
links. Nothing here begins what was not agreed to before.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory import clock
from directory.accounts.held import held_listings
from directory.areas.service import area_names, contact_points
from directory.consents.service import NEWS_PURPOSES, WORDINGS
from directory.errors import InvalidInput
from directory.store import reading_scope, session_scope
from directory.subscriptions import service
from directory.subscriptions.ledger import SubscriptionRead
from directory.subscriptions.links import read_news_token
from directory.subscriptions.service import PAUSES, Choices, Group, choices_of
from directory.subscriptions.words import PURPOSE_LABELS, Rhythm
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import (
    NarrowForm,
    NewsGroup,
    NewsManagePage,
    NewsNarrowPage,
    NewsNonePage,
    Option,
    PurposeRow,
)
from web.desk.listing_form import text_of, typed_form
from web.desk.news_words import kind_options, read_kinds, read_themes, rhythm_options, theme_options
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of
from web.words import listed, long_date

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = InvalidInput.status
SAID: Final = {
    "begun": "It has begun. You get the first message when there is something for you.",
    "rhythm": "Saved. We write that often, and sooner only where something closes before the next message.",
    "counting": "Saved.",
    "narrow": "Saved. You hear of that and nothing else.",
    "snooze": "Paused. Nothing comes meanwhile, and then it begins again by itself.",
    "unsnooze": "It comes again.",
    "stop": "Ended. You get no more of it.",
    "stop_all": "All of it has ended.",
}


@router.get("/news/{token}")
def show_news(request: Request, token: str, said: str = "") -> Response:
    """Show what they get and what may be done about it."""
    account_id = read_news_token(stores_of(request).settings, token)
    return _page(request, token, account_id, SAID.get(said, ""), ())


@router.post("/news/{token}")
def change_news(request: Request, token: str, form: Typed) -> Response:
    """Do what a button says."""
    stores, asked = stores_of(request), text_of(form, "do")
    account_id = read_news_token(stores.settings, token)
    step = STEPS.get(asked)
    if step is None:
        raise InvalidInput("Choose one of the buttons on the page.")
    try:
        with session_scope(stores.people) as session:
            step(session, account_id, form)
    except InvalidInput as error:
        problem = FieldProblem(error.field or "rhythm", error.message)
        return _page(request, token, account_id, "", (problem,))
    return back_to(token, asked)


def _set_rhythm(session: Session, account_id: UUID, form: FormData) -> None:
    typed = text_of(form, "rhythm")
    if typed not in set(Rhythm):
        raise InvalidInput("Choose how often.", field="rhythm")
    service.set_rhythm(session, account_id, Rhythm(typed))


def _count(session: Session, account_id: UUID, form: FormData) -> None:
    service.allow_counting(session, account_id, allowed=text_of(form, "may_count") == "yes")


def snooze_form(session: Session, account_id: UUID, form: FormData) -> None:
    """Pause for the weeks of the button."""
    typed = text_of(form, "weeks")
    service.snooze(session, account_id, int(typed) if typed.isascii() and typed.isdigit() else 0)


def _unsnooze(session: Session, account_id: UUID, _form: FormData) -> None:
    service.unsnooze(session, account_id)


def _stop(session: Session, account_id: UUID, form: FormData) -> None:
    purpose = text_of(form, "purpose")
    if purpose not in NEWS_PURPOSES:
        raise InvalidInput("Choose one of the buttons on the page.")
    service.stop_purpose(session, account_id, purpose, subject=text_of(form, "subject"))


def _stop_all(session: Session, account_id: UUID, _form: FormData) -> None:
    service.stop_all(session, account_id)


STEPS: Final[dict[str, Callable[[Session, UUID, FormData], None]]] = {
    "rhythm": _set_rhythm,
    "counting": _count,
    "snooze": snooze_form,
    "unsnooze": _unsnooze,
    "stop": _stop,
    "stop_all": _stop_all,
}


def back_to(token: str, said: str) -> Response:
    """Lead back to the page of the news, which says what was done."""
    return RedirectResponse(
        f"/news/{token}?said={said}", status_code=303, headers={"Cache-Control": "no-store"}
    )


def _page(
    request: Request, token: str, account_id: UUID, said: str, problems: tuple[FieldProblem, ...]
) -> Response:
    with reading_scope(stores_of(request).people) as people:
        found = choices_of(people, account_id)
    if found is None:
        return nothing_page(request, said)
    with reading(request) as session:
        groups = news_groups(session, found)
        talk = contact_points(session, None)
    page = NewsManagePage(
        title="Your news",
        talk=talk,
        action=f"/news/{token}",
        said=said,
        groups=groups,
        rhythms=rhythm_options(found.rhythm),
        may_count=found.may_count,
        paused_until=day_of(found.snoozed_until),
        pauses=PAUSES,
        problems=problems,
    )
    return render_private(request, page, status=BAD if problems else 200)


def nothing_page(request: Request, said: str) -> Response:
    """Say that they get nothing, and how it begins."""
    page = NewsNonePage(title="You get no news from us", talk=talk_of(request), said=said)
    return render_private(request, page)


def day_of(instant: datetime | None) -> str:
    """Tell the day of an instant; empty where there is none."""
    return "" if instant is None else long_date(instant.astimezone(clock.LONDON).date())


def news_groups(session: Session, found: Choices) -> tuple[NewsGroup, ...]:
    """Put into words what somebody gets, for themselves and for each listing."""
    names = area_names(session, {code for group in found.groups for code in group.areas})
    titles = _titles(session, found)
    return tuple(
        NewsGroup(
            group.subject,
            titles[group.subject],
            tuple(_row(each, names) for each in group.subscriptions),
        )
        for group in found.groups
    )


def _titles(session: Session, found: Choices) -> dict[str, str]:
    """Name each listing; one that is gone from the directory is still theirs to end."""
    ids = [UUID(group.subject) for group in found.groups if group.subject]
    names = {each.id: each.name for each in held_listings(session, ids)}
    told = {str(each): f"For {names.get(each, 'a listing that has left the directory')}" for each in ids}
    return told | {"": "For you"}


def _row(held: SubscriptionRead, names: dict[str, str]) -> PurposeRow:
    narrowed = (*(kind.label for kind in held.terms.kinds), *(theme.label for theme in held.terms.capitals))
    return PurposeRow(
        purpose=held.purpose,
        label=PURPOSE_LABELS[held.purpose],
        wording=WORDINGS[held.purpose],
        since=day_of(held.since),
        where=listed(names.get(code, code) for code in held.terms.areas),
        narrowed=", ".join(narrowed),
    )


@router.get("/news/{token}/narrow")
def show_narrow(request: Request, token: str) -> Response:
    """Show what may be left out."""
    account_id = read_news_token(stores_of(request).settings, token)
    return _narrow_page(request, token, account_id, ())


@router.post("/news/{token}/narrow")
def press_narrow(request: Request, token: str, form: Typed) -> Response:
    """Leave it out."""
    stores = stores_of(request)
    account_id = read_news_token(stores.settings, token)
    subject = text_of(form, "subject")
    try:
        with session_scope(stores.people) as session:
            service.narrow(
                session,
                account_id,
                subject=subject,
                areas=frozenset(str(each) for each in form.getlist("areas")),
                kinds=read_kinds(form),
                capitals=read_themes(form),
            )
    except InvalidInput as error:
        problem = FieldProblem(f"areas{subject}", error.message)
        return _narrow_page(request, token, account_id, (problem,))
    return back_to(token, "narrow")


def _narrow_page(
    request: Request, token: str, account_id: UUID, problems: tuple[FieldProblem, ...]
) -> Response:
    with reading_scope(stores_of(request).people) as people:
        found = choices_of(people, account_id)
    if found is None:
        return nothing_page(request, "")
    with reading(request) as session:
        names = area_names(session, {code for group in found.groups for code in group.areas})
        titles = _titles(session, found)
        talk = contact_points(session, None)
    page = NewsNarrowPage(
        title="Hear of less",
        talk=talk,
        manage=f"/news/{token}",
        forms=tuple(_narrow_form(group, titles[group.subject], names) for group in found.groups),
        problems=problems,
    )
    return render_private(request, page, status=BAD if problems else 200)


def _narrow_form(group: Group, title: str, names: dict[str, str]) -> NarrowForm:
    return NarrowForm(
        subject=group.subject,
        title=title,
        places=tuple(Option(code, names.get(code, code), chosen=True) for code in group.areas),
        kinds=kind_options(group.kinds),
        themes=theme_options(group.capitals),
    )
