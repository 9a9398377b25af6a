"""How is the service put together? The composition root."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, TypedDict

import structlog
from anyio import to_thread
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse

from api import problems
from api.answers import keep
from api.programs import is_for_programs
from api.router import router as api_router
from directory.clock import local_now
from directory.errors import HereaboutsError, InvalidInput, NotFound
from directory.jobs.schemas import Stores
from directory.settings import Settings, get_settings
from directory.store import open_engine, open_people
from directory.usage.service import Recorder
from web.assets import BUILD_URL, AssetsNotBuilt, BuiltFiles
from web.desk.routes import ROUTERS
from web.desk.who import guard, lead, signed_in
from web.health import router as health_router
from web.logs import configure_logs
from web.middleware.body_limit import BodyLimit
from web.middleware.cache import LIMIT_BYTES, ByteCache
from web.middleware.headers import Headers
from web.middleware.request_log import Failures, RequestLog
from web.middleware.same_origin import SameOrigin
from web.middleware.usage import Usage, write_counts, write_now_and_then
from web.middleware.version import DataVersion
from web.pages import (
    about,
    area,
    brief,
    compare,
    data,
    embed,
    fairs,
    funding,
    funds,
    gaps,
    home,
    listing,
    method,
    near,
    need,
    nodes,
    noticeboard,
    noticeboard_feeds,
    noticeboard_fit,
    noticeboard_notice,
    paper,
    parish,
    parish_take,
    room,
    room_gaps,
    rooms,
    shortlist,
    syndicate,
    unknown,
    usage,
    volunteer,
    what_if,
    where_next,
    work_list,
)
from web.parameters import settled_query
from web.render import render_error

THREADS: Final = 8
"""Routes at once: reads are short and Python runs one at a time, so more would only wait on each other."""
PAGES: Final = (
    home,
    near,
    listing,
    about,
    gaps,
    area,
    brief,
    data,
    method,
    where_next,
    compare,
    unknown,
    room_gaps,
    what_if,
    work_list,
    embed,
    syndicate,
    usage,
    volunteer,
    need,
    funding,
    nodes,
    paper,
    parish,
    parish_take,
    noticeboard,
    noticeboard_feeds,
    noticeboard_fit,
    noticeboard_notice,
    funds,
    rooms,
    room,
    fairs,
)
"""Pages that depend on their address, the directory and cookies alone: the byte cache may keep them."""


class _Safety(TypedDict):
    """What the safety headers depend on."""

    tile_url: str | None
    https: bool


def _of_today(version: Callable[[], str]) -> Callable[[], str]:
    """Tell another version each day: notices close and "tomorrow" becomes untrue at midnight in London."""
    return lambda: f"{local_now().date()} {version()}"


async def _keep_page(request: Request) -> None:
    keep(request)


def create_app(settings: Settings | None = None, *, cache_bytes: int = LIMIT_BYTES) -> FastAPI:
    """Put the service together: public pages read the directory store and open no other; the desk writes."""
    chosen = settings or get_settings()
    configure_logs(chosen.log_level)
    engine = open_engine(chosen.database_url, read_only=True)
    stores = Stores(open_engine(chosen.database_url), open_people(chosen), chosen)
    version = DataVersion(engine)
    recorder = Recorder(stores.directory)
    safety = _Safety(tile_url=chosen.tile_url, https=chosen.base_url.startswith("https://"))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        counting = asyncio.create_task(write_now_and_then(recorder))
        yield
        counting.cancel()
        write_counts(recorder)
        version.close()
        engine.dispose()
        stores.directory.dispose()
        stores.people.dispose()

    app = FastAPI(
        title="Hereabouts",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        middleware=[
            Middleware(RequestLog),
            Middleware(Usage, recorder=recorder),
            Middleware(Failures, answer=lambda request: Headers(_answer_failure(request), **safety)),
            Middleware(ByteCache, version=_of_today(version), limit_bytes=cache_bytes, settle=settled_query),
            Middleware(Headers, **safety),
            Middleware(SameOrigin, base_url=chosen.base_url, refuse=_refuse_other_site),
            Middleware(
                BodyLimit, refuse=_refuse_body, may_upload=lambda request: signed_in(request) is not None
            ),
            Middleware(Failures, answer=_answer_failure),
        ],
        exception_handlers={
            HereaboutsError: _answer_error,
            RequestValidationError: _answer_validation,
            HTTPException: _answer_http,
        },
    )
    app.state.settings = chosen
    app.state.directory_engine = engine
    app.state.stores = stores
    app.state.data_version = version
    app.state.base_url = chosen.base_url
    app.state.data_dir = chosen.data_dir
    app.include_router(health_router)
    app.include_router(api_router)
    for page in PAGES:
        app.include_router(page.router, dependencies=[Depends(_keep_page)], include_in_schema=False)
    app.include_router(shortlist.router, include_in_schema=False)
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(guard)], include_in_schema=False)
    app.mount(BUILD_URL, BuiltFiles(), name="build")
    return app


def _for_programs(request: Request) -> bool:
    return is_for_programs(request.url.path)


async def _answer_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HereaboutsError)  # noqa: S101 - what the handler is registered for
    if error.status >= 500:  # noqa: PLR2004 - "server error" in HTTP
        structlog.get_logger("hereabouts.failure").error(
            "failure", kind=type(error).__qualname__, code=error.code
        )
    if _for_programs(request):
        return problems.of_error(error)
    return lead(request, error) or render_error(request, error.status, error.title, error.message)


async def _answer_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what the handler is registered for
    if _for_programs(request):
        return problems.of_validation(error)
    return render_error(
        request,
        InvalidInput.status,
        "We cannot read that address",
        "Part of the address is not something we can use. Go back and choose again.",
    )


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what the handler is registered for
    if _for_programs(request):
        return problems.of_http(error)
    if error.status_code == NotFound.status:
        return render_error(
            request,
            NotFound.status,
            "Page not found",
            "Check the address, or search from the first page.",
        )
    return render_error(request, error.status_code, "That did not work", str(error.detail))


def _answer_failure(request: Request) -> Response:
    if _for_programs(request):
        return problems.of_failure()
    sentence = "Try again later. It has been logged."
    try:
        return render_error(
            request, HereaboutsError.status, "Sorry, there is a problem with the service", sentence
        )
    except AssetsNotBuilt as missing:  # the page itself is what fails
        return PlainTextResponse(f"There is a problem with the service. {missing}", status_code=500)


def _refuse_other_site(request: Request) -> Response:
    message = "Open the page here and try again: the request came from another website."
    if _for_programs(request):
        return problems.problem("forbidden", 403, "Not allowed from another site", message)
    return render_error(request, 403, "Not allowed from another site", message)


def _refuse_body(request: Request, status: int, title: str, message: str) -> Response:
    if _for_programs(request):
        return problems.of_http(HTTPException(status, message))
    return render_error(request, status, title, message)
