"""Who is signed in, and as what?"""

from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Where:
    """Over what somebody may do something; nothing at all where it is false."""

    everywhere: bool = False
    districts: frozenset[str] = frozenset()
    parishes: frozenset[str] = frozenset()
    listings: frozenset[UUID] = frozenset()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return self.everywhere or bool(self.districts or self.parishes or self.listings)


@dataclass(frozen=True, slots=True)
class AccountRead:
    """Somebody who may sign in."""

    id: UUID
    email: str


@dataclass(frozen=True, slots=True)
class GrantRead:
    """A role as it was given."""

    id: UUID
    grant: Grant
    granted_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonRead:
    """An account with the roles it has, for whoever looks after people."""

    account: AccountRead
    grants: tuple[GrantRead, ...]
    seen_at: datetime | None
    second_factor: bool
    """They have set one up."""


@dataclass(frozen=True, slots=True)
class SessionRead:
    """A browser that is signed in."""

    id: UUID
    browser: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
