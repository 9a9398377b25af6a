"""Which own sets of areas are there, what lies in each unit, and how does one come in?"""

from datetime import UTC, datetime
from pathlib import Path

from shapely import MultiPolygon, Polygon
from sqlmodel import Session

from directory import clock
from directory.errors import ImportRejected, InvalidInput, NotFound
from directory.geographies import queries
from directory.geographies.drafts import GeographyDraft
from directory.geographies.lists import read_lists
from directory.geographies.models import GeographyUnit
from directory.geographies.parts import Member, count_people, share_out
from directory.geographies.schemas import (
    OWN_PREFIX,
    GeographyAbout,
    GeographyFileReport,
    GeographyPeople,
    GeographyRead,
    GeographyReport,
    MemberLevel,
    UnitPeople,
    UnitRead,
)
from directory.geographies.shapes import find_inside, read_shape, read_shapes, write_shape
from directory.marks.personal import refuse_unfit
from directory.store import mark_changed
from directory.words import Release

NOUN = "geographies"
READERS = {".csv": read_lists, ".geojson": read_shapes, ".json": read_shapes}


def import_geographies(
    session: Session,
    file: Path,
    *,
    name: str | None = None,
    kind: str = "Own areas",
    source: str = "",
    note: str | None = None,
    release: Release = Release.R2021,
    dry_run: bool = False,
) -> GeographyFileReport:
    """Take the units of a CSV of area codes or of a GeoJSON of shapes, in place of a geography of that name.

    What cannot be taken comes back row by row with its reason. The caller commits.
    """
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        raise ImportRejected(f"{file.name} is neither .csv nor .geojson. Save it as one of the two.")
    about = GeographyAbout(name or "", kind.strip(), source.strip() or f"The file {file.name}", note)
    _check_about(about)
    drafts, aside = reader(session, file, name)
    reports = tuple(_put(session, draft, about, release, dry_run=dry_run) for draft in drafts.values())
    return GeographyFileReport(reports, tuple(aside))


def _check_about(about: GeographyAbout) -> None:
    if not about.kind:
        raise InvalidInput(
            "The kind is empty. Say what the units are, like Primary Care Networks.", field="kind"
        )
    for field, value, longest in (
        ("kind", about.kind, 80),
        ("source", about.source, 300),
        ("note", about.note or "", 500),
    ):
        if len(value) > longest:
            raise InvalidInput(
                f"The {field} has {len(value)} characters; keep it to {longest} or fewer.", field=field
            )
        refuse_unfit(value, field, field=field)


def _put(
    session: Session, draft: GeographyDraft, about: GeographyAbout, release: Release, *, dry_run: bool
) -> GeographyReport:
    members = [
        Member(unit.slug, code, level) for unit in draft.units.values() for code, level in unit.members
    ]
    postcodes = queries.list_postcodes(session)
    shared = share_out(postcodes, members)
    codes = {slug: _code(draft.slug, slug) for slug in draft.units}
    _refuse_codes_in_use(session, draft.slug, codes)
    notes = list(draft.notes)
    for holder, other, count in shared.overlaps:
        notes.append(
            f"{count} postcode{'s' if count > 1 else ''} of {draft.units[other].name} "
            f"{'are' if count > 1 else 'is'} also in {draft.units[holder].name}, which names "
            f"{'them' if count > 1 else 'it'} by a finer area and keeps {'them' if count > 1 else 'it'}."
        )
    people = count_people(session, release, codes, members, postcodes, shared.unit_of)
    notes += [
        f"{unit.code} has no live postcode: nothing can be said of reach there."
        for unit in people.units
        if not unit.postcodes
    ]
    fresh = (
        {
            "slug": draft.slug,
            "name": draft.name,
            "kind": about.kind,
            "source": about.source,
            "note": about.note,
        },
        sorted(
            (unit.slug, codes[unit.slug], unit.name, write_shape(unit.shape) if unit.shape else None)
            for unit in draft.units.values()
        ),
        sorted((member.unit, member.code, member.level.value) for member in members),
    )
    there = queries.find_geography(session, draft.slug)
    changed = there is None or fresh != (
        there.model_dump(exclude={"created_at"}),
        sorted((u.unit, u.code, u.name, u.shape) for u in queries.list_units(session, draft.slug)),
        sorted((m.unit, m.code, m.level) for m in queries.list_members(session, draft.slug)),
    )
    if changed and not dry_run:
        if there is not None:
            session.expunge(there)
        queries.remove_geography(session, draft.slug)
        queries.add_geography(
            session,
            {**fresh[0], "created_at": clock.now().replace(microsecond=0)},
            [
                {"geography": draft.slug, "unit": unit, "code": code, "name": name, "shape": drawn}
                for unit, code, name, drawn in fresh[1]
            ],
            [
                {"geography": draft.slug, "unit": unit, "code": code, "level": level}
                for unit, code, level in fresh[2]
            ],
        )
        mark_changed(session, NOUN)
    return GeographyReport(
        slug=draft.slug,
        name=draft.name,
        replaced=there is not None and changed,
        changed=changed,
        units=len(draft.units),
        members=len(members),
        levels=tuple(level for level in MemberLevel if any(member.level is level for member in members)),
        notes=tuple(notes),
        people=people,
    )


