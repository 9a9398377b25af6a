"""What does the operator let coverage assume of travel, and which streets does it walk?"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from directory.coverage.inputs import Assumptions
from directory.errors import InvalidInput
from directory.settings import Settings
from geo.travel import Mode, Travel, TravelCost


@dataclass(frozen=True, slots=True)
class Assumed:
    """Figures, which a run keeps, and networks, of which it keeps name and digest."""

    figures: Assumptions = field(default_factory=Assumptions)
    streets: dict[Mode, TravelCost] = field(default_factory=dict)


def assumed_of(settings: Settings) -> Assumed:
    """Read what is assumed from the settings, and the networks from their files."""
    files = {
        Mode.WALK: settings.walk_network,
        Mode.CYCLE: settings.cycle_network,
        Mode.DRIVE: settings.drive_network,
    }
    given = {mode: path for mode, path in files.items() if path is not None}
    figures = Assumptions(
        walk=Travel(settings.walk_km_per_h, settings.walk_detour, settings.walk_minutes),
        cycle=Travel(settings.cycle_km_per_h, settings.cycle_detour, settings.cycle_minutes),
        drive=Travel(settings.drive_km_per_h, settings.drive_detour, settings.drive_minutes),
        half_life_months=settings.half_life_months,
        networks=tuple((mode.value, path.name, _digest(path)) for mode, path in given.items()),
    )
    return Assumed(figures, {mode: _read_network(mode, path, figures) for mode, path in given.items()})


def _digest(path: Path) -> str:
    if not path.is_file():
        raise InvalidInput(f"There is no street network {path}. Mend or unset the setting that names it.")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_network(mode: Mode, path: Path, figures: Assumptions) -> TravelCost:
    from geo.network import read_edges, read_graphml  # noqa: PLC0415 - few have one

    # On foot and by bicycle one speed holds on every street; by car each street has its own.
    pace = None if mode is Mode.DRIVE else figures.travel(mode).km_per_h
    on_foot = mode is Mode.WALK
    # A postcode nearest to a stray piece of street would reach nothing: only the largest part is walked.
    try:
        if path.suffix == ".graphml":
            return read_graphml(path, km_per_h=pace, ignore_one_way=on_foot).largest_part()
        nodes = path.with_suffix(".nodes.csv")
        if not nodes.is_file():
            raise InvalidInput(f"The nodes of the street network are missing: put them at {nodes}.")
        return read_edges(path, nodes, km_per_h=pace, ignore_one_way=on_foot).largest_part()
    except ValueError as error:
        raise InvalidInput(f"The street network {path} cannot be read: {error}") from error
