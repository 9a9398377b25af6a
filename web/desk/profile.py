"""What does a group tell of itself so that what fits it can reach it? `/desk/listing/{slug}/profile`."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, TypeVar
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action
from directory.areas.service import contact_points
from directory.changes.document import read_record
from directory.changes.schemas import Actor
from directory.changes.service import change_listing
from directory.clock import local_now
from directory.errors import InvalidInput
from directory.noticeboard.fit import Answer, Fit
from directory.noticeboard.fitting import fits
from directory.noticeboard.reading import open_notices
from directory.noticeboard.schemas import NoticeRead
from directory.profiles.schemas import ProfileDraft
from directory.profiles.service import read_profile, tell
from directory.profiles.words import Beneficiary, IncomeBand, Need, Paperwork
from directory.releases.active import active_folder
from directory.store import session_scope
from directory.submissions.answers import Problem
from directory.words import Reach, SizeBand
from web.contexts.desk_profile import FittingNotice, ProfilePage, Question
from web.contexts.desk_submissions import Choice
from web.desk.listing_at import ListingAt
from web.desk.listing_desk import change_id_of, looked_after
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.noticeboard_words import notice_deadline
from web.words import listed

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = 422
SAID: Final = {"saved": "Saved. Below is what it changes today."}
UNSAID: Final = Choice("", "I'd rather not say")
NONE_OF_THEM: Final = "none"
_MOST: Final = 10
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class _Told:
    """What was answered: of the group itself, and of its listing."""

    draft: ProfileDraft
    size: SizeBand | None
    reach: Reach | None


@router.get("/desk/listing/{slug}/profile")
def show_profile(request: Request, slug: str, said: str = "") -> Response:
    """Show what is told, and what fits by it today."""
    found, _who, _target = looked_after(request, slug, Action.EDIT_LISTING)
    with reading(request) as session:
        profile = read_profile(session, found.id)
        told = _Told(profile.told, profile.size, profile.reach)
    return _page(request, found, told, SAID.get(said, ""), ())


@router.post("/desk/listing/{slug}/profile")
def take_profile(request: Request, slug: str, form: Typed) -> Response:
    """Keep what is told; size and reach are of the listing itself, and readers see them there."""
    found, who, target = looked_after(request, slug, Action.EDIT_LISTING)
    actor, told = require(who, Action.EDIT_LISTING, target), _told(form)
    try:
        with session_scope(stores_of(request).directory) as session:
            tell(session, found.id, told.draft, actor=actor)
            _change_listing(request, session, found.id, told, actor, change_id_of(form))
    except InvalidInput as error:
        return _page(request, found, told, "", (Problem(error.field or "income", error.message),))
    return RedirectResponse(f"/desk/listing/{found.slug}/profile?said=saved", status_code=303)


def _change_listing(
    request: Request, session: Session, listing_id: UUID, told: _Told, actor: Actor, change_id: UUID
) -> None:
    record = read_record(session, listing_id)
    if (record.size_band, record.reach) == (told.size, told.reach):
        return
    said = record.model_copy(update={"size_band": told.size, "reach": told.reach})
    folder = active_folder(session, stores_of(request).settings.data_dir)
    change_listing(session, folder, listing_id, said, actor=actor, source="form", change_id=change_id)


def _told(form: FormData) -> _Told:
    papers = tuple(str(each) for each in form.getlist("paperwork"))
    known = _several(Paperwork, papers)
    return _Told(
        ProfileDraft(
            income=_one(IncomeBand, text_of(form, "income")),
            registered={"yes": True, "no": False}.get(text_of(form, "registered")),
            beneficiaries=_several(Beneficiary, form.getlist("beneficiaries")),
            seeks=_several(Need, form.getlist("seeks")),
            offers=_several(Need, form.getlist("offers")),
            paperwork=known if known or NONE_OF_THEM in papers else None,
            hide_similar=text_of(form, "hide_similar") == "yes",
        ),
        _one(SizeBand, text_of(form, "size")),
        _one(Reach, text_of(form, "reach")),
    )


def _one(words: type[_Word], typed: str) -> _Word | None:
    return next((each for each in words if each.value == typed), None)


def _several(words: type[_Word], typed: Sequence[object]) -> tuple[_Word, ...]:
    return tuple(each for each in words if each.value in typed)


def _page(
    request: Request, found: ListingAt, told: _Told, said: str, problems: tuple[Problem, ...]
) -> Response:
    with reading(request) as session:
        profile = read_profile(session, found.id)
        notices = open_notices(session, examples=True)
        answered = fits(session, notices, profile)
        open_to = [each for each in notices if not answered[each.id].in_the_way]
        whole = [each for each in open_to if not answered[each.id].of(Answer.NOT_KNOWN)]
        page = ProfilePage(
            title="Tell us a little more",
            talk=contact_points(session, None),
            name=found.name,
            slug=found.slug,
            said=said,
            questions=_questions(told),
            hide_similar=told.draft.hide_similar,
            change_id=str(uuid4()),
            fits=tuple(_row(each, found.slug, answered[each.id]) for each in whole[:_MOST]),
            may_fit=tuple(_row(each, found.slug, answered[each.id]) for each in open_to if each not in whole)[
                :_MOST
            ],
            ruled_out=len(notices) - len(open_to),
            problems=problems,
            errors={problem.field: problem.message for problem in problems},
        )
    return render_private(request, page, status=BAD if problems else 200)


def _row(notice: NoticeRead, slug: str, fit: Fit) -> FittingNotice:
    unknown = listed(each.label.lower() for each in fit.of(Answer.NOT_KNOWN))
    until = notice_deadline(notice, local_now().date())
    example = " An example." if notice.said.example else ""
    return FittingNotice(
        f"/desk/listing/{slug}/fit/{notice.slug}",
        notice.said.title,
        f"{until}.{example}" + (f" We do not know: {unknown}." if unknown else ""),
    )


def _questions(told: _Told) -> tuple[Question, ...]:
    draft = told.draft
    registered = {True: "yes", False: "no", None: ""}[draft.registered]
    papers = (
        () if draft.paperwork is None else tuple(each.value for each in draft.paperwork) or (NONE_OF_THEM,)
    )
    return (
        Question(
            "beneficiaries",
            "Whom are you for?",
            "Most money and help is for somebody: young people, carers, families.",
            _choices(Beneficiary),
            tuple(each.value for each in draft.beneficiaries),
            several=True,
            private=False,
        ),
        Question(
            "size",
            "About how many take part?",
            "Some funds are for small groups only. Readers of your page see it.",
            (UNSAID, *_choices(SizeBand)),
            (told.size.value if told.size else "",),
            several=False,
            private=False,
        ),
        Question(
            "reach",
            "Where do they come from?",
            "It tells a village fund from a county one. Readers of your page see it.",
            (UNSAID, *_choices(Reach)),
            (told.reach.value if told.reach else "",),
            several=False,
            private=False,
        ),
        Question(
            "seeks",
            "What are you looking for?",
            "So that an empty room, or somebody with a spare evening, is told of you first.",
            _choices(Need),
            tuple(each.value for each in draft.seeks),
            several=True,
            private=False,
        ),
        Question(
            "offers",
            "What could you offer others?",
            "A room on Tuesdays, a van, advice: another group near you may need it.",
            _choices(Need),
            tuple(each.value for each in draft.offers),
            several=True,
            private=False,
        ),
        Question(
            "income",
            "What do you take in a year?",
            "Funds have limits, most of them for small groups.",
            (UNSAID, *_choices(IncomeBand)),
            (draft.income.value if draft.income else "",),
            several=False,
            private=True,
        ),
        Question(
            "registered",
            "Are you registered?",
            "As a charity, or as a company or society that is not for profit. Some funds ask for it, others "
            "are only for groups that are not.",
            (UNSAID, Choice("yes", "Yes"), Choice("no", "No")),
            (registered,),
            several=False,
            private=True,
        ),
        Question(
            "paperwork",
            "Which of these papers do you have?",
            "We can then say before you begin which paper you would still need. Tick nothing if you would "
            "rather not say.",
            (*_choices(Paperwork), Choice(NONE_OF_THEM, "None of these yet")),
            papers,
            several=True,
            private=True,
        ),
    )


def _choices(
    words: type[Beneficiary | SizeBand | Reach | Need | IncomeBand | Paperwork],
) -> tuple[Choice, ...]:
    return tuple(Choice(each.value, each.label) for each in words)
