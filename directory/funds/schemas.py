"""What is told of a fund, and of money that was given?"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class FundState(StrEnum):
    """Whether a fund goes on, as far as anybody told us."""

    HISTORY = "history"
    UNKNOWN = "unknown"
    CURRENT = "current"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "history": "History",
            "unknown": "It may have ended",
            "current": "Goes on",
        }[self.value]

    @property
    def sentence(self) -> str:
        """What a reader should make of it."""
        return {
            "history": "It was for a time that is over, or only an old paper tells of it.",
            "unknown": "We have nothing newer. Ask whether it goes on before you spend time on it.",
            "current": "Somebody who gives it out told us that it goes on.",
        }[self.value]


@dataclass(frozen=True, slots=True)
class FundRead:
    """A named fund, as far as it is known."""

    key: str
    name: str
    holder: str
    what: str
    state: FundState
    as_of: str
    """YYYY, YYYY-MM or YYYY-MM-DD: of the newest source that names it."""
    area_codes: tuple[str, ...]
    """Empty: the source does not say where it is for."""
    area_names: tuple[str, ...]
    amount_min: int | None
    """Whole pounds a grant; None where not told. The same for the most."""
    amount_max: int | None
    url: str | None
    source: str


@dataclass(frozen=True, slots=True)
class AwardRead:
    """Money given to an organisation, or a published total of which only the area is told."""

    id: UUID
    identifier: str
    aggregate: bool
    title: str
    description: str | None
    amount_pence: int
    currency: str
    awarded_on: str
    funder: str
    funder_org_id: str | None
    fund_key: str | None
    fund_name: str | None
    programme: str | None
    recipient: str | None
    recipient_org_id: str | None
    recipient_listing_id: UUID | None
    recipient_slug: str | None
    """Address of the listing it was given to; None where that is not shown."""
    area_code: str | None
    area_level: str | None
    area_name: str | None
    lsoa: str | None
    parish: str | None
    district: str | None
    district_name: str | None
    area_from: str | None
    source: str
    source_date: str
    licence: str
    shipped: bool
    """It came with the tables; what is not was written down here."""


@dataclass(frozen=True, slots=True)
class AwardDraft:
    """A grant that is in order and may be written: to an organisation, never to a person."""

    identifier: str
    title: str
    amount_pence: int
    awarded_on: str
    funder: str
    recipient: str
    source: str
    source_date: str
    licence: str
    description: str | None = None
    funder_org_id: str | None = None
    fund_key: str | None = None
    programme: str | None = None
    recipient_org_id: str | None = None
    recipient_listing_id: UUID | None = None
    area_code: str | None = None
    area_level: str | None = None
    lsoa: str | None = None
    parish: str | None = None
    district: str | None = None
    area_from: str | None = None


@dataclass(frozen=True, slots=True)
class AwardsTaken:
    """What taking a file did, or would do."""

    added: int
    replaced: int
    unchanged: int
