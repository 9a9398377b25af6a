"""What does the page of where one more place would help say of an answer?"""

from dataclasses import replace
from typing import Final

from directory.areas.schemas import ContactPointRead
from directory.clock import LONDON
from directory.coverage.siting import Gain, Reached, WhereNext
from directory.coverage.siting_question import CandidateKind, Near, Objective, SitingChoice, Weight
from directory.speech import kilometres
from directory.words import Domain
from web.contexts.gaps import Link, Option
from web.contexts.where_next import (
    AreaLine,
    Mark,
    OtherRule,
    PlaceLine,
    SitingMap,
    Standing,
    WhereForm,
    WhereNextPage,
)
from web.gap_choices import GapChoices
from web.gap_filters import filters_of
from web.gap_names import GapNames
from web.mercator import to_mercator
from web.outlines import UNIT_M, OutlinePicture
from web.what_if_words import about
from web.where_next_choices import MOST_CHOSEN, PATH, WhereChoices
from web.where_next_words import (
    KIND_WORDS,
    bound_words,
    candidate_words,
    close_words,
    gain_words,
    more_people,
    near_words,
    who_counts,
)
from web.words import count, listed

FOR_WORDS: Final = {
    "social": "for meeting people",
    "cultural": "for culture and knowledge",
    "human": "for learning and skills",
    "health": "for being active and well",
    "environmental": "of open or safe space",
    "employability": "for help towards work",
}


def where_next_page(
    choices: WhereChoices,
    found: WhereNext,
    names: GapNames,
    *,
    need_label: str,
    where: dict[str, str],
    others: tuple[tuple[SitingChoice, Gain | None], ...],
    picture: OutlinePicture,
    talk: tuple[ContactPointRead, ...],
) -> WhereNextPage:
    """Put an answer into words."""
    question, place = found.question, names.place(choices.gaps)
    label = need_label if need_label.upper() != "IMD" else "all of the index"
    who, thing = who_counts(question, label), thing_words(choices.gaps, names)
    within = near_words(question, choices.choice.near)
    chosen = tuple(
        _line(each, number, found, choices, names, where) for number, each in enumerate(found.chosen, 1)
    )
    lead, answer = _answer(found, chosen, thing, who, within, place)
    return WhereNextPage(
        title=_title(choices, thing, who, place),
        talk=talk,
        computed_at=found.computed_at.astimezone(LONDON),
        lead=lead,
        answer=answer,
        change=_change(found, who, within),
        instead=_instead(found, choices),
        sure=tuple(each for each in (*bound_words(found), close_words(found)) if each),
        chosen=chosen,
        ranked=tuple(
            _line(each, number, found, choices, names, where) for number, each in enumerate(found.ranked, 1)
        ),
        standings=_standings(found, within) if chosen else (),
        others=_others(found, others, choices, names, where),
        map=_map(found, picture) if chosen else None,
        form=_form(choices, names, need_label, found),
        candidates=len(question.candidates),
        offering=len({found.question.viewed.world.inputs.places[each].listing for each in _offering(found)}),
        candidate_words=candidate_words(found),
        within_words=within,
        counted_words=who,
        left_out=question.left_out,
        what_if=choices.what_if(
            tuple((each.candidate.lon, each.candidate.lat, each.candidate.name) for each in found.chosen)
        ),
        download=choices.address(f"{PATH}/download.csv"),
        back=choices.gaps.address(),
    )


def thing_words(gaps: GapChoices, names: GapNames) -> str:
    """Name what there would be one more of: `place for help towards work`, `library`."""
    if gaps.category is not None:
        label = next(each.label for each in names.categories if each.slug == gaps.category)
        return f"place for “{label.lower()}”"
    return f"place {FOR_WORDS[gaps.capital.value]}" if gaps.capital else "place of any kind listed"


def _title(choices: WhereChoices, thing: str, who: str, place: str) -> str:
    k = choices.choice.k
    more = f"one more {thing}" if k == 1 else f"{k} more places{thing.removeprefix('place')}"
    does = "reach the most" if choices.choice.objective is Objective.COVERING else "bring it nearest to"
    return f"Where in {place} would {more} {does} {who}?"


def _where(gain: Gain, names: GapNames, where: dict[str, str]) -> str:
    candidate = gain.candidate
    district = names.districts.get(candidate.district, candidate.district)
    locality = where.get(candidate.id, "")
    return f"{locality}, {district}" if locality and locality != district else district


