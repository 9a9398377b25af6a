"""Can a coordinator write down who is not online, and have their letters and texts once?"""

import csv
import io
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hearing import FENLAND, HUNTINGDONSHIRE, MARCH, announce, both_stores, reader
from signed_in import sign_in
from sqlalchemy import text

from directory.consents.service import WORDINGS
from directory.digests.service import make_digests
from directory.jobs.schemas import Stores
from directory.settings import Settings
from directory.store import reading_scope
from directory.subscriptions.paper import list_readers, read_reader
from directory.subscriptions.words import Way
from directory.words import Role
from tests.web.conftest import Page, words

FORM = {
    "name": "Ada Example",
    "way": "post",
    "address": "1 High Street\r\nMarch\r\nPE15 9LT",
    "phone": "",
    "district": FENLAND,
    "places": "PE15 8AA\r\nWisbech",
    "purposes": ["funding", "local"],
    "rhythm": "monthly",
    "agreed": "by telephone, entered by a coordinator",
}
FILE = re.compile(r'href="(/desk/readers/(?:letters|labels|texts)[^"]+)"')


@pytest.fixture
def stores(settings: Settings) -> Iterator[Stores]:
    with both_stores(settings) as found:
        yield found


@pytest.fixture
def desk(client: TestClient, settings: Settings) -> TestClient:
    sign_in(client, settings, "own@example.org", (Role.COORDINATOR, FENLAND))
    return client


def files_of(page: str) -> list[str]:
    return [each.replace("&amp;", "&") for each in FILE.findall(page)]


def test_somebody_is_written_down_with_the_words_that_were_read_out(desk: TestClient, stores: Stores) -> None:
    form = desk.get("/desk/readers/new").text
    for purpose in ("funding", "support", "local", "volunteering", "parish_news"):
        assert WORDINGS[purpose] in form
    done = desk.post("/desk/readers/new", data=FORM)
    assert done.url.path == "/desk/readers"
    assert "Written down" in done.text
    assert "Ada Example" in done.text
    assert (
        "Asked for money and calls, events and partners, for March and Wisbech, every four weeks" in done.text
    )
    with reading_scope(stores.people) as session:
        (found,) = list_readers(session)
        events = session.execute(
            text("SELECT purpose, wording, how FROM consent_event ORDER BY purpose")
        ).all()
    assert found.way is Way.POST
    assert found.address == "1 High Street\nMarch\nPE15 9LT"
    assert {each.purpose for each in found.subscriptions} == {"funding", "local"}
    assert {code for each in found.subscriptions for code in each.terms.areas} == {MARCH, "E04001668"}
    assert [tuple(row) for row in events] == [
        (purpose, WORDINGS[purpose], FORM["agreed"]) for purpose in ("funding", "local")
    ]


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"name": ""}, "name", "Enter a name"),
        ({"way": ""}, "way", "Choose by letter or by text message."),
        ({"address": ""}, "address", "Enter the address"),
        ({"way": "sms"}, "phone", "Enter a mobile number"),
        (
            {"way": "sms", "phone": "07700 900123", "large": "yes"},
            "large",
            "Only letters come in large print",
        ),
        ({"way": "sms", "phone": "12"}, "phone", "Enter a telephone number"),
        ({"district": "E99"}, "district", "Choose the district"),
        ({"places": ""}, "places", "Enter at least one place"),
        ({"places": "Nowhere at all"}, "places", "We know no place"),
        ({"purposes": []}, "purposes", "Tick at least one"),
        ({"purposes": ["upkeep"]}, "purposes", "Tick what they agreed to."),
        ({"rhythm": "hourly"}, "rhythm", "Choose how often."),
        ({"agreed": "by me"}, "agreed", "Choose how they agreed."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
    desk: TestClient, stores: Stores, change: dict[str, object], field: str, message: str
) -> None:
    answer = desk.post("/desk/readers/new", data=FORM | change)
    assert Page(answer).status == 422
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert message in answer.text
    if "name" not in change:
        assert 'value="Ada Example"' in answer.text
    with reading_scope(stores.people) as session:
        assert list_readers(session) == ()


def test_large_print_is_kept_for_letters(desk: TestClient, stores: Stores) -> None:
    assert "By letter, in large print" not in desk.post("/desk/readers/new", data=FORM).text
    asked = FORM | {"name": "Bo Example", "large": "yes"}
    assert "By letter, in large print" in desk.post("/desk/readers/new", data=asked).text
    with reading_scope(stores.people) as session:
        kept = {each.name: each.large_print for each in list_readers(session)}
    assert kept == {"Ada Example": False, "Bo Example": True}
    wrong = desk.post("/desk/readers/new", data=asked | {"name": ""}).text
    assert 'name="large" value="yes" checked' in wrong


