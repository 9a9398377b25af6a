"""Does a coordinator see what is confirmed, what to do first and whom to call, of their own places only?"""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from html5lib import HTMLParser
from signed_in import sign_in
from sqlalchemy import func, select, text, update
from sqlmodel import Session, col

from directory import clock
from directory.accounts.schemas import Where
from directory.freshness.models import CallNote
from directory.freshness.overview import Way, read_overview
from directory.freshness.queries import grounds
from directory.jobs.schemas import Stores
from directory.links.models import LinkCheck
from directory.listings.models import Listing
from directory.marks.models import Mark
from directory.settings import Settings
from directory.store import session_scope
from directory.usage.models import UsageCount
from directory.words import Departure, Role
from directory.worklist.models import WorkItem

FENLAND, HUNTINGDONSHIRE = "E07000010", "E07000011"


@pytest.fixture
def stores(client: TestClient) -> Stores:
    found: Stores = client.app.state.stores  # type: ignore[attr-defined]
    return found


@pytest.fixture
def coordinator(client: TestClient, settings: Settings) -> TestClient:
    sign_in(client, settings, "coordinator@example.org", (Role.COORDINATOR, FENLAND))
    return client


def page(client: TestClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    HTMLParser(strict=True).parse(answer.text)
    return " ".join(answer.text.split())


def find(stores: Stores, slug: str) -> Listing:
    with Session(stores.directory) as session:
        return session.execute(select(Listing).where(col(Listing.slug) == slug)).scalar_one()


def test_it_claims_no_more_than_is_known(client: TestClient, settings: Settings, stores: Stores) -> None:
    sign_in(client, settings, "admin@example.org", (Role.ADMINISTRATOR, None))
    with Session(stores.directory) as session:
        # A parish nobody has taken on is a place: there is nothing in it to confirm.
        told = col(Listing.kind) != "parish_council"
        total = session.execute(select(func.count()).select_from(Listing).where(told)).scalar_one()
    assert total == 516
    assert f"Nobody has confirmed {total:,} of {total:,} listings." in page(client, "/desk/upkeep")


def test_what_was_confirmed_is_counted_by_how_long_ago(coordinator: TestClient, stores: Stores) -> None:
    today = clock.local_now().date()
    for slug, days in (("march-library", 10), ("wisbech-library", 170), ("whittlesey-library", 300)):
        with session_scope(stores.directory) as session:
            session.execute(
                update(Listing)
                .where(col(Listing.slug) == slug)
                .values(assured_date=today - timedelta(days=days))
            )
    text = page(coordinator, "/desk/upkeep")
    assert "2 of " in text
    assert "confirmed within six months" in text
    row = text[text.index('scope="row"') :]
    figures = [part.split("</td>")[0] for part in row.split('numeric">')[1:7]]
    assert figures[1:4] == ["1", "2", "3"]


def test_only_their_own_places_are_shown(coordinator: TestClient) -> None:
    text = page(coordinator, "/desk/upkeep")
    assert "Fenland" in text
    assert "South Cambridgeshire" not in text
    elsewhere = page(coordinator, f"/desk/upkeep?place={HUNTINGDONSHIRE}")
    assert "/desk/listing/huntingdon-library" not in elsewhere
    assert "Nobody has confirmed 1 of 1 listings." in elsewhere, "the mobile library calls in both"


@pytest.mark.parametrize("address", ["/desk/upkeep", "/desk/calls", "/desk/upkeep/known"])
def test_who_may_not_is_refused(client: TestClient, settings: Settings, address: str) -> None:
    assert client.get(address, follow_redirects=False).status_code == 303
    listing = "11111111-1111-4111-8111-111111111111"
    sign_in(client, settings, "owner@example.org", (Role.OWNER, listing))
    assert client.get(address).status_code == 403


def test_what_many_look_at_in_a_deprived_place_comes_first(coordinator: TestClient, stores: Stores) -> None:
    with session_scope(stores.directory) as session:
        session.add(UsageCount(week="2026-W40", what="listing", key="march-library", asked=5000))
    text = page(coordinator, "/desk/upkeep")
    assert text.index("march-library") < text.index("/desk/listing/", text.index("march-library") + 20)
    first = text[text.index('id="first"') :]
    assert first.index("/desk/listing/march-library") == first.index("/desk/listing/")
    assert "Its page was looked at 5,000 times." in text
    assert "Nobody to write to" not in text


def test_a_dead_link_is_told(coordinator: TestClient, stores: Stores) -> None:
    url, then = find(stores, "march-library").url, clock.now() - timedelta(days=30)
    assert url
    with session_scope(stores.directory) as session:
        session.add(
            LinkCheck(
                url=url, checked_at=then, status=404, problem="answers 404", failures=3, failing_since=then
            )
        )
    text = page(coordinator, "/desk/upkeep")
    assert "Answers 404, since" in text


def test_a_call_confirms_with_the_role_of_the_caller(coordinator: TestClient, stores: Stores) -> None:
    listing = find(stores, "march-library")
    assert "march-library" in page(coordinator, "/desk/calls")
    answer = coordinator.post(
        "/desk/calls",
        data={"listing": str(listing.id), "way": "telephone", "outcome": "still_right"},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    found = find(stores, "march-library")
    assert (found.assured_date, found.assured_by) == (clock.local_now().date(), "a coordinator")
    assert "/desk/listing/march-library" not in page(coordinator, "/desk/calls")
    with Session(stores.people) as session:
        assert session.execute(select(CallNote.outcome)).scalars().all() == ["still_right"]  # type: ignore[call-overload]


def test_a_call_confirms_nothing_that_left_the_directory_meanwhile(
    coordinator: TestClient, stores: Stores
) -> None:
    identifier = find(stores, "march-library").id
    with session_scope(stores.directory) as session:
        session.get_one(Listing, identifier).departure = Departure.ARCHIVED.value
    said = {"listing": str(identifier), "way": "telephone"}
    refused = coordinator.post("/desk/calls", data=said | {"outcome": "still_right"})
    assert refused.status_code == 409
    assert "It is no longer in the directory." in refused.text
    with Session(stores.people) as session:
        assert session.execute(select(CallNote)).first() is None
    noted = coordinator.post("/desk/calls", data=said | {"outcome": "gone"}, follow_redirects=False)
    assert noted.status_code == 303


def test_a_call_nobody_answers_is_written_down_and_stays_on_the_list(
    coordinator: TestClient, stores: Stores
) -> None:
    listing = find(stores, "march-library")
    text = coordinator.post(
        "/desk/calls", data={"listing": str(listing.id), "way": "visit", "outcome": "no_answer"}
    ).text
    assert "Written down: nobody answered." in text
    assert "Visit," in text
    assert find(stores, "march-library").assured_date is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"way": "telephone"}, "Choose what came of it."),
        ({"outcome": "still_right"}, "Choose how you asked."),
        ({"way": "pigeon", "outcome": "still_right"}, "Choose how you asked."),
    ],
)
def test_a_call_that_is_not_whole_is_asked_again(
    coordinator: TestClient, stores: Stores, given: dict[str, str], told: str
) -> None:
    identifier = str(find(stores, "march-library").id)
    answer = coordinator.post("/desk/calls", data={"listing": identifier, **given})
    assert answer.status_code == 422
    assert answer.text.count(told) == 2
    assert f"-{identifier}-error" in answer.text
    assert find(stores, "march-library").assured_date is None


