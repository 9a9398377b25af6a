"""Who does which kind of job? The one table; a module is imported only when its job comes."""

from importlib import import_module
from typing import Final

from directory.errors import NotFound
from directory.jobs.schemas import Handler

HANDLERS: Final[dict[str, str]] = {
    "follow_owners": "directory.accounts.owned:follow_owners",
    "sign_in_link": "directory.accounts.asking:send_link",
    "news_link": "directory.subscriptions.asking:send_news_link",
    "join_link": "directory.volunteers.joining:send_join_link",
    "remind_volunteers": "directory.volunteers.reminders:remind",
    "deliver_messages": "directory.messages.tasks:deliver",
    "clear_bodies": "directory.messages.tasks:clear_bodies",
    "check_links": "directory.links.service:check",
    "upkeep_cycle": "directory.freshness.tasks:turn",
    "confirm_listing": "directory.freshness.tasks:confirm",
    "refresh_visibility": "directory.changes.tasks:refresh",
    "retag_listing": "directory.tagging.jobs:retag_listing",
    "retag_all": "directory.tagging.jobs:retag_all",
    "sweep": "directory.jobs.sweep:sweep",
    "forget": "directory.privacy.forget:forget",
    "coverage_after_changes": "directory.jobs.coverage:recompute",
    "find_matches": "directory.matching.service:find_pairs_job",
    "forget_counts": "directory.usage.service:forget_job",
    "harvest_due": "directory.feeds.tasks:note_due",
    "harvest_feed": "directory.feeds.tasks:harvest_one",
    "publish_submission": "directory.submissions.publishing:publish",
    "untell_notice": "directory.digests.tasks:untell",
    "make_digests": "directory.digests.tasks:make",
    "refresh_notices": "directory.noticeboard.tasks:refresh",
    "refresh_needs": "directory.needs.tasks:refresh",
    "hire_answered": "directory.hire.tasks:tell_answer",
    "hire_taken_back": "directory.hire.tasks:give_back",
    "hire_cycle": "directory.hire.tasks:turn",
    "follow_room_calendar": "directory.hire.calendars:follow",
    "read_room_calendars": "directory.hire.calendars:read_job",
    "forget_drafts": "directory.submissions.forgetting:forget_drafts",
    "take_link": "directory.volunteers.taking:send_take_link",
    "tell_taken": "directory.volunteers.placement_tasks:tell_taken",
    "find_cover": "directory.volunteers.cover:find_cover",
    "follow_needs": "directory.volunteers.placement_tasks:follow_needs",
    "note_answers": "directory.volunteers.answering:note_answers",
    "end_relays": "directory.volunteers.relay:end_over",
}
"""Kind of job, and `module:function` that does it."""

HEAVY: Final = frozenset(
    {
        "check_links",
        "coverage_after_changes",
        "find_matches",
        "harvest_feed",
        "make_digests",
        "read_room_calendars",
    }
)
"""Kinds that compute or wait for long: the worker does each in a process of its own, beside everything else,
and no request does them."""
URGENT: Final = ("sign_in_link", "news_link", "join_link", "take_link", "untell_notice", "deliver_messages")
"""Kinds that somebody sits and waits for, or that must come before what is sent: done before any other."""


def known(kind: str) -> None:
    """Refuse a kind that nobody does."""
    if kind not in HANDLERS:
        raise NotFound(f"Nobody does jobs of the kind {kind}.")


def handler_of(kind: str) -> Handler:
    """Find who does a kind of job."""
    known(kind)
    module, _, name = HANDLERS[kind].partition(":")
    found: Handler = getattr(import_module(module), name)
    return found
