"""What does the page of one's own account get?"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from web.contexts.desk_news import NewsGroup
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class BrowserRow:
    """A browser that is signed in."""

    id: UUID
    name: str
    began: str
    used: str
    this: bool


@dataclass(frozen=True, kw_only=True)
class AccountPage(PageContext):
    """`/desk/account`."""

    template: ClassVar[str] = "pages/desk/account.jinja"
    email: str
    done: str
    """What was just done, in a sentence; empty where nothing."""
    roles: tuple[str, ...]
    browsers: tuple[BrowserRow, ...]
    volunteers: bool
    """What they told us as a volunteer stands on a page of its own."""
    listings: bool
    """They look after some, or said that we may write to them about those they had."""
    upkeep: bool
    upkeep_wording: str
    news: tuple[NewsGroup, ...]
    """Empty where they asked for none."""
    news_often: str
    """How often it comes, or until when it pauses."""
    news_href: str
    """Where it is changed and ended; where there is none, where it is asked for."""
    needs_second_factor: bool
    """One of the roles counts only with a second factor."""


@dataclass(frozen=True, kw_only=True)
class ClosePage(PageContext):
    """`/desk/account/close`: are you sure?"""

    template: ClassVar[str] = "pages/desk/close_account.jinja"
    listings: tuple[str, ...]
    """Names of those nobody else looks after."""
