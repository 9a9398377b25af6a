"""Outlines: the bytes a browser loads to draw the county, beside plain GeoJSON."""

import gzip
from pathlib import Path

import geopandas as gpd
from measure import Report, median_s

from geo.outlines import encode_outlines

SHIPPED = Path(__file__).parents[2] / "data/boundaries"
LARGEST_BYTES = 45_000


def main() -> None:
    report = Report("outline_size", "how many bytes does a browser load to draw the areas, beside GeoJSON?")
    for table in ("lsoa21", "lsoa11", "districts"):
        areas = gpd.read_file(SHIPPED / f"{table}.geojson")
        polygons, codes = areas.geometry.to_numpy(), areas["code"].tolist()
        plain = areas[["code", "geometry"]].to_json(drop_id=True).encode()
        file = encode_outlines(polygons, codes).to_json()
        zipped = len(gzip.compress(file, 9))
        report.add(
            table=table,
            areas=len(areas),
            outlines_bytes=len(file),
            outlines_gzip=zipped,
            geojson_gzip=len(gzip.compress(plain, 9)),
            encode_s=median_s(
                lambda polygons=polygons, codes=codes: encode_outlines(polygons, codes).to_json()
            ),
        )
        report.hold(f"bytes of {table}, compressed", zipped, at_most=LARGEST_BYTES)
    report.write()


if __name__ == "__main__":
    main()
