"""What must each filter of the feed leave, by examples from the feed's own data?

Every example is chosen so that it leaves some records and not others, where the data has such a one.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import dist
from typing import Any, Final, TypeVar

from sqlmodel import Session

from api.oruk.proofs import Claim, Predicate, Record
from api.oruk.terms import says
from api.oruk.wording import AREA_URI, moment_of
from directory.areas.schemas import PostcodeRead
from directory.areas.service import read_postcode
from directory.errors import NotFound
from directory.words import ALL_DISTRICTS, COMBINED_AUTHORITY, COUNTY, DISTRICTS_OF_COUNTY
from geo.projection import to_bng

NEAR_M: Final = 3_000
EDGE_M: Final = 5.0
"""Where a point is written in degrees and measured in metres, so much either way is right."""
POSTCODES_TRIED: Final = 40
Value = TypeVar("Value", bound=Hashable)
Of = Callable[[Record], Any]


def _itself(record: Record) -> Any:  # noqa: ANN401 - a record of JSON
    return record


def _service(record: Record) -> Any:  # noqa: ANN401 - a record of JSON
    return record["service"]


def claims_of_services(session: Session, services: Sequence[Record]) -> Iterator[Claim]:
    """Say what each filter of services must leave."""
    yield from _claims(session, "services", services, _itself, _places_of_service)


def claims_of_places(session: Session, places: Sequence[Record]) -> Iterator[Claim]:
    """Say what each filter of services at locations must leave."""
    yield from _claims(session, "service_at_locations", places, _service, lambda place: [place["location"]])


def _places_of_service(service: Record) -> list[Any]:
    return [place["location"] for place in service.get("service_at_locations", ())]


def _claims(
    session: Session,
    endpoint: str,
    records: Sequence[Record],
    service: Of,
    locations: Callable[[Record], Sequence[Any]],
) -> Iterator[Claim]:
    by_column = tuple(_by_column(endpoint, records, service))
    by_time = tuple(_by_time(endpoint, records))
    yield from by_column
    yield from by_time
    yield from _by_postcode(session, endpoint, records, service, locations)
    yield from _joined(records, by_column, by_time)


def _joined(records: Sequence[Record], some: Sequence[Claim], others: Sequence[Claim]) -> Iterator[Claim]:
    """Ask the first two filters that leave less together than each of them does."""

    def kept(claim: Claim) -> set[str]:
        return {record["id"] for record in records if claim.keeps(record)}

    of_others = [(other, kept(other)) for other in others]
    for one in some:
        left = kept(one)
        for other, also in of_others:
            if set() < left & also < left and left & also < also:
                yield both(one, other)
                return


def both(one: Claim, other: Claim) -> Claim:
    """Ask two filters at once."""

    def keeps(record: Record) -> bool | None:
        return bool(one.keeps(record)) and bool(other.keeps(record))

    return Claim(
        one.endpoint,
        f"{one.parameter} and {other.parameter}",
        {**one.query, **other.query},
        "Parameters combine with AND: what both filters leave, and nothing else.",
        keeps,
    )


def telling(values: Iterable[Value], whole: int) -> Value | None:
    """Choose the value that most records have, but not all of them."""
    counted = Counter(values)
    some = [value for value in counted if counted[value] < whole] or list(counted)
    return max(some, key=lambda value: (counted[value], str(value)), default=None)


def middle(values: Iterable[Any]) -> Any:  # noqa: ANN401 - any that has an order
    """Choose the value in the middle of the different ones; None where there is none."""
    ordered = sorted(set(values))
    return ordered[len(ordered) // 2] if ordered else None


def _terms_of(service: Record) -> Iterator[tuple[str, str, str | None]]:
    for attribute in service.get("attributes", ()):
        term = attribute["taxonomy_term"]
        yield term["id"], term["taxonomy_id"], term.get("parent_id")


def _by_column(endpoint: str, records: Sequence[Record], service: Of) -> Iterator[Claim]:
    whole = len(records)

    def claim(parameter: str, value: object, must_hold: str, keeps: Predicate) -> Claim:
        return Claim(endpoint, parameter, {parameter: str(value)}, must_hold, keeps)

    services = [service(record) for record in records]
    term = telling((term for one in services for term in {found[0] for found in _terms_of(one)}), whole)
    if term is not None:
        yield claim(
            "taxonomy_term_id",
            term,
            "Those with an attribute of this term or of one directly below it.",
            lambda record: any(term in {found[0], found[2]} for found in _terms_of(service(record))),
        )
    taxonomy = telling(
        (taxonomy for one in services for taxonomy in {found[1] for found in _terms_of(one)}), whole
    )
    if taxonomy is not None:
        yield claim(
            "taxonomy_id",
            taxonomy,
            "Those with an attribute of any term of this taxonomy.",
            lambda record: taxonomy in {found[1] for found in _terms_of(service(record))},
        )
    organization = telling((one["organization_id"] for one in services), whole)
    if organization is not None:
        yield claim(
            "organization_id",
            organization,
            "Those whose organization_id is this one.",
            lambda record: service(record)["organization_id"] == organization,
        )
    after = _after(one["last_modified"] for one in services)
    if after is not None:
        yield claim(
            "modified_after",
            after,
            "Those last modified at this instant or later.",
            lambda record: service(record)["last_modified"] >= after,
        )
    yield from _by_age(endpoint, services, service)
    yield from _by_words(endpoint, services, service)


def _after(moments: Iterable[str]) -> str | None:
    """Choose an instant some records are younger than; after all of them where they have but one."""
    ordered = sorted(set(moments))
    if not ordered:
        return None
    if len(ordered) > 1:
        return ordered[len(ordered) // 2]
    return moment_of(datetime.fromisoformat(ordered[0]) + timedelta(milliseconds=1))


def _by_age(endpoint: str, services: Sequence[Record], service: Of) -> Iterator[Claim]:
    youngest = middle(one["minimum_age"] for one in services if "minimum_age" in one)
    oldest = middle(one["maximum_age"] for one in services if "maximum_age" in one)
    if youngest is not None:
        yield Claim(
            endpoint,
            "minimum_age",
            {"minimum_age": str(youngest)},
            "Those with a minimum_age of at least this; those without one are left out.",
            lambda record: service(record).get("minimum_age", -1) >= youngest,
        )
    if oldest is not None:
        yield Claim(
            endpoint,
            "maximum_age",
            {"maximum_age": str(oldest)},
            "Those with a maximum_age of at most this; those without one are left out.",
            lambda record: service(record).get("maximum_age", oldest + 1) <= oldest,
        )


def _by_words(endpoint: str, services: Sequence[Record], service: Of) -> Iterator[Claim]:
    """Search by a whole name. Others may say its words too, so only those that plainly must be are judged."""
    if not services:
        return
    name = min((one["name"] for one in services), key=lambda found: (-len(found.split()), found))

    def keeps(record: Record) -> bool | None:
        one = service(record)
        if says(name, one["name"]):
            return True
        told = f"{one['name']} {one.get('description', '')} {one['organization']['name']}".casefold()
        return None if any(word in told for word in name.casefold().split()) else False

    yield Claim(
        endpoint,
        "search",
        {"search": name},
        "Every service that has all these words in its name, and none that has not one of them.",
        keeps,
    )


def _by_time(endpoint: str, records: Sequence[Record]) -> Iterator[Claim]:
    times = [time for record in records for time in record.get("schedules", ()) if "byday" in time]

    def claim(parameter: str, value: str, must_hold: str, fits: Callable[[Any], bool]) -> Claim:
        def keeps(record: Record) -> bool:
            return any("byday" in time and fits(time) for time in record.get("schedules", ()))

        return Claim(endpoint, parameter, {parameter: value}, must_hold, keeps)

    days = (
        day
        for record in records
        for day in {time["byday"][-2:] for time in record.get("schedules", ()) if "byday" in time}
    )
    day = telling(days, len(records))
    opens, closes = (
        middle(time["opens_at"][:5] for time in times),
        middle(time["closes_at"][:5] for time in times),
    )
    if day is not None:
        yield claim("day", day, "Those with a schedule on this day.", lambda time: time["byday"][-2:] == day)
    if opens is not None:
        yield claim(
            "start_time",
            opens,
            "Those with a schedule that opens at this time or later.",
            lambda time: time["opens_at"][:5] >= opens,
        )
    if closes is not None:
        yield claim(
            "end_time",
            closes,
            "Those with a schedule that closes at this time or earlier.",
            lambda time: time["closes_at"][:5] <= closes,
        )


def _by_postcode(
    session: Session,
    endpoint: str,
    records: Sequence[Record],
    service: Of,
    locations: Callable[[Record], Sequence[Any]],
) -> Iterator[Claim]:
    postcode = _telling_postcode(session, records, service, locations)
    if postcode is None or postcode.lon is None or postcode.lat is None:
        return
    holding = _area_uris(postcode)
    origin = to_bng(postcode.lon, postcode.lat)

    def serves(record: Record) -> bool:
        areas = service(record).get("service_areas", ())
        return not areas or any(area["uri"] in holding for area in areas)

    def near(record: Record) -> bool | None:
        if not serves(record):
            return False
        away = [
            dist(to_bng(place["longitude"], place["latitude"]), origin)
            for place in locations(record)
            if "longitude" in place
        ]
        if not away or min(away) > NEAR_M + EDGE_M:
            return False
        return True if min(away) < NEAR_M - EDGE_M else None

    query = {"postcode": postcode.postcode}
    yield Claim(
        endpoint,
        "postcode",
        query,
        "Those that do not say which areas they serve, and of those that do, those with an area that holds "
        "the postcode.",
        serves,
    )
    yield Claim(
        endpoint,
        "proximity",
        {**query, "proximity": str(NEAR_M)},
        f"Of those, the ones at a place within {NEAR_M} metres of the postcode's centre.",
        near,
    )


def _telling_postcode(
    session: Session,
    records: Sequence[Record],
    service: Of,
    locations: Callable[[Record], Sequence[Any]],
) -> PostcodeRead | None:
    """Choose the postcode of a place that somebody else's service area does not hold."""
    served = {area["uri"] for record in records for area in service(record).get("service_areas", ())}
    typed = dict.fromkeys(
        address["postal_code"]
        for record in records
        for place in locations(record)
        for address in place.get("addresses", ())
    )
    found = None
    for postcode in list(typed)[:POSTCODES_TRIED]:
        try:
            found = read_postcode(session, postcode)
        except NotFound:
            continue
        if served - _area_uris(found):
            return found
    return found


