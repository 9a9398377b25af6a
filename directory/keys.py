"""With what does the service sign what must not be forged, and how is a secret kept that travels?"""

import hashlib
import os
import secrets
from pathlib import Path

from directory.errors import SettingsInvalid
from directory.settings import SECRET_MIN_LENGTH, Settings


def signing_key(settings: Settings) -> str:
    """Give the secret key: the one set, or the one in its file, which is written where there is none."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    path = settings.secret_key_file
    if not path.exists():
        _write_once(path)
    key = path.read_text(encoding="utf-8").strip()
    if len(key) < SECRET_MIN_LENGTH:
        raise SettingsInvalid(
            f"{path} holds fewer than {SECRET_MIN_LENGTH} characters. Remove it, and a new one is written."
        )
    return key


def _write_once(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # another process wrote it meanwhile
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(secrets.token_urlsafe(48))


def new_token() -> str:
    """Make a secret that travels in a link or a cookie: 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Give what is kept of such a secret. It is random and long, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
