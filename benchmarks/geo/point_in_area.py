"""Point in area: a million points in 33,755 crooked areas, beside geopandas."""

import geopandas as gpd
import numpy as np
import shapely
from measure import Report, extra_memory_mb, median_s

from geo.areas import AreaIndex
from geo.synthetic import make_country, make_polygons


def main() -> None:
    report = Report(
        "point_in_area", "which area does each of a million points lie in, beside geopandas sjoin?"
    )
    country = make_country(n_postcodes=1_000_000, n_listings=0, seed=1)
    polygons = make_polygons(country.area_centres_bng, seed=1)
    codes = np.array([f"E{place:08d}" for place in range(len(polygons))])
    areas = gpd.GeoDataFrame({"code": codes}, geometry=polygons)
    scattered = np.random.default_rng(1).permutation(country.postcodes_bng)
    print(f"{len(polygons):,} areas, {shapely.get_num_coordinates(polygons).mean():.0f} points each")

    for n in (250_000, 500_000, 1_000_000):
        x, y = scattered[:n].T.copy()
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))

        def ours(x: np.ndarray = x, y: np.ndarray = y) -> np.ndarray:
            return AreaIndex(polygons, codes).locate(x, y)

        def theirs(points: gpd.GeoDataFrame = points) -> gpd.GeoDataFrame:
            return points.sjoin(areas, predicate="intersects")

        smallest = theirs().groupby(level=0)["code"].min().reindex(range(n))
        expected = smallest.astype(object).where(smallest.notna(), None).to_numpy()
        assert (ours() == expected).all(), "answers differ"
        ours_s, theirs_s = median_s(ours), median_s(theirs)
        report.add(
            points=n,
            hereabouts_s=ours_s,
            geopandas_s=theirs_s,
            times_faster=theirs_s / ours_s,
            hereabouts_mb=extra_memory_mb(ours),
            geopandas_mb=extra_memory_mb(theirs),
            identical=True,
        )
    report.hold("time for a million points over that of geopandas", ours_s / theirs_s, at_most=1.0)
    report.write()


if __name__ == "__main__":
    main()
