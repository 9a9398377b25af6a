"""How is an amount of money read from what somebody wrote, and written in a file?"""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from directory.errors import InvalidInput

MOST_PENCE: Final = 10**13
"""A hundred thousand million pounds: more than this is a slip."""
_PLAIN: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?", re.ASCII)


def read_pence(typed: str | float | Decimal) -> int:
    """Read an amount in pounds, such as 11039, £11,039.00 or 979104.75, as whole pence."""
    text = str(typed).strip().removeprefix("£").removeprefix("GBP").strip()
    if not _PLAIN.fullmatch(text):
        raise InvalidInput(
            f'"{_short(str(typed))}" is not an amount. Write pounds, like 11039 or 11039.50.', field="amount"
        )
    try:
        pence = Decimal(text.replace(",", "")) * 100
    except InvalidOperation as error:  # pragma: no cover - the pattern lets no such text through
        raise InvalidInput("That is not an amount.", field="amount") from error
    if pence != int(pence):
        raise InvalidInput(f"{_short(text)} has parts of a penny. Round it to the penny.", field="amount")
    if not 0 < pence <= MOST_PENCE:
        raise InvalidInput(
            f"{_short(text)} is not an amount that can have been given. Check the number.", field="amount"
        )
    return int(pence)


def pounds(pence: int) -> str:
    """Write pence as pounds with a point, as files hold them: 11039.00."""
    return f"{pence // 100}.{pence % 100:02d}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 - fits a line
