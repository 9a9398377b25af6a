"""How are letters and address labels for people who are not online written and drawn?"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from directory.noticeboard.schemas import NoticeRead
from web.brief_pdf import draw_pdf
from web.contexts.letters import LabelSheets, Letter, LetterItem, LettersSheets
from web.contexts.page import PageContext
from web.noticeboard_words import amount_words, notice_deadline, weekday_date, when_words
from web.render import ENVIRONMENT, NAME
from web.words import long_date

MOST_LINES: Final = 7
"""Of a name and an address: more does not fit in the window of an envelope."""


def letter_item(notice: NoticeRead, because: Iterable[str], today: date) -> LetterItem:
    """Say a notice so that it needs no website."""
    said = notice.said
    whom = ", ".join(part for part in (said.contact_role, said.contact_phone, said.contact_email) if part)
    facts = (
        ("Example", "Made to show what this looks like. You cannot apply." if said.example else None),
        ("Until when", _until(notice, today)),
        ("How much", amount_words(said.amount_min, said.amount_max, said.kind)),
        ("What it takes", said.effort),
        ("When", when_words(said.starts_at, said.ends_at, today)),
        ("Where", said.place),
        ("From", said.issuer_name),
        ("Whom to ask", whom),
        ("Web", None if said.url is None else urlsplit(said.url).netloc),
    )
    told = tuple((label, value) for label, value in facts if value)
    return LetterItem(said.kind.label, said.title, said.summary, told, tuple(because))


def _until(notice: NoticeRead, today: date) -> str:
    """Say the last day, without how many are left: a letter is days on its way."""
    deadline = notice.said.deadline
    return notice_deadline(notice, today) if deadline is None else weekday_date(deadline, today)


def address_lines(name: str, address: str) -> tuple[str, ...]:
    """Give name and address line by line; what is too long for the window is put in fewer lines."""
    lines = [line.strip(" ,") for line in address.replace(", ", "\n").splitlines() if line.strip(" ,")]
    room = MOST_LINES - 1
    if len(lines) > room:  # the town and the postcode keep lines of their own
        over = len(lines) - room
        lines = [", ".join(lines[: over + 1]), *lines[over + 1 :]]
    return (name, *lines)


def draw_letters(
    letters: Sequence[Letter], *, on: date, phone: str | None, base_url: str, large: bool = False
) -> bytes:
    """Draw letters as one PDF."""
    return draw_pdf(letters_html(letters, on=on, phone=phone, base_url=base_url, large=large), base_url)


def letters_html(
    letters: Sequence[Letter], *, on: date, phone: str | None, base_url: str, large: bool
) -> str:
    """Write letters as they are drawn."""
    return _filled(
        LettersSheets(
            title=f"Letters of {long_date(on)}",
            talk=(),
            base=base_url,
            date=long_date(on),
            large=large,
            sender=NAME,
            phone=phone,
            host=urlsplit(base_url).netloc,
            letters=tuple(letters),
        )
    )


def draw_labels(addresses: Sequence[tuple[str, ...]], *, on: date, base_url: str) -> bytes:
    """Draw address labels as one PDF, 24 a sheet."""
    return draw_pdf(labels_html(addresses, on=on, base_url=base_url), base_url)


def labels_html(addresses: Sequence[tuple[str, ...]], *, on: date, base_url: str) -> str:
    """Write address labels as they are drawn."""
    title = f"Address labels of {long_date(on)}"
    return _filled(LabelSheets(title=title, talk=(), base=base_url, labels=tuple(addresses)))


def _filled(sheets: PageContext) -> str:
    values = {field.name: getattr(sheets, field.name) for field in fields(sheets)}
    return ENVIRONMENT.get_template(sheets.template).render(values)
