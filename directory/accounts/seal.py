"""How is a short secret kept so that the database alone does not tell it?

Fernet (AES-CBC and HMAC, of the cryptography library) under a key made of the secret key of the service, one
for each purpose, by HKDF.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from directory.keys import signing_key
from directory.settings import Settings


class SealBroken(ValueError):
    """It was sealed with another key, for another purpose, or has been changed."""


def seal(settings: Settings, purpose: str, text: str) -> str:
    """Seal a text for one purpose."""
    return _fernet(settings, purpose).encrypt(text.encode()).decode()


def unseal(settings: Settings, purpose: str, sealed: str) -> str:
    """Give the text that was sealed for a purpose."""
    try:
        return _fernet(settings, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken from None


def keyed_hash(settings: Settings, purpose: str, text: str) -> str:
    """Give what is kept of a text that could be guessed: nothing that can be tried without the secret key."""
    key = _key(settings, f"{purpose}: hash")
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _fernet(settings: Settings, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(settings, f"{purpose}: seal")))


def _key(settings: Settings, use: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"hereabouts {use}".encode())
    return hkdf.derive(signing_key(settings).encode())
