"""Where next in a whole country: 33,755 areas and 20,000 candidates, ten places by the greedy choice."""

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "geo"))

from measure import Report, extra_memory_mb

from geo.siting import covering_greedy, median_greedy
from geo.siting_case import arrange, reach_of
from geo.synthetic import ENGLAND_AREAS, make_country

CANDIDATES, WITHIN_M, K = 20_000, 5000.0, 10


def main() -> None:
    report = Report("siting_england", "does the greedy choice of ten places reach England?")
    country = make_country(n_postcodes=200_000, n_listings=CANDIDATES + 4000, seed=3)
    weight = country.area_population.astype(np.float64)
    for n in (ENGLAND_AREAS // 4, ENGLAND_AREAS // 2, ENGLAND_AREAS):
        for places_open in (0, 4000):
            candidates = country.listings_bng[: CANDIDATES * n // ENGLAND_AREAS]
            existing = country.listings_bng[CANDIDATES : CANDIDATES + places_open]
            step = ENGLAND_AREAS // n
            question = country.area_centres_bng[::step], weight[::step], existing, candidates, K
            begun = time.perf_counter()
            found = covering_greedy(*question, WITHIN_M)
            taken = time.perf_counter() - begun
            report.add(
                areas=len(question[0]),
                candidates=len(candidates),
                places_open=places_open,
                pairs=int(reach_of(arrange(*question), WITHIN_M).covers.nnz),
                covering_s=taken,
                covering_mb=extra_memory_mb(lambda question=question: covering_greedy(*question, WITHIN_M)),
                gap=found.gap,
            )
    begun = time.perf_counter()
    median = median_greedy(*question, swap=False)
    median_s = time.perf_counter() - begun
    report.add(
        areas=len(question[0]),
        candidates=len(candidates),
        places_open=places_open,
        median_s=median_s,
        median_mb=extra_memory_mb(lambda: median_greedy(*question, swap=False)),
        gap=median.gap,
    )
    report.hold("seconds for ten places in England by people reached", taken, at_most=10.0)
    report.hold(
        "seconds for ten places in England by metres travelled, without swaps", median_s, at_most=60.0
    )
    report.write()


if __name__ == "__main__":
    main()
