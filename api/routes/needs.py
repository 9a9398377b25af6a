"""What help is needed, where and when?"""

from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Path, Request, Response

from api.answers import answer_bytes, answer_json
from api.documented import responses
from api.need_json import need_json, needs_json
from api.need_params import NeedFilters
from api.params import NoParams
from api.schemas.needs import NeedList, NeedOut
from api.session import reading
from directory.areas.service import area_names
from directory.errors import Gone, NotFound
from directory.needs.reading import open_needs, read_need
from directory.needs.standard import needs_document
from directory.needs.words import NeedState

router = APIRouter(tags=["Volunteering"])
LD_JSON: Final = "application/ld+json"


@router.get(
    "/api/v1/needs",
    operation_id="listNeeds",
    summary="Find what help is needed",
    response_model=NeedList,
    openapi_extra=NeedFilters.documented(),
    responses=responses(404, 422),
)
def list_needs(request: Request) -> Response:
    """Find the help that groups need and that somebody can offer today; the first to end first.

    What is over by its date, filled or full at all its times is not in the answer. Needs with `example` true
    show what a need looks like; leave them out of anything you tell people.
    """
    params = NeedFilters.of(request)
    with reading(request) as session:
        for name in ("district", "parish"):
            code = getattr(params, name)
            if code is not None and not area_names(session, [code]):
                raise NotFound("There is no area of that code here.", field=name)
        needs = tuple(
            need
            for need in open_needs(session)
            if params.wants(
                district=need.district,
                parish=need.parish,
                rhythm=need.rhythm,
                whereabouts=need.whereabouts,
            )
        )
    base_url = request.app.state.base_url
    return answer_json(
        request, needs_json(needs, page=params.page, per_page=params.per_page, base_url=base_url)
    )


@router.get(
    "/api/v1/needs.jsonld",
    operation_id="listNeedsJsonld",
    summary="Read all needs in the Volunteering Data Standard",
    response_class=Response,
    responses=responses(422, media_type=LD_JSON, schema={"type": "object"}),
)
def list_needs_jsonld(request: Request) -> Response:
    """Read what help is needed as JSON-LD: each organisation with its activities, roles and sessions.

    The terms are those of the Volunteering Data Standard. Examples are left out. `DBSCheck` stands where a
    check is asked for.
    """
    NoParams.of(request)
    with reading(request) as session:
        needs = open_needs(session, examples=False)
    document = needs_document(needs, base_url=request.app.state.base_url)
    return answer_bytes(request, orjson.dumps(document), LD_JSON)


@router.get(
    "/api/v1/needs/{slug}",
    operation_id="readNeed",
    summary="Read one need",
    response_model=NeedOut,
    responses=responses(404, 410, 422),
)
def read_one_need(
    request: Request,
    slug: Annotated[
        str,
        Path(
            description="The `slug` of an item.",
            examples=["sort-tins-by-their-dates"],
            pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
            max_length=200,
        ),
    ],
) -> Response:
    """Read everything public about a need, full or resting ones too. One that is over or filled is a 410."""
    NoParams.of(request)
    with reading(request) as session:
        need = read_need(session, slug)
    if need.state in {NeedState.CLOSED, NeedState.FILLED}:
        raise Gone("This help is not needed any more. Others need some: see /volunteer.")
    return answer_json(request, need_json(need, request.app.state.base_url))
