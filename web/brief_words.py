"""How does a brief say what is known of an area, and how surely?"""

from collections.abc import Sequence

from directory.coverage.brief_schemas import Brief, BriefNeed, CapitalHere, DomainNeed
from directory.coverage.schemas import AreaCoverage
from directory.speech import begin, kilometres
from directory.words import Capital, Domain, Level
from geo.evidence import Reason, State
from web.contexts.brief import CapitalLine, DomainLine, Fact, ReasonLine
from web.contexts.gaps import Link
from web.gap_choices import GapChoices
from web.gap_sure import held_words
from web.gap_themes import STATE_LABELS
from web.words import count, date_words, how_many, in_parish, listed, residents

LEVEL_NAMES = {
    Level.LSOA: "Neighbourhood (LSOA)",
    Level.WARD: "Ward",
    Level.PARISH: "Parish",
    Level.DISTRICT: "District",
}
UNKNOWN = "not known"
CANNOT = "Cannot be said"
HERE_BUT_FAR = "Here, yet far"
MOSTLY = 0.5
ALL_BUT = 0.95
TENTHS = 10
HALF_DECILE = 5
MOST_CONCERNS = 6
MOST_MARKS = 3
_OGL = "Contains public sector information licensed under the Open Government Licence v3.0 ("
_STATE_CSS = {
    State.GAP: "gap",
    State.PROBABLE_GAP: "probable",
    State.NOT_SURVEYED: "unsurveyed",
    State.SERVED: "served",
}
_WHY = {
    Reason.SOMETHING_NEAR: "something is listed nearer than in the furthest third of the region",
    Reason.TOLD_HAS: "somebody who knows the place says there is one",
    Reason.TOLD_NONE: "somebody who asked says there is none",
    Reason.NOTHING_DATED: "{far}, and nothing of any kind is listed in the parish most people here live in: "
    "it may be that nobody looked there",
    Reason.FEWER_THAN_EXPECTED: "{far}, and far fewer listings are known here than in places like it: "
    "some are probably missing from the directory",
    Reason.INCOMPLETE: "{far}, and we may have listed less than half of what is there",
    Reason.ASKED_NO_ANSWER: "{far}, and somebody was asked and did not know",
    Reason.COMPLETE_ENOUGH: "{far}, and we have listed at least half of what is there",
    Reason.IN_LINE_WITH_EXPECTED: "{far}, though as many of this kind are known here as in places like it",
    Reason.NOT_ESTIMABLE: "{far}, and nobody can say yet how much of what is there we have listed",
}
_ORDER = (State.GAP, State.PROBABLE_GAP, State.NOT_SURVEYED, State.SERVED, None)


def kicker(brief: Brief) -> str:
    """Say what kind of area it is, and in what."""
    area = brief.area
    if area.level is None:
        return f"Own area of {area.geography_name}"
    name = LEVEL_NAMES[area.level]
    return name if area.level is Level.DISTRICT else f"{name} in {area.district_name}"


def place_words(brief: Brief, known_as: str | None) -> str:
    """Say where an area is whose own name is only a number: what people call it, and in which parish."""
    parts = [known_as] if known_as else []
    if brief.area.level is Level.LSOA and brief.parishes and brief.parishes[0].share >= MOSTLY:
        parish = brief.parishes[0]
        parts.append(f"{'' if parish.share >= ALL_BUT else 'mostly '}in {in_parish(parish.name)}")
    return ", ".join(parts)


def reach_words(brief: Brief) -> str:
    """Say what the minutes of the table are in a straight line."""
    made = brief.made
    told = [
        f"{minutes:.0f} minutes {by} {kilometres(metres)}"
        for minutes, by, metres in (
            (made.walk_min, "on foot is", made.walk_m),
            (made.cycle_min, "by bicycle", made.cycle_m),
            (made.drive_min, "by car", made.drive_m),
        )
        if metres is not None
    ]
    return f"In a straight line {listed(told)}; the area's own page counts within 1,200 m." if told else ""


