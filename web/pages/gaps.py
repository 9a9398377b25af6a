"""Where do people with most need have least within reach? `/gaps`, its table and its files."""

from dataclasses import fields, replace

import orjson
from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.session import reading
from directory.areas.service import attribution_lines, contact_points, known_names
from directory.coverage.overlaps import overlap_sentence
from directory.coverage.schemas import CoverageAnswer
from directory.coverage.service import instance_table, read_coverage
from directory.releases.active import active_folder
from directory.tagging.table import tag_table
from web.contexts.gaps import GapsPage, GapsWords
from web.exports import Form, coverage_file
from web.gap_answer import gaps_page, values_of
from web.gap_choices import GapChoices, read_choices
from web.gap_made import read_made
from web.gap_names import read_names
from web.gap_table import table_page
from web.gap_words import MOST_ROWS
from web.map_names import named
from web.outlines import OutlinePicture, read_picture
from web.pages.map import router as map_router
from web.render import render

CACHE = {"Cache-Control": "private, no-cache"}

router = APIRouter(include_in_schema=False)
router.include_router(map_router)


@router.get("/gaps")
def show_gaps(request: Request) -> Response:
    return render(request, _page(request, read_choices(request.query_params)))


@router.get("/gaps/values")
def send_values(request: Request) -> Response:
    choices = read_choices(request.query_params)
    values = values_of(_page(request, choices), choices)
    return Response(orjson.dumps(values), media_type="application/json", headers=CACHE)


@router.get("/gaps/words")
def send_words(request: Request) -> Response:
    page = _page(request, read_choices(request.query_params))
    parts = {field.name: getattr(page, field.name) for field in fields(page)}
    return render(request, GapsWords(**parts))


def _page(request: Request, choices: GapChoices) -> GapsPage:
    with reading(request) as session:
        names = read_names(session)
        names.check(choices)
        picture = _picture(request, session, choices)
        answer = read_coverage(session, choices.query)
        page = gaps_page(
            choices,
            answer,
            names,
            made=read_made(session, answer),
            picture=picture,
            known_as=known_names(session, choices.release, _ranked(answer)),
            instances=instance_table(session, choices.release),
            tagged=tag_table(session),
            credit_lines=attribution_lines(session),
            talk=contact_points(session, choices.district),
            overlap=overlap_sentence(session, choices.query) or "" if choices.capital else "",
        )
        return page if page.map is None else replace(page, map=named(page.map, session))


def _ranked(answer: CoverageAnswer) -> list[str]:
    return [
        area.code
        for area in answer.contents
        if (area.gap_rank or MOST_ROWS + 1) <= MOST_ROWS or (area.gap_rank_here or MOST_ROWS + 1) <= MOST_ROWS
    ]


@router.get("/gaps/table")
def show_table(request: Request) -> Response:
    choices = read_choices(request.query_params)
    with reading(request) as session:
        names = read_names(session)
        names.check(choices)
        answer = read_coverage(session, choices.query)
        talk = contact_points(session, choices.district)
        page = table_page(choices, answer, names, made=read_made(session, answer), talk=talk)
    return render(request, page)


@router.get("/gaps/download.csv")
def download_csv(request: Request) -> Response:
    return _file(request, Form.CSV)


@router.get("/gaps/download.geojson")
def download_geojson(request: Request) -> Response:
    return _file(request, Form.GEOJSON)


@router.get("/gaps/download.gpkg")
def download_geopackage(request: Request) -> Response:
    return _file(request, Form.GPKG)


@router.get("/gaps/download.parquet")
def download_geoparquet(request: Request) -> Response:
    return _file(request, Form.PARQUET)


def _picture(request: Request, session: Session, choices: GapChoices) -> OutlinePicture | None:
    if not choices.is_mapped:
        return None
    return read_picture(active_folder(session, request.app.state.data_dir), choices.release)


def _file(request: Request, form: Form) -> Response:
    choices = read_choices(request.query_params)
    query = choices.query
    with reading(request) as session:
        read_names(session).check(choices)
        download = coverage_file(session, request.app.state.data_dir, query, form)
    return Response(
        download.content,
        media_type=download.media_type,
        headers={"Content-Disposition": f'attachment; filename="{download.file_name}"'},
    )
