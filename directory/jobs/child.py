"""How is a heavy job done without keeping anybody waiting? In a process of its own, and a polite one."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from directory import clock
from directory.errors import Unavailable
from directory.jobs import queries
from directory.jobs.schemas import StoreName, Stores
from directory.jobs.service import DIED, LEASE, do_claimed, note_failure
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope

NICENESS: Final = 10
RENEW_EVERY: Final = timedelta(minutes=1)
"""A fifth of a lease: a store that is busy now and then costs nobody the job."""
LOOK_EVERY_S: Final = 0.5
STOPPED: Final = "Stopped"
"""Told as the error where the worker was ended meanwhile; it is begun again later."""
_FAILED: Final = 3


def do_in_child(
    stores: Stores, store: StoreName, job_id: UUID, *, stopping: Callable[[], bool] = lambda: False
) -> bool:
    """Do a claimed job in a process of its own, and say meanwhile that somebody is at it."""
    # Spawned, not forked: a server has threads, and a lock one of them holds would never be let go in a fork.
    child = multiprocessing.get_context("spawn").Process(
        target=_work, args=(stores.settings, store, job_id), daemon=True
    )
    child.start()
    try:
        renewed = clock.now()
        while child.is_alive():
            child.join(LOOK_EVERY_S)
            if child.is_alive() and stopping():
                break
            if child.is_alive() and clock.now() - renewed > RENEW_EVERY:
                renewed = clock.now()
                _renew(stores, store, job_id)
    finally:
        # Whatever went wrong here, nobody is left at it whom nobody looks after.
        ended = child.is_alive()
        if ended:
            child.terminate()
            child.join()
    if ended or child.exitcode not in {0, _FAILED}:
        note_failure(stores, store, job_id, STOPPED if stopping() else DIED)
    return child.exitcode == 0


def _renew(stores: Stores, store: StoreName, job_id: UUID) -> None:
    try:
        with session_scope(stores.engine(store)) as session:
            queries.renew(session, job_id, clock.now() + LEASE)
    except (Unavailable, DBAPIError) as busy:
        structlog.get_logger("hereabouts.job").warning(
            "not renewed", job=str(job_id), failure=type(busy).__qualname__
        )


def _work(settings: Settings, store: StoreName, job_id: UUID) -> None:
    # Ctrl+C reaches the whole group; the worker ends this process itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
    sys.exit(0 if do_claimed(stores, store, job_id) else _FAILED)
