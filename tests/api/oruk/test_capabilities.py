"""Does the feed prove itself, and would a filter that does nothing be found out?"""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from feed import FEED
from sqlalchemy import Engine

from api.oruk import lists, selection, terms
from api.oruk.capabilities import Capabilities, capabilities, prove
from api.oruk.proofs import PARAMS, Proof, Result
from api.oruk.selection import Selection
from directory.errors import Unavailable
from directory.store import mark_changed, reading_scope, session_scope

BESIDE_THE_LIST = {"taxonomies": {"search"}}
"""Where two records leave little to tell a filter by."""


@pytest.fixture(scope="module")
def proofs(read_engine: Engine) -> tuple[Proof, ...]:
    with reading_scope(read_engine) as session:
        return prove(session, "https://hereabouts.example")


def results(found: tuple[Proof, ...], endpoint: str) -> dict[str, Result]:
    return {proof.parameter: proof.result for proof in found if proof.endpoint == endpoint}


def test_every_parameter_of_every_list_is_proven(proofs: tuple[Proof, ...]) -> None:
    for endpoint, params in PARAMS.items():
        found = results(proofs, endpoint)
        assert set(params.model_fields) <= set(found), endpoint
        unproven = {name for name, result in found.items() if result is not Result.HELD}
        assert unproven <= BESIDE_THE_LIST.get(endpoint, set()), endpoint
    for endpoint in ("services", "service_at_locations"):
        assert any(" and " in name for name in results(proofs, endpoint))


def test_the_address_of_each_proof_answers_with_what_it_says(client: TestClient) -> None:
    told = client.get(f"{FEED}/capabilities").json()
    assert told["failed"] == 0
    assert told["held"] == sum(one["result"] == "held" for one in told["proofs"])
    assert told["held"] + told["nothing_to_show"] == len(told["proofs"])
    assert len(told["data_version"]) == 16
    for one in told["proofs"]:
        answer = client.get(one["example"].removeprefix("https://hereabouts.example"))
        assert answer.status_code == 200, one
        if (
            "per_page" not in one["example"]
            and "full" not in one["parameter"]
            and "format" not in one["example"]
        ):
            assert answer.json()["total_items"] == one["found"] or one["parameter"] in {"proximity", "search"}


def passes(name: str) -> Callable[..., Any]:
    """Make a filter that gives back what it got."""
    at = {"_by_words": 1, "_by_postcode": 1, "_by_terms": 1, "_by_columns": 0, "_by_times": 0}[name]
    return lambda *args, **_kwargs: args[at]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("broken", "fail"),
    [
        ("_by_words", {"search"}),
        ("_by_terms", {"taxonomy_term_id", "taxonomy_id"}),
        ("_by_columns", {"organization_id", "modified_after", "minimum_age", "maximum_age"}),
        ("_by_times", {"day", "start_time", "end_time"}),
        ("_by_postcode", {"postcode", "proximity"}),
    ],
)
def test_a_filter_that_does_nothing_is_found_out(
    read_engine: Engine, monkeypatch: pytest.MonkeyPatch, broken: str, fail: set[str]
) -> None:
    monkeypatch.setattr(selection, broken, passes(broken))
    with reading_scope(read_engine) as session:
        found = prove(session)
    for endpoint in ("services", "service_at_locations"):
        failed = {name for name, result in results(found, endpoint).items() if result is Result.FAILED}
        assert {name for name in failed if " and " not in name} == fail, endpoint
        for name in failed - fail:
            assert set(name.split(" and ")) & fail


def test_a_day_that_filters_by_another_day_is_found_out(
    read_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = selection._by_times

    def wrong(chosen: Selection, params: Any, *, at_places: bool) -> Selection:
        turned = params.model_copy(update={"day": "MO"}) if params.day else params
        return real(chosen, turned, at_places=at_places)

    monkeypatch.setattr(selection, "_by_times", wrong)
    with reading_scope(read_engine) as session:
        assert results(prove(session), "services")["day"] is Result.FAILED


def test_terms_and_pages_that_do_not_change_are_found_out(
    read_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "choose_terms", lambda book, _params: [term.record for term in book.terms])
    real = lists.Services.page
    monkeypatch.setattr(
        lists.Services, "page", lambda self, session, limit, _offset: real(self, session, limit, 0)
    )
    with reading_scope(read_engine) as session:
        found = prove(session)
    failed = {name for name, result in results(found, "taxonomy_terms").items() if result is Result.FAILED}
    assert {"search", "taxonomy_id", "parent_id", "top_only"} <= failed
    assert results(found, "services")["page"] is Result.FAILED
    assert terms.choose_terms is not lists.choose_terms


def test_proofs_are_kept_until_the_data_changes(
    directory_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr("api.oruk.capabilities.prove", lambda *_args: asked.append(1) or ())

    def versions() -> list[str]:
        with reading_scope(directory_engine) as session:
            return [capabilities(session, "").data_version for _ in range(3)]

    before = versions()
    assert (len(set(before)), len(asked)) == (1, 1)
    with session_scope(directory_engine) as session:
        mark_changed(session, "listings")
    assert versions()[0] != before[0]
    assert len(asked) == 2


def test_nobody_waits_while_somebody_works_the_proofs_out(
    directory_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    working, go_on = threading.Event(), threading.Event()

    def slow(*_given: object) -> tuple[Proof, ...]:
        working.set()
        assert go_on.wait(10)
        return ()

    monkeypatch.setattr("api.oruk.capabilities.prove", slow)

    def ask() -> Capabilities:
        with reading_scope(directory_engine) as session:
            return capabilities(session, "")

    version = ""
    for expect_old in (False, True):
        working.clear()
        go_on.clear()
        thread = threading.Thread(target=ask)
        thread.start()
        assert working.wait(10)
        if expect_old:
            assert ask().data_version == version
        else:
            with pytest.raises(Unavailable, match="in a few seconds"):
                ask()
        go_on.set()
        thread.join(10)
        version = ask().data_version
        with session_scope(directory_engine) as session:
            mark_changed(session, "listings")
