"""What does a report, a claim or a new group say besides, in words?"""

from typing import Final

from directory.submissions.schemas import SubmissionKind, SubmissionRead, Way
from web.contexts.desk_submissions import Choice

REPORTS: Final = (
    Choice("closed", "It has closed, or does not happen any more"),
    Choice("times", "The days or times are wrong"),
    Choice("place", "The place is wrong"),
    Choice("should_not", "It should not be listed here"),
    Choice("other", "Something else"),
)
_WAYS: Final = {
    Way.OWN_EMAIL: "They asked the address that the listing shows.",
    Way.MODERATOR: "They say they run it. Nobody does so here yet.",
    Way.CONTESTED: "They say they run it. Somebody else does so here already, and was told.",
    Way.FURTHER_OWNER: "An owner asked them to look after it too.",
    Way.HAND_OVER: "Its owner hands it over to them.",
}


def about_words(found: SubmissionRead) -> str:
    """Say what a report or a claim is, and of a new group that nobody is to be asked first."""
    if found.kind is SubmissionKind.REPORT:
        return next((each.label for each in REPORTS if each.value == found.answers.about), "Something else")
    if found.kind is SubmissionKind.CLAIM and found.answers.about in set(Way):
        return _WAYS[Way(found.answers.about)]
    if found.kind is SubmissionKind.ADD and found.record is not None and found.answers.turn_up:
        record = found.record
        return (
            ""
            if record.phone or record.email or record.url
            else "There is nothing to get in touch by: people just turn up."
        )
    return ""