def lead(brief: Brief) -> tuple[str, ...]:
    """Say what matters most, in sentences that could be read out."""
    tally: dict[State, list[str]] = {state: [] for state in State}
    inside: list[str] = []
    for here in brief.capitals:
        if here.capital is not None and here.row.state is not None and not here.too_few:
            names = inside if _is_here_but_far(here) else tally[here.row.state]
            names.append(_lower(here.capital))
    said = sum(len(names) for names in tally.values()) + len(inside)
    if not said:
        return (_need_lead(brief), "What is within reach cannot be said.")
    near = len(tally[State.SERVED])
    if near == said:
        return (_need_lead(brief), f"Something is known near enough for all {said} kinds of offer.")
    many = f"only {near} {'is' if near == 1 else 'are'}" if near else "none is"
    sentences = [f"Of {said} kinds of offer {many} known near enough."]
    sentences += [
        f"{words} {listed(tally[state])}."
        for state, words in (
            (State.GAP, "Somebody who asked says there is none for"),
            (State.PROBABLE_GAP, "Probably a gap:"),
            (State.NOT_SURVEYED, "Far away, with too little known to say it is missing:"),
        )
        if tally[state]
    ]
    if inside:
        sentences.append(f"Inside, but far for people here on average: {listed(inside)}.")
    return (_need_lead(brief), *sentences)


def _need_lead(brief: Brief) -> str:
    area, need = brief.area, brief.need
    people = (
        "How many people live here is not known."
        if area.population is None
        else f"{begin(residents(area.population, estimated=area.population_estimated))}."
    )
    if need.need is None:
        return f"{people} How much need there is is not known."
    return f"{people} {_sentence(_need_phrase(need, area.level))}"


def _need_phrase(need: BriefNeed, level: Level | None) -> str:
    share = need.need or 0.0
    average = "" if level is Level.LSOA else "on average "
    if share >= 1 - share:
        return f"{average}more deprived than {_percent(share)} of England's neighbourhoods"
    return f"{average}less deprived than {_percent(1 - share)} of England's neighbourhoods"


def facts(brief: Brief) -> tuple[Fact, ...]:
    """Say who lives there."""
    area = brief.area
    people = how_many(area.population, estimated=area.population_estimated)
    found = [Fact("People", people, "estimated" if area.population_estimated and area.population else "")]
    if area.area_km2 and area.population:
        per_km2 = f"{area.population / area.area_km2:,.0f} people to the km²"
        found.append(Fact("Size", f"{area.area_km2:,.1f} km²", per_km2))
    found.append(Fact("Rural or urban", area.rural_urban or _rural(area.rural_share)))
    if area.level is not Level.DISTRICT:
        found.append(Fact("District", area.district_name or UNKNOWN))
    if area.level not in {Level.PARISH, Level.DISTRICT}:
        names = [parish.name for parish in brief.parishes[:3]]
        more = len(brief.parishes) - len(names)
        told = listed([*names, f"{more} more"] if more > 0 else names) or UNKNOWN
        found.append(Fact("Parish" if len(brief.parishes) == 1 else "Parishes", told, "estimated"))
    if area.lsoa_count > 1:
        found.append(Fact("Made of", f"{count(area.lsoa_count, 'neighbourhood')} (LSOAs)"))
    return tuple(found)


def _rural(share: float | None) -> str:
    if share is None:
        return UNKNOWN
    if share in {0.0, 1.0}:
        return "All rural" if share else "All urban"
    return f"{_percent(share)} of people live in rural neighbourhoods"


def need_words(brief: Brief) -> str:
    """Say how deprived the area is, in figures."""
    need, area = brief.need, brief.area
    if need.need is None:
        return "How deprived the area is is not known."
    if need.rank is not None and need.decile is not None:
        return (
            f"Decile {need.decile} of 10, where 1 is the most deprived tenth of England: "
            f"rank {need.rank:,} of {need.england:,} neighbourhoods."
        )
    phrase = _sentence(_need_phrase(need, area.level))[:-1]
    words = f"{phrase}, as a mean over the people who live here (estimated)."
    whole = count(area.lsoa_count, "neighbourhood")
    if not need.needy_lsoas:
        return f"{words} None of its {whole} is among England's most deprived 30%."
    are = "is" if need.needy_lsoas == 1 else "are"
    return (
        f"{words} {need.needy_lsoas:,} of its {whole} {are} among England's most deprived 30%, "
        f"where about {need.needy_people:,} people of this area live."
    )


def domain_lines(brief: Brief) -> tuple[DomainLine, ...]:
    """Say each domain of deprivation, worst first."""
    return tuple(_domain_line(domain) for domain in brief.need.domains)


def _domain_line(domain: DomainNeed) -> DomainLine:
    label = Domain(domain.domain).label
    if domain.need is None:
        return DomainLine(label, None, UNKNOWN)
    if domain.decile is not None:
        half = (
            f"most deprived {domain.decile * 10}%"
            if domain.decile <= HALF_DECILE
            else f"least deprived {(TENTHS + 1 - domain.decile) * 10}%"
        )
        return DomainLine(label, TENTHS + 1 - domain.decile, half)
    cells = min(TENTHS, int(domain.need * TENTHS) + 1)
    return DomainLine(label, cells, f"more than in {_percent(domain.need)}")


