"""Which services, and which places of theirs, does a question of a harvester leave?

Each filter is one condition in SQL, written here; what was asked only ever travels as bound values. All of
them are joined by AND.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from api.oruk import identity
from api.oruk.params import ServiceFilters
from api.oruk.terms import Term, find_term
from api.oruk.wording import today
from directory.areas.service import origin_of_postcode
from directory.errors import InvalidInput, NotFound
from directory.search.queries import matching_numbers
from directory.search.words import match_expression, terms
from directory.words import ALL_DISTRICTS, COMBINED_AUTHORITY, COUNTY, DISTRICTS_OF_COUNTY

ENGLAND: Final = "E92000001"
VISIBLE: Final = (
    "l.status IN ('active', 'temporarily_closed') AND l.departure IS NULL "
    "AND (l.visible_from IS NULL OR l.visible_from <= :today) "
    "AND (l.visible_until IS NULL OR l.visible_until >= :today)"
)
"""Of listings: nothing departed, not yet visible, or visible no longer."""
SERVICE: Final = f"{VISIBLE} AND l.kind <> 'parish_council'"
"""A parish is an organization, not a service."""
_LOCAL_CLOSE: Final = (
    "CASE WHEN t.closes_at >= '24:00' THEN CASE WHEN t.closes_at < '34:00' THEN '0' ELSE '' END "
    "|| (CAST(substr(t.closes_at, 1, 2) AS INTEGER) - 24) || substr(t.closes_at, 3) ELSE t.closes_at END"
)
_NEVER: Final = "1 = 0"


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions joined by AND, with the values they need."""

    conditions: tuple[str, ...] = (SERVICE,)
    values: Mapping[str, Any] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    """The values that are lists."""

    @property
    def where(self) -> str:
        """The condition in SQL."""
        return " AND ".join(f"({condition})" for condition in self.conditions)

    def also(self, condition: str, *lists: str, **values: object) -> "Selection":
        """Ask one thing more."""
        return Selection((*self.conditions, condition), {**self.values, **values}, (*self.lists, *lists))


def everything() -> Selection:
    """Select every published service."""
    return Selection(values={"today": today()})


def select_services(session: Session, params: ServiceFilters, *, at_places: bool = False) -> Selection:
    """Select the services that pass every filter, or with `at_places` their places that do."""
    chosen = everything()
    if at_places:
        chosen = chosen.also("p.precision <> 'hidden'")
    chosen = _by_words(session, chosen, params.search)
    chosen = _by_terms(session, chosen, params)
    chosen = _by_columns(chosen, params)
    chosen = _by_times(chosen, params, at_places=at_places)
    return _by_postcode(session, chosen, params, at_places=at_places)


def _by_words(session: Session, chosen: Selection, search: str) -> Selection:
    words = terms(search)
    if not words:
        return chosen
    numbers = matching_numbers(session, match_expression(words))
    # The index holds what is open; a name is enough for what is closed for now.
    closed = [
        f"instr(lower(l.name || ' ' || l.summary), :word_{position}) > 0" for position in range(len(words))
    ]
    return chosen.also(
        "l.id IN (SELECT e.listing_id FROM search_entry e WHERE e.no IN :numbers) OR "  # noqa: S608 - constants
        f"(l.status = 'temporarily_closed' AND {' AND '.join(closed)})",
        "numbers",
        numbers=numbers,
        **{f"word_{position}": word for position, word in enumerate(words)},
    )


def _by_terms(session: Session, chosen: Selection, params: ServiceFilters) -> Selection:
    if params.taxonomy_term_id is not None:
        chosen = _by_term(chosen, find_term(session, str(params.taxonomy_term_id)))
    if params.taxonomy_id is not None:
        table = {
            identity.CAPITALS_TAXONOMY: "instance",
            identity.CATEGORIES_TAXONOMY: "listing_category",
        }.get(str(params.taxonomy_id))
        chosen = chosen.also(
            _NEVER if table is None else f"EXISTS (SELECT 1 FROM {table} w WHERE w.listing_id = l.id)"  # noqa: S608
        )
    return chosen


