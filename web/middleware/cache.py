"""Which answers need not be worked out again?

Raw ASGI, in front of the routing. An answer is kept as bytes only where its route marked it
(`api.answers.keep`); it then has a strong ETag and answers If-None-Match with 304. Every large text
answer, kept or not, is compressed for who accepts gzip.
"""

import asyncio
import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.answers import CACHE_MARK, SECONDS_LIVE
from api.programs import FOR_PROGRAMS

LIMIT_BYTES: Final = 64 * 2**20
ENTRY_LIMIT_BYTES: Final = 8 * 2**20
QUERY_LIMIT_BYTES: Final = 2048
COMPRESS_FROM_BYTES: Final = 700
COMPRESS_LEVEL: Final = 6
COMPRESS_BESIDE_THE_LOOP_BYTES: Final = 32 * 2**10
OVERHEAD_BYTES: Final = 1024
ROUTE: Final = "route_template"
FROM_CACHE: Final = "from_cache"
_FOR_PROGRAMS: Final = tuple(f"{beginning}/".encode() for beginning in FOR_PROGRAMS)
_TEXTS: Final = (
    b"text/",
    b"application/json",
    b"application/geo+json",
    b"application/problem+json",
    b"image/svg",
    b"application/javascript",
)

Headers = list[tuple[bytes, bytes]]
Settle = Callable[[str, bytes], bytes | None]
"""Writes the query of a page's path as all that ask the same are written; None where that is not known."""


def _as_it_is(_path: str, query: bytes) -> bytes:
    return query


@dataclass(slots=True)
class Entry:
    """One kept answer."""

    version: str
    expires: float
    headers: Headers
    """Without length, encoding and ETag, which differ with the encoding."""
    body: bytes
    digest: bytes
    route: str
    packs: bool
    """Whether it is worth compressing."""
    packed: bytes | None = None

    @property
    def size(self) -> int:
        """Bytes it takes up, about."""
        return len(self.body) + len(self.packed or b"") + OVERHEAD_BYTES


@dataclass(slots=True)
class Shelf:
    """The kept answers, the least recently used first; at most `limit_bytes` of them."""

    limit_bytes: int
    entries: OrderedDict[tuple[bytes, bytes], Entry] = field(default_factory=OrderedDict)
    bytes_held: int = 0

    def get(self, key: tuple[bytes, bytes], version: str, now: float) -> Entry | None:
        """Find an answer that still holds."""
        entry = self.entries.get(key)
        if entry is None:
            return None
        if entry.version != version or entry.expires <= now:
            self._drop(key)
            return None
        self.entries.move_to_end(key)
        return entry

    def put(self, key: tuple[bytes, bytes], entry: Entry) -> None:
        """Keep an answer; let go of the least recently used to make room."""
        if key in self.entries:
            self._drop(key)
        if entry.size > min(ENTRY_LIMIT_BYTES, self.limit_bytes):
            return
        self.entries[key] = entry
        self.bytes_held += entry.size
        self._make_room()

    def pack(self, key: tuple[bytes, bytes], entry: Entry, packed: bytes) -> None:
        """Add the compressed form of a kept answer."""
        if entry.packed is None:
            entry.packed = packed
            if self.entries.get(key) is entry:
                self.bytes_held += len(packed)
                self._make_room()

    def _make_room(self) -> None:
        while self.bytes_held > self.limit_bytes:
            _, oldest = self.entries.popitem(last=False)
            self.bytes_held -= oldest.size

    def _drop(self, key: tuple[bytes, bytes]) -> None:
        self.bytes_held -= self.entries.pop(key).size