def test_a_call_elsewhere_is_refused(coordinator: TestClient, stores: Stores) -> None:
    elsewhere = find(stores, "huntingdon-library")
    given = {"listing": str(elsewhere.id), "way": "telephone", "outcome": "still_right"}
    assert coordinator.post("/desk/calls", data=given).status_code == 403
    assert coordinator.post("/desk/calls", data={**given, "listing": "x"}).status_code == 404


def known(client: TestClient, **more: str) -> str:
    given = {"place": "March", "subject": "social", "says": "has", "role": "town clerk", "date": "2026-03-02"}
    return client.post("/desk/upkeep/known", data=given | more).text


def marks(stores: Stores) -> list[tuple[str, str, str, str]]:
    with Session(stores.directory) as session:
        rows = session.execute(select(Mark).where(col(Mark.on_date) == "2026-03-02")).scalars()
        return [(mark.area_code, mark.subject, str(mark.says), mark.role) for mark in rows]


def items(stores: Stores) -> list[tuple[str, str, str]]:
    with Session(stores.directory) as session:
        rows = session.execute(select(WorkItem).where(col(WorkItem.on_date) == "2026-03-02")).scalars()
        return [(item.area_code, item.subject, item.status) for item in rows]


@pytest.mark.parametrize("says", ["has", "none", "unknown"])
def test_an_answer_is_a_mark_and_ends_the_asking(coordinator: TestClient, stores: Stores, says: str) -> None:
    text = known(coordinator, says=says)
    assert "Written down." in text
    ((code, subject, said, role),) = marks(stores)
    assert (subject, said, role) == ("social", says, "town clerk")
    assert items(stores) == [(code, "social", "answered")]


