"""Can somebody who hands out paper see who has an old edition, and write down what was sent?"""

import csv
import io
import re

import pytest
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlalchemy import text

from directory.settings import Settings
from directory.store import open_engine
from directory.words import Role

FENLAND = "E07000010"
HERE = "/desk/outlets"
SHOP = {
    "district": FENLAND,
    "kind": "shop",
    "name": "=The corner shop",
    "postcode": "PE15 8AA",
    "copies": "5",
}


@pytest.fixture
def editor(desk_app: TestClient, desk_settings: Settings) -> TestClient:
    sign_in(desk_app, desk_settings, "editor@example.org", (Role.PARTNER_EDITOR, FENLAND))
    return desk_app


@pytest.fixture(autouse=True)
def _nothing_there(desk_settings: Settings) -> None:
    engine = open_engine(desk_settings.database_url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM delivery"))
        connection.execute(text("DELETE FROM outlet"))
    engine.dispose()


def ids(page: str, start: str) -> dict[str, str]:
    """Read the boxes of a page: the words of each with its value."""
    boxes = re.findall(rf'id="({start}-\d+)" name="outlet" type="checkbox" value="([\w-]+)"', page)
    labels = dict(re.findall(rf'for="({start}-\d+)">([^<]+)<', page))
    return {labels[box]: value for box, value in boxes}


def test_places_are_proposed_taken_sent_to_and_asked_again(
    editor: TestClient, desk_settings: Settings
) -> None:
    page = editor.get(HERE).text
    assert "Nobody takes copies in this district yet" in page
    proposed = ids(page, "proposal")
    library = next(value for words, value in proposed.items() if words.startswith("March Library"))
    hub = next(value for words, value in proposed.items() if "Community hub" in words)
    taken = editor.post(f"{HERE}/propose", data={"district": FENLAND, "outlet": [library, hub]})
    assert taken.status_code == 303
    assert "2 places added." in editor.get(taken.headers["location"]).text
    assert editor.post(f"{HERE}/add", data=SHOP).status_code == 303
    page = editor.get(HERE).text
    assert "3 places, of which 3 have nothing or an old edition" in page
    both = list(ids(page, "outlet").values())[:2]
    sent = editor.post(HERE, data={"district": FENLAND, "outlet": both, "do": "sent", "form": "sheet"})
    page = editor.get(sent.headers["location"]).text
    assert "Written down: 2 places sent copies today." in page
    assert "3 places, of which 1 has nothing or an old edition" in page
    assert next(iter(ids(page, "outlet").values())) not in both

    engine = open_engine(desk_settings.database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE listing SET phone = '01632 960321' WHERE slug = 'age-uk'"))
    engine.dispose()
    assert "3 places, of which 3 have nothing or an old edition" in editor.get(HERE).text
    ended = editor.post(HERE, data={"district": FENLAND, "outlet": both[0], "do": "end"})
    assert "1 place will be sent no more." in editor.get(ended.headers["location"]).text


def test_the_list_is_a_table_that_no_spreadsheet_runs(editor: TestClient) -> None:
    editor.post(f"{HERE}/add", data=SHOP)
    answer = editor.get(f"{HERE}.csv?district={FENLAND}")
    assert answer.headers["cache-control"] == "no-store"
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert row["name"] == "'=The corner shop"
    assert (row["parish"], row["district"], row["out_of_date"]) == ("March", "Fenland", "yes")


def test_a_bad_form_says_where_and_keeps_what_was_typed(editor: TestClient) -> None:
    answer = editor.post(f"{HERE}/add", data=SHOP | {"postcode": "PE15"})
    assert answer.status_code == 422
    assert 'href="#postcode"' in answer.text
    assert 'value="=The corner shop"' in answer.text
    nothing = editor.post(HERE, data={"district": FENLAND, "do": "sent"})
    assert nothing.status_code == 422
    assert "Choose at least one place." in nothing.text


def test_nobody_reaches_another_district(editor: TestClient) -> None:
    assert editor.get(f"{HERE}?district=E07000008").status_code == 403
    assert editor.get(f"{HERE}.csv?district=E07000008").status_code == 403
    assert editor.post(HERE, data={"district": "E07000008", "do": "sent"}).status_code == 403
    assert editor.post(f"{HERE}/propose", data={"district": "E07000008"}).status_code == 403
    elsewhere = SHOP | {"postcode": "CB2 1TN"}
    assert editor.post(f"{HERE}/add", data=elsewhere).status_code == 403
