"""What do the pages of the second factor get?"""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.desk_home import FieldProblem
from web.contexts.page import PageContext


@dataclass(frozen=True, kw_only=True)
class SecondFactorPage(PageContext):
    """`/desk/second-factor`: set it up, show it, or look after it."""

    template: ClassVar[str] = "pages/desk/second_factor.jinja"
    stage: str
    """begin, confirm, show or shown."""
    key: str
    """To be typed into the app; only while it is set up."""
    uri: str
    """The same for an app on the phone on which this page is open."""
    codes_left: int
    needed: bool
    """One of the roles counts only with it."""
    next_path: str
    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesPage(PageContext):
    """The answer that shows recovery codes, once."""

    template: ClassVar[str] = "pages/desk/recovery_codes.jinja"
    codes: tuple[str, ...]
    next_path: str
