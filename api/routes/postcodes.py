"""Where is a postcode, and in which areas?"""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.answers import answer_json
from api.documented import responses
from api.listing_json import areas_json
from api.params import NoParams
from api.schemas.areas import PostcodeOut
from api.session import reading
from directory.areas.service import read_postcode as look_up

router = APIRouter(prefix="/api/v1/postcodes", tags=["Areas"])


@router.get(
    "/{postcode}",
    operation_id="readPostcode",
    summary="Look up a postcode",
    response_model=PostcodeOut,
    responses=responses(404, 422),
)
def read_postcode(
    request: Request,
    postcode: Annotated[str, Path(max_length=16, description="Any spacing and case.", examples=["PE15 8AA"])],
) -> Response:
    """Tell a postcode's status, point and areas, by the look-up table and never by polygons.

    The parish is the exception: it is estimated, and `parish_estimated` says so.
    """
    NoParams.of(request)
    with reading(request) as session:
        found = look_up(session, postcode)
    return answer_json(
        request,
        {
            "postcode": found.postcode,
            "status": found.status,
            "terminated": found.terminated,
            "inside": found.inside,
            "lat": found.lat,
            "lon": found.lon,
            "areas": areas_json(found.areas),
            "parish_estimated": found.parish_estimated,
            "district_name": found.district_name,
        },
    )
