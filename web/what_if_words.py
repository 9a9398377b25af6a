"""How is what changes said in plain English?"""

from dataclasses import replace

from directory.coverage.schemas import DEFAULT_NEED
from directory.coverage.what_if_schemas import Affected, BeforeAfter, ChangedPlace, PlaceTable, WhatIf
from directory.speech import kilometres
from directory.words import Capital
from web.contexts.what_if import FigureRow, FigureTable, PeopleRow, PeopleTable
from web.what_if_choices import WhatIfChoices
from web.words import count, listed, long_date, number

_MINUS = "\N{MINUS SIGN}"
_FEW = 100
_MANY = 1_000
FIFTHS = {
    "5": "Most deprived fifth of England",
    "4": "Second fifth",
    "3": "Middle fifth",
    "2": "Fourth fifth",
    "1": "Least deprived fifth",
    "": "Deprivation not known",
}
NEED_FIFTHS = {
    "5": "Need 80 to 100 of 100",
    "4": "60 to 80",
    "3": "40 to 60",
    "2": "20 to 40",
    "1": "0 to 20",
    "": "Need not known",
}
_CAPITAL_NOUNS = {
    Capital.SOCIAL: "place to meet people",
    Capital.CULTURAL: "place for culture and knowledge",
    Capital.HUMAN: "place for learning and skills",
    Capital.HEALTH: "place for being active and well",
    Capital.ENVIRONMENTAL: "open or safe space",
    Capital.EMPLOYABILITY: "place that helps towards work",
}


def about(people: float) -> str:
    """Say a number of people as finely as it is known: they are the shares of a neighbourhood's residents."""
    if people < _FEW:
        return number(round(people))
    return number(round(people, -1 if people < _MANY else -2))


def about_people(people: float) -> str:
    """Count people, as finely as that is known."""
    return "1 person" if round(people) == 1 else f"{about(people)} people"


def noun_of(choices: WhatIfChoices, category: str) -> str:
    """Name one of what is counted; `category` is the name of the kind that is, if one is."""
    if category:
        return category
    return "listing of any kind" if choices.gaps.capital is None else _CAPITAL_NOUNS[choices.gaps.capital]


def needy_words(choices: WhatIfChoices, answer: WhatIf) -> str:
    """Say whose need is high, to follow `live`."""
    if choices.gaps.need == DEFAULT_NEED:
        return "in the most deprived 30% of England"
    return f"where need is 70 or more of 100 by “{answer.need_label}”"


def question(choices: WhatIfChoices, places: tuple[ChangedPlace, ...]) -> str:
    """Ask what the page answers."""
    return f"What {condition(replace(choices, on=None), places).replace('If', 'if', 1)}?"


def condition(choices: WhatIfChoices, places: tuple[ChangedPlace, ...]) -> str:
    """Say what is supposed: `If March Library closes on 1 July 2027`."""
    parts = [f"{each.name} closes" for each in places if each.does == "close"]
    parts += [f"{each.name} moves" for each in places if each.does == "move"]
    added = sum(each.does == "add" for each in places)
    if added:
        named = choices.changes.name_of(choices.changes.add[0]) if added == 1 else ""
        place = f"a place opens at {named}" if named else "a place opens"
        parts.append(place if added == 1 else f"{added} places open")
    day = f" on {long_date(choices.on)}" if choices.on else ""
    if len(parts) > 3:  # noqa: PLR2004 - longer than one can say
        return f"If these {len(places)} changes are made{day}"
    return f"If {listed(parts)}{day}"


def sentence(choices: WhatIfChoices, answer: WhatIf, noun: str, where: str) -> str:
    """Answer in one sentence, or two."""
    supposed, loses, gains = condition(choices, answer.places), answer.loses, answer.gains
    if not loses.people and not gains.people:
        if not answer.elsewhere:
            return f"{supposed}, the nearest {noun} is as far as it is now for everybody in {where}."
        return (
            f"{supposed}, nothing changes in {where}. The nearest {noun} changes for "
            f"{about_people(answer.elsewhere)} outside it."
        )
    if loses.people and loses.nothing_left == loses.people:
        whom = f"{about_people(loses.people)} in {where}"
        return f"{supposed}, the directory knows of no other {noun}, for {whom}."
    told = []
    if loses.people:
        told.append(_moves(loses, noun, "further away"))
    if gains.people:
        told.append(_moves(gains, noun, "nearer"))
    needs = [
        f"{about(each.in_need) if each.in_need else 'None'} of them live"
        if not (loses.people and gains.people)
        else f"{about(each.in_need) if each.in_need else 'none'} of those who {verb} live"
        for each, verb in ((loses, "lose"), (gains, "gain"))
        if each.people
    ]
    rest = f"{listed(needs)} {needy_words(choices, answer)}."
    rest = rest[0].upper() + rest[1:]
    first = (
        told[0]
        if len(told) == 1
        else f"{told[0]}, and {told[1].removeprefix('the nearest ' + noun + ' is ')}"
    )
    return f"{supposed}, {first}. {rest}"


def _moves(those: Affected, noun: str, way: str) -> str:
    areas = count(those.areas, "neighbourhood")
    if those.extra_m is None:
        return f"a {noun} is known where there was none for {about_people(those.people)} in {areas}"
    return (
        f"the nearest {noun} is on average {kilometres(abs(those.extra_m))} {way} "
        f"for about {about_people(those.people)} in {areas}"
    )


