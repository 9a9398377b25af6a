"""Are words that ask for help in danger known, and no others?"""

import pytest

from web.crisis import crisis_help
from web.crisis.words import Need

CALLS = {
    "domestic abuse": Need.DOMESTIC_ABUSE,
    "Domestic Violence help": Need.DOMESTIC_ABUSE,
    "domestic violense": Need.DOMESTIC_ABUSE,
    "refuge": Need.DOMESTIC_ABUSE,
    "women's aid": Need.DOMESTIC_ABUSE,
    "women's aid".replace("'", ""): Need.DOMESTIC_ABUSE,
    "I can't go on": Need.DESPAIR,
    "Women\N{RIGHT SINGLE QUOTATION MARK}s Aid": Need.DOMESTIC_ABUSE,
    "my husband hits me": Need.DOMESTIC_ABUSE,
    "my partner is hurting me": Need.DOMESTIC_ABUSE,
    "rape": Need.SEXUAL_VIOLENCE,
    "sexual violence": Need.SEXUAL_VIOLENCE,
    "sexual abuse": Need.SEXUAL_VIOLENCE,
    "suicide": Need.DESPAIR,
    "suicde": Need.DESPAIR,
    "I want to die": Need.DESPAIR,
    "samaritans": Need.DESPAIR,
    "crisis": Need.DESPAIR,
    "self-harm": Need.DESPAIR,
    "kill myself": Need.DESPAIR,
}


@pytest.mark.parametrize(("typed", "need"), CALLS.items())
def test_a_call_for_help_is_heard(typed: str, need: Need) -> None:
    crisis = crisis_help(typed)
    assert crisis is not None
    assert crisis.needs == (need,)
    assert crisis.helplines


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "library",
        "refugee",
        "grape",
        "diet",
        "food crisis",
        "cost of living crisis",
        "good samaritans",
        "domestic cleaning",
        "self help",
        "first aid for women",
        "die-cast models",
        "self defence",
    ],
)
def test_other_words_are_not_taken_for_one(typed: str) -> None:
    assert crisis_help(typed) is None


def test_two_needs_show_the_lines_of_both() -> None:
    crisis = crisis_help("he raped me and i want to die")
    assert crisis is not None
    assert crisis.needs == (Need.SEXUAL_VIOLENCE, Need.DESPAIR)
    assert [line.number for line in crisis.helplines] == ["0808 500 2222", "116 123", "111"]


def test_every_line_has_a_number_a_secure_page_and_a_source() -> None:
    crisis = crisis_help("domestic abuse", "rape", "suicide")
    assert crisis is not None
    assert {line.dialled for line in crisis.helplines} == {"08082000247", "08085002222", "116123", "111"}
    for line in crisis.helplines:
        assert line.url.startswith("https://")
        assert "November 2026" in line.source
        assert "Nobody here has rung them" in line.source
