"""What of a listing do rules read?"""

from typing import Any

from sqlalchemy import Row

from directory.tagging.model import Described


def described(row: Row[Any]) -> Described:
    """Give what rules read of a row of `queries.list_described`."""
    return Described(row.name, row.summary, tuple(sorted(filter(None, (row.categories or "").split(",")))))
