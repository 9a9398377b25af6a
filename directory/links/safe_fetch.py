"""How is an address asked that somebody else wrote, without harm to us or to them?

Only http and https; only public addresses, looked up once and connected to as looked up, so that no second
answer of a name server can lead elsewhere; each redirect is checked anew; time and size have limits, and
nothing is unpacked; no cookie, no proxy, nothing of ours goes along.
"""

import socket
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urljoin, urlsplit

import httpcore2
import httpx2

AGENT: Final = "Hereabouts/1 (community directory; asks whether links still answer)"
TIMEOUT_S: Final = 10.0
MOST_BYTES: Final = 256 * 1024
MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
Address = IPv4Address | IPv6Address


class FetchFailed(Exception):
    """Nothing usable came back; `reason` is one of a few words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back."""

    url: str
    """After redirects."""
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    content: bytes


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet: not this machine, its network or anything reserved."""
    inner: Address = address
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            inner = address.ipv4_mapped
        elif address.sixtofour is not None:
            inner = address.sixtofour
        elif address.teredo is not None or address in _TRANSLATED:
            return False
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


class _Translated:
    """The prefixes by which IPv6 reaches IPv4 (RFC 6052, RFC 8215)."""

    def __contains__(self, address: IPv6Address) -> bool:
        return address.packed[:4] == b"\x00\x64\xff\x9b"


_TRANSLATED: Final = _Translated()


class _Checked(httpcore2.SyncBackend):
    """Connects only where it may: the name is looked up once, and every address it has must be public."""

    def __init__(self, *, allow_private: bool) -> None:
        super().__init__()
        self.allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError("unknown host") from error
        addresses = [str(each[4][0]) for each in found]
        if not self.allow_private and not all(
            is_public(ip_address(each.partition("%")[0])) for each in addresses
        ):
            raise PrivateAddress
        return super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)


class PrivateAddress(Exception):
    """The name leads to this machine or to its own network."""


class SafeFetch:
    """A client for addresses that others wrote. `allow_private` is for tests against this machine."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        timeout_s: float = TIMEOUT_S,
        most_bytes: int = MOST_BYTES,
        agent: str = AGENT,
    ) -> None:
        self.timeout_s, self.most_bytes = timeout_s, most_bytes
        transport = httpx2.HTTPTransport(trust_env=False, retries=0)
        transport._pool = httpcore2.ConnectionPool(  # noqa: SLF001 - the one place it takes a backend
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            max_connections=4,
            network_backend=_Checked(allow_private=allow_private),
        )
        self._client = httpx2.Client(
            transport=transport,
            timeout=timeout_s,
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        cut: bool = False,
    ) -> Fetched:
        """Ask an address and follow its redirects; raises FetchFailed with a word of why.

        What is longer than the limit fails, or is `cut` off there.
        """
        ends = time.monotonic() + self.timeout_s * 2
        for _ in range(MOST_REDIRECTS + 1):
            check_url(url)
            found = self._once(url, method, headers or {}, ends, cut=cut)
            target = found.headers.get("location")
            if found.status not in _REDIRECTS or not target:
                return found
            self._client.cookies.clear()
            url = urljoin(url, target)
        raise FetchFailed("too many redirects")

    def _once(self, url: str, method: str, headers: Mapping[str, str], ends: float, *, cut: bool) -> Fetched:
        content = bytearray()
        try:
            with self._client.stream(method, url, headers=dict(headers)) as answer:
                if not cut and answer.headers.get("content-encoding", "identity") != "identity":
                    raise FetchFailed("packed")
                for part in answer.iter_raw():  # as it comes: a wait for whole pieces could last for days
                    content += part
                    if len(content) > self.most_bytes:
                        if not cut:
                            raise FetchFailed("too large")
                        break
                    if time.monotonic() > ends:
                        raise FetchFailed("too slow")
                told = {name.lower(): value for name, value in answer.headers.items()}
                return Fetched(url, answer.status_code, told, bytes(content[: self.most_bytes]))
        except PrivateAddress as error:
            raise FetchFailed("private address") from error
        except httpx2.TimeoutException as error:
            raise FetchFailed("too slow") from error
        except httpx2.ConnectError as error:
            raise FetchFailed("no connection") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise FetchFailed("no answer") from error


def check_url(url: str) -> None:
    """Refuse what is not a plain web address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchFailed("not a web address") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise FetchFailed("not a web address")
    if parts.username is not None or parts.password is not None:
        raise FetchFailed("not a web address")
