"""Where is least within reach of those who need most?"""

from fastapi import APIRouter, Request, Response

from api.answers import CSV, GEOJSON, answer_bytes, answer_geojson, answer_json
from api.coverage_choices import choices_json
from api.coverage_table import coverage_csv as table_of
from api.coverage_table import file_name, row_json, view_json
from api.documented import responses, schema_of
from api.geojson import coverage_features
from api.params import ChoicesParams, CoverageParams
from api.questions import coverage_query
from api.schemas.coverage import ChoicesOut, CoverageOut
from api.session import reading
from directory.coverage.service import read_coverage
from directory.releases.active import active_folder

router = APIRouter(prefix="/api/v1/coverage", tags=["Coverage"])


@router.get(
    "",
    operation_id="readCoverage",
    summary="Coverage by area",
    response_model=CoverageOut,
    openapi_extra=CoverageParams.documented(),
    responses=responses(404, 422, 503),
)
def coverage_json(request: Request) -> Response:
    """Tell, area by area, what the latest coverage run found.

    Everything here is as known to this directory: few listings may mean few were recorded. Null is
    unknown, never zero. The response says when the run was made, by which method and from how much.
    """
    params = CoverageParams.of(request)
    with reading(request) as session:
        answer = read_coverage(session, coverage_query(params))
    contents = [row_json(area) for area in answer.contents]
    return answer_json(request, {**view_json(answer), "contents": contents})


@router.get(
    ".csv",
    operation_id="readCoverageCsv",
    summary="Coverage by area, as CSV",
    response_class=Response,
    openapi_extra=CoverageParams.documented(),
    responses=responses(404, 422, 503, media_type="text/csv"),
)
def coverage_csv(request: Request) -> Response:
    """Give the rows of the JSON answer as a table; an empty cell is unknown."""
    params = CoverageParams.of(request)
    with reading(request) as session:
        answer = read_coverage(session, coverage_query(params))
    return answer_bytes(request, table_of(answer), CSV, filename=file_name(answer, "csv"))


@router.get(
    ".geojson",
    operation_id="readCoverageGeojson",
    summary="Coverage by area, as GeoJSON",
    response_class=Response,
    openapi_extra=CoverageParams.documented(),
    responses=responses(404, 422, 503, media_type=GEOJSON, schema=schema_of("CoverageFeatures")),
)
def coverage_geojson(request: Request) -> Response:
    """Give the rows of the JSON answer as the properties of outlines (of centres, where there are none)."""
    params = CoverageParams.of(request)
    with reading(request) as session:
        query = coverage_query(params)
        folder = active_folder(session, request.app.state.data_dir)
        collection = coverage_features(session, folder, read_coverage(session, query))
    return answer_geojson(request, collection)


@router.get(
    "/choices",
    operation_id="listCoverageChoices",
    summary="What can be asked of coverage",
    response_model=ChoicesOut,
    openapi_extra=ChoicesParams.documented(),
    responses=responses(422),
)
def coverage_choices(request: Request) -> Response:
    """List the categories, the measures of need and the own geographies that are loaded here."""
    params = ChoicesParams.of(request)
    with reading(request) as session:
        return answer_json(request, choices_json(session, params.release))
