"""Does what readers are told of privacy agree with what is done?"""

from datetime import timedelta

from fastapi.testclient import TestClient

from directory.submissions.forgetting import DECIDED_KEPT, DRAFTS_KEPT, NETWORKS_KEPT
from directory.usage.schemas import FEWEST_SHOWN


def test_the_spans_and_counts_told_are_those_kept(browser: TestClient) -> None:
    page = browser.get("/privacy").text
    assert timedelta(days=30) == DRAFTS_KEPT
    assert "never send is forgotten after 30 days" in page
    assert timedelta(days=365) == DECIDED_KEPT
    assert "what was decided after a year" in page
    assert timedelta(days=2) == NETWORKS_KEPT
    assert "internet address for two days" in page
    assert FEWEST_SHOWN == 5
    assert "fewer than five times" in page
    assert 'href="/usage"' in page, "what is counted is told where it is said that something is"
