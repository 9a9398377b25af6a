"""Can a notice be written as it was typed? It is tidied, or the first thing to mend is said."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from unicodedata import category
from urllib.parse import urlsplit
from uuid import UUID

from sqlmodel import Session

from directory.clock import LONDON
from directory.errors import InvalidInput
from directory.marks.service import check_date
from directory.noticeboard import queries
from directory.noticeboard.cleaning import clean, host_of
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.shapes import check_shape
from directory.words import WIDE_AREA_NAMES

LONGEST: Final = {
    "title": 120,
    "summary": 300,
    "issuer_name": 120,
    "effort": 120,
    "pays_for": 300,
    "place": 200,
    "contact_role": 100,
    "source": 300,
}
"""Characters of each text of one line."""
LONGEST_BODY: Final = 10_000
MOST_AMOUNT: Final = 100_000_000
_NEEDED: Final = {
    "title": "Give the notice a title, like “Small grants for youth groups in Fenland”.",
    "summary": "Say in one or two sentences what it is and whom it is for.",
    "issuer_name": "Say who issues it, like March Town Council.",
}
_CALLED: Final = {
    "title": "title",
    "summary": "summary",
    "issuer_name": "name of who issues it",
    "effort": "line on what applying takes",
    "pays_for": "line on what it pays for",
    "place": "place",
    "contact_role": "role to ask for",
    "source": "source",
}
_HOST: Final = re.compile(r"[\w-]+(\.[\w-]+)+", re.ASCII)
_JOINERS: Final = "\u200c\u200d"
"""Of some alphabets, and of pictures made of several."""
_EMAIL: Final = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']+")
_PHONE: Final = re.compile(r"[\d +()]{7,25}")
_FUND: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


def check_draft(
    session: Session, draft: NoticeDraft, *, today: date, before: NoticeDraft | None
) -> NoticeDraft:
    """Give a draft as it is stored; a date that stood there before may have passed meanwhile."""
    lines: dict[str, Any] = {name: _line(name, getattr(draft, name)) for name in LONGEST}
    tidy = replace(
        draft,
        **lines,
        body=_body(draft.body),
        url=_url(draft.url),
        contact_email=_like(
            draft.contact_email, _EMAIL, "contact_email", "an e-mail address, like clerk@example.org"
        ),
        contact_phone=_like(
            draft.contact_phone, _PHONE, "contact_phone", "a telephone number, like 01632 960001"
        ),
        fund_key=_like(draft.fund_key, _FUND, "fund_key", "the key of a fund, like community-reach"),
        areas=tuple(dict.fromkeys(draft.areas)),
        paperwork=tuple(dict.fromkeys(draft.paperwork)),
        venues=tuple(dict.fromkeys(draft.venues)),
        about=tuple(dict.fromkeys(draft.about)),
        as_of=_as_of(draft.as_of),
    )
    _amounts(tidy)
    _dates(tidy, today, before)
    _named(session, tidy)
    if tidy.shape is not None and (before is None or tidy.shape != before.shape):
        tidy = replace(tidy, shape=check_shape(tidy.shape, queries.list_points(session)))
    return tidy


def last_day_of(draft: NoticeDraft) -> date | None:
    """Tell the last day it is shown by what it says itself: its deadline, or the day it happens."""
    ends = draft.ends_at or draft.starts_at
    return draft.deadline or (ends.astimezone(LONDON).date() if ends else None)


def passed(draft: NoticeDraft, today: date) -> bool:
    """Whether it is over by its own dates."""
    last = None if draft.rolling else last_day_of(draft)
    return last is not None and last < today


def _line(name: str, typed: str | None) -> str | None:
    tidy = " ".join("".join(_seen(letter) for letter in typed or "").split())
    if name in _NEEDED and not any(letter.isalnum() for letter in tidy):
        raise InvalidInput(_NEEDED[name], field=name)
    if len(tidy) > LONGEST[name]:
        raise InvalidInput(
            f"The {_CALLED[name]} is {len(tidy)} characters long. Use {LONGEST[name]} at most.", field=name
        )
    return tidy or (None if name not in _NEEDED else "")


def _seen(letter: str) -> str:
    """Give a letter that readers see; what turns text round or hides in it is left out."""
    if letter.isprintable() or letter in _JOINERS:
        return letter
    return "" if category(letter) == "Cf" else " "


def _body(typed: str) -> str:
    if len(typed) > LONGEST_BODY:
        raise InvalidInput(f"The text is too long. Use {LONGEST_BODY:,} characters at most.", field="body")
    return clean(typed)


def _url(typed: str | None) -> str | None:
    tidy = (typed or "").strip()
    if not tidy:
        return None
    wrong = InvalidInput(
        "Give the whole address of a page, like https://www.example.org/grants.", field="url"
    )
    try:
        parts = urlsplit(tidy)
        host = parts.hostname or ""
    except ValueError:
        raise wrong from None
    plain = parts.scheme in {"http", "https"} and _HOST.fullmatch(host) and host_of(tidy)
    if not plain or len(tidy) > 500 or re.search(r"[\s\\<>\"]", tidy):  # noqa: PLR2004 - longer is no page
        raise wrong
    return tidy


def _like(typed: str | None, pattern: re.Pattern[str], field: str, what: str) -> str | None:
    tidy = " ".join((typed or "").split())
    if tidy and (len(tidy) > 254 or not pattern.fullmatch(tidy)):  # noqa: PLR2004 - the longest address
        raise InvalidInput(f"Give {what}.", field=field)
    return tidy or None


def _as_of(typed: str | None) -> str | None:
    if not (typed or "").strip():
        return None
    try:
        return check_date(typed or "")
    except InvalidInput as error:
        raise InvalidInput(error.message, field="as_of") from error


def _amounts(draft: NoticeDraft) -> None:
    for name in ("amount_min", "amount_max"):
        amount = getattr(draft, name)
        if amount is not None and not 0 <= amount <= MOST_AMOUNT:
            raise InvalidInput("Give a sum in whole pounds, like 500.", field=name)
    if draft.amount_min is not None and draft.amount_max is not None and draft.amount_min > draft.amount_max:
        raise InvalidInput(
            f"The least (£{draft.amount_min:,}) is more than the most (£{draft.amount_max:,}). "
            "Put them the other way round.",
            field="amount_max",
        )


def _dates(draft: NoticeDraft, today: date, before: NoticeDraft | None) -> None:
    if draft.rolling and draft.deadline is not None:
        raise InvalidInput("Give a deadline, or say that there is none, not both.", field="deadline")
    if not draft.rolling and last_day_of(draft) is None:
        raise InvalidInput(
            "Say how long it holds: give a deadline or the day it happens, or say that there is no deadline.",
            field="deadline",
        )
    if draft.deadline is not None and draft.deadline < today and not _stood(draft, before, "deadline"):
        raise InvalidInput("The deadline has passed. Give a day that is still to come.", field="deadline")
    _times(draft, today, before)
    last = None if draft.rolling else last_day_of(draft)
    if draft.opens_on is not None and last is not None and draft.opens_on > last:
        raise InvalidInput("It opens after its last day. Give an earlier day.", field="opens_on")


def _times(draft: NoticeDraft, today: date, before: NoticeDraft | None) -> None:
    for name in ("starts_at", "ends_at"):
        moment: datetime | None = getattr(draft, name)
        if moment is not None and moment.utcoffset() is None:
            raise InvalidInput("Give the time with its time zone.", field=name)
    if draft.ends_at is not None and draft.starts_at is None:
        raise InvalidInput("Say when it begins too.", field="starts_at")
    if draft.starts_at is None:
        return
    if draft.ends_at is not None and draft.ends_at < draft.starts_at:
        raise InvalidInput("It ends before it begins. Check the two times.", field="ends_at")
    ends = (draft.ends_at or draft.starts_at).astimezone(LONDON).date()
    if ends < today and not _stood(draft, before, "starts_at") and not _stood(draft, before, "ends_at"):
        raise InvalidInput("That day has passed. Give one that is still to come.", field="starts_at")


def _stood(draft: NoticeDraft, before: NoticeDraft | None, name: str) -> bool:
    """Whether a date is what it was; examples may be of the past."""
    return draft.example or (before is not None and getattr(before, name) == getattr(draft, name))


def _named(session: Session, draft: NoticeDraft) -> None:
    codes = {*draft.areas, *([draft.district] if draft.district else [])}
    levels = queries.list_known_areas(session, codes)
    for code in draft.areas:
        if code not in levels and code not in WIDE_AREA_NAMES:
            raise InvalidInput(
                f"There is no area {code[:20]} here. Choose one by its name, or use a code like E07000010.",
                field="areas",
            )
    if draft.district is not None and levels.get(draft.district) != "district":
        raise InvalidInput("Choose one of the districts of the directory.", field="district")
    unknown = set(draft.rules.categories) - queries.list_known_categories(session, draft.rules.categories)
    if unknown:
        raise InvalidInput(
            f"There is no category {min(unknown)[:60]}. Choose one from the list.", field="categories"
        )
    named: dict[str, tuple[UUID, ...]] = {
        "issuer_listing_id": (draft.issuer_listing_id,) if draft.issuer_listing_id else (),
        "venues": draft.venues,
        "about": draft.about,
    }
    there = queries.list_known_listings(session, {each for ids in named.values() for each in ids})
    for field, ids in named.items():
        if set(ids) - there:
            raise InvalidInput(
                "One of the listings named is not in the directory. Choose it again.", field=field
            )
