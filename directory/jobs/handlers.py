"""Who does which kind of job? The one table; a module is imported only when its job comes."""

from importlib import import_module
from typing import Final

from directory.errors import NotFound
from directory.jobs.schemas import Handler

HANDLERS: Final[dict[str, str]] = {}
"""Kind of job, and `module:function` that does it."""


def handler_of(kind: str) -> Handler:
    """Find who does a kind of job."""
    if kind not in HANDLERS:
        raise NotFound(f"Nobody does jobs of the kind {kind}.")
    module, _, name = HANDLERS[kind].partition(":")
    found: Handler = getattr(import_module(module), name)
    return found
