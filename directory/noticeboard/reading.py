"""Which notices are there, for whom and where, and what does each say today?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from directory import clock
from directory.areas.service import area_names
from directory.errors import NotFound
from directory.listings.standing import standing_for
from directory.noticeboard import queries
from directory.noticeboard.models import Notice
from directory.noticeboard.nesting import Nesting, read_nesting
from directory.noticeboard.phases import PUBLIC, phase_of
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.schemas import (
    NoticeCard,
    NoticeDraft,
    NoticeLinkRead,
    NoticeQuery,
    NoticeRead,
    NoticesFound,
)
from directory.noticeboard.shapes import inside, middle
from directory.noticeboard.words import NoticeKind, Phase
from directory.profiles.schemas import Profile
from directory.profiles.words import Paperwork

_NO_NOTICE = "There is no such notice. It may have been taken away, or the address may be mistyped."
_PLAIN = (
    *("title", "summary", "issuer_name", "body", "district", "fund_key", "opens_on"),
    *("deadline", "rolling", "amount_min", "amount_max", "effort", "pays_for", "place", "url"),
    *(
        "contact_role",
        "contact_email",
        "contact_phone",
        "shape",
        "outside_allowed",
        "example",
        "source",
        "as_of",
    ),
)


def read_notice(session: Session, slug: str) -> NoticeRead:
    """Read a notice that anybody may read, by its address; of a withdrawn one show only that it was."""
    row = queries.find_by_slug(session, slug)
    if row is None or _phase(row, clock.local_now().date()) not in PUBLIC:
        raise NotFound(_NO_NOTICE)
    found = _read_all(session, [row])[0]
    if found.phase is Phase.WITHDRAWN and found.checked_at is None:
        raise NotFound(_NO_NOTICE)
    return found


def read_card(session: Session, slug: str) -> NoticeCard:
    """Read a notice that anybody may read as a list shows it."""
    row = queries.find_by_slug(session, slug)
    if row is None or _phase(row, clock.local_now().date()) not in PUBLIC:
        raise NotFound(_NO_NOTICE)
    return _cards(session, [row])[0]


def read_by_id(session: Session, notice_id: UUID) -> NoticeRead:
    """Read a notice in whatever phase, for whoever looks after it."""
    row = queries.find_by_id(session, notice_id)
    if row is None:
        raise NotFound(_NO_NOTICE)
    return _read_all(session, [row])[0]


def read_cards(session: Session, cards: Sequence[NoticeCard]) -> tuple[NoticeRead, ...]:
    """Read whole the notices of a list, in its order."""
    rows = {row.id: row for row in queries.list_by_id(session, [card.id for card in cards])}
    return _read_all(session, [rows[card.id] for card in cards])


def read_all(session: Session) -> tuple[NoticeRead, ...]:
    """Read every notice in whatever phase, what was last changed first: for the desk."""
    return _read_all(session, queries.list_all(session))


def open_notices(session: Session, *, examples: bool = False) -> tuple[NoticeRead, ...]:
    """Read every notice one may answer today, the nearest deadline first."""
    return _read_all(session, queries.list_open(session, clock.local_now().date(), examples=examples))


def find_notices(session: Session, query: NoticeQuery) -> NoticesFound:
    """Find a page of the notices that are open, or of those that are over."""
    today = clock.local_now().date()
    rows = (
        queries.list_over(session, today)
        if query.closed
        else queries.list_open(session, today, examples=True)
    )
    rows = [row for row in rows if _on_theme(row, query.themes) and _closes(row, query.closing_by)]
    if query.area is not None:
        rows = _applying(session, rows, query.area, outside=True)
    kinds = [NoticeKind(row.kind) for row in rows]
    chosen = [row for row in rows if not query.kinds or row.kind in query.kinds]
    start = (max(1, query.page) - 1) * query.per_page
    return NoticesFound(
        cards=_cards(session, chosen[start : start + query.per_page]),
        total=len(chosen),
        kinds=tuple((kind, kinds.count(kind)) for kind in NoticeKind if kind in kinds),
    )


def notices_for_area(
    session: Session, code: str, *, limit: int = 10, examples: bool = True
) -> tuple[NoticeCard, ...]:
    """List the open notices that apply in an area of any level, the nearest deadline first."""
    rows = queries.list_open(session, clock.local_now().date(), examples=examples)
    return _cards(session, _applying(session, rows, code, outside=False)[:limit])


def notices_of(session: Session, listing_id: UUID) -> tuple[NoticeCard, ...]:
    """List the notices anybody may read that a listing issues or that have to do with it."""
    today = clock.local_now().date()
    rows = queries.list_of_listing(session, listing_id)
    return _cards(session, [row for row in rows if _phase(row, today) in PUBLIC])


def applies_to(session: Session, notice: NoticeRead) -> frozenset[str]:
    """List every area that lies wholly in what a notice names; empty, without a shape, is everywhere."""
    return applies_to_each(session, [notice])[notice.id]


def applies_to_each(session: Session, notices: Iterable[NoticeRead]) -> dict[UUID, frozenset[str]]:
    """List it for many notices."""
    nesting = read_nesting(session)
    return {notice.id: _ground(nesting, notice)[0] for notice in notices}


def _ground(nesting: Nesting, notice: NoticeRead) -> tuple[frozenset[str], frozenset[str]]:
    return nesting.ground(notice.said.areas, notice.said.shape)


def is_inside(
    notice: NoticeRead, profile: Profile, applies: frozenset[str], around: frozenset[str]
) -> bool | None:
    """Tell whether a group is where a notice applies; None where it is not known finely enough.

    `applies` comes from `applies_to`, `around` from `around_of`: a group of which only the district is known
    may or may not be in a parish there.
    """
    if not notice.said.areas and notice.said.shape is None:
        return True
    if profile.areas & applies:
        return True
    if notice.said.shape is not None and inside(notice.said.shape, profile.places).any():
        return True
    if not profile.areas or profile.serves & around or _finest(profile.areas) & around:
        return None
    return False


def _finest(areas: frozenset[str]) -> frozenset[str]:
    """Give the smallest areas that are known; what they lie in is too wide to leave anything open."""
    if any(code.startswith("E01") for code in areas):
        return frozenset()
    for level in (("E04", "E43"), ("E05",), ("E06", "E07")):
        found = frozenset(code for code in areas if code.startswith(level))
        if found:
            return found
    return areas


def around_of(session: Session, notice: NoticeRead) -> frozenset[str]:
    """List the areas that hold some, not all, of their ground in what a notice names."""
    return _ground(read_nesting(session), notice)[1]


def said_by(session: Session, notice: Notice) -> NoticeDraft:
    """Give what a notice says, as it is stored."""
    areas = queries.list_areas(session, [notice.id])[notice.id]
    links = queries.list_links(session, [notice.id])[notice.id]
    issuer = notice.issuer_listing_id
    return _said(notice, areas, links, standing_for(session, [issuer])[issuer] if issuer else None)


def _said(
    row: Any,  # noqa: ANN401 - row or model
    areas: Sequence[str],
    links: Sequence[queries.Linked],
    issuer_id: UUID | None,
) -> NoticeDraft:
    return NoticeDraft(
        issuer_listing_id=issuer_id,
        **{name: getattr(row, name) for name in _PLAIN},
        kind=NoticeKind(row.kind),
        paperwork=tuple(Paperwork(each) for each in row.paperwork),
        starts_at=_aware(row.starts_at),
        ends_at=_aware(row.ends_at),
        rules=NoticeRules.model_validate(row.rules),
        areas=tuple(areas),
        venues=tuple(each.listing_id for each in links if each.relation == "venue"),
        about=tuple(each.listing_id for each in links if each.relation == "about"),
    )


def _read_all(session: Session, rows: Sequence[Row[Any]]) -> tuple[NoticeRead, ...]:
    ids, today = [row.id for row in rows], clock.local_now().date()
    areas, links = queries.list_areas(session, ids), queries.list_links(session, ids)
    names = area_names(session, {code for each in areas.values() for code in each})
    now = standing_for(session, {row.issuer_listing_id for row in rows if row.issuer_listing_id})
    issuers = {now[each]: names for each, names in queries.list_names(session, now).items()}
    return tuple(
        NoticeRead(
            id=row.id,
            slug=row.slug,
            phase=_phase(row, today),
            said=_said(row, areas[row.id], links[row.id], now.get(row.issuer_listing_id)),
            area_names=_named(areas[row.id], names),
            links=_links(now.get(row.issuer_listing_id), links[row.id], issuers),
            review_by=row.review_by,
            outcome=row.outcome,
            outcome_on=row.outcome_on,
            edition=row.edition,
            checked_at=_aware(row.checked_at),
            updated_at=row.updated_at if row.updated_at.tzinfo else row.updated_at.replace(tzinfo=UTC),
            closed_by_hand=row.state == "closed",
        )
        for row in rows
    )


def _links(
    issuer_id: UUID | None, links: Sequence[queries.Linked], issuers: Mapping[UUID, tuple[str, str]]
) -> tuple[NoticeLinkRead, ...]:
    issuer = None if issuer_id is None else issuers.get(issuer_id)
    own = (NoticeLinkRead(issuer_id, *issuer, "issuer"),) if issuer_id and issuer else ()
    return own + tuple(NoticeLinkRead(each.listing_id, each.slug, each.name, each.relation) for each in links)


def _cards(session: Session, rows: Sequence[Row[Any]]) -> tuple[NoticeCard, ...]:
    ids, today = [row.id for row in rows], clock.local_now().date()
    areas, venues = queries.list_areas(session, ids), queries.list_venue_points(session, ids)
    codes = {code for each in areas.values() for code in each}
    names, centres = area_names(session, codes), queries.list_centres(session, codes)
    return tuple(
        NoticeCard(
            id=row.id,
            slug=row.slug,
            kind=NoticeKind(row.kind),
            phase=_phase(row, today),
            title=row.title,
            summary=row.summary,
            issuer_name=row.issuer_name,
            deadline=row.deadline,
            rolling=row.rolling,
            amount_min=row.amount_min,
            amount_max=row.amount_max,
            effort=row.effort,
            starts_at=_aware(row.starts_at),
            area_names=_named(areas[row.id], names),
            outside_allowed=row.outside_allowed,
            example=row.example,
            point=venues.get(row.id) or _point(row.shape, areas[row.id], centres),
            rules=NoticeRules.model_validate(row.rules),
            ends_at=_aware(row.ends_at),
            drawn=row.shape is not None,
            outcome=row.outcome,
        )
        for row in rows
    )


def _point(
    shape: dict[str, object] | None, codes: Sequence[str], centres: Mapping[str, tuple[float, float]]
) -> tuple[float, float] | None:
    if shape is not None:
        return middle(shape)
    known = [centres[code] for code in codes if code in centres]
    if not known:
        return None
    lon, lat = (sum(each) / len(known) for each in zip(*known, strict=True))
    return (round(lon, 5), round(lat, 5))


def _named(codes: Sequence[str], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, names.get(code, code)) for code in codes)


def _phase(row: Any, today: date) -> Phase:  # noqa: ANN401 - a row of notices
    return phase_of(
        row.state,
        opens_on=row.opens_on,
        last_day=row.deadline or row.review_by,
        rolling=row.rolling,
        has_outcome=row.outcome is not None,
        today=today,
    )


def _on_theme(row: Row[Any], themes: Collection[str]) -> bool:
    """Whether a notice is of one of these themes; one that names none is for each."""
    named = {*row.rules.get("capitals", ()), *row.rules.get("categories", ())}
    return not themes or not named or bool(named & set(themes))


def _closes(row: Row[Any], by: date | None) -> bool:
    last = None if row.rolling else row.deadline or row.review_by
    return by is None or (last is not None and last <= by)


def _applying(session: Session, rows: Sequence[Row[Any]], code: str, *, outside: bool) -> list[Row[Any]]:
    areas = queries.list_areas(session, [row.id for row in rows])
    nesting = read_nesting(session)
    near = nesting.overlapping(code)
    found = []
    for row in rows:
        named = areas[row.id]
        everywhere = not named and row.shape is None
        there = everywhere or (outside and row.outside_allowed) or not near.isdisjoint(named)
        if there or (row.shape is not None and nesting.meets(code, row.shape)):
            found.append(row)
    return found


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
