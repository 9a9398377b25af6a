"""Who does what must be done later? Two loops, in a process or in threads of the server.

One does the light jobs and never waits for a heavy one: somebody may be waiting for a link that lives fifteen
minutes. The other does the heavy jobs, one after another, each in a process of its own.
"""

import time
from collections.abc import Callable
from functools import partial
from threading import Event, Thread
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
LOOK_AGAIN_S: Final = 5.0
"""However many light jobs wait, whatever is urgent is looked for as often as that."""


def work(stores: Stores, stop: Event, *, look_every_s: float = LOOK_EVERY_S) -> None:
    """Put right what a crash left, then do what is due as it comes, until `stop`."""
    _go_on(lambda: put_right(stores))
    heavy = Thread(target=_work_heavy, args=(stores, stop, look_every_s), name="heavy jobs", daemon=True)
    heavy.start()
    while not stop.is_set():
        _go_on(lambda: note_regular(stores))
        done = _go_on(lambda: _do_light(stores, stop))
        _go_on(lambda: _deliver(stores))
        if not done:
            stop.wait(look_every_s)
    heavy.join()


def _work_heavy(stores: Stores, stop: Event, look_every_s: float) -> None:
    while not stop.is_set():
        if not _go_on(lambda: _do_heavy(stores, stop)):
            stop.wait(look_every_s)


def work_once(stores: Stores, stop: Event | None = None) -> int:
    """Note what it is time for and do what is due, the light first; return how many jobs were done."""
    stop = stop or Event()
    note_regular(stores)
    light = run_due(stores, stopping=stop.is_set, lane="light")
    heavy = _do_heavy(stores, stop)
    # What the heavy ones left to be done.
    return light + heavy + (run_due(stores, stopping=stop.is_set, lane="light") if heavy else 0)


def _do_light(stores: Stores, stop: Event) -> int:
    until = time.monotonic() + LOOK_AGAIN_S
    return run_due(stores, stopping=lambda: stop.is_set() or time.monotonic() > until, lane="light")


def _do_heavy(stores: Stores, stop: Event) -> int:
    child = partial(do_in_child, stopping=stop.is_set)
    return run_due(stores, stopping=stop.is_set, heavy=child, lane="heavy")


def _deliver(stores: Stores) -> int:
    """Send what is due at once, and not only when its minute comes."""
    from directory.messages.delivery import deliver_due  # noqa: PLC0415 - only where messages are sent

    return deliver_due(stores).sent


def _go_on(step: Callable[[], int]) -> int:
    """Log what goes wrong beside the jobs themselves, a busy store or a full disk, and try again later."""
    try:
        return step()
    except (HereaboutsError, DBAPIError, OSError) as failure:
        structlog.get_logger("hereabouts.job").error("worker failed", failure=type(failure).__qualname__)
        return 0
