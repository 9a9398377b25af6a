"""Is what a browser sends us small, and a form?"""

from collections.abc import Callable
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.middleware.same_origin import SAFE_METHODS

MOST_BYTES: Final = 64 * 1024
MOST_FIELDS: Final = 200
FORM: Final = "application/x-www-form-urlencoded"
API_PATH: Final = "/api/"

UPLOAD_PATHS: Final = frozenset({"/desk/imports", "/desk/awards", "/desk/room-calendar"})
UPLOAD: Final = "multipart/form-data"
MOST_UPLOAD_BYTES: Final = 10_000_000

Refuse = Callable[[Request, int, str, str], Response]
"""Request, status, title, what to do."""
MayUpload = Callable[[Request], bool]
"""Whether a request comes from somebody who may send files."""


class BodyLimit:
    """Refuses a body that is long, is not a form, or has very many fields, before any of it is parsed.

    A length that is announced is refused unread; one that is not is counted as it comes, and no more
    than the limit is ever held. Three pages take a file, from somebody signed in: that is never held here but
    passed on as it comes, up to the length it announced.
    """

    def __init__(
        self, app: ASGIApp, *, refuse: Refuse, may_upload: MayUpload = lambda _request: False
    ) -> None:
        self.app = app
        self.refuse = refuse
        self.may_upload = may_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        announced = request.headers.get("content-length", "")
        if _is_upload(request) and await to_thread.run_sync(self.may_upload, request):
            refused = self._no_upload(request, announced)
            await (refused or self.app)(scope, receive, send)
            return
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

    def _no_upload(self, request: Request, announced: str) -> Response | None:
        """Refuse a file that is too large or does not say how large; the server holds it to its word."""
        if not (announced.isascii() and announced.isdigit()):
            return self.refuse(
                request, 411, "We cannot read that", "Send the file with the form of this page."
            )
        if int(announced[:20]) > MOST_UPLOAD_BYTES:
            most = MOST_UPLOAD_BYTES // 1_000_000
            message = f"A file may have up to {most} MB here. Split it, or bring it in from the command line."
            return self.refuse(request, 413, "That file is too large", message)
        return None

    def _too_large(self, request: Request) -> Response:
        return self.refuse(
            request, 413, "That is too much to send", "Go back and send less: a shortlist holds 50 listings."
        )


def _is_upload(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return request.method == "POST" and request.url.path in UPLOAD_PATHS and kind == UPLOAD


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
