"""Does each rule of a notice get an honest answer, and none a score?"""

import dataclasses
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.noticeboard.fit import Answer, Fit, Rule, RuleAnswer, check_fit
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.schemas import NoticeDraft, NoticeRead
from directory.noticeboard.words import Phase
from directory.profiles.schemas import Profile, ProfileDraft, Stated
from directory.profiles.words import Beneficiary, IncomeBand, Paperwork
from directory.words import Capital, Kind, SizeBand
from tests.directory.noticeboard.made import FENLAND, draft, profile

MET, NOT_MET, NOT_KNOWN = Answer.MET, Answer.NOT_MET, Answer.NOT_KNOWN


def read(said: NoticeDraft) -> NoticeRead:
    return NoticeRead(
        id=UUID(int=5),
        slug="small-grants",
        phase=Phase.OPEN,
        said=said,
        area_names=tuple((code, "Fenland") for code in said.areas),
        links=(),
        review_by=None,
        outcome=None,
        outcome_on=None,
        edition=1,
        checked_at=None,
        updated_at=datetime(2026, 11, 1, tzinfo=UTC),
    )


def answer(rules: NoticeRules, who: Profile, rule: Rule) -> RuleAnswer:
    found = [
        each for each in check_fit(read(draft(rules=rules)), who, inside=True).answers if each.rule == rule
    ]
    assert len(found) == 1
    return found[0]


def test_a_youth_group_in_fenland_reads_every_rule_of_a_grant() -> None:
    said = draft(
        areas=(FENLAND,),
        paperwork=(Paperwork.CONSTITUTION, Paperwork.BANK_ACCOUNT, Paperwork.SAFEGUARDING),
        rules=NoticeRules(
            kinds=(Kind.GROUP, Kind.HUB),
            capitals=(Capital.SOCIAL,),
            categories=("young-people",),
            beneficiaries=(Beneficiary.YOUNG_PEOPLE, Beneficiary.CHILDREN),
            sizes=(SizeBand.UNDER_10, SizeBand.FROM_10),
            incomes=(IncomeBand.NONE, IncomeBand.UNDER_5K),
            registered=True,
        ),
    )
    told = ProfileDraft(
        income=IncomeBand.UNDER_5K,
        registered=False,
        beneficiaries=(Beneficiary.YOUNG_PEOPLE,),
        paperwork=(Paperwork.CONSTITUTION, Paperwork.BANK_ACCOUNT),
    )
    who = profile(told, capitals=(Capital.SOCIAL, Capital.HEALTH), categories=("young-people",))
    fit = check_fit(read(said), who, inside=True)
    assert [dataclasses.astuple(each) for each in fit.answers] == [
        ("place", "Fenland", "You are there", MET),
        ("kind", "Group or hub", "Group", MET),
        ("size", "Fewer than 10 people or 10 to 29 people", None, NOT_KNOWN),
        ("income", "No income or less than £5,000", "Less than £5,000", MET),
        ("beneficiaries", "Young people or children under 11", "Young people", MET),
        ("themes", "Meeting people", "Meeting people and being active and well", MET),
        ("categories", "Young people", "Young people", MET),
        ("registered", "Registered", "Not registered", NOT_MET),
        (
            "paperwork",
            "A constitution or set of rules, a bank account in the group's name and a safeguarding policy",
            (
                "A constitution or set of rules and a bank account in the group's name. "
                "Still to get: a safeguarding policy"
            ),
            NOT_MET,
        ),
    ]
    assert [each.rule for each in fit.in_the_way] == ["registered"]
    assert [each.rule for each in fit.of(NOT_KNOWN)] == ["size"]
    assert fit.answers[0].label == "Where you are"


@pytest.mark.parametrize(
    ("areas", "outside", "inside", "has", "expected"),
    [
        ((), False, None, "Anywhere", MET),
        ((), False, False, "Anywhere", MET),
        ((FENLAND,), False, True, "You are there", MET),
        ((FENLAND,), False, False, "You are somewhere else", NOT_MET),
        ((FENLAND,), False, None, None, NOT_KNOWN),
        ((FENLAND,), True, False, "You may answer from elsewhere too", MET),
        ((FENLAND,), True, None, "You may answer from elsewhere too", MET),
        ((FENLAND,), True, True, "You are there", MET),
    ],
)
def test_where_a_group_is(
    *, areas: tuple[str, ...], outside: bool, inside: bool | None, has: str | None, expected: Answer
) -> None:
    fit = check_fit(read(draft(areas=areas, outside_allowed=outside)), profile(), inside=inside)
    assert [(each.rule, each.has, each.answer) for each in fit.answers] == [("place", has, expected)]


