"""What do the pages of a parish get?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from directory.marks.schemas import MarkRead
from directory.nodes.parish_schemas import Missing, ParishRead
from directory.noticeboard.schemas import NoticeCard
from directory.search.schemas import ListingCard
from web.contexts.area import Locator
from web.contexts.page import PageContext
from web.contexts.room_gaps import RoomsMissing


@dataclass(frozen=True, slots=True)
class MissingLine:
    """Something parishes like this one have listed, in words."""

    missing: Missing
    words: str
    said: str
    """What somebody said of it here; empty where nobody did."""


@dataclass(frozen=True, slots=True)
class SaidLine:
    """What somebody said of provision here."""

    mark: MarkRead
    words: str


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice that applies here."""

    card: NoticeCard
    closes: str


@dataclass(frozen=True, kw_only=True)
class ParishPage(PageContext):
    """`/parish/{code}`: everything that hangs from a parish."""

    template: ClassVar[str] = "pages/parish/page.jinja"
    parish: ParishRead
    heading: str
    who: tuple[str, ...]
    """Sentences: people, rurality, deprivation."""
    estimated: str
    alike: str
    missing: tuple[MissingLine, ...]
    said: tuple[SaidLine, ...]
    notices: tuple[NoticeLine, ...]
    care: str
    claim: str
    """Address where the clerk can take it on; empty where there is nothing to claim."""
    middle: str
    """From where its distances are measured, in words."""
    near_all: str
    """Address of all that is near the middle of it."""
    library_here: bool
    guessed: int
    """Of how many listings here the parish is an estimate."""
    rooms: RoomsMissing | None
    locator: Locator | None
    base_url: str


@dataclass(frozen=True, kw_only=True)
class ParishEmbed(PageContext):
    """`/embed/parish/{code}`: what is listed and announced there, for the frame of its own site."""

    template: ClassVar[str] = "pages/parish/embed.jinja"
    code: str
    place: str
    cards: tuple[ListingCard, ...]
    total: int
    notices: tuple[NoticeLine, ...]
    names: Mapping[str, str]
    base_url: str
