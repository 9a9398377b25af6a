"""What does a digest say? Its subject, and its text as any mail program shows it."""

import textwrap
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from directory.clock import LONDON
from directory.digests.schemas import Links, Told
from directory.noticeboard.days import is_whole_day
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.whom import who
from directory.noticeboard.words import NoticeKind
from directory.words import within

LONGEST_SUBJECT: Final = 59
WIDTH: Final = 72
EXAMPLE: Final = "Example: made to show what this looks like. You cannot apply."
NAME: Final = "Hereabouts, a directory of what is near you"


def subject_of(told: Sequence[Told], *, urgent: bool, today: date) -> str:
    """Write a subject of fewer than 60 characters."""
    first = told[0].candidate.notice.said
    title = one_line(first.title)
    if urgent:
        by = useful_until(first)
        lead = "Closes soon: " if by is None else f"By {short_day(by, today)}: "
        return cut(f"{lead}{title}", LONGEST_SUBJECT)
    if len(told) == 1:
        return cut(title, LONGEST_SUBJECT)
    fit = "that fit you" if _fitted(told) else "you asked about"
    lead, more = f"{len(told)} {fit}: ", " and more"
    return f"{lead}{cut(title, LONGEST_SUBJECT - len(lead) - len(more))}{more}"


def _fitted(told: Sequence[Told]) -> bool:
    """Whether each was held against a group; what fits somebody who asks for themselves is not known."""
    return all(any(because.subject for because in one.because) for one in told)


def one_line(text: str) -> str:
    """Keep what can stand in a header or a line."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def cut(text: str, most: int) -> str:
    """Shorten at a word, and say so."""
    if len(text) <= most:
        return text
    short = text[: most - 1]
    return f"{short.rsplit(' ', 1)[0] if ' ' in short[most // 2 :] else short}…"


def useful_until(said: NoticeDraft) -> date | None:
    """Give the last day on which a notice is of use: its deadline, or the day an event begins."""
    begins = None if said.starts_at is None else said.starts_at.astimezone(LONDON).date()
    return min((day for day in (said.deadline, begins) if day is not None), default=None)


def opening(told: Sequence[Told], *, urgent: bool) -> str:
    """Say why this message comes, and comes now."""
    if urgent:
        return (
            "This closes before your next message is due, so we write now."
            if len(told) == 1
            else "These close before your next message is due, so we write now."
        )
    one = len(told) == 1
    if _fitted(told):
        this = "This fits" if one else f"These {len(told)} fit"
        said = f"{this} what you asked us to tell you about."
    elif one:
        said = "This is about what you asked. It says whom it is for."
    else:
        said = f"These {len(told)} are about what you asked. Each says whom it is for."
    return said if one else f"{said} The nearest date comes first."


def facts(said: NoticeDraft, today: date) -> list[str]:
    """Say the few things by which somebody decides whether to read on."""
    found = [EXAMPLE] if said.example else []
    found.append(f"{said.kind.label}, from {one_line(said.issuer_name)}")
    if said.starts_at is not None:
        found.append(f"When: {_when(said.starts_at, said.ends_at, today)}{_at(said)}")
    elif said.place:
        found.append(f"Where: {one_line(said.place)}")
    found.append(_closing(said, today))
    found.append(f"For: {within(who(said.rules, said.kind))}")
    amount = amount_of(said)
    if amount:
        found.append(f"How much: {amount}")
    if said.effort:
        found.append(f"What it takes: {one_line(said.effort)}")
    return [each for each in found if each]


def _at(said: NoticeDraft) -> str:
    return f", {one_line(said.place)}" if said.place else ""


def _closing(said: NoticeDraft, today: date) -> str:
    if said.deadline is None:
        return "No closing date" if said.rolling else ""
    left = (said.deadline - today).days
    soon = {0: "today, ", 1: "tomorrow, "}.get(left, "")
    after = f", in {left} days" if left > 1 else ""
    return f"Closes {soon or 'on '}{said.deadline:%A} {day_words(said.deadline, today)}{after}"


def amount_of(said: NoticeDraft) -> str:
    """Say how much there is: `£2,000 to £19,000`; nothing where nothing is told."""
    least, most = said.amount_min, said.amount_max
    if least is not None and most is not None:
        return f"£{most:,}" if least == most else f"£{least:,} to £{most:,}"
    if most is not None:
        return f"up to £{most:,}"
    if least is not None:
        return f"from £{least:,}"
    return "it does not say" if said.kind is NoticeKind.FUNDING else ""


def day_words(day: date, today: date) -> str:
    """Write a day: 4 December, with its year where it is another."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {day:%B}{year}"


def short_day(day: date, today: date) -> str:
    """Write a day for a subject."""
    return "today" if day == today else f"{day.day} {day:%b}"


def _when(at: datetime, ends_at: datetime | None, today: date) -> str:
    local = at.astimezone(LONDON)
    day = f"{local:%A} {day_words(local.date(), today)}"
    if is_whole_day(at, ends_at):
        return day
    minutes = f":{local:%M}" if local.minute else ""
    clock = f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon
    return f"{day}, {clock}"


def more_words(more: int) -> str:
    """Say how many there are besides, and when they come."""
    return (
        f"There {'is' if more == 1 else 'are'} {more} more. We keep messages short: "
        f"{'it comes' if more == 1 else 'they come'} next time. All that is open:"
    )


def text_of(told: Sequence[Told], links: Links, *, urgent: bool, more: int, today: date) -> str:
    """Write the plain text: short lines, each link on a line of its own."""
    parts = ["Hello,", "", *_wrapped(opening(told, urgent=urgent)), ""]
    for number, one in enumerate(told, start=1):
        parts += [*_notice(one, links, today, number if len(told) > 1 else None), ""]
    if more:
        parts += [*_wrapped(more_words(more)), links.more, ""]
    parts += ["-" * 40, ""]
    for words, link in footer(links):
        parts += [*_wrapped(words), *([link] if link else []), ""]
    return "\n".join(parts).rstrip() + "\n"


def footer(links: Links) -> list[tuple[str, str]]:
    """List what stands at the end of every digest: words, and the link below them."""
    talk = f" To talk to somebody, ring {links.phone}." if links.phone else ""
    return [
        ("Change what you get, pause it, or choose how often:", links.manage),
        ("Why did I get this?", links.why),
        ("Stop all of these messages:", links.stop),
        (f"You get this from {NAME}.{talk} Answers to this e-mail are not read.", links.about),
    ]


def _notice(one: Told, links: Links, today: date, number: int | None) -> list[str]:
    notice = one.candidate.notice
    lead = f"{number}. " if number else ""
    lines = _wrapped(f"{lead}{one_line(notice.said.title)}")
    for fact in facts(notice.said, today):
        lines += _wrapped(fact)
    lines += ["", *_wrapped(one_line(notice.said.summary)), ""]
    for because in one.because:
        lines += _wrapped(because.sentence)
    return [*lines, "", "Read it:", links.notices[notice.id], "Not for us:", links.dismiss[notice.id]]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
