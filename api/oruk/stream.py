"""How does a whole list leave, one record a line, without ever being held as a whole?"""

from collections.abc import Iterator
from typing import Final

import orjson
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.responses import Response, StreamingResponse

from api.answers import SECONDS_LIVE
from api.oruk.lists import ListAnswer, open_list
from api.oruk.params import PageParams

NDJSON: Final = "application/x-ndjson"


def stream_all(engine: Engine, params: PageParams, base_url: str) -> Response:
    """Stream everything that passes the filters. What is wrong with the question is said before it begins."""
    with Session(engine) as session:
        answer = open_list(session, params, base_url)
    return StreamingResponse(
        lines_of(engine, answer),
        media_type=NDJSON,
        headers={"Cache-Control": f"public, max-age={SECONDS_LIVE}"},
    )


def lines_of(engine: Engine, answer: ListAnswer) -> Iterator[bytes]:
    """Write chunk after chunk.

    A session each: a slow reader keeps no connection, and no transaction that stands in a writer's way.
    The next chunk is asked for by what the last one ended with, so nothing comes twice whatever changes.
    """
    after: str | None = ""
    while after is not None:
        with Session(engine) as session:
            records, after = answer.chunk(session, after)
        if records:
            yield b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in records)
