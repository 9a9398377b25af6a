"""How is one area, or one kind of room in one parish, written as a row of a table?"""

from typing import Final

from directory.coverage.facilities_schemas import AreaRooms, ParishRooms, RoomsOfKind, RoomState
from directory.coverage.facilities_told import FEWEST_PEOPLE, told_people
from directory.speech import begin, miles
from directory.words import Level
from web.choropleth import UNKNOWN
from web.contexts.room_gaps import AreaRow, KindRow
from web.room_gap_choices import RoomChoices
from web.words import count

CSS: Final = {RoomState.NOT_KNOWN_OF: "s1", RoomState.ONLY_UNSAID: "s3", RoomState.WITHIN: "s4"}
LACKING_FIRST: Final = (RoomState.NOT_KNOWN_OF, RoomState.ONLY_UNSAID, RoomState.WITHIN)


def area_row(area: AreaRooms, groups: int = 0) -> AreaRow:
    """Write an area: who is without, how far the nearest is, and which; how many groups look for a venue."""
    return AreaRow(
        area=area,
        href=_href(area),
        without=without_words(area),
        perhaps=_perhaps(area),
        nearest="" if area.nearest_m is None else miles(area.nearest_m),
        room=area.nearest if area.nearest is not None and area.nearest.says else None,
        state="" if area.state is None else area.state.label,
        css=css_of(area),
        looking=f"{count(groups, 'group looks', 'groups look')} for a venue here" if groups else "",
    )


def kind_rows(choices: RoomChoices, rooms: ParishRooms) -> tuple[KindRow, ...]:
    """Write every kind of room as it stands with a parish, what is lacking first."""
    return tuple(_kind(choices, each) for state in LACKING_FIRST for each in rooms.of(state))


def _kind(choices: RoomChoices, each: RoomsOfKind) -> KindRow:
    return KindRow(
        label=begin(each.sought.label),
        href=choices.of_kind(each.sought).address(),
        row=area_row(each.area),
    )


def css_of(area: AreaRooms) -> str:
    """Choose the colour of an area."""
    return UNKNOWN if area.state is None else CSS[area.state]


def people_words(people: int) -> str:
    """Write how many, as many as may be told: in tens, or that they are few."""
    told = told_people(people)[0]
    return f"fewer than {FEWEST_PEOPLE}" if told.few else f"{told.tens:,}"


def some_of(part: int, whole: int, *, published: bool) -> tuple[str, str]:
    """Write some people of all: `220`, `of 1,060`; `all`, `1,060`; `all of them,`, `fewer than 10`.

    A whole that is published is written as other pages write it: 1,057.
    """
    told, others = told_people(part, whole - part)
    everybody = f"{whole:,}" if published else people_words(whole)
    few = told_people(whole)[0].few and not published
    if part == whole != 0:
        return ("all of them,", everybody) if few else ("all", everybody)
    if few:
        return ("some of them," if part else "none of them,"), everybody
    if told.few:
        return people_words(part), f"of {everybody}"
    return ("nearly all" if others.few else f"{told.tens:,}"), f"of {everybody}"


def without_words(area: AreaRooms) -> str:
    """Say how many have none within reach, of how many; empty where that is not known."""
    if area.people_without is None or area.people is None:
        return ""
    return " ".join(some_of(area.people_without, area.people, published=area.level is not Level.PARISH))


def _perhaps(area: AreaRooms) -> str:
    """Say how many of them reach a place that may have one and does not say."""
    unsaid = area.people_only_unsaid
    if not unsaid or not area.people_without:
        return ""
    who = "all" if unsaid == area.people_without else people_words(unsaid)
    return f"{begin(who)} of them reach a place that may have one and does not say: ask there"


def _href(area: AreaRooms) -> str:
    if area.level is Level.PARISH:
        return f"/parish/{area.code}"
    return f"/district/{area.code}" if area.level is Level.DISTRICT else f"/area/{area.code}"
