"""How are notices, help wanted and days held told on the sheet for the board of a hub or a hall?"""

from collections.abc import Iterator

from directory.clock import LONDON
from directory.needs.schemas import NeedRead
from directory.nodes.gathers import Gathering, HubDay
from directory.noticeboard.schemas import NoticeCard
from directory.speech import clock_time
from web.gather_words import day_words
from web.paper.schemas import Line, Section
from web.words import long_date

_EXAMPLE = " (example)"


def board_sections(gathering: Gathering, site: str) -> tuple[Section, ...]:
    """Say what goes on the board, the days first: they pass soonest."""
    return (
        Section(
            "Days held here",
            "",
            tuple(_day(day, site) for day in gathering.days),
        ),
        Section(
            "Help wanted",
            "",
            tuple(_need(need, site) for need in gathering.needs),
            all_at=f"{site}/volunteer",
        ),
        Section(
            "Notices",
            "",
            tuple(notice_line(card, site) for card in gathering.notices),
            all_at=f"{site}/noticeboard",
        ),
    )


def _day(day: HubDay, site: str) -> Line:
    name = day.title + (_EXAMPLE if day.example else "")
    return _line(name, day_words(day), "", site, f"/fairs/{day.slug}")


def _need(need: NeedRead, site: str) -> Line:
    first = next(iter(need.sessions), None)
    if first is None:
        when = f"Until {long_date(need.open_until)}"
    else:
        begins, ends = first.starts_at.astimezone(LONDON), first.ends_at.astimezone(LONDON)
        when = f"{long_date(begins.date())}, {clock_time(begins)} to {clock_time(ends)}"
    name = need.title + (_EXAMPLE if need.example else "")
    return _line(name, need.listing_name, when, site, f"/volunteer/need/{need.slug}")


def notice_line(card: NoticeCard, site: str) -> Line:
    """Say a notice: what, from whom, until when."""
    about = f"{card.kind.label}, {card.issuer_name}" + (_EXAMPLE if card.example else "")
    return _line(card.title, about, "; ".join(_days(card)), site, f"/noticeboard/{card.slug}")


def _days(card: NoticeCard) -> Iterator[str]:
    if card.starts_at is not None:
        yield long_date(card.starts_at.astimezone(LONDON).date())
    if card.deadline is not None:
        yield f"Until {long_date(card.deadline)}"


def _line(name: str, about: str, when: str, site: str, path: str) -> Line:
    scheme = "" if site.startswith("http") else "https://"
    return Line(
        name=name,
        about=about,
        where="",
        when=(when,) if when else (),
        phone="",
        web=f"{site}{path}",
        host=site,
        href=f"{scheme}{site}{path}",
        email="",
        summary="",
        cost="",
        care="",
        old=False,
        serves="",
        page=f"{site}{path}",
        theme="",
    )
