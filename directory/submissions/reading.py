"""What does an answer typed by a person mean: a telephone number, a web address, a number?"""

import re
from typing import Final

from directory.accounts import addresses
from directory.errors import InvalidInput
from directory.subscriptions.phones import shown_phone

_URL = re.compile(r"^https?://[^\s/]+\.[^\s]+$", re.IGNORECASE)
_LINKS = re.compile(r"https?://|www\.", re.IGNORECASE)
_OLDEST: Final = 120


def one_line(text: str) -> str:
    """Put a text on one line, without what cannot be printed."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def read_phone(typed: str) -> str | None:
    """Read a telephone number and write it as people in this country do; None where it is none."""
    import phonenumbers  # noqa: PLC0415 - its tables are large, and most pages need none of them

    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        return None
    return shown_phone(typed) if phonenumbers.is_possible_number(number) else None


def read_email(typed: str) -> str | None:
    """Read an e-mail address; None where it is none."""
    try:
        return addresses.read_email(typed)  # the one that a message or an account is read with
    except InvalidInput:
        return None


def read_url(typed: str) -> str | None:
    """Read a web address, with or without https:// before it; None where it is none."""
    tidy = typed.strip()
    if "://" not in tidy:
        tidy = f"https://{tidy}"
    return tidy if _URL.match(tidy) else None


def read_age(typed: str) -> int | None:
    """Read an age in years; None where it is none."""
    match = re.fullmatch(r"\s*([0-9]{1,3})\s*", typed)
    return int(match[1]) if match and int(match[1]) <= _OLDEST else None


def count_links(*texts: str) -> int:
    """Count web addresses within words."""
    return sum(len(_LINKS.findall(text)) for text in texts)
