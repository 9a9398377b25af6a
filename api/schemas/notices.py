"""What shape have answers about notices?"""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from directory.noticeboard.words import NoticeKind, Phase
from directory.profiles.words import Beneficiary, IncomeBand, Paperwork
from directory.words import Capital, Kind, SizeBand


class NoticeAreaOut(BaseModel):
    """A whole area a notice applies to."""

    code: str = Field(examples=["E07000010"])
    name: str = Field(examples=["Fenland"])


class NoticePointOut(BaseModel):
    """Where a map shows it: its venue, or the middle of where it applies."""

    lon: float
    lat: float


class NoticeRulesOut(BaseModel):
    """Whom it is meant for; a rule that is empty is met by everybody."""

    kinds: list[Kind]
    capitals: list[Capital]
    categories: list[str] = Field(description="Slugs.")
    beneficiaries: list[Beneficiary]
    sizes: list[SizeBand]
    incomes: list[IncomeBand]
    registered: bool | None = Field(description="Null: registered or not.")


class NoticeItem(BaseModel):
    """A notice as a list shows it."""

    id: UUID
    slug: str = Field(description="Its page's address under /noticeboard/.")
    kind: NoticeKind
    phase: Phase = Field(description="Where it is in its life today.", examples=["open"])
    title: str
    summary: str
    issuer_name: str
    deadline: date | None = Field(description="The last day one may answer; null where there is none.")
    rolling: bool = Field(description="There is no deadline.")
    amount_min: int | None = Field(description="Whole pounds; null where it does not say. The same below.")
    amount_max: int | None
    effort: str | None = Field(description="What answering takes.", examples=["2-page form, about 3 hours"])
    starts_at: datetime | None = Field(description="Of an event or training, in UTC.")
    ends_at: datetime | None
    areas: list[NoticeAreaOut] = Field(description="Where it applies; none, and not drawn, is everywhere.")
    drawn: bool = Field(description="It applies to a drawn shape too, or instead.")
    outside_allowed: bool = Field(description="Groups from elsewhere may answer too.")
    rules: NoticeRulesOut
    point: NoticePointOut | None
    outcome: str | None = Field(description="What came of it; null where nobody told.")
    example: bool = Field(description="Made to show what a notice looks like: nobody can answer it.")
    url: str = Field(description="Its page for people.")


class NoticeKindCount(BaseModel):
    """How many notices of a kind there are, whatever kinds were asked for."""

    kind: NoticeKind
    label: str
    count: int


class NoticeList(BaseModel):
    """One page of notices, the nearest deadline first, with the exact count."""

    total_items: int
    total_pages: int
    page_number: int
    size: int = Field(description="Items on this page.")
    contents: list[NoticeItem]
    kinds: list[NoticeKindCount]


class NoticeLinkOut(BaseModel):
    """A listing a notice has to do with."""

    listing_id: UUID
    slug: str
    name: str
    relation: str = Field(description="issuer, venue, awarded or about.", examples=["awarded"])


class NoticeDetail(NoticeItem):
    """Everything public about a notice."""

    body: str = Field(description="HTML: paragraphs, lists, emphasis and links, nothing else.")
    fund_key: str | None = Field(description="The fund the money comes from, as /funds/ names it.")
    paperwork: list[Paperwork] = Field(description="Papers it asks for.")
    pays_for: str | None
    place: str | None
    website: str | None
    contact_role: str | None = Field(description="A role, never a name.")
    contact_email: str | None
    contact_phone: str | None
    outcome_on: date | None
    links: list[NoticeLinkOut]
    edition: int = Field(description="One more whenever its deadline or amounts changed.")
    source: str | None = Field(description="Where it was read, where it was not written here.")
    as_of: str | None = Field(description="Date of that source: YYYY, YYYY-MM or YYYY-MM-DD.")
    updated_at: datetime
