"""How often may an account look who fits, or ask them? Both tell a number of people, so both count."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.errors import TooMany
from directory.volunteers.bank_queries import count_done

LOOKS_AN_HOUR: Final = 30
LOOKED: Final = "volunteers counted"
ASKED: Final = "asked volunteers"
_HOUR: Final = timedelta(hours=1)


def check_may_look(session: Session, account_id: UUID) -> None:
    """Refuse who has looked or asked very often within an hour."""
    if count_done(session, account_id, (LOOKED, ASKED), clock.now() - _HOUR) >= LOOKS_AN_HOUR:
        raise TooMany(
            f"You have looked, or asked people, {LOOKS_AN_HOUR} times in an hour. Wait a while, then go on."
        )
