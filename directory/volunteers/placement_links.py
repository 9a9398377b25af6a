"""With which secret links does somebody answer an invitation, or look after the place they took?

Made of the secret key and a random id, the same each time, so that later messages can carry them although
only their hashes are kept.
"""

import base64
import hashlib
import hmac
from typing import Final, Literal
from uuid import UUID

from sqlmodel import Session

from directory.errors import NotFound
from directory.keys import signing_key, token_hash
from directory.settings import Settings
from directory.volunteers import placement_queries as queries
from directory.volunteers.models import Invitation, Placement

_LONGEST: Final = 100
_BROKEN: Final = (
    "We have nothing under this link. Check that all of it was copied. What is long over is forgotten."
)
Page = Literal["placement", "invitation"]


def token_of(settings: Settings, page: Page, identifier: UUID) -> str:
    """Make the secret of a link: 256 bits."""
    key = signing_key(settings).encode()
    digest = hmac.new(key, page.encode() + b"\n" + identifier.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def address_of_placement(settings: Settings, placement: Placement) -> str:
    """Give the address at which a volunteer looks after a place they took."""
    token = token_of(settings, "placement", placement.id)
    placement.token_hash = token_hash(token)  # after a change of the secret key the new link is what works
    return f"{settings.base_url}/placement/{token}"


def address_of_invitation(settings: Settings, invitation: Invitation) -> str:
    """Give the address at which somebody answers."""
    token = token_of(settings, "invitation", invitation.id)
    invitation.token_hash = token_hash(token)
    return f"{settings.base_url}/invitation/{token}"


def find_placement(session: Session, token: str) -> Placement:
    """Find the place a link is to."""
    found = queries.placement_by_token(session, token_hash(token[:_LONGEST]))
    if found is None:
        raise NotFound(_BROKEN)
    return found


def find_invitation(session: Session, token: str) -> Invitation:
    """Find the invitation a link is to."""
    found = queries.invitation_by_token(session, token_hash(token[:_LONGEST]))
    if found is None:
        raise NotFound(_BROKEN)
    return found
