"""Which links count that a notice was opened? Only in messages to those who agreed to be counted."""

from typing import Final
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from directory.errors import NotFound
from directory.keys import signing_key
from directory.settings import Settings

_SALT: Final = "notice link"


def count_url(settings: Settings, item_id: UUID) -> str:
    """Make the address that counts and leads on to the notice; it holds a random id and nothing else."""
    return f"{settings.base_url}/n/{URLSafeSerializer(signing_key(settings), salt=_SALT).dumps(item_id.hex)}"


def read_count_token(settings: Settings, token: str) -> UUID:
    """Read which notice of which message a link is for, or say that we did not make it."""
    try:
        return UUID(URLSafeSerializer(signing_key(settings), salt=_SALT).loads(token))
    except (BadSignature, ValueError, TypeError, AttributeError) as error:
        raise NotFound("That link is not whole. Copy all of it from the message.") from error
