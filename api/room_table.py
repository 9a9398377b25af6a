"""How is an answer about rooms within reach written, as JSON and as a table?"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

from directory.coverage.facilities_schemas import AreaRooms, FacilityView, RoomChange, RoomsCounted
from directory.coverage.facilities_told import Told, told_people, told_share
from directory.spreadsheet import harmless

COLUMNS: Final = (
    "level",
    "code",
    "name",
    "district",
    "population",
    "imd_decile",
    "state",
    "nearest_m",
    "nearest_possible_m",
    "share_within_walk",
    "share_within_cycle",
    "share_within_drive",
    "people_within",
    "people_only_unsaid",
    "people_not_known_of",
    "few",
    "rooms",
    "nearest_listing",
    "nearest_room",
)
_METRES: Final = frozenset({"nearest_m", "nearest_possible_m"})
_PEOPLE: Final = ("people_within", "people_only_unsaid", "people_not_known_of")
_SHARES: Final = frozenset({"share_within_walk", "share_within_cycle", "share_within_drive"})


def row_json(area: AreaRooms) -> dict[str, Any]:
    """Write one area, in the order of the table's columns; null is unknown, or few where `few` names it."""
    people = _parts(area.people_within, area.people_only_unsaid, area.people_not_known_of)
    told = {**{name: each.tens for name, each in people.items()}, "few": _few(people)}
    return {column: told[column] if column in told else _value(area, column) for column in COLUMNS}


def _parts(*parts: int | None) -> dict[str, Told]:
    return dict(zip(_PEOPLE, told_people(*parts), strict=True))


def _few(people: Mapping[str, Told]) -> list[str]:
    return [name for name, each in people.items() if each.few]


def _value(area: AreaRooms, column: str) -> object:
    if column in {"nearest_listing", "nearest_room"}:
        told = area.nearest if area.nearest is not None and area.nearest.says else None
        if told is None:
            return None
        return told.listing_slug if column == "nearest_listing" else told.room_slug
    found = getattr(area, column)
    if column in {"level", "state"}:
        return None if found is None else found.value
    if column in _SHARES:
        return told_share(found, area.people)
    return round(found, 1) if found is not None and column in _METRES else found


def rooms_csv(areas: Iterable[AreaRooms], counted: RoomsCounted) -> bytes:
    """Write areas as CSV (RFC 4180), UTF-8; an empty cell is unknown, or few where `few` names its column.

    The last column says in each row whether the figures rest on made-up rooms: rows are copied one by one.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*COLUMNS, "examples"))
    examples = examples_of(counted)
    rows = ({**row, "few": " ".join(row["few"]), "examples": examples} for row in map(row_json, areas))
    writer.writerows([harmless(cell) for cell in row.values()] for row in rows)
    return text.getvalue().encode()


def examples_of(counted: RoomsCounted) -> str:
    """Say how many of the rooms are made up; empty where none is."""
    if not counted.examples:
        return ""
    return "all rooms made up" if counted.examples == counted.rooms else "some rooms made up"


def view_json(view: FacilityView) -> dict[str, Any]:
    """Write what was asked, how many answered and how many people it is of; the rows follow."""
    query, counted = view.query, view.counted
    people = {
        "people": told_people(view.people.people)[0],
        **_parts(view.people.within, view.people.only_unsaid, view.people.not_known_of),
        "people_in_need_without": told_people(view.people.in_need_without)[0],
    }
    return {
        "room": query.sought.value,
        "step_free": query.step_free,
        "evening": query.evening,
        "evenings": query.evenings,
        "most_pence_per_hour": query.limit_pence,
        "hirer": query.hirer.value,
        "on_date": view.on_date.isoformat(),
        "by": query.by.value,
        "within_min": view.reach_min,
        "within_m": round(view.reach_m, 1),
        "release": query.release.value,
        "region": None if query.parish else query.region.value,
        "district": query.district,
        "parish": query.parish,
        "rooms": counted.rooms,
        "rooms_with_it": counted.with_it,
        "rooms_unsaid": counted.unsaid,
        "rooms_without": counted.without,
        "places": counted.places,
        "places_silent": counted.silent,
        "example_rooms": counted.examples,
        **{name: each.tens for name, each in people.items()},
        "few": _few(people),
        "changes": [change_json(each) for each in view.changes],
    }


def change_json(change: RoomChange) -> dict[str, Any]:
    """Write a place that is to open or to close."""
    return {
        "change": change.change.value,
        "listing": change.listing_slug,
        "name": change.listing_name,
        "on": None if change.on is None else change.on.isoformat(),
        "first_said": None if change.first_said is None else change.first_said.isoformat(),
        "says": change.says,
        "counted": change.counted,
        "example": change.example,
    }
