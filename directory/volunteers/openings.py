"""What of a need can be taken now: which time, how many places, and until when?"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from directory import clock
from directory.errors import Gone, InvalidInput
from directory.needs.schemas import NeedRead, SessionRead
from directory.needs.words import NeedState
from directory.speech import clock_time


@dataclass(frozen=True, slots=True)
class Opening:
    """A time of a need, or the need itself where it has no times of its own."""

    need: NeedRead
    time: SessionRead | None

    @property
    def session_id(self) -> UUID:
        """What seats are numbered by."""
        return self.need.id if self.time is None else self.time.id

    @property
    def seats(self) -> int:
        """How many people are needed."""
        return self.need.places if self.time is None else self.time.places

    @property
    def starts_at(self) -> datetime | None:
        """When it begins; None where no time is fixed."""
        return None if self.time is None else self.time.starts_at

    @property
    def ends_at(self) -> datetime | None:
        """When it ends."""
        return None if self.time is None else self.time.ends_at

    @property
    def last_moment(self) -> datetime:
        """Give the instant until which it can be taken: its beginning, or the end of its last day."""
        if self.time is not None:
            return self.time.starts_at
        end = datetime.combine(self.need.open_until + timedelta(days=1), time(), clock.LONDON)
        return end.astimezone(UTC)

    @property
    def when(self) -> str:
        """Say when, in words."""
        return when_words(self.starts_at, self.ends_at)


def opening_of(need: NeedRead, session_id: UUID | None) -> Opening:
    """Find what somebody wants to take, or say kindly why it cannot be taken."""
    if need.example:
        raise Gone("This is an example, made to show what this looks like. Nobody waits for help here.")
    if need.state not in {NeedState.OPEN, NeedState.FILLED}:
        raise Gone("This help is not asked for any more. Thank you: see what else is needed near you.")
    if session_id is None and need.sessions:
        raise InvalidInput("Choose the time at which you can come.", field="session")
    time_of = next((each for each in need.sessions if each.id == session_id), None)
    if time_of is None and session_id not in {None, need.id}:
        raise Gone("That time is over, or was called off. See whether another time suits you.")
    found = Opening(need, time_of)
    if found.last_moment <= clock.now():
        raise Gone("That has begun or is over. See what else is needed near you.")
    return found


def when_words(starts_at: datetime | None, ends_at: datetime | None) -> str:
    """Say a time as people do: Thursday 26 November 2026, 10am to 12:30pm."""
    if starts_at is None or ends_at is None:
        return "At times to agree"
    starts, ends = starts_at.astimezone(clock.LONDON), ends_at.astimezone(clock.LONDON)
    day = f"{starts:%A} {starts.day} {starts:%B %Y}"
    if starts.date() == ends.date():
        return f"{day}, {clock_time(starts)} to {clock_time(ends)}"
    return f"{day}, {clock_time(starts)}, to {ends:%A} {ends.day} {ends:%B}, {clock_time(ends)}"
