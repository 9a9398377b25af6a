"""Who may do what, and where? Nothing else decides it."""

from enum import StrEnum
from typing import Final
from uuid import UUID

from directory.accounts.schemas import Grant, Target, Where, Who
from directory.words import Role


class Action(StrEnum):
    """What may be done by somebody signed in."""

    EDIT_LISTING = "edit_listing"
    """At once, without a moderator."""
    SUGGEST_CHANGE = "suggest_change"
    CONFIRM_LISTING = "confirm_listing"
    HAND_OVER = "hand_over"
    MODERATE = "moderate"
    ARCHIVE = "archive"
    RESTORE = "restore"
    MERGE = "merge"
    IMPORT = "import"
    MANAGE_FEEDS = "manage_feeds"
    EDIT_TAG_RULES = "edit_tag_rules"
    DECIDE_TAGS = "decide_tags"
    SEE_UPKEEP = "see_upkeep"
    NOTE_CALL = "note_call"
    SEE_DEMAND = "see_demand"
    MANAGE_PEOPLE = "manage_people"
    SEE_JOBS = "see_jobs"
    WRITE_NOTICE = "write_notice"
    """Write a notice in the name of a listing, or for a district."""
    CHECK_NOTICE = "check_notice"
    """Open notices, one's own too, without somebody else's look."""
    MARK_PLACE = "mark_place"
    """Say that an area has something, has none, or that nobody knows."""
    RECORD_AWARDS = "record_awards"
    SEND_PAPER = "send_paper"
    """Look after who is told by letter or text message, and where copies lie out."""
    LINK_GROUPS = "link_groups"
    """Look after partnerships and who is in them."""
    RECRUIT = "recruit"
    """Say what help a listing needs, ask volunteers for it, and note the hours they gave."""
    VERIFY_CHECK = "verify_check"
    """Say that one has seen the check somebody holds."""
    BROKER = "broker"
    """Speak for volunteers without e-mail."""
    HEAR_CONCERNS = "hear_concerns"
    """Be told at once when somebody worries about safety."""
    LET_ROOMS = "let_rooms"
    """Look after the rooms of a venue, and answer who asks for them."""
    RUN_FAIR = "run_fair"


OWN: Final = frozenset(
    {
        Action.EDIT_LISTING,
        Action.SUGGEST_CHANGE,
        Action.CONFIRM_LISTING,
        Action.HAND_OVER,
        Action.WRITE_NOTICE,
        Action.RECRUIT,
        Action.VERIFY_CHECK,
        Action.LET_ROOMS,
    }
)
_OF_OWNERS: Final = frozenset({Action.HAND_OVER, Action.RECRUIT, Action.VERIFY_CHECK})
"""What only who runs a listing does in its name; a clerk's council runs its own."""
_LOCAL: Final = (OWN - _OF_OWNERS) | {
    Action.SEE_UPKEEP,
    Action.NOTE_CALL,
    Action.CHECK_NOTICE,
    Action.MARK_PLACE,
}
_PARTNER: Final = _LOCAL | {
    Action.MODERATE,
    Action.DECIDE_TAGS,
    Action.IMPORT,
    Action.SEE_DEMAND,
    Action.RECORD_AWARDS,
    Action.SEND_PAPER,
    Action.LINK_GROUPS,
    Action.RECRUIT,
    Action.RUN_FAIR,
}
_COORDINATOR: Final = _PARTNER | {
    Action.HAND_OVER,
    Action.ARCHIVE,
    Action.RESTORE,
    Action.MERGE,
    Action.VERIFY_CHECK,
    Action.BROKER,
    Action.HEAR_CONCERNS,
}
MAY: Final[dict[Role, frozenset[Action]]] = {
    Role.OWNER: OWN,
    Role.PARISH_CLERK: frozenset(_LOCAL),
    Role.PARTNER_EDITOR: frozenset(_PARTNER),
    Role.COORDINATOR: frozenset(_COORDINATOR),
    Role.ADMINISTRATOR: frozenset(Action),
}
NEEDS_SECOND_FACTOR: Final = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
"""These roles count only in a session that has shown a second factor."""


def may(who: Who | None, action: Action, target: Target) -> bool:
    """Whether any of somebody's roles, as far as it reaches, allows an action."""
    return role_for(who, action, target) is not None


def role_for(who: Who | None, action: Action, target: Target) -> Role | None:
    """Give the role in which somebody may do something, the narrowest first; None where they may not."""
    if who is None:
        return None
    for grant in _in_effect(who):
        if action in MAY[grant.role] and _reaches(grant, target):
            return grant.role
    return None


def where_may(who: Who | None, action: Action) -> Where:
    """Tell over what somebody may do something: false where nowhere. Lists are made from it."""
    held = [grant for grant in _in_effect(who) if action in MAY[grant.role]] if who else []

    def scopes(*roles: Role) -> frozenset[str]:
        return frozenset(grant.scope for grant in held if grant.role in roles and grant.scope)

    return Where(
        everywhere=any(grant.role is Role.ADMINISTRATOR for grant in held),
        districts=scopes(Role.PARTNER_EDITOR, Role.COORDINATOR),
        parishes=scopes(Role.PARISH_CLERK),
        listings=frozenset(UUID(scope) for scope in scopes(Role.OWNER)),
    )


def lacks_second_factor(who: Who) -> bool:
    """Whether somebody has a role that has no effect until a second factor is shown."""
    return not who.second_factor and any(grant.role in NEEDS_SECOND_FACTOR for grant in who.grants)


def _in_effect(who: Who) -> list[Grant]:
    """List the roles that count in this session, the narrowest first."""
    held = sorted(who.grants, key=lambda grant: list(Role).index(grant.role))
    return [grant for grant in held if who.second_factor or grant.role not in NEEDS_SECOND_FACTOR]


def _reaches(grant: Grant, target: Target) -> bool:
    if grant.role is Role.ADMINISTRATOR:
        return True
    if grant.role is Role.OWNER:
        return target.listing_id is not None and grant.scope == str(target.listing_id)
    if grant.role is Role.PARISH_CLERK:
        return grant.scope in target.parishes
    return grant.scope in target.districts
