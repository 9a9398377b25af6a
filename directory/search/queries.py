"""Every read of the search index. SQLite's dialect (FTS5, bare columns beside MIN) is kept in this file.

Fragments are constants of this module; what people typed only ever travels as bound values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel import Session

from directory.search.schemas import ListingQuery
from directory.search.words import match_expression
from directory.words import Day, Kind, Sort
from geo.projection import to_bng

_WEIGHTS = "10.0, 4.0, 3.0, 1.0"
"""Of a word found in name, about, place and summary."""

Rows = Sequence[Row[Any]]


@dataclass(slots=True)
class Filters:
    """Conditions on an index row, with their values."""

    conditions: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    unsaid: list[str] = field(default_factory=list)
    """Expressions that are 1 where a listing does not say what was asked."""
    match: str | None = None
    distance2: str = "NULL"

    def add(self, condition: str, **values: object) -> None:
        """Ask for one more thing."""
        self.conditions.append(condition)
        self.values |= values

    def add_any(self, column: str, name: str, wanted: Sequence[str]) -> None:
        """Ask that a column be one of several values."""
        keys = [f"{name}{number}" for number in range(len(wanted))]
        self.add(
            f"{column} IN ({', '.join(f':{key}' for key in keys)})", **dict(zip(keys, wanted, strict=True))
        )

    def add_unsaid(self, condition: str, unsaid: str, **values: object) -> None:
        """Ask for something, keeping the rows that do not say."""
        self.add(f"(({unsaid}) OR ({condition}))", **values)
        self.unsaid.append(f"({unsaid})")

    @property
    def where(self) -> str:
        """The conditions as SQL."""
        return " AND ".join(self.conditions) or "1"

    def source(self, *, scored: bool = False) -> str:
        """Name what the rows are read from: CROSS JOIN makes SQLite begin with the words."""
        if self.match is None:
            return "search_entry e"
        if not scored:
            return (
                "(SELECT rowid AS no FROM search_text WHERE search_text MATCH :match) t "
                "CROSS JOIN search_entry e ON e.no = t.no"
            )
        # LIMIT -1 keeps the sub-query whole: bm25 cannot be used inside a query that groups.
        return (
            f"(SELECT rowid AS no, bm25(search_text, {_WEIGHTS}) AS score FROM search_text "  # noqa: S608
            "WHERE search_text MATCH :match LIMIT -1) t CROSS JOIN search_entry e ON e.no = t.no"
        )


def filters_of(query: ListingQuery, *, since: str | None) -> Filters:
    """Turn a question into conditions, all but the four that facets are counted over."""
    found = Filters()
    found.match = match_expression(query.q)
    if found.match is not None:
        found.values["match"] = found.match
    if query.lon is not None and query.lat is not None:
        easting, northing = to_bng(query.lon, query.lat)
        found.values |= {"e": easting, "n": northing}
        found.distance2 = "((e.easting - :e) * (e.easting - :e) + (e.northing - :n) * (e.northing - :n))"
        if query.radius_m is not None:
            found.add(
                "e.easting BETWEEN :e - :r AND :e + :r AND e.northing BETWEEN :n - :r AND :n + :r "
                f"AND {found.distance2} <= :r * :r",
                r=float(query.radius_m),
            )
    if query.box is not None:
        found.add(
            "e.lat BETWEEN :min_lat AND :max_lat AND e.lon BETWEEN :min_lon AND :max_lon",
            min_lon=query.box.min_lon,
            min_lat=query.box.min_lat,
            max_lon=query.box.max_lon,
            max_lat=query.box.max_lat,
        )
    for column, codes in (("ward", query.wards), ("parish", query.parishes)):
        if codes:
            found.add_any(f"e.{column}", column, codes)
    if query.lsoas:
        keys = {f"lsoa{number}": code for number, code in enumerate(query.lsoas)}
        listed = ", ".join(f":{key}" for key in keys)
        found.add(f"(e.lsoa21 IN ({listed}) OR e.lsoa11 IN ({listed}))", **keys)
    if query.days:
        order = list(Day)
        found.add("(e.days & :days) <> 0", days=sum({1 << order.index(day) for day in query.days}))
    if query.ids:
        found.add_any("e.listing_id", "id", [identifier.hex for identifier in query.ids])
    if since is not None:
        found.add("e.assured_date >= :since", since=since)
    _add_someone_like_me(found, query)
    return found


def _add_someone_like_me(found: Filters, query: ListingQuery) -> None:
    """Ask what a person asks for themselves; a listing that does not say stays."""
    if query.free is not None:
        found.add_unsaid("e.free = :free", "e.free IS NULL", free=query.free)
    if query.age is not None:
        found.add_unsaid(
            "COALESCE(e.min_age, 0) <= :age AND COALESCE(e.max_age, 999) >= :age",
            "e.min_age IS NULL AND e.max_age IS NULL",
            age=query.age,
        )
    if query.step_free is not None:
        found.add_unsaid("e.step_free = :step_free", "e.step_free IS NULL", step_free=query.step_free)
    if query.languages:
        keys = {f"language{number}": f"|{code}|" for number, code in enumerate(query.languages)}
        any_of = " OR ".join(f"instr(e.languages, :{key}) > 0" for key in keys)
        found.add_unsaid(any_of, "e.languages IS NULL", **keys)
    if query.remote is not None:
        found.add_unsaid("e.remote = :remote", "e.remote IS NULL", remote=query.remote)


def facet_groups(session: Session, filters: Filters) -> Rows:
    """Count the listings by kind, capitals, categories and districts at once: few rows hold every facet."""
    statement = f"""
        SELECT kind, capitals, categories, districts, COUNT(*) AS listings FROM (
            SELECT e.kind, e.capitals, e.categories, SUM(DISTINCT e.district_bit) AS districts
            FROM {filters.source()} WHERE {filters.where} GROUP BY e.no
        ) GROUP BY kind, capitals, categories, districts
    """  # noqa: S608
    return session.connection().execute(text(statement), filters.values).all()


def add_facet_filters(filters: Filters, query: ListingQuery, capital_bits: int) -> None:
    """Add the four filters that facets are counted over."""
    if query.kinds:
        filters.add_any("e.kind", "kind", [kind.value for kind in query.kinds])
    else:
        filters.add("e.kind <> :parish_council", parish_council=Kind.PARISH_COUNCIL.value)
    if query.capitals:
        filters.add("(e.capitals & :capitals) <> 0", capitals=capital_bits)
    if query.categories:
        keys = {f"category{number}": f"|{slug}|" for number, slug in enumerate(query.categories)}
        filters.add("(" + " OR ".join(f"instr(e.categories, :{key}) > 0" for key in keys) + ")", **keys)
    if query.districts:
        filters.add_any("e.district", "district", query.districts)


def page_rows(session: Session, filters: Filters, sort: Sort, *, limit: int, offset: int) -> Rows:
    """Read one page: each listing once, at its nearest place, those that answer every wish first."""
    unsaid = " + ".join(filters.unsaid) or "0"
    scored = filters.match is not None and sort is Sort.RELEVANCE
    score = "t.score" if scored else "0"
    order = {
        Sort.DISTANCE: "d2 IS NULL, d2, name_sort",
        Sort.RELEVANCE: "score, d2 IS NULL, d2, name_sort",
        Sort.NAME: "name_sort",
        Sort.ASSURED: "assured_date IS NULL, assured_date DESC, name_sort",
    }[sort]
    statement = f"""
        SELECT e.no, e.listing_id, e.site_id, e.capitals, e.categories, e.free, e.min_age, e.max_age,
            e.step_free, e.languages, e.remote, e.name_sort, e.assured_date, {score} AS score,
            {unsaid} AS unsaid, {filters.distance2} AS d2,
            MIN(COALESCE({filters.distance2}, 1e18)) AS nearest
        FROM {filters.source(scored=scored)} WHERE {filters.where}
        GROUP BY e.no ORDER BY unsaid, {order}, e.no LIMIT :limit OFFSET :offset
    """  # noqa: S608
    values = filters.values | {"limit": limit, "offset": offset}
    return session.connection().execute(text(statement), values).all()


def point_rows(session: Session, filters: Filters, limit: int) -> Rows:
    """Read the points of an answer for a map, one a place."""
    statement = f"""
        SELECT l.id, l.slug, l.name, e.lon, e.lat, p.precision
        FROM {filters.source()} JOIN listing l ON l.id = e.listing_id
        JOIN service_at_location s ON s.id = e.site_id JOIN location p ON p.id = s.location_id
        WHERE {filters.where} AND e.lon IS NOT NULL ORDER BY e.id LIMIT :limit
    """  # noqa: S608
    return session.connection().execute(text(statement), filters.values | {"limit": limit}).all()


def _in(ids: Sequence[str], name: str) -> tuple[str, dict[str, str]]:
    keys = {f"{name}{number}": value for number, value in enumerate(ids)}
    return ", ".join(f":{key}" for key in keys) or "NULL", keys


def listing_rows(session: Session, listing_ids: Sequence[str]) -> Mapping[str, Row[Any]]:
    """Read what a card says of listings, by the hex of their ids."""
    listed, values = _in(listing_ids, "i")
    statement = f"""
        SELECT l.id, l.slug, l.name, l.kind, l.summary, l.assured_date, l.source_date,
            l.sensitive, l.visiting,
            (SELECT COUNT(*) FROM service_at_location s WHERE s.listing_id = l.id) AS site_count,
            (SELECT group_concat(area_code, '|') FROM service_area a WHERE a.listing_id = l.id) AS serves,
            (SELECT group_concat(DISTINCT r.source) FROM source_record r WHERE r.listing_id = l.id) AS sources
        FROM listing l WHERE l.id IN ({listed})
    """  # noqa: S608
    return {row.id: row for row in session.connection().execute(text(statement), values)}


def site_rows(session: Session, site_ids: Sequence[str]) -> Mapping[str, Row[Any]]:
    """Read places with their hours, by the hex of the site ids."""
    listed, values = _in(site_ids, "s")
    statement = f"""
        SELECT s.id AS site_id, s.opening_hours, s.hours_note, p.name, p.address, p.postcode, p.precision,
            p.lon, p.lat, p.lsoa11, p.lsoa21, p.ward, p.parish, p.parish_estimated, p.district
        FROM service_at_location s JOIN location p ON p.id = s.location_id WHERE s.id IN ({listed})
    """  # noqa: S608
    return {row.site_id: row for row in session.connection().execute(text(statement), values)}


def wide_ids(session: Session, codes: Sequence[str], kinds: Sequence[str]) -> tuple[UUID, ...]:
    """List the listings that serve one of several whole areas, or are known only to be in a district."""
    listed, values = _in(codes, "c")
    kinds_listed, kind_values = _in(kinds, "k")
    statement = f"""
        SELECT DISTINCT listing_id, name_sort FROM search_entry e
        WHERE e.kind IN ({kinds_listed}) AND (
            e.listing_id IN (SELECT listing_id FROM service_area WHERE area_code IN ({listed}))
            OR (e.easting IS NULL AND e.district IN ({listed})))
        ORDER BY name_sort, listing_id
    """  # noqa: S608
    rows = session.connection().execute(text(statement), values | kind_values)
    return tuple(UUID(row.listing_id) for row in rows)


def label_rows(session: Session) -> Rows:
    """Read every category's words."""
    return session.connection().execute(text("SELECT * FROM category ORDER BY label")).all()


def source_titles(session: Session) -> dict[str, str]:
    """Read every source's title."""
    rows = session.connection().execute(text("SELECT key, title FROM source"))
    return {row.key: row.title for row in rows}


def count_without_hours(
    session: Session, query: ListingQuery, *, since: str | None, capital_bits: int
) -> int:
    """Count the listings that match and do not say when they are open."""
    filters = filters_of(query, since=since)
    add_facet_filters(filters, query, capital_bits)
    filters.add("NOT e.hours_known")
    statement = f"SELECT COUNT(DISTINCT e.no) FROM {filters.source()} WHERE {filters.where}"  # noqa: S608
    return int(session.connection().execute(text(statement), filters.values).scalar_one())
