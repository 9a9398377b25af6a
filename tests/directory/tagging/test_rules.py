"""Can an editor change rules, seeing first what would change, and keep the changes through a new edition?"""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.changes.schemas import Actor
from directory.errors import InvalidInput, NotFound
from directory.tagging import rules as rules_module
from directory.tagging.deciding import decide
from directory.tagging.model import Rule
from directory.tagging.rules import (
    export_rules,
    find_rule,
    list_rules,
    preview_rules,
    read_rules_file,
    save_rules,
    take_shipped,
)
from directory.tagging.rules_table import shipped_id, shipped_rules
from directory.tagging.schemas import RuleDraft, RuleRead
from directory.tagging.service import list_undecided, retag
from directory.words import Capital

ADMINISTRATOR = Actor("administrator", uuid4())
FOOD = RuleDraft(Capital.SOCIAL, "foodbank, food bank", None, 6, "people meet at the table")


def rule_with(session: Session, word: str, capital: Capital) -> RuleRead:
    return next(
        rule
        for rule in list_rules(session)
        if rule.draft.capital is capital and rule.draft.words and word in rule.draft.words
    )


def test_the_preview_is_what_saving_does(tagged: Session) -> None:
    before = {(each.listing_id, each.capital) for each in list_undecided(tagged)}
    church = rule_with(tagged, "church", Capital.SOCIAL)
    unused = RuleDraft(
        church.draft.capital, church.draft.words, None, church.draft.weight, church.draft.reason, used=False
    )
    changes = [(None, FOOD), (church.id, unused)]
    found = preview_rules(tagged, changes)
    assert {(each.listing_id, each.capital) for each in list_undecided(tagged)} == before
    assert len(found.gained) > 20
    assert len(found.lost) > 5
    assert save_rules(tagged, changes, ADMINISTRATOR) is not None
    retag(tagged)
    after = {(each.listing_id, each.capital) for each in list_undecided(tagged)}
    assert after - before == {(each.listing_id, each.capital) for each in found.gained}
    assert before - after == {(each.listing_id, each.capital) for each in found.lost}


def test_what_is_decided_is_counted_and_left(tagged: Session) -> None:
    church = rule_with(tagged, "church", Capital.SOCIAL)
    unused = RuleDraft(
        Capital.SOCIAL, church.draft.words, None, church.draft.weight, church.draft.reason, used=False
    )
    lost = preview_rules(tagged, [(church.id, unused)])
    decide(tagged, lost.lost[0].listing_id, Capital.SOCIAL, accept=True, actor=ADMINISTRATOR)
    again = preview_rules(tagged, [(church.id, unused)])
    assert (len(again.lost), again.left) == (len(lost.lost) - 1, lost.left + 1)


def test_a_change_says_who_and_leaves_a_job_and_an_audit_entry(tagged: Session) -> None:
    save_rules(tagged, [(None, FOOD)], ADMINISTRATOR)
    added = next(each for each in list_rules(tagged) if each.draft == FOOD)
    assert added.changed_role == "administrator"
    kinds = tagged.execute(text("SELECT kind FROM job")).scalars().all()
    assert "retag_all" in kinds
    note = tagged.execute(text("SELECT action, subject_id FROM audit_entry WHERE subject = 'tag_rule'")).one()
    assert (note.action, UUID(note.subject_id)) == ("tag rule added", added.id)
    assert save_rules(tagged, [(added.id, FOOD)], ADMINISTRATOR) is None


def test_a_new_edition_keeps_what_an_editor_changed(tagged: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = rule_with(tagged, "church", Capital.SOCIAL)
    theirs = rule_with(tagged, "judo", Capital.HEALTH)
    kept = RuleDraft(Capital.SOCIAL, mine.draft.words, None, 0.5, "my own reason")
    save_rules(tagged, [(mine.id, kept)], ADMINISTRATOR)
    new = Rule(str(shipped_id("human", "chess", "")), Capital.HUMAN, 1, "people learn to play", words="chess")
    edition = [
        Rule(rule.key, rule.capital, rule.weight + 0.25, rule.reason, rule.words, rule.category)
        for rule in shipped_rules()
        if rule.key != str(theirs.id)
    ]
    monkeypatch.setattr(rules_module, "shipped_rules", lambda: (*edition, new))
    assert take_shipped(tagged) > 100
    assert find_rule(tagged, mine.id).draft == kept
    assert find_rule(tagged, UUID(new.key)).draft.words == "chess"
    with pytest.raises(NotFound):
        find_rule(tagged, theirs.id)
    assert take_shipped(tagged) == 0


def test_rules_go_out_and_come_back_unchanged(tagged: Session) -> None:
    changes = read_rules_file(export_rules(tagged).encode())
    assert len(changes) == len(list_rules(tagged))
    assert preview_rules(tagged, changes).effects == ()
    assert save_rules(tagged, changes, ADMINISTRATOR) is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"capital,words\n", "lacks"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"id,capital,words,category,weight,reason,used\n,social,x,,heavy,why not,yes\n", "Line 2"),
        (b"id,capital,words,category,weight,reason,used\n,joy,x,,1,why not,yes\n", "Line 2"),
        (b"id,capital,words,category,weight,reason,used\n,social,x,,99,why not,yes\n", "Line 2"),
        (b"x" * 1_000_001, "1 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_line(content: bytes, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read_rules_file(content)


def test_where_all_begin_may_change_in_weight_and_reason_alone(tagged: Session) -> None:
    start = next(rule for rule in list_rules(tagged) if rule.draft.is_start)
    capital = start.draft.capital
    preview_rules(tagged, [(start.id, RuleDraft(capital, None, None, -1, "few say so"))])
    for draft in (
        RuleDraft(capital, "word", None, -1, "few say so"),
        RuleDraft(capital, None, None, -1, "few say so", used=False),
    ):
        with pytest.raises(InvalidInput):
            preview_rules(tagged, [(start.id, draft)])
    with pytest.raises(InvalidInput):
        save_rules(tagged, [(None, RuleDraft(capital, None, None, 1, "for all"))], ADMINISTRATOR)
    with pytest.raises(InvalidInput):
        save_rules(tagged, [(None, RuleDraft(capital, None, "no-such", 1, "for all"))], ADMINISTRATOR)


@pytest.mark.parametrize("draft", [replace(FOOD, words="=HYPERLINK(1)"), replace(FOOD, reason="@sum")])
def test_a_rule_that_a_spreadsheet_would_run_is_refused(tagged: Session, draft: RuleDraft) -> None:
    with pytest.raises(InvalidInput, match="which a spreadsheet would run"):
        save_rules(tagged, [(None, draft)], ADMINISTRATOR)
