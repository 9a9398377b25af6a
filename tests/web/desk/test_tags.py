"""Can somebody decide what listings of theirs offer, and change a rule after seeing what it does?"""

import re
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlalchemy import Engine, text

from directory.settings import Settings
from directory.store import session_scope
from directory.tagging.rules import list_rules
from directory.tagging.schemas import SuggestionRead
from directory.tagging.service import list_undecided, suggest_all
from directory.words import Capital, Role

FENLAND, CAMBRIDGE = "E07000010", "E07000008"
RULE = {
    "capital": "social",
    "words": "foodbank",
    "category": "",
    "weight": "6",
    "reason": "people meet at the table",
    "used": "yes",
}


@pytest.fixture
def waiting(directory_engine: Engine) -> tuple[SuggestionRead, ...]:
    with session_scope(directory_engine) as session:
        suggest_all(session)
        return list_undecided(session)


def instance(engine: Engine, listing_id: UUID, capital: str) -> str | None:
    with engine.connect() as connection:
        found: str | None = connection.execute(
            text("SELECT basis FROM instance WHERE listing_id = :id AND capital = :capital"),
            {"id": listing_id.hex, "capital": capital},
        ).scalar()
    return found


def test_a_coordinator_accepts_and_refuses_with_one_press_in_their_district(
    client: TestClient, settings: Settings, directory_engine: Engine, waiting: tuple[SuggestionRead, ...]
) -> None:
    sign_in(client, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    here = [each for each in waiting if FENLAND in each.districts]
    elsewhere = next(each for each in waiting if FENLAND not in each.districts)
    page = client.get("/desk/tags").text
    assert f"{len(here)} suggestions wait" in page
    assert elsewhere.name not in page
    first, second = here[:2]
    form = {"listing": str(first.listing_id), "capital": first.capital.value, "say": "accept"}
    pressed = client.post("/desk/tags/decide", data=form, follow_redirects=False)
    assert (pressed.status_code, pressed.headers["location"]) == (303, "/desk/tags?done=accepted")
    basis = instance(directory_engine, first.listing_id, first.capital.value)
    assert basis is not None
    assert basis.startswith("Accepted by a coordinator on ")
    form = {"listing": str(second.listing_id), "capital": second.capital.value, "say": "refuse"}
    assert "Refused." in client.post("/desk/tags/decide", data=form).text
    assert instance(directory_engine, second.listing_id, second.capital.value) is None
    form = {"listing": str(elsewhere.listing_id), "capital": elsewhere.capital.value, "say": "accept"}
    assert client.post("/desk/tags/decide", data=form).status_code == 403
    assert instance(directory_engine, elsewhere.listing_id, elsewhere.capital.value) is None


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"say": "accept", "capital": "joy"}, 422),
        ({"say": "perhaps", "capital": "social"}, 422),
        ({"say": "accept", "capital": "social", "listing": "nothing"}, 404),
    ],
)
def test_what_no_button_sends_is_refused(
    client: TestClient,
    settings: Settings,
    waiting: tuple[SuggestionRead, ...],
    form: dict[str, str],
    status: int,
) -> None:
    sign_in(client, settings, "co@example.org", (Role.ADMINISTRATOR, None))
    given = {"listing": str(waiting[0].listing_id)} | form
    assert client.post("/desk/tags/decide", data=given).status_code == status


def test_all_that_rests_on_one_rule_is_decided_at_once(
    client: TestClient, settings: Settings, directory_engine: Engine, waiting: tuple[SuggestionRead, ...]
) -> None:
    sign_in(client, settings, "co@example.org", (Role.COORDINATOR, CAMBRIDGE))
    churches = [each for each in waiting if "“Church”" in each.reason]
    here = [each for each in churches if CAMBRIDGE in each.districts]
    assert 1 < len(here) < len(churches)
    rule = here[0].rules[0]
    page = client.get(f"/desk/tags?rule={rule}").text
    assert f"Accept all {len(here)}" in page
    client.post("/desk/tags/decide-rule", data={"rule": rule, "say": "accept"})
    for each in churches:
        accepted = instance(directory_engine, each.listing_id, "social") is not None
        assert accepted is (each in here), each.name


