"""Where next in a county: 516 areas and 600 candidates, the exact choice beside the greedy one."""

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "geo"))

from measure import Report

from geo.siting import covering_greedy, median_greedy
from geo.siting_exact import covering_exact, median_exact

AREAS, CANDIDATES, WITHIN_M, LIMIT_S = 516, 600, 3000.0, 60.0


def main() -> None:
    report = Report(
        "siting_county", "how long is the best choice of k places, and how far is the greedy one from it?"
    )
    rng = np.random.default_rng(0)
    size = np.array((60_000.0, 70_000.0))
    demand, candidates = rng.random((AREAS, 2)) * size, rng.random((CANDIDATES, 2)) * size
    weight = rng.integers(1000, 3001, AREAS).astype(np.float64)
    slowest = 0.0
    covering_exact(demand[:60], weight[:60], [], candidates[:60], 5, WITHIN_M)  # loads the libraries
    for places_open in (0, 54):
        existing = rng.random((places_open, 2)) * size
        for k in (1, 2, 3, 5, 10):
            question = demand, weight, existing, candidates, k
            for problem in ("covering", "median"):
                if problem == "covering":
                    begun = time.perf_counter()
                    greedy = covering_greedy(*question, WITHIN_M)
                    middle = time.perf_counter()
                    exact = covering_exact(*question, WITHIN_M, LIMIT_S)
                else:
                    begun = time.perf_counter()
                    greedy = median_greedy(*question)
                    middle = time.perf_counter()
                    exact = median_exact(*question, LIMIT_S)
                ended = time.perf_counter()
                slowest = max(slowest, ended - middle)
                report.add(
                    problem=problem,
                    places_open=places_open,
                    k=k,
                    greedy_s=middle - begun,
                    exact_s=ended - middle,
                    proven=exact.proven,
                    exact_gap=exact.gap,
                    greedy_over_exact=greedy.objective / exact.objective,
                    greedy_gap=greedy.gap,
                )
                assert exact.objective * (-1 if problem == "median" else 1) >= greedy.objective * (
                    -1 if problem == "median" else 1
                )
    report.hold("seconds of the slowest exact choice", slowest, at_most=LIMIT_S)
    report.write()


if __name__ == "__main__":
    main()
