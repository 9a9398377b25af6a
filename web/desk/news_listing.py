"""What does whoever runs a listing want to hear for it? `/desk/listing/{slug}/news`."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.grants import owners_of
from directory.accounts.permissions import Action
from directory.accounts.schemas import Who
from directory.areas.service import contact_points
from directory.consents.service import NEWS, NEWS_PURPOSES, WORDINGS, stopped
from directory.errors import InvalidInput, NotAllowed
from directory.store import reading_scope, session_scope
from directory.subscriptions.service import Choices, Group, choices_of, choose_for_listing
from directory.subscriptions.terms import Terms
from directory.subscriptions.words import PURPOSE_LABELS, Rhythm
from directory.words import Role, within
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import ListingNewsPage, Option, WouldCome
from web.desk.listing_at import ListingAt
from web.desk.listing_desk import looked_after
from web.desk.listing_form import text_of, typed_form
from web.desk.news_words import (
    kind_options,
    read_kinds,
    read_themes,
    rhythm_options,
    theme_options,
    ticked,
)
from web.desk.render import render_private
from web.desk.stores import stores_of

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = InvalidInput.status
SAID: Final = {"saved": "Saved. What fits comes to your e-mail.", "none": "Saved. Nothing comes for it."}
WHY: Final = {
    "funding": "Small groups miss most of the money they could have, because nobody tells them in time.",
    "support": "A room, a van, a course: much is given away by others near you.",
    "local": "Groups that know of each other share rooms, people and costs.",
    "volunteering": "If your group also helps others to find volunteers.",
    "parish_news": "Your parish council decides about halls, greens and small grants.",
}
"""Why it may be worth it, under each box."""
ONLY_OWN: Final = "Only who runs this listing asks for news for it: it comes to their own e-mail."


@router.get("/desk/listing/{slug}/news")
def show_listing_news(request: Request, slug: str, said: str = "") -> Response:
    """Show what comes for it, and what would have come."""
    found, who, _target = looked_after(request, slug, Action.EDIT_LISTING)
    if found.slug != slug:
        return RedirectResponse(f"/desk/listing/{found.slug}/news", status_code=303)
    return _page(request, found, who, SAID.get(said, ""), ())


@router.post("/desk/listing/{slug}/news")
def choose_listing_news(request: Request, slug: str, form: Typed) -> Response:
    """Agree to what is ticked, and no longer to what is not; only whoever runs it may."""
    found, who, _target = looked_after(request, slug, Action.EDIT_LISTING)
    stores, rhythm = stores_of(request), text_of(form, "rhythm")
    if rhythm not in set(Rhythm):
        return _page(request, found, who, "", (FieldProblem("rhythm", "Choose how often."),))
    purposes = ticked(form, "purposes", NEWS_PURPOSES)
    terms = Terms(
        kinds=read_kinds(form),
        capitals=read_themes(form),
        rhythm=Rhythm(rhythm),
        may_count=text_of(form, "may_count") == "yes",
    )
    with session_scope(stores.people) as session:
        # Asked of the store as it is now: whoever is taken off the listing meanwhile hears nothing for it.
        if who.account_id not in {owner.id for owner in owners_of(session, found.id)}:
            raise NotAllowed(ONLY_OWN)
        choose_for_listing(
            session, stores.settings, who.account_id, who.email, found.id, purposes=purposes, terms=terms
        )
    said = "saved" if purposes else "none"
    return RedirectResponse(f"/desk/listing/{found.slug}/news?said={said}", status_code=303)


def _runs(who: Who, listing_id: UUID) -> bool:
    return any(grant.role is Role.OWNER and grant.scope == str(listing_id) for grant in who.grants)


def _page(
    request: Request, found: ListingAt, who: Who, said: str, problems: tuple[FieldProblem, ...]
) -> Response:
    stores = stores_of(request)
    with reading_scope(stores.people) as people:
        choices = choices_of(people, who.account_id)
        is_stopped = stopped(people, stores.settings, who.email, NEWS)
    group = _group(choices, found.id)
    held = {each.purpose for each in group.subscriptions}
    rhythm = choices.rhythm if choices else Rhythm.WEEKLY
    with reading(request) as session:
        would_come = _would_come(session, found.id)
        talk = contact_points(session, None)
    page = ListingNewsPage(
        title="News that fits it",
        talk=talk,
        name=found.name,
        slug=found.slug,
        runs_it=_runs(who, found.id),
        email=who.email,
        said=said,
        stopped=is_stopped,
        purposes=tuple(Option(each, WORDINGS[each], each in held, WHY[each]) for each in NEWS_PURPOSES),
        kinds=kind_options(group.kinds),
        themes=theme_options(group.capitals),
        narrowed=bool(group.kinds or group.capitals),
        rhythms=rhythm_options(rhythm),
        may_count=any(each.terms.may_count for each in group.subscriptions),
        would_come=would_come,
        problems=problems,
    )
    return render_private(request, page, status=BAD if problems else 200)


def _group(choices: Choices | None, listing_id: UUID) -> Group:
    groups = () if choices is None else choices.groups
    subject = str(listing_id)
    return next((each for each in groups if each.subject == subject), Group(subject, ()))


def _would_come(session: Session, listing_id: UUID) -> tuple[WouldCome, ...]:
    """List what would have come in the last months to somebody who had ticked everything."""
    from directory.subscriptions.preview import would_have_come  # noqa: PLC0415 - it matches in columns

    return tuple(
        WouldCome(
            each.title,
            f"/noticeboard/{each.slug}",
            each.kind.label,
            each.because,
            each.example,
            "; ".join(within(PURPOSE_LABELS[purpose]) for purpose in each.purposes),
        )
        for each in would_have_come(session, listing_id)
    )
