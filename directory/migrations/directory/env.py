"""Alembic environment of the directory store."""

from directory.migrations.environment import run
from directory.schema import directory_metadata

run(directory_metadata())
