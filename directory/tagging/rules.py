"""Which rules are there, who changed them, and what would a change do?"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import Session, col

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import InvalidInput, NotFound
from directory.jobs.service import audit, enqueue
from directory.listings.models import Category
from directory.spreadsheet import harmless
from directory.tagging import queries
from directory.tagging.listings import described
from directory.tagging.model import Model, Rule
from directory.tagging.models import TagRule, TagSuggestion
from directory.tagging.rules_table import shipped_rules
from directory.tagging.schemas import Effect, Preview, RuleDraft, RuleRead
from directory.words import Capital

SHIPPED: Final = "shipped"
COLUMNS: Final = ("id", "capital", "words", "category", "weight", "reason", "used")
MOST_BYTES: Final = 1_000_000

Changes = Sequence[tuple[UUID | None, RuleDraft]]
"""Rules to change by their id, or to add (None)."""


def take_shipped(session: Session) -> int:
    """Bring the rules that ship up to date; what an editor changed stays as the editor had it."""
    known = {row.id: row for row in session.execute(select(TagRule)).scalars()}
    wanted = {UUID(rule.key): rule for rule in shipped_rules()}
    changed = 0
    for rule_id, row in known.items():
        if row.shipped and row.changed_role == SHIPPED and rule_id not in wanted:
            session.delete(row)
            changed += 1
    for rule_id, rule in wanted.items():
        before = known.get(rule_id)
        if before is None:
            session.add(_row(rule_id, _draft_of(rule), Actor(SHIPPED), shipped=True))
            changed += 1
        elif before.changed_role == SHIPPED and (before.weight, before.reason) != (rule.weight, rule.reason):
            before.weight, before.reason, before.changed_at = rule.weight, rule.reason, clock.now()
            changed += 1
    session.flush()
    return changed


def list_rules(session: Session) -> tuple[RuleRead, ...]:
    """List every rule, where all begin first, then words, then categories."""
    found = [_read(row) for row in session.execute(select(TagRule)).scalars()]
    order = list(Capital)
    return tuple(
        sorted(
            found,
            key=lambda rule: (
                order.index(rule.draft.capital),
                (rule.draft.words is not None) + 2 * (rule.draft.category is not None),
                rule.draft.words or rule.draft.category or "",
            ),
        )
    )


def find_rule(session: Session, rule_id: UUID) -> RuleRead:
    """Find a rule."""
    row = session.get(TagRule, rule_id)
    if row is None:
        raise NotFound("There is no such rule. It may have left with a newer edition of the rules.")
    return _read(row)


def model_of(rules: Iterable[RuleRead]) -> Model:
    """Make rules ready to be applied; those not used are left out."""
    return Model(_rule(str(rule.id), rule.draft) for rule in rules if rule.draft.used)


def save_rules(session: Session, changes: Changes, actor: Actor) -> UUID | None:
    """Change or add rules; gives the job, of the same transaction, that tags every listing anew.

    None where nothing differs from what there is.
    """
    saved = 0
    for rule_id, draft in changes:
        _check(session, rule_id, draft)
        if rule_id is None:
            row = _row(uuid4(), draft, actor, shipped=False)
            session.add(row)
            done = "added"
        else:
            if find_rule(session, rule_id).draft == draft:
                continue
            row = session.get_one(TagRule, rule_id)
            _change(row, draft, actor)
            done = "changed"
        saved += 1
        audit(
            session,
            actor_id=actor.account_id,
            actor_role=actor.role,
            action=f"tag rule {done}",
            subject="tag_rule",
            subject_id=row.id,
            detail=f"{draft.capital.value} {draft.weight:g}{'' if draft.used else ' not used'}",
        )
    session.flush()
    return enqueue(session, "retag_all", {}) if saved else None


def preview_rules(session: Session, changes: Changes) -> Preview:
    """Tell which suggestions a change of rules would make or take away, changing nothing."""
    before = list_rules(session)
    drafts: dict[UUID, RuleDraft] = {rule.id: rule.draft for rule in before}
    touched: set[Capital] = set()
    for rule_id, draft in changes:
        _check(session, rule_id, draft)
        if rule_id is not None and drafts.get(rule_id) != draft:
            touched.add(find_rule(session, rule_id).draft.capital)
        if rule_id is None or drafts.get(rule_id) != draft:
            touched.add(draft.capital)
        drafts[rule_id or uuid4()] = draft
    old = model_of(before)
    new = Model(_rule(str(rule_id), draft) for rule_id, draft in drafts.items() if draft.used)
    decided = {
        (row.listing_id, row.capital)
        for row in session.execute(
            select(col(TagSuggestion.listing_id), col(TagSuggestion.capital)).where(
                col(TagSuggestion.state) != "suggested"
            )
        )
    }
    effects, left = [], 0
    for row in queries.list_described(session):
        listing, listing_id = described(row), UUID(row.id)
        for was, would in zip(old.weigh(listing), new.weigh(listing), strict=True):
            if was.capital not in touched or was.suggested == would.suggested:
                continue
            if (listing_id, was.capital.value) in decided or was.capital.value in (row.carried or ""):
                left += 1
                continue
            effects.append(
                Effect(
                    listing_id, row.slug, row.name, was.capital, was.sure, would.sure, gained=would.suggested
                )
            )
    effects.sort(key=lambda effect: (-abs(effect.after - effect.before), effect.name))
    return Preview(tuple(effects), left)


def export_rules(session: Session) -> str:
    """Write every rule as CSV, to be edited and brought back."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for rule in list_rules(session):
        draft = rule.draft
        writer.writerow(
            (
                rule.id,
                draft.capital.value,
                draft.words or "",
                draft.category or "",
                f"{draft.weight:g}",
                draft.reason,
                "yes" if draft.used else "no",
            )
        )
    return text.getvalue()


