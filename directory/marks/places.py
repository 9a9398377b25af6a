"""Which area is meant by a code, or by the name of a parish and its district?"""

from dataclasses import dataclass

from rapidfuzz import process
from sqlmodel import Session

from directory.areas.names import fold
from directory.marks.queries import list_areas


@dataclass(frozen=True, slots=True)
class Place:
    """An area that was named."""

    code: str
    level: str
    name: str


@dataclass(frozen=True, slots=True)
class NoPlace:
    """What was typed names no one area, with what to do."""

    reason: str


class PlaceFinder:
    """Every area of the store, to be asked by code or by name."""

    def __init__(self, session: Session) -> None:
        rows = list_areas(session)
        self._by_code = {row.code: Place(row.code, row.level, row.name) for row in rows}
        districts = [row for row in rows if row.level == "district"]
        self._district_names = {row.code: row.name for row in districts}
        self._districts = {fold(row.name): row.code for row in districts}
        self._parishes: dict[str, list[tuple[str, Place]]] = {}
        for row in rows:
            if row.level == "parish":
                named = self._parishes.setdefault(fold(row.name), [])
                named.append((row.district_code, self._by_code[row.code]))

    def by_code(self, code: str) -> Place | NoPlace:
        """Find the area of a code."""
        found = self._by_code.get(code.upper())
        return found or NoPlace(
            f"{code} is the code of no area that is loaded. "
            "Use the ONS code of an LSOA, ward, parish or district, or the name of a parish."
        )

    def parish(self, name: str, district: str = "") -> Place | NoPlace:
        """Find a parish by its code or its name, in a district where one is told."""
        by_code = self._by_code.get(name.upper())
        if by_code is not None:
            if by_code.level == "parish":
                return by_code
            return NoPlace(f"{name} is a {by_code.level}, not a parish. Give the parish.")
        within = self._district(district) if district else None
        if isinstance(within, NoPlace):
            return within
        named = [pair for pair in self._parishes.get(fold(name), []) if within in {None, pair[0]}]
        if len(named) == 1:
            return named[0][1]
        if named:
            names = " or ".join(sorted(self._district_names.get(code, code) for code, _ in named))
            return NoPlace(f"There is more than one parish {name}. Add the district: {names}.")
        return NoPlace(self._unknown(name, within))

    def district(self, name: str) -> Place | NoPlace:
        """Find a district by its code or its name."""
        found = self._district(name)
        return found if isinstance(found, NoPlace) else self._by_code[found]

    def _district(self, district: str) -> str | NoPlace:
        if district.upper() in self._district_names:
            return district.upper()
        found = self._districts.get(fold(district))
        names = ", ".join(sorted(self._district_names.values()))
        return found or NoPlace(f"{district} is no district that is loaded. Use one of: {names}.")

    def _unknown(self, name: str, within: str | None) -> str:
        where = f" in {self._district_names[within]}" if within else ""
        keys = {
            fold(place.name): place.name
            for places in self._parishes.values()
            for code, place in places
            if within in {None, code}
        }
        alike = process.extract(fold(name), list(keys), limit=2, score_cutoff=80)
        meant = f" Did you mean {' or '.join(keys[key] for key, _, _ in alike)}?" if alike else ""
        return f"There is no parish {name}{where}.{meant} Check the spelling, or give its ONS code."
