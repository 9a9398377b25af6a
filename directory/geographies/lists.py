"""Which units does a CSV of area codes make?"""

from pathlib import Path

from sqlmodel import Session

from directory.errors import InvalidInput
from directory.geographies import queries
from directory.geographies.drafts import GeographyDraft, draft_of
from directory.geographies.schemas import MemberLevel
from directory.imports.sheets import RowAside, SheetRow, read_sheet, set_aside

_AREA_LEVELS = {"ward": MemberLevel.WARD, "parish": MemberLevel.PARISH}


class KnownAreas:
    """Every area a unit may be made of, by code."""

    def __init__(self, session: Session) -> None:
        self._levels: dict[str, set[str]] = {}
        for row in queries.list_areas(session):
            level = f"lsoa{row.release[2:]}" if row.level == "lsoa" else row.level
            self._levels.setdefault(row.code, set()).add(level)

    def check(self, code: str) -> None:
        """Refuse a code that cannot be part of a unit."""
        levels = self._levels.get(code)
        if levels is None:
            raise InvalidInput(
                f"{code or 'An empty cell'} is the code of no area that is loaded. "
                "It may lie outside the area, or be of another year. Check the code."
            )
        if "district" in levels:
            raise InvalidInput(f"{code} is a whole district. Give its LSOAs, wards or parishes, one a row.")

    def is_in(self, code: str, level: MemberLevel) -> bool:
        """Tell whether a code is one of a level."""
        return level.value in self._levels[code]

    def level_of(self, code: str, releases: tuple[MemberLevel, ...]) -> MemberLevel:
        """Tell the level of a code; one that both releases have is of the first of `releases` that has it."""
        levels = self._levels[code]
        for level in releases:
            if level.value in levels:
                return level
        return next(_AREA_LEVELS[level] for level in sorted(levels) if level in _AREA_LEVELS)


def read_lists(
    session: Session, file: Path, name: str | None
) -> tuple[dict[str, GeographyDraft], list[RowAside]]:
    """Read a CSV of (geography,) unit, code; an area may be in one unit of a geography only."""
    rows = read_sheet(file, ("unit", "code"))
    known = KnownAreas(session)
    drafts: dict[str, GeographyDraft] = {}
    taken: dict[tuple[str, str], tuple[str, int]] = {}
    chosen: dict[str, list[tuple[str, str]]] = {}
    aside: list[RowAside] = []
    for row in rows:
        code = row.cell("code").upper()
        try:
            known.check(code)
            draft, unit = _name_unit(row, name, drafts)
        except InvalidInput as error:
            aside.append(set_aside(row, error.message))
            continue
        other = taken.get((draft.slug, code))
        if other is not None:
            aside.append(set_aside(row, _say_twice(code, *other, same=other[0] == unit)))
            continue
        taken[draft.slug, code] = (unit, row.line)
        chosen.setdefault(draft.slug, []).append((unit, code))
    for slug, pairs in chosen.items():
        _fill(drafts[slug], pairs, known)
    return {slug: drafts[slug] for slug in chosen}, aside


def _name_unit(
    row: SheetRow, name: str | None, drafts: dict[str, GeographyDraft]
) -> tuple[GeographyDraft, str]:
    geography = row.cell("geography") or name or ""
    if not geography:
        raise InvalidInput("No geography is named. Fill the column geography, or give --name.")
    draft = draft_of(drafts, geography)
    return draft, draft.unit(row.cell("unit")).slug


def _say_twice(code: str, unit: str, line: int, *, same: bool) -> str:
    if same:
        return f"{code} is in this unit already, by line {line}. Nothing is lost by leaving this row out."
    return f"{code} is already in the unit {unit}, by line {line}. An area can be in one unit only."


def _fill(draft: GeographyDraft, pairs: list[tuple[str, str]], known: KnownAreas) -> None:
    """Give every unit its members; LSOA codes are all read as of one release where one has them all."""
    new, old = MemberLevel.LSOA21, MemberLevel.LSOA11
    lsoas = [code for _, code in pairs if known.is_in(code, new) or known.is_in(code, old)]
    releases = (new, old)
    if any(not known.is_in(code, new) for code in lsoas) and all(known.is_in(code, old) for code in lsoas):
        releases = (old, new)
    for unit, code in pairs:
        draft.units[unit].members.append((code, known.level_of(code, releases)))
    used = {level for unit in draft.units.values() for _, level in unit.members}
    if len(used) > 1:
        kinds = " and ".join(level.label for level in MemberLevel if level in used)
        draft.notes.append(f"Its units are made of {kinds}, mixed.")
    for slug in [slug for slug, unit in draft.units.items() if not unit.members]:
        del draft.units[slug]
