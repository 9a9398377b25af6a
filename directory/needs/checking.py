"""Can a need be written as it was typed? It is tidied, or the first thing to mend is said."""

import re
from dataclasses import replace
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from sqlmodel import Session

from directory.errors import InvalidInput
from directory.marks.personal import find_personal
from directory.needs import queries
from directory.needs.schemas import NeedDraft, SlotRead
from directory.needs.times import DAY_MIN
from directory.needs.words import CheckLevel

LONGEST: Final = {
    "title": 100,
    "contact_role": 100,
    "expenses_note": 200,
    "check_note": 300,
}
FEWEST_LETTERS: Final = 3
LONGEST_SUMMARY: Final = 1_000
MOST_PLACES: Final = 500
MOST_DAYS: Final = 366
"""How long a need is shown at most: then somebody says again that it is still so."""
LEAST_AGE: Final = 13
GROWN: Final = 18
CHECKED_AGE: Final = 16
"""Nobody younger can have a criminal record check."""
MOST_AGE: Final = 90
MOST_ANSWER_DAYS: Final = 14
MOST_MINUTES: Final = 24 * 60
_NEEDED: Final = {
    "title": "Say what help you need, like: Drive people to the lunch club.",
    "contact_role": "Say who answers, as a role: the lunch club organiser.",
}
_CALLED: Final = {
    "title": "title",
    "contact_role": "role",
    "expenses_note": "line on expenses",
    "check_note": "reason",
}
_LANGUAGE: Final = re.compile(r"[a-z]{2}")


def check_draft(session: Session, draft: NeedDraft, *, today: date, before: date | None) -> NeedDraft:
    """Give a draft as it is stored; `before` is its last day as it stood, which may have passed meanwhile."""
    tidy = replace(
        draft,
        title=_line("title", draft.title) or "",
        contact_role=_line("contact_role", draft.contact_role) or "",
        expenses_note=_line("expenses_note", draft.expenses_note),
        check_note=_line("check_note", draft.check_note),
        summary=_summary(draft.summary),
        postcode=(draft.postcode or "").strip() or None,
        source_url=_url(draft.source_url),
        themes=tuple(dict.fromkeys(draft.themes)),
        languages=tuple(dict.fromkeys(draft.languages)),
        skills=tuple(dict.fromkeys(draft.skills)),
        needs_skills=tuple(dict.fromkeys(draft.needs_skills)),
        eases=tuple(dict.fromkeys(draft.eases)),
        slots=_slots(draft.slots),
    )
    _numbers(tidy)
    _until(tidy, today, before)
    _named(session, tidy)
    _safe(session, tidy)
    return tidy


def _line(name: str, typed: str | None) -> str | None:
    tidy = " ".join("".join(letter if letter.isprintable() else " " for letter in typed or "").split())
    if name in _NEEDED and sum(letter.isalnum() for letter in tidy) < FEWEST_LETTERS:
        raise InvalidInput(_NEEDED[name], field=name)
    if tidy.startswith(("=", "+", "-", "@")):
        raise InvalidInput("Begin with a word: a spreadsheet would run this as a formula.", field=name)
    if len(tidy) > LONGEST[name]:
        raise InvalidInput(
            f"The {_CALLED[name]} is {len(tidy)} characters long. Use {LONGEST[name]} at most.", field=name
        )
    _impersonal(tidy, name)
    return tidy or None


def _summary(typed: str) -> str:
    lines = [" ".join(line.split()) for line in typed.replace("\x00", "").splitlines()]
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if len(tidy) > LONGEST_SUMMARY:
        raise InvalidInput(
            f"That is {len(tidy)} characters long. Use {LONGEST_SUMMARY:,} at most.", field="summary"
        )
    _impersonal(tidy, "summary")
    return tidy


def _impersonal(text: str, field: str) -> None:
    personal = find_personal(text)
    if personal:
        raise InvalidInput(
            f"It holds {personal}. Take it out: everybody can read it, and offers reach you without it.",
            field=field,
        )