def _by_term(chosen: Selection, term: Term | None) -> Selection:
    """Keep what carries a term, or one below it."""
    if term is None:
        return chosen.also(_NEVER)
    if term.capital is not None:
        return chosen.also(
            "EXISTS (SELECT 1 FROM instance i WHERE i.listing_id = l.id AND i.capital = :capital)",
            capital=term.capital,
        )
    return chosen.also(
        "EXISTS (SELECT 1 FROM listing_category c WHERE c.listing_id = l.id AND c.category IN :categories)",
        "categories",
        categories=list(term.categories),
    )


def _by_columns(chosen: Selection, params: ServiceFilters) -> Selection:
    if params.organization_id is not None:
        chosen = of_organization(chosen, params.organization_id)
    if params.modified_after is not None:
        after = params.modified_after.astimezone(UTC).replace(tzinfo=None)
        chosen = chosen.also(
            "l.updated_at >= :modified_after", modified_after=after.isoformat(" ", "microseconds")
        )
    if params.minimum_age is not None:
        chosen = chosen.also("l.min_age >= :minimum_age", minimum_age=params.minimum_age)
    if params.maximum_age is not None:
        chosen = chosen.also("l.max_age <= :maximum_age", maximum_age=params.maximum_age)
    return chosen


def of_organization(chosen: Selection, organization: UUID) -> Selection:
    """Keep what an organization runs; one that stands for a listing runs that."""
    return chosen.also(
        "l.organization_id = :organization OR (l.organization_id IS NULL AND l.id = :own)",
        organization=organization.hex,
        own=identity.own_organization(organization).hex,
    )


def _by_times(chosen: Selection, params: ServiceFilters, *, at_places: bool) -> Selection:
    """Keep what has one schedule that fits the day, the start and the end asked for."""
    asked: dict[str, str] = {}
    conditions = []
    if params.day is not None:
        conditions.append("substr(t.byday, -2) = :day")
        asked["day"] = params.day
    if params.start_time is not None:
        conditions.append("t.opens_at >= :start_time")
        asked["start_time"] = params.start_time
    if params.end_time is not None:
        conditions.append(f"{_LOCAL_CLOSE} <= :end_time")
        asked["end_time"] = params.end_time
    if not conditions:
        return chosen
    whose = "t.service_at_location_id = s.id" if at_places else "x.listing_id = l.id"
    return chosen.also(
        "EXISTS (SELECT 1 FROM schedule t JOIN service_at_location x ON x.id = t.service_at_location_id "  # noqa: S608 - constants
        f"WHERE {whose} AND {' AND '.join(conditions)})",
        **asked,
    )


def _by_postcode(
    session: Session, chosen: Selection, params: ServiceFilters, *, at_places: bool
) -> Selection:
    if params.postcode is None:
        if params.proximity is not None:
            raise InvalidInput(
                "proximity needs a postcode to measure from: give postcode.", field="proximity"
            )
        return chosen
    try:
        origin = origin_of_postcode(session, params.postcode)
    except NotFound as unknown:
        raise InvalidInput(f"{unknown.message} Give a full one, like CB1 2JD.", field="postcode") from unknown
    areas = origin.areas
    codes = [code for code in (areas.lsoa11, areas.lsoa21, areas.ward, areas.parish, areas.district) if code]
    codes += [COUNTY] if areas.district in DISTRICTS_OF_COUNTY else []
    codes += [COMBINED_AUTHORITY] if areas.district in ALL_DISTRICTS else []
    chosen = chosen.also(
        "NOT EXISTS (SELECT 1 FROM service_area a WHERE a.listing_id = l.id) OR "
        "EXISTS (SELECT 1 FROM service_area a WHERE a.listing_id = l.id AND a.area_code IN :codes)",
        "codes",
        codes=[*codes, ENGLAND],
    )
    if params.proximity is None:
        return chosen
    near = (
        "{p}.precision <> 'hidden' AND {p}.lon IS NOT NULL AND ({p}.easting - :e) * ({p}.easting - :e) + "
        "({p}.northing - :n) * ({p}.northing - :n) <= :square_m"
    )
    condition = (
        near.format(p="p")
        if at_places
        else "EXISTS (SELECT 1 FROM service_at_location x JOIN location q ON q.id = x.location_id "  # noqa: S608 - constants
        f"WHERE x.listing_id = l.id AND {near.format(p='q')})"
    )
    return chosen.also(condition, e=origin.easting, n=origin.northing, square_m=params.proximity**2)
