"""How does an answer leave? As bytes, with its caching said once."""

from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

GEOJSON: Final = "application/geo+json"
CSV: Final = "text/csv; charset=utf-8"
CACHE_MARK: Final = "byte_cache"
SECONDS_LIVE = 60
"""As long as the byte cache keeps an answer: `next_open` moves with the clock."""
SECONDS_SETTLED = 3600
"""Outlines change only when a release is loaded."""


def keep(request: Request) -> None:
    """Mark the answer to this request as one the byte cache may keep and give an ETag.

    Only for what depends on the address and the directory alone; on cookies only in pages, for which
    the cache serves nobody who sends any.
    """
    setattr(request.state, CACHE_MARK, True)


def answer_json(request: Request, content: object, *, seconds: int = SECONDS_LIVE) -> Response:
    """Answer with JSON that may be kept."""
    return answer_bytes(request, orjson.dumps(content), "application/json", seconds=seconds)


def answer_geojson(request: Request, content: object, *, seconds: int = SECONDS_LIVE) -> Response:
    """Answer with GeoJSON that may be kept."""
    return answer_bytes(request, orjson.dumps(content), GEOJSON, seconds=seconds)


def answer_bytes(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    seconds: int = SECONDS_LIVE,
    filename: str | None = None,
) -> Response:
    """Answer with bytes that may be kept; `filename` where a browser should save them."""
    keep(request)
    headers = {"Cache-Control": f"public, max-age={seconds}"}
    if filename is not None:
        headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return Response(body, media_type=media_type, headers=headers)
