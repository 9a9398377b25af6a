"""Are the notices found that apply somewhere, and no others?"""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select, text, update
from sqlmodel import Session, col
from statements import statements_of

from directory import clock
from directory.changes.schemas import Actor
from directory.listings.models import Listing
from directory.noticeboard.reading import (
    applies_to,
    around_of,
    find_notices,
    is_inside,
    notices_for_area,
    notices_of,
    open_notices,
    read_by_id,
    read_cards,
)
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.schemas import NoticeDraft, NoticeQuery
from directory.noticeboard.service import open_notice, tell_outcome, write_notice
from directory.noticeboard.words import NoticeKind
from directory.words import COMBINED_AUTHORITY, COUNTY, Capital
from tests.directory.noticeboard.made import (
    CAMBRIDGE,
    DODDINGTON,
    FENLAND,
    MARCH,
    PETERBOROUGH,
    WISBECH,
    draft,
    profile,
)

CLERK = Actor("parish_clerk")
AROUND_MARCH: dict[str, object] = {
    "type": "Polygon",
    "coordinates": [[[0.05, 52.52], [0.13, 52.52], [0.13, 52.58], [0.05, 52.58], [0.05, 52.52]]],
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


def put(session: Session, said: NoticeDraft, *, opened: bool = True) -> UUID:
    found = write_notice(session, said, actor=CLERK, change_id=uuid4())
    if opened:
        open_notice(session, found, actor=CLERK, change_id=uuid4())
    return found


def an_lsoa(session: Session, parish: str) -> str:
    """Find an LSOA that lies wholly in a parish."""
    found: str = session.execute(
        text(
            "SELECT lsoa21 FROM postcode WHERE inside AND status = 'live' GROUP BY lsoa21 "
            "HAVING MIN(parish) = :parish AND MAX(parish) = :parish ORDER BY lsoa21 LIMIT 1"
        ),
        {"parish": parish},
    ).scalar_one()
    return found


@pytest.fixture
def board(session: Session) -> dict[str, UUID]:
    lsoa = an_lsoa(session, MARCH)
    return {
        "everywhere": put(session, draft(title="everywhere")),
        "county": put(session, draft(title="county", areas=(COUNTY,))),
        "authority": put(session, draft(title="authority", areas=(COMBINED_AUTHORITY,))),
        "fenland": put(session, draft(title="fenland", areas=(FENLAND,))),
        "march": put(session, draft(title="march", areas=(MARCH,))),
        "lsoa": put(session, draft(title="lsoa", areas=(lsoa,))),
        "drawn": put(session, draft(title="drawn", shape=AROUND_MARCH)),
        "wisbech": put(session, draft(title="wisbech", areas=(WISBECH,))),
        "cambridge, others too": put(
            session, draft(title="cambridge, others too", areas=(CAMBRIDGE,), outside_allowed=True)
        ),
        "peterborough": put(session, draft(title="peterborough", areas=(PETERBOROUGH,))),
    }


WIDE = {"everywhere", "county", "authority"}


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (MARCH, WIDE | {"fenland", "march", "lsoa", "drawn"}),
        (WISBECH, WIDE | {"fenland", "wisbech"}),
        (DODDINGTON, WIDE | {"fenland"}),
        (FENLAND, WIDE | {"fenland", "march", "lsoa", "drawn", "wisbech"}),
        (CAMBRIDGE, WIDE | {"cambridge, others too"}),
        (PETERBOROUGH, {"everywhere", "authority", "peterborough"}),
        (COUNTY, WIDE | {"fenland", "march", "lsoa", "drawn", "wisbech", "cambridge, others too"}),
    ],
)
@pytest.mark.usefixtures("board")
def test_a_notice_is_found_wherever_it_applies(session: Session, area: str, expected: set[str]) -> None:
    assert {each.title for each in notices_for_area(session, area)} == expected
    found = find_notices(session, NoticeQuery(area=area))
    assert {each.title for each in found.cards} == expected | {"cambridge, others too"}


@pytest.mark.usefixtures("board")
def test_of_a_neighbourhood_the_notices_of_its_parish_are_found(session: Session) -> None:
    lsoa = an_lsoa(session, MARCH)
    assert {each.title for each in notices_for_area(session, lsoa)} >= WIDE | {"fenland", "march", "lsoa"}
    assert len(notices_for_area(session, lsoa, limit=2)) == 2