def _line(
    gain: Gain,
    number: int,
    found: WhereNext,
    choices: WhereChoices,
    names: GapNames,
    where: dict[str, str],
) -> PlaceLine:
    candidate = gain.candidate
    return PlaceLine(
        number=number,
        name=candidate.name,
        href=f"/listing/{candidate.slug}" if candidate.slug else "",
        kind=KIND_WORDS[candidate.kind][0],
        where=_where(gain, names, where),
        gain=gain_words(gain, found.question),
        people=gain.people,
        people_in_need=gain.people_in_need,
        nearer=gain.nearer,
        saved="" if gain.saved_m is None else kilometres(gain.saved_m),
        beside=_beside(gain),
        areas=tuple(
            AreaLine(
                name=each.area.name,
                href=f"/area/{each.area.code}?release={each.area.release}",
                known_as=where.get(each.area.code, ""),
                people=about(each.people),
                of_people=f"{each.area.population:,}" if each.area.population else "",
                in_need=each.in_need,
                change=f"{kilometres(each.before_m)} to {kilometres(each.after_m)}"
                if each.before_m is not None
                else f"none known now to {kilometres(each.after_m)}",
            )
            for each in gain.areas
        ),
        more_areas=gain.areas_gaining - len(gain.areas),
        what_if=choices.what_if(((candidate.lon, candidate.lat, candidate.name),)),
    )


def _beside(gain: Gain) -> str:
    if not gain.beside:
        return ""
    first, *others = gain.beside
    more = f" and {count(len(others), 'other place', 'other places')}" if others else ""
    return f"Beside it: {first.name}{more}"


def _answer(
    found: WhereNext, chosen: tuple[PlaceLine, ...], thing: str, who: str, within: str, place: str
) -> tuple[str, str]:
    question = found.question
    if not chosen:
        return _no_answer(found, who, within, place)
    first = chosen[0]
    if len(chosen) == 1:
        lead = f"At {first.name}, {first.where}."
    else:
        lead = f"At {', '.join(each.name for each in chosen[:-1])} and {chosen[-1].name}."
    if question.choice.objective is Objective.MEDIAN:
        before, after = found.before.mean_m, found.after.mean_m
        if before is None or after is None:
            return (
                lead,
                (
                    f"No such place is known now. It would be {kilometres(after or 0)} away on average for "
                    f"{who}."
                ),
            )
        return (
            lead,
            (
                f"The nearest {thing} would be {kilometres(after)} away on average for {who}, where it is "
                f"{kilometres(before)} now."
            ),
        )
    people = found.after.people_within - found.before.people_within
    need = found.after.in_need_within - found.before.in_need_within
    among = "all of them" if need == people else f"{about(need)} of them"
    return lead, (f"{more_people(people)} would have one within {within}, {among} in {_need_place(found)}.")


def _no_answer(found: WhereNext, who: str, within: str, place: str) -> tuple[str, str]:
    """Say why no place is proposed."""
    if not found.question.candidates:
        return (
            "Nowhere to choose from.",
            f"You ticked only {listed(KIND_WORDS[kind][1] for kind in found.question.choice.kinds)}, and "
            f"every one of these that we know in {place} offers it already, or there is none. Open "
            "“Change how this is worked out” and tick other buildings."
            if len(found.question.choice.kinds) < len(CandidateKind)
            else f"We know of no building in {place} that does not offer it already.",
        )
    if found.siting is None:
        return "Nobody to count.", f"There are no {who} in {place}."
    if found.before.share_within == 1:
        return "Nowhere.", f"All {who} in {place} have one within {within} already, as the crow flies."
    looked_at = f"{len(found.question.candidates):,} looked at"
    return (
        "Nowhere among the places we know.",
        f"No building of the {looked_at} would bring it within {within} of more {who}.",
    )


def _offering(found: WhereNext) -> list[int]:
    return [number for number, counts in enumerate(found.question.viewed.offer.mask) if counts]


def _instead(found: WhereNext, choices: WhereChoices) -> Link | None:
    """Offer to count everybody where nobody counts, or nobody more can be reached."""
    if found.chosen or not found.question.candidates or choices.choice.weight is Weight.PEOPLE:
        return None
    everybody = replace(choices, choice=replace(choices.choice, weight=Weight.PEOPLE))
    return Link("Count everybody instead", everybody.address())


def _need_place(found: WhereNext) -> str:
    parts = found.question.viewed.query.need.parts
    one = len(parts) == 1 and parts[0][0] in {"imd", *Domain}
    return "England's most deprived 30% of areas" if one else "areas of most need"


def _change(found: WhereNext, who: str, within: str) -> str:
    if not found.chosen:
        return ""
    before, after = found.before, found.after
    share = f"from {before.share_within * 100:.0f}% to {after.share_within * 100:.0f}%"
    everybody = found.question.choice.weight is Weight.PEOPLE
    told = f"Of {'all ' if everybody else ''}{who}, the share with one within {within} would go {share}"
    if before.mean_m is not None and after.mean_m is not None:
        told += f", and the average distance from {kilometres(before.mean_m)} to {kilometres(after.mean_m)}"
    return f"{told}."


