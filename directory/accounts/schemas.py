"""Who is signed in, and as what?"""

from dataclasses import dataclass
from uuid import UUID

from directory.words import Role


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over something."""

    role: Role
    scope: str | None
    """UUID of a listing (owner), code of a parish (clerk) or district (partner editor, coordinator)."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody signed in."""

    account_id: UUID
    email: str
    grants: tuple[Grant, ...]
    session_id: UUID
    second_factor: bool
    """They have shown a second factor in this session."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an action is about, as far as rights depend on it."""

    listing_id: UUID | None = None
    parishes: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