class ByteCache:
    """Keeps, compresses and revalidates answers; answers HEAD as GET without the body."""

    def __init__(
        self,
        app: ASGIApp,
        version: Callable[[], str],
        *,
        limit_bytes: int = LIMIT_BYTES,
        seconds: float = SECONDS_LIVE,
        clock: Callable[[], float] = time.monotonic,
        settle: Settle = _as_it_is,
    ) -> None:
        self.app = app
        self.version = version
        self.seconds = seconds
        self.clock = clock
        self.settle = settle
        self.shelf = Shelf(limit_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope["method"] = "GET"
            send = _without_body(send)
        asked = _Asked.of(scope, self.settle)
        version = ""
        if asked.may_keep:
            version = self.version()
            entry = self.shelf.get(asked.key, version, self.clock())
            if entry is not None:
                scope[ROUTE], scope[FROM_CACHE] = entry.route, True
                await self._send_entry(asked, entry, send)
                return
        await self._work_out(scope, receive, send, asked, version)

    async def _work_out(
        self, scope: Scope, receive: Receive, send: Send, asked: "_Asked", version: str
    ) -> None:
        capture = _Capture(scope, send, compress=asked.accepts_gzip)
        await self.app(scope, receive, capture)
        if capture.start is None or capture.passing:
            return
        body = b"".join(capture.chunks)
        if not capture.marked:
            await _send_unkept(capture.start, body, send, compress=capture.compress)
            return
        entry = Entry(
            version=version,
            expires=self.clock() + self.seconds,
            headers=_without(capture.start["headers"], {b"content-length", b"vary", b"etag"}),
            body=body,
            digest=hashlib.blake2b(body, digest_size=16).hexdigest().encode(),
            route=_route_of(scope),
            packs=len(body) >= COMPRESS_FROM_BYTES and _compressible(capture.start),
        )
        if asked.may_keep:
            self.shelf.put(asked.key, entry)
        await self._send_entry(asked, entry, send)

    async def _send_entry(self, asked: "_Asked", entry: Entry, send: Send) -> None:
        packs = asked.accepts_gzip and entry.packs
        etag = b'"' + entry.digest + (b'-gzip"' if packs else b'"')
        vary = b"Accept-Encoding" if asked.for_programs else b"Accept-Encoding, Cookie"
        headers = [*entry.headers, (b"etag", etag), (b"vary", vary)]
        if asked.has(entry.digest):
            unchanged = _without(headers, {b"content-type", b"content-disposition"})
            await send({"type": "http.response.start", "status": 304, "headers": unchanged})
            await send({"type": "http.response.body", "body": b""})
            return
        body = entry.body
        if packs:
            if entry.packed is None:
                self.shelf.pack(asked.key, entry, await _packed(entry.body))
            body = entry.packed or b""
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request says that matters here."""

    key: tuple[bytes, bytes]
    may_keep: bool
    accepts_gzip: bool
    for_programs: bool
    if_none_match: bytes | None

    @classmethod
    def of(cls, scope: Scope, settle: Settle) -> "_Asked":
        path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
        query: bytes = scope.get("query_string", b"")
        for_programs = path.startswith(_FOR_PROGRAMS)
        settled: bytes | None = query
        if query and not for_programs:
            settled = settle(scope["path"], query)
            if settled is not None:
                # The page must not see what the key leaves out: it would stand in everybody's answer.
                query = scope["query_string"] = settled
        cookie, codings, if_none_match = False, b"", None
        for name, value in scope["headers"]:
            # Several lines of one name are one list.
            if name == b"accept-encoding":
                codings = codings + b"," + value if codings else value
            elif name == b"if-none-match":
                if_none_match = value if if_none_match is None else if_none_match + b"," + value
            elif name == b"cookie":
                cookie = True
        # A page may show what is in a cookie (the shortlist's count): who sends any gets a fresh one.
        may_keep = (for_programs or not cookie) and settled is not None and len(query) <= QUERY_LIMIT_BYTES
        return cls((path, query), may_keep, _accepts_gzip(codings), for_programs, if_none_match)

    def has(self, digest: bytes) -> bool:
        """Whether the asker holds this answer, compressed or not."""
        if self.if_none_match is None:
            return False
        tags = {tag.strip().removeprefix(b"W/").strip(b'"') for tag in self.if_none_match.split(b",")}
        return b"*" in tags or digest in tags or digest + b"-gzip" in tags


class _Capture:
    """Holds back an answer that is to be kept or compressed; lets every other one pass as it comes."""

    def __init__(self, scope: Scope, send: Send, *, compress: bool) -> None:
        self.scope = scope
        self.send = send
        self.compress = compress
        self.marked = False
        self.passing = False
        self.start: Message | None = None
        self.chunks: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            self.marked = self._is_marked(message)
            packs = _compressible(message)
            self.compress = self.compress and packs
            self.passing = not (self.marked or self.compress)
            if packs and not self.marked:
                vary = (b"vary", b"Accept-Encoding")
                self.start = message = {**message, "headers": [*message["headers"], vary]}
        elif not self.passing:
            self.chunks.append(message.get("body", b""))
        if self.passing:
            await self.send(message)

    def _is_marked(self, start: Message) -> bool:
        state = self.scope.get("state", {})
        own = any(name in {b"set-cookie", b"content-encoding"} for name, _ in start["headers"])
        return bool(state.get(CACHE_MARK)) and start["status"] == 200 and not own  # noqa: PLR2004 - HTTP


async def _send_unkept(start: Message, body: bytes, send: Send, *, compress: bool) -> None:
    headers = start["headers"]
    if compress and len(body) >= COMPRESS_FROM_BYTES:
        body = await _packed(body)
        etag = [(name, _weak(value)) for name, value in headers if name == b"etag"]
        headers = [*_without(headers, {b"content-length", b"etag"}), *etag]
        headers += [(b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(body))]
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            if message.get("more_body", False):
                return
            message = {"type": "http.response.body", "body": b""}
        await send(message)

    return send_head


async def _packed(body: bytes) -> bytes:
    """Compress; what takes milliseconds goes beside the loop, so that others need not wait."""
    if len(body) < COMPRESS_BESIDE_THE_LOOP_BYTES:
        return gzip.compress(body, COMPRESS_LEVEL, mtime=0)
    return await asyncio.to_thread(gzip.compress, body, COMPRESS_LEVEL, mtime=0)


def _compressible(start: Message) -> bool:
    if start["status"] in {204, 206, 304}:
        return False
    kind = b""
    for name, value in start["headers"]:
        if name == b"content-encoding":
            return False
        if name == b"content-type":
            kind = value
    return kind.startswith(_TEXTS)


def _accepts_gzip(value: bytes) -> bool:
    accepts = False
    for part in value.lower().split(b","):
        coding, _, weight = part.partition(b";")
        coding = coding.strip()
        if coding in {b"gzip", b"*"}:
            accepts = weight.replace(b" ", b"") not in {b"q=0", b"q=0.0", b"q=0.00", b"q=0.000"}
            if coding == b"gzip":  # its own word counts before the one for all
                break
    return accepts


def _weak(etag: bytes) -> bytes:
    return etag if etag.startswith(b"W/") else b"W/" + etag


def _without(headers: Headers, names: set[bytes]) -> Headers:
    return [(name, value) for name, value in headers if name not in names]


def _route_of(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unmatched"))
