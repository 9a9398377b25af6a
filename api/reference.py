"""Where can a person read about the API? The document, a plain page of it, and a page for each problem."""

from functools import cache
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api.answers import SECONDS_SETTLED, answer_bytes, answer_json
from api.openapi import openapi_document
from api.problems import PROBLEM_KINDS
from directory.errors import NotFound

router = APIRouter(include_in_schema=False)

_PAGES: Final = Environment(
    loader=PackageLoader("api"),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


@router.get("/api/v1/openapi.json")
def read_openapi(request: Request) -> Response:
    """Describe the API for programs."""
    return answer_json(request, _document(request.app.state.base_url), seconds=SECONDS_SETTLED)


@router.get("/api/v1/docs")
def read_docs(request: Request) -> Response:
    """Describe the API for people, from the same document."""
    html = _PAGES.get_template("docs.jinja").render(
        document=_document(request.app.state.base_url), problems=PROBLEM_KINDS
    )
    return answer_bytes(request, html.encode(), "text/html; charset=utf-8", seconds=SECONDS_SETTLED)


@router.get("/api/v1/docs.css")
def read_docs_style(request: Request) -> Response:
    """Give the style of these pages."""
    css = _PAGES.get_template("docs.css").render()
    return answer_bytes(request, css.encode(), "text/css; charset=utf-8", seconds=SECONDS_SETTLED)


@router.get("/problems/{code}")
def read_problem(code: str) -> HTMLResponse:
    """Explain one kind of problem: where a problem's `type` leads."""
    kind = next((kind for kind in PROBLEM_KINDS if kind.code == code), None)
    if kind is None:
        raise NotFound("There is no such kind of problem.")
    return HTMLResponse(_PAGES.get_template("problem.jinja").render(kind=kind))


@cache
def _document(base_url: str) -> dict[str, Any]:
    from api.router import operations  # noqa: PLC0415 - the router includes these pages

    return openapi_document(operations.routes, base_url)
