"""How is a task told on the pages of whoever takes it?"""

from directory.needs.schemas import NeedRead
from directory.volunteers.arriving import check_words, shared_by
from directory.volunteers.openings import Opening, when_words
from directory.volunteers.placement_letters import Where
from directory.volunteers.words import Shared
from web.contexts.desk_taking import TaskFacts

SEES = {
    Shared.NAME: "your name",
    Shared.CONTACT: "your e-mail address, and your telephone number if you give one",
    Shared.CHECKS: "the checks and training you told us of: which, of when, and who saw them",
}


def facts_of(opening: Opening, where: Where) -> TaskFacts:
    """Tell a task."""
    return facts_at(opening.need, where, opening.when if opening.time else when_words(None, None))


def facts_at(need: NeedRead, where: Where, when: str) -> TaskFacts:
    """Tell a task at a time, which may be over."""
    days = "a day" if need.answers_within_days == 1 else f"{need.answers_within_days} days"
    return TaskFacts(
        title=need.title,
        group=need.listing_name,
        group_href=f"/listing/{need.listing_slug}",
        when=when,
        where=f"{where.place[:1].upper()}{where.place[1:]}",
        takes="" if not need.minutes else _long(need.minutes),
        who_answers=f"{need.contact_role[:1].upper()}{need.contact_role[1:]}, within {days}",
        eases=tuple(each.label for each in need.eases),
    )


def sees_of(opening: Opening) -> tuple[str, ...]:
    """Say what the group will see of whoever takes it."""
    return tuple(SEES[each] for each in shared_by(opening))


def asks_of(need: NeedRead, opening: Opening | None) -> tuple[str, ...]:
    """Say plainly what is needed of whoever comes."""
    asks = []
    if need.needs_skills:
        asks.append("You can do this: " + ", ".join(each.label.lower() for each in need.needs_skills) + ".")
    if opening is not None and need.check_level.value != "none":
        asks.append(
            f"You need {check_words(opening)}. If no group has seen yours here yet, your offer is passed on "
            "and waits until this group has seen it. It costs volunteers nothing."
        )
    if need.min_age:
        asks.append(f"You are {need.min_age} or over.")
    return tuple(asks)


def _long(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append("1 hour" if hours == 1 else f"{hours} hours")
    if rest:
        parts.append(f"{rest} minutes")
    return "About " + " ".join(parts)
