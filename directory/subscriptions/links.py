"""Which links let somebody manage their news without signing in?

Signed, with a random id in them and nothing that tells of a person.
"""

from typing import Final
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from directory.errors import NotFound
from directory.keys import signing_key
from directory.settings import Settings

_MANAGE: Final = "news link"
_WHY: Final = "why link"
_BROKEN: Final = "That link is not whole. Copy all of it from the message."


def news_url(settings: Settings, account_id: UUID) -> str:
    """Make the address at which somebody sees and changes what they get; it works for ever."""
    return f"{settings.base_url}/news/{news_token(settings, account_id)}"


def news_token(settings: Settings, account_id: UUID) -> str:
    """Give the part of that address that is signed: a random id, which leads to nobody."""
    return _dump(settings, _MANAGE, account_id)


def read_news_token(settings: Settings, token: str) -> UUID:
    """Read whose news a link is for, or say that we did not make it."""
    return _load(settings, _MANAGE, token)


def dismiss_url(settings: Settings, account_id: UUID, notice_id: UUID) -> str:
    """Make the address at which one notice is put aside."""
    return f"{news_url(settings, account_id)}/dismiss/{notice_id}"


def why_url(settings: Settings, digest_id: UUID) -> str:
    """Make the address that tells why somebody was written to."""
    return f"{settings.base_url}/news/why/{why_token(settings, digest_id)}"


def why_token(settings: Settings, digest_id: UUID) -> str:
    """Give the part of that address that is signed."""
    return _dump(settings, _WHY, digest_id)


def read_why_token(settings: Settings, token: str) -> UUID:
    """Read which message a link asks about."""
    return _load(settings, _WHY, token)


def _dump(settings: Settings, salt: str, identifier: UUID) -> str:
    return str(URLSafeSerializer(signing_key(settings), salt=salt).dumps(identifier.hex))


def _load(settings: Settings, salt: str, token: str) -> UUID:
    try:
        return UUID(URLSafeSerializer(signing_key(settings), salt=salt).loads(token))
    except (BadSignature, ValueError, TypeError, AttributeError) as error:
        raise NotFound(_BROKEN) from error
