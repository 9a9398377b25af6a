"""What does a paper say, word by word, before it is laid out?"""

from dataclasses import dataclass
from datetime import date

from directory.paper.schemas import Form, What


@dataclass(frozen=True, slots=True)
class Line:
    """One listing on paper."""

    name: str
    about: str
    where: str
    when: tuple[str, ...]
    phone: str
    web: str
    """As people read it out; `host` is its beginning, `href` where it leads."""
    host: str
    href: str
    email: str
    """Printed only where somebody chose the listing; else empty (decision 21)."""
    summary: str
    cost: str
    care: str
    """What to know before going."""
    old: bool
    """Whether that is only that its record is old, which a sheet says once for all."""
    serves: str
    page: str
    """The address of its page here, as people read it out."""
    theme: str
    year: str = ""
    """Of the newest list it is from; empty of what is from no list, such as a notice."""
    confirmed: bool = False
    """Whether somebody who knows has confirmed it here, and that still counts."""


@dataclass(frozen=True, slots=True)
class Section:
    """Some listings under a heading."""

    title: str
    intro: str
    lines: tuple[Line, ...]
    more: int = 0
    """How many are left off, for want of room."""
    more_at: str = ""
    all_at: str = ""
    """The address that shows all of it; empty where that is the address of the paper."""
    among: str = ""
    """Of whom those left off are, as in `for everybody in Fenland`; empty where the heading says it."""
    known: tuple[str, ...] = ()
    """What there is besides, of which we hold no way to reach it: told by name only, and not on a sheet."""
    themed: bool = False
    """Whether a booklet puts it under the headings of themes."""


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody to ask, by role."""

    name: str
    role: str
    purpose: str
    phone: str
    email: str
    web: str
    href: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do or to know."""

    title: str
    words: str
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """Whom to ring in danger or despair."""

    name: str
    number: str
    note: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything a paper says but its date; lists are whole until it is fitted to its sheets."""

    what: What
    form: Form
    key: str
    title: str
    kicker: str
    lead: str
    sections: tuple[Section, ...]
    steps_title: str
    steps: tuple[Step, ...]
    helpers: tuple[Helper, ...]
    crisis: tuple[CrisisLine, ...]
    crisis_from: str
    link: str
    """What the code opens, in full."""
    letters: str
    """The same to be typed; a shortlist's is too long for that."""
    site: str
    """The address of this service as people type it."""
    ask: str
    """Whom to ask where no telephone is printed; empty where we know none."""
    wrong: tuple[str, ...]
    """How to tell us that something is wrong, a way a line."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Which state of a paper this is."""

    day: date
    letters: str
    """The first of the checksum of what it says."""
