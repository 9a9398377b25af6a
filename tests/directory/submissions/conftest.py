"""What do the tests of submissions stand on? Both stores, each the test's own."""

from collections.abc import Iterator

import pytest

from directory.jobs.schemas import Stores
from directory.settings import Settings
from directory.store import open_engine, open_people


@pytest.fixture
def stores(settings: Settings) -> Iterator[Stores]:
    found = Stores(open_engine(settings.database_url), open_people(settings), settings)
    yield found
    found.directory.dispose()
    found.people.dispose()
