"""What is a partnership, and who is in it?"""

from uuid import UUID

from sqlmodel import Field, SQLModel


class Partnership(SQLModel, table=True):
    """A named partnership of groups, such as Love Wisbech."""

    id: UUID = Field(primary_key=True)
    slug: str = Field(unique=True)
    name: str
    summary: str
    area_code: str | None = Field(default=None, index=True)
    """Where it works; None where only a place outside, or nothing, is known."""
    url: str | None = None
    listing_id: UUID | None = Field(default=None, index=True)
    """Its own listing, where the directory has it."""
    members_note: str | None = None
    """What is known of how many there are, where not all are known by name."""
    as_of: str
    source: str
    shipped: bool = False


class PartnershipMember(SQLModel, table=True):
    """A member, in the directory or known by name alone."""

    __tablename__ = "partnership_member"

    partnership_id: UUID = Field(foreign_key="partnership.id", primary_key=True)
    name: str = Field(primary_key=True)
    listing_id: UUID | None = Field(default=None, index=True)
    as_of: str
    source: str
    shipped: bool = False
