"""Can a clerk look after the page of a parish, of their own parish only, and does the page tell it?"""

import re
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from html5lib import HTMLParser
from signed_in import sign_in
from sqlalchemy import text
from sqlmodel import Session, select

from directory import clock
from directory.accounts.owned import follow_owners
from directory.accounts.service import add_grant
from directory.changes.service import versions
from directory.jobs.models import AuditEntry
from directory.jobs.schemas import JobRead, Stores
from directory.marks.models import Mark
from directory.marks.service import current_marks
from directory.settings import Settings
from directory.store import session_scope
from directory.words import Role
from web.words import long_date

WISBECH, LEVERINGTON, FENLAND = "E04001668", "E04001659", "E07000010"


@pytest.fixture
def stores(client: TestClient) -> Stores:
    found: Stores = client.app.state.stores  # type: ignore[attr-defined]
    return found


@pytest.fixture
def clerk(client: TestClient, settings: Settings) -> TestClient:
    sign_in(client, settings, "clerk@example.org", (Role.PARISH_CLERK, WISBECH))
    return client


def page(client: TestClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    HTMLParser(strict=True).parse(answer.text)
    return " ".join(answer.text.split())


def form_of(html: str, name: str) -> dict[str, str]:
    """Read the hidden fields of the form of one listing."""
    part = html[html.index(f">{name}</a>") :]
    part = part[: part.index("</form>")]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', part))


def test_the_page_is_private_and_of_their_own_parish(clerk: TestClient) -> None:
    told = page(clerk, f"/desk/parish/{WISBECH}")
    assert "I looked it over today" in told
    assert clerk.get(f"/desk/parish/{WISBECH}").headers["cache-control"] == "no-store"
    assert clerk.get(f"/desk/parish/{LEVERINGTON}").status_code == 403
    for what in ("care", "marks", "place"):
        assert clerk.post(f"/desk/parish/{LEVERINGTON}/{what}", data={}).status_code == 403
    choices = page(clerk, "/desk/parish")
    assert f"/desk/parish/{WISBECH}" in choices
    assert f"/desk/parish/{LEVERINGTON}" not in choices
    assert 'href="/desk/parish"' in page(clerk, "/desk")


def test_a_coordinator_looks_after_every_parish_of_the_district(
    client: TestClient, settings: Settings
) -> None:
    sign_in(client, settings, "coordinator@example.org", (Role.COORDINATOR, FENLAND))
    assert client.get(f"/desk/parish/{LEVERINGTON}").status_code == 200
    assert client.get("/desk/parish/E04012035").status_code == 403
    assert client.get(f"/desk/parish/{FENLAND}").status_code == 404


def test_looking_it_over_is_told_by_day_and_role_at_once(clerk: TestClient, stores: Stores) -> None:
    assert "Nobody looks after this page yet" in page(clerk, f"/parish/{WISBECH}")
    answer = clerk.post(f"/desk/parish/{WISBECH}/care", follow_redirects=True)
    assert "it was looked after today" in " ".join(answer.text.split())
    told = page(clerk, f"/parish/{WISBECH}")
    assert f"Last looked after on {long_date(clock.local_now().date())} by the parish clerk." in told
    assert "clerk@example.org" not in told
    with Session(stores.directory) as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.subject == "parish")).one()
        assert (entry.subject_id, entry.actor_role) == (WISBECH, "parish_clerk")


def test_what_is_said_is_a_mark_that_the_gaps_read(clerk: TestClient, stores: Stores) -> None:
    said = {"subject": "bowls", "says": "none", "note": "The club closed in spring"}
    answer = clerk.post(f"/desk/parish/{WISBECH}/marks", data=said, follow_redirects=True)
    assert answer.status_code == 200
    with Session(stores.directory) as session:
        mark = next(each for each in current_marks(session, "bowls") if each.area_code == WISBECH)
        assert (mark.says.value, mark.role, mark.note) == (
            "none",
            "parish clerk",
            "The club closed in spring",
        )
        assert mark.on_date == clock.local_now().date().isoformat()
    told = page(clerk, f"/parish/{WISBECH}")
    assert "that there is none" in told
    assert "by the parish clerk" in told
    assert "The parish clerk said" in told


