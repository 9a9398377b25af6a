"""What is new here, what is on, and which pages are there?"""

import json
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from directory.clock import LONDON
from directory.funds.service import list_funds
from directory.noticeboard.reading import open_notices
from directory.syndication import queries
from directory.syndication.schemas import Address, ChangeNews, Recurring

MOST_NEWS: Final = 50
MOST_TIMES: Final = 2_000
NOT_NEWS: Final = frozenset({"owned", "sources", "assured_by", "unconfirmed_since"})
"""Facts whose change concerns those who look after a listing, not its readers."""
PAGES: Final = (
    "/",
    "/near",
    "/noticeboard",
    "/funds",
    "/gaps",
    "/about",
    "/data",
    "/method",
    "/privacy",
    "/accessibility",
)


def news(session: Session, code: str) -> tuple[ChangeNews, ...]:
    """Tell what is new and what was changed in an area, the newest first, at most 50."""
    told = []
    for row in queries.list_news(session, code, MOST_NEWS):
        changed = _labels(row.changes)
        if row.changes is not None and not changed:
            continue
        told.append(
            ChangeNews(
                id=UUID(row.id),
                slug=row.slug,
                name=row.name,
                summary=row.summary,
                at=_instant(row.at),
                changed=changed,
            )
        )
    return tuple(told)


def _labels(changes: str | None) -> tuple[str, ...]:
    told = json.loads(changes) if changes else []
    return tuple(dict.fromkeys(str(change["label"]) for change in told if change["field"] not in NOT_NEWS))


def times_in(session: Session, code: str) -> tuple[Recurring, ...]:
    """Tell when groups and services in an area are on; the hours of buildings are on their own pages."""
    return tuple(_recurring(row) for row in queries.list_times_here(session, code, MOST_TIMES))


def times_of(session: Session, slug: str) -> tuple[Recurring, ...]:
    """Tell when one listing is on or open."""
    return tuple(_recurring(row) for row in queries.list_times_of(session, slug, MOST_TIMES))


def _recurring(row: Row[Any]) -> Recurring:
    begun = date.fromisoformat(row.visible_from) if row.visible_from else None
    return Recurring(
        id=UUID(row.id),
        slug=row.slug,
        name=row.name,
        summary=row.summary,
        where=", ".join(part for part in (row.place, row.address, row.postcode) if part),
        freq=row.freq,
        byday=row.byday,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        since=begun or _instant(row.created_at).astimezone(LONDON).date(),
        until=date.fromisoformat(row.visible_until) if row.visible_until else None,
        changed_at=_instant(row.updated_at),
    )


def addresses(session: Session) -> tuple[Address, ...]:
    """List every page that a search engine may show, with the day it last changed where that is known."""
    listings = queries.list_listings(session)
    return (
        *(Address(path, None) for path in PAGES),
        *(Address(f"/listing/{row.slug}", _instant(row.updated_at).date()) for row in listings),
        # An example is nothing that anybody should come here for.
        *(
            Address(f"/noticeboard/{notice.slug}", notice.updated_at.date())
            for notice in open_notices(session)
        ),
        *(Address(f"/funds/{fund.key}", None) for fund in list_funds(session)),
        *(Address(f"/area/{code}", None) for code in queries.list_areas(session)),
        *(Address(f"/parish/{code}", None) for code in queries.list_parishes(session)),
    )


def _instant(stored: str) -> datetime:
    """Read an instant as SQLite keeps it: UTC without saying so."""
    found = datetime.fromisoformat(stored)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
