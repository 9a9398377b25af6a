"""What comes next for a listing that somebody owned or confirmed? A pure decision: nothing is written.

A stage counts from the day its message left. One that waits (no mail server, quiet hours) holds the listing
where it is: nobody loses a listing for not answering what was never sent.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from directory.freshness.schemas import Decision, Spans, Stage, Step, UpkeepCase

NOTHING: Final = Decision(Step.NOTHING)
_MONTHS: Final = 12


def add_months(day: date, months: int) -> date:
    """Give the same day some months on, or the last of that month where it has no such day."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_on(case: UpkeepCase, spans: Spans) -> date:
    """Give the day from which a listing is to be confirmed anew."""
    return add_months(case.assured_on or case.here_since, spans.upkeep_months)


def decide(today: date, case: UpkeepCase, spans: Spans) -> Decision:
    """Decide the next step for one listing."""
    if not case.in_cycle:
        return NOTHING
    if case.left:
        return _ask_again(case, Stage.LEFT, case.owners)
    if case.unconfirmed_since is not None:
        return _leave(today, case, case.unconfirmed_since, spans)
    at = due_on(case, spans)
    return NOTHING if today < at else _go_on(today, at, case, spans)


def _go_on(today: date, at: date, case: UpkeepCase, spans: Spans) -> Decision:
    """Find how far asking has come of a listing that is due since some day."""
    for stage, whom, weeks in (
        (Stage.FIRST, case.owners, spans.reminder_weeks),
        (Stage.REMINDER, case.owners, spans.escalate_weeks),
        (Stage.ESCALATED, case.helpers, spans.unconfirmed_weeks),
    ):
        if not whom:
            # Nobody to write to: the coordinators have the same time to telephone, visit or write a letter.
            at += timedelta(weeks=weeks if stage is Stage.ESCALATED else 0)
            continue
        told = [asked for asked in case.asked if asked.stage is stage]
        if not told:
            return Decision(Step.ASK, stage, whom)
        left_on = [asked.on for asked in told if asked.on is not None]
        if not left_on:
            return NOTHING
        at = max(at, min(left_on) + timedelta(weeks=weeks))
        if today < at:
            return _ask_again(case, stage, whom)
    return Decision(Step.MARK) if today >= at else NOTHING


def _ask_again(case: UpkeepCase, stage: Stage, whom: tuple[UUID, ...]) -> Decision:
    """Ask those whom a stage has not reached yet: several owners need not be free in the same week."""
    reached = {asked.account_id for asked in case.asked if asked.stage is stage}
    lacking = tuple(account for account in whom if account not in reached)
    return Decision(Step.ASK, stage, lacking) if lacking else NOTHING


def _leave(today: date, case: UpkeepCase, since: date, spans: Spans) -> Decision:
    if case.in_register or today < add_months(since, spans.departure_months):
        return NOTHING
    return Decision(Step.LEAVE)
