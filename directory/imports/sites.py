"""Where does a row say that it is, and how finely may that be told?"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from directory.areas.models import Postcode
from directory.errors import SourceIncomplete
from directory.imports.codes import Code
from directory.imports.faults import FAR_M
from directory.imports.limits import MOST_SITES
from directory.imports.parishes import read_outline_index
from directory.imports.refused import RowRefusedError
from directory.imports.repairs import mend_postcode
from directory.imports.words import NO, YES, Words
from directory.listings.hours import HoursNotUnderstood, check_hours
from directory.listings.record import SiteRecord
from directory.words import Precision
from geo.distance import distance_m
from geo.projection import to_bng, to_wgs84

_POSTCODE_AT_END = re.compile(r"[,\s]*\b([A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2})\s*$")
_LON, _LAT = (-9.0, 3.0), (49.0, 61.0)
"""What the United Kingdom lies within, in degrees."""
_OF_POSTCODE = (
    col(Postcode.postcode),
    col(Postcode.inside),
    col(Postcode.status),
    col(Postcode.lon),
    col(Postcode.lat),
    col(Postcode.easting),
    col(Postcode.northing),
    col(Postcode.parish),
    col(Postcode.district),
)
_ZERO = 0.01
_TEXT = 500


@dataclass(frozen=True, slots=True)
class PostcodePoint:
    """What the look-up says of a postcode."""

    postcode: str
    inside: bool
    live: bool
    lon: float | None
    lat: float | None
    easting: int | None
    northing: int | None
    parish: str | None
    district: str


class SiteDrafter:
    """Makes places of cells; made once for an import."""

    def __init__(self, session: Session, folder: Path, words: Words) -> None:
        self._session = session
        self._words = words
        self._rows: dict[str, Row[Any]] = {}
        districts = read_outline_index(folder / "boundaries/districts.geojson")
        if districts is None:
            raise SourceIncomplete(f"{folder} lacks boundaries/districts.geojson. Restore it with: make data")
        self._district_at = districts

    def draft(self, cells: Mapping[str, str], notes: list[str]) -> tuple[SiteRecord, ...]:
        """Make every place a row tells of; the cells are tidy and named by our fields."""
        numbers = sorted(
            {
                int(name.rpartition("_")[2])
                for name in cells
                if name[-1].isdigit() and name != "address_line_2"
            }
        )
        if len(numbers) >= MOST_SITES:
            raise RowRefusedError(Code.TOO_MANY_PLACES, f"It has {len(numbers) + 1} places.")
        found: dict[tuple[object, ...], SiteRecord] = {}
        for suffix in ("", *(f"_{number}" for number in numbers)):
            site = self._site(
                {name.removesuffix(suffix): text for name, text in cells.items() if _is_of(name, suffix)},
                notes,
            )
            if site is not None:
                fine = site.precision is not Precision.PARISH
                key = (
                    site.name,
                    site.address,
                    site.postcode,
                    *((site.lon, site.lat) if fine else ()),
                    site.parish,
                    site.district,
                )
                found.setdefault(key, site)
        return tuple(found.values())

    def _site(self, cells: Mapping[str, str], notes: list[str]) -> SiteRecord | None:
        address, postcode = _address(cells, notes)
        hours, hours_note = _hours(cells, notes)
        point = self._point(postcode, notes) if postcode else None
        at = _coordinates(cells)
        parish, district = self._areas(cells, notes, point)
        hidden, home = _yes(cells, "hidden"), _yes(cells, "home")
        if hidden or home:
            notes.append("place_hidden")
        if hidden:
            return SiteRecord(precision=Precision.HIDDEN, hours=hours, hours_note=hours_note)
        if home:
            return self._home(point, at, parish, district, hours, hours_note)
        name = cells.get("place") or None
        if point is not None:
            lon, lat = (point.lon, point.lat) if at is None else at
            if lon is None or lat is None:
                raise RowRefusedError(Code.POSTCODE_UNKNOWN, f"Where {point.postcode} is, is not known.")
            self._check_near(point, at)
            return SiteRecord(
                name=name,
                address=address,
                postcode=point.postcode,
                lon=lon,
                lat=lat,
                hours=hours,
                hours_note=hours_note,
                precision=Precision.POSTCODE if at is None else Precision.EXACT,
                district=point.district,
            )
        if at is not None:
            found = self._district_at.locate_one(*at)
            if found is None:
                raise RowRefusedError(Code.OUTSIDE, f"The place at {at[0]}, {at[1]} is outside the area.")
            return SiteRecord(
                name=name,
                address=address,
                lon=at[0],
                lat=at[1],
                precision=Precision.EXACT,
                district=found,
                hours=hours,
                hours_note=hours_note,
            )
        if address and (parish or district):
            notes.append("address_dropped")
        return self._wide(parish, district, name, hours, hours_note)

    def _wide(
        self,
        parish: str | None,
        district: str | None,
        name: str | None,
        hours: str | None,
        hours_note: str | None,
    ) -> SiteRecord | None:
        if parish is not None:
            lon, lat = self._words.point_of[parish]
            return SiteRecord(
                name=name,
                precision=Precision.PARISH,
                lon=lon,
                lat=lat,
                parish=parish,
                district=self._words.district_of[parish],
                hours=hours,
                hours_note=hours_note,
            )
        if district is not None:
            return SiteRecord(
                name=name, precision=Precision.DISTRICT, district=district, hours=hours, hours_note=hours_note
            )
        return None

    def _home(
        self,
        point: PostcodePoint | None,
        at: tuple[float, float] | None,
        parish: str | None,
        district: str | None,
        hours: str | None,
        hours_note: str | None,
    ) -> SiteRecord:
        """Place somebody's home by its parish, or its district where that is not known; nothing finer."""
        if point is not None:
            parish, district = parish or point.parish, point.district
        elif at is not None and parish is None:
            district = self._district_at.locate_one(*at) or district
        known = parish if parish in self._words.point_of else None
        wide = self._wide(known, district, None, hours, hours_note)
        return wide or SiteRecord(precision=Precision.HIDDEN, hours=hours, hours_note=hours_note)

    def _areas(
        self, cells: Mapping[str, str], notes: list[str], point: PostcodePoint | None
    ) -> tuple[str | None, str | None]:
        district = None
        if cells.get("district"):
            district = self._words.district(cells["district"])
            if district is None and point is None:
                raise RowRefusedError(Code.AREA, f'There is no district "{cells["district"][:60]}" here.')
        parish = None
        if cells.get("parish"):
            parish = self._words.parish(cells["parish"], district)
            if parish is None and point is None:
                raise RowRefusedError(Code.AREA, f'No one parish is called "{cells["parish"][:60]}".')
        elif cells.get("town") and point is None and not cells.get("longitude"):
            parish = self._words.parish(cells["town"], district)
            if parish is not None:
                notes.append("town_as_parish")
        return parish, district

    def _point(self, text: str, notes: list[str]) -> PostcodePoint:
        written = mend_postcode(text)
        if written is None:
            raise RowRefusedError(Code.POSTCODE, f'"{text[:40]}" is no postcode.')
        if written != text:
            notes.append("postcode_form")
        point = self._look_up(written.replace(" ", ""))
        if point is None:
            raise RowRefusedError(Code.POSTCODE_UNKNOWN, f"We do not know {written}.")
        if not point.inside:
            raise RowRefusedError(Code.POSTCODE_OUTSIDE, f"{written} is not in the area.")
        if not point.live:
            notes.append("old_postcode")
        return point

    def _look_up(self, key: str) -> PostcodePoint | None:
        """Look a postcode up in the table, which is read once: a list names thousands of them."""
        if not self._rows:
            found = self._session.execute(select(col(Postcode.key), *_OF_POSTCODE)).all()
            self._rows = {row[0]: row for row in found}
        row = self._rows.get(key)
        if row is None:
            return None
        return PostcodePoint(
            row.postcode,
            row.inside,
            row.status != "terminated",
            row.lon,
            row.lat,
            row.easting,
            row.northing,
            row.parish,
            row.district,
        )

    def _check_near(self, point: PostcodePoint, at: tuple[float, float] | None) -> None:
        if at is None or point.easting is None or point.northing is None:
            return
        away = distance_m(*to_bng(*at), point.easting, point.northing)
        if away > FAR_M:
            raise RowRefusedError(
                Code.FAR_FROM_POSTCODE, f"The coordinates are {away / 1000:.0f} km from {point.postcode}."
            )


