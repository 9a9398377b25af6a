"""How are log lines written? As JSON, one object a line, to standard error."""

import logging
import sys

import structlog


class _StandardError:
    """Writes each line whole, to what standard error is at that moment."""

    def __init__(self, *_names: object) -> None:
        pass

    def msg(self, line: str) -> None:
        sys.stderr.write(f"{line}\n")

    log = debug = info = warn = warning = error = err = critical = fatal = exception = failure = msg


def configure_logs(level: str) -> None:
    """Set the form and the least severity of log lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=_StandardError,
        cache_logger_on_first_use=True,
    )
