"""Every read and bulk write of feeds and of what a run has gathered."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from directory.feeds.models import Feed, FeedRecord
from directory.listings.models import Source, SourceRecord


def list_feeds(session: Session) -> Sequence[tuple[Feed, Source]]:
    """List every feed with its source."""
    rows = session.execute(
        select(Feed, Source).join(Source, col(Source.key) == col(Feed.source)).order_by(col(Feed.source))
    )
    return [(row[0], row[1]) for row in rows]


def find_feed(session: Session, source: str) -> Feed | None:
    """Find a feed by the key of its source."""
    return session.execute(select(Feed).where(col(Feed.source) == source)).scalar_one_or_none()


def list_due(session: Session, now: datetime) -> Sequence[UUID]:
    """List the feeds it is time to ask."""
    return list(
        session.execute(
            select(col(Feed.id)).where(
                col(Feed.active), (col(Feed.next_at) <= now) | col(Feed.next_at).is_(None)
            )
        ).scalars()
    )


def count_staged(session: Session, feed_id: UUID, run_id: UUID) -> int:
    """Count what a run has gathered."""
    return int(
        session.execute(
            select(func.count())
            .select_from(FeedRecord)
            .where(col(FeedRecord.feed_id) == feed_id, col(FeedRecord.run_id) == run_id)
        ).scalar_one()
    )


def staged_ids(session: Session, feed_id: UUID, run_id: UUID, ids: Sequence[str]) -> set[str]:
    """Tell which of some ids a run has gathered already."""
    return set(
        session.execute(
            select(col(FeedRecord.ident)).where(
                col(FeedRecord.feed_id) == feed_id,
                col(FeedRecord.run_id) == run_id,
                col(FeedRecord.ident).in_(ids),
            )
        ).scalars()
    )


def each_staged(session: Session, feed_id: UUID, run_id: UUID) -> Iterator[FeedRecord]:
    """Give what a run has gathered, in the order of the feed's pages."""
    yield from session.execute(
        select(FeedRecord)
        .where(col(FeedRecord.feed_id) == feed_id, col(FeedRecord.run_id) == run_id)
        .order_by(col(FeedRecord.page), col(FeedRecord.ident))
        .execution_options(yield_per=500)
    ).scalars()


def drop_staged(session: Session, feed_id: UUID) -> None:
    """Let go of what runs of a feed have gathered."""
    session.execute(delete(FeedRecord).where(col(FeedRecord.feed_id) == feed_id))


def count_listed(session: Session, source: str) -> int:
    """Count the records that stand behind listings from a source."""
    return int(
        session.execute(
            select(func.count()).select_from(SourceRecord).where(col(SourceRecord.source) == source)
        ).scalar_one()
    )
