"""How sure is it that nothing is there, and why, in plain words?"""

from collections.abc import Sequence

from directory.coverage.schemas import AreaCoverage, CoverageAnswer
from geo.evidence import Reason, State
from geo.trust import Trust
from web.contexts.gaps import Link, RankedArea
from web.gap_choices import GapChoices
from web.gap_themes import CLASSED, STATE_CLASSES, STATE_LABELS, Theme, has_deciles, measured
from web.gap_words import Shown, opening
from web.words import count, date_words, listed

HIGH_HIGH = "high_high"
_TEENS = range(11, 14)
_SINCE = {
    Trust.YEAR: "confirmed in the last 12 months, or listed by a source as new,",
    Trust.QUARTER: "confirmed in the last 3 months, or listed by a source as new,",
    Trust.HALF_LIFE: "with a date",
}


def ordinal(place: int) -> str:
    """Write 1st, 2nd, 11th."""
    ending = "th" if place % 100 in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def ranked_area(area: AreaCoverage, shown: Shown, known_as: str, *, here: bool) -> RankedArea:
    """Put one area of the ranked table into words."""
    rank = area.gap_rank_here if here else area.gap_rank
    theme = shown.choices.theme_shown(too_few=shown.answer.too_few)
    extra = None if theme in {*CLASSED, Theme.NEED, Theme.NEAREST} else theme
    return RankedArea(
        area=area,
        href="" if shown.choices.geography else f"/area/{area.code}?release={shown.choices.release.value}",
        known_as=known_as,
        rank="" if rank is None else ordinal(rank),
        range_words="" if here else range_words(area),
        state=STATE_LABELS[area.state] if area.state else "Cannot be said",
        state_css=STATE_CLASSES[area.state] if area.state else "",
        why=why(area, shown),
        cluster=cluster_words(area),
        need=need_figure(area, shown.answer),
        measure=None if extra is None else measured(area, extra),
    )


def need_figure(area: AreaCoverage, answer: CoverageAnswer) -> str | None:
    """Say need as a decile of the index, or of another choice as a number of 100."""
    if has_deciles(answer):
        return None if area.imd_decile is None else str(area.imd_decile)
    return None if area.need is None else f"{area.need * 100:.0f}"


def range_words(area: AreaCoverage) -> str:
    """Say how far chance in what is listed could move the rank; how that is found is told in the fold."""
    low, high = area.gap_rank_low, area.gap_rank_high
    if low is None or high is None:
        return ""
    if low == high:
        return f"It stays {ordinal(low)} whatever else chance had let us list."
    return f"It could be anywhere from {ordinal(low)} to {ordinal(high)}."


def cluster_words(area: AreaCoverage) -> str:
    """Say that an area is one of several beyond chance; empty where it is not."""
    if area.gap_cluster == HIGH_HIGH:
        return "Its neighbours are like it: a patch of such areas, not a fluke."
    if area.access_cluster == HIGH_HIGH:
        return "Its neighbours are far too: a patch, not a fluke."
    return ""


def why(area: AreaCoverage, shown: Shown) -> str:
    """Say which line of the rule decided, as a sentence."""
    mark = area.mark
    told = "" if mark is None else f" ({mark.role}, {date_words(mark.on_date)})"
    held = "" if area.completeness is None else f" (estimated: {held_words((area,))})"
    nothing = "Nothing near is listed"
    if area.count:
        them = "it" if area.count == 1 else "them"
        nothing = f"{area.count:,} inside, yet on average people here live far from {them}"
    words = {
        Reason.SOMETHING_NEAR: "Something is listed nearer than in the furthest third of areas.",
        Reason.TOLD_HAS: f"Somebody who knows the place says there is one{told}.",
        Reason.TOLD_NONE: f"Somebody who asked says there is none{told}.",
        Reason.NOTHING_DATED: nothing_dated(shown.choices.trust),
        Reason.FEWER_THAN_EXPECTED: f"{nothing}; far fewer listings are known here than in "
        "places like it, so some are probably missing from the directory.",
        Reason.INCOMPLETE: f"{nothing}; we may have listed less than half of what is there{held}.",
        Reason.ASKED_NO_ANSWER: f"Somebody was asked and did not know{told}.",
        Reason.COMPLETE_ENOUGH: f"{nothing}, and we have listed at least half of what is there{held}.",
        Reason.IN_LINE_WITH_EXPECTED: f"{nothing}; about as many of this kind are known here "
        "as in places like it.",
        Reason.NOT_ESTIMABLE: f"{nothing}, and nobody can say yet how much of what is there we have listed.",
    }
    return words[area.reason] if area.reason else "How far people have to go is not known."


def nothing_dated(trust: Trust) -> str:
    """Say that nothing in the parish speaks for it."""
    if trust is Trust.ANY:
        return (
            "Nothing of any kind is listed in the parish most people here live in, so it may be that nobody "
            "looked there."
        )
    return (
        f"Nothing of this kind {_SINCE[trust]} is known in the parish most people here live "
        "in, so nobody can say."
    )


def held_words(areas: Sequence[AreaCoverage]) -> str:
    """Say how much of what is there the directory holds, by estimate; empty where there is none."""
    lows = [area.completeness_low for area in areas if area.completeness_low is not None]
    highs = [area.completeness_high for area in areas if area.completeness_high is not None]
    if not lows or not highs:
        return ""
    low, high = f"{min(lows) * 100:.0f}", f"{max(highs) * 100:.0f}%"
    return high if f"{low}%" == high else f"{low} to {high}"