def test_a_drawn_area_is_told_as_such() -> None:
    drawn = read(draft(shape={"type": "Polygon", "coordinates": []}))
    assert check_fit(drawn, profile(), inside=True).answers[0].wants == "The area drawn on its map"
    both = read(draft(areas=(FENLAND,), shape={"type": "Polygon", "coordinates": []}))
    assert check_fit(both, profile(), inside=None).answers[0].wants == "Fenland or the area drawn on its map"


@pytest.mark.parametrize(
    ("rules", "who", "rule", "expected"),
    [
        (NoticeRules(kinds=(Kind.HUB,)), profile(), Rule.KIND, NOT_MET),
        (NoticeRules(sizes=(SizeBand.FROM_30,)), profile(size=SizeBand.FROM_30), Rule.SIZE, MET),
        (NoticeRules(sizes=(SizeBand.FROM_30,)), profile(size=SizeBand.FROM_10), Rule.SIZE, NOT_MET),
        (
            NoticeRules(incomes=(IncomeBand.NONE,)),
            profile(ProfileDraft(income=IncomeBand.FROM_5K)),
            Rule.INCOME,
            NOT_MET,
        ),
        (NoticeRules(registered=False), profile(ProfileDraft(registered=False)), Rule.REGISTERED, MET),
        (NoticeRules(registered=False), profile(ProfileDraft(registered=True)), Rule.REGISTERED, NOT_MET),
        (NoticeRules(registered=False), profile(), Rule.REGISTERED, NOT_KNOWN),
        (NoticeRules(capitals=(Capital.HUMAN,)), profile(capitals=(Capital.SOCIAL,)), Rule.THEMES, NOT_MET),
        (NoticeRules(capitals=(Capital.HUMAN,)), profile(), Rule.THEMES, NOT_KNOWN),
        (NoticeRules(categories=("sport",)), profile(categories=("faith",)), Rule.CATEGORIES, NOT_MET),
        (
            NoticeRules(beneficiaries=(Beneficiary.CARERS,)),
            profile(ProfileDraft(beneficiaries=(Beneficiary.FAMILIES,))),
            Rule.BENEFICIARIES,
            NOT_MET,
        ),
        (
            NoticeRules(beneficiaries=(Beneficiary.CARERS,)),
            profile(ProfileDraft(beneficiaries=(Beneficiary.EVERYBODY,))),
            Rule.BENEFICIARIES,
            NOT_KNOWN,
        ),
        (
            NoticeRules(beneficiaries=(Beneficiary.EVERYBODY,)),
            profile(ProfileDraft(beneficiaries=(Beneficiary.CARERS,))),
            Rule.BENEFICIARIES,
            MET,
        ),
    ],
)
def test_each_rule_by_itself(rules: NoticeRules, who: Profile, rule: Rule, expected: Answer) -> None:
    assert answer(rules, who, rule).answer is expected


def test_what_only_the_listing_states_meets_a_rule_and_rules_nothing_out() -> None:
    stated = Stated((Beneficiary.YOUNG_PEOPLE,), "ages 11 to 17")
    young = NoticeRules(beneficiaries=(Beneficiary.YOUNG_PEOPLE,))
    carers = NoticeRules(beneficiaries=(Beneficiary.CARERS,))
    says = "Young people (your listing says: ages 11 to 17)"
    for rules, expected in ((young, MET), (carers, NOT_KNOWN)):
        found = answer(rules, profile(stated=stated), Rule.BENEFICIARIES)
        assert (found.has, found.answer) == (says, expected)
    told = profile(ProfileDraft(beneficiaries=(Beneficiary.CARERS,)), stated=stated)
    assert [answer(rules, told, Rule.BENEFICIARIES).answer for rules in (young, carers)] == [NOT_MET, MET]
    assert answer(carers, told, Rule.BENEFICIARIES).has == "Carers"


