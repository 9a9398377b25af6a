"""Who may decide on something sent in? It belongs where its listing is."""

from dataclasses import replace

from sqlmodel import Session

from directory.accounts.schemas import Target
from directory.accounts.targets import target_of
from directory.errors import NotFound
from directory.submissions.schemas import SubmissionKind, SubmissionRead
from directory.words import ALL_DISTRICTS


def target_of_submission(session: Session, found: SubmissionRead) -> Target:
    """Tell where something sent in belongs; what is in no one district belongs to each of them."""
    if found.kind is SubmissionKind.ADD or found.listing_id is None:
        target = Target(
            None,
            frozenset({found.parish} if found.parish else ()),
            frozenset({found.district} if found.district else ()),
        )
    else:
        try:
            target = target_of(session, found.listing_id)
        except NotFound:
            target = Target(found.listing_id)
    return target if target.districts else replace(target, districts=frozenset(ALL_DISTRICTS))
