"""Which addresses are for programs? They answer problems as JSON, and any website may ask them."""

from typing import Final

FOR_PROGRAMS: Final = ("/api", "/oruk")
OPEN_TO_ALL: Final = ("/api/v1", "/oruk/v3")
"""Those that every website may read."""


def is_for_programs(path: str) -> bool:
    """Tell whether programs ask this address."""
    return _under(path, FOR_PROGRAMS)


def is_open_to_all(path: str) -> bool:
    """Tell whether every website may read this address."""
    return _under(path, OPEN_TO_ALL)


def _under(path: str, beginnings: tuple[str, ...]) -> bool:
    return any(path == beginning or path.startswith(f"{beginning}/") for beginning in beginnings)
