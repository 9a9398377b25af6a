"""What was typed in the form of a need, and what does it mean?"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID

from starlette.datastructures import FormData

from directory.clock import LONDON, local_now
from directory.days import read_day
from directory.errors import InvalidInput
from directory.languages import LANGUAGES
from directory.needs.schemas import NeedDraft, NeedRead, SessionDraft, SlotRead
from directory.needs.times import DAY_MIN, MOST_WEEKS, local_minutes
from directory.needs.words import CheckLevel, Ease, Rhythm, Skill, Whereabouts, Workforce
from directory.submissions.answers import Problem
from directory.submissions.times import read_time
from directory.words import DAY_NAMES
from web.contexts.desk_needs import KeptTime, NeedForm
from web.contexts.desk_submissions import Choice
from web.desk.listing_form import text_of
from web.needs_words import session_words

ROWS: Final = (1, 2, 3)
LINES: Final = (
    *("title", "summary", "rhythm", "whereabouts", "places", "minutes", "until", "contact_role"),
    *("answers_within_days", "postcode", "expenses_note", "earns_credits", "min_age", "check_level"),
    *("workforce", "check_note", "source_url"),
    *(f"{name}-{row}" for row in ROWS for name in ("day", "starts", "ends", "weeks")),
    *(f"slot_{name}-{row}" for row in ROWS for name in ("day", "starts", "ends")),
)
SEVERAL: Final = ("skills", "needs_skills", "eases", "languages", "keep")
FIELD_OF: Final = {"sessions": "day-1", "slots": "slot_day-1", "open_until": "until"}
"""Where a fault of what is stored is mended in the form."""
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "days": tuple(f"{name}-{row}" for row in ROWS[1:] for name in ("day", "starts", "ends", "weeks")),
    "week": tuple(f"slot_{name}-{row}" for row in ROWS for name in ("day", "starts", "ends")),
    "long": ("minutes", "until", "answers_within_days"),
    "easier": ("eases", "expenses_note", "earns_credits", "languages"),
    "who": ("skills", "needs_skills", "min_age", "workforce", "check_level", "check_note"),
    "more": ("postcode", "source_url"),
}
"""What unfolds, and the fields in it."""
USUAL: Final = {
    "whereabouts": Whereabouts.PLACE.value,
    "places": "1",
    "min_age": "18",
    "check_level": CheckLevel.NONE.value,
}
USUAL_DAYS: Final = 2
"""Within how many days a group answers that did not say."""
NEEDED: Final = {
    "title": "Say what help you need, like: Drive people to the lunch club.",
    "rhythm": "Say how often you need it.",
    "contact_role": "Say who answers, as a role: the lunch club organiser.",
}
SHOWN_FOR: Final = timedelta(days=90)
"""How long a need without a last day is shown."""
_Word = TypeVar("_Word", bound=StrEnum)


def lines_of(form: FormData) -> dict[str, str]:
    """Give what was typed in each line."""
    return {name: text_of(form, name).strip() for name in LINES}


def ticked_of(form: FormData) -> dict[str, tuple[str, ...]]:
    """Give what was ticked."""
    return {name: tuple(str(each) for each in form.getlist(name)) for name in SEVERAL}


def missing(lines: Mapping[str, str]) -> tuple[Problem, ...]:
    """List what must be said and is not, all at once and in the order of the form."""
    return tuple(Problem(name, said) for name, said in NEEDED.items() if not lines[name])


def draft_of(
    lines: Mapping[str, str],
    ticked: Mapping[str, tuple[str, ...]],
    listing_id: UUID,
    *,
    before: NeedRead | None,
    themes: tuple[str, ...],
) -> NeedDraft:
    """Make a draft of what was typed, or say what cannot be read."""
    rhythm = _one(Rhythm, lines["rhythm"])
    if rhythm is None:
        raise InvalidInput(NEEDED["rhythm"], field="rhythm")
    typed = (_session(lines, row) for row in ROWS)
    weekly = (_slot(lines, row) for row in ROWS)
    sessions = (*_kept(before, ticked["keep"]), *(each for each in typed if each is not None))
    return NeedDraft(
        listing_id=listing_id,
        title=lines["title"],
        rhythm=rhythm,
        contact_role=lines["contact_role"],
        answers_within_days=_whole(lines["answers_within_days"], "answers_within_days", "days, like 2")
        or _answers_within(sessions),
        open_until=_until(lines["until"], sessions),
        summary=lines["summary"],
        whereabouts=_one(Whereabouts, lines["whereabouts"]) or Whereabouts.PLACE,
        postcode=lines["postcode"] or None,
        minutes=_whole(lines["minutes"], "minutes", "minutes, like 60"),
        places=_whole(lines["places"], "places", "people, like 3") or 1,
        skills=_several(Skill, ticked["skills"]),
        needs_skills=_several(Skill, ticked["needs_skills"]),
        themes=before.themes if before is not None else themes,
        languages=tuple(code for code in LANGUAGES if code in ticked["languages"]),
        eases=_several(Ease, ticked["eases"]),
        min_age=_whole(lines["min_age"], "min_age", "years, like 16") or 18,
        check_level=_one(CheckLevel, lines["check_level"]) or CheckLevel.NONE,
        workforce=_one(Workforce, lines["workforce"]),
        check_note=lines["check_note"] or None,
        expenses_note=lines["expenses_note"] or None,
        earns_credits=lines["earns_credits"] == "yes",
        source_url=lines["source_url"] or None,
        sessions=sessions,
        slots=tuple(each for each in weekly if each is not None),
        example=before.example if before is not None else False,
    )


def _answers_within(sessions: tuple[SessionDraft, ...]) -> int:
    """Give the days in which a group usually answers: fewer where it begins sooner."""
    tomorrow = local_now().date() + timedelta(days=1)
    return 1 if any(each.day <= tomorrow for each in sessions) else USUAL_DAYS


def lines_of_need(need: NeedRead) -> dict[str, str]:
    """Give what the form shows of a need that is written already."""
    told = dict.fromkeys(LINES, "")
    told |= {
        "title": need.title,
        "summary": need.summary,
        "rhythm": need.rhythm.value,
        "whereabouts": need.whereabouts.value,
        "places": str(need.places),
        "minutes": str(need.minutes or ""),
        "until": need.open_until.isoformat(),
        "contact_role": need.contact_role,
        "answers_within_days": str(need.answers_within_days),
        "postcode": need.postcode or "",
        "expenses_note": need.expenses_note or "",
        "earns_credits": "yes" if need.earns_credits else "",
        "min_age": str(need.min_age),
        "check_level": need.check_level.value,
        "workforce": need.workforce.value if need.workforce else "",
        "check_note": need.check_note or "",
        "source_url": need.source_url or "",
    }
    for row, slot in zip(ROWS, need.slots, strict=False):
        told[f"slot_day-{row}"] = str(slot.day)
        told[f"slot_starts-{row}"] = _clock(slot.starts_min)
        told[f"slot_ends-{row}"] = _clock(slot.ends_min)
    return told


def ticked_of_need(need: NeedRead) -> dict[str, tuple[str, ...]]:
    """Give what is ticked of a need that is written already."""
    return {
        "skills": tuple(each.value for each in need.skills),
        "needs_skills": tuple(each.value for each in need.needs_skills),
        "eases": tuple(each.value for each in need.eases),
        "languages": need.languages,
        "keep": tuple(str(each.id) for each in need.sessions),
    }


def form_of(
    lines: Mapping[str, str],
    ticked: Mapping[str, tuple[str, ...]],
    errors: Mapping[str, str],
    need: NeedRead | None,
) -> NeedForm:
    """Give what the fields show; a part of the form is open where something stands in it, or is wrong."""
    today = local_now().date()
    shown = [
        part
        for part, names in PARTS.items()
        if any(
            name in errors or ticked.get(name) or lines.get(name, "") not in {"", USUAL.get(name, "")}
            for name in names
        )
    ]
    return NeedForm(
        lines=lines,
        ticked=ticked,
        errors=errors,
        choices={
            "rhythm": _choices(Rhythm),
            "whereabouts": _choices(Whereabouts),
            "eases": _choices(Ease),
            "skills": _choices(Skill),
            "needs_skills": _choices(Skill),
            "check_level": _choices(CheckLevel),
            "workforce": (Choice("", "With neither"), *_choices(Workforce)),
            "languages": tuple(Choice(code, name) for code, name in LANGUAGES.items()),
            "days": (
                Choice("", "Choose a day"),
                *(Choice(str(number), name) for number, name in enumerate(DAY_NAMES)),
            ),
        },
        kept=tuple(
            KeptTime(str(each.id), session_words(each, today), str(each.id) in ticked["keep"])
            for each in (need.sessions if need is not None else ())
        ),
        rows=ROWS,
        folded=frozenset(PARTS) - set(shown),
    )


def _choices(words: type[StrEnum]) -> tuple[Choice, ...]:
    return tuple(Choice(each.value, str(getattr(each, "label", each.value))) for each in words)


def _kept(before: NeedRead | None, kept: tuple[str, ...]) -> tuple[SessionDraft, ...]:
    """Give the times that stay, as the day and the two times of the clock they are at."""
    drafts = []
    for each in before.sessions if before is not None else ():
        if str(each.id) in kept:
            day = each.starts_at.astimezone(LONDON).date()
            later = (each.ends_at.astimezone(LONDON).date() - day).days
            ends = local_minutes(each.ends_at) + later * DAY_MIN
            drafts.append(SessionDraft(day, local_minutes(each.starts_at), ends))
    return tuple(drafts)


def _session(lines: Mapping[str, str], row: int) -> SessionDraft | None:
    day, starts, ends = (lines[f"{name}-{row}"] for name in ("day", "starts", "ends"))
    if not (day or starts or ends):
        return None
    found = read_day(day, f"day-{row}")
    weeks = _whole(lines[f"weeks-{row}"], f"weeks-{row}", f"weeks, from 1 to {MOST_WEEKS}") or 1
    begins, until = _minutes(starts, f"starts-{row}"), _minutes(ends, f"ends-{row}")
    if until <= begins:
        raise InvalidInput("It ends before it begins. Check the two times.", field=f"ends-{row}")
    return SessionDraft(found, begins, until, weeks)


def _slot(lines: Mapping[str, str], row: int) -> SlotRead | None:
    day, starts, ends = (lines[f"slot_{name}-{row}"] for name in ("day", "starts", "ends"))
    if not (day or starts or ends):
        return None
    if day not in {str(number) for number in range(len(DAY_NAMES))}:
        raise InvalidInput("Choose the day of the week.", field=f"slot_day-{row}")
    begins, until = _minutes(starts, f"slot_starts-{row}"), _minutes(ends, f"slot_ends-{row}")
    if until <= begins:
        raise InvalidInput("It ends before it begins. Check the two times.", field=f"slot_ends-{row}")
    return SlotRead(int(day), begins, until)


def _minutes(typed: str, field: str) -> int:
    found = read_time(typed)
    if found is None:
        raise InvalidInput("Enter a time like 9am, 2.30pm or 14:30.", field=field)
    hours, _, minutes = found.partition(":")
    return int(hours) * 60 + int(minutes)


def _until(typed: str, sessions: tuple[SessionDraft, ...]) -> date:
    """Read the last day; where none is given, the last of the times, or three months on."""
    if typed:
        return read_day(typed, "until")
    last = [each.day + timedelta(weeks=each.weeks - 1) for each in sessions if each.weeks <= MOST_WEEKS]
    return max(last, default=local_now().date() + SHOWN_FOR)


def _whole(typed: str, field: str, what: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 4):  # noqa: PLR2004 - thousands are none
        raise InvalidInput(f"Enter a number of {what}.", field=field)
    return int(typed)


def _one(words: type[_Word], typed: str) -> _Word | None:
    return next((each for each in words if each.value == typed), None)


def _several(words: type[_Word], typed: tuple[str, ...]) -> tuple[_Word, ...]:
    return tuple(each for each in words if each.value in typed)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
