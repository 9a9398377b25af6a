"""Does a notice fit a group? Each rule in words: met, not met, or not known; never a score.

What a group did not tell is not known, and what a notice does not ask for is no rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from directory.noticeboard.schemas import NoticeRead
from directory.profiles.schemas import Profile
from directory.profiles.words import Beneficiary
from directory.words import within


class Answer(StrEnum):
    """What is to be said of one rule."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_KNOWN = "not_known"

    @property
    def label(self) -> str:
        """Plain English, said to the group."""
        return {"met": "Yes", "not_met": "No", "not_known": "We do not know"}[self.value]


class Rule(StrEnum):
    """What a notice may ask for, in the order in which it is told."""

    PLACE = "place"
    KIND = "kind"
    SIZE = "size"
    INCOME = "income"
    BENEFICIARIES = "beneficiaries"
    THEMES = "themes"
    """The capitals it is for."""
    CATEGORIES = "categories"
    REGISTERED = "registered"
    PAPERWORK = "paperwork"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "place": "Where you are",
            "kind": "What you are",
            "size": "How many take part",
            "income": "What you take in a year",
            "beneficiaries": "Whom you are for",
            "themes": "What you offer people",
            "categories": "What you are about",
            "registered": "Whether you are registered",
            "paperwork": "Which papers you have",
        }[self.value]


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """One rule, what it wants, what the group has, and what follows."""

    rule: str
    """A word of `Rule`."""
    wants: str
    has: str | None
    """None where nothing is known."""
    answer: Answer

    @property
    def label(self) -> str:
        """What the rule is about, in plain English."""
        return Rule(self.rule).label


@dataclass(frozen=True, slots=True)
class Fit:
    """Every rule of a notice, answered for a group; no rule is no answer, but where is always told."""

    answers: tuple[RuleAnswer, ...]

    def of(self, answer: Answer) -> tuple[RuleAnswer, ...]:
        """List the rules that got an answer."""
        return tuple(each for each in self.answers if each.answer is answer)

    @property
    def in_the_way(self) -> tuple[RuleAnswer, ...]:
        """List what rules the group out. Papers can be had: they rule nobody out."""
        return tuple(each for each in self.of(Answer.NOT_MET) if each.rule != Rule.PAPERWORK)


def check_fit(notice: NoticeRead, profile: Profile, *, inside: bool | None) -> Fit:
    """Answer each rule of a notice for a group; `inside` tells whether it is where the notice applies."""
    rules, told = notice.said.rules, profile.told
    answers = [_place(notice, inside=inside)]
    if rules.kinds:
        kind_wanted = _any(each.label for each in rules.kinds)
        answers.append(_one(Rule.KIND, kind_wanted, profile.kind.label, profile.kind in rules.kinds))
    if rules.sizes:
        wants = _any(each.label for each in rules.sizes)
        has = profile.size.label if profile.size else None
        answers.append(_one(Rule.SIZE, wants, has, profile.size in rules.sizes))
    if rules.incomes:
        wants = _any(each.label for each in rules.incomes)
        has = told.income.label if told.income else None
        answers.append(_one(Rule.INCOME, wants, has, told.income in rules.incomes))
    if rules.beneficiaries:
        answers.append(_beneficiaries(rules.beneficiaries, profile))
    if rules.capitals:
        wants = _any(each.label for each in rules.capitals)
        has = _all(each.label for each in profile.capitals) or None
        answers.append(_one(Rule.THEMES, wants, has, bool({*rules.capitals} & {*profile.capitals})))
    if rules.categories:
        wants = _any(_word(each) for each in rules.categories)
        has = _all(_word(each) for each in profile.categories) or None
        answers.append(_one(Rule.CATEGORIES, wants, has, bool({*rules.categories} & {*profile.categories})))
    if rules.registered is not None:
        wants = "Registered" if rules.registered else "Not registered"
        has = None if told.registered is None else "Registered" if told.registered else "Not registered"
        answers.append(_one(Rule.REGISTERED, wants, has, told.registered is rules.registered))
    if notice.said.paperwork:
        answers.append(_paperwork(notice, profile))
    return Fit(tuple(answers))


def _one(rule: Rule, wants: str, has: str | None, met: bool) -> RuleAnswer:  # noqa: FBT001 - what is answered
    answer = Answer.NOT_KNOWN if has is None else Answer.MET if met else Answer.NOT_MET
    return RuleAnswer(rule.value, wants, has, answer)


def _place(notice: NoticeRead, *, inside: bool | None) -> RuleAnswer:
    said = notice.said
    if not notice.area_names and said.shape is None:
        return RuleAnswer(Rule.PLACE.value, "Anywhere", "Anywhere", Answer.MET)
    names = _any(name for _code, name in notice.area_names)
    drawn = "the area drawn on its map" if said.shape is not None else ""
    wants = " or ".join(each for each in (names, drawn) if each)
    wants = f"{wants[0].upper()}{wants[1:]}"
    if said.outside_allowed:
        has = "You are there" if inside else "You may answer from elsewhere too"
        return RuleAnswer(Rule.PLACE.value, f"{wants}, and from elsewhere too", has, Answer.MET)
    if inside is None:
        return RuleAnswer(Rule.PLACE.value, wants, None, Answer.NOT_KNOWN)
    has = "You are there" if inside else "You are somewhere else"
    return RuleAnswer(Rule.PLACE.value, wants, has, Answer.MET if inside else Answer.NOT_MET)


def _beneficiaries(wanted: tuple[Beneficiary, ...], profile: Profile) -> RuleAnswer:
    told, known = profile.told.beneficiaries, profile.beneficiaries
    wants, has = _any(each.label for each in wanted), _all(each.label for each in known) or None
    if has and not told:
        has = f"{has} (your listing says: {profile.stated.because})"
    if Beneficiary.EVERYBODY in wanted or {*wanted} & {*known}:
        answer = Answer.MET
    elif not told:
        answer = Answer.NOT_KNOWN  # a listing states whom it is for, not that it is for nobody else
    elif Beneficiary.EVERYBODY in told:
        answer = Answer.NOT_KNOWN  # everybody holds those too; whether that counts, only the issuer can say
    else:
        answer = Answer.NOT_MET
    return RuleAnswer(Rule.BENEFICIARIES.value, wants, has, answer)


def _paperwork(notice: NoticeRead, profile: Profile) -> RuleAnswer:
    wanted, there = notice.said.paperwork, profile.told.paperwork
    wants = _all(each.label for each in wanted)
    if there is None:
        return RuleAnswer(Rule.PAPERWORK.value, wants, None, Answer.NOT_KNOWN)
    missing = [each for each in wanted if each not in there]
    if not missing:
        return RuleAnswer(Rule.PAPERWORK.value, wants, "All of them", Answer.MET)
    lacking = f"Still to get: {within(_all(each.label for each in missing))}"
    held = _all(each.label for each in wanted if each in there)
    return RuleAnswer(Rule.PAPERWORK.value, wants, f"{held}. {lacking}" if held else lacking, Answer.NOT_MET)


def _any(names: Iterable[str]) -> str:
    return _joined(names, "or")


def _all(names: Iterable[str]) -> str:
    return _joined(names, "and")


def _joined(names: Iterable[str], word: str) -> str:
    told = [each for each in names if each]
    told[1:] = [within(each) for each in told[1:]]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} {word} {told[-1]}" if told else ""


def _word(slug: str) -> str:
    words = slug.replace("-", " ")
    return f"{words[:1].upper()}{words[1:]}"