def test_asking_alone_makes_no_mark(coordinator: TestClient, stores: Stores) -> None:
    known(coordinator, says="asked", role="")
    assert marks(stores) == []
    assert [status for _, _, status in items(stores)] == ["asked"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"place": ""}, "Name a place."),
        ({"place": "Atlantis"}, "Atlantis"),
        ({"says": ""}, "Choose what came of it."),
        ({"role": ""}, "Say who said so, by role"),
        ({"date": "2999-01-01"}, "in the future"),
        ({"note": "Ring 01632 960123"}, "personal"),
    ],
)
def test_what_can_not_be_taken_is_said_and_kept(
    coordinator: TestClient, stores: Stores, more: dict[str, str], told: str
) -> None:
    text = known(coordinator, **more)
    assert "There is a problem" in text
    assert text.count(told) >= 2
    for value in more.values():
        assert value in text
    assert marks(stores) == []


def test_what_is_known_elsewhere_is_for_others_to_say(coordinator: TestClient, stores: Stores) -> None:
    answer = coordinator.post(
        "/desk/upkeep/known",
        data={
            "place": "Huntingdon",
            "subject": "social",
            "says": "has",
            "role": "clerk",
            "date": "2026-03-02",
        },
    )
    assert answer.status_code == 403
    assert marks(stores) == []


def test_a_clerk_sees_their_parish(client: TestClient, settings: Settings, stores: Stores) -> None:
    with Session(stores.directory) as session:
        library = find(stores, "march-library").id
        (parish,) = grounds(session, [library])[library][0]
    sign_in(client, settings, "clerk@example.org", (Role.PARISH_CLERK, parish))
    text = page(client, "/desk/upkeep")
    assert "march-library" in text
    assert "wisbech-library" not in text


def test_those_who_can_be_telephoned_come_first_and_a_place_is_told(
    coordinator: TestClient, stores: Stores
) -> None:
    with Session(stores.directory) as session:
        place = session.execute(
            text(
                "SELECT l.address, l.postcode FROM location l JOIN service_at_location s "
                "ON s.location_id = l.id JOIN listing g ON g.id = s.listing_id WHERE g.slug = 'march-library'"
            )
        ).one()
    with session_scope(stores.directory) as session:
        mine = col(Listing.slug) == "march-library"
        other = col(Listing.slug) == "wisbech-library"
        session.execute(update(Listing).values(phone=None, email=None))
        session.execute(update(Listing).where(mine).values(email="desk@example.org"))
        session.execute(update(Listing).where(other).values(phone="01632 960111"))
    found = page(coordinator, "/desk/calls")
    first = found[found.index("<ol") :]
    assert first.index("/desk/listing/wisbech-library") == first.index("/desk/listing/")
    assert 'href="tel:01632960111"' in first
    calls = re.findall(r'<li class="upkeep-row upkeep-call".*?</li>', first)
    library = next(each for each in calls if "/desk/listing/march-library" in each)
    assert f"{place.postcode}</span>" in library
    assert place.address in library.replace("&#39;", "'")
    assert "nobody agreed to be written to by us, so write yourself" in library
    assert "No contact held" not in found
    overview = read_overview(stores, Where(everywhere=True))
    ways = [each.way for each in overview.to_call()]
    assert ways == sorted(ways)
    assert {Way.TELEPHONE, Way.VISIT, Way.NONE} <= set(ways)
    hidden = [each for each in overview.standings if each.way is Way.NONE]
    assert all(not each.places for each in hidden)
    first_in_each = [each.first for each in overview.to_call() if each.way is Way.VISIT]
    assert first_in_each == sorted(first_in_each, reverse=True)


def test_what_people_said_of_a_place_is_linked_from_the_desk(coordinator: TestClient) -> None:
    assert 'href="/desk/upkeep/known"' in page(coordinator, "/desk")
