"""How does the people store keep what names somebody, so that its file alone does not tell it?

A column of the type `Sealed` is written as a Fernet token (AES-CBC and HMAC, of the cryptography library) and
read as text. The keys are outside the database; the newest seals, all open, so that keys can be changed
without a moment in which nothing can be read. What must be found again has a keyed hash beside it, in a
column of the type `KeyedHash`.
"""

import base64
import hashlib
import hmac
import json
import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import JSON, BindParameter, ClauseElement, ColumnElement, Dialect, String, TypeDecorator
from sqlalchemy.sql.operators import OperatorType, is_, is_not
from sqlmodel import Session

from directory.errors import SettingsInvalid
from directory.keys import signing_key
from directory.settings import SECRET_MIN_LENGTH, Settings

ADDRESS: Final = "e-mail address"
"""What an e-mail address is hashed for, wherever it stands."""
_ATTRIBUTE: Final = "hereabouts_keys"
_COMPARED: Final = (operator.eq, operator.ne, is_, is_not)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of the people store, the newest first; never empty."""

    keys: tuple[bytes, ...]

    @property
    def newest(self) -> "Keyring":
        """The key that seals, alone."""
        return Keyring(self.keys[:1])

    def seal(self, text: str) -> str:
        """Seal a text with the newest key."""
        return _fernet(self.keys).encrypt(text.encode("utf-8", "surrogatepass")).decode()

    def unseal(self, sealed: str) -> str:
        """Give the text; SettingsInvalid where no key opens it."""
        found = self.opened(sealed)
        if found is None:
            raise SettingsInvalid(
                "The people database was sealed with a key that is not here. Put the secret key and the file "
                "of the sealing keys back that belong to it; docs/sealing.md says where they are kept."
            )
        return found

    def opened(self, sealed: str) -> str | None:
        """Give the text, or None where no key opens it."""
        try:
            return _fernet(self.keys).decrypt(sealed.encode()).decode("utf-8", "surrogatepass")
        except InvalidToken:
            return None

    def hashes(self, purpose: str, text: str) -> tuple[str, ...]:
        """Give what a text is found again by: a keyed hash for each key, that of the newest first."""
        said = text.encode("utf-8", "surrogatepass")
        return tuple(hmac.new(_made_of(key, purpose), said, hashlib.sha256).hexdigest() for key in self.keys)

    def hash(self, purpose: str, text: str) -> str:
        """Give the hash that is written: that of the newest key."""
        return self.newest.hashes(purpose, text)[0]


def keyring(settings: Settings) -> Keyring:
    """Read the keys: those of the file of sealing keys, the newest first, then the secret key."""
    return Keyring((*file_keys(settings), signing_key(settings).encode()))


def file_keys(settings: Settings) -> tuple[bytes, ...]:
    """Read the keys of the file of sealing keys, the newest first; none where there is no file."""
    path = settings.sealing_keys_file
    try:
        lines = path.read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return ()
    if not lines or min(map(len, lines)) < SECRET_MIN_LENGTH:
        raise SettingsInvalid(
            f"{path} must hold a key of at least {SECRET_MIN_LENGTH} characters on each line. Put back the "
            "copy that you keep of it; docs/sealing.md."
        )
    return tuple(line.encode() for line in lines)


class KeptKeys:
    """The keys as they are on the disk now: read again when their file has been changed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stamp = _stamp(settings.sealing_keys_file)
        self._ring = keyring(settings)

    def __call__(self) -> Keyring:
        """Give the keys. Asking the disk costs a hundredth of what opening a seal does."""
        stamp = _stamp(self._settings.sealing_keys_file)
        if stamp != self._stamp:
            self._ring, self._stamp = keyring(self._settings), stamp
        return self._ring


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def give_keys(dialect: Dialect, keys: Callable[[], Keyring]) -> None:
    """Let the columns of an engine be sealed and read with these keys."""
    setattr(dialect, _ATTRIBUTE, keys)


def keyring_of(dialect: Dialect) -> Keyring:
    """Give the keys of an engine that was opened with `store.open_people`."""
    keys = getattr(dialect, _ATTRIBUTE, None)
    if keys is None:
        raise TypeError("This engine has no keys: open the people store with open_people(settings).")
    found: Keyring = keys()
    return found


def address_found_by(session: Session, email: str) -> tuple[str, ...]:
    """Give the hashes that an address may stand under: compare with `in_`."""
    return keyring_of(session.get_bind().dialect).hashes(ADDRESS, email.strip().lower())


def address_kept_as(session: Session, email: str) -> str:
    """Give the hash that an address is written under from now on."""
    return keyring_of(session.get_bind().dialect).hash(ADDRESS, email.strip().lower())


class _NotCompared(TypeDecorator.Comparator[Any]):
    """A seal is another one each time: a comparison would be false without saying so."""

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:  # noqa: ANN401
        if op in _COMPARED and _says_nothing(other[0]):
            return super().operate(op, *other, **kwargs)
        raise TypeError(
            f"A sealed column cannot be searched or sorted by ({op.__name__}): look up by its keyed hash, "
            "sort after reading."
        )


def _says_nothing(value: object) -> bool:
    """Whether a column is compared with no text: with nothing, the empty text or, inside the ORM, itself."""
    plain = value.value if isinstance(value, BindParameter) else value
    return not plain if plain is None or isinstance(plain, str) else isinstance(plain, ClauseElement)


class _NotComparedText(_NotCompared, String.Comparator[Any]):
    """The same of a text."""


class Sealed(TypeDecorator[str]):
    """Text that stands sealed in the file. It cannot be searched or sorted by; equal texts look unlike.

    The empty text is itself: it says of nobody anything.
    """

    impl = String
    cache_ok = True
    comparator_factory = _NotComparedText

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seal what is written."""
        return keyring_of(dialect).seal(value) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Unseal what is read."""
        return keyring_of(dialect).unseal(value) if value else value


class SealedJson(TypeDecorator[dict[str, object]]):
    """A JSON object that stands sealed in the file, as one string."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: object | None, dialect: Dialect) -> str | None:
        """Seal what is written."""
        return None if value is None else keyring_of(dialect).seal(json.dumps(value))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> dict[str, object] | None:  # noqa: ANN401
        """Unseal what is read."""
        if value is None:
            return None
        found: dict[str, object] = json.loads(keyring_of(dialect).unseal(value))
        return found


class KeyedHash(TypeDecorator[str]):
    """The hash by which what stands sealed in the column `of` is found again."""

    impl = String
    cache_ok = True

    def __init__(self, of: str, purpose: str = ADDRESS) -> None:
        super().__init__()
        self.of = of
        self.purpose = purpose


@lru_cache(maxsize=16)
def _fernet(keys: tuple[bytes, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_made_of(key, "seal"))) for key in keys])


@lru_cache(maxsize=64)
def _made_of(key: bytes, use: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"hereabouts people {use}".encode())
    return hkdf.derive(key)
