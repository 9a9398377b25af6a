"""How does Alembic run for either store? Shared by the two env.py files."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from sqlalchemy import Connection, Engine, MetaData, text
from sqlalchemy.schema import SchemaItem

from directory.errors import Unavailable


def _search_tables(connection: Connection) -> set[str]:
    """Name the virtual tables and their shadows, which Alembic must not touch."""
    if connection.dialect.name != "sqlite":
        return set()
    rows = connection.execute(text("PRAGMA table_list")).mappings()
    return {row["name"] for row in rows if row["type"] in {"virtual", "shadow"}}


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let a table that others point at be written anew; afterwards all must point at something again."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection
    assert raw is not None  # noqa: S101 - a connection that is open
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        astray = raw.execute("PRAGMA foreign_key_check").fetchall()
        if astray:
            raise Unavailable(
                f"The database has rows that point at nothing: {sorted({row[0] for row in astray})}."
            )
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def run(metadata: MetaData) -> None:
    """Run the migrations on the engine that `directory.store` passes."""
    engine: Engine = context.config.attributes["engine"]
    # Read on a connection of its own: a transaction begun before Alembic's would never be committed.
    with engine.connect() as connection:
        hidden = _search_tables(connection)
    with engine.connect() as connection, _without_foreign_keys(connection):

        def include(_item: SchemaItem, name: str | None, kind: str, *_rest: object) -> bool:
            return not (kind == "table" and name in hidden)

        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            include_object=include,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
