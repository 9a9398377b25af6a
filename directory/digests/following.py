"""Was a notice followed from a message, or answered? Only of those who agreed, each once, and never who."""

from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.digests import queries
from directory.digests.models import Digest, DigestItem
from directory.errors import NotFound


def follow(session: Session, item_id: UUID) -> UUID:
    """Note that a link was followed, if that may be noted; give the notice it leads to.

    Nothing is loaded by a message itself, so one that was followed counts as opened, and no other does.
    """
    item = session.get(DigestItem, item_id)
    if item is None:
        raise NotFound("That link has run out. The noticeboard shows all that is open.")
    digest = session.get_one(Digest, item.digest_id)
    # Who allowed it when the message was made may have said no since.
    if digest.may_count and queries.may_count(session, digest.account_id):
        now = clock.now()
        item.clicked_at = item.clicked_at or now
        digest.opened_at = digest.opened_at or now
        session.flush()
    return item.notice_id


def note_applied(session: Session, digest_id: UUID, notice_id: UUID, *, applied: bool) -> None:
    """Note that somebody applied for what a message told of, or take that back; where they may be counted."""
    digest = queries.find_digest(session, digest_id)
    item = next((each for each in queries.items_of(session, digest_id) if each.notice_id == notice_id), None)
    if digest is None or item is None:
        raise NotFound("That message does not tell of such a notice, or we no longer keep it.")
    if digest.may_count and (not applied or queries.may_count(session, digest.account_id)):
        item.applied_at = (item.applied_at or clock.now()) if applied else None
        session.flush()
