"""How many requests a second does an address answer? `wrk` where it is installed, else a plain client."""

import asyncio
import re
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECTIONS = 16
_UNITS_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Load:
    """What a client saw."""

    requests_per_s: float
    p50_ms: float
    p99_ms: float
    client: str


def measure(address: str, seconds: int, headers: dict[str, str] | None = None) -> Load:
    """Ask an address as fast as it answers, from another process, on 16 connections."""
    if shutil.which("wrk"):
        return _wrk(address, seconds, headers or {})
    command = [sys.executable, __file__, address, str(seconds), *_flat(headers or {})]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - this file
    rate, p50, p99 = (float(part) for part in out.split())
    return Load(rate, p50, p99, "asyncio")


def _wrk(address: str, seconds: int, headers: dict[str, str]) -> Load:
    asked = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    out = subprocess.run(  # noqa: S603 - our own address
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *asked, address],  # noqa: S607 - wherever it is installed
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    if "Non-2xx or 3xx" in out:
        raise RuntimeError(out)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])  # type: ignore[index]
    return Load(rate, _latency(out, "50%"), _latency(out, "99%"), "wrk")


def _latency(out: str, share: str) -> float:
    number, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", out).groups()  # type: ignore[union-attr]
    return float(number) * _UNITS_MS[unit]


def _flat(headers: dict[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers.items()]


async def _ask(address: str, seconds: int, headers: list[str]) -> list[float]:
    parts = urlsplit(address)
    lines = [f"GET {parts.path}?{parts.query} HTTP/1.1", f"Host: {parts.netloc}", *headers, "", ""]
    request = "\r\n".join(lines).encode()
    until = time.perf_counter() + seconds
    taken: list[float] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        while time.perf_counter() < until:
            start = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 304")):
                raise RuntimeError(head.decode())
            length = re.search(rb"content-length: (\d+)", head)
            if length is not None:
                await reader.readexactly(int(length[1]))
            taken.append(time.perf_counter() - start)
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return taken


def main() -> None:
    address, seconds = sys.argv[1], int(sys.argv[2])
    taken = asyncio.run(_ask(address, seconds, sys.argv[3:]))
    cuts = statistics.quantiles(taken, n=100)
    print(len(taken) / seconds, cuts[49] * 1000, cuts[98] * 1000)


if __name__ == "__main__":
    main()
