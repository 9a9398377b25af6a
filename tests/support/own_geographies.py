"""Which own geographies do tests load? One of area codes and one that was drawn."""

import json
from pathlib import Path

from sqlmodel import Session

from directory.areas.service import list_areas
from directory.geographies.service import import_geographies
from directory.words import Level, Release

LISTED = "primary-care-networks"
DRAWN = "service-delivery-areas"
FENLAND, ELY, PARTS = (f"own-{LISTED}-{unit}" for unit in ("fenland", "ely", "parts"))
MARCH = f"own-{DRAWN}-march"
MARCH_RING = [[0.04, 52.52], [0.13, 52.52], [0.13, 52.58], [0.04, 52.58], [0.04, 52.52]]


def load_own(session: Session, folder: Path) -> None:
    """Load both: two districts by their LSOAs and two parishes of a third; March as a shape."""
    rows = ["unit,code"]
    for name, district in (("Fenland", "E07000010"), ("Ely", "E07000009")):
        rows += [
            f"{name},{area.code}"
            for area in list_areas(session, Level.LSOA, Release.R2021, district=district)
        ]
    parishes = list_areas(session, Level.PARISH, Release.R2021, district="E07000012")
    rows += [f"Parts,{area.code}" for area in parishes[:2]]
    listed = folder / "listed.csv"
    listed.write_text("\n".join(rows), encoding="utf-8")
    import_geographies(session, listed, name="Primary Care Networks", kind="Primary Care Networks")
    feature = {
        "type": "Feature",
        "properties": {"name": "March"},
        "geometry": {"type": "Polygon", "coordinates": [MARCH_RING]},
    }
    drawn = folder / "drawn.geojson"
    drawn.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    import_geographies(session, drawn, name="Service Delivery Areas", kind="Service Delivery Areas")
