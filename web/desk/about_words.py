"""What does a report or a claim say, in words?"""

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
    """Say what a report or a claim is."""
    if found.kind is SubmissionKind.REPORT:
        return next((each.label for each in REPORTS if each.value == found.answers.about), "Something else")
    if found.kind is SubmissionKind.CLAIM and found.answers.about in set(Way):
        return _WAYS[Way(found.answers.about)]
    return ""
