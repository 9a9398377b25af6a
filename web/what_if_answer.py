"""What does the page about what-ifs say of an answer?"""

from collections.abc import Callable
from urllib.parse import urlencode

from directory.coverage.what_if import MOST_CHANGES
from directory.coverage.what_if_schemas import ChangedPlace, WhatIf
from directory.speech import kilometres
from directory.words import ALL_DISTRICTS, Capital
from web.contexts.gaps import Link, Option, OptionGroup
from web.contexts.what_if import AreaRow, ChangeLine, ChangeMap, Spot, Step, WhatIfForm
from web.gap_choices import offer_words
from web.gap_filters import filters_of
from web.gap_names import GapNames
from web.mercator import to_mercator
from web.outlines import UNIT_M, OutlinePicture
from web.what_if_choices import PATH, WhatIfChoices
from web.what_if_words import about, noun_of
from web.words import count

_STEPS_M = (1_000, 3_000, 6_000)
_SMALL_M = 10.0
_VERBS = {"close": "closes", "move": "moves", "add": "opens"}
PLAIN = "wi0"


def form_of(choices: WhatIfChoices, names: GapNames, need_words: str) -> WhatIfForm:
    """Return the form as it stands."""
    filters = filters_of(choices.gaps, names, need_words)
    unsaid = not choices.subject_chosen
    what = (
        OptionGroup("", (Option("", "The same kind as the place that changes", unsaid),)),
        *(
            OptionGroup(
                group.heading,
                tuple(Option(each.value, each.label, each.chosen and not unsaid) for each in group.options),
            )
            for group in filters.capital
        ),
    )
    fields = {"capital", "category", "district", "region", "release", "need", "name", "on"}
    return WhatIfForm(
        capital=what,
        district=filters.district,
        release=filters.release,
        region=filters.region,
        need=filters.need,
        closing=choices.said("closing"),
        adding=choices.said("adding"),
        moving=choices.said("moving"),
        to=choices.said("to"),
        name=choices.name,
        on=choices.on.isoformat() if choices.on else choices.said("on"),
        hidden=tuple(pair for pair in choices.pairs() if pair[0] not in fields),
    )


def lines_of(choices: WhatIfChoices, answer: WhatIf, noun: str) -> tuple[ChangeLine, ...]:
    """Tell each change, with the address of the page without it."""
    told, at = [], {"close": 0, "move": 0, "add": 0}
    for place in answer.places:
        told.append(
            ChangeLine(
                words=_VERBS[place.does] if place.does != "move" else "moves to " + _position(place),
                note=_note(place, noun),
                href=f"/listing/{place.slug}" if place.slug else "",
                name=_name(choices, place),
                without=choices.without(place.does, at[place.does]).address(),
            )
        )
        at[place.does] += 1
    return tuple(told)


def _name(choices: WhatIfChoices, place: ChangedPlace) -> str:
    if place.slug:
        return place.name
    if choices.changes.name_of((place.lon, place.lat)):
        return f"A place at {place.name}"
    return f"{place.name} at {_position(place)}"


def _position(place: ChangedPlace) -> str:
    return f"{place.lat:.4f}° north, {abs(place.lon):.4f}° {'east' if place.lon >= 0 else 'west'}"


def _note(place: ChangedPlace, noun: str) -> str:
    notes = []
    if not place.counts:
        notes.append(f"It is not counted as a {noun} here, so it changes nothing in these figures.")
    if place.by_parish:
        notes.append("We know its parish only, so it is measured from the middle of the parish.")
    if place.places > 1:
        notes.append(f"All its {place.places} places close.")
    return " ".join(notes)


def area_rows(answer: WhatIf, known_as: dict[str, str]) -> tuple[AreaRow, ...]:
    """Put the areas that change most into words."""
    return tuple(
        AreaRow(
            code=area.code,
            name=area.name,
            known_as=known_as.get(area.code, ""),
            district=area.district,
            decile="not known" if area.imd_decile is None else str(area.imd_decile),
            people=about(area.people),
            now=_km(area.now_m),
            then=_km(area.then_m),
            extra=_extra(area.now_m, area.then_m),
            instead=area.instead,
        )
        for area in answer.areas
    )


def _km(metres: float | None) -> str:
    return "none known" if metres is None else kilometres(metres)


