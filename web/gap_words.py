"""How are a question about gaps, its answer in people, and what that is made from said in plain English?"""

from dataclasses import dataclass

from directory.coverage.schemas import (
    DEFAULT_NEED,
    FEWEST_FOR_THIRDS,
    AreaCoverage,
    CoverageAnswer,
    PeopleSentence,
)
from directory.words import Capital, Level
from geo.gaps import WORST
from geo.trust import Trust
from web.contexts.gaps import MadeFrom, RankedRule
from web.gap_choices import GapChoices
from web.gap_themes import distance
from web.words import count

MOST_ROWS = 20
COUNTED_VISITS = "the mobile library's stops, from a 2020 timetable"
"""The only visiting listing that ships."""
AREA_WORDS = {
    Level.LSOA: ("neighbourhood", "neighbourhoods"),
    Level.WARD: ("ward", "wards"),
    Level.PARISH: ("parish", "parishes"),
    Level.DISTRICT: ("district", "districts"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A view of the gaps with its figures."""

    choices: GapChoices
    answer: CoverageAnswer
    place: str
    """The name of what is shown: a district or the region."""
    made: MadeFrom
    category: str = ""
    """The name of what is looked for where that is a category."""

    @property
    def area_words(self) -> tuple[str, str]:
        """One area of the level shown, and several."""
        return ("area", "areas") if self.choices.geography else AREA_WORDS[self.choices.level]

    @property
    def offer(self) -> str:
        """What a listing is for, to follow its noun; empty where anything will do."""
        is_open = f" known to be open {opening(self.choices)}" if self.choices.day else ""
        if self.category:
            return f" under “{self.category}”{is_open}"
        return is_open if self.choices.capital is None else f" for {quoted(self.choices.capital)}{is_open}"

    @property
    def is_published(self) -> bool:
        """Whether need is the published figure of each area, not one worked out from its parts."""
        return self.choices.level is Level.LSOA and self.choices.geography is None

    @property
    def needy(self) -> str:
        """Areas in high need by the measure chosen, to follow “of” or “among”."""
        if self.choices.need == DEFAULT_NEED:
            return "England's most deprived 30%"
        return f"those with a need of 70 or more of 100 by “{self.answer.need_label}”"


def question(choices: GapChoices, category: str = "") -> str:
    """Ask what the page answers; `category` is the name of the one that is looked for."""
    reach = f" of “{category}”" if category else ""
    if choices.capital is not None:
        reach = f" of {quoted(choices.capital)}"
    is_open = f" {opening(choices)}" if choices.day else ""
    return f"Where do people with most need have least within reach{reach}{is_open}?"


def opening(choices: GapChoices) -> str:
    """Say the day and hour that are chosen; empty where any time will do."""
    return f"on {choices.day.label} at {choices.at}" if choices.day else ""


def rule_england(shown: Shown) -> RankedRule:
    """Tell of the areas among England's most deprived 30%."""
    number, sentence = _england(shown)
    return _ranked(
        "High need against England, furthest away"
        if shown.choices.need == DEFAULT_NEED
        else "High need, furthest away",
        f"Rank in {shown.choices.region_name}",
        number,
        sentence,
        {area.code: (area.gap_rank, area) for area in shown.answer.contents},
    )


def rule_here(shown: Shown) -> RankedRule:
    """Tell of the most deprived third of the place itself; of too few areas a third says nothing."""
    number, sentence = None, ""
    if shown.answer.people_here is not None and shown.answer.listings_used:
        _, areas = shown.area_words
        whom = f"of the most deprived third of {shown.place} itself"
        if not shown.is_published:
            whom = f"of the {areas} estimated to be the most deprived third of {shown.place} itself"
        number, sentence = _in_people(shown.answer.people_here, whom, "", shown)
    elif shown.choices.rule_here and len(shown.answer.contents) < FEWEST_FOR_THIRDS:
        areas = count(len(shown.answer.contents), *shown.area_words)
        sentence = f"{shown.place} has {areas} here: too few to say which third is the most deprived."
    return _ranked(
        f"High need within {shown.place}, furthest away",
        f"Rank in {shown.place}",
        number,
        sentence,
        {area.code: (area.gap_rank_here, area) for area in shown.answer.contents},
    )


def meaning(shown: Shown) -> str:
    """Say what a number of residents means, and what it does not."""
    if not shown.answer.listings_used:
        return ""
    has_number = shown.answer.people is not None or shown.answer.people_here is not None
    _, areas = shown.area_words
    everybody = f"This counts everybody in those {areas}"
    if shown.is_published:
        nearer = "not all of them are deprived, and some live nearer than the average and some further away"
        return f"{everybody}: {nearer}." if has_number else ""
    averaged = (
        f"The need of {areas} is estimated from their neighbourhoods, "
        "and small pockets of need are averaged away: neighbourhoods show more."
    )
    return f"{everybody}. {averaged}" if has_number else averaged


def has_need(shown: Shown) -> bool:
    """Whether any area is among England's most deprived 30%."""
    return any(area.need_class == WORST for area in shown.answer.contents)


def quoted(capital: Capital) -> str:
    """Name what is offered within a sentence, with the report's own word for it."""
    label = capital.label
    return f"“{label[0].lower()}{label[1:]}” ({capital.value})"


def visits_words(shown: Shown) -> str:
    """Say that visits are counted; empty where they are not asked for."""
    if shown.made.visits is None:
        return ""
    if not shown.made.visits:
        return f"visiting services too, though none is known{shown.offer}"
    return f"counting {COUNTED_VISITS} ({count(shown.made.visits, 'place')})"


def listed_and_placed(shown: Shown, listed: int) -> str:
    """Say why the table of instances counts more listings than distances are measured to."""
    choices = shown.choices
    if choices.category or choices.day or choices.trust is not Trust.ANY:
        counted = count(shown.answer.listings_used, "listing")
        return f"Distances are measured to the {counted} that count here and have a place."
    whole = f"The table by district counts {count(listed, 'listing')}{shown.offer}"
    used = shown.answer.listings_used
    left = listed - used
    if not left:
        return f"{whole}; distances are measured to all of them."
    visit = "" if shown.choices.visiting else " or only visits"
    return (
        f"{whole}, Peterborough's among them. Distances are measured to the {used:,} with a place; "
        f"of the other {left:,}, each serves a wider area{visit} or has no place that may be told."
    )


def _england(shown: Shown) -> tuple[str | None, str]:
    area, areas = shown.area_words
    if not shown.answer.listings_used and shown.choices.trust is not Trust.ANY:
        months = "3 months" if shown.choices.trust is Trust.QUARTER else "12 months"
        return None, (
            f"No listing{shown.offer} was confirmed, or listed by a source, in the last {months}, "
            "so nothing can be said of distance. That does not mean there is none."
        )
    if not shown.answer.listings_used:
        return None, (
            f"No listing{shown.offer} with a place is known here, so distance is not known. "
            "That does not mean there is none."
        )
    if all(each.need_class is None for each in shown.answer.contents):
        return None, f"How much need there is in the {areas} of {shown.place} is not known."
    is_usual = shown.choices.need == DEFAULT_NEED
    if not has_need(shown) or shown.answer.people is None:
        is_among = "is" if shown.is_published else "is estimated to be"
        return None, f"No {area} of {shown.place} {is_among} among {shown.needy}."
    if shown.is_published:
        whom = f"of {shown.needy} of areas" if is_usual else f"of areas{shown.needy.removeprefix('those')}"
        of_all = f" such residents in {shown.place}"
    else:
        of_areas = " of areas" if is_usual else ""
        whom = f"of {areas} estimated to be among {shown.needy}{of_areas}"
        of_all = f" residents of such {areas} in {shown.place}"
    return _in_people(shown.answer.people, whom, of_all, shown)


def _in_people(people: PeopleSentence, whom: str, of_all: str, shown: Shown) -> tuple[str | None, str]:
    """Return the number a sentence begins with, and the rest of the sentence."""
    area, areas = shown.area_words
    unknown = count(people.unknown_residents, "resident")
    if people.unknown_residents and not people.of_residents:
        return None, f"For {unknown} {whom} the distance is not known."
    alone = people.residents == 1
    number = count(people.residents, "resident") if people.residents else "No residents"
    visits = f" (counting {COUNTED_VISITS})" if shown.made.visits else ""
    sentence = (
        f" {whom} {f'lives in a {area}' if alone else f'live in {areas}'} whose average distance to the "
        f"nearest known listing{shown.offer}{visits} is over {distance(people.distance_m)}, "
        f"out of {people.of_residents:,}{of_all}"
    )
    if people.unknown_residents:
        return number, f"{sentence} where it is known. For {unknown} the distance is not known."
    return number, f"{sentence}."


def _ranked(
    heading: str,
    rank_label: str,
    number: str | None,
    sentence: str,
    ranks: dict[str, tuple[int | None, AreaCoverage]],
) -> RankedRule:
    rows = sorted((rank, code) for code, (rank, _) in ranks.items() if rank is not None)
    return RankedRule(
        heading=heading,
        rank_label=rank_label,
        sentence=sentence,
        number=number,
        rows=tuple(ranks[code][1] for _, code in rows[:MOST_ROWS]),
        total=len(rows),
    )