def test_examples_left_out_take_no_room_from_the_others(session: Session) -> None:
    for number in range(3):
        put(
            session,
            draft(title=f"example {number}", example=True, source="A paper", deadline=date(2026, 12, 1)),
        )
    put(session, draft(title="real", deadline=date(2026, 12, 2)))
    (card,) = notices_for_area(session, MARCH, limit=2, examples=False)
    assert card.title == "real"


@pytest.mark.usefixtures("board")
def test_a_list_is_read_whole_in_its_order(session: Session) -> None:
    cards = notices_for_area(session, FENLAND)
    assert [each.slug for each in read_cards(session, cards)] == [each.slug for each in cards]
    assert read_cards(session, cards) == tuple(read_by_id(session, each.id) for each in cards)
    assert read_cards(session, ()) == ()


def test_a_notice_applies_to_every_area_that_lies_wholly_in_it(
    session: Session, board: dict[str, UUID]
) -> None:
    lsoa = an_lsoa(session, MARCH)
    applies = {name: applies_to(session, read_by_id(session, each)) for name, each in board.items()}
    assert applies["everywhere"] == frozenset()
    assert {FENLAND, MARCH, WISBECH, lsoa} <= applies["fenland"]
    assert not {COUNTY, CAMBRIDGE} & applies["fenland"]
    assert {MARCH, lsoa} <= applies["march"]
    assert not {FENLAND, WISBECH} & applies["march"]
    assert applies["lsoa"] & {MARCH, FENLAND} == frozenset()
    assert applies["county"] >= applies["fenland"] | {CAMBRIDGE}
    assert PETERBOROUGH in applies["authority"] - applies["county"]
    assert lsoa in applies["drawn"]
    assert FENLAND not in applies["drawn"]
    shared = session.execute(
        text(
            "SELECT lsoa21 FROM postcode WHERE inside AND status = 'live' GROUP BY lsoa21 "
            "HAVING COUNT(DISTINCT parish) > 1 AND SUM(parish = :march) > 0"
        ),
        {"march": DODDINGTON},
    ).scalars()
    alone = read_by_id(session, put(session, draft(title="doddington", areas=(DODDINGTON,))))
    assert not set(shared) & applies_to(session, alone)


def test_where_a_group_is_may_be_yes_no_or_not_known(session: Session, board: dict[str, UUID]) -> None:
    lsoa = an_lsoa(session, MARCH)
    in_march = profile(
        areas=frozenset({lsoa, MARCH, FENLAND, COUNTY, COMBINED_AUTHORITY}), places=((0.09, 52.55),)
    )
    in_fenland = profile(areas=frozenset({FENLAND, COUNTY, COMBINED_AUTHORITY}))
    elsewhere = profile(
        areas=frozenset({"E01000001", CAMBRIDGE, COUNTY, COMBINED_AUTHORITY}), places=((0.12, 52.2),)
    )
    serving = profile(areas=frozenset({"E01000001", CAMBRIDGE, COUNTY, FENLAND}), serves=frozenset({FENLAND}))

    def told(name: str) -> list[bool | None]:
        notice = read_by_id(session, board[name])
        applies, around = applies_to(session, notice), around_of(session, notice)
        groups = (in_march, in_fenland, elsewhere, serving, profile())
        return [is_inside(notice, each, applies, around) for each in groups]

    assert told("everywhere") == [True, True, True, True, True]
    assert told("march") == [True, None, False, None, None]
    assert told("drawn") == [True, None, False, None, None]
    assert told("fenland") == [True, True, False, True, None]
    assert told("wisbech") == [False, None, False, None, None]


def test_the_nearest_deadline_comes_first_and_none_last(session: Session) -> None:
    put(session, draft(title="b", deadline=date(2027, 1, 1)))
    put(session, draft(title="z", deadline=None, rolling=True))
    put(session, draft(title="a", deadline=date(2027, 1, 1)))
    put(
        session,
        draft(
            title="e", kind=NoticeKind.EVENT, deadline=None, starts_at=datetime(2026, 12, 1, 18, tzinfo=UTC)
        ),
    )
    found = find_notices(session, NoticeQuery())
    assert [each.title for each in found.cards] == ["e", "a", "b", "z"]
    assert found.kinds == ((NoticeKind.FUNDING, 3), (NoticeKind.EVENT, 1))
    second = find_notices(session, NoticeQuery(page=2, per_page=3))
    assert ([each.title for each in second.cards], second.total) == (["z"], 4)
    one = find_notices(session, NoticeQuery(kinds=(NoticeKind.EVENT,)))
    assert ([each.title for each in one.cards], one.total, one.kinds) == (["e"], 1, found.kinds)
    soon = find_notices(session, NoticeQuery(closing_by=date(2026, 12, 31)))
    assert [each.title for each in soon.cards] == ["e"]


