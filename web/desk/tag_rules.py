"""Which rules suggest capitals, and what would a change of one do? `/desk/tags/rules`."""

from collections.abc import Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, may, where_may
from directory.accounts.schemas import Target
from directory.areas.service import contact_points
from directory.clock import LONDON
from directory.errors import InvalidInput, NotAllowed, NotFound
from directory.jobs.service import attempt
from directory.listings.queries import list_categories
from directory.store import session_scope
from directory.tagging.rules import SHIPPED, find_rule, list_rules, preview_rules, save_rules
from directory.tagging.schemas import Effect, Preview, RuleDraft, RuleRead
from directory.words import Capital, Role
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_tags import EffectRow, RulePage, RuleRow, RulesPage
from web.contexts.gaps import Option
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.tag_words import effect_words, rule_words
from web.desk.who import must_be_signed_in
from web.words import date_words

HERE: Final = "/desk/tags/rules"
NEW: Final = "new"
SHOWN: Final = 200
NOTHING: Final = Preview((), 0)
ANYWHERE: Final = Target()
router = APIRouter()


@router.get(HERE)
def show_rules(request: Request, capital: str = "", done: str = "") -> Response:
    who = must_be_signed_in(request)
    if not where_may(who, Action.DECIDE_TAGS):
        raise NotAllowed("Your account may not see the rules of tagging. Ask a coordinator.")
    chosen = Capital(capital) if capital in set(Capital) else Capital.SOCIAL
    with reading(request) as session:
        rules = [rule for rule in list_rules(session) if rule.draft.capital is chosen]
        labels = {row.slug: row.label for row in list_categories(session)}
        page = RulesPage(
            title="Rules that suggest what a listing offers",
            talk=contact_points(session, None),
            done="The rule is saved, and every listing was weighed anew." if done == "saved" else "",
            capital=chosen.value,
            label=chosen.label,
            meaning=chosen.meaning,
            capitals=tuple(Option(each.value, each.label, each is chosen) for each in Capital),
            begins=next((effect_words(rule.draft) for rule in rules if rule.draft.is_start), ""),
            rows=tuple(_row(rule, labels) for rule in rules),
            edits=may(who, Action.EDIT_TAG_RULES, ANYWHERE),
        )
    return render_private(request, page)


@router.get("/desk/tags/rules/{rule}")
def show_rule(request: Request, rule: str) -> Response:
    require(must_be_signed_in(request), Action.EDIT_TAG_RULES, ANYWHERE)
    with reading(request) as session:
        found = None if rule == NEW else find_rule(session, _id_of(rule))
        page = _page(
            request,
            session,
            rule,
            found,
            typed=_typed(found.draft) if found else {"used": "yes"},
            preview=NOTHING,
            previewed=False,
        )
    return render_private(request, page)


@router.post("/desk/tags/rules/{rule}")
def change_rule(
    request: Request,
    rule: str,
    capital: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
    category: Annotated[str, Form()] = "",
    weight: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    used: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "preview",
) -> Response:
    """Show what a change would do; save it where that is what was pressed."""
    actor = require(must_be_signed_in(request), Action.EDIT_TAG_RULES, ANYWHERE)
    rule_id = None if rule == NEW else _id_of(rule)
    typed = {
        "capital": capital,
        "words": words.strip(),
        "category": category,
        "weight": weight.strip(),
        "reason": reason.strip(),
        "used": used,
    }
    stores = stores_of(request)
    with reading(request) as session:
        found = None if rule_id is None else find_rule(session, rule_id)
        try:
            draft = _draft(typed, found)
            preview = preview_rules(session, [(rule_id, draft)])
        except InvalidInput as error:
            problem = FieldProblem(f"rule-{error.field or 'words'}", error.message)
            page = _page(
                request, session, rule, found, typed=typed, preview=NOTHING, previewed=False, problem=problem
            )
            return render_private(request, page, status=InvalidInput.status)
        if do != "save":
            page = _page(request, session, rule, found, typed=typed, preview=preview, previewed=True)
            return render_private(request, page)
    with session_scope(stores.directory) as session:
        job = save_rules(session, [(rule_id, draft)], actor)
    if job is not None:
        attempt(stores, "directory", job)
    return RedirectResponse(f"{HERE}?capital={draft.capital.value}&done=saved", 303)


def _id_of(rule: str) -> UUID:
    try:
        return UUID(rule)
    except ValueError as error:
        raise NotFound("There is no such rule.") from error


def _draft(typed: dict[str, str], found: RuleRead | None) -> RuleDraft:
    if typed["capital"] not in set(Capital):
        raise InvalidInput("Choose what the rule speaks for.", field="capital")
    try:
        weight = float(typed["weight"])
    except ValueError as error:
        raise InvalidInput("Write the weight as a number, like 2.5 or -1.", field="weight") from error
    start = found is not None and found.draft.is_start
    return RuleDraft(
        capital=Capital(typed["capital"]),
        words=typed["words"] or None,
        category=typed["category"] or None,
        weight=weight,
        reason=typed["reason"],
        used=start or typed["used"] == "yes",
    )


def _typed(draft: RuleDraft) -> dict[str, str]:
    return {
        "capital": draft.capital.value,
        "words": draft.words or "",
        "category": draft.category or "",
        "weight": f"{draft.weight:g}",
        "reason": draft.reason,
        "used": "yes" if draft.used else "",
    }


def _page(
    request: Request,
    session: Session,
    rule: str,
    found: RuleRead | None,
    *,
    typed: dict[str, str],
    preview: Preview,
    previewed: bool,
    problem: FieldProblem | None = None,
) -> RulePage:
    start = found is not None and found.draft.is_start
    return RulePage(
        title="Add a rule" if found is None else "Change a rule",
        talk=contact_points(session, None),
        action=request.url.path if rule != NEW else f"{HERE}/{NEW}",
        problems=(problem,) if problem else (),
        is_start=start,
        capitals=tuple(
            Option(each.value, each.label, each.value == typed.get("capital")) for each in Capital
        ),
        categories=tuple(
            Option(each.slug, each.label, each.slug == typed.get("category"))
            for each in sorted(list_categories(session), key=lambda each: each.label)
        ),
        words=typed.get("words", ""),
        weight=typed.get("weight", ""),
        reason=typed.get("reason", ""),
        used=typed.get("used") == "yes",
        previewed=previewed,
        gained=tuple(_effect(each) for each in preview.gained[:SHOWN]),
        gained_more=max(0, len(preview.gained) - SHOWN),
        lost=tuple(_effect(each) for each in preview.lost[:SHOWN]),
        lost_more=max(0, len(preview.lost) - SHOWN),
        left=preview.left,
    )


def _effect(effect: Effect) -> EffectRow:
    return EffectRow(
        f"/listing/{effect.slug}",
        effect.name,
        f"{effect.capital.label}: {effect.before:.0%} sure before, {effect.after:.0%} after",
    )


def _row(rule: RuleRead, labels: Mapping[str, str]) -> RuleRow:
    day = date_words(rule.changed_at.astimezone(LONDON).date())
    role, what = rule.changed_role, rule_words(rule.draft, labels)
    who = Role(role).label.lower() if role in set(Role) else role
    return RuleRow(
        href=f"{HERE}/{rule.id}",
        what=what[:1].upper() + what[1:],
        effect=effect_words(rule.draft),
        reason=rule.draft.reason,
        changed="As it came" if role == SHIPPED else f"By {who}, {day}",
        used=rule.draft.used,
    )