@pytest.mark.parametrize(
    ("form", "at", "said"),
    [
        ({"subject": "bowls", "says": ""}, "says", "Choose what there is."),
        ({"subject": "bowls", "says": "perhaps"}, "says", "none of has, none, unknown"),
        ({"subject": "zebras", "says": "has"}, "subject", "neither a capital nor a category"),
        ({"subject": "bowls", "says": "has", "note": "Ask Mr Example"}, "note", "name of a person"),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_is_kept(
    clerk: TestClient, stores: Stores, form: dict[str, str], at: str, said: str
) -> None:
    answer = clerk.post(f"/desk/parish/{WISBECH}/marks", data=form)
    assert answer.status_code == 422
    HTMLParser(strict=True).parse(answer.text)
    assert said in answer.text
    assert f'href="#{at}"' in answer.text
    assert f'id="{at}"' in answer.text
    if "note" in form:
        assert "Ask Mr Example" in answer.text
    with Session(stores.directory) as session:
        assert (
            session.exec(select(Mark).where(Mark.area_code == WISBECH, Mark.role == "parish clerk")).all()
            == []
        )
        assert session.exec(select(AuditEntry).where(AuditEntry.subject == "parish")).all() == []


def placed_in(stores: Stores, slug: str) -> tuple[str, bool]:
    with Session(stores.directory) as session:
        row = session.execute(
            text(
                "SELECT p.parish, p.parish_estimated FROM location p JOIN service_at_location s "
                "ON s.location_id = p.id JOIN listing l ON l.id = s.listing_id WHERE l.slug = :slug"
            ),
            {"slug": slug},
        ).one()
        return row.parish, bool(row.parish_estimated)


def test_a_listing_is_put_in_its_parish_and_is_no_estimate_then(clerk: TestClient, stores: Stores) -> None:
    assert placed_in(stores, "wisbech-library") == (WISBECH, True)
    html = page(clerk, f"/desk/parish/{WISBECH}")
    hidden = form_of(html, "Wisbech Library")
    answer = clerk.post(
        f"/desk/parish/{WISBECH}/place", data=hidden | {"parish": WISBECH}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert placed_in(stores, "wisbech-library") == (WISBECH, False)
    again = clerk.post(
        f"/desk/parish/{WISBECH}/place", data=hidden | {"parish": WISBECH}, follow_redirects=False
    )
    assert again.status_code == 303, "the same form again changes nothing"
    with Session(stores.directory) as session:
        found = session.execute(text("SELECT id FROM listing WHERE slug = 'wisbech-library'")).scalar_one()
        made = versions(session, UUID(found))
        assert made[0].actor.role == "parish_clerk"
        assert len(made) == 2


def test_a_listing_that_is_elsewhere_is_moved_and_then_not_theirs(clerk: TestClient, stores: Stores) -> None:
    hidden = form_of(page(clerk, f"/desk/parish/{WISBECH}"), "Wisbech Library")
    there = f"/desk/parish/{WISBECH}/place"
    assert clerk.post(there, data=hidden | {"parish": LEVERINGTON}).status_code == 200
    assert placed_in(stores, "wisbech-library") == (LEVERINGTON, False)
    assert "Wisbech Library" in page(clerk, f"/parish/{LEVERINGTON}")
    other = hidden | {"parish": WISBECH, "change_id": str(uuid4())}
    assert clerk.post(there, data=other).status_code == 403
    assert placed_in(stores, "wisbech-library") == (LEVERINGTON, False)


def test_a_form_that_is_old_or_forged_changes_nothing(clerk: TestClient, stores: Stores) -> None:
    hidden = form_of(page(clerk, f"/desk/parish/{WISBECH}"), "Wisbech Library")
    there = f"/desk/parish/{WISBECH}/place"
    for wrong in ({"parish": "E04012035"}, {"parish": ""}, {"parish": WISBECH, "version": "x"}):
        answer = clerk.post(there, data=hidden | wrong)
        assert answer.status_code == 422, wrong
    assert clerk.post(there, data=hidden | {"parish": WISBECH, "at": str(uuid4())}).status_code == 409
    with Session(stores.directory) as session:
        march = session.execute(
            text(
                "SELECT s.id FROM service_at_location s JOIN listing l ON l.id = s.listing_id "
                "WHERE l.slug = 'march-library'"
            )
        ).scalar_one()
    answer = clerk.post(there, data=hidden | {"parish": WISBECH, "at": str(UUID(march))})
    assert answer.status_code == 403, "what stands elsewhere is not theirs to take"
    assert placed_in(stores, "wisbech-library") == (WISBECH, True)


def test_who_claims_the_councils_listing_is_led_to_the_tools(
    client: TestClient, settings: Settings, stores: Stores
) -> None:
    account = sign_in(client, settings, "council@example.org")
    assert client.get(f"/desk/parish/{WISBECH}").status_code == 403
    with Session(stores.directory) as session:
        council = UUID(
            session.execute(text("SELECT id FROM listing WHERE slug = 'wisbech-parish'")).scalar_one()
        )
    with session_scope(stores.people) as session:
        job = add_grant(session, account, Role.OWNER, str(council), granted_by=None)
    follow_owners(stores, JobRead(job, "follow_owners", {"listing_id": str(council)}, 0))
    assert client.get(f"/desk/parish/{WISBECH}").status_code == 200
    assert "Parish clerk of Wisbech" in page(client, "/desk")
    told = page(client, f"/parish/{WISBECH}")
    assert "The parish council has taken its listing on" in told
    assert "I am the clerk" not in told