def read_rules_file(content: bytes) -> Changes:
    """Read rules from CSV: a line with an id changes that rule, one without adds a rule."""
    if len(content) > MOST_BYTES:
        raise InvalidInput("That file is too large to be a table of rules: 1 MB is the most.", field="file")
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput("Save the rules as CSV in UTF-8.", field="file") from error
    lacking = sorted(set(COLUMNS) - set(reader.fieldnames or ()))
    if lacking:
        raise InvalidInput(
            f"The file lacks: {', '.join(lacking)}. Begin from `tags rules export`.", field="file"
        )
    return tuple(_read_line(number, row) for number, row in enumerate(rows, start=2))


def _read_line(number: int, row: dict[str, str | None]) -> tuple[UUID | None, RuleDraft]:
    given = {name: (row.get(name) or "").strip() for name in COLUMNS}
    try:
        draft = RuleDraft(
            capital=Capital(given["capital"]),
            words=given["words"] or None,
            category=given["category"] or None,
            weight=float(given["weight"]),
            reason=given["reason"],
            used=given["used"].casefold() != "no",
        )
        return UUID(given["id"]) if given["id"] else None, draft
    except InvalidInput as error:
        raise InvalidInput(f"Line {number}: {error.message}", field="file") from error
    except ValueError as error:
        raise InvalidInput(
            f"Line {number}: the capital, the weight or the id cannot be read.", field="file"
        ) from error


def _check(session: Session, rule_id: UUID | None, draft: RuleDraft) -> None:
    before = find_rule(session, rule_id).draft if rule_id is not None else None
    if before is not None and before.is_start:
        if not draft.is_start or draft.capital is not before.capital or not draft.used:
            raise InvalidInput(
                "Where every listing begins may change only in its weight and reason.", field="words"
            )
    elif draft.is_start:
        raise InvalidInput("Write the words to look for, or choose a category.", field="words")
    for text in filter(None, (draft.words, draft.reason)):
        if harmless(text) != text:
            raise InvalidInput(
                f"“{text}” begins with {text[0]}, which a spreadsheet would run. Begin with a word.",
                field="words",
            )
    if draft.category is not None and session.get(Category, draft.category) is None:
        raise InvalidInput(f"There is no category “{draft.category}”.", field="category")


def _draft_of(rule: Rule) -> RuleDraft:
    return RuleDraft(rule.capital, rule.words, rule.category, rule.weight, rule.reason)


def _rule(key: str, draft: RuleDraft) -> Rule:
    return Rule(key, draft.capital, draft.weight, draft.reason, draft.words, draft.category)


def _row(rule_id: UUID, draft: RuleDraft, actor: Actor, *, shipped: bool) -> TagRule:
    row = TagRule(
        id=rule_id,
        capital=draft.capital.value,
        weight=draft.weight,
        reason=draft.reason,
        shipped=shipped,
        changed_at=clock.now(),
        changed_role=actor.role,
    )
    _change(row, draft, actor)
    return row


def _change(row: TagRule, draft: RuleDraft, actor: Actor) -> None:
    row.words, row.category, row.capital = draft.words, draft.category, draft.capital.value
    row.weight, row.reason, row.active = draft.weight, draft.reason.strip(), draft.used
    row.changed_at, row.changed_by, row.changed_role = clock.now(), actor.account_id, actor.role


def _read(row: TagRule) -> RuleRead:
    draft = RuleDraft(Capital(row.capital), row.words, row.category, row.weight, row.reason, row.active)
    return RuleRead(row.id, draft, row.shipped, row.changed_at, row.changed_role)
