"""How is a comparison of two places said in plain words that do not mislead?"""

from directory.coverage.compare import Comparison, Finding, Held, Range, Side, Supply, Verdict
from directory.coverage.schemas import DEFAULT_NEED
from directory.coverage.unequal import Inequality
from directory.speech import kilometres
from web.contexts.compare import CapitalRow, InequalityRow, MeasureLine, SideRow
from web.gap_choices import offer_words
from web.words import count, how_many, listed, number

_SHORT = {
    Verdict.FIRST: "yes",
    Verdict.SECOND: "no",
    Verdict.ALIKE: "about the same",
    Verdict.UNKNOWN: "not known",
}
_TWO_DECIMALS_BELOW = 1.095
"""Below this the first decimal of a ratio would hide what it says: 1.03 is not 1.0."""
_WHOLE_FROM = 9.95


def ratio_words(ratio: float | None) -> str:
    """Write how many times: `2.1`, `1.03`, `0.76`; empty where it is not known."""
    if ratio is None:
        return ""
    decimals = 2 if ratio < _TWO_DECIMALS_BELOW else 1 if ratio < _WHOLE_FROM else 0
    return number(ratio, decimals)


def times(ratio: float | None) -> str:
    """Write how many times, to stand in a table: `2.1 times`."""
    return "" if ratio is None else f"{ratio_words(ratio)} times"


def answer_words(told: Comparison) -> str:
    """Say all three at once: `By count yes, per head no, by distance about the same.`"""
    if not told.listings_used:
        return "Nobody can say: no such listing with a place is known here."
    by_count, by_rate, by_distance = (
        _SHORT[each.verdict] for each in (told.by_count, told.by_rate, told.by_distance)
    )
    if told.agree:
        return f"{by_count.capitalize()} by count, per head and by distance."
    return f"By count {by_count}, per head {by_rate}, by distance {by_distance}."


def chance_words(told: Comparison) -> str:
    """Say which differences are larger than chance, and whether that of distance hangs on what is listed."""
    found = {"by count": told.by_count, "per head": told.by_rate}
    differ = {name: each for name, each in found.items() if _differs(each)}
    beyond = [name for name, each in differ.items() if each.doubt is not None and not each.may_be_equal]
    said = []
    if not beyond and differ:
        said.append(f"But the difference {listed(list(differ))} could be chance.")
    elif len(beyond) < len(differ):
        said.append(f"Only the difference {listed(beyond)} is larger than chance could make it.")
    elif differ:
        said.append(f"The difference {listed(beyond)} is larger than chance could make it.")
    if _differs(told.by_distance) and told.by_distance.doubt is not None:
        holds = "may turn round" if told.by_distance.may_be_equal else "stays the same way round"
        said.append(f"The difference by distance {holds} when the listings are drawn again.")
    return " ".join(said)


def _differs(found: Finding) -> bool:
    return found.verdict in {Verdict.FIRST, Verdict.SECOND}


def measure_lines(told: Comparison, subject: str) -> tuple[MeasureLine, ...]:
    """Say what each of the three measures says."""
    a, b = told.a, told.b
    return (
        MeasureLine("By count", _SHORT[told.by_count.verdict], _count(told, subject), _sure(told.by_count)),
        MeasureLine("Per head", _SHORT[told.by_rate.verdict], _rate(told), _sure(told.by_rate)),
        MeasureLine(
            "By distance",
            _SHORT[told.by_distance.verdict],
            _distance(told.by_distance, a, b),
            _sure_of_distance(told),
        ),
    )


def _count(told: Comparison, subject: str) -> str:
    a, b, found = told.a, told.b, told.by_count
    listings = f"listings{subject}"
    figures = f"{a.supply.count:,} against {b.supply.count:,}"
    if found.ratio is None:
        said = f"{a.name} has {count(a.supply.count, 'listing')}{subject} and {b.name} {b.supply.count:,}"
    elif found.verdict is Verdict.ALIKE:
        said = f"{a.name} has about as many {listings} as {b.name}: {figures}"
    else:
        said = f"{a.name} has {ratio_words(found.ratio)} times as many {listings} as {b.name}: {figures}"
    people = told.people_ratio
    return f"{said}." if people is None else f"{said}. It has {ratio_words(people)} times as many people."