def doubt_words(shown: Shown, *, here: bool) -> str:
    """Say in one line how sure the answer is: the states of the areas it ranks."""
    if shown.answer.too_few:
        return ""
    ranked = [
        area for area in shown.answer.contents if (area.gap_rank_here if here else area.gap_rank) is not None
    ]
    full = _full_words(shown)
    if not ranked:
        return full
    tally = {state: sum(area.state is state for area in ranked) for state in State}
    one, several = shown.area_words
    where = f"{count(len(ranked), one, several)} with high need in the furthest third"
    only = next((state for state in State if tally[state] == len(ranked)), None)
    if only is not None:
        many = {1: f"The one {one}", 2: f"Both {several}"}.get(
            len(ranked), f"All {count(len(ranked), one, several)}"
        )
        are = "is" if len(ranked) == 1 else "are"
        return f"{many} with high need in the furthest third {are} {_ALL_ARE[only]} {full}"
    parts = [f"{_SOME_ARE[state]} in {tally[state]:,}" for state in State if tally[state]]
    return f"Of the {where}: {listed(parts)}. {full}"


_ALL_ARE = {
    State.GAP: "a gap: somebody who asked says there is none.",
    State.PROBABLE_GAP: "probably a gap: about as much is listed there as one would expect.",
    State.NOT_SURVEYED: "not surveyed: too little is known there to say whether anything is missing.",
    State.SERVED: "not lacking: somebody who knows the place says there is one.",
}
_SOME_ARE = {
    State.GAP: "a gap",
    State.PROBABLE_GAP: "probably a gap",
    State.NOT_SURVEYED: "not surveyed",
    State.SERVED: "not lacking, as somebody says,",
}


def _full_words(shown: Shown) -> str:
    """Say how full the directory is, district by district."""
    districts = {area.district_code: area for area in shown.answer.contents if area.district_code}
    estimable = [area for area in districts.values() if area.completeness is not None]
    if not estimable:
        where = shown.place if len(districts) == 1 else f"any district of {shown.place}"
        return (
            f"How much of it this directory holds cannot be estimated in {where}: "
            "no two sources name enough of the same."
        )
    held = held_words(estimable)
    if len(districts) == 1:
        name = next(iter(districts.values())).district
        return f"The directory is estimated to hold {held} of what there is in {name}."
    if len(estimable) == len(districts):
        return f"The directory is estimated to hold {held} of what there is, by district."
    return (
        f"Where it can be estimated ({len(estimable)} of {len(districts)} districts), "
        f"the directory is thought to hold {held} of what there is."
    )


def hours_words(shown: Shown) -> str:
    """Say what counting only what is open leaves out; empty where no hour is chosen."""
    choices, unknown = shown.choices, shown.answer.unknown_hours
    if choices.day is None or unknown is None:
        return ""
    are = "does" if unknown == 1 else "do"
    rest = (
        "all others say when they are open."
        if not unknown
        else f"{count(unknown, 'listing')} {are} not say when {'it is' if unknown == 1 else 'they are'} open "
        f"and {'is' if unknown == 1 else 'are'} not counted."
    )
    return (
        f"Only what is known to be open {opening(choices)} counts: "
        f"{count(shown.answer.listings_used, 'listing')}; {rest}"
    )


def trust_words(shown: Shown) -> str:
    """Say what counting only what is fresh leaves out; empty where any date will do."""
    trust, undated = shown.choices.trust, shown.answer.undated
    if trust is Trust.ANY or undated is None:
        return ""
    if trust is Trust.HALF_LIFE:
        left = (
            f"; {count(undated, 'listing')} without any date {'is' if undated == 1 else 'are'} not counted"
            if undated
            else ""
        )
        return f"Older listings count less, half after two years{left}."
    months = "12 months" if trust is Trust.YEAR else "3 months"
    if not shown.answer.listings_used:
        return (
            f"Nothing here was confirmed in the last {months}, nor is its source so new: "
            f"all {count(undated, 'listing')} {'is' if undated == 1 else 'are'} left out."
        )
    return (
        f"Only listings confirmed in the last {months}, or whose source is so new where nobody confirmed "
        f"them: {shown.answer.listings_used:,} count, {undated:,} older or undated are left out."
    )


def beyond_words(answer: CoverageAnswer) -> str:
    """Say what is known of places outside the areas loaded."""
    if answer.beyond:
        are = "is" if answer.beyond == 1 else "are"
        return f"{count(answer.beyond, 'place')} outside the areas shown {are} counted too."
    return (
        "Nothing outside Cambridgeshire and Peterborough is known: near the edge people may use places "
        "this page does not count."
    )


def next_links(choices: GapChoices) -> tuple[Link, ...]:
    """Lead to the other questions, about the same view."""
    return (
        Link("What if a place opens, moves or closes?", choices.address("/gaps/what-if"), "before and after"),
        Link("Where would one more place help most?", choices.address("/gaps/where-next"), "the best places"),
        Link("Compare two districts", choices.address("/gaps/compare"), "side by side"),
        Link(
            "Compare two dates", _of_subject(choices).address("/gaps/runs"), "what changed between two runs"
        ),
        Link("What hangs on one listing", choices.address("/gaps/fragile"), "leaving each out"),
        Link("What the directory does not know", choices.address("/gaps/unknown"), "how full it is"),
        Link("Whom to ask first", choices.address("/gaps/work-list"), "a list to work through"),
        Link("Where money went", "/funding", "grants, beside need"),
    )


def _of_subject(choices: GapChoices) -> GapChoices:
    """Keep only what is looked for: runs are compared everywhere at once."""
    return GapChoices(capital=choices.capital, category=choices.category)
