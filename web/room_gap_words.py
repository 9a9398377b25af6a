"""What does the page of rooms within reach say of an answer?"""

from collections import Counter
from collections.abc import Iterable, Sequence

from directory.areas.schemas import ContactPointRead
from directory.clock import local_now
from directory.coverage.facilities_groups import GroupLooking, GroupsLooking
from directory.coverage.facilities_schemas import (
    AreaRooms,
    Change,
    FacilityView,
    ParishRooms,
    RoomChange,
    RoomState,
    Sought,
)
from directory.coverage.facilities_told import told_people
from directory.speech import begin, miles, pounds
from directory.venues.words import Hirer
from directory.words import ALL_DISTRICTS, Level, Region
from geo.travel import Mode
from web.choropleth import DOTS, HATCH, UNKNOWN, Drawing, Shape, Step, Theme
from web.contexts.gaps import Link, MapPicture, Option
from web.contexts.room_gaps import ChangeRow, GroupRow, RoomForm, RoomGapsPage
from web.outlines import OutlinePicture
from web.room_gap_choices import BY_WORDS, RoomChoices
from web.room_gap_rows import CSS, area_row, css_of, kind_rows, people_words, some_of
from web.words import count, listed, long_date

FIRST_ROWS = 10
MOST_ROWS = 60
"""Parishes on the page; the file has all of them."""
MOST_CHANGES = 12
MOST_GROUPS = 8
_PATTERN = {RoomState.NOT_KNOWN_OF: HATCH, RoomState.ONLY_UNSAID: DOTS}
_MEANING = {
    RoomState.NOT_KNOWN_OF: "None known within reach of most people",
    RoomState.ONLY_UNSAID: "Perhaps: most people reach only a place that does not say",
    RoomState.WITHIN: "Within reach of most people",
}


def room_gaps_page(
    choices: RoomChoices,
    view: FacilityView,
    groups: GroupsLooking,
    names: dict[str, str],
    *,
    picture: OutlinePicture,
    talk: tuple[ContactPointRead, ...],
    here: ParishRooms | None = None,
) -> RoomGapsPage:
    """Put an answer into plain English."""
    place = place_name(choices, names)
    people = view.people
    parishes = view.at(Level.PARISH)
    lacking = [area for area in parishes if area.people_without]
    asking = Counter(each.wanted.parish for each in groups.groups)
    rows = tuple(area_row(area, asking[area.code]) for area in lacking[:MOST_ROWS])
    left = len(lacking) - len(rows)
    number, sentence = _answer(choices, view, place)
    return RoomGapsPage(
        title=_question(choices, place),
        talk=talk,
        problems=choices.problems,
        form=form_of(choices, names),
        number=number,
        sentence=sentence,
        split=_split(view) if people.without else "",
        worst="" if here else _worst(lacking),
        day=_day(choices, view),
        heading=f"Parishes with most people who have none within reach{'' if lacking else ': none'}",
        rows=rows[:FIRST_ROWS],
        more=rows[FIRST_ROWS:],
        left_out=f"{count(left, 'more parish', 'more parishes')} with fewer people without, in the file."
        if left
        else "",
        kinds=kind_rows(choices, here) if here else (),
        none_without=not lacking,
        districts=tuple(area_row(area) for area in view.at(Level.DISTRICT)),
        map=map_of(view, picture),
        map_caption=f"{begin(offer_words(choices))}, {place}",
        told=_told(view, place),
        changes=tuple(_change(choices, each) for each in view.changes[:MOST_CHANGES]),
        changes_counted=_changes_counted(view.changes),
        groups=tuple(_group(each, names) for each in groups.groups[:MOST_GROUPS]),
        before=tuple(_group(each, names) for each in groups.told_before[:MOST_GROUPS]),
        seeking=""
        if groups.seeking is None
        else f"{groups.seeking} groups in {place} say in their profile that they seek a room.",
        area_name=place,
        reach=f"{view.reach_min:.0f} minutes {BY_WORDS[choices.query.by]}, "
        f"{miles(view.reach_m)} in a straight line",
        price_words=_price_words(choices),
        download=choices.address("/gaps/rooms/download.csv"),
        find_room="/rooms",
        examples=_examples(view),
        made=f"From what the directory holds on {long_date(local_now().date())}.",
        back=_back(choices, place),
    )


def place_name(choices: RoomChoices, names: dict[str, str]) -> str:
    """Name what is shown."""
    code = choices.query.parish or choices.query.district
    if code is not None:
        return names.get(code, code)
    return choices.query.region.label.removesuffix(" (five districts)")


def _back(choices: RoomChoices, place: str) -> Link:
    query = choices.query
    if query.parish is not None:
        return Link(place, f"/parish/{query.parish}")
    return Link("Back to the map of gaps", f"/gaps?district={query.district}" if query.district else "/gaps")


