"""What is announced, for whom and until when?"""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.answers import answer_json
from api.documented import responses
from api.notice_json import notice_json, notices_json
from api.notice_params import NoticeFilters
from api.params import NoParams
from api.schemas.notices import NoticeDetail, NoticeList
from api.session import reading
from directory.areas.service import area_names
from directory.errors import Gone, NotFound
from directory.noticeboard.reading import find_notices, read_card, read_notice
from directory.noticeboard.schemas import NoticeQuery
from directory.noticeboard.words import Phase

router = APIRouter(prefix="/api/v1/notices", tags=["Notices"])


@router.get(
    "",
    operation_id="listNotices",
    summary="Find notices",
    response_model=NoticeList,
    openapi_extra=NoticeFilters.documented(),
    responses=responses(404, 422),
)
def list_notices(request: Request) -> Response:
    """Find what is announced and open: money to apply for, calls, offers, training; the next to close first.

    `phase` is that of today: a notice expires by itself. Notices with `example` true show what the board
    looks like; leave them out of anything you tell people.
    """
    params = NoticeFilters.of(request)
    with reading(request) as session:
        if params.area is not None and not area_names(session, [params.area]):
            raise NotFound("There is no area of that code here.", field="area")
        query = NoticeQuery(
            area=params.area,
            kinds=params.kind,
            themes=params.theme,
            closing_by=params.closing_by,
            closed=bool(params.closed),
            page=params.page,
            per_page=params.per_page,
        )
        found = find_notices(session, query)
    base_url = request.app.state.base_url
    return answer_json(
        request, notices_json(found, page=params.page, per_page=params.per_page, base_url=base_url)
    )


@router.get(
    "/{slug}",
    operation_id="readNotice",
    summary="Read one notice",
    response_model=NoticeDetail,
    responses=responses(404, 410, 422),
)
def read_one_notice(
    request: Request,
    slug: Annotated[
        str,
        Path(
            description="The `slug` of an item.",
            examples=["healthy-fenland-start-up-money-for-small-groups"],
            pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
            max_length=200,
        ),
    ],
) -> Response:
    """Read everything public about a notice: what it asks, what it pays for, whom to ask, what came of it.

    One that was withdrawn is a 410.
    """
    NoParams.of(request)
    with reading(request) as session:
        notice = read_notice(session, slug)
        if notice.phase is Phase.WITHDRAWN:
            raise Gone("Whoever announced this has withdrawn it.")
        card = read_card(session, slug)
    return answer_json(request, notice_json(notice, card, request.app.state.base_url))
