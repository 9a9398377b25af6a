"""How is a short secret kept so that the database alone does not tell it?

Encrypt then authenticate, both from the secret key of the service: HMAC-SHA256 in counter mode over a random
nonce, and an HMAC-SHA256 tag over what comes out. Standard parts only, and this one module, so that a
library can take its place.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import Final

from directory.keys import signing_key
from directory.settings import Settings

NONCE: Final = 16
TAG: Final = 32


class SealBroken(ValueError):
    """It was sealed with another key, for another purpose, or has been changed."""


def seal(settings: Settings, purpose: str, text: str) -> str:
    """Seal a text for one purpose."""
    plain, nonce = text.encode(), secrets.token_bytes(NONCE)
    hidden = nonce + _stream(settings, purpose, nonce, plain)
    return base64.urlsafe_b64encode(hidden + _tag(settings, purpose, hidden)).decode()


def unseal(settings: Settings, purpose: str, sealed: str) -> str:
    """Give the text that was sealed for a purpose."""
    try:
        content = base64.urlsafe_b64decode(sealed.encode())
    except (binascii.Error, UnicodeEncodeError):
        raise SealBroken from None
    hidden, tag = content[:-TAG], content[-TAG:]
    if not hmac.compare_digest(tag, _tag(settings, purpose, hidden)):
        raise SealBroken
    return _stream(settings, purpose, hidden[:NONCE], hidden[NONCE:]).decode()


def keyed_hash(settings: Settings, purpose: str, text: str) -> str:
    """Give what is kept of a text that could be guessed: nothing that can be tried without the secret key."""
    return hmac.new(
        _key(settings, purpose), text.encode("utf-8", "surrogatepass"), hashlib.sha256
    ).hexdigest()


def _key(settings: Settings, use: str) -> bytes:
    return hmac.new(signing_key(settings).encode(), f"hereabouts {use}".encode(), hashlib.sha256).digest()


def _tag(settings: Settings, purpose: str, hidden: bytes) -> bytes:
    return hmac.new(_key(settings, f"{purpose}: authenticate"), hidden, hashlib.sha256).digest()


def _stream(settings: Settings, purpose: str, nonce: bytes, content: bytes) -> bytes:
    """Hide or show: the same both ways."""
    key = _key(settings, f"{purpose}: hide")
    blocks = range(-(-len(content) // 32))
    pad = b"".join(hmac.new(key, nonce + n.to_bytes(8, "big"), hashlib.sha256).digest() for n in blocks)
    return bytes(a ^ b for a, b in zip(content, pad, strict=False))
