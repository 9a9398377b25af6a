"""What was a coverage run worked out from? Postcodes, areas and places as columns, kept whole with the run.

Kept, because a view that no run has stored (a category, an hour, a changed place) must be worked out from
what the stored ones were worked out from, and because two runs can only be compared if both are still there.
"""

import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from directory.coverage import queries
from directory.errors import Unavailable
from directory.words import Level, Release
from geo.travel import DEFAULT_TRAVEL, Mode, Travel

AREA_COLUMNS = ("lsoa11", "lsoa21", "ward", "parish", "district")
AGES_RELEASE = Release.R2011
"""Single years of age are published for its LSOAs only."""
OLDEST_AGE = 90
"""And over."""
_FORMAT = 2
_WITHOUT_AGES = 1


@dataclass(frozen=True, slots=True)
class PlaceInput:
    """One place of one listing, as a run saw it."""

    site: str
    listing: str
    slug: str
    name: str
    kind: str
    visiting: bool
    precision: str
    easting: float
    northing: float
    areas: tuple[str | None, ...]
    """Codes, in the order of AREA_COLUMNS."""
    capitals: tuple[str, ...]
    categories: tuple[str, ...]
    dated: str
    """When it was last confirmed, else the date of its newest source: YYYY[-MM[-DD]]; empty if neither."""
    confirmed: bool
    """Whether that is a confirmation."""
    hours_known: bool
    opening: tuple[tuple[int, int, int], ...]
    """Each week: day (0 Monday), minutes from midnight it opens and closes; past 1,440 on the next day."""
    min_age: int | None
    max_age: int | None
    sources: tuple[str, ...]
    origins: tuple[str, ...] = ()
    """For each of the sources, whose records it goes back to: two of one origin are not independent."""


