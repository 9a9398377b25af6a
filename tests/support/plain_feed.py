"""The filters of the feed in plain Python over its own records: slow, and easy to believe."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import hypot
from typing import Any

from sqlalchemy import Engine, text

from directory.search.words import thesaurus
from geo.projection import to_bng

Record = Mapping[str, Any]
EDGE_M = 2.0
_LITTLE = frozenset(
    words
    for line in ("a an and at by for from i in is me my near", "of on or our some the to want with")
    for words in line.split(" ")
)


def words_of(told: str) -> list[str]:
    taken_apart = unicodedata.normalize("NFD", told)
    plain = "".join(letter for letter in taken_apart if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", plain.casefold())


class PlainFeed:
    """Every record, and beside them only what the feed does not hold: the words of a place's areas."""

    def __init__(self, engine: Engine, records: Sequence[Record], *, places: bool) -> None:
        self.records = records
        self.places = places
        self.engine = engine
        with engine.connect() as connection:
            rows = connection.execute(
                text(
                    "SELECT DISTINCT e.listing_id, t.name, t.about, t.place, t.summary "
                    "FROM search_entry e JOIN search_text t ON t.rowid = e.no"
                )
            )
            self.words = {row[0]: set(words_of(" ".join(row[1:]))) for row in rows}
        self.tests: dict[str, Callable[[Record, Any], bool]] = {
            "search": self._says,
            "taxonomy_term_id": lambda one, term: any(
                term in {found["taxonomy_term"]["id"], found["taxonomy_term"].get("parent_id")}
                for found in self.service(one).get("attributes", ())
            ),
            "taxonomy_id": lambda one, taxonomy: any(
                found["taxonomy_term"]["taxonomy_id"] == taxonomy
                for found in self.service(one).get("attributes", ())
            ),
            "organization_id": lambda one, wanted: self.service(one)["organization_id"] == wanted,
            "modified_after": lambda one, after: self.service(one)["last_modified"] >= after,
            "minimum_age": lambda one, age: self.service(one).get("minimum_age", -1) >= float(age),
            "maximum_age": lambda one, age: self.service(one).get("maximum_age", 999) <= float(age),
        }

    def service(self, record: Record) -> Record:
        return record["service"] if self.places else record  # type: ignore[no-any-return]

    def ids(self, query: Mapping[str, str]) -> set[str]:
        """Give the ids of the records that pass every filter, one by one."""
        return {
            one["id"]
            for one in self.records
            if all(self.tests[name](one, value) for name, value in query.items() if name in self.tests)
            and self._open(one, query)
            and self._serves(one, query)
            and self._near(one, query)
        }

    def _says(self, record: Record, search: str) -> bool:
        asked = words_of(search)
        asked = list(dict.fromkeys([word for word in asked if word not in _LITTLE] or asked))
        held = self.words.get(self.service(record)["id"].replace("-", ""), set())
        for position, word in enumerate(asked):
            last = position == len(asked) - 1 and len(word) > 1
            if not (
                word in held
                or (last and any(one.startswith(word) for one in held))
                or any(other in held for other in thesaurus().get(word, ()))
            ):
                return False
        return True

    def _open(self, record: Record, query: Mapping[str, str]) -> bool:
        """One schedule must fit day, start and end together."""
        if not {"day", "start_time", "end_time"} & query.keys():
            return True
        return any(
            time["byday"].endswith(query.get("day", ""))
            and time["opens_at"][:5] >= query.get("start_time", "00:00")
            and time["closes_at"][:5] <= query.get("end_time", "23:59")
            for time in record.get("schedules", ())
            if "byday" in time
        )

    def _postcode(self, postcode: str) -> Any:
        with self.engine.connect() as connection:
            statement = text("SELECT * FROM postcode WHERE postcode = :postcode")
            return connection.execute(statement, {"postcode": postcode}).one()

    def _serves(self, record: Record, query: Mapping[str, str]) -> bool:
        areas = self.service(record).get("service_areas", ())
        if "postcode" not in query or not areas:
            return True
        row = self._postcode(query["postcode"])
        held = {row.lsoa11, row.lsoa21, row.ward, row.parish, row.district, "E47000008", "E92000001"}
        held |= set() if row.district == "E06000031" else {"E10000003"}
        return any(area["uri"].rpartition("/")[2] in held for area in areas)

    def _near(self, record: Record, query: Mapping[str, str]) -> bool:
        if "proximity" not in query:
            return True
        away = self.distances(query["postcode"])[record["id"]]
        return away is not None and away <= float(query["proximity"])

    def distances(self, postcode: str) -> Mapping[str, float | None]:
        """Measure from a postcode to the nearest place of each record."""
        row = self._postcode(postcode)
        origin = to_bng(row.lon, row.lat)
        found: defaultdict[str, float | None] = defaultdict(lambda: None)
        for record in self.records:
            locations = (
                [record["location"]]
                if self.places
                else [site["location"] for site in record.get("service_at_locations", ())]
            )
            points = [to_bng(one["longitude"], one["latitude"]) for one in locations if "latitude" in one]
            if points:
                found[record["id"]] = min(hypot(x - origin[0], y - origin[1]) for x, y in points)
        return found
