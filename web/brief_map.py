"""Where among the districts is the area of a brief?

Shapes in place, not by reference: a PDF is made without asking this service for a picture.
"""

from directory.coverage.brief_schemas import BriefArea
from directory.words import Level
from web.contexts.brief import BriefMap
from web.mercator import to_mercator
from web.outlines import UNIT_M, OutlinePicture

_ID, _SHAPE = b'id="', b' d="'


def brief_map(area: BriefArea, picture: OutlinePicture) -> BriefMap:
    """Draw the districts, the area's own among them, and the area as a shape or as a dot."""
    districts = [code for code, outline in picture.outlines.items() if outline.level is Level.DISTRICT]
    has_outline = area.code in picture.outlines and area.level is not Level.DISTRICT
    return BriefMap(
        view_box=picture.view_of(districts).view_box,
        districts=tuple(_path(picture, code) for code in districts if code != area.district_code),
        district=_path(picture, area.district_code) if area.district_code in districts else "",
        area=_path(picture, area.code) if has_outline else "",
        dot=None if area.middle is None or area.level is Level.DISTRICT else _point(area.middle, picture),
    )


def _path(picture: OutlinePicture, code: str) -> str:
    start = picture.svg.index(_SHAPE, picture.svg.index(_ID + code.encode() + b'"')) + len(_SHAPE)
    return picture.svg[start : picture.svg.index(b'"', start)].decode()


def _point(middle: tuple[float, float], picture: OutlinePicture) -> tuple[int, int]:
    x, y = to_mercator(*middle)
    return round(x / UNIT_M) - picture.origin[0], picture.origin[1] - round(y / UNIT_M)
