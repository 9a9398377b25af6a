"""Is what a browser sends us small, and a form?"""

from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.middleware.same_origin import SAFE_METHODS

MOST_BYTES: Final = 64 * 1024
MOST_FIELDS: Final = 200
FORM: Final = "application/x-www-form-urlencoded"
API_PATH: Final = "/api/"

Refuse = Callable[[Request, int, str, str], Response]
"""Request, status, title, what to do."""


class BodyLimit:
    """Refuses a body that is long, is not a form, or has very many fields, before any of it is parsed.

    A length that is announced is refused unread; one that is not is counted as it comes, and no more
    than the limit is ever held.
    """

    def __init__(self, app: ASGIApp, *, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        announced = request.headers.get("content-length", "")
        if announced.isascii() and announced.isdigit() and int(announced[:20]) > MOST_BYTES:
            await self._too_large(request)(scope, receive, send)
            return
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > MOST_BYTES:
                await self._too_large(request)(scope, receive, send)
                return
        refusal = None if scope["path"].startswith(API_PATH) else self._refusal(request, bytes(body))
        await (refusal or self.app)(scope, _replay(bytes(body), receive), send)

    def _refusal(self, request: Request, body: bytes) -> Response | None:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if body and kind != FORM:
            return self.refuse(
                request, 415, "We cannot read that", "Only a form of ours can be sent to this page."
            )
        if body.count(b"&") + body.count(b";") >= MOST_FIELDS:
            return self._too_large(request)
        return None

    def _too_large(self, request: Request) -> Response:
        return self.refuse(
            request, 413, "That is too much to send", "Go back and send less: a shortlist holds 50 listings."
        )


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give what was read once more, then whatever follows."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
