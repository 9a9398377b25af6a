"""Is the service alive, and can it answer?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import orjson
from fastapi import APIRouter, Request, Response
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from directory.areas.service import list_areas
from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import read_coverage
from directory.errors import Unavailable
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.store import DIRECTORY, check_migrated
from directory.words import Level, Release
from web.assets import AssetsNotBuilt, asset

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something the service cannot answer without."""

    what: str
    why: str


@router.get("/healthz")
def healthz() -> Response:
    """Say that the process is alive."""
    return _answer(200, {"status": "alive"})


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """Say whether every page can be answered, and if not what is missing."""
    missing = tuple(_missing(request.app.state.directory_engine))
    if missing:
        return _answer(503, {"status": "not ready", "missing": missing})
    return _answer(200, {"status": "ready", "missing": ()})


def _missing(engine: Engine) -> Iterator[Missing]:
    for what, check in _CHECKS.items():
        try:
            check(engine)
        except Unavailable as lacking:
            yield Missing(what, lacking.message)
        except AssetsNotBuilt as lacking:
            yield Missing(what, str(lacking))
        except SQLAlchemyError:
            yield Missing(what, "The database cannot be read. Run: hereabouts init")


def _migrated(engine: Engine) -> None:
    check_migrated(DIRECTORY, engine)


def _loaded(engine: Engine) -> None:
    with Session(engine) as session:
        if not list_areas(session, Level.DISTRICT, Release.R2021):
            raise Unavailable("No areas have been loaded. Run: hereabouts init")
        if not search(session, ListingQuery(per_page=1), with_facets=False).total_items:
            raise Unavailable("No listings have been loaded. Run: hereabouts init")


def _covered(engine: Engine) -> None:
    with Session(engine) as session:
        read_coverage(session, CoverageQuery(level=Level.DISTRICT))


def _built(_engine: Engine) -> None:
    asset("app.css")
    asset("app.js")


_CHECKS: Final[dict[str, Callable[[Engine], None]]] = {
    "database": _migrated,
    "directory": _loaded,
    "coverage": _covered,
    "assets": _built,
}


def _answer(status: int, content: object) -> Response:
    return Response(
        orjson.dumps(content),
        status_code=status,
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
