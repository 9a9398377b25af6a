"""How is it said who counts, how near is near, and what a place would bring?"""

import math
from collections import Counter

from directory.coverage.siting import Gain, WhereNext
from directory.coverage.siting_question import CandidateKind, Near, Objective, Question, Weight
from directory.speech import kilometres
from directory.words import Domain
from geo.siting import Siting
from geo.travel import Mode
from web.what_if_words import about, about_people
from web.words import count, listed

KIND_WORDS = {
    CandidateKind.LIBRARY: ("Library", "libraries"),
    CandidateKind.HUB: ("Community hub", "community hubs"),
    CandidateKind.HALL: ("Community centre or hall", "community centres and halls"),
    CandidateKind.VENUE: ("Venue", "venues"),
    CandidateKind.SURGERY: ("GP surgery", "GP surgeries"),
    CandidateKind.PHARMACY: ("Pharmacy", "pharmacies"),
    CandidateKind.HOSPITAL: ("Hospital", "hospitals"),
    CandidateKind.SCHOOL: ("School", "schools"),
}
NEARLY = 0.9
_JUDGED_BY = (
    "To choose, everybody stood at the middle of their neighbourhood; what is told here is counted at every "
    "postcode."
)
_BY = {Mode.WALK: "on foot", Mode.CYCLE: "by bicycle", Mode.DRIVE: "by car"}


def near_words(question: Question, near: Near) -> str:
    """Say how near is near enough: `20 minutes by bicycle (4.1 km)`."""
    if near is Near.THREE_KM:
        return "3 km"
    travel = question.viewed.world.inputs.assumptions.travel(Mode(near.value))
    return f"{travel.within_min:g} minutes {_BY[Mode(near.value)]} ({kilometres(travel.radius_m)})"


def need_place(question: Question, need_label: str) -> str:
    """Name the areas of high need: `England's most deprived 30% of areas`."""
    parts = question.viewed.query.need.parts
    key = parts[0][0]
    if len(parts) == 1 and key == "imd":
        return "England's most deprived 30% of areas"
    if len(parts) == 1 and key in set(Domain):
        return f"England's most deprived 30% of areas for {need_label.lower()}"
    return f"the areas of most need ({need_label})"


def who_counts(question: Question, need_label: str) -> str:
    """Say who counts, as the object of a sentence."""
    return {
        Weight.PEOPLE: "people",
        Weight.DEPRIVED: f"people in {need_place(question, need_label)}",
        Weight.NEED: "people, counted by the need where they live",
    }[question.choice.weight]


def more_people(people: int) -> str:
    """Count people newly within reach, as finely as that is known."""
    return "1 more person" if people == 1 else f"{about(people)} more people"


def gain_words(gain: Gain, question: Question) -> str:
    """Say who would gain from a place."""
    if question.choice.objective is Objective.MEDIAN and gain.saved_m is not None:
        return f"{kilometres(gain.saved_m)} nearer on average; nearer for {about_people(gain.nearer)}"
    newly = f"{more_people(gain.people)} within reach"
    if gain.people == 0:
        return "nobody more within reach"
    if gain.people_in_need == gain.people:
        return f"{newly}, all in areas of high need"
    return f"{newly}, {about(gain.people_in_need)} of them in areas of high need"


def candidate_words(found: WhereNext) -> str:
    """Say what was looked at: `351 schools, 135 pharmacies and 42 community hubs`."""
    tally = Counter(each.kind for each in found.question.candidates)
    return listed(
        f"{number:,} {KIND_WORDS[kind][number != 1].lower() if number != 1 else KIND_WORDS[kind][0].lower()}"
        for kind, number in tally.most_common()
    ).replace("gp surger", "GP surger")


def bound_words(found: WhereNext) -> tuple[str, ...]:
    """Say how good the choice is among the candidates."""
    siting, question = found.siting, found.question
    if siting is None or not found.chosen:
        return ()
    k, looked_at = question.choice.k, f"the {len(question.candidates):,} places looked at"
    if k == 1:
        return (
            f"Of {looked_at}, none would do better. Each was tried, with people counted at every postcode.",
        )
    told = [
        _how(found),
        _JUDGED_BY,
        _proven(k, looked_at) if siting.proven else _bounded(siting, question, looked_at),
    ]
    if len(found.chosen) < k:
        told.append(
            f"{count(len(found.chosen), 'place is', 'places are')} enough: judged so, a further one would "
            "bring it within reach of nobody who counts."
        )
    return tuple(told)


def _how(found: WhereNext) -> str:
    """Say how several places were chosen."""
    siting, question = found.siting, found.question
    alone = found.ranked[0].candidate if found.ranked else None
    apart = alone is not None and all(each.candidate != alone for each in found.chosen)
    best = f" The best single place, {alone.name}, is not among them." if apart and alone else ""
    if found.stored and found.seconds is not None and siting is not None:
        spent = count(max(1, round(found.seconds)), "second")
        if siting.proven:
            how = f"Chosen together, beforehand, in {spent}, by looking at every choice that could be better."
        else:
            how = f"Chosen together, beforehand; the time given ({spent}) ended before it was proved best."
    elif question.choice.objective is Objective.COVERING:
        how = (
            "Chosen one after another, each time the one that adds most; then each was exchanged for another "
            "that reaches as many and is nearer for most."
        )
    else:
        how = (
            "Chosen one after another, each time the one that adds most; then each was exchanged for another "
            "wherever that is better together."
        )
    return f"{how}{best}"


def _proven(k: int, looked_at: str) -> str:
    return f"Proved best: no choice of {k} among {looked_at} could do better, judged by those middles."


def _bounded(siting: Siting, question: Question, looked_at: str) -> str:
    """Say how much better any choice could be, in shares: the numbers told are counted otherwise."""
    better = f"Judged by those middles, no choice of {question.choice.k} among {looked_at} could"
    if question.choice.objective is Objective.MEDIAN:
        short = 1 - siting.bound / siting.objective if siting.objective else 0.0
        return f"{better} make the average distance more than {_least(short)} shorter than this one does."
    more = siting.bound / siting.objective - 1 if siting.objective else 0.0
    whom = "people, counted by need," if question.choice.weight is Weight.NEED else "people who count"
    return f"{better} put more than {_least(more)} more {whom} within reach than have one with this choice."


def _least(share: float) -> str:
    """Write a share, rounded up: what is claimed must hold."""
    return f"{math.ceil(share * 1000) / 10:g}%"


def close_words(found: WhereNext) -> str:
    """Say how many others would bring nearly as much: then the place matters less than where it is."""
    ranked, covering = found.ranked, found.question.choice.objective is Objective.COVERING
    if not ranked or found.question.choice.k > 1:
        return ""
    worth = [gain.counted if covering else gain.saved_m or 0.0 for gain in ranked]
    close = sum(each >= NEARLY * worth[0] > 0 for each in worth[1:])
    if not close:
        return ""
    return (
        f"{count(close, 'other place in the list', 'other places in the list')} would bring at least nine "
        "tenths of that: what matters is the village or the part of a town, more than the building."
    )