def test_a_theme_finds_what_is_for_it_and_what_is_for_all(session: Session) -> None:
    put(session, draft(title="all"))
    put(session, draft(title="health", rules=NoticeRules(capitals=(Capital.HEALTH,))))
    put(session, draft(title="faith", rules=NoticeRules(categories=("young-people",))))
    for themes, expected in (
        (("health",), {"all", "health"}),
        (("young-people", "health"), {"all", "health", "faith"}),
        (("social",), {"all"}),
    ):
        found = find_notices(session, NoticeQuery(themes=themes))
        assert {each.title for each in found.cards} == expected


def test_what_is_over_is_found_apart_and_drafts_never(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(session, draft(title="draft"), opened=False)
    put(session, draft(title="later", opens_on=date(2026, 12, 1)))
    put(session, draft(title="soon over", deadline=date(2026, 11, 24)))
    told = put(session, draft(title="told"))
    tell_outcome(session, told, outcome="Done.", awarded=(), actor=CLERK, change_id=uuid4())
    put(session, draft(title="open"))
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 25, 12, tzinfo=UTC))
    assert [each.title for each in find_notices(session, NoticeQuery()).cards] == ["open"]
    over = find_notices(session, NoticeQuery(closed=True))
    assert [each.title for each in over.cards] == ["told", "soon over"]


def test_examples_are_shown_and_marked_but_not_matched(session: Session) -> None:
    put(session, draft(title="made up", example=True))
    assert [each.example for each in find_notices(session, NoticeQuery()).cards] == [True]
    assert open_notices(session) == ()
    assert [each.said.title for each in open_notices(session, examples=True)] == ["made up"]


def test_a_listing_shows_what_it_issues_and_what_it_is_named_in(session: Session) -> None:
    march, ely = (
        session.execute(select(col(Listing.id)).where(col(Listing.slug) == slug)).scalar_one()
        for slug in ("march-library", "ely-library")
    )
    put(session, draft(title="issued", issuer_listing_id=march))
    put(session, draft(title="draft", issuer_listing_id=march), opened=False)
    put(session, draft(title="held there", venues=(march,)))
    put(session, draft(title="about", about=(march,)))
    won = put(session, draft(title="won"))
    tell_outcome(session, won, outcome="Done.", awarded=(march,), actor=CLERK, change_id=uuid4())
    put(session, draft(title="other", about=(ely,)))
    assert {each.title for each in notices_of(session, march)} == {"issued", "held there", "about", "won"}
    point = next(each.point for each in notices_of(session, march) if each.title == "held there")
    assert point is not None
    assert abs(point[0] - 0.09) + abs(point[1] - 52.55) < 0.05


@pytest.mark.usefixtures("board")
def test_a_card_lies_where_it_applies(session: Session) -> None:
    points = {each.title: each.point for each in find_notices(session, NoticeQuery(per_page=50)).cards}
    assert points["everywhere"] is None
    assert points["county"] is None
    for name in ("march", "drawn"):
        point = points[name]
        assert point is not None
        assert abs(point[0] - 0.09) + abs(point[1] - 52.55) < 0.1


def halls(session: Session, many: int) -> tuple[UUID, ...]:
    """Give some listings one name."""
    found = session.execute(select(col(Listing.id)).order_by(col(Listing.slug)).limit(many)).scalars().all()
    session.execute(update(Listing).where(col(Listing.id).in_(found)).values(name="Village Hall"))
    return tuple(found)


def test_places_of_one_name_stand_in_one_order(session: Session) -> None:
    """What is hashed lies in another order in each process; eight in a row are in order by no chance."""
    same = halls(session, 8)
    notice = put(session, draft(venues=same[::-1], about=same[::-1]), opened=False)
    said = read_by_id(session, notice).said
    assert (said.venues, said.about) == (same, same)


def test_what_a_list_of_notices_names_is_read_once(session: Session, directory_engine: Engine) -> None:
    hall, other = halls(session, 2)
    notice = put(session, draft(issuer_listing_id=hall, venues=(hall,), about=(other,)), opened=False)
    with statements_of(directory_engine) as said:
        read_by_id(session, notice)
    listings = [each for each in said if "FROM listing" in each]
    links = [each for each in said if "FROM notice_link" in each]
    # For the issuer and for the links: what stands for each, and its name.
    assert (len(listings), len(links)) == (4, 1)
