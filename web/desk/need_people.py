"""How many are ready to help with this, before anybody is asked? `/desk/needs/{id}/people`.

A group sees how many fit, in whole fives, and what they share; never who. What can be chosen is few steps of
each kind, so that nobody is found by changing one thing a little.
"""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from api.session import reading
from directory.areas.service import contact_points
from directory.digests.fives import LEAST
from directory.languages import EVERY_LANGUAGE, spoken_words
from directory.needs.schemas import NeedRead, SessionRead
from directory.needs.words import CheckLevel, NeedState, Skill, Whereabouts
from directory.volunteers.counting import Alike, Counted, look
from directory.volunteers.openings import when_words
from directory.volunteers.wanted import Wanted, wanted_of
from web.contexts.desk_need_people import NeedPeoplePage, Some
from web.contexts.near import Option
from web.desk.notice_reach import range_words
from web.desk.render import render_private
from web.desk.shifts import need_of
from web.desk.stores import stores_of
from web.desk.who import must_be_signed_in

router = APIRouter()
WITHIN_M: Final = {3200: "2 miles", 8000: "5 miles", 16000: "10 miles", 32000: "20 miles"}
USUAL_M: Final = 8000
GOOD_FOR: Final = {
    0: "On the day",
    30: "For 30 days more",
    60: "For 60 days more",
    180: "For half a year more",
}
MANY: Final = (5, 10, 20, 40)
_CANNOT: Final = {
    NeedState.DRAFT: "This is a draft. Open it first: whoever is asked must be able to read what it is.",
    NeedState.RESTING: "This rests, because somebody who offered had no answer. Answer them first.",
    NeedState.FILLED: "This is filled: nobody needs to be asked.",
    NeedState.CLOSED: "This is over.",
}


@router.get("/desk/needs/{need_id}/people")
def show_people(request: Request, need_id: UUID) -> Response:
    """Tell how many fit; that somebody looked is written down."""
    need, actor = need_of(request, need_id)
    asked = request.query_params
    session = _session_of(need, asked)
    wanted = _wanted(need, session, asked)
    cannot = _why_not(need, session)
    counted = Counted(None)
    if not cannot:
        counted = look(
            stores_of(request),
            wanted,
            account_id=must_be_signed_in(request).account_id,
            role=actor.role,
            listing_id=need.listing_id,
        )
    with reading(request) as directory:
        talk = contact_points(directory, need.district)
    page = NeedPeoplePage(
        title=f"Who is ready to help: {need.title}",
        talk=talk,
        name=need.title,
        needs_href=f"/desk/needs/{need.id}",
        action=f"/desk/needs/{need.id}/people",
        invite="" if need.example else f"/desk/needs/{need.id}/invite",
        cannot=cannot,
        sessions=_sessions(need, session),
        distances=() if need.whereabouts is Whereabouts.HOME else _options(WITHIN_M, round(wanted.within_m)),
        lasting=() if need.check_level is CheckLevel.NONE else _options(GOOD_FOR, wanted.good_for_days),
        drives=bool(wanted.any_transport),
        skills=tuple(Option(each.value, each.label, each in wanted.any_skills) for each in Skill),
        skilled=bool(wanted.any_skills),
        languages=_languages(wanted),
        people=range_words(counted.people),
        few=counted.people is None,
        all_of_them=_all_of_them(wanted),
        alike=tuple(Some(range_words(each.people), _alike_words(each)) for each in counted.alike),
        bring=(
            *(Some(range_words(many), skill.label) for skill, many in counted.skills),
            *(Some(range_words(many), EVERY_LANGUAGE[each]) for each, many in counted.languages),
        ),
        asked=_sent_along(wanted),
        how_many=_how_many(counted),
    )
    return render_private(request, page)


def _session_of(need: NeedRead, asked: QueryParams) -> SessionRead | None:
    """Give the time that is meant: the one named, else the first that has a place left."""
    named = next((each for each in need.sessions if str(each.id) == asked.get("session")), None)
    return named or next((each for each in need.sessions if each.left), None)


def _wanted(need: NeedRead, session: SessionRead | None, asked: QueryParams) -> Wanted:
    return wanted_of(
        need,
        session,
        within_m=float(_one_of(WITHIN_M, asked.get("within_m"), USUAL_M)),
        good_for_days=_one_of(GOOD_FOR, asked.get("good_for_days"), 0),
        drives=asked.get("drives") == "yes",
        any_skills=frozenset(Skill(each) for each in asked.getlist("skills") if each in set(Skill)),
        any_languages=language_in(asked.get("language")),
    )