def test_who_is_written_down_already_gets_large_print_at_a_press(desk: TestClient, stores: Stores) -> None:
    someone = reader(stores, "Ada Example", MARCH)
    texted = reader(stores, "Bo Example", MARCH, way=Way.SMS)
    page = Page(desk.get("/desk/readers"))
    buttons = [words(each) for each in page.root.iter("button")]
    assert buttons.count("Send letters in large print: Ada Example") == 1
    assert not any("print: Bo Example" in each for each in buttons), "a text message has no print"
    for large, said in (("yes", "By letter, in large print."), ("", "By letter.")):
        done = desk.post(f"/desk/readers/{someone}/print", data={"large": large})
        assert "print from now on" in done.text
        assert said in Page(done).main
    with reading_scope(stores.people) as session:
        assert {each.terms.way for each in read_reader(session, someone).subscriptions} == {Way.POST}
    assert desk.post(f"/desk/readers/{texted}/print", data={"large": "yes"}).status_code == 422
    far = reader(stores, "Cy Example", MARCH, district=HUNTINGDONSHIRE)
    assert desk.post(f"/desk/readers/{far}/print", data={"large": "yes"}).status_code == 403


def test_nobody_writes_down_for_another_district(desk: TestClient, stores: Stores) -> None:
    assert desk.post("/desk/readers/new", data=FORM | {"district": HUNTINGDONSHIRE}).status_code == 403
    with reading_scope(stores.people) as session:
        assert list_readers(session) == ()


def test_letters_leave_once_with_labels_and_large_print(
    desk: TestClient, stores: Stores, client: TestClient, settings: Settings
) -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("weasyprint", exc_type=OSError)
    announce(stores)
    reader(stores, "Ada Example", MARCH)
    reader(stores, "Bo Example", MARCH, district=HUNTINGDONSHIRE)
    make_digests(stores)
    before = desk.get("/desk/readers").text
    assert "Take out 1 letter" in before
    assert "Bo Example" not in before
    taken = desk.post("/desk/readers/take-out", data={"way": "post"})
    assert "Taken out. Print the files below" in taken.text
    again = desk.post("/desk/readers/take-out", data={"way": "post"})
    assert "Nothing waited" in again.text
    files = files_of(again.text)
    assert [each.partition("?")[0].rpartition("/")[2] for each in files] == [
        "letters.pdf",
        "letters.pdf",
        "labels.pdf",
    ]
    for address in files:
        answer = desk.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["cache-control"] == "no-store"
        assert "attachment" in answer.headers["content-disposition"]
        said = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
        assert "Ada Example" in said
        assert "Bo Example" not in said
        assert ("Youth Fund for the Fens" in said) == ("letters" in address)
    sign_in(client, settings, "other@example.org", (Role.COORDINATOR, HUNTINGDONSHIRE))
    for address in files:
        assert client.get(address).status_code == 404


def test_texts_leave_as_a_table(desk: TestClient, stores: Stores) -> None:
    announce(stores, title="=HYPERLINK(1)")
    reader(stores, "Ada Example", MARCH, way=Way.SMS)
    make_digests(stores)
    page = desk.post("/desk/readers/take-out", data={"way": "sms"}).text
    (address,) = files_of(page)
    answer = desk.get(address)
    assert answer.headers["content-type"].startswith("text/csv")
    (head, row) = list(csv.reader(io.StringIO(answer.text)))
    assert head == ["number", "text"]
    assert row[0] == "447700900123"
    assert len(row[1]) <= 306
    assert row[1].startswith("Hereabouts: =HYPERLINK")
    assert "Ada" not in answer.text
    assert "Nothing was taken out then" in desk.get("/desk/readers/texts.csv?at=5").text


def test_ending_somebody_forgets_them(desk: TestClient, stores: Stores) -> None:
    announce(stores)
    someone = reader(stores, "Ada Example", MARCH)
    make_digests(stores)
    assert desk.post(f"/desk/readers/{someone}/end", data={"agreed": "by me"}).status_code == 422
    done = desk.post(f"/desk/readers/{someone}/end", data={"agreed": "on paper, entered by a coordinator"})
    assert "Ended. Their name and address are forgotten" in done.text
    assert "Ada Example" not in done.text
    assert "No letters wait" in done.text
    other = reader(stores, "Bo Example", MARCH, district=HUNTINGDONSHIRE)
    assert desk.post(f"/desk/readers/{other}/end", data={"agreed": "by telephone"}).status_code == 403
