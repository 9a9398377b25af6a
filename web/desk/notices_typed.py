"""What was typed in the form of a notice, and what does it mean?"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlmodel import Session
from starlette.datastructures import FormData

from directory.areas.names import fold
from directory.areas.service import area_names
from directory.clock import LONDON
from directory.days import like_day, read_day_or_none
from directory.errors import InvalidInput
from directory.listings.standing import standing_for
from directory.marks.queries import list_areas
from directory.noticeboard.cleaning import as_typed
from directory.noticeboard.days import is_whole_day
from directory.noticeboard.queries import list_names
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.words import NoticeKind
from directory.profiles.words import Beneficiary, IncomeBand, Paperwork
from directory.submissions.answers import Problem
from directory.submissions.times import read_time
from directory.words import ALL_DISTRICTS, COUNTY, WIDE_AREA_NAMES, Capital, Kind, SizeBand
from web.desk.find_listing import find_listings
from web.desk.notices_ground import DISTRICT, LISTING
from web.desk.notices_where import EVERYWHERE, OTHER, OWN, home_of, reach_of

LINES: Final = (
    *("title", "kind", "summary", "deadline", "day", "starts", "ends", "rolling", "issuer", "issuer_find"),
    *("issuer_name", "body", "opens_on", "amount_min", "amount_max", "pays_for", "effort", "url"),
    *("contact_role", "contact_email", "contact_phone", "place", "venues", "about", "places", "outside"),
    *("shape", "registered", "fund_key", "reach"),
)
SEVERAL: Final = (
    *("paperwork", "districts", "kinds", "capitals", "categories", "beneficiaries", "sizes", "incomes"),
)
WIDE: Final = (*ALL_DISTRICTS, COUNTY)
"""Areas that are ticked rather than typed."""
FIELD_OF: Final = {
    "starts_at": "day",
    "ends_at": "ends",
    "areas": "places",
    "district": "issuer",
    "issuer_listing_id": "issuer",
}
"""Where a fault of what is stored is mended in the form."""
_Word = TypeVar("_Word", bound=StrEnum)
_OPTIONAL: Final = (
    *("effort", "pays_for", "place", "url", "fund_key", "contact_role", "contact_email", "contact_phone"),
)
_ORDER: Final = ("parish", "district", "ward", "lsoa")
_MOST_TYPED: Final = 40_000
_POUNDS: Final = re.compile(r"£?\s*(\d[\d,]*)(\.00)?")


@dataclass(frozen=True, slots=True)
class NoticeTyped:
    """Every field as it was typed or ticked."""

    lines: dict[str, str]
    ticked: dict[str, tuple[str, ...]]

    def line(self, name: str) -> str:
        """Give a text, empty where there is none."""
        return self.lines.get(name, "")

    def ticks(self, name: str) -> tuple[str, ...]:
        """Give what was ticked."""
        return self.ticked.get(name, ())


class _Reading:
    """Gathers what is wrong while a form is read."""

    def __init__(self, typed: NoticeTyped) -> None:
        self.typed = typed
        self.problems: list[Problem] = []

    def wrong(self, field: str, message: str) -> None:
        self.problems.append(Problem(field, message))

    def day(self, name: str) -> date | None:
        try:
            return read_day_or_none(self.typed.line(name), name)
        except InvalidInput as error:
            self.wrong(name, error.message)
            return None

    def moment(self, day: date | None, name: str) -> datetime | None:
        said = self.typed.line(name).strip()
        clock = read_time(said) if said else None
        if said and clock is None:
            self.wrong(name, "Enter a time like 7pm, 2:30pm or 19:00.")
        if day is None:
            if said and not self.typed.line("day").strip():
                self.wrong("day", f"Say on which day, like {like_day()}.")
            return None
        hour, minute = (int(part) for part in (clock or "00:00").split(":"))
        return datetime(day.year, day.month, day.day, hour % 24, minute, tzinfo=LONDON)

    def pounds(self, name: str) -> int | None:
        said = self.typed.line(name).strip()
        found = _POUNDS.fullmatch(said)
        if said and found is None:
            self.wrong(name, "Enter whole pounds, like 500.")
        return int(found[1].replace(",", "")) if found and len(said) < 16 else None  # noqa: PLR2004 - pounds


def typed_of(form: FormData) -> NoticeTyped:
    """Read the form as it was sent."""
    lines = {name: _text(form.get(name, "")) for name in LINES}
    ticked = {name: tuple(_text(each) for each in form.getlist(name)) for name in SEVERAL}
    return NoticeTyped(lines, ticked)


def typed_from(session: Session, said: NoticeDraft) -> NoticeTyped:
    """Write a notice as somebody would type it."""
    reach = reach_of(session, said)
    named = said.areas if reach == OTHER else ()
    places = [code for code in named if code not in WIDE]
    listings = list_names(session, standing_for(session, {*said.venues, *said.about}))
    lines = {name: str(getattr(said, name, None) or "") for name in LINES}
    starts, ends = (each and each.astimezone(LONDON) for each in (said.starts_at, said.ends_at))
    issuer = f"{LISTING}{said.issuer_listing_id}" if said.issuer_listing_id else ""
    lines |= {
        "reach": reach,
        "kind": said.kind.value,
        "deadline": _day(said.deadline),
        "opens_on": _day(said.opens_on),
        "rolling": "yes" if said.rolling else "",
        "day": _day(starts.date()) if starts else "",
        "starts": "" if starts and is_whole_day(starts, ends) else _time(starts),
        "ends": _time(ends),
        "issuer": issuer or (f"{DISTRICT}{said.district}" if said.district else ""),
        "body": as_typed(said.body),
        "amount_min": "" if said.amount_min is None else str(said.amount_min),
        "amount_max": "" if said.amount_max is None else str(said.amount_max),
        "venues": "\n".join(listings[each][0] for each in said.venues if each in listings),
        "about": "\n".join(listings[each][0] for each in said.about if each in listings),
        "places": "\n".join(_place_names(session, places)),
        "outside": "yes" if said.outside_allowed else "",
        "shape": json.dumps(said.shape) if said.shape else "",
        "registered": {True: "yes", False: "no", None: ""}[said.rules.registered],
    }
    rules = said.rules.model_dump(mode="json")
    ticked = {name: tuple(str(each) for each in rules.get(name) or ()) for name in SEVERAL}
    ticked |= {
        "paperwork": tuple(each.value for each in said.paperwork),
        "districts": tuple(code for code in named if code in WIDE),
    }
    return NoticeTyped(lines, ticked)


def draft_of(
    session: Session, typed: NoticeTyped, before: NoticeDraft | None
) -> NoticeDraft | tuple[Problem, ...]:
    """Make a draft of what was typed, or say everything that cannot be read."""
    read = _Reading(typed)
    listing_id, district = _issuer(session, read)
    day = read.day("day")
    starts = read.moment(day, "starts")
    ends = read.moment(day, "ends") if typed.line("ends").strip() else None
    if ends is not None and not typed.line("starts").strip():
        read.wrong("starts", "Say from when too, like 7pm.")
    kind = typed.line("kind")
    if kind not in {each.value for each in NoticeKind}:
        read.wrong("kind", "Choose what it is about.")
    shown = before or NoticeDraft(kind=NoticeKind.CALL, title="", summary="", issuer_name="")
    parts: dict[str, Any] = {
        "areas": _areas(session, read, listing_id, district),
        "venues": _listings(session, read, "venues"),
        "about": _listings(session, read, "about"),
        "shape": _shape(read, shown),
        "deadline": read.day("deadline"),
        "opens_on": read.day("opens_on"),
        "amount_min": read.pounds("amount_min"),
        "amount_max": read.pounds("amount_max"),
    }
    if read.problems:
        return tuple(read.problems)
    parts |= {each: typed.line(each) for each in ("title", "summary", "body")}
    parts |= {each: typed.line(each) or None for each in _OPTIONAL}
    name = typed.line("issuer_name").strip()
    if not name and listing_id is not None:
        name = list_names(session, standing_for(session, [listing_id]))[listing_id][1]
    return replace(
        shown,
        **parts,
        kind=NoticeKind(kind),
        issuer_name=name,
        issuer_listing_id=listing_id,
        district=district,
        rolling=typed.line("rolling") == "yes",
        starts_at=starts,
        ends_at=ends,
        paperwork=_known(Paperwork, typed.ticks("paperwork")),
        rules=NoticeRules(
            kinds=_known(Kind, typed.ticks("kinds")),
            capitals=_known(Capital, typed.ticks("capitals")),
            categories=tuple(dict.fromkeys(typed.ticks("categories"))),
            beneficiaries=_known(Beneficiary, typed.ticks("beneficiaries")),
            sizes=_known(SizeBand, typed.ticks("sizes")),
            incomes=_known(IncomeBand, typed.ticks("incomes")),
            registered={"yes": True, "no": False}.get(typed.line("registered")),
        ),
        outside_allowed=typed.line("outside") == "yes",
    )


def _issuer(session: Session, read: _Reading) -> tuple[UUID | None, str | None]:
    named = read.typed.line("issuer_find").strip()
    if named:
        found = find_listings(session, named)
        if len(found) == 1:
            return found[0].id, None
        read.wrong("issuer_find", _unclear(named, many=len(found) > 1))
        return None, None
    chosen = read.typed.line("issuer")
    if chosen.startswith(LISTING):
        try:
            return UUID(chosen.removeprefix(LISTING)), None
        except ValueError:
            chosen = ""
    if chosen.startswith(DISTRICT) and chosen.removeprefix(DISTRICT) in ALL_DISTRICTS:
        return None, chosen.removeprefix(DISTRICT)
    read.wrong("issuer", "Choose in whose name you write.")
    return None, None


def _unclear(named: str, *, many: bool) -> str:
    if many:
        return f"There are several listings like “{named[:60]}”. Copy the address of the page of one."
    return f"No listing here is called “{named[:60]}”. Write its name, or copy the address of its page."


def _listings(session: Session, read: _Reading, name: str) -> tuple[UUID, ...]:
    ids = []
    for line in read.typed.line(name).splitlines():
        if not line.strip():
            continue
        found = find_listings(session, line)
        if len(found) == 1:
            ids.append(found[0].id)
        else:
            read.wrong(name, _unclear(line.strip(), many=len(found) > 1))
    return tuple(ids)


def listings_of(session: Session, typed: str, field: str) -> tuple[UUID, ...]:
    """Find the listings that lines of a text name, or say which is not clear."""
    read = _Reading(NoticeTyped({field: typed}, {}))
    found = _listings(session, read, field)
    if read.problems:
        raise InvalidInput(read.problems[0].message, field=field)
    return found


def _areas(
    session: Session, read: _Reading, listing_id: UUID | None, district: str | None
) -> tuple[str, ...]:
    """Read where it holds: the place chosen first, and those named besides it."""
    reach = read.typed.line("reach")
    named = (*(code for code in read.typed.ticks("districts") if code in WIDE), *_places(session, read))
    drawn = bool(read.typed.line("shape").strip())
    if read.problems:
        return named
    if reach == EVERYWHERE:
        if named or drawn:
            read.wrong("reach", "Choose everywhere, or take out the places named under “Other places”.")
        return ()
    if reach == OTHER and not (named or drawn):
        read.wrong("places", "Name the places, or choose one of those above.")
    if reach == OTHER or (not reach and (named or drawn)):
        return named
    if reach and reach != OWN:
        if reach not in area_names(session, [reach]):
            read.wrong("reach", "Choose who may read it as theirs.")
        return (reach, *named)
    home = home_of(session, listing_id, district)
    if not home:
        read.wrong("reach", "Choose who may read it as theirs.")
    return (*home, *named)


def _places(session: Session, read: _Reading) -> tuple[str, ...]:
    said = [line.strip() for line in re.split(r"[\n,;]", read.typed.line("places")) if line.strip()]
    if not said:
        return ()
    rows = list_areas(session)
    names = area_names(session, ALL_DISTRICTS)
    codes = {row.code for row in rows} | set(WIDE_AREA_NAMES)
    known: dict[str, dict[str, str]] = {}
    for row in rows:
        for written in (row.name, f"{row.name} ({names.get(row.district_code, '')})"):
            known.setdefault(fold(written), {}).setdefault(row.level, "")
            known[fold(written)][row.level] += f" {row.code}"
    found = []
    for each in said:
        if each.upper() in codes:
            found.append(each.upper())
            continue
        levels = known.get(fold(each.removesuffix(" parish")), {})
        held = next((levels[level].split() for level in _ORDER if level in levels), [])
        if len(held) == 1:
            found += held
        elif held:
            read.wrong(
                "places",
                f"There are several places called {each[:60]}. Add the district: {each[:60]} (Fenland).",
            )
        else:
            read.wrong(
                "places", f"There is no parish or ward called {each[:60]} here. Check how it is spelled."
            )
    return tuple(found)


def _place_names(session: Session, codes: Iterable[str]) -> list[str]:
    """Name places so that the same are read again: with their district where a name is of several."""
    rows = {row.code: row for row in list_areas(session)}
    levels: dict[tuple[str, str], int] = {}
    for row in rows.values():
        levels[row.level, fold(row.name)] = levels.get((row.level, fold(row.name)), 0) + 1
    districts = area_names(session, ALL_DISTRICTS)
    told = []
    for code in codes:
        if code not in rows or rows[code].level not in {"parish", "ward"}:
            told.append(code)
            continue
        row = rows[code]
        if row.level == "ward" and ("parish", fold(row.name)) in levels:
            told.append(code)
        elif levels[row.level, fold(row.name)] > 1:
            told.append(f"{row.name} ({districts.get(row.district_code, '')})")
        else:
            told.append(row.name)
    return told


def _shape(read: _Reading, before: NoticeDraft) -> dict[str, object] | None:
    said = read.typed.line("shape").strip()
    if not said:
        return None
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    if not isinstance(found, dict):
        read.wrong("shape", "Paste a GeoJSON Polygon, as a drawing tool for maps saves it.")
        return None
    shape: dict[str, object] = found
    return before.shape if before.shape == shape else shape


def _known(words: type[_Word], chosen: tuple[str, ...]) -> tuple[_Word, ...]:
    return tuple(each for each in words if each.value in chosen)


def _text(found: object) -> str:
    return found[:_MOST_TYPED].replace("\r\n", "\n") if isinstance(found, str) else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _time(moment: datetime | None) -> str:
    return f"{moment:%H:%M}" if moment else ""
