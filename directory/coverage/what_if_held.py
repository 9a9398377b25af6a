"""What is kept at hand of what was worked out? The last used, up to so many bytes, each worked out once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Generic, TypeVar

import numpy as np

from directory.coverage.world import World

_Kept = TypeVar("_Kept")


class Held(Generic[_Kept]):
    """What was used last, as much of it as fits; threads that want the same wait for the first of them."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[Hashable, tuple[_Kept, int]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        with self._lock:
            return sum(size for _, size in self._kept.values())

    def give(self, key: Hashable, make: Callable[[], _Kept]) -> _Kept:
        """Give what is kept under a key, or make it; what is larger than all the room is not kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found[0]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                found = self._kept.get(key)
            if found is not None:
                return found[0]
            try:
                made = make()
                self._keep(key, made)
            finally:
                with self._lock:
                    self._making.pop(key, None)
            return made

    def _keep(self, key: Hashable, made: _Kept) -> None:
        size = bytes_of(made)
        with self._lock:
            if size > self._most:
                return
            self._kept[key] = made, size
            room = self._most - sum(each for _, each in self._kept.values())
            while room < 0:
                _, (_, freed) = self._kept.popitem(last=False)
                room += freed


def bytes_of(made: object) -> int:
    """Add up the columns of what was made; a world is shared with all else and counts for nothing."""
    columns: dict[int, int] = {}
    _add(made, columns)
    return sum(columns.values())


def _add(part: object, columns: dict[int, int]) -> None:
    if isinstance(part, np.ndarray):
        # A column that stands in two places is there once.
        columns[id(part)] = part.nbytes
    elif isinstance(part, World):
        return
    elif is_dataclass(part):
        for field in fields(part):
            _add(getattr(part, field.name), columns)
    elif isinstance(part, Mapping):
        for each in part.values():
            _add(each, columns)
    elif isinstance(part, tuple):
        for each in part:
            _add(each, columns)
