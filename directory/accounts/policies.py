"""May this be done in this state? Whoever may do it in general is asked elsewhere (`permissions`).

Two tables: what may be done to a listing, and what to something sent in, by the state it is in. None is yes;
anything else is why not, with what to do instead.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from directory import clock
from directory.errors import Conflict
from directory.words import Departure, Status


class ListingState(StrEnum):
    """Where a listing stands."""

    SHOWN = "shown"
    CLOSED_FOR_NOW = "closed_for_now"
    ENDED = "ended"
    """By its own date."""
    INACTIVE = "inactive"
    """It came to us as not going on."""
    UNCONFIRMED = "unconfirmed"
    """Left the public list because nobody confirmed it."""
    ARCHIVED = "archived"
    MERGED = "merged"


class ListingStep(StrEnum):
    """What may be done to a listing."""

    CHANGE = "change"
    SUGGEST = "suggest"
    CLAIM = "claim"
    CONFIRM = "confirm"
    CLOSE_FOR_NOW = "close_for_now"
    REOPEN = "reopen"
    ARCHIVE = "archive"
    HAND_OVER = "hand_over"
    MERGE = "merge"
    RESTORE = "restore"


class SubmissionState(StrEnum):
    """Where something sent in stands; the words of the table `submission`."""

    DRAFT = "draft"
    CONFIRMING = "confirming"
    """The sender's address is not proved yet."""
    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SubmissionStep(StrEnum):
    """What may be done to something sent in."""

    EDIT = "edit"
    """By its sender."""
    SEND = "send"
    CONFIRM_ADDRESS = "confirm_address"
    WITHDRAW = "withdraw"
    MEND = "mend"
    """By the moderator, before approving it."""
    APPROVE = "approve"
    RETURN = "return"
    DECLINE = "decline"


_ENDED: Final = "It has ended by its own date. Change the date first."
_GONE: Final = "It is no longer in the directory. Restore it first."
_MERGED: Final = "It was merged into another listing. Use that one, or undo the merge."
_LEFT: Final = "It has left the public list because nobody confirmed it. Confirm it, and it comes back."
_OPEN: Final = "It is not closed."
_CLOSED: Final = "It is closed for now already. Open it again first."
_THERE: Final = "It is in the directory already."

_L, _S = ListingState, ListingStep
LISTING_POLICY: Final[dict[ListingStep, dict[ListingState, str | None]]] = {
    _S.CHANGE: {
        _L.SHOWN: None,
        _L.CLOSED_FOR_NOW: None,
        _L.ENDED: None,
        _L.INACTIVE: None,
        _L.UNCONFIRMED: None,
        _L.ARCHIVED: _GONE,
        _L.MERGED: _MERGED,
    },
    _S.SUGGEST: {
        _L.SHOWN: None,
        _L.CLOSED_FOR_NOW: None,
        _L.ENDED: None,
        _L.INACTIVE: None,
        _L.UNCONFIRMED: None,
        _L.ARCHIVED: None,
        _L.MERGED: _MERGED,
    },
    _S.CLAIM: {
        _L.SHOWN: None,
        _L.CLOSED_FOR_NOW: None,
        _L.ENDED: None,
        _L.INACTIVE: None,
        _L.UNCONFIRMED: None,
        _L.ARCHIVED: _GONE,
        _L.MERGED: _MERGED,
    },
    _S.CONFIRM: {
        _L.SHOWN: None,
        _L.CLOSED_FOR_NOW: None,
        _L.ENDED: _ENDED,
        _L.INACTIVE: "It is written down as not going on. Change that first.",
        _L.UNCONFIRMED: None,
        _L.ARCHIVED: _GONE,
        _L.MERGED: _MERGED,
    },
    _S.CLOSE_FOR_NOW: {
        _L.SHOWN: None,
        _L.CLOSED_FOR_NOW: None,  # with another date
        _L.ENDED: _ENDED,
        _L.INACTIVE: "It is written down as not going on.",
        _L.UNCONFIRMED: _LEFT,
        _L.ARCHIVED: _GONE,
        _L.MERGED: _MERGED,
    },
    _S.REOPEN: {
        _L.SHOWN: _OPEN,
        _L.CLOSED_FOR_NOW: None,
        _L.ENDED: _ENDED,
        _L.INACTIVE: None,
        _L.UNCONFIRMED: _LEFT,
        _L.ARCHIVED: _GONE,
        _L.MERGED: _MERGED,
    },
    _S.ARCHIVE: {
        _L.SHOWN: None,
        _L.CLOSED_FOR_NOW: None,
        _L.ENDED: None,
        _L.INACTIVE: None,
        _L.UNCONFIRMED: None,
        _L.ARCHIVED: "It is archived already.",
        _L.MERGED: _MERGED,
    },
    _S.HAND_OVER: {
        _L.SHOWN: None,
        _L.CLOSED_FOR_NOW: None,
        _L.ENDED: None,
        _L.INACTIVE: None,
        _L.UNCONFIRMED: None,
        _L.ARCHIVED: _GONE,
        _L.MERGED: _MERGED,
    },
    _S.MERGE: {
        _L.SHOWN: None,
        _L.CLOSED_FOR_NOW: None,
        _L.ENDED: None,
        _L.INACTIVE: None,
        _L.UNCONFIRMED: None,
        _L.ARCHIVED: _GONE,
        _L.MERGED: _MERGED,
    },
    _S.RESTORE: {
        _L.SHOWN: None,  # an earlier version
        _L.CLOSED_FOR_NOW: None,
        _L.ENDED: None,
        _L.INACTIVE: None,
        _L.UNCONFIRMED: None,
        _L.ARCHIVED: None,
        _L.MERGED: "It was merged into another listing. Undo the merge instead.",
    },
}
"""What may be done to a listing, by its state: None, or why not."""

