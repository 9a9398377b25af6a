"""How often is each thing asked for? Counted from answers, cached ones too; nobody is followed."""

import asyncio
from collections import OrderedDict
from typing import Final

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from directory.errors import HereaboutsError
from directory.usage.schemas import Miss
from directory.usage.service import Recorder
from web.middleware.request_log import route_template
from web.usage import MISS, asked_of, is_robot

MISSES_REMEMBERED: Final = 4_096
SECONDS_HELD: Final = 30


class Usage:
    """Counts whole answers to people who read; robots that say so are not counted."""

    def __init__(self, app: ASGIApp, *, recorder: Recorder) -> None:
        self.app = app
        self.recorder = recorder
        # The route finds out that a search was in vain; the same answer from the cache does not pass it.
        self._misses: OrderedDict[tuple[str, bytes], Miss] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        whole = False

        async def send_and_note(message: Message) -> None:
            nonlocal whole
            if message["type"] == "http.response.start":
                whole = message["status"] in {200, 304}
            await send(message)

        await self.app(scope, receive, send_and_note)
        if whole and not is_robot(Request(scope).headers.get("user-agent", "")):
            self._note(scope)

    def _note(self, scope: Scope) -> None:
        # The query as the cache settled it: a kept answer is one for all the addresses that ask the same.
        path, query = str(scope["path"]), bytes(scope.get("query_string", b""))
        state = scope.get("state", {})
        miss: Miss | None = state.get(MISS, self._misses.get((path, query)))
        if miss is None:
            self._misses.pop((path, query), None)
        else:
            self._misses[path, query] = miss
            while len(self._misses) > MISSES_REMEMBERED:
                self._misses.popitem(last=False)
        asked = asked_of(route_template(scope), path, query, miss)
        if asked is not None:
            self.recorder.note(asked)


async def write_now_and_then(recorder: Recorder, *, seconds: float = SECONDS_HELD) -> None:
    """Write what was counted, every half minute, until cancelled."""
    while True:
        await asyncio.sleep(seconds)
        await asyncio.to_thread(write_counts, recorder)


def write_counts(recorder: Recorder) -> None:
    """Write what was counted; where the store is busy it is held until the next time."""
    try:
        recorder.write()
    except HereaboutsError as error:
        structlog.get_logger("hereabouts.usage").warning("counts held", code=error.code)
