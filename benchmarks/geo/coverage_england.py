"""Coverage of a made-up England: 33,755 areas, 1.49 million postcodes, 200,000 listings, 7 capital groups."""

import time

import numpy as np
from measure import Report, peak_memory_mb

from geo.coverage import area_coverage
from geo.gaps import access_class, bivariate_class, gap_rank
from geo.nearest import nearest_m
from geo.need import need_class
from geo.synthetic import ENGLAND_AREAS, ENGLAND_POSTCODES, N_CAPITALS, Country, make_country

ENGLAND_LISTINGS = 200_000


def run(country: Country) -> int:
    n_areas = len(country.area_population)
    codes = np.array([f"E{place:08d}" for place in range(n_areas)])
    need = need_class(np.ceil(country.area_imd_rank * 10 / n_areas))
    ranked = 0
    for group in range(N_CAPITALS + 1):
        chosen = slice(None) if group == N_CAPITALS else country.listing_capitals[:, group]
        found = area_coverage(
            nearest_m(country.postcodes_bng, country.listings_bng[chosen]),
            country.postcode_area,
            country.listing_area[chosen],
            country.area_population,
        )
        access = access_class(found.nearest_m)
        bivariate_class(need, access)
        rank = gap_rank(found.nearest_m, country.area_imd_rank, codes, need, access)
        ranked += int(np.count_nonzero(~np.asarray(rank.isna())))
    return ranked


def main() -> None:
    report = Report("coverage_england", "does a coverage run reach the size of England?")
    for part in (4, 2, 1):
        country = make_country(
            ENGLAND_AREAS // part, ENGLAND_POSTCODES // part, ENGLAND_LISTINGS // part, seed=3
        )
        start = time.perf_counter()
        ranked = run(country)
        taken_s = time.perf_counter() - start
        assert ranked > 0
        report.add(
            areas=len(country.area_population),
            postcodes=len(country.postcodes_bng),
            listings=len(country.listings_bng),
            groups=N_CAPITALS + 1,
            seconds=taken_s,
            peak_mb=peak_memory_mb(),
        )
    report.hold("seconds for all capital groups", taken_s, at_most=60.0)
    report.hold("peak memory in MB, the making of the country included", peak_memory_mb(), at_most=4096.0)
    report.write()


if __name__ == "__main__":
    main()
