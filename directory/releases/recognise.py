"""What is in a file? Told from its columns, never from its name.

The official spellings of ONS and MHCLG and the tidy ones of the shipped tables' sources, side by side.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from directory.releases.files import SourceFile, read_cells
from directory.releases.known import KnownAreas
from directory.words import Domain, Release


class Content(StrEnum):
    """What a file can be taken as."""

    LSOA_OUTLINES = "outlines of LSOAs"
    WARD_OUTLINES = "outlines of wards"
    PARISH_OUTLINES = "outlines of parishes"
    DISTRICT_OUTLINES = "outlines of districts"
    DEPRIVATION = "indices of deprivation"
    POPULATION = "population by LSOA"
    POSTCODES = "postcodes with their areas"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file, what is in it, and which of its columns is what."""

    file: SourceFile
    content: Content
    release: Release | None
    """For what comes by LSOA: of which release. None for the rest."""
    columns: Mapping[str, str]
    """Our name of a column to the file's."""
    missing: tuple[str, ...]
    """Columns it ought to have, as a person would look for them."""

    @property
    def title(self) -> str:
        """What it was taken as."""
        return self.content.value if self.release is None else f"{self.content.value} of {self.release.value}"


@dataclass(frozen=True, slots=True)
class Unused:
    """A file that was understood and has no place here, or was not understood."""

    file: SourceFile
    reason: str


_LSOA = r"lsoa ?(?:code )?\(?(?:20)?(?P<year>11|21)?\)?[ _]?(?:cd|code)?"
_DISTRICT = (
    r"lad(?:\d\d)?(?:cd|_code)|ltla(?:\d\d)?_code|oslaua|laua|lad code|local authority district code.*"
)
_IMD = r"(?:imd[ _]|index of multiple deprivation \(imd\) )"
_DOMAIN_TITLES: Mapping[Domain, tuple[str, str]] = {
    # The tidy stem, and how MHCLG's headings begin.
    Domain.INCOME: ("income", "income"),
    Domain.EMPLOYMENT: ("employment", "employment"),
    Domain.EDUCATION: ("education", "education, skills and training"),
    Domain.HEALTH: ("health", "health deprivation and disability"),
    Domain.CRIME: ("crime", "crime"),
    Domain.BARRIERS: ("barriers", "barriers to housing and services"),
    Domain.LIVING_ENVIRONMENT: ("living_env", "living environment"),
}
MEASURES = ("score", "rank", "decile")
_AGE = re.compile(r"^(?:age_)?(?P<age>\d{1,2})(?:_plus|\+)?$|^[fm](?P<both>\d{1,2})$")


def recognise(file: SourceFile, known: KnownAreas) -> Recognised | Unused:
    """Tell what is in a file."""
    return _outlines(file, known) if file.outlined else _table(file, known)


def _find(file: SourceFile, pattern: str) -> str | None:
    """Find the column whose name is of a pattern, the newest where there are several vintages."""
    whole = re.compile(pattern)
    found = [name for name in file.columns if whole.fullmatch(" ".join(name.lower().split()))]
    return max(found, key=lambda name: name.lower(), default=None)


def _lsoa_code(file: SourceFile) -> tuple[str, Release | None] | None:
    """Find the column of LSOA codes and the release it names."""
    whole = re.compile(_LSOA)
    for name in file.columns:
        folded = " ".join(name.lower().split())
        match = whole.fullmatch(folded)
        if match and ("cd" in folded or "code" in folded):
            year = match["year"]
            return name, None if year is None else Release(f"20{year}")
    return None


def _release(file: SourceFile, column: str, named: Release | None, known: KnownAreas) -> Release | None:
    if named is not None:
        return named
    return known.release_of(set(read_cells(file, [column])[column]))


def _outlines(file: SourceFile, known: KnownAreas) -> Recognised | Unused:
    lsoa = _lsoa_code(file)
    if lsoa is not None:
        return _outline_columns(file, Content.LSOA_OUTLINES, lsoa[0], _release(file, *lsoa, known))
    if _find(file, r"msoa(?:\d\d)?(?:cd|_code)"):
        return Unused(file, "outlines of MSOAs, which nothing here uses")
    for pattern, content in (
        (r"(?:wd|ward)(?:\d\d)?(?:cd|_code)", Content.WARD_OUTLINES),
        (r"par(?:ish|ncp)?(?:\d\d)?(?:cd|_code)", Content.PARISH_OUTLINES),
    ):
        code = _find(file, pattern)
        if code is not None:
            return _outline_columns(file, content, code, None)
    code = _find(file, "code")
    if code is not None:
        return _outlines_by_code(file, code, known)
    # Last: outlines of any other area may say their district too.
    district = _find(file, _DISTRICT)
    if district is None:
        return Unused(file, "not recognised")
    return _outline_columns(file, Content.DISTRICT_OUTLINES, district, None)


def _outlines_by_code(file: SourceFile, code: str, known: KnownAreas) -> Recognised | Unused:
    """Tell what a column called only `code` holds from the codes themselves."""
    codes = set(read_cells(file, [code])[code])
    starts = {value[:3] for value in codes}
    if starts in ({"E01"}, {"E01", "W01"}):
        return _outline_columns(file, Content.LSOA_OUTLINES, code, known.release_of(codes))
    if starts <= {"E02", "W02"}:
        return Unused(file, "outlines of MSOAs, which nothing here uses")
    if starts <= {"E05", "W05", "S13", "N08"}:
        return _outline_columns(file, Content.WARD_OUTLINES, code, None)
    if starts <= {"E04", "E43", "W04"}:
        return _outline_columns(file, Content.PARISH_OUTLINES, code, None)
    if starts <= {"E06", "E07", "E08", "E09", "W06", "S12", "N09"}:
        return _outline_columns(file, Content.DISTRICT_OUTLINES, code, None)
    return Unused(file, "outlines of areas that nothing here uses")


