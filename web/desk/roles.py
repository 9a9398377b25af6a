"""What is each role, over what, in words a person reads?"""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from directory.accounts.schemas import Grant
from directory.words import Role

WHAT: Final = {
    Role.OWNER: "Owner of {scope}: you keep it right.",
    Role.PARISH_CLERK: "Parish clerk of {scope}: you keep right what is listed there.",
    Role.PARTNER_EDITOR: "Partner editor in {scope}: you keep listings right and decide on what is sent in.",
    Role.COORDINATOR: "Coordinator of {scope}: you decide on everything there.",
    Role.ADMINISTRATOR: "Administrator: you may do everything here.",
}


def area_codes(grants: Iterable[Grant]) -> set[str]:
    """List the codes of places whose names are needed."""
    return {each.scope for each in grants if each.scope and each.role is not Role.OWNER}


def listing_ids(grants: Iterable[Grant]) -> tuple[UUID, ...]:
    """List the listings that are owned."""
    return tuple(UUID(each.scope) for each in grants if each.role is Role.OWNER and each.scope)


def roles_in_words(grants: Iterable[Grant], names: Mapping[str, str]) -> tuple[str, ...]:
    """Say each role but that of an owner, whose listings are shown themselves."""
    return tuple(
        WHAT[each.role].format(scope=names.get(each.scope or "", each.scope))
        for each in sorted(grants, key=lambda grant: list(Role).index(grant.role))
        if each.role is not Role.OWNER
    )
