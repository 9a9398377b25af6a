"""Where are the outlines that maps are drawn from? At addresses that never change their content."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.errors import NotFound
from directory.releases.active import active_folder
from directory.words import Release
from web.outlines import read_picture

A_YEAR_S = 31_536_000

router = APIRouter(include_in_schema=False)


@router.get("/map/outlines/{name}.svg")
def send_outlines(request: Request, name: str) -> Response:
    """Send the picture; an address of an older picture leads to today's."""
    release, _, digest = name.partition("-")
    if release not in set(Release):
        raise NotFound("There are no outlines of that release here.")
    with reading(request) as session:
        folder = active_folder(session, request.app.state.data_dir)
    picture = read_picture(folder, Release(release))
    if digest != picture.digest:
        return RedirectResponse(picture.path)
    headers = {"Cache-Control": f"public, max-age={A_YEAR_S}, immutable", "ETag": f'"{picture.digest}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(picture.svg, media_type="image/svg+xml", headers=headers)
