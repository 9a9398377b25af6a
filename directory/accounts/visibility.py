"""What may this person see, besides what everybody sees? One question a function, and nothing is read.

Everybody sees a published listing, the totals and nothing about people. `Target` is where a thing belongs;
a list is made from `permissions.where_may`, one thing is asked here.
"""

from uuid import UUID

from directory.accounts.permissions import Action, may
from directory.accounts.schemas import Target, Who


def sees_queue_row(who: Who | None, target: Target) -> bool:
    """Tell of something sent in that is not published: whoever may decide on it sees it."""
    return may(who, Action.MODERATE, target)


def sees_submission(who: Who | None, target: Target, *, sender: UUID | None) -> bool:
    """Tell of the whole of it: its signed-in sender, and who may decide. Its secret link is another way."""
    own = who is not None and sender is not None and who.account_id == sender
    return own or sees_queue_row(who, target)


def sees_sender_address(who: Who | None, target: Target) -> bool:
    """Tell of the e-mail address of a sender: who may decide, and nobody else; never another owner."""
    return may(who, Action.MODERATE, target)


def sees_versions(who: Who | None, target: Target) -> bool:
    """Tell of what a listing was before, and in which role it was changed: whoever may change it."""
    return may(who, Action.EDIT_LISTING, target)


def sees_departed(who: Who | None, target: Target) -> bool:
    """Tell of a listing that has left the public list: whoever may change it or bring it back."""
    return may(who, Action.EDIT_LISTING, target) or may(who, Action.RESTORE, target)


def sees_call_list(who: Who | None, target: Target) -> bool:
    """Tell of whom to ring, visit or write to in a place."""
    return may(who, Action.NOTE_CALL, target)


def sees_owner_address(who: Who | None, target: Target) -> bool:
    """Tell of the address under which an owner signs in: a coordinator there, not a fellow owner or clerk."""
    return may(who, Action.ARCHIVE, target)


def sees_demand(who: Who | None, target: Target) -> bool:
    """Tell of what was looked for and not found, by neighbourhood and week."""
    return may(who, Action.SEE_DEMAND, target)


def sees_upkeep(who: Who | None, target: Target) -> bool:
    """Tell of how fresh the listings of a place are, one by one."""
    return may(who, Action.SEE_UPKEEP, target)


def sees_people(who: Who | None) -> bool:
    """Tell of who has an account, and in which roles."""
    return may(who, Action.MANAGE_PEOPLE, Target())


def sees_jobs(who: Who | None) -> bool:
    """Tell of what is to be done later and what failed: kinds and times, never what is in it."""
    return may(who, Action.SEE_JOBS, Target())
