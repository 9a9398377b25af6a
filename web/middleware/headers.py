"""Which headers does every answer carry? What keeps pages safe, and what opens the API to all."""

from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.programs import is_open_to_all

FRAMED_PATH: Final = "/embed/"
"""Only these may stand in another site's page: they hold nothing to press but links."""
_OPEN: Final = ((b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", b"ETag"))
_PREFLIGHT: Final = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (b"access-control-allow-headers", b"If-None-Match"),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, OPTIONS"),
    (b"content-length", b"0"),
)


def content_security_policy(tile_url: str | None, *, framed: bool = False) -> str:
    """Everything from our own address, no inline script or style; map tiles where the operator set them."""
    images = "'self' data:"
    if tile_url is not None:
        tiles = urlsplit(tile_url)
        images = f"{images} {tiles.scheme}://{tiles.netloc.replace('{s}', '*')}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            f"img-src {images}",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors *" if framed else "frame-ancestors 'none'",
        )
    )


class Headers:
    """Adds the security headers to every answer and opens reading of the API to every website."""

    def __init__(self, app: ASGIApp, *, tile_url: str | None, https: bool) -> None:
        self.app = app
        self.policy = (b"content-security-policy", content_security_policy(tile_url).encode())
        self.framed = (b"content-security-policy", content_security_policy(tile_url, framed=True).encode())
        self.safe: list[tuple[bytes, bytes]] = [
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), payment=(), usb=(), geolocation=(self)"),
            (b"cross-origin-opener-policy", b"same-origin"),
        ]
        if https:
            self.safe.append((b"strict-transport-security", b"max-age=31536000"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        for_programs = is_open_to_all(path)
        if for_programs and scope["method"] == "OPTIONS":
            await send(
                {
                    "type": "http.response.start",
                    "status": 204,
                    "headers": [*_PREFLIGHT, self.policy, *self.safe],
                }
            )
            await send({"type": "http.response.body", "body": b""})
            return
        policy = self.framed if path.startswith(FRAMED_PATH) else self.policy
        opens = for_programs and scope["method"] == "GET"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], policy, *self.safe]
                if opens:
                    headers += _OPEN
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, send_with_headers)
