"""How the tables under ``data/`` are built from a folder of sources, all of them or none."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from directory.errors import ManifestMismatch
from directory.shipped.build.areas import NEEDS as AREAS_NEED
from directory.shipped.build.areas import build_areas
from directory.shipped.build.boundaries import NEEDS as BOUNDARIES_NEED
from directory.shipped.build.boundaries import build_boundaries
from directory.shipped.build.deprivation import NEEDS as DEPRIVATION_NEEDS
from directory.shipped.build.deprivation import build_deprivation
from directory.shipped.build.funds import NEEDS as FUNDS_NEED
from directory.shipped.build.funds import build_funds
from directory.shipped.build.indicators import NEEDS as INDICATORS_NEED
from directory.shipped.build.indicators import build_indicators
from directory.shipped.build.listings import build_listings
from directory.shipped.build.localities import NEEDS as LOCALITIES_NEED
from directory.shipped.build.localities import build_localities
from directory.shipped.build.marks import NEEDS as MARKS_NEED
from directory.shipped.build.marks import build_marks
from directory.shipped.build.neighbourhoods import NEEDS as NEIGHBOURHOODS_NEED
from directory.shipped.build.neighbourhoods import build_neighbourhood_names
from directory.shipped.build.notices import NEEDS as NOTICES_NEED
from directory.shipped.build.notices import build_notices
from directory.shipped.build.parishes import NEEDS as PARISHES_NEED
from directory.shipped.build.parishes import build_parishes
from directory.shipped.build.partnerships import NEEDS as PARTNERSHIPS_NEED
from directory.shipped.build.partnerships import build_partnerships
from directory.shipped.build.population import NEEDS as POPULATION_NEEDS
from directory.shipped.build.population import build_population
from directory.shipped.build.postcodes import NEEDS as POSTCODES_NEED
from directory.shipped.build.postcodes import build_postcodes
from directory.shipped.build.reference_places import NEEDS as PLACES_NEED
from directory.shipped.build.reference_places import build_reference_places
from directory.shipped.build.stops import NEEDS as STOPS_NEED
from directory.shipped.build.stops import build_stops
from directory.shipped.build.tables import require_files
from directory.shipped.build.venues import NEEDS as VENUES_NEED
from directory.shipped.build.venues import build_venues
from directory.shipped.manifest import TableNote, read_manifest, write_manifest

# The builder of listings names a missing file itself, when it comes to it.
LISTINGS_NEED: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One builder, with the files it needs and what to tell the person who waits."""

    title: str
    build: Callable[[Path, Path], list[TableNote]]
    needs: tuple[str, ...]


def list_steps() -> tuple[Step, ...]:
    """List the builders in the order they run: the areas first, then what is placed in them."""
    return (
        Step("Areas", build_areas, AREAS_NEED),
        Step("Names of neighbourhoods", build_neighbourhood_names, NEIGHBOURHOODS_NEED),
        Step("Boundaries", build_boundaries, BOUNDARIES_NEED),
        Step("Deprivation", build_deprivation, DEPRIVATION_NEEDS),
        Step("Population", build_population, POPULATION_NEEDS),
        Step("Postcodes", build_postcodes, POSTCODES_NEED),
        Step("Parishes", build_parishes, PARISHES_NEED),
        Step("Localities", build_localities, LOCALITIES_NEED),
        Step("Stops", build_stops, STOPS_NEED),
        Step("Reference places", build_reference_places, PLACES_NEED),
        Step("Listings", build_listings, LISTINGS_NEED),
        Step("Indicators", build_indicators, INDICATORS_NEED),
        Step("Marks", build_marks, MARKS_NEED),
        Step("Example notices", build_notices, NOTICES_NEED),
        Step("Funds", build_funds, FUNDS_NEED),
        Step("Partnerships", build_partnerships, PARTNERSHIPS_NEED),
        Step("Venues", build_venues, VENUES_NEED),
    )


def build_all(source: Path, out: Path, *, on_step: Callable[[str], None]) -> None:
    """Build every table from ``source`` and put them, with their manifest, into ``out``.

    The tables are built beside ``out`` and moved in only when all are done; tables that an earlier
    manifest named and this build does not make are removed.

    Raises
    ------
    SourceIncomplete
        Names the files, columns or packages that are missing; ``out`` is left as it was.
    """
    steps = list_steps()
    require_files(source, sorted({path for step in steps for path in step.needs}))
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".building-", dir=out.parent) as folder:
        fresh = Path(folder)
        notes: list[TableNote] = []
        for step in steps:
            on_step(step.title)
            notes.extend(step.build(source, fresh))
        on_step("Manifest")
        write_manifest(fresh, notes)
        _replace_tables(fresh, out, notes)


def _replace_tables(fresh: Path, out: Path, notes: list[TableNote]) -> None:
    made = {note.path for note in notes}
    for path in _list_former(out) - made:
        (out / path).unlink(missing_ok=True)
    for path in sorted(made):
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(fresh / path, out / path)
    # Last: until it is there, what is in the folder does not pass for a finished build.
    write_manifest(out, notes)


def _list_former(out: Path) -> set[str]:
    try:
        return {note.path for note in read_manifest(out).tables}
    except ManifestMismatch:
        return set()
