"""Who is in the bank, without reading all of it again where nothing of it has changed?

Triggers of the people store move its mark with every change of what the bank is made from, plain SQL too
(migration people 0006). Where there is no mark, as in a store without those triggers, it is read each time.
"""

import threading
from dataclasses import dataclass, fields, is_dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Engine
from sqlmodel import Session

from directory.kept import Kept
from directory.volunteers import bank_queries as queries
from directory.volunteers.bank import Middles, list_bank
from directory.volunteers.columns import BankColumns, columns_of

_MIDDLES: Final = Kept(queries.list_middles, "areas")


@dataclass(frozen=True, slots=True)
class _Held:
    mark: str
    middles: Middles
    """The very ones that it was laid out with."""
    bank: BankColumns


_HELD: Final[WeakKeyDictionary[Engine, _Held]] = WeakKeyDictionary()
_LOCK: Final = threading.Lock()


def middles_of(directory_session: Session) -> Middles:
    """Give the middle of each small area, read once until areas change."""
    return _MIDDLES.of(directory_session)


def kept_bank(people_session: Session, directory_session: Session) -> BankColumns:
    """Give the bank as these sessions see it; nobody may write into its columns."""
    people_session.flush()  # what this session has changed moves the mark as well
    mark, middles = queries.bank_mark(people_session), middles_of(directory_session)
    if mark is None:
        return columns_of(list_bank(people_session, middles))
    engine = people_session.get_bind()
    if not isinstance(engine, Engine):
        engine = engine.engine
    held = _HELD.get(engine)
    if held is not None and held.mark == mark and held.middles is middles:
        return held.bank
    with _LOCK:
        held = _HELD.get(engine)
        if held is None or held.mark != mark or held.middles is not middles:
            bank = columns_of(list_bank(people_session, middles))
            _lock_columns(bank)
            held = _HELD[engine] = _Held(mark, middles, bank)
        return held.bank


def _lock_columns(columns: object) -> None:
    """Let nobody write into what everybody reads."""
    if isinstance(columns, np.ndarray):
        columns.setflags(write=False)
    elif isinstance(columns, tuple):
        for each in columns:
            _lock_columns(each)
    elif isinstance(columns, dict):
        _lock_columns(tuple(columns.values()))
    elif is_dataclass(columns):
        for each in fields(columns):
            _lock_columns(getattr(columns, each.name))
