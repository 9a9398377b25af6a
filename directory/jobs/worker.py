"""Who does what must be done later? A loop, in a process or in a thread of the server."""

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Final

import structlog
from sqlalchemy.exc import DBAPIError

from directory.errors import HereaboutsError
from directory.jobs.child import do_in_child
from directory.jobs.schedule import note_regular
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.jobs.sweep import put_right

LOOK_EVERY_S: Final = 2.0


def work(stores: Stores, stop: Event, *, look_every_s: float = LOOK_EVERY_S) -> None:
    """Put right what a crash left, then do what is due as it comes, until `stop`."""
    _go_on(lambda: put_right(stores))
    while not stop.is_set():
        if not _go_on(lambda: work_once(stores, stop)):
            stop.wait(look_every_s)


def work_once(stores: Stores, stop: Event | None = None) -> int:
    """Note what it is time for and do what is due; return how many jobs were done."""
    stopping = (stop or Event()).is_set
    note_regular(stores)
    return run_due(stores, stopping=stopping, heavy=partial(do_in_child, stopping=stopping))


def _go_on(step: Callable[[], int]) -> int:
    """Log what goes wrong beside the jobs themselves, a busy store or a full disk, and try again later."""
    try:
        return step()
    except (HereaboutsError, DBAPIError, OSError) as failure:
        structlog.get_logger("hereabouts.job").error("worker failed", failure=type(failure).__qualname__)
        return 0