def _is_of(name: str, suffix: str) -> bool:
    if suffix:
        return name.endswith(suffix) and name != "address_line_2"
    return not name[-1].isdigit() or name == "address_line_2"


def _yes(cells: Mapping[str, str], name: str) -> bool:
    text = cells.get(name, "").casefold()
    if text and text not in YES | NO:
        raise RowRefusedError(Code.YES_OR_NO, f'{name} is "{text[:40]}".')
    return text in YES


def _address(cells: Mapping[str, str], notes: list[str]) -> tuple[str | None, str]:
    """Join the lines of an address, take its postcode out, and give both."""
    parts: list[str] = []
    for name in ("address", "address_line_2", "town"):
        part = cells.get(name, "").strip(" ,")
        if part and not any(part.casefold() in known.casefold() for known in parts):
            parts.append(part)
    address, postcode = ", ".join(parts), cells.get("postcode", "")
    match = _POSTCODE_AT_END.search(address)
    if match:
        own = mend_postcode(match[1])
        if own is not None and (not postcode or own == mend_postcode(postcode)):
            postcode, address = postcode or own, address[: match.start()].strip(" ,")
    if len(parts) > 1 or match:
        notes.append("address_joined")
    if len(address) > _TEXT:
        raise RowRefusedError(Code.TEXT_TOO_LONG, f"The address has {len(address):,} characters.")
    return address or None, postcode