def _refuse_codes_in_use(session: Session, slug: str, codes: dict[str, str]) -> None:
    """Refuse a unit whose code is one of another geography: `a-b` and `c` make the same as `a` and `b-c`."""
    wanted = set(codes.values())
    for row in queries.list_units(session):
        if row.geography != slug and row.code in wanted:
            raise InvalidInput(
                f"The code {row.code} is in use by the geography {row.geography}. Choose another name.",
                field="name",
            )


def _code(geography: str, unit: str) -> str:
    return f"{OWN_PREFIX}{geography}-{unit}"


def list_geographies(session: Session) -> tuple[GeographyRead, ...]:
    """List every geography by name."""
    found = []
    for row in queries.list_geographies(session):
        levels = {member.level for member in queries.list_members(session, row.slug)}
        found.append(
            GeographyRead(
                slug=row.slug,
                name=row.name,
                kind=row.kind,
                source=row.source,
                note=row.note,
                created_at=_aware(row.created_at),
                units=len(queries.list_units(session, row.slug)),
                levels=tuple(level for level in MemberLevel if level.value in levels),
            )
        )
    return tuple(found)


def _aware(instant: datetime) -> datetime:
    # SQLite gives back no time zone; what is stored is UTC.
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def read_geography(session: Session, slug: str) -> GeographyRead:
    """Read one geography."""
    found = next((one for one in list_geographies(session) if one.slug == slug), None)
    if found is None:
        raise NotFound(f"There is no geography {slug}. `hereabouts geographies list` names those there are.")
    return found


def list_units(session: Session, slug: str | None = None) -> tuple[UnitRead, ...]:
    """List the units of a geography, or of all, by code."""
    names = {row.slug: row.name for row in queries.list_geographies(session)}
    return tuple(_unit(row, names[row.geography]) for row in queries.list_units(session, slug))


def read_unit(session: Session, code: str) -> UnitRead:
    """Read one unit by its code, own-<geography>-<unit>."""
    rows = queries.list_units(session, code=code)
    if not rows:
        raise NotFound(
            f"There is no own area {code[:100]}. `hereabouts geographies list` names those there are."
        )
    return _unit(rows[0], read_geography(session, rows[0].geography).name)


def _unit(row: GeographyUnit, geography_name: str) -> UnitRead:
    return UnitRead(row.code, row.name, row.geography, geography_name, drawn=row.shape is not None)


def unit_shape(session: Session, code: str) -> str | None:
    """Read the drawn shape of a unit as GeoJSON geometry, EPSG:4326; None where it is a list of areas."""
    read_unit(session, code)
    return queries.list_units(session, code=code)[0].shape


def _members(session: Session, slug: str) -> list[Member]:
    return [Member(m.unit, m.code, MemberLevel(m.level)) for m in queries.list_members(session, slug)]


def geography_postcodes(session: Session, slug: str) -> tuple[tuple[str, str], ...]:
    """List (postcode key, code of its unit) of a geography by key; each live postcode once at most."""
    read_geography(session, slug)
    postcodes = queries.list_postcodes(session)
    shared = share_out(postcodes, _members(session, slug))
    pairs = zip(postcodes, shared.unit_of, strict=True)
    return tuple((row.key, _code(slug, unit)) for row, unit in pairs if unit is not None)


def unit_postcodes(session: Session, code: str) -> tuple[str, ...]:
    """List the keys of the live postcodes in a unit, in order; empty where none is."""
    slug = read_unit(session, code).geography
    return tuple(key for key, unit in geography_postcodes(session, slug) if unit == code)


def geography_people(session: Session, slug: str, release: Release) -> GeographyPeople:
    """Count the people of each unit of a geography, and of none, in one release."""
    read_geography(session, slug)
    members, postcodes = _members(session, slug), queries.list_postcodes(session)
    codes = {row.unit: row.code for row in queries.list_units(session, slug)}
    shared = share_out(postcodes, members)
    return count_people(session, release, codes, members, postcodes, shared.unit_of)


def unit_people(session: Session, code: str, release: Release) -> UnitPeople:
    """Count the people of one unit in one release."""
    slug = read_unit(session, code).geography
    return next(unit for unit in geography_people(session, slug, release).units if unit.code == code)


def remove_geography(session: Session, slug: str) -> None:
    """Take a geography away with its units; the caller commits."""
    read_geography(session, slug)
    queries.remove_geography(session, slug)
    mark_changed(session, NOUN)


def place_shapes_again(session: Session) -> None:
    """Find anew which postcodes lie inside the drawn shapes, after other postcodes were loaded."""
    drawn: dict[str, dict[str, Polygon | MultiPolygon]] = {}
    for row in queries.list_units(session):
        if row.shape is not None:
            drawn.setdefault(row.geography, {})[row.unit] = read_shape(row.shape)
    if not drawn:
        return
    postcodes = queries.list_postcodes(session)
    for slug, shapes in drawn.items():
        inside, _ = find_inside(shapes, postcodes)
        for unit, keys in inside.items():
            queries.replace_postcodes(session, slug, unit, keys)
    mark_changed(session, NOUN)
