"""With which secret links does somebody go on with what they sent, and prove their address?"""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.errors import Gone, NotFound
from directory.keys import new_token, signing_key, token_hash
from directory.settings import Settings
from directory.submissions import queries
from directory.submissions.models import ConfirmLink, Submission

CONFIRM_KEPT: Final = timedelta(days=7)
_LONGEST_TOKEN: Final = 100


def own_token(settings: Settings, submission_id: UUID) -> str:
    """Make the secret of the link to a submission: 256 bits, the same each time, so that later messages can
    carry it although only its hash is kept.
    """  # noqa: D205 - one sentence
    key = signing_key(settings).encode()
    digest = hmac.new(key, b"submission\n" + submission_id.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def own_address(settings: Settings, row: Submission, page: str) -> str:
    """Give the address of the link to a submission; `page` is add (to go on with it) or sent (to look)."""
    token = own_token(settings, row.id)
    row.token_hash = token_hash(token)  # after a change of the secret key the new link is the one that works
    return f"{settings.base_url}/{page}/{token}"


def find_own(session: Session, token: str) -> Submission:
    """Find the submission that a link is to."""
    row = queries.find_by_token(session, token_hash(token[:_LONGEST_TOKEN]))
    if row is None:
        raise NotFound(
            "We have nothing under this link. Check that all of it was copied. What is never sent is "
            "forgotten after 30 days."
        )
    return row


def make_confirm(session: Session, settings: Settings, submission_id: UUID) -> str:
    """Make a link that proves an address once, for seven days; the ones made before prove nothing more."""
    now, token = clock.now(), new_token()
    queries.end_links(session, submission_id, now)
    session.add(
        ConfirmLink(
            id=uuid4(),
            submission_id=submission_id,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + CONFIRM_KEPT,
        )
    )
    return f"{settings.base_url}/confirm/{token}"


def find_confirm(session: Session, token: str) -> tuple[ConfirmLink, Submission]:
    """Find what a link proves, if it still does."""
    link = queries.find_link(session, token_hash(token[:_LONGEST_TOKEN]))
    row = None if link is None else queries.find(session, link.submission_id)
    if link is None or row is None:
        raise NotFound("This link is not one of ours. Check that all of it was copied.")
    if link.used_at is not None:
        raise Gone("This link was used already, or a newer one was sent. There is nothing more to do here.")
    if link.expires_at < clock.now():
        raise Gone("This link worked for 7 days, and they are over. Send the form again to get a new one.")
    return link, row
