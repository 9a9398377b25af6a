"""What about something sent in asks for a second look? For the moderator only; nothing is refused for it."""

from datetime import timedelta
from typing import Final

from directory.listings.record import ListingRecord
from directory.submissions.reading import count_links
from directory.submissions.schemas import SubmissionKind, SubmissionRead

MOST_LINKS: Final = 2
"""More web addresses within words are seldom a neighbour's."""
LEAST_TIME: Final = timedelta(seconds=20)
"""Nobody fills the pages of a new group in faster."""
_HIDDEN: Final = "a field was filled in that people do not see"


def signs(message: str | None, record: ListingRecord | None, *, took: timedelta | None) -> tuple[str, ...]:
    """Say each sign that can be read from what was sent; `took` is how long a new group took to fill in."""
    found = []
    if took is not None and took < LEAST_TIME:
        found.append(f"it was sent within {int(LEAST_TIME.total_seconds())} seconds of opening the form")
    links = count_links(record.name, record.summary) if record else count_links(message or "")
    if links > MOST_LINKS:
        found.append(f"there are {links} web addresses in the words")
    return tuple(found)


def signs_of(found: SubmissionRead) -> tuple[str, ...]:
    """Say why something was marked when it was sent; what is kept is how many signs there were."""
    if not found.doubts:
        return ()
    took = None
    if found.kind is SubmissionKind.ADD and found.sent_at is not None:
        took = found.sent_at - found.created_at
    told = signs(found.message, found.record, took=took)
    return (*told, _HIDDEN) if found.doubts > len(told) else told
