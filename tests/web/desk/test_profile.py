"""Can a group tell more in two minutes, see what it changes, and keep it to itself?"""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlalchemy import Engine, text

from directory import clock
from directory.changes.schemas import Actor
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.service import open_notice, write_notice
from directory.profiles.schemas import ProfileDraft
from directory.profiles.service import read_profile, tell
from directory.profiles.words import Beneficiary, IncomeBand, Need, Paperwork
from directory.settings import Settings
from directory.store import reading_scope, session_scope
from directory.words import Reach, Role, SizeBand
from tests.directory.noticeboard.made import CAMBRIDGE, FENLAND, MARCH, draft
from tests.web.conftest import Page

HERE = "/desk/listing/march-library/profile"
OWNER = Actor("owner", UUID(int=3))


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    real = clock.now
    begun = real()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC) + (real() - begun))


@pytest.fixture
def library(directory_engine: Engine) -> UUID:
    with directory_engine.connect() as connection:
        found = connection.execute(text("SELECT id FROM listing WHERE slug = 'march-library'"))
        return UUID(found.scalar_one())


@pytest.fixture
def board(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        for said in (
            draft(
                title="For small ones in March", areas=(MARCH,), rules=NoticeRules(incomes=(IncomeBand.NONE,))
            ),
            draft(title="For all"),
            draft(title="For Cambridge", areas=(CAMBRIDGE,)),
        ):
            found = write_notice(session, said, actor=OWNER, change_id=uuid4())
            open_notice(session, found, actor=OWNER, change_id=uuid4())


@pytest.mark.usefixtures("board")
def test_what_is_told_is_kept_and_changes_what_fits(
    client: TestClient, settings: Settings, directory_engine: Engine, library: UUID
) -> None:
    sign_in(client, settings, "own@example.org", (Role.OWNER, str(library)))
    assert HERE in client.get("/desk/listing/march-library").text
    first = Page(client.get(HERE))
    assert "1 open notice fits by every rule:For all" in first.main
    assert "1 more may fit, and something is not known:For small ones in March" in first.main
    assert "We do not know: what you take in a year." in first.main
    assert "1 open notice is for others." in first.main
    unsaid = [
        each for each in first.root.iter("input") if each.get("type") == "radio" and "checked" in each.attrib
    ]
    assert [(each.get("name"), each.get("value")) for each in unsaid] == [
        *(("size", ""), ("reach", ""), ("income", ""), ("registered", "")),
    ]
    told = {
        "beneficiaries": ["young_people", "families"],
        "size": "10_to_29",
        "reach": "place",
        "seeks": "money",
        "offers": ["rooms", "advice"],
        "income": "none",
        "registered": "no",
        "paperwork": "bank_account",
        "hide_similar": "yes",
    }
    sent = client.post(HERE, data=told, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{HERE}?said=saved")
    after = Page(client.get(sent.headers["location"]))
    assert "2 open notices fit by every rule" in after.main
    with reading_scope(directory_engine) as session:
        profile = read_profile(session, library)
    assert profile.told == ProfileDraft(
        income=IncomeBand.NONE,
        registered=False,
        beneficiaries=(Beneficiary.YOUNG_PEOPLE, Beneficiary.FAMILIES),
        seeks=(Need.MONEY,),
        offers=(Need.ROOMS, Need.ADVICE),
        paperwork=(Paperwork.BANK_ACCOUNT,),
        hide_similar=True,
    )
    assert (profile.size, profile.reach) == (SizeBand.FROM_10, Reach.PLACE)
    with directory_engine.connect() as connection:
        versions = connection.execute(
            text("SELECT COUNT(*) FROM listing_version WHERE listing_id = :id"), {"id": library.hex}
        ).scalar_one()
        actors = connection.execute(
            text("SELECT actor_role, detail FROM audit_entry WHERE action = 'profile told'")
        ).all()
    assert versions == 2
    assert [tuple(each) for each in actors] == [
        ("owner", "income, registered, beneficiaries, seeks, offers, paperwork, hide_similar")
    ]
    ticked = {
        (each.get("name"), each.get("value")) for each in after.root.iter("input") if "checked" in each.attrib
    }
    assert {("income", "none"), ("beneficiaries", "families"), ("paperwork", "bank_account")} <= ticked


def test_nothing_answered_is_nothing_known_and_none_of_them_is_an_answer(
    client: TestClient, settings: Settings, directory_engine: Engine, library: UUID
) -> None:
    sign_in(client, settings, "own@example.org", (Role.OWNER, str(library)))
    for form, papers in (
        ({"paperwork": "none"}, ()),
        ({}, None),
        ({"income": "a lot", "seeks": "gold"}, None),
    ):
        client.post(HERE, data=form)
        with reading_scope(directory_engine) as session:
            assert read_profile(session, library).told == ProfileDraft(paperwork=papers)


def test_what_does_not_go_together_is_said_and_kept(
    client: TestClient, settings: Settings, directory_engine: Engine, library: UUID
) -> None:
    sign_in(client, settings, "own@example.org", (Role.OWNER, str(library)))
    page = Page(
        client.post(
            HERE, data={"beneficiaries": ["everybody", "carers"], "income": "none", "size": "under_10"}
        )
    )
    assert page.status == 422
    assert "not both" in page.main
    ticked = {each.get("value") for each in page.root.iter("input") if "checked" in each.attrib}
    assert {"everybody", "carers", "none", "under_10"} <= ticked
    with reading_scope(directory_engine) as session:
        profile = read_profile(session, library)
    assert (profile.told, profile.size) == (ProfileDraft(), None)


@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [
        (Role.PARISH_CLERK, MARCH, 200),
        (Role.PARTNER_EDITOR, FENLAND, 200),
        (Role.PARTNER_EDITOR, CAMBRIDGE, 403),
        (Role.OWNER, str(UUID(int=7)), 403),
    ],
)
def test_it_is_theirs_who_look_after_the_listing(
    client: TestClient, settings: Settings, role: Role, scope: str, status: int
) -> None:
    sign_in(client, settings, "some@example.org", (role, scope))
    assert client.get(HERE).status_code == status
    assert client.post(HERE, data={"income": "none"}).status_code == status


PUBLIC = (
    "/listing/march-library",
    "/api/v1/listings/{id}",
    "/api/v1/listings?q=march+library",
    "/oruk/v3/services/{id}",
    "/oruk/v3/services",
    "/parish/E04001661",
    "/near?where=March",
    "/noticeboard",
    "/noticeboard/for-small-ones-in-march",
    "/noticeboard/for-small-ones-in-march/fit?listing=march-library",
    "/api/v1/notices",
    "/api/v1/notices/for-small-ones-in-march",
    "/noticeboard.rss",
)


@pytest.mark.usefixtures("board")
def test_no_public_page_program_or_feed_tells_of_money_and_papers(
    client: TestClient, directory_engine: Engine, library: UUID
) -> None:
    """What is said before a group told anything is what is said after it did."""

    def asked() -> dict[str, str]:
        found = {}
        for address in PUBLIC:
            answer = client.get(address.format(id=library))
            if answer.status_code == 404 and not address.startswith("/listing"):
                continue
            assert answer.status_code == 200, address
            found[address] = answer.text
        return found

    before = asked()
    with session_scope(directory_engine) as session:
        told = ProfileDraft(
            income=IncomeBand.FROM_100K,
            registered=True,
            paperwork=(Paperwork.SAFEGUARDING,),
        )
        tell(session, library, told, actor=OWNER)
    after = asked()
    assert len(after) > len(PUBLIC) // 2
    for address, told_then in before.items():
        assert after[address] == told_then, address
        for words in ("£100,000 or more", "100k_and_more", "safeguarding"):
            assert words not in after[address].lower() or words in told_then.lower(), address