def test_an_owner_says_what_theirs_offers_and_does_not_decide(
    client: TestClient, settings: Settings, directory_engine: Engine, waiting: tuple[SuggestionRead, ...]
) -> None:
    mine = next(each for each in waiting if each.name == "Peckover House and Garden")
    sign_in(client, settings, "own@example.org", (Role.OWNER, str(mine.listing_id)))
    address = f"/desk/tags/listing/{mine.slug}"
    page = client.get(address).text
    assert "We offer this" in page
    assert "It offers this" not in page
    assert "Thank you." in client.post(address, data={"capital": "human"}).text
    assert instance(directory_engine, mine.listing_id, "human") is None
    with session_scope(directory_engine) as session:
        said = next(
            each
            for each in list_undecided(session)
            if each.listing_id == mine.listing_id and each.capital is Capital.HUMAN
        )
    assert said.reason == "those who run it say so"
    decided = {"listing": str(mine.listing_id), "capital": "human", "say": "accept"}
    assert client.post("/desk/tags/decide", data=decided).status_code == 403
    assert client.get("/desk/tags").status_code == 403


def test_a_rule_is_previewed_then_saved_and_every_listing_weighed(
    client: TestClient, settings: Settings, directory_engine: Engine, waiting: tuple[SuggestionRead, ...]
) -> None:
    sign_in(client, settings, "ad@example.org", (Role.ADMINISTRATOR, None))
    shown = client.post("/desk/tags/rules/new", data=RULE | {"do": "preview"})
    assert shown.status_code == 200
    gained = re.search(r"(\d+) listings gain a suggestion", shown.text)
    assert gained is not None
    assert "Save this rule" in shown.text
    with session_scope(directory_engine) as session:
        assert len(list_undecided(session)) == len(waiting)
    saved = client.post("/desk/tags/rules/new", data=RULE | {"do": "save"}, follow_redirects=False)
    assert saved.headers["location"] == "/desk/tags/rules?capital=social&done=saved"
    with session_scope(directory_engine) as session:
        assert len(list_undecided(session)) == len(waiting) + int(gained.group(1))
        made = next(rule for rule in list_rules(session) if rule.draft.words == "foodbank")
    assert made.changed_role == "administrator"
    assert "By administrator" in client.get("/desk/tags/rules?capital=social").text
    assert 'value="people meet at the table"' in client.get(f"/desk/tags/rules/{made.id}").text


def test_a_rule_in_disorder_is_told_beside_its_field_and_what_was_typed_is_kept(
    client: TestClient, settings: Settings
) -> None:
    sign_in(client, settings, "ad@example.org", (Role.ADMINISTRATOR, None))
    told = client.post("/desk/tags/rules/new", data=RULE | {"weight": "heavy", "do": "save"})
    assert told.status_code == 422
    assert "There is a problem" in told.text
    assert 'href="#rule-weight"' in told.text
    assert 'value="foodbank"' in told.text
    assert 'value="heavy"' in told.text


def test_a_coordinator_reads_rules_and_changes_none(
    client: TestClient, settings: Settings, waiting: tuple[SuggestionRead, ...]
) -> None:
    sign_in(client, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    page = client.get("/desk/tags/rules?capital=human").text
    assert "people can learn digital skills" in page
    assert "Add a rule" not in page
    assert client.post("/desk/tags/rules/new", data=RULE | {"do": "save"}).status_code == 403
    table = client.get("/desk/tags/table")
    assert "Fenland" in table.text
    assert client.get("/desk/tags/table.csv").text.startswith("code,name,listings,social_accepted")
    assert waiting
