"""What do the pages on which somebody asks for news, and manages it, get?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from web.contexts.desk_home import FieldProblem
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class Option:
    """A box that can be ticked, or one of several."""

    value: str
    label: str
    chosen: bool = False
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class NewsPage(PageContext):
    """`/news`: tell me what is new near me."""

    template: ClassVar[str] = "pages/desk/news/ask.jinja"
    where: str
    """As it was typed."""
    area: str
    """Code of the area that another page led here for."""
    named: str
    """Its name: left as it is, it means that area."""
    places: tuple[Option, ...]
    """Where several places bear the name."""
    wide: bool
    purposes: tuple[Option, ...]
    """Each with the exact words that are agreed to."""
    themes: tuple[Option, ...]
    rhythms: tuple[Option, ...]
    email: str
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class NewsSentPage(PageContext):
    """`/news/sent`: look into your e-mail."""

    template: ClassVar[str] = "pages/desk/news/sent.jinja"
    mail_goes_out: bool


@dataclass(frozen=True, kw_only=True)
class NewsConfirmPage(PageContext):
    """`/news/confirm/{token}`: what is agreed to, and one button."""

    template: ClassVar[str] = "pages/desk/news/confirm.jinja"
    wordings: tuple[str, ...]
    places: tuple[str, ...]
    themes: tuple[str, ...]
    rhythm: str
    action: str


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """One purpose that somebody agreed to."""

    purpose: str
    label: str
    wording: str
    since: str
    where: str
    """For which places, in words; empty where the listing's own count."""
    narrowed: str
    """To which kinds and themes, in words; empty where to none."""


@dataclass(frozen=True, slots=True)
class NewsGroup:
    """What somebody gets for themselves, or for a listing."""

    subject: str
    title: str
    rows: tuple[PurposeRow, ...]


@dataclass(frozen=True, kw_only=True)
class NewsManagePage(PageContext):
    """`/news/{token}`: what I get, how often, and how it ends."""

    template: ClassVar[str] = "pages/desk/news/manage.jinja"
    action: str
    said: str
    groups: tuple[NewsGroup, ...]
    rhythms: tuple[Option, ...]
    may_count: bool
    paused_until: str
    pauses: tuple[int, ...]
    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, kw_only=True)
class NewsNonePage(PageContext):
    """`/news/{token}` of somebody who gets nothing, or whom we do not know any more."""

    template: ClassVar[str] = "pages/desk/news/none.jinja"
    said: str


@dataclass(frozen=True, slots=True)
class NarrowForm:
    """What can be left out, for oneself or for a listing."""

    subject: str
    title: str
    places: tuple[Option, ...]
    kinds: tuple[Option, ...]
    themes: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class NewsNarrowPage(PageContext):
    """`/news/{token}/narrow`: fewer places, kinds and themes."""

    template: ClassVar[str] = "pages/desk/news/narrow.jinja"
    manage: str
    forms: tuple[NarrowForm, ...]
    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, kw_only=True)
class NewsSnoozePage(PageContext):
    """`/news/{token}/snooze`: not for some weeks."""

    template: ClassVar[str] = "pages/desk/news/snooze.jinja"
    manage: str
    paused_until: str
    pauses: tuple[int, ...]
    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, kw_only=True)
class NewsDismissPage(PageContext):
    """`/news/{token}/dismiss/{notice_id}`: not this one again."""

    template: ClassVar[str] = "pages/desk/news/dismiss.jinja"
    manage: str
    action: str
    notice: str
    dismissed: bool


@dataclass(frozen=True, slots=True)
class WhyRow:
    """Why one notice stood in a message."""

    title: str
    href: str
    """Empty where it is not shown any more."""
    reasons: tuple[str, ...]
    agreed: tuple[str, ...]
    """What was agreed to, when, how and in which words."""
    notice_id: str
    applied: bool


@dataclass(frozen=True, kw_only=True)
class NewsWhyPage(PageContext):
    """`/news/why/{token}`: why did I get this?"""

    template: ClassVar[str] = "pages/desk/news/why.jinja"
    made: str
    rows: tuple[WhyRow, ...]
    address: str
    may_count: bool
    """They may say that they applied: it is counted."""
    manage: str


@dataclass(frozen=True, slots=True)
class WouldCome:
    """A notice that would have come to a listing."""

    title: str
    href: str
    kind: str
    reason: str
    example: bool
    comes_with: str
    """What is to be ticked for it."""


@dataclass(frozen=True, kw_only=True)
class ListingNewsPage(PageContext):
    """`/desk/listing/{slug}/news`: what whoever runs a listing hears for it."""

    template: ClassVar[str] = "pages/desk/news/listing.jinja"
    name: str
    slug: str
    runs_it: bool
    email: str
    said: str
    stopped: bool
    """The address is on the stop-list: agreeing to something here takes it off."""
    purposes: tuple[Option, ...]
    """Each with the exact words that are agreed to, and why it may be worth it."""
    kinds: tuple[Option, ...]
    themes: tuple[Option, ...]
    narrowed: bool
    rhythms: tuple[Option, ...]
    may_count: bool
    would_come: tuple[WouldCome, ...]
    problems: tuple[FieldProblem, ...]
