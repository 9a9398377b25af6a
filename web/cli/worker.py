"""How is what must be done later carried out, seen and tried again, from the command line?"""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from uuid import UUID

import typer

from directory.clock import LONDON
from directory.errors import InvalidInput
from directory.settings import Settings, get_settings
from web.cli.edge import open_stores, say_done
from web.cli.reached import with_noted_address

jobs_app = typer.Typer(help="See what must be done later, and try again what failed.", no_args_is_help=True)
STOP_WITHIN_S = 30.0


def run_worker(
    once: Annotated[
        bool, typer.Option("--once", help="Put right what a crash left, do what is due now, and end.")
    ] = False,
) -> None:
    """Do what must be done later, until it is ended; the present job is finished first."""
    from directory.jobs.sweep import put_right
    from directory.jobs.worker import work, work_once
    from web.logs import configure_logs

    settings = with_noted_address(get_settings())
    configure_logs(settings.log_level)
    with open_stores(settings) as stores:
        if once:
            put_right(stores)
            done = work_once(stores)
            say_done(f"{done} {'job' if done == 1 else 'jobs'} done.")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        say_done("Doing what is due as it comes. End it with Ctrl+C.")
        work(stores, stop)
        say_done("Ended.")


@contextmanager
def working_beside(settings: Settings, *, wanted: bool) -> Iterator[None]:
    """Do what is due in a thread beside the server, if it is wanted; it ends with the server."""
    if not wanted:
        yield
        return
    from directory.jobs.worker import work

    with open_stores(settings) as stores:
        stop = threading.Event()
        thread = threading.Thread(target=work, args=(stores, stop), name="worker", daemon=True)
        # The server passes the signal on when it has ended; left to itself it would end the job half-way.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            # Longer than any light job; a heavy one is in a process of its own, which is ended.
            thread.join(STOP_WITHIN_S)


@jobs_app.command("list")
def list_jobs(
    limit: Annotated[int, typer.Option(help="How many at most.", min=1, max=10_000)] = 50,
) -> None:
    """List what failed and what waits, in both stores."""
    from directory.jobs.service import see_jobs

    with open_stores(get_settings()) as stores:
        seen = see_jobs(stores, limit=limit)
    for job in seen.jobs:
        due = job.run_after.astimezone(LONDON)
        told = "failed" if job.state == "failed" else f"waiting until {due:%Y-%m-%d %H:%M}"
        told = "being done" if job.at_it else told
        tries = f", {job.attempts} tries" if job.attempts else ""
        typer.echo(f"{job.id}  {job.kind}  {told}{tries}{f', {job.error}' if job.error else ''}")
    say_done(f"{seen.waiting} waiting, {seen.failed} failed.")


@jobs_app.command("retry")
def retry_job(job_id: Annotated[str, typer.Argument(help="An id that `jobs list` gives.")]) -> None:
    """Let a job that failed be tried again."""
    from directory.jobs.service import retry

    try:
        identifier = UUID(job_id)
    except ValueError:
        raise InvalidInput(
            f"{job_id} is not the id of a job. `hereabouts jobs list` gives them.", field="job_id"
        ) from None
    with open_stores(get_settings()) as stores:
        retry(stores, identifier)
    say_done("It will be tried again by the worker.")
