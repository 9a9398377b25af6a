"""What shape have answers about needs?"""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from directory.needs.words import CheckLevel, Ease, NeedState, Rhythm, Skill, Whereabouts, Workforce


class NeedPointOut(BaseModel):
    """Where help is needed, never more finely than the listing's own place."""

    lon: float
    lat: float


class NeedSessionOut(BaseModel):
    """One time at which help is needed."""

    id: UUID
    starts_at: datetime = Field(description="In UTC, the same for its end.")
    ends_at: datetime
    places: int
    left: int = Field(description="Places that are free, as last told.")


class NeedSlotOut(BaseModel):
    """A time of the week at which help is welcome."""

    day: int = Field(description="0 is Monday.", examples=[3])
    starts: str = Field(description="By the clock in London, the same for its end.", examples=["14:00"])
    ends: str


class NeedOut(BaseModel):
    """What help a group needs."""

    id: UUID
    slug: str = Field(description="Its page's address under /volunteer/need/.")
    title: str
    summary: str
    state: NeedState = Field(description="As of now: what is over by its date is closed.", examples=["open"])
    listing_id: UUID = Field(description="The group that needs it.")
    listing_slug: str
    listing_name: str
    rhythm: Rhythm
    whereabouts: Whereabouts
    point: NeedPointOut | None
    parish: str | None = Field(description="ONS code; null where not known. The same for the district.")
    district: str | None
    minutes: int | None = Field(description="About how long it takes each time; null where not told.")
    places: int = Field(description="How many people are needed, at each session where there are any.")
    sessions: list[NeedSessionOut] = Field(description="Those to come, in order.")
    slots: list[NeedSlotOut] = Field(description="Times of the week, for regular help without fixed days.")
    skills: list[Skill] = Field(description="Any of them helps.")
    needs_skills: list[Skill] = Field(description="All of them are asked for.")
    themes: list[str] = Field(description="Slugs of categories.")
    languages: list[str] = Field(description="ISO 639-1; any of them helps.")
    eases: list[Ease] = Field(description="What makes it easier; what is not listed is not known.")
    min_age: int
    check_level: CheckLevel = Field(description="The criminal record check (DBS) that is asked for.")
    workforce: Workforce | None = Field(description="With children or adults at risk; null with neither.")
    contact_role: str = Field(description="Who answers: a role, never a name.")
    answers_within_days: int
    open_until: date = Field(description="The last day it is shown.")
    earns_credits: bool = Field(description="Time Credits are earned by it.")
    source_url: str | None = Field(description="Where it stands elsewhere.")
    example: bool = Field(description="Made to show what a need looks like: nobody can take it.")
    url: str = Field(description="Its page for people.")


class NeedList(BaseModel):
    """One page of needs, the first to end first, with the exact count."""

    total_items: int
    total_pages: int
    page_number: int
    size: int = Field(description="Items on this page.")
    contents: list[NeedOut]