@pytest.mark.parametrize(
    ("has", "expected", "words"),
    [
        (None, NOT_KNOWN, None),
        ((), NOT_MET, "Still to get: last year's accounts and a budget for the project"),
        ((Paperwork.BUDGET,), NOT_MET, "A budget for the project. Still to get: last year's accounts"),
        ((Paperwork.BUDGET, Paperwork.ACCOUNTS, Paperwork.EQUALITY), MET, "All of them"),
    ],
)
def test_which_papers_are_there(
    has: tuple[Paperwork, ...] | None, expected: Answer, words: str | None
) -> None:
    said = read(draft(paperwork=(Paperwork.ACCOUNTS, Paperwork.BUDGET)))
    fit = check_fit(said, profile(ProfileDraft(paperwork=has)), inside=True)
    found = next(each for each in fit.answers if each.rule == Rule.PAPERWORK)
    assert (found.answer, found.has) == (expected, words)
    assert fit.in_the_way == ()


def some(words: type) -> st.SearchStrategy:  # type: ignore[type-arg]
    return st.lists(st.sampled_from(list(words)), max_size=3, unique=True).map(tuple)


RULES = st.builds(
    NoticeRules,
    kinds=some(Kind),
    capitals=some(Capital),
    categories=st.lists(st.sampled_from(["sport", "faith", "young-people"]), unique=True).map(tuple),
    beneficiaries=some(Beneficiary),
    sizes=some(SizeBand),
    incomes=some(IncomeBand),
    registered=st.none() | st.booleans(),
)
TOLD = st.builds(
    ProfileDraft,
    income=st.none() | st.sampled_from(list(IncomeBand)),
    registered=st.none() | st.booleans(),
    beneficiaries=some(Beneficiary),
    paperwork=st.none() | some(Paperwork),
)
PROFILES = st.builds(
    lambda told, capitals, categories, size, kind: profile(
        told, capitals=capitals, categories=categories, size=size, kind=kind
    ),
    TOLD,
    some(Capital),
    st.lists(st.sampled_from(["sport", "faith", "young-people"]), unique=True).map(tuple),
    st.none() | st.sampled_from(list(SizeBand)),
    st.sampled_from(list(Kind)),
)
INSIDE = st.none() | st.booleans()


@given(who=PROFILES, inside=INSIDE)
def test_what_asks_for_nothing_keeps_nobody_out(*, who: Profile, inside: bool | None) -> None:
    assert {each.answer for each in check_fit(read(draft()), who, inside=inside).answers} == {MET}


@given(rules=RULES, papers=some(Paperwork), who=PROFILES, inside=INSIDE)
def test_a_rule_is_told_only_where_there_is_one(
    *, rules: NoticeRules, papers: tuple[Paperwork, ...], who: Profile, inside: bool | None
) -> None:
    fit = check_fit(read(draft(rules=rules, paperwork=papers)), who, inside=inside)
    asked = {
        Rule.PLACE: True,
        Rule.KIND: rules.kinds,
        Rule.SIZE: rules.sizes,
        Rule.INCOME: rules.incomes,
        Rule.BENEFICIARIES: rules.beneficiaries,
        Rule.THEMES: rules.capitals,
        Rule.CATEGORIES: rules.categories,
        Rule.REGISTERED: rules.registered is not None,
        Rule.PAPERWORK: papers,
    }
    assert [each.rule for each in fit.answers] == [rule for rule, wants in asked.items() if wants]
    assert all(each.wants and (each.has is not None or each.answer is not NOT_MET) for each in fit.answers)


@given(RULES, some(Paperwork), st.sampled_from(list(Kind)))
def test_of_whom_nothing_is_known_nothing_is_denied_but_what_it_is(
    rules: NoticeRules, papers: tuple[Paperwork, ...], kind: Kind
) -> None:
    said = read(draft(rules=rules, paperwork=papers, areas=(FENLAND,)))
    fit = check_fit(said, profile(kind=kind), inside=None)
    assert {each.rule for each in fit.of(NOT_MET)} <= {Rule.KIND}


def test_there_is_no_score_anywhere() -> None:
    kinds = {field.name: str(field.type) for made in (Fit, RuleAnswer) for field in dataclasses.fields(made)}
    assert kinds == {
        "answers": "tuple[directory.noticeboard.fit.RuleAnswer, ...]",
        "rule": "<class 'str'>",
        "wants": "<class 'str'>",
        "has": "str | None",
        "answer": "<enum 'Answer'>",
    }
    shown = {name for name in dir(Fit) if not name.startswith("_")}
    assert shown == {"answers", "in_the_way", "of"}
    assert not issubclass(Answer, int)
