"""Who may sign in, in which roles, by which links and sessions? Tables of the people store.

Secrets that travel (links, session cookies, recovery codes) are kept as SHA-256 only.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import CheckConstraint, Field, SQLModel

from directory.sealing import KeyedHash, Sealed


class Account(SQLModel, table=True):
    """Somebody who may sign in. No name is kept: only the address that links are sent to."""

    id: UUID = Field(primary_key=True)
    email: str = Field(sa_type=Sealed)
    """Lower case."""
    email_hash: str = Field(unique=True, sa_type=KeyedHash(of="email"))
    created_at: datetime
    seen_at: datetime | None = None
    closed_at: datetime | None = None


class RoleGrant(SQLModel, table=True):
    """A role that an account has, and over what."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "role IN ('owner','parish_clerk','partner_editor','coordinator','administrator')", name="role"
        ),
    )

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    role: str
    scope: str | None = Field(default=None, index=True)
    """UUID of a listing (owner), code of a parish (clerk) or district (partner editor, coordinator); None for
    an administrator."""
    granted_at: datetime
    granted_by: UUID | None = None
    ended_at: datetime | None = None


class SignInLink(SQLModel, table=True):
    """A link that signs in once, within 15 minutes."""

    __tablename__ = "sign_in_link"

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class SignInSession(SQLModel, table=True):
    """A browser that is signed in."""

    __tablename__ = "sign_in_session"

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(unique=True)
    browser: str
    """In two words, such as Firefox on Android: enough to know one's own."""
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    second_factor_at: datetime | None = None
    ended_at: datetime | None = None


class SecondFactor(SQLModel, table=True):
    """The authenticator app of an account (TOTP, RFC 6238), and its recovery codes."""

    __tablename__ = "second_factor"

    account_id: UUID = Field(primary_key=True, foreign_key="account.id")
    secret: str = Field(sa_type=Sealed)
    """Empty where the secret key was changed before all was sealed alike: recovery codes still count."""
    begun_in: UUID | None = None
    """The session that may read and confirm it; None once it is confirmed."""
    confirmed_at: datetime | None = None
    last_step: int | None = None
    """The last time step accepted: a code works once."""
    failures: int = 0
    locked_until: datetime | None = None
    recovery_hashes: list[str] = Field(sa_column=Column(JSON, nullable=False))


class SignInAsk(SQLModel, table=True):
    """Somebody asked for a link: counted by a hash of address or network, against asking too often."""

    __tablename__ = "sign_in_ask"

    id: UUID = Field(primary_key=True)
    who_hash: str = Field(index=True)
    at: datetime = Field(index=True)
