"""Which requests came, how did they end, how long did they take?

Only the method, the route's template, the status and the time are written: never a query, an address, a
postcode or who asked. A failure's message may quote what was asked, so only its kind and place are told.
"""

import time
import traceback
from collections.abc import Callable
from typing import Final

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.middleware.cache import FROM_CACHE, ROUTE

UNMATCHED: Final = "unmatched"


class RequestLog:
    """Writes one line for each request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.log = structlog.get_logger("hereabouts.request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method, status, started = scope["method"], 0, time.perf_counter()

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        finally:
            self.log.info(
                "request",
                method=method,
                route=route_template(scope),
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 2),
                cached=bool(scope.get(FROM_CACHE)),
            )


class Failures:
    """Logs a failure nobody foresaw and answers it without internals.

    Nearest to the routes, and once more in front of everything that could fail itself.
    """

    def __init__(self, app: ASGIApp, *, answer: Callable[[Request], ASGIApp]) -> None:
        self.app = app
        self.answer = answer
        self.log = structlog.get_logger("hereabouts.failure")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as failure:
            self.log.error(  # noqa: TRY400 - the message, which may quote what was asked, stays out
                "failure",
                method=scope["method"],
                route=route_template(scope),
                kind=type(failure).__qualname__,
                where=traceback.format_tb(failure.__traceback__),
            )
            if started:
                raise
            await self.answer(Request(scope))(scope, receive, send)


def route_template(scope: Scope) -> str:
    """Tell the route as it was written, with its parameters' names and not their values."""
    if ROUTE in scope:
        return str(scope[ROUTE])
    return str(getattr(scope.get("route"), "path", UNMATCHED))