_DECIDED: Final = "It was decided already."
_TAKEN_BACK: Final = "Its sender took it back."
_NOT_SENT: Final = "It was not sent yet."
_UNPROVED: Final = "Its sender has not pressed the link in the e-mail yet."
_SENT: Final = "It was sent, and somebody is about to look at it. Take it back to change it."
_WITH_SENDER: Final = "It went back to its sender, who has not sent it again yet."

_U, _T = SubmissionState, SubmissionStep
_FINAL: Final = {_U.APPROVED: _DECIDED, _U.DECLINED: _DECIDED, _U.WITHDRAWN: _TAKEN_BACK}
_TO_BE_DECIDED: Final[dict[SubmissionState, str | None]] = {
    _U.DRAFT: _NOT_SENT,
    _U.CONFIRMING: _UNPROVED,
    _U.WAITING: None,
    _U.RETURNED: _WITH_SENDER,
    **_FINAL,
}
SUBMISSION_POLICY: Final[dict[SubmissionStep, dict[SubmissionState, str | None]]] = {
    _T.EDIT: {_U.DRAFT: None, _U.CONFIRMING: None, _U.WAITING: _SENT, _U.RETURNED: None, **_FINAL},
    _T.SEND: {
        _U.DRAFT: None,
        _U.CONFIRMING: None,
        _U.WAITING: "It was sent already.",
        _U.RETURNED: None,
        **_FINAL,
    },
    _T.CONFIRM_ADDRESS: {
        _U.DRAFT: _NOT_SENT,
        _U.CONFIRMING: None,
        _U.WAITING: "This address was confirmed already.",
        _U.RETURNED: "This address was confirmed already.",
        **_FINAL,
    },
    _T.WITHDRAW: {_U.DRAFT: None, _U.CONFIRMING: None, _U.WAITING: None, _U.RETURNED: None, **_FINAL},
    _T.MEND: _TO_BE_DECIDED,
    _T.APPROVE: _TO_BE_DECIDED,
    _T.RETURN: _TO_BE_DECIDED,
    _T.DECLINE: _TO_BE_DECIDED | {_U.RETURNED: None},
}
"""What may be done to something sent in, by its state: None, or why not."""


def state_of(status: str, departure: str | None, visible_until: date | None = None) -> ListingState:
    """Tell where a listing stands from what is stored of it."""
    if departure is not None:
        return {
            Departure.UNCONFIRMED: ListingState.UNCONFIRMED,
            Departure.ARCHIVED: ListingState.ARCHIVED,
            Departure.MERGED: ListingState.MERGED,
        }[Departure(departure)]
    if visible_until is not None and visible_until < clock.local_now().date():
        return ListingState.ENDED
    return {
        Status.ACTIVE: ListingState.SHOWN,
        Status.TEMPORARILY_CLOSED: ListingState.CLOSED_FOR_NOW,
        Status.INACTIVE: ListingState.INACTIVE,
    }[Status(status)]


def check_listing(step: ListingStep, state: ListingState) -> None:
    """Refuse what may not be done to a listing in its state."""
    reason = LISTING_POLICY[step][state]
    if reason is not None:
        raise Conflict(reason)


def check_submission(step: SubmissionStep, state: SubmissionState) -> None:
    """Refuse what may not be done to something sent in, in its state."""
    reason = SUBMISSION_POLICY[step][state]
    if reason is not None:
        raise Conflict(reason)
