"""What was read from the store and holds until it is changed, so that no request reads it again?"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

from directory.store import marks_of

_Read = TypeVar("_Read")


class Kept(Generic[_Read]):
    """Something read whole, once for each store, and anew after a change of what it is made from."""

    def __init__(self, read: Callable[[Session], _Read], *nouns: str) -> None:
        self._read, self._nouns = read, nouns
        self._held: WeakKeyDictionary[Engine, tuple[tuple[tuple[str, str], ...], _Read]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, session: Session) -> _Read:
        """Give it as this session sees it."""
        mark = marks_of(session, self._nouns)
        engine = session.get_bind()
        if not isinstance(engine, Engine):
            engine = engine.engine
        held = self._held.get(engine)
        if held is None or held[0] != mark:
            with self._lock:
                held = self._held.get(engine)
                if held is None or held[0] != mark:
                    held = (mark, self._read(session))
                    self._held[engine] = held
        return held[1]