def _outline_columns(
    file: SourceFile, content: Content, code: str, release: Release | None
) -> Recognised | Unused:
    if content is Content.LSOA_OUTLINES and release is None:
        return Unused(file, "outlines of LSOAs, none of them ours")
    stem = re.sub(r"(?i)(cd|_code|code)$", "", code)
    name = _find(file, re.escape(stem.lower()) + "(?:nm|_name|name)")
    columns = {"code": code} | ({} if name is None else {"name": name})
    district = None if content is Content.DISTRICT_OUTLINES else _find(file, _DISTRICT)
    if district is not None:
        columns["district"] = district
    osm = _find(file, r"osm_.*")
    if osm is not None:
        columns["osm"] = osm
    needs_name = content is Content.WARD_OUTLINES
    return Recognised(file, content, release, columns, ("a name",) if needs_name and name is None else ())


def _table(file: SourceFile, known: KnownAreas) -> Recognised | Unused:
    postcode = _find(file, "pcds") or (
        _find(file, "postcode") if _find(file, "status") and _find(file, "easting") else None
    )
    if postcode is not None:
        return _postcodes(file, postcode)
    lsoa = _lsoa_code(file)
    if lsoa is None:
        return Unused(file, "not recognised")
    if _find(file, _IMD + r"(?:score|rank|decile)\b.*"):
        return _deprivation(file, *lsoa, known)
    people = _people(file)
    if people is not None:
        return _population(file, lsoa[0], _release(file, *lsoa, known), people)
    return Unused(file, "not recognised")


_POSTCODE_COLUMNS = {
    # Ours: what it may be called, and what to call it when it is missing.
    "terminated": (r"doterm", "doterm"),
    "easting": (r"oseast1m|east1m|easting", "oseast1m (easting)"),
    "northing": (r"osnrth1m|north1m|northing", "osnrth1m (northing)"),
    "lon": (r"long|lon|longitude", "long (longitude)"),
    "lat": (r"lat|latitude", "lat (latitude)"),
    "lsoa11": (r"lsoa11(?:cd|_code)?", "lsoa11cd"),
    "lsoa21": (r"lsoa21(?:cd|_code)?", "lsoa21cd"),
    "ward": (r"osward|wd\d\dcd|ward\d\d_code", "wd25cd (ward)"),
    "district": (r"oslaua|laua|lad\d\dcd|lad\d\d_code", "lad25cd (district)"),
}


def _postcodes(file: SourceFile, postcode: str) -> Recognised:
    columns = {"postcode": postcode}
    missing = []
    for ours, (pattern, said) in _POSTCODE_COLUMNS.items():
        found = _find(file, pattern)
        if found is None:
            missing.append(said)
        else:
            columns[ours] = found
    for ours, pattern in (("status", "status"), ("parish", r"parish|par(?:ncp)?\d\dcd")):
        found = _find(file, pattern)
        if found is not None:
            columns[ours] = found
    return Recognised(file, Content.POSTCODES, None, columns, tuple(missing))


def _deprivation(
    file: SourceFile, code: str, named: Release | None, known: KnownAreas
) -> Recognised | Unused:
    columns = {"code": code}
    missing = []
    for measure in MEASURES:
        found = _find(file, _IMD + measure + r"\b.*")
        if found is None:
            missing.append(f"Index of Multiple Deprivation (IMD) {measure.capitalize()}")
        else:
            columns[f"imd_{measure}"] = found
        for domain, (stem, title) in _DOMAIN_TITLES.items():
            tidy = f"{stem}_{measure}"
            found = _find(file, f"{tidy}_exp") or _find(file, tidy)
            found = found or _find(file, re.escape(title) + rf" {measure}\b.*")
            if found is None:
                missing.append(f"{title.capitalize()} {measure.capitalize()}")
            else:
                columns[f"{domain.value}_{measure}"] = found
    district = _find(file, _DISTRICT)
    if district is not None:
        columns["district"] = district
    release = _release(file, code, named, known)
    if release is None:
        return Unused(file, "indices of deprivation, of no LSOA of ours")
    return Recognised(file, Content.DEPRIVATION, release, columns, tuple(missing))


def _people(file: SourceFile) -> str | None:
    return _find(file, r"pop_total|pop_mid\d{4}|total|population|all ages|total population.*|pop")


def _population(file: SourceFile, code: str, release: Release | None, people: str) -> Recognised | Unused:
    if release is None:
        return Unused(file, "population of LSOAs, none of them ours")
    columns = {"code": code, "population": people}
    for ours, pattern in (
        ("rural_urban_code", r"ruc\d\d(?:cd|_code)"),
        ("rural_urban", r"ruc\d\d(?:nm|_name)"),
    ):
        found = _find(file, pattern)
        if found is not None:
            columns[ours] = found
    columns |= {f"age:{name}": name for name in file.columns if age_of(name) is not None}
    return Recognised(file, Content.POPULATION, release, columns, ())


def age_of(column: str) -> int | None:
    """Tell the age a column counts (one year of age; the last and older), or None.

    >>> age_of("age_90_plus"), age_of("F7"), age_of("90+"), age_of("age_0_15"), age_of("Total")
    (90, 7, 90, None, None)
    """
    match = _AGE.fullmatch(column.strip().lower())
    return None if match is None else int(match["age"] or match["both"])