def _standings(found: WhereNext, within: str) -> tuple[Standing, ...]:
    before, after = found.before, found.after

    def mean(reached: Reached) -> str:
        return "not known" if reached.mean_m is None else kilometres(reached.mean_m)

    return (
        Standing(f"People with one within {within}", about(before.people_within), about(after.people_within)),
        Standing(
            f"Of them in {_need_place(found)} (there are {found.people_in_need:,})",
            about(before.in_need_within),
            about(after.in_need_within),
        ),
        Standing(
            "Share within reach, of those who count",
            f"{before.share_within:.1%}",
            f"{after.share_within:.1%}",
        ),
        Standing("Average distance, of those who count", mean(before), mean(after)),
    )


def _others(
    found: WhereNext,
    rules: tuple[tuple[SitingChoice, Gain | None], ...],
    choices: WhereChoices,
    names: GapNames,
    where: dict[str, str],
) -> tuple[OtherRule, ...]:
    if not found.ranked:
        return ()
    told = []
    best = found.ranked[0].candidate
    for rule, gain in rules:
        words = (
            "Shortest average distance"
            if rule.objective is Objective.MEDIAN
            else f"Most people within {near_words(found.question, rule.near)}"
        )
        same = gain is not None and gain.candidate.id == best.id
        told.append(
            OtherRule(
                rule=words,
                answer="nobody more could be reached"
                if gain is None
                else ("the same place" if same else f"{gain.candidate.name}, {_where(gain, names, where)}"),
                href=replace(choices, choice=rule).address(),
                same=same,
            )
        )
    return tuple(told)


def _map(found: WhereNext, picture: OutlinePicture) -> SitingMap:
    question = found.question
    codes = [question.partition.areas[row].code for row in question.area]
    gaining = {each.area.code for gain in found.chosen for each in gain.areas}
    view = picture.view_of(codes)

    def mark(lon: float, lat: float, title: str, number: int | None = None) -> Mark:
        x, y = to_mercator(lon, lat)
        return Mark(
            round(x / UNIT_M - picture.origin[0], 1), round(picture.origin[1] - y / UNIT_M, 1), title, number
        )

    return SitingMap(
        path=picture.path,
        view=view,
        areas=tuple(
            (code, "siting-gain" if code in gaining else "siting-need" if needy else "siting-plain")
            for code, needy in zip(codes, question.in_need, strict=True)
            if code in picture.outlines
        ),
        districts=tuple(
            code
            for code in sorted({question.partition.areas[row].district for row in question.area})
            if code in picture.outlines
        ),
        existing=tuple(mark(lon, lat, name) for lon, lat, name in found.places_now),
        chosen=tuple(
            mark(each.candidate.lon, each.candidate.lat, f"{number}: {each.candidate.name}", number)
            for number, each in enumerate(found.chosen, 1)
        ),
        unit=max(view.width, view.height) / 100,
    )


def _form(choices: WhereChoices, names: GapNames, need_label: str, found: WhereNext) -> WhereForm:
    choice, gaps = choices.choice, choices.gaps
    kept = (
        ("day", gaps.day.value if gaps.day else ""),
        ("at", gaps.at or ""),
        ("include", "visiting" if gaps.visiting else ""),
    )
    return WhereForm(
        gaps=filters_of(gaps, names, need_label),
        k=tuple(Option(str(k), f"{k}", k == choice.k) for k in range(1, MOST_CHOSEN + 1)),
        objective=(
            Option(
                Objective.COVERING.value,
                "Put the most people within reach",
                choice.objective is Objective.COVERING,
            ),
            Option(
                Objective.MEDIAN.value,
                "Make the average distance shortest",
                choice.objective is Objective.MEDIAN,
            ),
        ),
        weight=(
            Option(
                Weight.DEPRIVED.value,
                "Only people in areas of high need (most deprived 30%)",
                choice.weight is Weight.DEPRIVED,
            ),
            Option(Weight.PEOPLE.value, "Everybody alike", choice.weight is Weight.PEOPLE),
            Option(Weight.NEED.value, "Everybody, more where need is higher", choice.weight is Weight.NEED),
        ),
        near=tuple(
            Option(each.value, near_words(found.question, each), each is choice.near) for each in Near
        ),
        kinds=tuple(
            Option(kind.value, KIND_WORDS[kind][1][0].upper() + KIND_WORDS[kind][1][1:], kind in choice.kinds)
            for kind in CandidateKind
        ),
        kept=tuple((name, value) for name, value in kept if value),
    )