@dataclass(frozen=True, slots=True)
class AreaInput:
    """One area of one release, as a run saw it."""

    release: str
    level: str
    code: str
    name: str
    district: str
    population: int | None
    rural: str | None
    imd_score: float | None
    imd_rank: int | None
    imd_decile: int | None

    @property
    def population_estimated(self) -> bool:
        """Whether its people are counted by postcodes: ONS tells those of LSOAs, and so of districts."""
        return self.level not in {Level.LSOA, Level.DISTRICT}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is assumed of travel and of time; each is a setting, docs/method.md says where it comes from."""

    walk: Travel = DEFAULT_TRAVEL[Mode.WALK]
    cycle: Travel = DEFAULT_TRAVEL[Mode.CYCLE]
    drive: Travel = DEFAULT_TRAVEL[Mode.DRIVE]
    half_life_months: float = 24.0
    """After so long a listing nobody has confirmed counts half, where age is weighed."""
    networks: tuple[tuple[str, str, str], ...] = ()
    """Street networks walked instead of straight lines: mode, name of the file, its SHA-256."""

    def on_streets(self, mode: Mode) -> bool:
        """Whether a street network is walked for a way of travelling."""
        return any(name == mode for name, _, _ in self.networks)

    def travel(self, mode: Mode) -> Travel:
        """Give what is assumed of a way of travelling."""
        return {Mode.WALK: self.walk, Mode.CYCLE: self.cycle, Mode.DRIVE: self.drive}[mode]


def _no_ages() -> NDArray[np.int32]:
    return np.zeros((0, OLDEST_AGE + 1), dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Inputs:
    """All a run is worked out from, in a stated order."""

    postcodes: tuple[str, ...]
    """Keys, sorted."""
    points: NDArray[np.int32]
    """Shape (n, 2): easting and northing, metres (EPSG:27700)."""
    codes: tuple[str, ...]
    """Every code a postcode lies in, sorted."""
    postcode_areas: NDArray[np.int32]
    """Shape (n, 5), in the order of AREA_COLUMNS: where in `codes`; -1 where unknown."""
    areas: tuple[AreaInput, ...]
    places: tuple[PlaceInput, ...]
    assumptions: Assumptions
    age_codes: tuple[str, ...] = ()
    """The LSOAs of 2011 whose people are known by age, sorted."""
    ages: NDArray[np.int32] = field(default_factory=_no_ages)
    """Shape (age_codes, 91): people of each year of age, the last 90 and over."""

    def sha256(self) -> str:
        """Digest of the content; equal inputs give equal results."""
        digest = hashlib.sha256()
        for part in (
            json.dumps(self.postcodes),
            json.dumps(self.codes),
            self._areas_json(),
            self._assumed_json(),
            json.dumps(self.age_codes),
        ):
            digest.update(part.encode())
        for column in (self.points, self.postcode_areas, self.ages):
            digest.update(np.ascontiguousarray(column).tobytes())
        digest.update(self._places_json().encode())
        return digest.hexdigest()

    def pack(self) -> bytes:
        """Write everything as bytes, compressed."""
        columns = io.BytesIO()
        np.savez(
            columns,
            points=self.points,
            postcode_areas=self.postcode_areas,
            ages=self.ages,
            allow_pickle=False,
        )
        words = [
            _FORMAT,
            self.postcodes,
            self.codes,
            json.loads(self._areas_json()),
            asdict(self.assumptions),
            json.loads(self._places_json()),
        ]
        head = json.dumps([*words, self.age_codes]).encode()
        return zlib.compress(len(head).to_bytes(8, "big") + head + columns.getvalue(), 6)

    def _areas_json(self) -> str:
        return json.dumps([list(asdict(area).values()) for area in self.areas])

    def _assumed_json(self) -> str:
        return json.dumps(asdict(self.assumptions))

    def _places_json(self) -> str:
        return json.dumps([list(asdict(place).values()) for place in self.places])


def unpack(packed: bytes) -> Inputs:
    """Read what `Inputs.pack` wrote."""
    raw = zlib.decompress(packed)
    end = 8 + int.from_bytes(raw[:8], "big")
    written, postcodes, codes, areas, assumed, places, *more = json.loads(raw[8:end])
    if written not in {_WITHOUT_AGES, _FORMAT}:
        raise Unavailable("The inputs of this run are in another format. Run: hereabouts coverage run")
    with np.load(io.BytesIO(raw[end:]), allow_pickle=False) as columns:
        points, postcode_areas = columns["points"], columns["postcode_areas"]
        ages = _no_ages() if written == _WITHOUT_AGES else columns["ages"]
    return Inputs(
        postcodes=tuple(postcodes),
        points=points,
        codes=tuple(codes),
        postcode_areas=postcode_areas,
        areas=tuple(AreaInput(*area) for area in areas),
        places=tuple(PlaceInput(*(_tuples(value) for value in place)) for place in places),
        assumptions=Assumptions(
            walk=Travel(**assumed["walk"]),
            cycle=Travel(**assumed["cycle"]),
            drive=Travel(**assumed["drive"]),
            half_life_months=assumed["half_life_months"],
            networks=_tuples(assumed["networks"]),
        ),
        age_codes=tuple(more[0]) if more else (),
        ages=ages,
    )


def _tuples(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value


def read_inputs(session: Session, assumptions: Assumptions) -> Inputs:
    """Read what the directory holds now."""
    postcodes = queries.list_live_postcodes(session)
    if not postcodes:
        raise Unavailable("There are no postcodes to measure from. Load the data first: hereabouts init")
    lies_in = [[getattr(row, column) for column in AREA_COLUMNS] for row in postcodes]
    codes = sorted({code for row in lies_in for code in row if code})
    position = {code: number for number, code in enumerate(codes)}
    opening = _weekly_opening(queries.list_weekly_opening(session))
    age_codes, ages = _people_by_age(queries.list_ages(session, AGES_RELEASE.value))
    return Inputs(
        postcodes=tuple(row.key for row in postcodes),
        points=np.array([(row.easting, row.northing) for row in postcodes], dtype=np.int32),
        codes=tuple(codes),
        postcode_areas=np.array(
            [[position.get(code, -1) for code in row] for row in lies_in], dtype=np.int32
        ),
        areas=tuple(AreaInput(*tuple(row)) for row in queries.list_areas(session)),
        places=tuple(
            PlaceInput(
                site=row.site,
                listing=row.id,
                slug=row.slug,
                name=row.name,
                kind=row.kind,
                visiting=bool(row.visiting),
                precision=row.precision,
                easting=float(row.easting),
                northing=float(row.northing),
                areas=tuple(getattr(row, column) for column in AREA_COLUMNS),
                capitals=_words(row.capitals),
                categories=_words(row.categories),
                dated=row.assured_date or row.source_date or "",
                confirmed=row.assured_date is not None,
                hours_known=row.site in opening,
                opening=opening.get(row.site, ()),
                min_age=row.min_age,
                max_age=row.max_age,
                sources=tuple(each.partition("\t")[0] for each in _words(row.sources)),
                origins=tuple(each.partition("\t")[2] for each in _words(row.sources)),
            )
            for row in queries.list_places(session)
        ),
        assumptions=assumptions,
        age_codes=age_codes,
        ages=ages,
    )


def _people_by_age(rows: Sequence[queries.AnyRow]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Gather the people of each LSOA by age; one that lacks an age is not known by age."""
    codes = sorted({row.code for row in rows})
    position = {code: number for number, code in enumerate(codes)}
    ages = np.full((len(codes), OLDEST_AGE + 1), -1, dtype=np.int32)
    for row in rows:
        ages[position[row.code], row.age] = row.people
    whole = np.flatnonzero((ages >= 0).all(axis=1))
    return tuple(codes[number] for number in whole), ages[whole]


def _words(joined: str | None) -> tuple[str, ...]:
    return tuple(sorted(set(joined.split("|")))) if joined else ()


_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _weekly_opening(rows: Iterable[queries.AnyRow]) -> dict[str, tuple[tuple[int, int, int], ...]]:
    """Gather the rules of each place; one that opens in some weeks only is known, and not weekly."""
    found: dict[str, set[tuple[int, int, int]]] = {}
    for row in rows:
        rules = found.setdefault(row.site, set())
        if row.freq == "WEEKLY":
            opens, closes = _minutes(row.opens_at), _minutes(row.closes_at)
            rules.add((_DAYS.index(row.byday), opens, closes if closes > opens else closes + 1_440))
    return {site: tuple(sorted(rules)) for site, rules in found.items()}


def _minutes(clock_time: str) -> int:
    hours, minutes = clock_time.split(":")[:2]
    return int(hours) * 60 + int(minutes)
