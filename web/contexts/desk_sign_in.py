"""What do the pages that sign somebody in get?"""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.desk_home import FieldProblem
from web.contexts.page import PageContext


@dataclass(frozen=True, kw_only=True)
class SignInPage(PageContext):
    """`/sign-in`: to which address should the link go?"""

    template: ClassVar[str] = "pages/desk/sign_in.jinja"
    email: str
    """As it was typed."""
    next_path: str
    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, kw_only=True)
class LinkSentPage(PageContext):
    """`/sign-in?sent=1`: look into your e-mail."""

    template: ClassVar[str] = "pages/desk/link_sent.jinja"
    mail_goes_out: bool
    """There is a mail server; otherwise messages wait in the outbox of this machine."""


@dataclass(frozen=True, kw_only=True)
class UseLinkPage(PageContext):
    """`/sign-in/{token}`: one button."""

    template: ClassVar[str] = "pages/desk/use_link.jinja"
    works: bool
    next_path: str