def concerns(brief: Brief) -> str:
    """Name what a paper says the district's health concerns are."""
    told = [concern.concern for concern in brief.need.concerns]
    if not told:
        return ""
    more = len(told) - MOST_CONCERNS
    names = "; ".join(name[0].lower() + name[1:] for name in told[:MOST_CONCERNS])
    return f"{names}; and {more} more" if more > 0 else names


def there_words(brief: Brief) -> str:
    """Say how many listings are inside, and how many of them follow."""
    if not brief.listings:
        return (
            "Nothing known to this directory has its place here. That does not mean nothing is there: "
            "ask, and tell us."
        )
    shown = len(brief.there)
    some = f"; the {shown} that offer most are" if shown < brief.listings else ":"
    return f"{count(brief.listings, 'listing')} with a place here{some}"


def capital_lines(brief: Brief) -> tuple[CapitalLine, ...]:
    """Say how each capital stands, in figures and one word."""
    return tuple(_capital_line(here) for here in brief.capitals)


def _capital_line(here: CapitalHere) -> CapitalLine:
    row = here.row
    state = None if here.too_few else row.state
    return CapitalLine(
        label=here.capital.label if here.capital else "Anything listed",
        term=here.capital.value if here.capital else "",
        count=f"{row.count:,}",
        nearest=_far(row.nearest_m),
        district=_far(here.district_nearest_m),
        walk=_share(row.share_within_walk),
        cycle=_share(row.share_within_cycle),
        drive=_share(row.share_within_drive),
        state=_state_words(here, state),
        state_css=_STATE_CSS[state] if state else "unsaid",
        place=here.nearest,
    )


def _state_words(here: CapitalHere, state: State | None) -> str:
    if state is not None and _is_here_but_far(here):
        return HERE_BUT_FAR
    return STATE_LABELS[state] if state else CANNOT


def reason_lines(brief: Brief) -> tuple[ReasonLine, ...]:
    """Say why each capital is in its state, the same reason once."""
    grouped: dict[tuple[State | None, str, str], list[str]] = {}
    for here in brief.capitals:
        if here.capital is None:
            continue
        state = None if here.too_few else here.row.state
        grouped.setdefault((state, _state_words(here, state), _why(here)), []).append(here.capital.label)
    ordered = sorted(grouped.items(), key=lambda each: _ORDER.index(each[0][0]))
    return tuple(
        ReasonLine(
            words,
            _STATE_CSS[state] if state else "unsaid",
            "; ".join(names),
            why,
        )
        for (state, words, why), names in ordered
    )


def _why(here: CapitalHere) -> str:
    row = here.row
    if here.too_few:
        return "too few listings are known in the whole region to call anything far or near"
    if row.reason is None:
        return "how far people have to go is not known"
    told = "" if row.mark is None else f" ({row.mark.role}, {date_words(row.mark.on_date)})"
    by_share = row.reason in {Reason.INCOMPLETE, Reason.COMPLETE_ENOUGH} and row.completeness is not None
    held = f" ({held_words((row,))})" if by_share else ""
    return f"{_WHY[row.reason].format(far=_far_words(row))}{told}{held}"


def _far_words(row: AreaCoverage) -> str:
    """Say that it is far, without denying what is inside."""
    if not row.count:
        return "far away"
    return (
        f"{row.count:,} inside, but people here live far from {'it' if row.count == 1 else 'them'} on average"
    )


def _is_here_but_far(here: CapitalHere) -> bool:
    """Whether something is inside, and nothing near enough for people on average."""
    return bool(here.row.count) and here.row.state in {State.PROBABLE_GAP, State.NOT_SURVEYED}


def full_words(brief: Brief) -> str:
    """Say how full the directory is in the district."""
    where = brief.area.district_name or "this district"
    known = [(here, here.row) for here in brief.capitals if here.row.completeness is not None]
    if not known:
        return (
            f"How much of what there is in {where} the directory holds cannot be estimated: "
            "no two independent sources name enough of the same places."
        )
    held = [
        f"{_lower(here.capital) if here.capital else 'anything'}, {held_words((row,))}" for here, row in known
    ]
    rest = " For the rest it cannot be estimated." if len(known) < len(brief.capitals) else ""
    return f"Of what there is in {where} the directory holds: {'; '.join(held)}.{rest}"


