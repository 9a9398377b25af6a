"""Is a listing shown today? One column says so; whoever writes a listing and a daily job keep it true."""

from datetime import date
from typing import Protocol

from directory.words import Status


class Timed(Protocol):
    """What says by dates whether a listing is shown: a record or a row."""

    @property
    def closed_until(self) -> date | None:
        """The last day it is closed for now."""
        ...

    @property
    def visible_from(self) -> date | None:
        """The first day it is shown."""
        ...

    @property
    def visible_until(self) -> date | None:
        """The last day it is shown."""
        ...


class Standing(Protocol):
    """What says of a listing that is there how it stands."""

    @property
    def status(self) -> str:
        """A word of `Status`."""
        ...

    @property
    def departure(self) -> str | None:
        """Why it is no longer shown at all."""
        ...


def status_on(day: date, timed: Timed, standing: Standing | None) -> str:
    """Tell the status of a listing on a day; what departed stays so until somebody brings it back."""
    if standing is not None and standing.departure is not None:
        return Status.INACTIVE.value
    if (
        standing is not None
        and standing.status == Status.TEMPORARILY_CLOSED.value
        and (timed.closed_until is None or day <= timed.closed_until)
    ):
        return Status.TEMPORARILY_CLOSED.value
    begun = timed.visible_from is None or timed.visible_from <= day
    goes_on = timed.visible_until is None or day <= timed.visible_until
    return Status.ACTIVE.value if begun and goes_on else Status.INACTIVE.value
