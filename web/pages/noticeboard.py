"""What is announced to groups: money, calls, offers, events, for whom and until when? `/noticeboard`."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.areas.middle import middles
from directory.areas.schemas import Ambiguous, NotLocated
from directory.areas.service import contact_points
from directory.clock import local_now
from directory.listings.service import categories
from directory.noticeboard.phases import ANSWERABLE
from directory.noticeboard.reading import find_notices
from directory.noticeboard.schemas import NoticeCard, NoticesFound
from directory.noticeboard.whom import for_whom
from directory.noticeboard.words import NoticeKind, Phase
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.words import Capital, Kind
from web.contexts.near import Chip, Link, Option, Pager, Problem
from web.contexts.noticeboard import BoardCard, BoardForm, BoardPage
from web.nearmap import NearMap, Spot
from web.noticeboard_words import amount_words, area_words, card_deadline, found_words, when_words
from web.pages.near import near_map
from web.pages.noticeboard_asked import BoardAsked, BoardPlace, find_place, read_asked
from web.render import render
from web.words import long_date

router = APIRouter()
TITLE: Final = "Noticeboard"
HELP_CATEGORY: Final = "help-for-groups"
MOST_HELPERS: Final = 8
CLOSINGS: Final = ((7, "In the next week"), (14, "In the next 2 weeks"), (31, "In the next month"))


@router.get("/noticeboard")
def show_board(request: Request) -> Response:
    """List the notices for what was asked; where the place is not clear, all of them and the question."""
    asked = read_asked(request.query_params)
    with reading(request) as session:
        place = find_place(session, asked)
        found = find_notices(session, asked.query(place.code if isinstance(place, BoardPlace) else None))
        pages = max(1, -(-found.total // asked.query(None).per_page))
        if asked.page > pages:
            # The list has become shorter, or the address was typed: its last page is what there is.
            return RedirectResponse(replace(asked, page=pages).address(), status_code=307)
        return render(request, _page(request, session, asked, place, found, pages))


def _page(
    request: Request,
    session: Session,
    asked: BoardAsked,
    place: BoardPlace | Ambiguous | NotLocated | None,
    found: NoticesFound,
    pages: int,
) -> BoardPage:
    at = place if isinstance(place, BoardPlace) else None
    labels = labels_of(session)
    cards = board_cards(found.cards, labels, first=(asked.page - 1) * asked.query(None).per_page + 1)
    steady = replace(asked, where="", place="", area=at.code) if at else replace(asked, where="", place="")
    bare = replace(steady, page=1)
    heading = TITLE if at is None else f"Noticeboard for {at.name}"
    return BoardPage(
        title=f"{heading}: closed notices" if asked.closed else heading,
        talk=contact_points(session, at.district if at else None),
        heading=heading,
        summary=found_words(
            found.total, where=at.name if at else None, closed=asked.closed, narrowed=asked.narrowed
        ),
        note=at.note if at else None,
        form=_form(asked, at, found, labels),
        problems=(Problem("where", place.message),) if isinstance(place, NotLocated) else (),
        choices=_choices(asked, place),
        chips=_chips(steady, at, labels),
        cards=cards,
        examples=any(card.notice.example for card in cards),
        pager=Pager(
            page=asked.page,
            pages=pages,
            previous=replace(steady, page=asked.page - 1).address() if asked.page > 1 else None,
            following=replace(steady, page=asked.page + 1).address() if asked.page < pages else None,
        ),
        map=board_map(request, session, cards, at),
        closed=asked.closed,
        other=Link(
            replace(bare, closed=not asked.closed, closing_by=None).address(),
            "Notices that are open" if asked.closed else "Notices that are over, and what came of them",
        ),
        all_open="/noticeboard" if asked.narrowed or at else "",
        rss=replace(bare, closed=False).address("/noticeboard.rss"),
        ics=replace(bare, closed=False).address("/noticeboard.ics"),
        helpers=() if cards else who_helps_groups(session),
    )


def who_helps_groups(session: Session) -> tuple[Link, ...]:
    """List who helps groups to find money, rooms and people, and with forms."""
    query = ListingQuery(categories=(HELP_CATEGORY,), kinds=tuple(Kind), per_page=MOST_HELPERS)
    cards = search(session, query, with_facets=False).contents
    return tuple(Link(f"/listing/{card.slug}", card.name) for card in cards)


def labels_of(session: Session) -> dict[str, str]:
    """Tell the label of each category."""
    return {each.slug: each.label for each in categories(session)}


def board_cards(
    cards: Iterable[NoticeCard], labels: dict[str, str], *, first: int = 1
) -> tuple[BoardCard, ...]:
    """Say of each notice of a list what it asks and offers."""
    today = local_now().date()
    return tuple(
        BoardCard(
            notice=card,
            number=number,
            deadline=card_deadline(card, today),
            closing_soon=card.phase is Phase.CLOSING_SOON,
            amount=amount_words(card.amount_min, card.amount_max, card.kind),
            when=when_words(card.starts_at, card.ends_at, today),
            where=area_words(card.area_names, drawn=card.drawn, outside_allowed=card.outside_allowed),
            for_whom=for_whom(card.rules, labels, card.kind),
            outcome="" if card.phase in ANSWERABLE else card.outcome or "",
        )
        for number, card in enumerate(cards, first)
    )


def board_map(
    request: Request, session: Session, cards: Iterable[BoardCard], at: BoardPlace | None
) -> NearMap | None:
    """Draw where the notices of a list apply, and the parish asked for; what applies everywhere: no pin."""
    spots = [
        Spot(
            lon=card.notice.point[0],
            lat=card.notice.point[1],
            number=card.number,
            name=card.notice.title,
            anchor=f"n-{card.notice.slug}",
            approximate=False,
        )
        for card in cards
        if card.notice.point is not None
    ]
    asked = middles(session).get(at.code) if at else None
    return near_map(request, session, None, spots, holding=((asked.lon, asked.lat),) if asked else ())


def _form(asked: BoardAsked, at: BoardPlace | None, found: NoticesFound, labels: dict[str, str]) -> BoardForm:
    counts = dict(found.kinds)
    other = [theme for theme in asked.themes if theme not in set(Capital) and theme in labels]
    return BoardForm(
        where=at.name if at else asked.where,
        area=at.code if at else "",
        kinds=tuple(
            Option(kind.value, kind.label, kind in asked.kinds, counts.get(kind, 0))
            for kind in NoticeKind
            if counts.get(kind) or kind in asked.kinds
        ),
        themes=(
            *(Option(capital.value, capital.label, capital.value in asked.themes) for capital in Capital),
            *(Option(theme, labels[theme], chosen=True) for theme in other),
        ),
        closings=_closings(asked.closing_by, local_now().date()),
    )


def _closings(chosen: date | None, today: date) -> tuple[Option, ...]:
    days = [(today + timedelta(days=ahead), label) for ahead, label in CLOSINGS]
    if chosen is not None and all(chosen != day for day, _ in days):
        days.append((chosen, f"By {long_date(chosen)}"))
    return tuple(Option(day.isoformat(), label, day == chosen) for day, label in days)


def _choices(asked: BoardAsked, place: BoardPlace | Ambiguous | NotLocated | None) -> tuple[Link, ...]:
    if not isinstance(place, (Ambiguous, NotLocated)):
        return ()
    places = place.choices if isinstance(place, Ambiguous) else place.suggestions
    return tuple(
        Link(replace(asked, place=each.locality_id).address(), f"{each.name}, {each.district_name}")
        for each in places
    )


def _chips(steady: BoardAsked, at: BoardPlace | None, labels: dict[str, str]) -> tuple[Chip, ...]:
    bare = replace(steady, page=1)
    found = [Chip(at.name, replace(bare, area="").address())] if at else []
    found += [
        Chip(kind.label, replace(bare, kinds=tuple(other for other in bare.kinds if other != kind)).address())
        for kind in bare.kinds
    ]
    found += [
        Chip(
            Capital(theme).label if theme in set(Capital) else labels.get(theme, theme),
            replace(bare, themes=tuple(other for other in bare.themes if other != theme)).address(),
        )
        for theme in bare.themes
    ]
    if bare.closing_by is not None:
        found.append(
            Chip(f"Closes by {long_date(bare.closing_by)}", replace(bare, closing_by=None).address())
        )
    return tuple(found)
