"""Which notices does somebody ask for, and for which place?"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

from sqlmodel import Session
from starlette.datastructures import QueryParams

from directory.areas.names import fold
from directory.areas.schemas import Ambiguous, AreaCodes, Located, NotLocated
from directory.areas.service import area_names, list_areas, locate
from directory.noticeboard.schemas import NoticeQuery
from directory.noticeboard.words import NoticeKind
from directory.words import ALL_DISTRICTS, WIDE_AREA_NAMES, Level, Release
from web.filters import TEXT_MAX

PER_PAGE: Final = 20
PAGE_MAX: Final = 1_000
MOST_THEMES: Final = 20
_CODE: Final = re.compile(r"^E\d{8}$")
_THEME: Final = re.compile(r"^[a-z0-9_-]{1,64}$")
_NO_SUCH_AREA: Final = "We do not know that area. Enter a postcode, a village, a parish or a district."


@dataclass(frozen=True, slots=True)
class BoardAsked:
    """What the address of the noticeboard asks for."""

    where: str = ""
    """A postcode, village, parish or district, as typed."""
    place: str = ""
    """Which of several places of that name: its id."""
    area: str = ""
    """A code, where a link leads here."""
    kinds: tuple[NoticeKind, ...] = ()
    themes: tuple[str, ...] = ()
    closing_by: date | None = None
    closed: bool = False
    page: int = 1

    def query(self, area: str | None, *, per_page: int = PER_PAGE) -> NoticeQuery:
        """Ask for them, for an area that was found."""
        return NoticeQuery(
            area=area,
            kinds=self.kinds,
            themes=self.themes,
            closing_by=self.closing_by,
            closed=self.closed,
            page=self.page,
            per_page=per_page,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the place narrows the list."""
        return bool(self.kinds or self.themes or self.closing_by)

    def address(self, path: str = "/noticeboard", *, area: str | None = None) -> str:
        """Write the address that asks the same; `area` in place of what was typed."""
        found = replace(self, where="", place="", area=area) if area else self
        pairs = [
            ("where", found.where),
            ("place", found.place),
            ("area", found.area),
            *(("kind", kind.value) for kind in found.kinds),
            *(("theme", theme) for theme in found.themes),
            ("closing_by", found.closing_by.isoformat() if found.closing_by else ""),
            ("closed", "1" if found.closed else ""),
            ("page", str(found.page) if found.page > 1 else ""),
        ]
        query = urlencode([pair for pair in pairs if pair[1]])
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """For which area notices are looked for."""

    code: str
    name: str
    district: str | None
    note: str | None = None


def read_asked(params: QueryParams) -> BoardAsked:
    """Read an address; what is not a choice of ours is left out."""
    themes = dict.fromkeys(theme for theme in params.getlist("theme") if _THEME.match(theme))
    asked_kinds = set(params.getlist("kind"))
    where, area = params.get("where", "").strip()[:TEXT_MAX], params.get("area", "").strip()
    # The form shows the name of the area in use: left as it is, it means that area and no namesake.
    kept = bool(area) and where == params.get("named", "").strip()
    return BoardAsked(
        where="" if kept else where,
        place=params.get("place", "").strip()[:TEXT_MAX],
        area=area[:TEXT_MAX],
        kinds=tuple(kind for kind in NoticeKind if kind.value in asked_kinds),
        themes=tuple(themes)[:MOST_THEMES],
        closing_by=_day(params.get("closing_by", "")),
        closed=params.get("closed", "") == "1",
        page=_page(params.get("page", "")),
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        return None


def _page(typed: str) -> int:
    return min(int(typed), PAGE_MAX) if typed.isascii() and typed.isdigit() and int(typed) else 1


def find_place(session: Session, asked: BoardAsked) -> BoardPlace | Ambiguous | NotLocated | None:
    """Find the area that is meant; None where none was named. What was typed counts before a code."""
    if asked.where or asked.place:
        return _typed(session, asked)
    if asked.area:
        return _coded(session, asked.area) or NotLocated(asked.area, "no_such_place", _NO_SUCH_AREA)
    return None


def _coded(session: Session, code: str) -> BoardPlace | None:
    if code in WIDE_AREA_NAMES:
        return BoardPlace(code, WIDE_AREA_NAMES[code], None)
    name = area_names(session, [code]).get(code) if _CODE.match(code) else None
    if name is None:
        return None
    return BoardPlace(code, name, code if code in ALL_DISTRICTS else None)


def _typed(session: Session, asked: BoardAsked) -> BoardPlace | Ambiguous | NotLocated:
    """Read a district or the county first: people who type Cambridge on a noticeboard mean all of it."""
    if not asked.place:
        wide = _wide(session, asked.where)
        if wide is not None:
            return wide
    found = locate(session, asked.where, locality_id=asked.place or None)
    if isinstance(found, Located):
        return _around(session, found)
    if isinstance(found, NotLocated):
        ward = _named(session, asked.where)
        return ward if ward is not None else found
    return found


def _wide(session: Session, typed: str) -> BoardPlace | None:
    key = fold(typed)
    if key.endswith("cambs"):
        key = f"{key.removesuffix('cambs')}cambridgeshire"
    for code, name in (*area_names(session, ALL_DISTRICTS).items(), *WIDE_AREA_NAMES.items()):
        if fold(name) == key:
            return BoardPlace(code, name, code if code in ALL_DISTRICTS else None)
    return None


def _around(session: Session, found: Located) -> BoardPlace:
    areas = found.origin.areas
    code = _finest(areas)
    name = area_names(session, [code])[code]
    note = found.note
    if found.origin.postcode is not None:
        note = f"{found.origin.postcode} is in {name}."
    return BoardPlace(code, name, areas.district, note)


def _finest(areas: AreaCodes) -> str:
    """Name the area that people there know: the parish, else the one a postcode is counted in."""
    return areas.parish or areas.lsoa21 or areas.district or ALL_DISTRICTS[0]


def _named(session: Session, typed: str) -> BoardPlace | None:
    """Find a ward by its name, where no village or parish bears it."""
    key = fold(re.sub(r"(?i)\b(ward|council)\b", "", typed))
    for area in list_areas(session, Level.WARD, Release.R2021):
        if fold(area.name) == key:
            return BoardPlace(area.code, area.name, area.district_code)
    return None
