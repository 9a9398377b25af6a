"""How is a text written into a table so that no spreadsheet runs it as a formula?"""

import re
from typing import Final

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")


def harmless(cell: object) -> object:
    """Put a quote before a text that a spreadsheet would run; numbers, and texts that are one, stay."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
