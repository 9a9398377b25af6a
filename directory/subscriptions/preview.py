"""What would have come to a listing in the last months, had whoever runs it asked for everything?

It is matched exactly as a digest is: nothing is promised that would not have been sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.consents.service import NEWS_PURPOSES
from directory.digests.gathering import candidates_of, names_for, subscribers_of
from directory.digests.matching import match
from directory.digests.reasons import Names, fitting
from directory.digests.schemas import Candidate, Subscriber
from directory.noticeboard.phases import PUBLIC
from directory.noticeboard.reading import read_all
from directory.noticeboard.schemas import NoticeRead
from directory.noticeboard.words import NoticeKind, Phase
from directory.subscriptions.ledger import SubscriptionRead
from directory.subscriptions.terms import Terms

BACK: Final = timedelta(days=183)
MOST: Final = 12
_NOBODY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Preview:
    """A notice that would have come, and why."""

    title: str
    slug: str
    kind: NoticeKind
    example: bool
    because: str
    purposes: tuple[str, ...]
    """Under which of them it comes."""


def would_have_come(session: Session, listing_id: UUID) -> tuple[Preview, ...]:
    """List them, the newest first; examples are told as such."""
    now = clock.now()
    notices = [each for each in read_all(session) if _was_told(each) and now - each.updated_at <= BACK]
    notices.sort(key=lambda each: each.updated_at, reverse=True)
    asked = [
        SubscriptionRead(_NOBODY, str(listing_id), purpose, Terms(), _NOBODY, now)
        for purpose in NEWS_PURPOSES
    ]
    subscribers = subscribers_of(session, asked)
    candidates = candidates_of(session, notices)
    names = names_for(session, subscribers, candidates)
    found: dict[int, list[int]] = {}
    for subscriber, notice in match(subscribers, candidates).pairs():
        found.setdefault(notice, []).append(subscriber)
    return tuple(
        _preview(candidates[number], [subscribers[each] for each in found[number]], names)
        for number in sorted(found)[:MOST]
    )


def _preview(candidate: Candidate, mine: Sequence[Subscriber], names: Names) -> Preview:
    said, profile = candidate.notice.said, mine[0].profile
    assert profile is not None  # noqa: S101 - asked for a listing
    purposes = {each.asked.purpose for each in mine}
    return Preview(
        said.title,
        candidate.notice.slug,
        said.kind,
        said.example,
        fitting(profile, candidate, names),
        tuple(each for each in NEWS_PURPOSES if each in purposes),
    )


def _was_told(notice: NoticeRead) -> bool:
    return notice.phase in PUBLIC and notice.phase is not Phase.WITHDRAWN
