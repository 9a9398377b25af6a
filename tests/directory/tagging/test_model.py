"""Can a suggestion be checked with paper and pencil?"""

import math

import pytest

from directory.errors import InvalidInput
from directory.tagging.model import Described, Model, Rule
from directory.tagging.rules_table import shipped_rules
from directory.tagging.schemas import RuleDraft
from directory.words import Capital

RULES = (
    Rule("begin", Capital.HUMAN, -2, "most do not teach"),
    Rule("teach", Capital.HUMAN, 3, "people are taught something", words="teach, course"),
    Rule("sport", Capital.HUMAN, -1.5, "what it teaches is sport", words="sport"),
    Rule("slug", Capital.HUMAN, 1, "the category says so", category="college"),
)


@pytest.mark.parametrize(
    ("summary", "categories", "total"),
    [
        ("A club", (), -2),
        ("Teaches chess", (), 1),
        ("Teaches sport", (), -0.5),
        ("Teaches sport", ("college",), 0.5),
        ("Courses to teach", (), 1),
    ],
)
def test_weights_add_up_through_the_logistic_curve(
    summary: str, categories: tuple[str, ...], total: float
) -> None:
    found = {each.capital: each for each in Model(RULES).weigh(Described("Name", summary, categories))}
    assert found[Capital.HUMAN].sure == pytest.approx(1 / (1 + math.exp(-total)))
    assert found[Capital.HUMAN].suggested is (total >= 0)


def test_the_reason_names_what_speaks_for_it_and_the_words_found() -> None:
    found = Model(RULES).weigh(Described("Chess", "Courses in sport", ("college",)))
    human = next(each for each in found if each.capital is Capital.HUMAN)
    assert human.reason == "people are taught something (it says “Courses”); the category says so"


def test_the_rules_that_ship_are_in_order() -> None:
    rules = shipped_rules()
    assert len({rule.key for rule in rules}) == len(rules)
    for rule in rules:
        RuleDraft(rule.capital, rule.words, rule.category, rule.weight, rule.reason)
    assert {rule.capital for rule in rules if rule.is_start} == set(Capital)
    assert sum(rule.is_start for rule in rules) == len(Capital)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"weight": 0}, "weight"),
        ({"weight": math.nan}, "weight"),
        ({"weight": math.inf}, "weight"),
        ({"weight": 7}, "weight"),
        ({"words": " , ,"}, "words"),
        ({"words": "a" * 301}, "words"),
        ({"category": "library"}, "words"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_rule_that_cannot_be_applied_or_explained_is_refused(change: dict[str, object], field: str) -> None:
    good: dict[str, object] = {
        "capital": Capital.HUMAN,
        "words": "teach",
        "category": None,
        "weight": 1.0,
        "reason": "people are taught",
    }
    RuleDraft(**good)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput) as refused:
        RuleDraft(**(good | change))  # type: ignore[arg-type]
    assert refused.value.field == field
