"""Alembic environment of the people store."""

from directory.migrations.environment import run
from directory.schema import people_metadata

run(people_metadata())
