"""What do the tests of tagging read? A copy with the rules that ship, every listing weighed by them."""

import pytest
from sqlmodel import Session

from directory.tagging.service import suggest_all


@pytest.fixture
def tagged(session: Session) -> Session:
    suggest_all(session)
    return session
