"""Every read and removal of example notices."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from directory.listings.models import Listing
from directory.noticeboard.models import Notice, NoticeArea, NoticeLink, NoticeVersion


def list_examples(session: Session) -> dict[str, UUID]:
    """List the examples that are there: title and id."""
    rows = session.execute(select(col(Notice.title), col(Notice.id)).where(col(Notice.example)))
    return {row.title: row.id for row in rows}


def state_of(session: Session, notice_id: UUID) -> str | None:
    """Tell the state an example is in; None where it is not there."""
    return session.scalars(
        select(col(Notice.state)).where(col(Notice.id) == notice_id, col(Notice.example))
    ).one_or_none()


def list_ids(session: Session, slugs: Collection[str]) -> dict[str, UUID]:
    """Find listings by their addresses."""
    rows = session.execute(
        select(col(Listing.slug), col(Listing.id)).where(col(Listing.slug).in_(list(slugs)))
    )
    return {row.slug: row.id for row in rows}


def remove(session: Session, ids: Collection[UUID]) -> None:
    """Take examples away with all that hangs on them; nobody was ever told of one."""
    wanted = list(ids)
    for model in (NoticeVersion, NoticeLink, NoticeArea):
        session.execute(delete(model).where(col(model.notice_id).in_(wanted)))
    session.execute(delete(Notice).where(col(Notice.id).in_(wanted), col(Notice.example)))
