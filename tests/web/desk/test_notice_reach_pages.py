"""Does an issuer see how far a notice goes and went, and never whom it reaches?"""

import re
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from hearing import FENLAND, HUNTINGDONSHIRE, MARCH, WISBECH, announce, both_stores, reader, residents
from mail_server import Box, mail_server
from pydantic import SecretStr
from signed_in import sign_in
from sqlalchemy import select
from sqlmodel import Session, col

from directory import clock
from directory.digests.service import make_digests
from directory.jobs.schemas import Stores
from directory.listings.models import Listing
from directory.messages.delivery import deliver_due
from directory.settings import Settings
from directory.words import Role

OWN_LINK = re.compile(r'href="(/desk/notices/[^"#]*)"')
ISSUER = "march-library"


@pytest.fixture
def stores(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    noon = clock.now().replace(hour=12)
    monkeypatch.setattr(clock, "now", lambda: noon)
    with (
        mail_server(Box()) as url,
        both_stores(settings.model_copy(update={"smtp_url": SecretStr(url)})) as found,
    ):
        yield found


@pytest.fixture
def issuer(stores: Stores) -> UUID:
    with Session(stores.directory) as session:
        return session.execute(select(col(Listing.id)).where(col(Listing.slug) == ISSUER)).scalar_one()


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_issuer_sees_how_far_it_goes_and_where_hardly_anybody_hears(
    client: TestClient, settings: Settings, stores: Stores, issuer: UUID
) -> None:
    notice_id = announce(stores, issuer_listing_id=issuer)
    residents(stores, 11, MARCH)
    residents(stores, 3, WISBECH)
    sign_in(client, settings, "owner@example.org", (Role.OWNER, str(issuer)))
    page = client.get(f"/desk/notices/{notice_id}/reach")
    assert page.status_code == 200
    said = words_of(page.text)
    assert "10 to 14 people will hear" in said
    assert "Money to apply for 10 or more" in said
    assert "Fenland 10 or more" in said
    assert "March 10 or more" in said
    assert "Wisbech , Fenland: about 26,210 people live there" in said
    assert "15 of 16 parishes" in said
    assert "Wisbech Library (library)" in said
    assert "telephone" in said or "people" in said
    assert page.headers["cache-control"] == "no-store"
    told = words_of(client.get(f"/desk/notices/{notice_id}/results").text)
    assert "Delivered to fewer than 5" in told
    make_digests(stores)
    deliver_due(stores)
    told = words_of(client.get(f"/desk/notices/{notice_id}/results").text)
    assert "Delivered to 10 or more" in told
    assert "Opened it fewer than 5" in told


def test_no_page_of_an_issuer_names_anybody(
    client: TestClient, settings: Settings, stores: Stores, issuer: UUID
) -> None:
    """Every page and file of the notice's desk that can be reached from it is read."""
    notice_id = announce(stores, issuer_listing_id=issuer)
    accounts = residents(stores, 9, MARCH, may_count=True)
    accounts += [reader(stores, f"Reader Number{number}", MARCH) for number in range(6)]
    make_digests(stores)
    deliver_due(stores)
    sign_in(client, settings, "owner@example.org", (Role.OWNER, str(issuer)))
    start = f"/desk/notices/{notice_id}"
    waiting, seen = [f"{start}/reach", f"{start}/results", start], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        page = client.get(address)
        assert page.status_code == 200, address
        for name in ("resident-", "Reader Number", "07700", "PE15 9LT", "+44"):
            assert name not in page.text, (address, name)
        for account in accounts:
            assert str(account) not in page.text
            assert account.hex not in page.text
        waiting += [link.replace("&amp;", "&") for link in OWN_LINK.findall(page.text)]
    assert {f"{start}/reach", f"{start}/results"} <= seen
    for address in ("/desk/readers", "/desk/readers/texts.csv", "/desk/readers/letters.pdf"):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("page", ["reach", "results"])
def test_only_whoever_looks_after_the_notice_sees_it(
    client: TestClient, settings: Settings, stores: Stores, page: str
) -> None:
    notice_id = announce(stores)
    address = f"/desk/notices/{notice_id}/{page}"
    assert client.get(address, follow_redirects=False).headers["location"].startswith("/sign-in")
    for email, grants, status in (
        ("nobody@example.org", (), 403),
        ("other@example.org", ((Role.COORDINATOR, HUNTINGDONSHIRE),), 403),
        ("own@example.org", ((Role.COORDINATOR, FENLAND),), 200),
        ("clerk@example.org", ((Role.PARISH_CLERK, MARCH),), 403),
    ):
        sign_in(client, settings, email, *grants)
        assert client.get(address).status_code == status, email
    assert client.get(f"/desk/notices/{uuid4()}/{page}").status_code == 404


def test_an_example_and_what_is_over_say_so(client: TestClient, settings: Settings, stores: Stores) -> None:
    notice_id = announce(stores, example=True, source="Paper", as_of="2019-10")
    sign_in(client, settings, "own@example.org", (Role.COORDINATOR, FENLAND))
    said = words_of(client.get(f"/desk/notices/{notice_id}/reach").text)
    assert "This is an example" in said
    assert "fewer than 5 people will hear" in said
