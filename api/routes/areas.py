"""Which areas are there, with what figures and outlines?"""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.answers import GEOJSON, SECONDS_SETTLED, answer_geojson, answer_json
from api.documented import responses, schema_of
from api.geojson import area_features
from api.params import AREA_CODE_PATTERN, AreaOutlineParams, AreaParams, AreasParams
from api.schemas.areas import AreaList, AreaOut
from api.session import reading
from directory.areas.service import list_areas as areas_of
from directory.areas.service import read_area as area_of
from directory.releases.active import active_folder

router = APIRouter(prefix="/api/v1/areas", tags=["Areas"])


@router.get(
    "",
    operation_id="listAreas",
    summary="List areas",
    response_model=AreaList,
    openapi_extra=AreasParams.documented(),
    responses=responses(422),
)
def list_areas(request: Request) -> Response:
    """List every area of one level and release with its population and deprivation."""
    params = AreasParams.of(request)
    with reading(request) as session:
        areas = areas_of(session, params.level, params.release, district=params.district)
    return answer_json(
        request,
        {
            "release": params.release,
            "level": params.level,
            "district": params.district,
            "total_items": len(areas),
            "contents": areas,
        },
    )


@router.get(
    ".geojson",
    operation_id="listAreasGeojson",
    summary="Outlines of areas",
    response_class=Response,
    openapi_extra=AreaOutlineParams.documented(),
    responses=responses(422, 503, media_type=GEOJSON, schema=schema_of("AreaFeatures")),
)
def list_areas_geojson(request: Request) -> Response:
    """Draw every area of one level and release.

    LSOAs and districts have generalised outlines; those marked `approximate` are our own division of an
    area that was split. Wards and parishes have outlines only where the operator has loaded them; without
    one the geometry is the point of the centre, and `note` says so.
    """
    params = AreaOutlineParams.of(request)
    with reading(request) as session:
        folder = active_folder(session, request.app.state.data_dir)
        collection = area_features(session, folder, params.level, params.release)
    return answer_geojson(request, collection, seconds=SECONDS_SETTLED)


@router.get(
    "/{code}",
    operation_id="readArea",
    summary="Read one area",
    response_model=AreaOut,
    openapi_extra=AreaParams.documented(),
    responses=responses(404, 422),
)
def read_area(
    request: Request,
    code: Annotated[str, Path(pattern=AREA_CODE_PATTERN, description="ONS code.", examples=["E01018111"])],
) -> Response:
    """Read an area's population, deprivation overall and by domain, centre and size."""
    params = AreaParams.of(request)
    with reading(request) as session:
        area = area_of(session, code, params.release)
    return answer_json(request, area)
