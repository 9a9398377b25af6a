"""How are a notice's dates, money, place and rules said in plain English?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from directory.clock import LONDON
from directory.noticeboard.days import is_whole_day
from directory.noticeboard.phases import ANSWERABLE
from directory.noticeboard.schemas import NoticeCard, NoticeRead
from directory.noticeboard.words import NoticeKind, Phase
from directory.speech import clock_time, pounds
from web.words import count, date_words, day_month, listed, long_date

EXAMPLE: Final = "you cannot apply."
_SAME_YEAR_DAYS: Final = 183
"""So far ahead or back a day is said without its year."""
_FEW_AREAS: Final = 4
EVERYWHERE: Final = "Everywhere in Cambridgeshire and Peterborough"


def weekday_date(day: date, today: date) -> str:
    """Say a day: `Friday 4 December`; with its year where that could be mistaken."""
    year = "" if abs((day - today).days) <= _SAME_YEAR_DAYS else f" {day.year}"
    return f"{day:%A} {day_month(day)}{year}"


def deadline_words(
    deadline: date | None, starts_at: datetime | None, today: date, *, rolling: bool, phase: Phase
) -> str:
    """Say until when one may answer: `Closes on Friday 4 December, in 11 days`."""
    if phase not in ANSWERABLE:
        return _over_words(deadline, phase)
    if deadline is not None:
        return _in_days("Closes", deadline, today)
    if rolling:
        return "No closing date: answer when you are ready"
    if starts_at is not None:
        return _in_days("Takes place", starts_at.astimezone(LONDON).date(), today)
    return "No closing date given"


def _in_days(does: str, day: date, today: date) -> str:
    left, said = (day - today).days, weekday_date(day, today)
    if left == 0:
        return f"{does} today, {said}"
    if left == 1:
        return f"{does} tomorrow, {said}"
    return f"{does} on {said}, in {count(left, 'day')}" if left > 1 else f"Has begun: {said}"


def _over_words(deadline: date | None, phase: Phase) -> str:
    if phase is Phase.WITHDRAWN:
        return "Withdrawn"
    return f"Closed. The last day was {long_date(deadline)}" if deadline else "Closed"


def amount_words(least: int | None, most: int | None, kind: NoticeKind) -> str:
    """Say how much there is: `£2,000 to £19,000`; of what is not about money nothing."""
    if least is not None and most is not None:
        return _whole(least) if least == most else f"{_whole(least)} to {_whole(most)}"
    if most is not None:
        return f"Up to {_whole(most)}"
    if least is not None:
        return f"From {_whole(least)}"
    return "It does not say how much" if kind is NoticeKind.FUNDING else ""


def _whole(amount: int) -> str:
    return pounds(amount * 100)


def when_words(starts_at: datetime | None, ends_at: datetime | None, today: date) -> str:
    """Say when an event is: `Thursday 10 December, 6:30pm to 8:30pm`; without an hour its day only."""
    if starts_at is None:
        return ""
    starts = starts_at.astimezone(LONDON)
    if is_whole_day(starts, ends_at):
        return weekday_date(starts.date(), today)
    said = f"{weekday_date(starts.date(), today)}, {clock_time(starts)}"
    if ends_at is None:
        return said
    ends = ends_at.astimezone(LONDON)
    if ends.date() == starts.date():
        return f"{said} to {clock_time(ends)}"
    return f"{said}, until {weekday_date(ends.date(), today)}, {clock_time(ends)}"


def area_words(names: Sequence[tuple[str, str]], *, drawn: bool, outside_allowed: bool) -> str:
    """Say where it applies: `Fenland and Ely. Groups from elsewhere may answer too.`."""
    places = [name for _, name in names]
    if len(places) > _FEW_AREAS:
        rest = len(places) - _FEW_AREAS
        places = [*places[:_FEW_AREAS], count(rest, "other place")]
    if drawn:
        places.append("an area drawn on a map")
    if not places:
        return EVERYWHERE
    more = ". Groups from elsewhere may answer too." if outside_allowed else ""
    return f"{listed(places)}{more}"


def example_words(source: str | None, as_of: str | None) -> str:
    """Say of an example that it is one: `Example. Made from a paper of October 2019; you cannot apply.`."""
    dated = f"a paper of {date_words(as_of)}" if as_of else (source or "an old paper")
    return f"Example. Made from {dated}; {EXAMPLE}"


def card_deadline(card: NoticeCard, today: date) -> str:
    """Say of a notice in a list until when one may answer."""
    return deadline_words(card.deadline, card.starts_at, today, rolling=card.rolling, phase=card.phase)


def notice_deadline(notice: NoticeRead, today: date) -> str:
    """Say of a notice until when one may answer."""
    said = notice.said
    return deadline_words(said.deadline, said.starts_at, today, rolling=said.rolling, phase=notice.phase)


def found_words(total: int, *, where: str | None, closed: bool, narrowed: bool) -> str:
    """Say how many notices a list has: `9 open notices for Fenland, the next to close first.`."""
    place = f" for {where}" if where else ""
    fits = "fit" if total > 1 else "fits"
    which = f"that {fits} what you chose " if narrowed else ""
    if closed:
        what = f"{count(total, 'notice')}{place} {which}{'is' if total == 1 else 'are'} over"
        return f"{what}." if total else f"No notice{place} {which}is over yet."
    if not total:
        return f"Nothing {which}is open{place} today."
    order = ", the next to close first" if total > 1 else ""
    return f"{count(total, 'open notice')}{place}{' ' + which.strip() if which else ''}{order}."