def offer_words(choices: RoomChoices) -> str:
    """Name the room that is asked for: `step-free room with a kitchen, open in the evening, …`."""
    query = choices.query
    said = [f"{'step-free ' if query.step_free else ''}{query.sought.label}"]
    if query.evening:
        said.append("open for hire in the evening")
    if query.most_pence_per_hour is not None:
        said.append(f"for {pounds(query.most_pence_per_hour)} an hour or less")
    return ", ".join(said)


def _question(choices: RoomChoices, place: str) -> str:
    return f"Who can reach a {offer_words(choices)}, in {place}?"


def _answer(choices: RoomChoices, view: FacilityView, place: str) -> tuple[str, str]:
    people = view.people
    within = f"within {view.reach_min:.0f} minutes {BY_WORDS[choices.query.by]}"
    offer = offer_words(choices)
    comma = "," if "," in offer else ""
    if not view.counted.rooms:
        return "Nobody has told us of a room here yet.", (
            f"So we cannot say who in {place} can reach a {offer}: "
            f"{count(view.counted.silent, 'venue or hub', 'venues and hubs')} may have one and do not say."
        )
    if not people.without:
        return "Everybody", f"in {place} has a {offer}{comma} {within}, as far as we know."
    needy = (
        f" {begin(people_words(people.in_need_without))} of them live in England's most deprived 30% of "
        "neighbourhoods."
        if people.in_need_without
        else ""
    )
    none = f"have no {offer}{comma} {within}, as far as we know."
    if told_people(people.people)[0].few:
        who = "some of them" if people.within else "all of them"
        return begin(people_words(people.people)), f"people live in {place}, and {who} {none}"
    some, of = some_of(people.without, people.people, published=choices.query.parish is None)
    parts = told_people(people.only_unsaid), told_people(people.not_known_of)
    if some[0].isdigit() and not any(part.few for (part,) in parts):
        # The same tens as the two parts that follow, so that they add up.
        some = f"{sum(part.tens or 0 for (part,) in parts):,}"
    return begin(some), f"{of} people in {place} {none}{needy}"


def _split(view: FacilityView) -> str:
    people = view.people
    if not people.not_known_of:
        return "For all of them a place that does not say what it has may have one: ask there first."
    if not people.only_unsaid:
        return "For none of them is there even a place within reach that may have one and does not say."
    return (
        f"For {people_words(people.only_unsaid)} of them a place that does not say what it has may have one: "
        f"ask there first. For {people_words(people.not_known_of)} we know of no such place within reach."
    )


def _worst(lacking: Sequence[AreaRooms]) -> str:
    if not lacking:
        return ""
    named = listed(f"{area.name} ({people_words(area.people_without or 0)})" for area in lacking[:3])
    return f"Most of those without live in {named}."


def _day(choices: RoomChoices, view: FacilityView) -> str:
    if choices.query.on_date is None:
        return ""
    return f"As it is known now to be on {long_date(view.on_date)}."


def map_of(view: FacilityView, picture: OutlinePicture) -> MapPicture | None:
    """Draw the neighbourhoods by their state: colour, and a pattern that stays in grey."""
    # The table is in the order of people; the map needs one order whatever is asked.
    areas = sorted(view.at(Level.LSOA), key=lambda area: area.code)
    if not areas or not view.counted.rooms:
        return None
    shapes = tuple(
        Shape(
            code=area.code,
            css=css_of(area),
            title=_title(area),
            is_gap=area.state is RoomState.NOT_KNOWN_OF,
            pattern="" if area.state is None else _PATTERN.get(area.state, ""),
        )
        for area in areas
    )
    steps = tuple(
        Step(
            css=CSS[state],
            label=_MEANING[state],
            areas=sum(area.state is state for area in areas),
            people=_tens(area for area in areas if area.state is state),
            pattern=_PATTERN.get(state, ""),
        )
        for state in (RoomState.NOT_KNOWN_OF, RoomState.ONLY_UNSAID, RoomState.WITHIN)
    )
    lost = [area for area in areas if area.state is None]
    codes = [area.code for area in areas]
    return MapPicture(
        drawing=Drawing(
            theme=Theme.STATE,
            shapes=shapes,
            steps=steps,
            unknown=Step(UNKNOWN, "Not known", len(lost), _tens(lost)) if lost else None,
            need_labels=("", "", ""),
        ),
        path=picture.path,
        view=picture.view_of(codes),
        release=view.query.release,
        districts=tuple(code for code in ALL_DISTRICTS if code in {area.district_code for area in areas}),
        approximate=(),
        states="",
    )


def _tens(areas: Iterable[AreaRooms]) -> int:
    """Count the people of areas in tens, as every number of people here is told."""
    return told_people(sum(area.population or 0 for area in areas))[0].tens or 0


def _title(area: AreaRooms) -> str:
    people = "population not known" if area.population is None else f"{area.population:,} people"
    far = "" if area.nearest_m is None else f", nearest {miles(area.nearest_m)}"
    return f"{area.name}\n{people}\n{'Not known' if area.state is None else area.state.label}{far}"