def _hours(cells: Mapping[str, str], notes: list[str]) -> tuple[str | None, str | None]:
    """Read opening hours; what programs cannot read stays as words."""
    text, note = cells.get("opening_hours", ""), cells.get("hours_note", "")
    hours = None
    if text:
        try:
            hours = check_hours(text) if len(text) <= _TEXT else None
        except HoursNotUnderstood:
            hours = None
        if hours is None:
            notes.append("hours_as_words")
            note = f"{text}. {note}".strip() if note else text
    if len(note) > _TEXT:
        raise RowRefusedError(Code.TEXT_TOO_LONG, f"The times have {len(note):,} characters.")
    return hours, note or None


def _coordinates(cells: Mapping[str, str]) -> tuple[float, float] | None:
    """Read a point in degrees, or refuse what cannot be one of the United Kingdom."""
    first, second = cells.get("longitude", ""), cells.get("latitude", "")
    grid = not first and not second
    if grid:
        first, second = cells.get("easting", ""), cells.get("northing", "")
    if not first and not second:
        return None
    if not first or not second:
        raise RowRefusedError(Code.COORDINATES_HALF, f'Only "{(first or second)[:40]}" is given.')
    x, y = _number(first), _number(second)
    if abs(x) < _ZERO and abs(y) < _ZERO:
        raise RowRefusedError(Code.NULL_ISLAND, "The coordinates are 0, 0.")
    if grid:
        if not (0 < x < 700_000 and 0 < y < 1_300_000):  # noqa: PLR2004 - the National Grid
            raise RowRefusedError(
                Code.COORDINATES, f"{first[:20]}, {second[:20]} is not on the National Grid."
            )
        lon, lat = to_wgs84(x, y)
        return round(lon, 6), round(lat, 6)
    if _in(x, _LON) and _in(y, _LAT):
        return round(x, 6), round(y, 6)
    if _in(y, _LON) and _in(x, _LAT):
        raise RowRefusedError(
            Code.COORDINATES_SWAPPED, f"Longitude is {first[:20]} and latitude {second[:20]}."
        )
    if abs(x) > 180 or abs(y) > 90:  # noqa: PLR2004 - degrees
        raise RowRefusedError(
            Code.COORDINATES_NOT_WGS84, f"{first[:20]}, {second[:20]} is no place on Earth."
        )
    raise RowRefusedError(Code.OUTSIDE, f"{first[:20]}, {second[:20]} is not in the United Kingdom.")


def _in(value: float, within: tuple[float, float]) -> bool:
    return within[0] <= value <= within[1]


def _number(text: str) -> float:
    try:
        value = float(text.strip().replace(",", "" if text.count(",") and "." in text else "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise RowRefusedError(Code.COORDINATES, f'"{text[:40]}" is no number.')
    return value