def _area_uris(postcode: PostcodeRead) -> set[str]:
    areas = postcode.areas
    codes = {areas.lsoa11, areas.lsoa21, areas.ward, areas.parish, areas.district, "E92000001"}
    codes |= {COUNTY} if areas.district in DISTRICTS_OF_COUNTY else set()
    codes |= {COMBINED_AUTHORITY} if areas.district in ALL_DISTRICTS else set()
    return {f"{AREA_URI}{code}" for code in codes if code}


def claims_of_words(endpoint: str, records: Sequence[Record]) -> Iterator[Claim]:
    """Say what a search of organizations, taxonomies or terms must leave."""
    texts = [f"{record['name']} {record['description']}".casefold() for record in records]
    words = {word for text in texts for word in text.split() if word.isalpha()}
    word = telling((word for text in texts for word in words if word in text), len(records))
    if word is not None:
        yield Claim(
            endpoint,
            "search",
            {"search": word},
            "Those that have the word in their name or description.",
            lambda record: word in f"{record['name']} {record['description']}".casefold(),
        )


def claims_of_terms(terms: Sequence[Record]) -> Iterator[Claim]:
    """Say what each filter of terms must leave."""
    taxonomy = telling((term["taxonomy_id"] for term in terms), len(terms))
    parent = telling((term["parent_id"] for term in terms if "parent_id" in term), len(terms))
    if taxonomy is not None:
        yield Claim(
            "taxonomy_terms",
            "taxonomy_id",
            {"taxonomy_id": taxonomy},
            "Those of this taxonomy.",
            lambda term: term["taxonomy_id"] == taxonomy,
        )
    if parent is not None:
        yield Claim(
            "taxonomy_terms",
            "parent_id",
            {"parent_id": parent},
            "Those directly below this term.",
            lambda term: term.get("parent_id") == parent,
        )
    yield Claim(
        "taxonomy_terms",
        "top_only",
        {"top_only": "true"},
        "Those with no term above them.",
        lambda term: "parent_id" not in term,
    )
