"""What does the page get on which a group sees who comes?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from web.contexts.desk_home import FieldProblem
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class ComingRow:
    """Somebody who comes, or came."""

    placement: str
    name: str
    """What they let be seen; else words that say so."""
    contact: tuple[str, ...]
    told: str
    """What stands of it, in a sentence."""
    hours: str
    can_tell: bool
    """It is over, or has no time: whether they came can be said."""
    to_agree: str
    """Hours the volunteer told, in words; empty where there is nothing to agree to."""
    waits_for_word: bool


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A time, and who comes."""

    id: str
    when: str
    filled: str
    """2 of 3 places taken."""
    coming: tuple[ComingRow, ...]


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer that waits for its check."""

    offer: str
    name: str
    contact: tuple[str, ...]
    when: str
    checks: tuple[str, ...]
    """What they told of their checks, in words."""


@dataclass(frozen=True, kw_only=True)
class ShiftsPage(PageContext):
    """`/desk/needs/{id}/shifts`: who comes."""

    template: ClassVar[str] = "pages/desk/taking/shifts.jinja"
    need_title: str
    need_href: str
    people_href: str
    """Where more are asked."""
    state: str
    """Where the need stands, in a sentence; empty where it is simply open."""
    rests: bool
    said: str
    action: str
    shifts: tuple[ShiftRow, ...]
    offers: tuple[OfferRow, ...]
    check: str
    """Which check is needed, as within a sentence."""
    asked: tuple[str, ...]
    """Counted: asked 6, said yes 2, no answer 3."""
    typed: Mapping[str, str]
    """What was typed in a field, where it must be mended."""
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class CertificateSheets(PageContext):
    """A certificate of hours, drawn on paper."""

    template: ClassVar[str] = "letters/certificate.jinja"
    base: str
    name: str
    group: str
    hours: str
    credits: int
    first: str
    last: str
    rows: tuple[tuple[str, str], ...]
    """Day and hours."""
    made: str
    sender: str
    host: str