def parish_words(brief: Brief) -> str:
    """Say how many listings are known in its parishes beside how many one would expect."""
    judged = [parish for parish in brief.parishes if parish.expected is not None]
    if not judged:
        return (
            "How many listings one would expect cannot be worked out: there is no parish here, "
            "or too few are like it."
        )
    if len(judged) == 1:
        parish = judged[0]
        known = count(parish.observed, "listing") if parish.observed else "no listings"
        verdict = "far fewer than expected" if parish.far_below else "in line with that"
        return (
            f"{parish.name} parish has {known}. Parishes like it have about "
            f"{parish.expected:.1f}, mostly from {parish.low:.0f} to {parish.high:.0f}: {verdict}."
        )
    many = f"Of the {len(judged)} parishes where most people live"
    below = [parish.name for parish in judged if parish.far_below]
    if not below:
        return f"{many} none has far fewer listings than parishes like it."
    one = len(below) == 1
    return (
        f"{many}, {listed(below)} {'has' if one else 'have'} far fewer listings than parishes like "
        f"{'it' if one else 'them'}."
    )


def mark_lines(brief: Brief) -> tuple[str, ...]:
    """Say what people who were asked said."""
    return tuple(
        f"{mark.area_name}, {mark.subject_label[0].lower()}{mark.subject_label[1:]}: {mark.says.label} "
        f"({mark.role}, {date_words(mark.on_date)})"
        for mark in brief.marks[:MOST_MARKS]
    )


def dates_words(brief: Brief) -> str:
    """Say how old the facts about listings are."""
    dates = brief.dates
    if not dates.listings:
        return "No listing stands behind this page."
    confirmed = (
        "none has been confirmed by anybody who runs it"
        if not dates.confirmed
        else f"{dates.confirmed:,} confirmed by somebody who knows"
    )
    undated = f"; {dates.undated:,} without a date" if dates.undated else ""
    if dates.oldest is None or dates.newest is None:
        return f"Of {count(dates.listings, 'listing')} named or counted here, {confirmed}{undated}."
    span = (
        f"dated {date_words(dates.oldest)}"
        if dates.oldest == dates.newest
        else f"dated from {date_words(dates.oldest)} to {date_words(dates.newest)}"
    )
    return f"{count(dates.listings, 'listing')} here or nearest: {span}; {confirmed}{undated}."


def beyond_words(brief: Brief) -> str:
    """Say what is known of places outside the areas loaded."""
    if brief.made.beyond:
        return f"{count(brief.made.beyond, 'place')} outside the areas loaded are counted too."
    return (
        "Nothing outside Cambridgeshire and Peterborough is known: near the edge people may use places "
        "that are not counted here."
    )


def next_links(brief: Brief) -> tuple[Link, ...]:
    """Lead on, about what the area lacks most beside its district."""
    area = brief.area
    lacking = [
        here
        for here in brief.capitals
        if here.capital is not None and here.row.state is not State.SERVED and not here.too_few
    ]
    lacking.sort(key=_worse_than_district, reverse=True)
    capital = lacking[0].capital if lacking else None
    of = f" for “{_lower(capital)}”" if capital else ""
    choices = GapChoices(
        capital=capital, release=area.release, region=area.region, district=area.district_code or None
    )
    return (
        Link(
            f"Where in {area.district_name} would one more place{of} help most?",
            choices.address("/gaps/where-next"),
        ),
        Link(f"What would change if one opened, moved or closed{of}?", choices.address("/gaps/what-if")),
    )


def _worse_than_district(here: CapitalHere) -> float:
    row: AreaCoverage = here.row
    if row.nearest_m is None or not here.district_nearest_m:
        return 0.0
    return row.nearest_m / here.district_nearest_m


def credits_words(lines: Sequence[str]) -> str:
    """Put the credits into one paragraph, the licence of many said once."""
    together = [line.removeprefix(_OGL).removesuffix(").") for line in lines if line.startswith(_OGL)]
    others = [line for line in lines if not line.startswith(_OGL)]
    first = [f"{_OGL}{'; '.join(together)})."] if together else []
    return " ".join([*first, *others])


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _lower(capital: Capital) -> str:
    return f"{capital.label[0].lower()}{capital.label[1:]}"


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%"


def _far(metres: float | None) -> str:
    return UNKNOWN if metres is None else kilometres(metres)


def _share(value: float | None) -> str:
    return "?" if value is None else f"{value * 100:.0f}%"
