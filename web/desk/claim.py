"""How does somebody say that they run a listing? `/listing/{slug}/claim`."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.policies import ListingStep, check_listing
from directory.areas.service import contact_points
from directory.consents.service import UPKEEP, WORDINGS
from directory.errors import InvalidInput
from directory.store import session_scope
from directory.submissions.answers import Problem
from directory.submissions.claims import claim
from directory.submissions.schemas import Sender
from web.contexts.desk_submissions import ClaimPage
from web.desk.listing_at import ListingAt, listing_at
from web.desk.listing_form import doubts_of, text_of, typed_form
from web.desk.masking import masked
from web.desk.network import address_of
from web.desk.render import render_private
from web.desk.stores import stores_of
from web.desk.who import signed_in

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = 422
OWN: Final = "own_email"
FEWEST_WORDS: Final = 3


@router.get("/listing/{slug}/claim")
def show_claim(request: Request, slug: str) -> Response:
    """Ask who they are, and say how we make sure."""
    return _page(request, _found(request, slug), ())


@router.post("/listing/{slug}/claim")
def take_claim(request: Request, slug: str, form: Typed) -> Response:
    """Ask the listing's own address, its owner or a moderator."""
    found, who, stores = _found(request, slug), signed_in(request), stores_of(request)
    words, email = text_of(form, "words").strip(), who.email if who else text_of(form, "email")
    own = _own(found) is not None and text_of(form, "way") == OWN
    problems = _problems(found, text_of(form, "way"), words)
    if not problems:
        sender = Sender(
            address_of(request),
            email=email,
            account_id=who.account_id if who else None,
            doubts=doubts_of(form),
        )
        try:
            with session_scope(stores.people) as session:
                opened = claim(
                    session,
                    stores.settings,
                    sender,
                    listing_id=found.id,
                    name=found.name,
                    own_email=found.email if own else None,
                    words=words,
                    upkeep=text_of(form, "upkeep") == "yes",
                )
            return RedirectResponse(f"/sent/{opened.token}", status_code=303)
        except InvalidInput as error:
            problems = (Problem("email", error.message),)
    return _page(request, found, problems, form)


def _problems(found: ListingAt, way: str, words: str) -> tuple[Problem, ...]:
    if _own(found) and way not in {OWN, "moderator"}:
        return (Problem("way", "Choose how we make sure."),)
    if (way != OWN or not _own(found)) and len(words) < FEWEST_WORDS:
        return (Problem("words", "Say in a sentence how you belong to it. A moderator reads it."),)
    return ()


def _found(request: Request, slug: str) -> ListingAt:
    with reading(request) as session:
        found = listing_at(session, slug)
    check_listing(ListingStep.CLAIM, found.state)
    return found


def _own(found: ListingAt) -> str | None:
    """Tell the address to ask: that of a listing nobody runs here yet."""
    return None if found.owned else found.email


def _page(
    request: Request, found: ListingAt, problems: tuple[Problem, ...], form: FormData | None = None
) -> Response:
    who, own = signed_in(request), _own(found)
    typed = form or FormData()
    with reading(request) as session:
        page = ClaimPage(
            title="Do you run this?",
            talk=contact_points(session, None),
            name=found.name,
            listing=f"/listing/{found.slug}",
            action=f"/listing/{found.slug}/claim",
            own_email=masked(own) if own else "",
            owned=found.owned,
            problems=problems,
            errors={problem.field: problem.message for problem in problems},
            email=text_of(typed, "email"),
            known_email=who.email if who else "",
            words=text_of(typed, "words"),
            way=text_of(typed, "way"),
            upkeep=text_of(typed, "upkeep"),
            consent=WORDINGS[UPKEEP],
        )
    return render_private(request, page, status=BAD if problems else 200)