def _extra(now_m: float | None, then_m: float | None) -> str:
    if now_m is None or then_m is None:
        return "not known"
    step = then_m - now_m
    if abs(step) < _SMALL_M:
        return "under 10 m"
    return f"{kilometres(abs(step))} {'further' if step > 0 else 'nearer'}"


def map_of(choices: WhatIfChoices, answer: WhatIf, picture: OutlinePicture) -> ChangeMap:
    """Draw what changes where: areas that change and around them."""
    changed = set(answer.change_m)
    inside = {
        code
        for code, outline in picture.outlines.items()
        if outline.district_code in answer.query.region.districts and code not in ALL_DISTRICTS
    }
    if answer.query.district:
        inside = {code for code in inside if picture.outlines[code].district_code == answer.query.district}
    spots = tuple(_spot(picture, place) for place in answer.places)
    view = picture.view_of((changed & inside) or inside)
    label = _labels()
    shapes, tally, hardly = [], dict.fromkeys(label, 0), 0
    for code in sorted(inside):
        metres = answer.change_m.get(code, 0.0)
        css = _css(metres)
        tally[css] += 1
        title = picture.outlines[code].name
        hardly += bool(metres) and css == PLAIN
        shapes.append((code, css, f"{title}\n{_extra(0.0, metres) if metres else 'as it is'}"))
    steps = [Step(css, words, tally[css]) for css, words in label.items() if tally[css] and css != PLAIN]
    steps += [Step(PLAIN, "by under 10 m", hardly)] if hardly else []
    steps += [Step(PLAIN, "no change", tally[PLAIN] - hardly)] if tally[PLAIN] > hardly else []
    # A closed place may stand where nothing else changes: the view must hold it.
    return ChangeMap(
        path=picture.path,
        view=view,
        shapes=tuple(shapes),
        districts=tuple(code for code in answer.query.region.districts if code in picture.outlines),
        spots=spots,
        steps=tuple(steps),
        radius=max(view.width, view.height) / 60,
        add_from=choices.address() if answer.places and len(answer.places) < MOST_CHANGES else "",
    )


def _spot(picture: OutlinePicture, place: ChangedPlace) -> Spot:
    x, y = to_mercator(place.lon, place.lat)
    return Spot(
        round(x / UNIT_M) - picture.origin[0], picture.origin[1] - round(y / UNIT_M), place.does, place.name
    )


def _css(metres: float) -> str:
    if abs(metres) < _SMALL_M:
        return PLAIN
    place = 1 + sum(abs(metres) > limit for limit in _STEPS_M)
    return f"{'wl' if metres > 0 else 'wg'}{place}"


def _labels() -> dict[str, str]:
    low, middle, high = (f"{limit // 1000} km" for limit in _STEPS_M)
    spans = (f"up to {low}", f"{low} to {middle}", f"{middle} to {high}", f"over {high}")
    return {
        **{f"wl{4 - at}": f"{span} further" for at, span in enumerate(reversed(spans))},
        PLAIN: "no change, or under 10 m",
        **{f"wg{at}": f"{span} nearer" for at, span in enumerate(spans, 1)},
    }


def capital_links(choices: WhatIfChoices) -> Callable[[Capital], tuple[str, str]]:
    """Give the words and the address for the same changes counted by a capital."""

    def told(capital: Capital) -> tuple[str, str]:
        kept = [pair for pair in choices.pairs() if pair[0] not in {"capital", "category"}]
        address = f"{PATH}?{urlencode([('capital', capital.value), *kept], safe=':,')}"
        return offer_words(capital), address

    return told


def alternative_links(answer: WhatIf) -> tuple[Link, ...]:
    """Say what is nearest then, for how many people."""
    return tuple(
        Link(
            each.name,
            f"/listing/{each.slug}" if each.slug else "",
            f"{about(each.people)} people, {kilometres(each.distance_m)} away on average",
        )
        for each in answer.alternatives
    )


def counted_words(answer: WhatIf, noun: str, *, assumed: bool) -> str:
    """Say what was counted."""
    why = ", the kind of the place that changes" if assumed else ""
    return (
        f"Counted is any {noun}{why}: {count(answer.listings_now, 'listing')} now, "
        f"{answer.listings_then} then, in Cambridgeshire and Peterborough."
    )


def noun(choices: WhatIfChoices, names: GapNames) -> str:
    """Name one of what is counted."""
    category = next(
        (each.label.lower() for each in names.categories if each.slug == choices.gaps.category), ""
    )
    return noun_of(choices, category)