def _url(typed: str | None) -> str | None:
    tidy = (typed or "").strip()
    if not tidy:
        return None
    try:
        parts = urlsplit(tidy)
        plain = parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and not parts.username
    except ValueError:
        plain = False
    if not plain or len(tidy) > 500 or re.search(r"[\s\\<>\"]", tidy):  # noqa: PLR2004 - longer is no page
        raise InvalidInput(
            "Give the whole address of a page, like https://www.example.org/help.", field="source_url"
        )
    return tidy


def _slots(slots: tuple[SlotRead, ...]) -> tuple[SlotRead, ...]:
    """Give the times of the week in order, those that touch joined."""
    joined: list[SlotRead] = []
    for slot in sorted(set(slots), key=lambda one: (one.day, one.starts_min, one.ends_min)):
        inside = 0 <= slot.starts_min < slot.ends_min <= DAY_MIN
        if not 0 <= slot.day <= 6 or not inside:  # noqa: PLR2004 - Sunday
            raise InvalidInput("It ends before it begins. Check the two times.", field="slots")
        last = joined[-1] if joined else None
        if last is not None and last.day == slot.day and slot.starts_min <= last.ends_min:
            joined[-1] = replace(last, ends_min=max(last.ends_min, slot.ends_min))
        else:
            joined.append(slot)
    return tuple(joined)


def _numbers(draft: NeedDraft) -> None:
    if not 1 <= draft.places <= MOST_PLACES:
        raise InvalidInput(f"Say how many people you need, from 1 to {MOST_PLACES}.", field="places")
    if draft.minutes is not None and not 1 <= draft.minutes <= MOST_MINUTES:
        raise InvalidInput("Say about how many minutes it takes each time, like 60.", field="minutes")
    if not 1 <= draft.answers_within_days <= MOST_ANSWER_DAYS:
        raise InvalidInput(
            f"Say within how many days somebody answers, from 1 to {MOST_ANSWER_DAYS}.",
            field="answers_within_days",
        )
    if not LEAST_AGE <= draft.min_age <= MOST_AGE:
        raise InvalidInput(
            f"Give the youngest age from {LEAST_AGE}. Who is younger comes with somebody who looks after "
            "them, and it is that person who offers to help.",
            field="min_age",
        )


def _until(draft: NeedDraft, today: date, before: date | None) -> None:
    if draft.open_until < today and draft.open_until != before:
        raise InvalidInput("That day has passed. Give a day that is still to come.", field="open_until")
    if (draft.open_until - today).days > MOST_DAYS:
        raise InvalidInput(
            "Give a day within a year. Near it you can say in one press that you still need help.",
            field="open_until",
        )


def _named(session: Session, draft: NeedDraft) -> None:
    unknown = set(draft.themes) - queries.list_known_categories(session, draft.themes)
    if unknown:
        raise InvalidInput(
            f"There is no theme {min(unknown)[:60]}. Choose one from the list.", field="themes"
        )
    if any(not _LANGUAGE.fullmatch(each) for each in draft.languages):
        raise InvalidInput("Choose the languages from the list.", field="languages")


def _safe(session: Session, draft: NeedDraft) -> None:
    """With children or adults at risk, and with young helpers: a statement, and a check that fits."""
    if draft.check_level is not CheckLevel.NONE and draft.min_age < CHECKED_AGE:
        raise InvalidInput(
            f"Nobody under {CHECKED_AGE} can have a DBS check. Ask for {CHECKED_AGE} or older, or for no "
            "check.",
            field="min_age",
        )
    if draft.workforce is None and draft.min_age >= GROWN:
        return
    if queries.find_safeguarding(session, draft.listing_id) is None:
        why = (
            "Somebody who helps here works with children or adults at risk"
            if draft.workforce is not None
            else f"Who is under {GROWN} is a child you look after while they help"
        )
        raise InvalidInput(
            f"{why}. Say first how your group keeps people safe: one paragraph, under Safeguarding.",
            field="workforce" if draft.workforce is not None else "min_age",
        )
    too_low = draft.check_level.height < CheckLevel.ENHANCED.height
    if draft.workforce is not None and too_low and draft.check_note is None:
        raise InvalidInput(
            "With children or adults at risk an enhanced check is asked for. Choose it, or say why less is "
            "enough, like: always beside somebody who is checked.",
            field="check_level",
        )
