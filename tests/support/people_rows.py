"""What does a people store hold that has rows in every table? Made of the columns, so of new ones too."""

from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    Table,
    TypeDecorator,
    Uuid,
    insert,
)
from sqlalchemy.orm import Session

from directory.schema import people_metadata
from directory.sealing import KeyedHash, Sealed, SealedJson, keyring_of

MARK = "quantock-zebra"
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def fill(engine: Engine, each: int = 3) -> None:
    """Put rows into every table; what names somebody is told with MARK. They need not make sense."""
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("PRAGMA ignore_check_constraints=ON")
    with Session(engine) as session:
        for table in people_metadata().sorted_tables:
            for number in range(each):
                session.execute(insert(table).values(_row(engine, table, number)))
        session.commit()
    engine.dispose()


def _row(engine: Engine, table: Table, number: int) -> dict[str, object]:
    row = {column.name: _value(column, number) for column in table.columns}
    for column in table.columns:
        if isinstance(column.type, KeyedHash):
            ring = keyring_of(engine.dialect)
            row[column.name] = ring.hash(column.type.purpose, str(row[column.type.of]))
    return row


def _value(column: Column[object], number: int) -> object:
    of = column.type
    if isinstance(of, Sealed):
        return f"{column.table.name}.{column.name}.{number}.{MARK}@example.org"
    if isinstance(of, SealedJson):
        return {"said": f"{MARK} {number}"}
    if isinstance(of, TypeDecorator):
        of = of.impl_instance
    for kind, value in (
        (Uuid, uuid4()),
        (DateTime, NOW),
        (Date, date(2026, 3, 2 + number)),
        (Boolean, False),
        (Integer, number + 1),
        (JSON, []),
    ):
        if isinstance(of, kind):
            return value
    return f"{column.name}-{number}"
