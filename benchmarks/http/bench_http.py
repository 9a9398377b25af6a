"""Requests a second of one worker: ours without and with its byte cache, beside the same answer by ORM.

Every app is uvicorn with one worker in its own process; the client is another process. The answers are
checked equal before anything is timed.
"""

import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from load import Load, measure

from directory.coverage.service import run_coverage
from directory.imports.shipped import load_shipped
from directory.settings import PROJECT_DIR
from directory.store import DIRECTORY, migrate, open_engine, session_scope

RESULT = Path(__file__).parents[1] / "results" / "http.json"
HERE = Path(__file__).parent
SECONDS = 4
ROUNDS = 5
AT_LEAST = 4.0
APPS = {"orm": "orm_app:app", "uncached": "our_app:uncached", "cached": "our_app:cached"}
QUESTIONS = {
    # The mobile library calls near this postcode: by ORM all its 362 places are loaded with it.
    "near a postcode": "/api/v1/listings?postcode=PE15+8AA&radius_m=10000",
    "near a postcode, two filters": "/api/v1/listings?postcode=CB1+2JD&radius_m=8000&kind=hub&capital=social",
}


@dataclass(frozen=True)
class Served:
    """A server under test."""

    address: str
    pid: int

    def cpu_s(self) -> float:
        """Processor time it has used: steadier than the clock on a machine that others use too."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        url = _database(Path(folder))
        servers = {name: stack.enter_context(_serving(target, url)) for name, target in APPS.items()}
        rows, targets = [], []
        for question, path in QUESTIONS.items():
            row, ratios = _race(question, path, servers)
            rows.append(row)
            targets += ratios
    _write(rows, targets)


def _database(folder: Path) -> str:
    url = f"sqlite:///{folder / 'directory.sqlite3'}"
    engine = open_engine(url)
    migrate(DIRECTORY, engine)
    with session_scope(engine) as session:
        load_shipped(session, PROJECT_DIR / "data")
        run_coverage(session)
    engine.dispose()
    return url


@contextmanager
def _serving(target: str, url: str) -> Iterator["Served"]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", target, "--port", str(port), "--no-access-log"]
    command += ["--log-level", "warning", *([] if target.endswith(":app") else ["--factory"])]
    server = subprocess.Popen(  # noqa: S603 - our own program
        command,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            "BENCH_DATABASE_URL": url,
            "PYTHONPATH": os.pathsep.join((str(PROJECT_DIR), str(HERE))),
        },
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server)
        yield Served(address, server.pid)
    finally:
        server.terminate()
        server.wait()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if server.poll() is not None:
            raise RuntimeError("A server ended before it answered.")
        try:
            _ask(address + next(iter(QUESTIONS.values())))
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("A server did not answer.")


def _ask(address: str) -> bytes:
    with urllib.request.urlopen(address) as response:  # noqa: S310 - our own server
        body: bytes = response.read()
        return body


def _race(
    question: str, path: str, servers: dict[str, Served]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    answers = {name: _comparable(_ask(served.address + path)) for name, served in servers.items()}
    if not all(answer == answers["orm"] for answer in answers.values()):
        raise RuntimeError(f"The answers differ: {path}")
    loads: dict[str, list[Load]] = {name: [] for name in servers}
    cpu_ms: dict[str, list[float]] = {name: [] for name in servers}
    for served in servers.values():
        measure(served.address + path, 1)
    for _ in range(ROUNDS):
        for name, served in servers.items():
            before = served.cpu_s()
            load = measure(served.address + path, SECONDS)
            loads[name].append(load)
            cpu_ms[name].append((served.cpu_s() - before) * 1000 / (load.requests_per_s * SECONDS))
    rates = {name: statistics.median(load.requests_per_s for load in loads[name]) for name in servers}
    row: dict[str, Any] = {
        "question": question,
        "path": path,
        "bytes": len(_ask(servers["uncached"].address + path)),
        "client": loads["cached"][0].client,
    }
    for name in servers:
        row[f"{name}_requests_per_s"] = round(rates[name], 1)
        row[f"{name}_p50_ms"] = round(statistics.median(load.p50_ms for load in loads[name]), 2)
        row[f"{name}_cpu_ms"] = round(statistics.median(cpu_ms[name]), 3)
        row[f"{name}_p99_ms"] = round(statistics.median(load.p99_ms for load in loads[name]), 2)
    return row, [
        _target(f"uncached over ORM, {question}", rates["uncached"] / rates["orm"]),
        _target(f"cached over uncached, {question}", rates["cached"] / rates["uncached"]),
    ]


def _target(what: str, measured: float) -> dict[str, Any]:
    return {"what": what, "target": AT_LEAST, "measured": round(measured, 2), "met": measured >= AT_LEAST}


def _comparable(body: bytes) -> object:
    """The answer, with instants as instants: one library writes Z where the other writes +00:00."""
    answer = json.loads(body)
    answer.pop("read_as", None)  # a response_model writes it as null where ours leaves it out
    for item in answer["contents"]:
        if item["next_open"] is not None:
            item["next_open"] = datetime.fromisoformat(item["next_open"]).astimezone(UTC).isoformat()
    return answer


def _write(rows: list[dict[str, Any]], targets: list[dict[str, Any]]) -> None:
    for row in rows:
        print(json.dumps(row, indent=2))
    for target in targets:
        verdict = "met" if target["met"] else "MISSED"
        print(f"{verdict}: {target['what']} {target['measured']} (at least {target['target']})")
    packages = ("fastapi", "starlette", "uvicorn", "sqlmodel", "sqlalchemy", "pydantic", "orjson")
    written = {
        "name": "http",
        "question": "how many requests a second does one worker answer, beside the same answer by ORM?",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "cpus": os.cpu_count(),
            **{package: version(package) for package in packages},
        },
        "rows": rows,
        "targets": targets,
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(written, indent=2) + "\n")


if __name__ == "__main__":
    main()
