"""How does the form of the gaps page stand, for a view of it?"""

from collections.abc import Iterable
from itertools import groupby

from directory.coverage.need import SUGGESTED
from directory.coverage.schemas import ALL_CAPITALS
from directory.geographies.schemas import OWN_PREFIX
from directory.words import ALL_DISTRICTS, Capital, Day, Level, Region, Release
from geo.trust import Trust
from web.contexts.gaps import Filters, Link, Option, OptionGroup
from web.gap_choices import CATEGORY, LEVEL_WORDS, USUAL_HOUR, WEIGHTS, GapChoices, offer_words
from web.gap_names import GapNames
from web.gap_themes import GROUPS

TRUST_WORDS = {
    Trust.ANY: "Any date",
    Trust.YEAR: "Confirmed, or listed by a source, in the last 12 months",
    Trust.QUARTER: "Confirmed, or listed by a source, in the last 3 months",
    Trust.HALF_LIFE: "Older counts less",
}


def filters_of(choices: GapChoices, names: GapNames, need_words: str) -> Filters:
    """Return the form as it stands."""
    return Filters(
        capital=_what(choices, names),
        district=_where(choices, names),
        view=tuple(
            OptionGroup(
                heading, tuple(Option(each.value, each.label, each is choices.theme) for each in themes)
            )
            for heading, themes in GROUPS
        ),
        need=_need(choices, names, need_words),
        also=(
            OptionGroup("", (Option("", "Nothing else", chosen=True),)),
            OptionGroup("", tuple(Option(each.key, each.label, chosen=False) for each in names.needs)),
        ),
        weigh=_flat(Option(key, words, key == "1") for key, words in WEIGHTS.items()),
        rule=_flat(
            (
                Option("england", "England's most deprived 30%", not choices.rule_here),
                Option("here", "Most deprived third of the place", choices.rule_here),
            )
        ),
        release=_flat(Option(each.value, each.label, each is choices.release) for each in reversed(Release)),
        region=_flat(Option(each.value, each.label, each is choices.region) for each in Region),
        level=_areas(choices, names),
        day=_flat(
            (
                Option("", "Any time", choices.day is None),
                *(Option(each.value, each.label, each is choices.day) for each in Day),
            )
        ),
        at=choices.at or USUAL_HOUR,
        trust=_flat(Option(each.value, words, each is choices.trust) for each, words in TRUST_WORDS.items()),
        visiting=choices.visiting,
        suggested=_suggested(choices, names),
    )


def _flat(options: Iterable[Option]) -> tuple[OptionGroup, ...]:
    return (OptionGroup("", tuple(options)),)


def _what(choices: GapChoices, names: GapNames) -> tuple[OptionGroup, ...]:
    everything = choices.capital is None and choices.category is None
    return (
        OptionGroup("", (Option(ALL_CAPITALS, "Anything listed", everything),)),
        OptionGroup(
            "What it offers people",
            tuple(Option(each.value, offer_words(each), each is choices.capital) for each in Capital),
        ),
        *(
            OptionGroup(
                heading,
                tuple(
                    Option(CATEGORY + each.slug, each.plural, each.slug == choices.category) for each in found
                ),
            )
            for heading, found in groupby(names.categories, key=lambda each: each.heading)
        ),
    )


def _where(choices: GapChoices, names: GapNames) -> tuple[OptionGroup, ...]:
    whole = Option("", choices.region.label, choices.district is None and choices.within is None)
    return (
        OptionGroup("", (whole,)),
        OptionGroup(
            "Districts",
            tuple(
                Option(code, names.districts.get(code, code), code == choices.district)
                for code in ALL_DISTRICTS
            ),
        ),
        *(
            OptionGroup(
                name, tuple(Option(each.code, each.name, each.code == choices.within) for each in units)
            )
            for name, units in groupby(names.units, key=lambda each: each.geography_name)
        ),
    )


def _areas(choices: GapChoices, names: GapNames) -> tuple[OptionGroup, ...]:
    levels = tuple(
        Option(
            each.value,
            LEVEL_WORDS[each][1].capitalize().replace("lsoas", "LSOAs"),
            choices.geography is None and each is choices.level,
        )
        for each in Level
    )
    own = tuple(
        Option(OWN_PREFIX + each.slug, each.name, each.slug == choices.geography)
        for each in names.geographies
    )
    return (OptionGroup("", levels), *((OptionGroup("Own areas", own),) if own else ()))


def _need(choices: GapChoices, names: GapNames, need_words: str) -> tuple[OptionGroup, ...]:
    chosen = choices.need.text
    options = [Option(each.key, each.label, each.key == chosen) for each in names.needs]
    if len(choices.need.parts) > 1:
        options.insert(0, Option(chosen, f"A mix: {need_words}", chosen=True))
    return (OptionGroup("", tuple(options)),)


def _suggested(choices: GapChoices, names: GapNames) -> Link | None:
    """Suggest the domain of need that goes with a capital."""
    if choices.capital is None:
        return None
    key = SUGGESTED[choices.capital]
    if key == choices.need.text:
        return None
    label = next(each.label for each in names.needs if each.key == key)
    return Link(label, choices.with_need(key).address(), f"Suggested for {choices.capital.value}")
