"""How are rules and suggestions told in plain English?"""

import math
from collections.abc import Mapping

from directory.clock import LONDON
from directory.tagging.schemas import RuleDraft, SuggestionRead
from directory.words import Role
from web.words import date_words

_LARGE = 10


def sure_words(sure: float) -> str:
    """Tell how sure, in a number and in words."""
    return f"{sure:.0%} sure"


def rule_words(draft: RuleDraft, labels: Mapping[str, str]) -> str:
    """Tell what a rule looks for; `labels` are those of categories."""
    if draft.words is not None:
        return f"it says “{draft.words}”"
    if draft.category is not None:
        return f"its category is {labels.get(draft.category, draft.category)}"
    return "where every listing begins"


def effect_words(draft: RuleDraft) -> str:
    """Tell what a rule does to the odds; of where all begin, how sure that is."""
    if draft.is_start:
        return f"Begins at {1 / (1 + math.exp(-draft.weight)):.0%}"
    times = math.exp(abs(draft.weight))
    shown = f"{times:.0f}" if times >= _LARGE else f"{times:.1f}"
    return f"The odds {'times' if draft.weight > 0 else 'divided by'} {shown}"


def standing_words(said: SuggestionRead | None, *, carried: bool) -> str:
    """Tell where a capital stands for a listing."""
    if said is not None and said.decided_role is not None and said.decided_at is not None:
        who = Role(said.decided_role).label.lower() if said.decided_role in set(Role) else said.decided_role
        day = date_words(said.decided_at.astimezone(LONDON).date())
        return f"{said.state.capitalize()} by {who}, {day}"
    if carried:
        return "Accepted by a stated rule or its source"
    if said is not None:
        return f"Suggested, {sure_words(said.sure)}"
    return "Not suggested"
