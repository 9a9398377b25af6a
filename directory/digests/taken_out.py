"""Which digests go out as letters and text messages, and what went out when? Each is taken out once.

Taking out marks all that wait for some districts with one instant, in one transaction: of two people who
press at the same time one takes them and the other finds nothing. What was taken out can be drawn again, by
that instant: a jammed printer loses no letter.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlmodel import Session, col

from directory import clock
from directory.changes.schemas import Actor
from directory.consents.service import NEWS
from directory.digests.models import Digest, DigestItem
from directory.errors import NotFound
from directory.jobs.schemas import Stores
from directory.jobs.service import audit
from directory.messages.delivery import said_no
from directory.noticeboard.phases import ANSWERABLE
from directory.noticeboard.reading import read_all
from directory.noticeboard.schemas import NoticeRead
from directory.store import reading_scope, session_scope
from directory.subscriptions.models import PaperReader
from directory.subscriptions.paper import PaperRead, list_readers
from directory.subscriptions.words import Way

PAPER_WAYS: Final = (Way.POST, Way.SMS)
SHOWN_FOR: Final = timedelta(days=60)
"""How long what was taken out is offered again."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class PaperItem:
    """A notice as it is told on paper."""

    notice: NoticeRead
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperDigest:
    """What goes to one person."""

    reader: PaperRead
    items: tuple[PaperItem, ...]


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What was taken out at one moment."""

    at: datetime
    way: Way
    digests: int

    @property
    def key(self) -> int:
        """The moment, as an address holds it: microseconds since 1970."""
        return (self.at - _EPOCH) // _TICK


def taken_at(key: int) -> datetime:
    """Give the moment that an address holds."""
    return _EPOCH + key * _TICK


Districts = Collection[str] | None
"""Codes of districts; None is all of them."""


def count_waiting(stores: Stores, districts: Districts) -> Mapping[Way, int]:
    """Count what waits to go out on paper, by its way."""
    useful = _useful(stores)
    with reading_scope(stores.people) as people:
        return {way: len(_waiting(people, way, districts, useful)) for way in PAPER_WAYS}


def take_out(stores: Stores, way: Way, districts: Districts, *, actor: Actor) -> TakenOut | None:
    """Mark all that waits as gone out now; None where nothing does.

    What closed meanwhile, and whoever said no meanwhile, is left out.
    """
    useful = _useful(stores)
    with session_scope(stores.people) as people:
        waiting = _waiting(people, way, districts, useful)
        if not waiting:
            return None
        at = _later_than_any(people)
        people.execute(
            update(Digest)
            .where(col(Digest.id).in_(waiting), col(Digest.exported_at).is_(None))
            .values(exported_at=at)
        )
        _note(people, f"take out by {way.value}", len(waiting), actor)
    return TakenOut(at, way, len(waiting))


def list_taken_out(stores: Stores, districts: Districts) -> tuple[TakenOut, ...]:
    """List what was taken out in the last weeks, the newest first."""
    with reading_scope(stores.people) as people:
        query = (
            select(col(Digest.exported_at), col(Digest.way), func.count().label("digests"))
            .join(PaperReader, col(PaperReader.id) == col(Digest.account_id))
            .where(col(Digest.exported_at) >= clock.now() - SHOWN_FOR)
            .group_by(col(Digest.exported_at), col(Digest.way))
            .order_by(col(Digest.exported_at).desc(), col(Digest.way))
        )
        rows = people.execute(_within(query, districts)).all()
    return tuple(TakenOut(_aware(row.exported_at), Way(row.way), row.digests) for row in rows)


def read_taken_out(
    stores: Stores, way: Way, key: int, districts: Districts, *, actor: Actor, form: str
) -> tuple[PaperDigest, ...]:
    """Tell what was taken out at a moment, to draw it; that somebody did is noted, with the count alone.

    Whoever was ended since is known no longer.
    """
    at = taken_at(key)
    with session_scope(stores.people) as people:
        query = (
            select(col(Digest.id), col(Digest.account_id))
            .join(PaperReader, col(PaperReader.id) == col(Digest.account_id))
            .where(
                col(Digest.way) == way.value,
                col(Digest.exported_at) == at,
                col(PaperReader.ended_at).is_(None),
            )
        )
        rows = people.execute(_within(query, districts)).all()
        if not rows:
            raise NotFound("Nothing was taken out then, or not of your districts.")
        readers = {each.id: each for each in list_readers(people, ids={row.account_id for row in rows})}
        items = _items(people, [row.id for row in rows])
        _note(people, f"export {form}", len(rows), actor)
    with reading_scope(stores.directory) as directory:
        notices = {each.id: each for each in read_all(directory)}
    found = [PaperDigest(readers[row.account_id], _told(items[row.id], notices)) for row in rows]
    return tuple(
        sorted(
            (each for each in found if each.items),
            key=lambda each: (each.reader.name.casefold(), str(each.reader.id)),
        )
    )


def _told(items: Sequence[Row[Any]], notices: Mapping[UUID, NoticeRead]) -> tuple[PaperItem, ...]:
    """Give what of a digest may still be answered, as it was checked, in the order in which it closes."""
    held = [
        PaperItem(notices[row.notice_id], tuple(row.reasons))
        for row in items
        if row.notice_id in notices and notices[row.notice_id].phase in ANSWERABLE
    ]
    return tuple(
        sorted(held, key=lambda each: (str(each.notice.said.deadline or "9999"), each.notice.said.title))
    )


def _useful(stores: Stores) -> frozenset[UUID]:
    """List the notices that one may still answer."""
    with reading_scope(stores.directory) as directory:
        return frozenset(each.id for each in read_all(directory) if each.phase in ANSWERABLE)


def _waiting(people: Session, way: Way, districts: Districts, useful: Collection[UUID]) -> list[UUID]:
    query = (
        select(col(Digest.id), col(Digest.account_id))
        .join(PaperReader, col(PaperReader.id) == col(Digest.account_id))
        .where(
            col(Digest.way) == way.value,
            col(Digest.exported_at).is_(None),
            col(PaperReader.way) == way.value,
            col(PaperReader.ended_at).is_(None),
        )
        .order_by(col(Digest.made_at), col(Digest.id))
    )
    rows = people.execute(_within(query, districts)).all()
    items = _items(people, [row.id for row in rows])
    return [
        row.id
        for row in rows
        if any(item.notice_id in useful for item in items[row.id])
        and not said_no(people, row.account_id, NEWS)
    ]


def _items(people: Session, digests: Collection[UUID]) -> Mapping[UUID, list[Row[Any]]]:
    found: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    query = select(col(DigestItem.digest_id), col(DigestItem.notice_id), col(DigestItem.reasons))
    for row in people.execute(query.where(col(DigestItem.digest_id).in_(digests))):
        found[row.digest_id].append(row)
    return found


def _within(query: Any, districts: Districts) -> Any:  # noqa: ANN401 - a select of any columns
    return query if districts is None else query.where(col(PaperReader.district).in_(districts))


def _later_than_any(people: Session) -> datetime:
    """Give the moment, and never one that another taking out has: it is what they are told apart by."""
    last = people.execute(select(func.max(col(Digest.exported_at)))).scalar()
    now = clock.now()
    return now if last is None else max(now, _aware(last) + _TICK)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _note(people: Session, action: str, digests: int, actor: Actor) -> None:
    audit(
        people,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=action,
        subject="digest",
        subject_id="paper",
        detail=str(digests),
    )