def language_in(typed: object) -> frozenset[str]:
    """Read the one language that is asked for; none where it is none of the list."""
    return frozenset({str(typed)} & set(EVERY_LANGUAGE))


def _why_not(need: NeedRead, session: SessionRead | None) -> str:
    if need.state is not NeedState.OPEN:
        return _CANNOT[need.state]
    if need.sessions and session is None:
        return "Every place is taken: nobody needs to be asked."
    if need.whereabouts is Whereabouts.PLACE and need.easting is None:
        return "We do not know where it is. Give it a postcode first, so that we can ask people near it."
    return ""


def _sessions(need: NeedRead, chosen: SessionRead | None) -> tuple[Option, ...]:
    return tuple(
        Option(str(each.id), when_words(each.starts_at, each.ends_at), each is chosen)
        for each in need.sessions
        if each.left or each is chosen
    )


def _languages(wanted: Wanted) -> tuple[Option, ...]:
    """List those the need asks for first, then all others by name."""
    order = sorted(
        EVERY_LANGUAGE, key=lambda each: (each not in wanted.helpful_languages, EVERY_LANGUAGE[each])
    )
    return tuple(Option(each, EVERY_LANGUAGE[each], each in wanted.any_languages) for each in order)


def _options(words: dict[int, str], chosen: int) -> tuple[Option, ...]:
    return tuple(Option(str(value), label, value == chosen) for value, label in words.items())


def _one_of(words: dict[int, str], typed: str | None, otherwise: int) -> int:
    return next((value for value in words if str(value) == typed), otherwise)


def _all_of_them(wanted: Wanted) -> tuple[str, ...]:
    """Say what holds of everybody who fits: what was asked, and that they let themselves be asked."""
    found = []
    if wanted.whereabouts is Whereabouts.HOME:
        found.append("would help from home")
    else:
        far = f"are within {WITHIN_M[round(wanted.within_m)]} in a straight line, and go that far"
        found.append(f"{far}, or would help from home" if wanted.whereabouts is Whereabouts.EITHER else far)
    if wanted.starts_at is not None:
        found.append("are free for all of that time, and have not taken anything else then")
    elif wanted.slots:
        found.append("are free at one of its times of the week")
    if wanted.level is not CheckLevel.NONE:
        until = f", and for {wanted.good_for_days} days after it" if wanted.good_for_days else ""
        level = wanted.level.label
        whom = f" for work with {wanted.workforce.label.lower()}" if wanted.workforce else ""
        found.append(f"hold the check ({level}{whom}), seen by a group, good on the day{until}")
    if wanted.all_skills:
        found.append(f"can help with: {_skills(wanted.all_skills)}")
    if wanted.any_skills:
        found.append(f"can help with one of: {_skills(wanted.any_skills)}")
    if wanted.any_languages:
        found.append(spoken_words(wanted.any_languages))
    if wanted.any_transport:
        found.append("can drive a car")
    found.append("need nothing to be able to come that you do not offer")
    return tuple(found)


def _skills(chosen: frozenset[Skill]) -> str:
    return ", ".join(_within(each.label) for each in Skill if each in chosen)


def _alike_words(each: Alike) -> str:
    drives = {None: "", True: ", can drive a car", False: ", do not drive"}[each.drives]
    helps = {None: "", True: ", bring something that helps", False: ""}[each.helps]
    return f"{each.far.label[:1].upper()}{each.far.label[1:]}{drives}{helps}"


def _sent_along(wanted: Wanted) -> tuple[tuple[str, str], ...]:
    pairs = [
        ("session", str(wanted.session_id) if wanted.session_id else ""),
        ("within_m", str(round(wanted.within_m))),
        ("good_for_days", str(wanted.good_for_days)),
        ("drives", "yes" if wanted.any_transport else ""),
        ("language", next(iter(wanted.any_languages), "")),
        *(("skills", each.value) for each in Skill if each in wanted.any_skills),
    ]
    return tuple(pair for pair in pairs if pair[1])


def _how_many(counted: Counted) -> tuple[Option, ...]:
    """Offer to ask some; fewer than five are asked without anybody being told how few."""
    fitting = [many for many in MANY if many <= (counted.people or LEAST)]
    return tuple(Option(str(many), f"{many} of them", many == min(10, fitting[-1])) for many in fitting)


def _within(label: str) -> str:
    return label[:1].lower() + label[1:]
