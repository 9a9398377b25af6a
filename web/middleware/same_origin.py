"""Did a request that changes something come from our own pages?"""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class SameOrigin:
    """Refuses an unsafe method that another website's page sent (no token, no cookie needed).

    Browsers say where a request comes from: `Sec-Fetch-Site` where they know it, `Origin` on every
    unsafe request. A program that sends neither has no cookies of ours to misuse and passes.
    """

    def __init__(self, app: ASGIApp, *, base_url: str, refuse: Callable[[Request], Response]) -> None:
        self.app = app
        self.own_host = urlsplit(base_url).netloc
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or self._is_own(Request(scope)):
            await self.app(scope, receive, send)
            return
        await self.refuse(Request(scope))(scope, receive, send)

    def _is_own(self, request: Request) -> bool:
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        origin = request.headers.get("origin")
        if origin is None:
            return True
        return urlsplit(origin).netloc in {self.own_host, request.headers.get("host", "")}