def _told(view: FacilityView, place: str) -> tuple[str, ...]:
    counted = view.counted
    real = counted.rooms - counted.examples
    made_up = (
        f", and {count(counted.examples, 'more is', 'more are')} made up. Of all"
        if counted.examples
        else ". Of these"
    )
    if counted.rooms and not real:
        places = count(counted.places, "venue or hub", "venues and hubs")
        return (
            f"None of the {places} in or within reach of {place} has told us of a room. They may have one.",
        )
    lines = []
    if real:
        lines.append(
            f"We were told of {count(real, 'room')} in or within reach of {place}{made_up}, "
            f"{counted.with_it:,} have what is asked for, "
            f"{counted.without:,} have not, {counted.unsaid:,} do not say all of it."
        )
    lines.append(
        f"{counted.silent:,} of {count(counted.places, 'venue or hub', 'venues and hubs')} in or within "
        f"reach of {place} have not told us of any room. They may have one."
    )
    return tuple(lines)


def _examples(view: FacilityView) -> str:
    counted = view.counted
    if not counted.examples:
        return ""
    if counted.examples == counted.rooms:
        return "All rooms here are examples, made up to show how this works: the figures mean nothing yet."
    return (
        f"{counted.examples:,} of the {count(counted.rooms, 'room')} here are examples, made up to show "
        "how this works: the figures count them too."
    )


def _changes_counted(changes: Sequence[RoomChange]) -> str:
    parts = [
        (sum(each.change is Change.OPENS for each in changes), "planned to open"),
        (sum(each.change is Change.DELAYED for each in changes), "delayed"),
        (sum(each.change is Change.NO_DAY for each in changes), "planned without a day"),
        (sum(each.change is Change.CLOSES for each in changes), "to close"),
    ]
    said = [f"{number:,} {words}" for number, words in parts if number]
    return f"{listed(said)}." if said else ""


def _change(choices: RoomChoices, each: RoomChange) -> ChangeRow:
    words, ask = each.change.label, None
    if each.on is not None:
        words = f"{words} {'after ' if each.change is Change.CLOSES else 'on '}{long_date(each.on)}"
        # The day after the last: then it is shut.
        day = each.on if each.change is not Change.CLOSES else each.on.fromordinal(each.on.toordinal() + 1)
        ask = Link(f"The answer on {long_date(day)}", choices.on_day(day).address())
    if each.change is Change.DELAYED and each.first_said is not None:
        words = f"{words} (first said: {long_date(each.first_said)})"
    if not each.says:
        words = f"{words}. It does not say whether it has what is asked for"
    return ChangeRow(each.listing_name, each.listing_slug, f"{words}.", ask, each.example)


def _group(each: GroupLooking, names: dict[str, str]) -> GroupRow:
    wanted = each.wanted
    code = wanted.parish or wanted.district or ""
    when = f"until {long_date(wanted.until)}"
    if wanted.as_of is not None:
        when = f"told in {wanted.as_of}" + (f", {wanted.source}" if wanted.source else "")
    return GroupRow(
        name=wanted.group_name,
        slug=wanted.listing_slug,
        what=wanted.what,
        where=names.get(code, ""),
        when=when,
        fitting=each.fitting,
        looks=each,
    )


def _price_words(choices: RoomChoices) -> str:
    if choices.query.limit_pence is None:
        return ""
    who = choices.query.hirer.label[:1].lower() + choices.query.hirer.label[1:]
    when = "on a weekday evening" if choices.query.evening else "at the cheapest time of the week"
    return f"The price is half of what a two-hour hire costs {who} {when}."


def form_of(choices: RoomChoices, names: dict[str, str]) -> RoomForm:
    """Return the form as it stands, with what was typed."""
    query = choices.query
    place = query.parish or query.district
    errors = {problem.field: problem.message for problem in choices.problems}
    return RoomForm(
        rooms=tuple(Option(each.value, each.label, each is query.sought) for each in Sought),
        step_free=query.step_free,
        evening=query.evening,
        most=choices.most,
        hirers=tuple(Option(each.value, each.label, each is query.hirer) for each in Hirer),
        on=choices.on,
        areas=(
            Option("", Region.CAMBRIDGESHIRE.label, place is None),
            Option(
                "all",
                Region.COMBINED_AUTHORITY.label,
                place is None and query.region is Region.COMBINED_AUTHORITY,
            ),
            *((Option(query.parish, names.get(query.parish, query.parish), True),) if query.parish else ()),
            *(Option(code, names.get(code, code), code == query.district) for code in ALL_DISTRICTS),
        ),
        ways=tuple(Option(each.value, BY_WORDS[each].capitalize(), each is query.by) for each in Mode),
        most_error=errors.get("most", ""),
        on_error=errors.get("on", ""),
        more_open="on" in errors,
    )
