"""Can somebody at the desk bring grants in, see what is wrong with them, and write one down?"""

import json

import pytest
from signed_in import sign_in
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from directory.funds.service import list_awards
from directory.settings import Settings
from directory.words import Role

GRANT = {
    "id": "360G-example-1",
    "title": "New chairs",
    "description": "Chairs for the hall",
    "currency": "GBP",
    "amountAwarded": 1250.5,
    "awardDate": "2024-03-05",
    "recipientOrganization": [{"id": "GB-CHC-1234567", "name": "Example Hall Trust"}],
    "fundingOrganization": [{"id": "GB-CHC-7654321", "name": "Example Foundation"}],
    "beneficiaryLocation": [{"geoCode": "E07000010"}],
}
ELY = GRANT | {"id": "360G-example-2", "beneficiaryLocation": [{"geoCode": "E07000009"}]}
PERSON = {"id": "360G-example-3", "title": "Quincey Exampleworth", "recipientIndividual": [{"name": "x"}]}
ONE = {
    "recipient": "Example Hall Trust",
    "what": "New chairs",
    "amount": "1250.50",
    "awarded": "2024-03-05",
    "funder": "Example Foundation",
    "fund": "cultivate",
    "where": "PE15 8AA",
    "told": "Parish minutes, April 2024",
}


def own(engine: Engine) -> dict[str, tuple[object, ...]]:
    with Session(engine) as session:
        return {
            award.identifier: (award.amount_pence, award.district, award.area_from, award.fund_key)
            for award in list_awards(session)
            if not award.shipped
        }


def send(client: TestClient, *grants: dict[str, object]) -> object:
    files = {"file": ("grants.json", json.dumps({"grants": grants}), "application/json")}
    return client.post("/desk/awards", data={"licence": "CC BY 4.0"}, files=files)


def test_a_file_is_checked_then_taken_and_counts_once(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    sign_in(client, settings, "all@example.org", (Role.ADMINISTRATOR, None))
    for _ in range(2):
        report = send(client, GRANT, ELY, PERSON, GRANT | {"id": "4", "awardDate": "soon"})
        assert report.status_code == 200
        assert "/desk/awards/check/" in str(report.url)
        assert "grant to a person" in report.text
        assert "Exampleworth" not in report.text
        assert "is not a date" in report.text
        done = client.post(report.url.path)
        assert "The file was taken." in done.text
        assert own(directory_engine) == {
            "360G-example-1": (125050, "E07000010", "stated", None),
            "360G-example-2": (125050, "E07000009", "stated", None),
        }
    assert client.post(report.url.path).status_code == 404, "a file that was taken waits no more"
    assert "£1,250.50" in client.get("/funding").text
    assert "360G-example-1" in client.get("/funding/360giving.json").text


def test_a_partner_takes_only_what_is_in_their_district(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    sign_in(client, settings, "partner@example.org", (Role.PARTNER_EDITOR, "E07000010"))
    report = send(client, GRANT, ELY)
    assert "not for a district of yours" in report.text
    client.post(report.url.path)
    assert set(own(directory_engine)) == {"360G-example-1"}
    moved = send(client, ELY | {"id": "360G-example-1"})
    assert "There is nothing in it to take." in moved.text
    refused = client.post("/desk/awards/one", data=ONE | {"where": "CB7 4EE"})
    assert refused.status_code == 422
    assert "outside" in refused.text


def test_one_is_written_down_once_however_often_it_is_sent(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    sign_in(client, settings, "partner@example.org", (Role.PARTNER_EDITOR, "E07000010"))
    assert "It was written down." in client.post("/desk/awards/one", data=ONE).text
    assert "It was here already." in client.post("/desk/awards/one", data=ONE).text
    assert list(own(directory_engine).values()) == [(125050, "E07000010", "recipient", "cultivate")]


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"recipient": ""}, "recipient", "Enter which organisation"),
        ({"recipient": "Mrs Exampleworth"}, "recipient", "grant to a person"),
        ({"what": ""}, "what", "what it was for"),
        ({"amount": "lots"}, "amount", "not an amount"),
        ({"awarded": "spring"}, "awarded", "all four figures of the year"),
        ({"where": "ZZ99 9ZZ"}, "where", "Nothing tells where"),
        ({"told": "Cllr Exampleworth"}, "told", "never the person"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_is_kept(
    client: TestClient,
    settings: Settings,
    directory_engine: Engine,
    change: dict[str, str],
    field: str,
    said: str,
) -> None:
    sign_in(client, settings, "all@example.org", (Role.ADMINISTRATOR, None))
    page = client.post("/desk/awards/one", data=ONE | change)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert f'id="{field}-error"' in page.text
    assert said in page.text
    assert 'value="Example Foundation"' in page.text
    assert own(directory_engine) == {}


def test_a_file_needs_a_licence_and_must_be_one(client: TestClient, settings: Settings) -> None:
    sign_in(client, settings, "all@example.org", (Role.ADMINISTRATOR, None))
    nothing = client.post("/desk/awards", data={"licence": ""})
    assert nothing.status_code == 422
    assert "Choose a file" in nothing.text
    assert "under what licence" in nothing.text
    files = {"file": ("grants.csv", b"a,b\n1,2\n", "text/csv")}
    broken = client.post("/desk/awards", data={"licence": "CC0"}, files=files)
    assert broken.status_code == 422
    assert "lacks the column" in broken.text


def test_who_was_told_is_never_told_of_fewer_than_five(client: TestClient, settings: Settings) -> None:
    sign_in(client, settings, "all@example.org", (Role.ADMINISTRATOR, None))
    page = client.get("/desk/awards").text
    assert page.count("fewer than 5") == 6
    assert "fewer than 5" not in client.get("/funding").text
