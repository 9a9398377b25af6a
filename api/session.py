"""Where do the routes read from? The directory store, which they cannot change."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session
from starlette.requests import Request


@contextmanager
def reading(request: Request) -> Iterator[Session]:
    """Open a session for this request; not a dependency, which would cost two changes of thread."""
    with Session(request.app.state.directory_engine) as session:
        yield session