def second_sentence(answer: WhatIf) -> str:
    """Say how far it is then, and who has none left within reach."""
    told, minutes = [], (answer.walk_min, answer.cycle_min)
    for those, verb in ((answer.loses, "lose"), (answer.gains, "gain")):
        if not those.people or those.now_m is None or those.then_m is None:
            continue
        who = "They" if not (answer.loses.people and answer.gains.people) else f"Those who {verb}"
        told.append(
            f"{who} have {kilometres(those.now_m)} to go now on average, and {kilometres(those.then_m)} then."
        )
        one = "lose the only one" if verb == "lose" else "gain their first"
        past = [
            f"{about(people)} {one} within {minutes[at]:g} minutes {how}"
            for at, people, how in (
                (0, those.past_walk, "on foot"),
                (1, those.past_cycle, "by bicycle"),
            )
            if people
        ]
        if past:
            told.append(f"Of these people, about {listed(past)}.")
    if answer.elsewhere and (answer.loses.people or answer.gains.people):
        told.append(
            f"Outside what is shown here, it changes for about {about_people(answer.elsewhere)} more."
        )
    return " ".join(told)


_MAIN = {
    "nearest_m": ("Mean distance to the nearest", "", "m"),
    "nearest_p50_m": ("Half of postcodes have one within", "median", "m"),
    "nearest_p90_m": ("Nine in ten postcodes have one within", "90th percentile", "m"),
    "share_within_walk": ("Postcodes with one within a walk", "", "%"),
    "share_within_cycle": ("Postcodes with one within a cycle ride", "", "%"),
    "share_within_drive": ("Postcodes with one within a drive", "", "%"),
    "count": ("Listings here", "", "n"),
    "people_in_need_beyond": (
        "People in high need whose neighbourhood's nearest is over 3 km away",
        "mean of the neighbourhood",
        "p",
    ),
}
_MORE = {
    "third_nearest_m": ("Mean distance to the third nearest", "", "m"),
    "share_within_1200m": ("Postcodes with one within 1.2 km", "", "%"),
    "reach_walk": ("Listings within a walk", "mean over postcodes", "2"),
    "reach_cycle": ("Listings within a cycle ride", "mean over postcodes", "2"),
    "reach_drive": ("Listings within a drive", "mean over postcodes", "2"),
    "rate_per_1000": ("Listings per 1,000 people", "", "3"),
    "sfca2": ("Listings per 1,000 people in reach", "2SFCA", "4"),
    "e2sfca": ("The same, the nearer counting more", "E2SFCA", "4"),
    "sfca3": ("The same, with choice between them", "3SFCA", "4"),
}
_LESS_IS_BETTER = {"m", "p"}


def figure_table(table: PlaceTable) -> FigureTable:
    """Put the measures of a place into words."""
    by_name = {row.measure: row for row in table.rows}
    return FigureTable(
        name=table.name,
        rows=tuple(_figure(by_name[key], *words) for key, words in _MAIN.items() if key in by_name),
        more=tuple(_figure(by_name[key], *words) for key, words in _MORE.items() if key in by_name),
    )


def _figure(row: BeforeAfter, label: str, hint: str, unit: str) -> FigureRow:
    change, better = "", ""
    if row.now is not None and row.then is not None:
        step = row.then - row.now
        shown = _value(abs(step), "pp" if unit == "%" else unit)
        nothing = _value(0.0, "pp" if unit == "%" else unit)
        if step and shown == nothing:
            change = "under " + {"m": "10 m", "%": "0.1 points"}.get(unit, "what shows")
        else:
            change = "no change" if not step else f"{'+' if step > 0 else _MINUS}{shown}"
        if step:
            better = "worse" if (step > 0) == (unit in _LESS_IS_BETTER) else "better"
    return FigureRow(label, hint, _value(row.now, unit), _value(row.then, unit), change, better)


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return "not known"
    if unit == "m":
        return kilometres(value)
    if unit == "%":
        return f"{value * 100:.1f}%"
    if unit == "pp":
        return f"{value * 100:.1f} points"
    if unit in {"n", "p"}:
        return number(value)
    return f"{value:,.{unit}f}"


def people_table(
    rows: tuple[tuple[str, str, int | None, Affected, Affected], ...], answer: WhatIf
) -> PeopleTable:
    """Tell row by row (label, link, people there, those who lose, those who gain) who is affected."""
    loses, gains = answer.loses.people > 0, answer.gains.people > 0
    if any(row[3].people for row in rows):
        loses = True
    if any(row[4].people for row in rows):
        gains = True
    headings = ["People here"] if any(row[2] is not None for row in rows) else []
    if loses or not gains:
        headings += ["Further away for", "Further by, on average", "Lose the only one within a walk"]
    if gains:
        headings += ["Nearer for", "Nearer by, on average", "Gain their first within a walk"]
    told = []
    for label, href, people, worse, better in rows:
        cells = [] if people is None else [number(people)]
        for those, there in ((worse, loses or not gains), (better, gains)):
            if there:
                cells += [
                    about(those.people),
                    "none" if those.extra_m is None else kilometres(abs(those.extra_m)),
                    "not known" if those.past_walk is None else about(those.past_walk),
                ]
        told.append(PeopleRow(label, href, tuple(cells)))
    return PeopleTable(tuple(headings), tuple(told))
