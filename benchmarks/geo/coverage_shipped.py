"""Coverage of the shipped area: 7 capital groups, with and without what visits, at five levels of area."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from measure import Report, extra_memory_mb, median_s

from geo.coverage import area_coverage
from geo.gaps import access_class, bivariate_class, gap_rank
from geo.nearest import nearest_m
from geo.need import need_class
from geo.parishes import estimate_parishes
from geo.projection import to_bng

SHIPPED = Path(__file__).parents[2] / "data"
LEVELS = ("lsoa21", "lsoa11", "ward", "parish", "district")
N_CAPITALS = 6


def main() -> None:
    report = Report("coverage_shipped", "how long is a coverage run of the shipped area, after loading?")
    postcodes = pd.read_csv(SHIPPED / "postcodes/postcodes.csv.gz", low_memory=False)
    postcodes = postcodes[postcodes["status"] == "live"].copy()
    origins = postcodes[["easting", "northing"]].to_numpy(float)
    parishes = pd.read_csv(SHIPPED / "parishes/parishes.csv")
    postcodes["parish"] = estimate_parishes(
        origins,
        postcodes["district"].to_numpy(),
        parish_codes=parishes["code"].to_numpy(),
        parish_centres_bng=parishes[["easting", "northing"]],
        parish_area_km2=parishes["area_km2"],
        parish_district_codes=parishes["district_code"].to_numpy(),
    )
    areas = {level: pd.Index(sorted(postcodes[level].dropna().unique())) for level in LEVELS}
    area_of = {level: codes.get_indexer(pd.Index(postcodes[level])) for level, codes in areas.items()}
    places, visiting = _places()
    nearest_postcode = [int(np.hypot(*(origins - place).T).argmin()) for place in places]
    # Which capital a listing has does not matter to the time; that three in ten have each of them does.
    chance = np.random.default_rng(0)
    capitals = chance.random((len(places), N_CAPITALS)) < 0.3
    deciles = {level: chance.integers(1, 11, len(codes)) for level, codes in areas.items()}

    def run() -> int:
        ranked = 0
        for group in range(N_CAPITALS + 1):
            chosen = np.ones(len(places), dtype=bool) if group == N_CAPITALS else capitals[:, group]
            for with_visiting in (False, True):
                used = np.flatnonzero(chosen if with_visiting else chosen & ~visiting)
                distance = nearest_m(origins, places[used])
                for level, codes in areas.items():
                    index = area_of[level]
                    found = area_coverage(
                        distance, index, index[np.take(nearest_postcode, used)], np.full(len(codes), 1500.0)
                    )
                    need, access = need_class(deciles[level]), access_class(found.nearest_m)
                    bivariate_class(need, access)
                    rank = gap_rank(found.nearest_m, np.arange(len(codes)), codes.to_numpy(), need, access)
                    ranked += int(np.count_nonzero(~np.asarray(rank.isna())))
        return ranked

    assert run() > 0
    taken_s = median_s(run, 5)
    report.add(
        postcodes=len(origins),
        places=len(places),
        groups=N_CAPITALS + 1,
        visiting=2,
        levels=len(LEVELS),
        areas=sum(map(len, areas.values())),
        seconds=taken_s,
        extra_mb=extra_memory_mb(run),
    )
    report.hold("seconds of the core of a run", taken_s, at_most=1.0)
    report.write()


def _places() -> tuple[np.ndarray, np.ndarray]:
    lon, lat, visiting = [], [], []
    for line in (SHIPPED / "listings/listings.jsonl").read_text().splitlines():
        listing = json.loads(line)
        for site in listing["sites"]:
            if site["lon"] is not None:
                lon.append(site["lon"])
                lat.append(site["lat"])
                visiting.append(listing["visiting"])
    return np.stack(to_bng(np.array(lon), np.array(lat)), axis=1), np.array(visiting)


if __name__ == "__main__":
    main()
