"""Does a letter to somebody who does not know us yet say who writes?"""

import pytest

from directory.accounts import asking
from directory.subscriptions import asking as news


@pytest.mark.parametrize("body", [asking.BODY, news.BODY, news.BODY_KNOWN])
def test_the_first_letter_ends_with_the_name_of_the_service(body: str) -> None:
    assert body.endswith("\n\nHereabouts\n")