def _rate(told: Comparison) -> str:
    a, b, found = told.a, told.b, told.by_rate
    if a.supply.rate_per_1000 is None or b.supply.rate_per_1000 is None:
        return "How many people live there is not known."
    figures = f"{_per(a.supply)} against {_per(b.supply)} for every 1,000 people"
    if found.ratio is None:
        return f"{figures}."
    if found.verdict is Verdict.ALIKE:
        return f"It has about as many per head ({ratio_words(found.ratio)} times): {figures}."
    return f"It has {ratio_words(found.ratio)} times as many per head: {figures}."


def _distance(found: Finding, a: Side, b: Side) -> str:
    if a.supply.mean_distance_m is None or b.supply.mean_distance_m is None or found.ratio is None:
        return "How far people live from the nearest is not known."
    figures = (
        f"{exact_distance(a.supply.mean_distance_m)} against {exact_distance(b.supply.mean_distance_m)}, "
        "the mean over people, in a straight line"
    )
    ratio = ratio_words(found.ratio)
    if found.verdict is Verdict.ALIKE:
        return f"Its people live about as far from the nearest ({ratio} times): {figures}."
    nearer = "so nearer" if found.ratio < 1 else "so further"
    return f"Its people live {ratio} times as far from the nearest, {nearer}: {figures}."


def _sure(found: Finding) -> str:
    """Say whether the difference is larger than chance could make it."""
    if found.doubt is None:
        return ""
    between = _between(found.doubt)
    if found.may_be_equal:
        return f"Not sure: listings that come and go by chance could make this anything {between} times."
    return f"More than chance: allowing for it, {between} times."


def _sure_of_distance(told: Comparison) -> str:
    """Say how far the ratio hangs on which listings happen to be known: no claim about chance."""
    found = told.by_distance
    if found.doubt is None:
        return ""
    drawn = (
        f"with the listings drawn again {told.doubt.draws} times it came out {_between(found.doubt)} times, "
        "leaving out the one draw in twenty that came out furthest"
    )
    if found.may_be_equal:
        return f"Hangs on what is listed: {drawn}."
    return f"Does not hang on single listings: {drawn}."


def _between(doubt: Range) -> str:
    high = "any number of" if doubt.high == float("inf") else ratio_words(doubt.high)
    return f"from {ratio_words(doubt.low)} to {high}"


def disagree_words(told: Comparison) -> str:
    """Say why the measures differ where they do, and which to use for what."""
    if not told.listings_used:
        return ""
    why = (
        "A count follows the number of people. A rate per head does not see where they live. "
        "A distance does not see how many share the place."
    )
    if told.agree:
        return f"The three agree here. They need not: {why[0].lower()}{why[1:]}"
    return f"The three do not agree, and none of them alone is the answer. {why}"


def doubt_lines(told: Comparison) -> tuple[str, ...]:
    """Say what else makes the comparison unsure."""
    a, b = told.a, told.b
    lines = []
    if told.doubt.if_full is not None:
        within = _between(told.doubt.if_full)
        lines.append(
            f"The directory is not complete: it is estimated to hold {_held(a.held)} of what there is in "
            f"{a.name} and {_held(b.held)} in {b.name}. Were it complete, {a.name} would have {within} times "
            "as many per head"
            + (
                ": the difference is smaller than this doubt."
                if told.doubt.if_full.holds_one
                else ", so this doubt does not turn the answer round."
            )
        )
    else:
        known = [
            f"{_held(side.held)} of what there is in {side.name}" for side in (a, b) if side.held is not None
        ]
        missing = [side.name for side in (a, b) if side.held is None]
        first = f"The directory is estimated to hold {known[0]}. " if known else ""
        lines.append(
            f"{first}How complete it is in {' and in '.join(missing)} cannot be estimated: no two sources "
            "name enough of the same. If it knows one of the two places better than the other, the "
            "difference may be in the directory and not on the ground."
        )
    lines.append(
        "Chance is reckoned as if listings came singly. They come in clusters, so the true doubt is wider."
    )
    return tuple(lines)


