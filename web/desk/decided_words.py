"""What does a moderator read after a decision? What was decided, and who hears of it."""

from typing import Final

from directory.submissions.schemas import SubmissionKind, SubmissionRead

_DONE: Final = {
    ("approved", SubmissionKind.ADD): "Approved. It is in the directory.",
    ("approved", SubmissionKind.CLAIM): "Agreed. They run the listing now.",
    ("approved", SubmissionKind.CHANGE): "Approved. The listing is changed.",
    ("approved", SubmissionKind.REPORT): "Dealt with. Your line is kept as the answer.",
    ("returned", SubmissionKind.ADD): "Returned, to be changed, with your reason.",
    ("returned", SubmissionKind.CHANGE): "Returned, to be changed, with your reason.",
    ("declined", SubmissionKind.ADD): "Declined. It is not shown.",
    ("declined", SubmissionKind.CLAIM): "Declined. Nobody was made the owner.",
    ("declined", SubmissionKind.CHANGE): "Declined. The listing stays as it is.",
    ("declined", SubmissionKind.REPORT): "Declined, with your reason.",
}
_WAITING: Final = {
    "again": "Somebody changed the listing meanwhile. It waits again: look at what differs now.",
    "later": "Approved. It will be in the directory in a moment: the database was busy.",
}
_TOLD: Final = "We write to the sender."
_NOT_TOLD: Final = "No address was left, so we write to nobody: the sender can read it on the page they kept."


def after(decision: str, found: SubmissionRead) -> str:
    """Give what follows the question mark of the page to show next."""
    told = "yes" if found.email is not None else "no"
    return f"of={found.kind.value}&told={told}&said={decision}"


def decided_words(decision: str, kind: str, told: str) -> str:
    """Say it; empty where nothing was decided, or the address was made up."""
    if decision in _WAITING:
        return _WAITING[decision]
    known = {each.value: each for each in SubmissionKind}
    done = _DONE.get((decision, known[kind])) if kind in known else None
    if done is None:
        return ""
    return f"{done} {_TOLD if told == 'yes' else _NOT_TOLD}"
