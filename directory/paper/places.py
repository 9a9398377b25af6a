"""Which place does the key of a paper name?"""

import re
from typing import Final

from sqlmodel import Session

from directory.areas.middle import middle_of
from directory.areas.schemas import Located
from directory.areas.service import area_names, locate, read_area
from directory.errors import NotFound
from directory.paper.schemas import Place
from directory.words import Level

_AREA: Final = re.compile(r"[EWNS]\d{8}")
_LOCALITY: Final = re.compile(r"[EN]\d{7}")


def read_place(session: Session, code: str, *levels: Level) -> Place:
    """Read a parish or a district, of the levels asked for."""
    wanted = " or ".join(level.value for level in levels)
    if not _AREA.fullmatch(code):
        raise NotFound(f"There is no {wanted} with that code. Choose one on the page of paper.", field="key")
    area = read_area(session, code)
    if area.level not in levels:
        raise NotFound(f"{area.name} is no {wanted}. Choose one on the page of paper.", field="key")
    names = area_names(session, [area.district_code])
    middle = middle_of(session, area.code) if area.level is Level.PARISH else area
    return Place(
        code=area.code,
        name=plain_name(area.name),
        district=area.district_code,
        district_name=names.get(area.district_code, ""),
        lon=middle.lon,
        lat=middle.lat,
    )


def read_settlement(session: Session, key: str) -> Place:
    """Read a town or village, by the code of a parish or the id of a locality."""
    if not _LOCALITY.fullmatch(key):
        return read_place(session, key, Level.PARISH)
    found = locate(session, "", locality_id=key)
    if not isinstance(found, Located):
        raise NotFound(
            "That town or village is not in our list. Choose one on the page of paper.", field="key"
        )
    origin = found.origin
    code = origin.areas.parish or origin.areas.district or ""
    district = origin.areas.district
    names = area_names(session, [district] if district else [])
    return Place(
        code=code,
        name=origin.label.partition(",")[0],
        district=district,
        district_name=names.get(district or "", ""),
        lon=origin.lon,
        lat=origin.lat,
    )


def plain_name(name: str) -> str:
    """Say the name of what ONS calls an unparished area as people do."""
    return name.partition(", unparished area")[0]
