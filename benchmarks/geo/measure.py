"""How long, how much memory, and where is it written down?"""

import ctypes
import gc
import json
import multiprocessing
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path

RESULTS = Path(__file__).parents[1] / "results"
_PACKAGES = ("numpy", "scipy", "shapely", "geopandas", "pandas", "access")


@dataclass(frozen=True)
class Target:
    """What was promised, and what came of it."""

    what: str
    target: float
    measured: float
    met: bool


@dataclass
class Report:
    """One bench: rows of numbers, the targets they are held against, and a table to read."""

    name: str
    question: str
    rows: list[dict[str, object]] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def add(self, **row: object) -> None:
        self.rows.append(
            {key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()}
        )

    def hold(self, what: str, measured: float, *, at_most: float) -> None:
        self.targets.append(Target(what, at_most, round(measured, 4), measured <= at_most))

    def write(self) -> None:
        print(f"\n{self.name}: {self.question}")
        for columns in dict.fromkeys(tuple(row) for row in self.rows):
            rows = [row for row in self.rows if tuple(row) == columns]
            width = {key: max(len(key), *(len(_shown(row[key])) for row in rows)) for key in columns}
            print("  " + "  ".join(key.rjust(width[key]) for key in columns))
            for row in rows:
                print("  " + "  ".join(_shown(row[key]).rjust(width[key]) for key in columns))
        for target in self.targets:
            verdict = "met" if target.met else "MISSED"
            print(f"  {verdict}: {target.what} {target.measured:g} (at most {target.target:g})")
        RESULTS.mkdir(exist_ok=True)
        written = {
            "name": self.name,
            "question": self.question,
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": {
                "python": platform.python_version(),
                "system": f"{platform.system()} {platform.machine()}",
                "cpus": os.cpu_count(),
                **{package: version(package) for package in _PACKAGES},
            },
            "rows": self.rows,
            "targets": [asdict(target) for target in self.targets],
        }
        (RESULTS / f"{self.name}.json").write_text(json.dumps(written, indent=2) + "\n")


def median_s(run: Callable[[], object], repeats: int = 3) -> float:
    """Median wall time of a call, garbage collected before each."""
    taken = []
    for _ in range(repeats):
        gc.collect()
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def extra_memory_mb(run: Callable[[], object]) -> float:
    """Measure by how much a call lifts the memory of a fresh fork of this process at its peak, in MB."""
    context = multiprocessing.get_context("fork")
    answer, question = context.Pipe(duplex=False)
    child = context.Process(target=_report_growth, args=(run, question))
    child.start()
    grown: float = answer.recv()
    child.join()
    return grown


def peak_memory_mb() -> float:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _report_growth(run: Callable[[], object], question: Connection) -> None:
    gc.collect()
    # Give back what earlier calls left in the allocator, and start the high-water mark here (Linux, glibc).
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    before = _status_mb("VmRSS")
    run()
    question.send(_status_mb("VmHWM") - before)


def _status_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(float(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def _shown(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:,.3f}"
        case int():
            return f"{value:,}"
        case _:
            return str(value)
