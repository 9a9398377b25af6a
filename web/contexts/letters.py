"""What do letters and address labels get? They are drawn on paper, never shown as a page."""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class LetterItem:
    """A notice as a letter tells it."""

    kind: str
    title: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    """Name and value, in the order one asks: until when, how much, where, whom to ask."""
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person."""

    address: tuple[str, ...]
    """Name and address, one line each; it stands in the window of the envelope."""
    name: str
    asked: str
    """What they asked to be told of, as within a sentence."""
    items: tuple[LetterItem, ...]
    large: bool = False
    """They asked for large print."""


@dataclass(frozen=True, kw_only=True)
class LettersSheets(PageContext):
    """Letters, each beginning on a sheet of its own."""

    template: ClassVar[str] = "letters/letters.jinja"
    base: str
    date: str
    large: bool
    """All of them in large print, 18 point and more; else those who asked for it."""
    sender: str
    phone: str | None
    """Of somebody to talk to."""
    host: str
    """Where the noticeboard is, for whoever helps them."""
    letters: tuple[Letter, ...]


@dataclass(frozen=True, kw_only=True)
class LabelSheets(PageContext):
    """Address labels, 24 a sheet."""

    template: ClassVar[str] = "letters/labels.jinja"
    base: str
    labels: tuple[tuple[str, ...], ...]
    """The lines of each."""