def _held(held: Held | None) -> str:
    if held is None:
        return ""
    low, high = f"{held.low * 100:.0f}", f"{held.high * 100:.0f}%"
    return high if f"{low}%" == high else f"{low} to {high}"


def side_rows(told: Comparison) -> tuple[SideRow, ...]:
    """Put every figure of both places into a row."""
    a, b = told.a, told.b

    def row(label: str, hint: str, said: tuple[str, str]) -> SideRow:
        return SideRow(label, hint, *said)

    need_hint = (
        "0 least, 100 most" if told.query.need != DEFAULT_NEED else "0 least, 100 most; England's scale"
    )
    return (
        row("People", "", (_people(a), _people(b))),
        row("Listings", "", (f"{a.supply.count:,}", f"{b.supply.count:,}")),
        row("Per 1,000 people", "", (_per(a.supply), _per(b.supply))),
        row("Nearest, mean", "over people", (_far(a.supply.mean_distance_m), _far(b.supply.mean_distance_m))),
        row(
            "Nearest, median", "half live no further", (_far(a.median_distance_m), _far(b.median_distance_m))
        ),
        row("Nearest, 90%", "nine in ten live no further", (_far(a.p90_distance_m), _far(b.p90_distance_m))),
        row(
            "Within a walk", "share of postcodes", (_share(a.share_within_walk), _share(b.share_within_walk))
        ),
        row(
            "Within a bicycle ride",
            "share of postcodes",
            (_share(a.share_within_cycle), _share(b.share_within_cycle)),
        ),
        row(
            "Within a drive",
            "share of postcodes",
            (_share(a.share_within_drive), _share(b.share_within_drive)),
        ),
        row(
            "Within reach, shared out",
            "per 1,000 people by bicycle (E2SFCA)",
            tuple("" if side.e2sfca is None else number(side.e2sfca, 2) for side in (a, b)),  # type: ignore[arg-type]
        ),
        row(
            "Need",
            need_hint,
            tuple("" if side.need is None else f"{side.need * 100:.0f}" for side in (a, b)),  # type: ignore[arg-type]
        ),
        row(
            "The directory holds",
            "of what there is, by estimate",
            tuple(_held(side.held) or "cannot be estimated" for side in (a, b)),  # type: ignore[arg-type]
        ),
    )


def capital_rows(told: Comparison) -> tuple[CapitalRow, ...]:
    """Put every capital into a row."""
    return tuple(
        CapitalRow(
            label="Anything listed" if pair.capital is None else offer_words(pair.capital),
            pair=pair,
            by_count=times(pair.ratio.by_count),
            by_rate=times(pair.ratio.by_rate),
            by_distance=times(pair.ratio.by_distance),
        )
        for pair in told.capitals
    )


def inequality_row(place: Inequality) -> InequalityRow:
    """Say what an index says."""
    if place.index is None:
        return InequalityRow(place, "too few neighbourhoods, or nothing within reach, to say")
    if place.may_be_chance:
        return InequalityRow(place, "no clear difference between the more and the less deprived")
    if place.index < 0:
        return InequalityRow(place, "more is within reach of the more deprived")
    return InequalityRow(place, "more is within reach of the less deprived")


def exact_distance(distance_m: float) -> str:
    """Say a distance finely enough to compare two: `970 m`, `1.01 km`."""
    return kilometres(distance_m) if distance_m < 995 else f"{distance_m / 1000:.2f} km"  # noqa: PLR2004


def _people(side: Side) -> str:
    if side.population is None:
        return ""
    return how_many(round(side.population), estimated=side.estimated)


def _per(supply: Supply) -> str:
    return "" if supply.rate_per_1000 is None else number(supply.rate_per_1000, 2)


def _far(distance_m: float | None) -> str:
    return "" if distance_m is None else exact_distance(distance_m)


def _share(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.0f}%"
