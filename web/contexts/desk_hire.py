"""What do the pages get on which somebody asks for a room, and a venue answers?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import Option
from web.contexts.page import PageContext


@dataclass(frozen=True, kw_only=True)
class AskRoomPage(PageContext):
    """`/rooms/{listing}/{room}/ask`: what a venue needs to know to say yes."""

    template: ClassVar[str] = "pages/desk/hire/ask.jinja"
    action: str
    back: str
    """The page of the room."""
    room: str
    venue: str
    example: bool
    reached: bool
    """Somebody at the venue gets what is asked."""
    phone: str
    """The venue's, where it gave one."""
    least: str
    """The shortest hire and the notice it wants, in a sentence; empty where neither matters."""
    typed: Mapping[str, str]
    """By field, as it was typed."""
    hirers: tuple[Option, ...]
    rhythms: tuple[Option, ...]
    without: tuple[Option, ...]
    """Days that a search left out: the room is not free, or it is a school holiday."""
    needs: tuple[Option, ...]
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class AskSentPage(PageContext):
    """`/rooms/sent`: look into your e-mail."""

    template: ClassVar[str] = "pages/desk/hire/sent.jinja"
    mail_goes_out: bool


@dataclass(frozen=True, slots=True)
class EnquiryFacts:
    """A question about a room, in words."""

    room: str
    venue: str
    group: str
    purpose: str
    people: str
    hirer: str
    needs: str
    """Empty where nothing is needed."""
    price: str
    times: tuple[str, ...]
    name: str
    email: str
    phone: str
    state: str
    reply: str


@dataclass(frozen=True, kw_only=True)
class EnquiryPage(PageContext):
    """`/hire/{token}`: what I asked, and what the venue says."""

    template: ClassVar[str] = "pages/desk/hire/enquiry.jinja"
    said: str
    facts: EnquiryFacts
    action: str
    hall: tuple[tuple[str, str], ...]
    """Where it is and how it is reached, once it has the question."""
    calendar: str
    """Address of the times as a file; empty while nothing is kept."""
    may_send: bool
    may_withdraw: bool
    room_href: str


@dataclass(frozen=True, kw_only=True)
class AnswerPage(PageContext):
    """`/desk/hire/{id}` and `/hire/answer/{token}`: what they ask, and what I say."""

    template: ClassVar[str] = "pages/desk/hire/answer.jinja"
    said: str
    facts: EnquiryFacts
    action: str
    back: str
    """Where the list is; empty where the page was opened by the link in a mail."""
    waits: bool
    answered: str
    """What was answered before and may be changed; empty where nothing was."""
    taken: tuple[str, ...]
    """Times at which somebody else has the room."""
    choices: tuple[Option, ...]
    words: str
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EnquiryRow:
    """A question in a venue's list."""

    href: str
    title: str
    what: str
    state: str


@dataclass(frozen=True, kw_only=True)
class EnquiriesPage(PageContext):
    """`/desk/hire`: who asks for our rooms."""

    template: ClassVar[str] = "pages/desk/hire/list.jinja"
    waiting: tuple[EnquiryRow, ...]
    ahead: tuple[EnquiryRow, ...]
    over: tuple[EnquiryRow, ...]
