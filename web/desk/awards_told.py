"""How is it said how many people were told of money in each district?"""

from typing import Final

from sqlmodel import Session

from directory.digests.fives import LEAST
from directory.digests.told_of_money import told_of_money
from web.contexts.desk_awards import ToldRow

FEWER: Final = f"fewer than {LEAST}"


def told_by_district(directory: Session, people: Session, names: dict[str, str]) -> tuple[ToldRow, ...]:
    """Say it district by district, in whole fives."""
    return tuple(
        ToldRow(names.get(code, code), FEWER if count is None else f"{count} or more")
        for code, count in told_of_money(directory, people).items()
    )
