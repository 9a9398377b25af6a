"""Why is somebody told of a notice? One sentence, from the facts that were matched and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from directory.consents.service import FUNDING, LOCAL, NEWS_PURPOSES, PARISH_NEWS, SUPPORT, VOLUNTEERING
from directory.digests.schemas import Because, Candidate, Subscriber
from directory.noticeboard.shapes import inside
from directory.profiles.schemas import Profile
from directory.profiles.words import IncomeBand
from directory.words import within

_ASKED: Final = {
    FUNDING: "funding",
    SUPPORT: "training, advice and other help",
    LOCAL: "what others do locally",
    VOLUNTEERING: "volunteering",
    PARISH_NEWS: "the news of your parish",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What areas and categories are called."""

    areas: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)


def because(asked: Sequence[Subscriber], candidate: Candidate, names: Names, *, named: bool) -> Because:
    """Say why, for the subscriptions of one listing, or of one resident, that a notice fits.

    `named` tells whether the listing is to be called by its name: where somebody looks after several.
    """
    first = asked[0]
    profile = first.profile
    parts = [] if profile is None else _facts(profile, candidate, names)
    about = _listed(
        [_ASKED[purpose] for purpose in NEWS_PURPOSES if purpose in {one.asked.purpose for one in asked}]
    )
    themes = _themes(asked, candidate, names)
    places = _asked_places(asked, candidate, names)
    wish = f"asked about {about}" + (f" in {_listed(places, 'or')}" if places else "")
    wish += f", and about {_listed(themes)}" if themes else ""
    if profile is not None and named:
        said = _listed([_THIRD.get(verb, verb) + rest for verb, rest in parts])
        sentence = (
            f"Because {profile.name} {said}, and you {wish}."
            if said
            else f"Because for {profile.name} you {wish}."
        )
    else:
        said = _listed([*(verb + rest for verb, rest in parts), wish])
        sentence = f"Because you {said}."
    return Because(first.asked.subject, sentence, tuple(one.asked.event_id for one in asked))


def fitting(profile: Profile, candidate: Candidate, names: Names) -> str:
    """Say why a notice fits a listing, whether anybody asked or not."""
    said = _listed([_THIRD.get(verb, verb) + rest for verb, rest in _facts(profile, candidate, names)])
    return (
        f"Because {profile.name} {said}."
        if said
        else f"Because nothing it asks for keeps {profile.name} out."
    )


_THIRD: Final = {"are": "is", "work": "works", "take": "takes", "have": "has", "offer": "offers"}


def _facts(profile: Profile, candidate: Candidate, names: Names) -> list[tuple[str, str]]:
    """List what is true of the listing and asked for by the notice: a verb, and the rest."""
    said, rules, told = candidate.notice.said, candidate.notice.said.rules, profile.told
    found: list[tuple[str, str]] = []
    where = _where(profile, candidate, names)
    if where:
        found.append(("are", where))
    people = [one for one in rules.beneficiaries if one in profile.beneficiaries]
    if people:
        found.append(("work", f" with {_listed(within(one.label) for one in people)}"))
    themes = [names.categories.get(one, one) for one in rules.categories if one in profile.categories]
    if themes:
        found.append(("are", f" about {_listed(within(one) for one in themes)}"))
    capitals = [one.label for one in rules.capitals if one in profile.capitals]
    if capitals:
        found.append(("offer", f" {_listed(within(one) for one in capitals)}"))
    if rules.incomes and told.income in rules.incomes:
        assert told.income is not None  # noqa: S101 - it is among those
        none = told.income is IncomeBand.NONE
        found.append(("have", " no income") if none else ("take", f" {within(told.income.label)} a year"))
    if rules.sizes and profile.size in rules.sizes:
        assert profile.size is not None  # noqa: S101 - likewise
        found.append(("have", f" {within(profile.size.label)}"))
    if rules.registered is not None and told.registered is rules.registered:
        found.append(("are", " registered" if rules.registered else " not registered"))
    if not (people or themes or capitals) and profile.kind in rules.kinds:
        found.append(("are", f" a {within(profile.kind.label)}"))
    if not found and said.outside_allowed:
        found.append(("are", " somewhere else, from where groups may answer too"))
    return found


def _where(profile: Profile, candidate: Candidate, names: Names) -> str:
    """Say in which of the places that a notice names a listing is; nothing where it names none."""
    notice = candidate.notice
    own = [name for code, name in notice.area_names if code in profile.areas]
    if own:
        return f" in {_listed(own[:2])}"
    if notice.said.shape is not None and inside(notice.said.shape, profile.places).any():
        return " inside the area that was drawn for it"
    smaller = sorted(code for code in profile.areas & candidate.inside if code in names.areas)
    if smaller:
        return f" in {names.areas[smaller[0]]}"
    return ""


def _asked_places(asked: Sequence[Subscriber], candidate: Candidate, names: Names) -> list[str]:
    """Name the places that were asked about and where the notice applies."""
    if candidate.is_everywhere:
        return []
    there = candidate.inside | candidate.around
    found = dict.fromkeys(
        names.areas[code]
        for one in asked
        for code in one.asked.terms.areas
        if code in there and code in names.areas
    )
    return list(found)[:3]


def _themes(asked: Sequence[Subscriber], candidate: Candidate, names: Names) -> list[str]:
    """Name the themes that were chosen and that the notice names."""
    rules = candidate.notice.said.rules
    found = dict.fromkeys(
        [
            *(
                within(one.label)
                for each in asked
                for one in each.asked.terms.capitals
                if one in rules.capitals
            ),
            *(
                within(names.categories.get(one, one))
                for each in asked
                for one in each.asked.terms.categories
                if one in rules.categories
            ),
        ]
    )
    return list(found)


def _listed(words: Iterable[str], joiner: str = "and") -> str:
    """Join words as a sentence does: `a, b, and c` where one of them has an `and` of its own."""
    found = [word for word in words if word]
    if len(found) < 2:  # noqa: PLR2004 - a pair
        return "".join(found)
    comma = "," if len(found) > 2 else ""  # noqa: PLR2004
    return f"{', '.join(found[:-1])}{comma} {joiner} {found[-1]}"
