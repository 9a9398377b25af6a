"""Nearest place: 1.49 million postcodes and 60,000 places, beside geopandas."""

import geopandas as gpd
import numpy as np
from measure import Report, extra_memory_mb, median_s

from geo.nearest import nearest_m
from geo.synthetic import ENGLAND_POSTCODES, make_country

REPEATS = 3


def main() -> None:
    report = Report(
        "nearest_place", "how far is the nearest place of each postcode, beside geopandas sjoin_nearest?"
    )
    country = make_country(n_listings=60_000, seed=2)
    places = country.listings_bng
    places_frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*places.T))
    for n in (ENGLAND_POSTCODES // 4, ENGLAND_POSTCODES // 2, ENGLAND_POSTCODES):
        origins = country.postcodes_bng[:: ENGLAND_POSTCODES // n][:n]
        frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*origins.T))

        def ours(origins: np.ndarray = origins) -> np.ndarray:
            return nearest_m(origins, places)

        def theirs(frame: gpd.GeoDataFrame = frame) -> gpd.GeoDataFrame:
            return frame.sjoin_nearest(places_frame, distance_col="distance_m")

        joined = theirs()
        expected = joined.loc[~joined.index.duplicated(), "distance_m"].sort_index()
        np.testing.assert_allclose(ours(), expected, rtol=0, atol=1e-6)
        ours_s, theirs_s = median_s(ours, REPEATS), median_s(theirs, REPEATS)
        report.add(
            postcodes=len(origins),
            places=len(places),
            hereabouts_s=ours_s,
            geopandas_s=theirs_s,
            times_faster=theirs_s / ours_s,
            hereabouts_mb=extra_memory_mb(ours),
            geopandas_mb=extra_memory_mb(theirs),
            identical=True,
        )
    report.hold("time over that of geopandas", ours_s / theirs_s, at_most=1.0)
    report.write()


if __name__ == "__main__":
    main()
