"""What does the page of a parish say of rooms that are missing there?"""

from collections.abc import Sequence
from typing import Final

from directory.areas.schemas import AreaRead
from directory.coverage.facilities_schemas import ParishRooms, RoomState, Sought
from directory.venues.schemas import WantedRead
from directory.words import CIVIL_PARISH
from web.contexts.room_gaps import KindRow, RoomsMissing
from web.room_gap_choices import BY_WORDS, in_parish_of
from web.room_gap_rows import kind_rows
from web.words import count, listed

MOST_KINDS: Final = 4
MOST_GROUPS: Final = 4


def rooms_missing(
    area: AreaRead, rooms: ParishRooms | None, looking: Sequence[WantedRead]
) -> RoomsMissing | None:
    """Say which kinds of room are lacking; None where nothing can be told of it."""
    if rooms is None or not rooms.kinds:
        return None
    choices = in_parish_of(area.code, area.district_code)
    within = f"within {rooms.reach_min:.0f} minutes {BY_WORDS[rooms.by]}"
    rows = kind_rows(choices, rooms)
    known_of = rooms.counted.rooms > 0
    return RoomsMissing(
        sentence=_sentence(rooms, within),
        lacking=_lacking(rows) if known_of else (),
        more=_more(rooms) if known_of else "",
        unsaid=_unsaid(rooms) if known_of else "",
        within=f"Most people here have, {within}{_by_examples(rooms)}:",
        reached=tuple(f"a {each.sought.label}" for each in rooms.of(RoomState.WITHIN)) if known_of else (),
        examples=_examples(rooms),
        looking=tuple(looking[:MOST_GROUPS]),
        href=choices.of_kind(Sought.ANY).address(),
        place="this parish" if area.code.startswith(CIVIL_PARISH) else "this area",
    )


def _sentence(rooms: ParishRooms, within: str) -> str:
    counted = rooms.counted
    silent = count(counted.silent, "hall or hub", "halls and hubs")
    may = f"{silent} {within} may have one and {'does' if counted.silent == 1 else 'do'} not say: ask there."
    if not counted.rooms:
        told = "Nobody has told us of a room to hire that people here can reach."
        return f"{told} {may}" if counted.silent else told
    return "No room listed does not mean there is none." + (f" {may}" if counted.silent else "")


def _lacking(rows: tuple[KindRow, ...]) -> tuple[KindRow, ...]:
    lacking = [each for each in rows if each.row.area.state is RoomState.NOT_KNOWN_OF]
    # What somebody has, somewhere, can be gone to: that is told before what nobody told of anywhere.
    lacking.sort(key=lambda each: each.row.area.nearest_m is None)
    return tuple(lacking[:MOST_KINDS])


def _more(rooms: ParishRooms) -> str:
    many = len(rooms.of(RoomState.NOT_KNOWN_OF)) - MOST_KINDS
    return f"and {count(many, 'other kind')} of room" if many > 0 else ""


def _unsaid(rooms: ParishRooms) -> str:
    kinds = rooms.of(RoomState.ONLY_UNSAID)
    if not kinds:
        return ""
    if len(kinds) > MOST_KINDS:
        return (
            f"Of {len(kinds)} other kinds of room no place within reach says whether it has one: ask there."
        )
    many = listed((f"a {each.sought.label}" for each in kinds), "or")
    return f"Only a place that does not say whether it has one may have {many}: ask there."


def _by_examples(rooms: ParishRooms) -> str:
    counted = rooms.counted
    if not counted.examples:
        return ""
    return ", by examples alone" if counted.examples == counted.rooms else ", with the examples"


def _examples(rooms: ParishRooms) -> str:
    counted = rooms.counted
    if not counted.examples:
        return ""
    if counted.examples == counted.rooms:
        return "All of these rooms are examples, made up to show how this works."
    return "Some of these rooms are examples, made up to show how this works."
