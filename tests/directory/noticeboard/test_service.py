"""Does a notice live its whole life, and does nothing happen to it twice or out of turn?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import Conflict, InvalidInput, NotFound
from directory.listings.models import Listing
from directory.noticeboard.models import Notice, NoticeVersion
from directory.noticeboard.reading import read_by_id, read_notice
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.service import (
    close_notice,
    needs_look,
    open_notice,
    return_notice,
    send_for_check,
    still_holds,
    tell_outcome,
    withdraw_notice,
    write_notice,
)
from directory.noticeboard.tasks import refresh_notices
from directory.noticeboard.versions import history
from directory.noticeboard.words import NoticeKind, Phase
from directory.profiles.words import Beneficiary, Paperwork
from directory.words import Capital, Kind
from tests.directory.noticeboard.made import CAMBRIDGE, FENLAND, MARCH, draft

OWNER, CLERK = Actor("owner", UUID(int=3)), Actor("parish_clerk", UUID(int=4))
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    def at(day: date) -> None:
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    at(TODAY)
    return at


def written(session: Session, said: NoticeDraft | None = None) -> UUID:
    return write_notice(session, said or draft(), actor=OWNER, change_id=uuid4())


def opened(session: Session, said: NoticeDraft | None = None) -> UUID:
    found = written(session, said)
    open_notice(session, found, actor=CLERK, change_id=uuid4())
    return found


def listing_id(session: Session, slug: str) -> UUID:
    return session.execute(select(col(Listing.id)).where(col(Listing.slug) == slug)).scalar_one()


def mark(session: Session) -> str | None:
    return session.execute(text("SELECT mark FROM change_mark WHERE noun = 'notices'")).scalar()


def test_a_notice_lives_its_whole_life(session: Session, at: Callable[[date], None]) -> None:
    library = listing_id(session, "march-library")
    found = written(session, draft(deadline=date(2026, 12, 31), issuer_listing_id=library, areas=(MARCH,)))
    phases = [read_by_id(session, found).phase]
    with pytest.raises(NotFound):
        read_notice(session, "small-grants-for-young-people")
    send_for_check(session, found, actor=OWNER, change_id=uuid4())
    phases.append(read_by_id(session, found).phase)
    return_notice(session, found, reason="Say what the form is called.", actor=CLERK, change_id=uuid4())
    phases.append(read_by_id(session, found).phase)
    send_for_check(session, found, actor=OWNER, change_id=uuid4())
    open_notice(session, found, actor=CLERK, change_id=uuid4())
    for day in (TODAY, date(2026, 12, 16), date(2026, 12, 17), date(2026, 12, 31), date(2027, 1, 1)):
        at(day)
        phases.append(read_notice(session, "small-grants-for-young-people").phase)
    tell_outcome(
        session, found, outcome="Six groups got £2,300.", awarded=(library,), actor=OWNER, change_id=uuid4()
    )
    last = read_notice(session, "small-grants-for-young-people")
    assert phases == [
        *(Phase.DRAFT, Phase.WAITING, Phase.DRAFT),
        *(Phase.OPEN, Phase.OPEN, Phase.CLOSING_SOON, Phase.CLOSING_SOON, Phase.CLOSED),
    ]
    assert (last.phase, last.outcome, last.outcome_on) == (
        Phase.OUTCOME,
        "Six groups got £2,300.",
        date(2027, 1, 1),
    )
    assert {(each.relation, each.slug) for each in last.links} == {
        ("issuer", "march-library"),
        ("awarded", "march-library"),
    }
    told = [(each.step.value, each.actor_role, each.reason) for each in reversed(history(session, found))]
    assert told == [
        ("written", "owner", None),
        ("sent to be checked", "owner", None),
        ("returned", "parish_clerk", "Say what the form is called."),
        ("sent to be checked", "owner", None),
        ("opened", "parish_clerk", None),
        ("outcome told", "owner", None),
    ]
    audited = session.execute(
        text("SELECT action, actor_role, detail FROM audit_entry WHERE subject = 'notice' ORDER BY rowid")
    ).all()
    assert [row.action for row in audited] == [f"notice {step}" for step, _role, _reason in told]
    assert all("form" not in (row.detail or "") for row in audited)


def test_everything_that_was_said_comes_back(session: Session) -> None:
    library, hub = listing_id(session, "march-library"), listing_id(session, "ely-library")
    said = draft(
        kind=NoticeKind.TRAINING,
        deadline=None,
        body="Come.\n\n- tea\n- toast",
        issuer_listing_id=library,
        district=None,
        fund_key="community-reach",
        opens_on=date(2026, 12, 1),
        amount_min=100,
        amount_max=500,
        effort="2-page form, about 3 hours",
        paperwork=(Paperwork.BANK_ACCOUNT,),
        pays_for="Rooms",
        starts_at=datetime(2026, 12, 10, 18, 30, tzinfo=UTC),
        ends_at=datetime(2026, 12, 10, 20, 0, tzinfo=UTC),
        place="The back room",
        url="https://www.example.org/grants?x=1",
        contact_role="Clerk",
        contact_email="clerk@example.org",
        contact_phone="01632 960001",
        rules=NoticeRules(
            kinds=(Kind.GROUP,),
            capitals=(Capital.SOCIAL,),
            beneficiaries=(Beneficiary.CARERS,),
            registered=False,
        ),
        areas=(CAMBRIDGE, FENLAND),
        shape={
            "type": "Polygon",
            "coordinates": [[[0.05, 52.52], [0.15, 52.52], [0.15, 52.58], [0.05, 52.58], [0.05, 52.52]]],
        },
        outside_allowed=True,
        venues=(hub,),
        about=(library,),
        source="A newsletter",
        as_of="2026-11",
    )
    read = read_by_id(session, written(session, said))
    expected = draft(**{name: getattr(said, name) for name in said.__dataclass_fields__ if name != "body"})
    shape = read.said.shape
    assert shape is not None
    assert shape["type"] == "Polygon"
    again = draft(
        **{
            name: getattr(read.said, name)
            for name in said.__dataclass_fields__
            if name not in {"body", "shape"}
        },
        shape=said.shape,
    )
    assert again == expected
    assert read.said.body == "<p>Come.</p><ul><li>tea</li><li>toast</li></ul>"
    assert read.area_names == ((CAMBRIDGE, "Cambridge"), (FENLAND, "Fenland"))
    assert read.last_day == date(2026, 12, 10)
    assert read.updated_at.tzinfo is not None


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": "  "}, "title", "Give the notice a title"),
        ({"title": "x" * 121}, "title", "121 characters long. Use 120 at most"),
        ({"summary": "x" * 301}, "summary", "Use 300 at most"),
        ({"summary": ""}, "summary", "Say in one or two sentences"),
        ({"issuer_name": ""}, "issuer_name", "Say who issues it"),
        ({"body": "x" * 10_001}, "body", "Use 10,000 characters at most"),
        ({"deadline": date(2026, 11, 22)}, "deadline", "Give a day that is still to come"),
        ({"deadline": None}, "deadline", "Say how long it holds"),
        ({"rolling": True}, "deadline", "not both"),
        ({"opens_on": date(2099, 7, 1)}, "opens_on", "Give an earlier day"),
        ({"amount_min": 500, "amount_max": 100}, "amount_max", "Put them the other way round"),
        ({"amount_min": -1}, "amount_min", "whole pounds"),
        ({"starts_at": datetime(2026, 11, 22, tzinfo=UTC)}, "starts_at", "still to come"),
        ({"starts_at": datetime(2026, 12, 1)}, "starts_at", "time zone"),  # noqa: DTZ001 - what is refused
        ({"ends_at": datetime(2026, 12, 1, tzinfo=UTC)}, "starts_at", "Say when it begins too"),
        (
            {
                "starts_at": datetime(2026, 12, 2, tzinfo=UTC),
                "ends_at": datetime(2026, 12, 1, tzinfo=UTC),
            },
            "ends_at",
            "ends before it begins",
        ),
        ({"url": "www.example.org"}, "url", "like https://"),
        ({"url": "javascript:alert(1)"}, "url", "like https://"),
        ({"url": "https://bank.example@evil.example"}, "url", "like https://"),
        ({"url": "https://[::1"}, "url", "like https://"),
        ({"url": "https://g\u043ev.example/grants"}, "url", "like https://"),
        ({"title": "\u200b\u2060"}, "title", "Give the notice a title"),
        ({"contact_email": "clerk at example"}, "contact_email", "an e-mail address"),
        ({"contact_phone": "ask at the bar"}, "contact_phone", "a telephone number"),
        ({"areas": ("E07999999",)}, "areas", "Choose one by its name"),
        ({"district": "E07000178"}, "district", "one of the districts"),
        ({"district": MARCH}, "district", "one of the districts"),
        ({"fund_key": "Community Reach!"}, "fund_key", "the key of a fund"),
        ({"as_of": "soon"}, "as_of", "is not a date"),
        ({"rules": NoticeRules(categories=("unheard-of",))}, "categories", "no category unheard-of"),
        ({"issuer_listing_id": UUID(int=1)}, "issuer_listing_id", "not in the directory"),
        ({"venues": (UUID(int=1),)}, "venues", "not in the directory"),
        ({"shape": {"type": "Point", "coordinates": [0.1, 52.5]}}, "shape", "longitude first"),
        ({"shape": {"type": "Polygon", "coordinates": "x"}}, "shape", "longitude first"),
        (
            {
                "shape": {
                    "type": "Polygon",
                    "coordinates": [[[0, 52.2], [0.2, 52.4], [0.2, 52.2], [0, 52.4], [0, 52.2]]],
                }
            },
            "shape",
            "crosses itself",
        ),
        (
            {"shape": {"type": "Polygon", "coordinates": [[[52.2, 0], [52.4, 0], [52.4, 0.2], [52.2, 0]]]}},
            "shape",
            "outside the area of this directory",
        ),
        (
            {"shape": {"type": "Polygon", "coordinates": [[[-3, 51], [-2, 51], [-2, 52], [-3, 51]]]}},
            "shape",
            "outside the area of this directory",
        ),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field(
    session: Session, changes: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        written(session, draft(**changes))
    assert caught.value.field == field
    assert words in caught.value.message
    assert session.execute(select(col(Notice.id))).first() is None


def test_nothing_hides_in_a_line_or_turns_it_round(session: Session) -> None:
    found = written(
        session, draft(title="Com\u00admunity \u202efund\u202c", issuer_name="March\u200b\x07 Council")
    )
    said = read_by_id(session, found).said
    assert (said.title, said.issuer_name) == ("Community fund", "March Council")


def test_the_same_change_is_made_once(session: Session) -> None:
    change, other = uuid4(), uuid4()
    found = write_notice(session, draft(), actor=OWNER, change_id=change)
    assert write_notice(session, draft(title="Other"), actor=OWNER, change_id=change) == found
    assert read_by_id(session, found).said.title == "Small grants for young people"
    open_notice(session, found, actor=CLERK, change_id=other)
    open_notice(session, found, actor=CLERK, change_id=other)
    assert [each.number for each in history(session, found)] == [2, 1]
    with pytest.raises(Conflict, match="Another change used this form"):
        close_notice(session, found, actor=CLERK, change_id=other)
    with pytest.raises(Conflict, match="Another change used this form"):
        open_notice(session, uuid4(), actor=CLERK, change_id=other)


def test_writing_what_stands_already_changes_nothing(session: Session) -> None:
    found = opened(session)
    before = mark(session)
    assert write_notice(session, draft(), actor=OWNER, change_id=uuid4(), notice_id=found) == found
    assert (mark(session), len(history(session, found))) == (before, 2)


def test_an_edition_is_new_only_where_an_opened_notice_says_another_day_or_sum(session: Session) -> None:
    found = written(session)
    editions = []

    def change(**changes: object) -> None:
        write_notice(session, draft(**changes), actor=OWNER, change_id=uuid4(), notice_id=found)
        editions.append(read_by_id(session, found).edition)

    change(deadline=date(2099, 1, 1))
    open_notice(session, found, actor=CLERK, change_id=uuid4())
    change(deadline=date(2099, 1, 1), summary="Other words.")
    change(deadline=date(2099, 1, 2), summary="Other words.")
    change(deadline=date(2099, 1, 2), summary="Other words.", amount_max=500)
    change(deadline=date(2099, 1, 2), summary="Other words.", amount_max=500, effort="An hour")
    send_for_check(session, found, actor=OWNER, change_id=uuid4())
    change(deadline=None, rolling=True, amount_max=500)
    assert editions == [1, 1, 2, 3, 3, 4]


def test_the_address_follows_the_title_until_it_was_opened(session: Session) -> None:
    first, second = written(session), written(session)
    assert [read_by_id(session, each).slug for each in (first, second)] == [
        "small-grants-for-young-people",
        "small-grants-for-young-people-2",
    ]
    write_notice(session, draft(title="Warm rooms"), actor=OWNER, change_id=uuid4(), notice_id=second)
    open_notice(session, second, actor=CLERK, change_id=uuid4())
    write_notice(session, draft(title="Cold rooms"), actor=OWNER, change_id=uuid4(), notice_id=second)
    assert read_notice(session, "warm-rooms").said.title == "Cold rooms"


def test_without_a_deadline_it_is_shown_until_somebody_is_to_look_again(
    session: Session, at: Callable[[date], None]
) -> None:
    found = opened(session, draft(deadline=None, rolling=True))
    assert read_by_id(session, found).review_by == TODAY + timedelta(days=180)
    at(TODAY + timedelta(days=179))
    assert read_by_id(session, found).phase is Phase.OPEN
    at(TODAY + timedelta(days=181))
    assert read_by_id(session, found).phase is Phase.CLOSED
    still_holds(session, found, actor=OWNER, change_id=uuid4())
    read = read_by_id(session, found)
    assert (read.phase, read.edition) == (Phase.OPEN, 1)
    assert read.review_by == TODAY + timedelta(days=361)
    dated = opened(session)
    with pytest.raises(Conflict, match="Change the deadline instead"):
        still_holds(session, dated, actor=OWNER, change_id=uuid4())


def test_what_opens_on_a_later_day_waits_unseen(session: Session, at: Callable[[date], None]) -> None:
    found = opened(session, draft(opens_on=date(2026, 12, 1)))
    assert read_by_id(session, found).phase is Phase.CHECKED
    with pytest.raises(NotFound):
        read_notice(session, "small-grants-for-young-people")
    at(date(2026, 12, 1))
    assert read_notice(session, "small-grants-for-young-people").phase is Phase.OPEN


def test_an_event_ends_with_its_day(session: Session, at: Callable[[date], None]) -> None:
    said = draft(
        kind=NoticeKind.EVENT,
        deadline=None,
        starts_at=datetime(2027, 7, 1, 18, tzinfo=UTC),
        ends_at=datetime(2027, 7, 1, 23, 30, tzinfo=UTC),
    )
    found = opened(session, said)
    assert read_by_id(session, found).last_day == date(2027, 7, 2)  # half past midnight in Cambridgeshire
    at(date(2027, 7, 3))
    assert read_by_id(session, found).phase is Phase.CLOSED


def test_a_draft_whose_day_passed_is_not_opened_but_may_be_mended(
    session: Session, at: Callable[[date], None]
) -> None:
    found = written(session, draft(deadline=date(2026, 11, 30)))
    at(date(2026, 12, 1))
    for step in (send_for_check, open_notice):
        with pytest.raises(InvalidInput, match="Its last day has passed") as caught:
            step(session, found, actor=CLERK, change_id=uuid4())
        assert caught.value.field == "deadline"
    same = draft(deadline=date(2026, 11, 30), summary="Other words.")
    write_notice(session, same, actor=OWNER, change_id=uuid4(), notice_id=found)
    later = draft(deadline=date(2026, 12, 20))
    write_notice(session, later, actor=OWNER, change_id=uuid4(), notice_id=found)
    open_notice(session, found, actor=CLERK, change_id=uuid4())
    assert read_by_id(session, found).phase is Phase.OPEN


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ((), "close"),
        ((), "return"),
        (("open",), "open"),
        (("open",), "return"),
        (("send",), "send"),
        (("send",), "close"),
        (("open", "close"), "open"),
        (("open", "close"), "send"),
        (("withdraw",), "open"),
        (("withdraw",), "withdraw"),
        (("withdraw",), "outcome"),
        ((), "outcome"),
    ],
)
def test_nothing_is_done_out_of_turn(session: Session, path: tuple[str, ...], step: str) -> None:
    found = written(session)

    def do(what: str) -> None:
        change = uuid4()
        if what == "return":
            return_notice(session, found, reason="Mend it.", actor=CLERK, change_id=change)
        elif what == "outcome":
            tell_outcome(session, found, outcome="Done.", awarded=(), actor=CLERK, change_id=change)
        else:
            steps = {
                "close": close_notice,
                "open": open_notice,
                "send": send_for_check,
                "withdraw": withdraw_notice,
            }
            steps[what](session, found, actor=CLERK, change_id=change)

    for each in path:
        do(each)
    before = read_by_id(session, found)
    with pytest.raises(Conflict):
        do(step)
    assert read_by_id(session, found) == before


def test_what_is_over_is_not_rewritten(session: Session) -> None:
    found = opened(session)
    close_notice(session, found, actor=OWNER, change_id=uuid4())
    with pytest.raises(Conflict, match="Write a new notice instead"):
        write_notice(session, draft(title="New"), actor=OWNER, change_id=uuid4(), notice_id=found)


def test_a_withdrawn_one_is_known_to_readers_only_if_it_was_open(session: Session) -> None:
    never, was = written(session), opened(session, draft(title="Seen by some"))
    for each in (never, was):
        withdraw_notice(session, each, actor=OWNER, change_id=uuid4())
    assert read_notice(session, "seen-by-some").phase is Phase.WITHDRAWN
    with pytest.raises(NotFound):
        read_notice(session, "small-grants-for-young-people")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "Say what is to be mended"),
        ("x" * 501, "Use 500 at most"),
        ("Ring 01632 960001.", "a telephone number"),
    ],
)
def test_a_reason_says_what_to_mend_and_nothing_of_a_person(
    session: Session, reason: str, words: str
) -> None:
    found = written(session)
    send_for_check(session, found, actor=OWNER, change_id=uuid4())
    with pytest.raises(InvalidInput, match=words) as caught:
        return_notice(session, found, reason=reason, actor=CLERK, change_id=uuid4())
    assert caught.value.field == "reason"


def test_an_outcome_names_listings_that_are_there(session: Session) -> None:
    found = opened(session)
    for given, field in ((("Done.", (UUID(int=1),)), "awarded"), (("", ()), "outcome")):
        with pytest.raises(InvalidInput) as caught:
            tell_outcome(session, found, outcome=given[0], awarded=given[1], actor=CLERK, change_id=uuid4())
        assert caught.value.field == field
    assert read_by_id(session, found).phase is Phase.OPEN


def test_an_example_may_be_of_the_past(session: Session) -> None:
    found = opened(session, draft(example=True, deadline=date(2026, 11, 1)))
    assert read_by_id(session, found).phase is Phase.CLOSED


def test_only_harmless_corrections_of_an_open_notice_go_without_a_look() -> None:
    assert not needs_look(draft(), draft(deadline=date(2099, 1, 1), amount_max=500))
    assert needs_look(draft(), draft(effort="Ring this number and pay first"))
    assert needs_look(draft(), draft(url="https://www.example.org/"))
    assert needs_look(draft(), draft(deadline=date(2099, 1, 1), summary="Send us your savings."))


def test_kept_answers_hear_of_it_when_a_phase_changes_by_date(session: Session) -> None:
    opened(session, draft(deadline=date(2026, 12, 20)))
    opened(session, draft(deadline=None, rolling=True))
    opened(session, draft(opens_on=date(2026, 12, 2)))
    moved = {}
    for days in range(30):
        day = TODAY + timedelta(days=days)
        before = mark(session)
        count = refresh_notices(session, day)
        assert (mark(session) != before) is (count > 0)
        if count:
            moved[day] = count
    assert moved == {date(2026, 12, 2): 1, date(2026, 12, 6): 1, date(2026, 12, 21): 1}


def test_nobody_is_named_in_what_is_kept(session: Session) -> None:
    found = opened(session)
    rows = session.execute(select(NoticeVersion)).scalars().all()
    assert {row.actor_role for row in rows} == {"owner", "parish_clerk"}
    assert all(str(OWNER.account_id) not in str(row.document) for row in rows)
    assert session.get(Notice, found) is not None
