"""How much waits for this person? Only what they may see is counted."""

from collections import Counter
from uuid import UUID

from fastapi import Request
from sqlmodel import Session

from directory.accounts.permissions import Action, where_may
from directory.accounts.schemas import Who
from directory.accounts.visibility import sees_queue_row
from directory.store import reading_scope
from directory.submissions import queries
from directory.submissions.schemas import SubmissionRead
from directory.submissions.targets import target_of_submission
from web.desk.listing_told import may_answer
from web.desk.stores import stores_of


def waits_in_queue(request: Request, session: Session, who: Who) -> int:
    """Count what waits in the queue where this person may decide."""
    if not where_may(who, Action.MODERATE):
        return 0
    targets = (target_of_submission(session, each) for each in _waiting(request))
    return sum(sees_queue_row(who, target) for target in targets)


def waits_on_listings(
    request: Request, session: Session, who: Who, listing_ids: frozenset[UUID]
) -> Counter[UUID]:
    """Count, for each of somebody's own listings, what readers told us and they may answer."""
    if not listing_ids:
        return Counter()
    return Counter(
        each.listing_id
        for each in _waiting(request)
        if each.listing_id in listing_ids and may_answer(each, who, target_of_submission(session, each))
    )


def _waiting(request: Request) -> list[SubmissionRead]:
    with reading_scope(stores_of(request).people) as people:
        return [queries.read(row) for row in queries.list_waiting(people)]
