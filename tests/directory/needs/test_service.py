"""Does a need live its whole life, and is its group marked as recruiting just as long?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from directory import clock
from directory.changes.document import read_record
from directory.errors import Conflict, InvalidInput, NotFound
from directory.listings.models import Listing, Location, ServiceAtLocation
from directory.needs.models import Answering, NeedSession
from directory.needs.reading import (
    has_room,
    needs_of,
    open_needs,
    read_answering,
    read_by_id,
    read_need,
    read_safeguarding,
)
from directory.needs.schemas import SessionDraft, SlotRead
from directory.needs.service import (
    close_need,
    fill_need,
    open_need,
    rest_need,
    set_taken,
    tell_safeguarding,
    wake_need,
    write_need,
)
from directory.needs.tasks import refresh_needs
from directory.needs.words import CheckLevel, NeedState, Rhythm, Workforce
from directory.search.schemas import ListingQuery
from directory.search.service import search
from tests.directory.needs.made import OWNER, THURSDAY, TODAY, draft, listing_id, opened, safe

Clock = Callable[[date], None]


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    def at(day: date) -> None:
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    at(TODAY)
    return at


def recruiting(session: Session) -> set[str]:
    session.flush()
    found = search(session, ListingQuery(recruiting=True, per_page=100), with_facets=False)
    return {card.slug for card in found.contents}


def line_of(session: Session, slug: str = "march-library") -> tuple[str | None, date | None]:
    row = session.execute(
        select(col(Listing.recruiting), col(Listing.recruiting_until)).where(col(Listing.slug) == slug)
    ).one()
    return row.recruiting, row.recruiting_until


def mark(session: Session) -> str | None:
    return session.execute(text("SELECT mark FROM change_mark WHERE noun = 'needs'")).scalar()


def test_a_need_lives_its_whole_life(session: Session) -> None:
    before = recruiting(session)
    found = write_need(session, draft(session), actor=OWNER)
    with pytest.raises(NotFound):
        read_need(session, "put-books-back-on-the-shelves")
    assert recruiting(session) == before
    open_need(session, found, actor=OWNER)
    assert read_need(session, "put-books-back-on-the-shelves").state is NeedState.OPEN
    assert "march-library" in recruiting(session) - before
    rest_need(session, found, actor=OWNER)
    assert open_needs(session) == ()
    assert recruiting(session) == before
    wake_need(session, found, actor=OWNER)
    assert [need.id for need in open_needs(session)] == [found]
    fill_need(session, found, actor=OWNER)
    assert read_by_id(session, found).state is NeedState.FILLED
    with pytest.raises(Conflict):
        rest_need(session, found, actor=OWNER)
    open_need(session, found, actor=OWNER)
    close_need(session, found, actor=OWNER)
    assert recruiting(session) == before
    assert line_of(session) == (None, None)


def test_it_says_where_when_and_how_many(session: Session) -> None:
    need = read_by_id(session, opened(session, places=3))
    assert need.listing_slug == "march-library"
    assert need.lon is not None
    assert need.district == "E07000010"
    assert [(each.starts_at, each.places, each.left) for each in need.sessions] == [
        (datetime(2026, 11, 26, 14, tzinfo=UTC), 3, 3)
    ]


def test_a_postcode_of_its_own_is_looked_up(session: Session) -> None:
    need = read_by_id(session, opened(session, postcode="pe158aa"))
    assert need.postcode == "PE15 8AA"
    assert need.lsoa21 is not None
    own = read_by_id(session, opened(session))
    assert (need.lon, need.lat) != (own.lon, own.lat)
    with pytest.raises(InvalidInput) as refused:
        opened(session, postcode="ZZ99 9ZZ")
    assert refused.value.field == "postcode"


def test_the_same_form_twice_makes_one_need(session: Session) -> None:
    new_id = uuid4()
    for _ in range(2):
        assert write_need(session, draft(session), actor=OWNER, new_id=new_id) == new_id
    assert len(needs_of(session, listing_id(session), whole=True)) == 1


def test_each_change_is_marked_and_audited(session: Session) -> None:
    first = mark(session)
    found = opened(session)
    assert mark(session) != first
    actions = session.execute(
        text("SELECT action FROM audit_entry WHERE subject_id = :id ORDER BY at"), {"id": str(found)}
    ).scalars()
    assert set(actions) == {"need written", "need opened"}


def test_an_owners_own_line_stays(session: Session) -> None:
    listing = session.get(Listing, listing_id(session))
    assert listing is not None
    listing.recruiting, listing.recruiting_until = "Somebody to lead the walk in May", date(2027, 5, 31)
    session.flush()
    found = opened(session)
    assert line_of(session) == ("Somebody to lead the walk in May", date(2027, 5, 31))
    close_need(session, found, actor=OWNER)
    assert line_of(session) == ("Somebody to lead the walk in May", date(2027, 5, 31))


def test_an_owners_line_whose_day_has_passed_gives_way(session: Session) -> None:
    listing = session.get(Listing, listing_id(session))
    assert listing is not None
    listing.recruiting, listing.recruiting_until = "Somebody to lead the walk in May", date(2026, 5, 31)
    session.flush()
    opened(session)
    assert line_of(session) == ("Put books back on the shelves", date(2026, 12, 31))


def test_several_needs_share_one_line(session: Session) -> None:
    first = opened(session)
    opened(session, title="Welcome people on Saturdays", open_until=date(2027, 1, 31))
    assert line_of(session) == ("Put books back on the shelves, and 1 more", date(2027, 1, 31))
    close_need(session, first, actor=OWNER)
    assert line_of(session) == ("Welcome people on Saturdays", date(2027, 1, 31))


def test_what_is_over_by_its_last_session_vanishes_before_anybody_does_anything(
    session: Session, at: Clock
) -> None:
    found = opened(session)
    at(THURSDAY + timedelta(days=1))
    assert open_needs(session) == ()
    assert read_by_id(session, found).state is NeedState.CLOSED
    before = mark(session)
    assert refresh_needs(session) == 1
    assert mark(session) != before
    assert line_of(session) == (None, None)


def test_what_is_over_by_its_day_vanishes(session: Session, at: Clock) -> None:
    opened(session, sessions=(), slots=(SlotRead(3, 600, 660),), rhythm=Rhythm.REGULAR)
    at(date(2026, 12, 31))
    assert len(open_needs(session)) == 1
    at(date(2027, 1, 1))
    assert open_needs(session) == ()
    assert needs_of(session, listing_id(session)) == ()


def test_a_time_that_began_is_marked_as_a_change(session: Session, at: Clock) -> None:
    opened(session, sessions=(SessionDraft(THURSDAY, 600, 660, weeks=3),))
    refresh_needs(session)
    at(THURSDAY)
    before = mark(session)
    assert refresh_needs(session) == 0
    assert mark(session) != before
    assert len(open_needs(session)[0].sessions) == 2


def test_a_full_need_is_not_offered_but_can_be_read(session: Session) -> None:
    found = opened(session, places=2)
    only = read_by_id(session, found).sessions[0]
    set_taken(session, only.id, 1)
    assert open_needs(session)[0].sessions[0].left == 1
    set_taken(session, only.id, 2)
    assert open_needs(session) == ()
    full = read_need(session, "put-books-back-on-the-shelves")
    assert full.state is NeedState.OPEN
    assert not has_room(full)
    set_taken(session, only.id, 1)
    assert len(open_needs(session)) == 1


def test_sessions_that_stay_keep_their_id_and_who_comes(session: Session) -> None:
    weekly = SessionDraft(THURSDAY, 840, 900, weeks=3)
    found = opened(session, sessions=(weekly,))
    first, second, third = read_by_id(session, found).sessions
    set_taken(session, second.id, 1)
    kept = (
        SessionDraft(THURSDAY, 840, 960),
        SessionDraft(THURSDAY + timedelta(weeks=1), 840, 900),
        SessionDraft(THURSDAY, 1080, 1140),
    )
    write_need(session, draft(session, sessions=kept, places=4), actor=OWNER, need_id=found)
    now = read_by_id(session, found).sessions
    assert [each.id for each in now if each.id in {first.id, second.id}] == [first.id, second.id]
    assert {each.id: each.taken for each in now}[second.id] == 1
    assert {each.places for each in now} == {4}
    gone = session.get(NeedSession, third.id)
    assert gone is not None
    assert gone.cancelled


def test_with_children_a_statement_comes_first(session: Session) -> None:
    child = {"workforce": Workforce.CHILD, "check_level": CheckLevel.ENHANCED}
    with pytest.raises(InvalidInput, match="Say first how your group keeps people safe") as refused:
        opened(session, **child)
    assert refused.value.field == "workforce"
    safe(session)
    assert read_by_id(session, opened(session, **child)).workforce is Workforce.CHILD


def test_less_than_an_enhanced_check_needs_a_reason(session: Session) -> None:
    safe(session)
    basic = {"workforce": Workforce.ADULT, "check_level": CheckLevel.BASIC}
    with pytest.raises(InvalidInput, match="enhanced check is asked for") as refused:
        opened(session, **basic)
    assert refused.value.field == "check_level"
    why = "Always beside somebody who is checked"
    assert read_by_id(session, opened(session, check_note=why, **basic)).check_note == why


def test_young_helpers_need_the_statement_too_and_no_check_below_sixteen(session: Session) -> None:
    with pytest.raises(InvalidInput, match="is a child you look after") as refused:
        opened(session, min_age=16)
    assert refused.value.field == "min_age"
    safe(session)
    assert read_by_id(session, opened(session, min_age=16)).min_age == 16
    with pytest.raises(InvalidInput, match="Nobody under 16 can have a DBS check"):
        opened(session, min_age=15, check_level=CheckLevel.BASIC)
    with pytest.raises(InvalidInput, match="youngest age from 13"):
        opened(session, min_age=12)


def test_a_statement_names_no_person_and_is_not_of_the_future(session: Session) -> None:
    told = {"lead_role": "Safeguarding lead", "reviewed_on": TODAY, "actor": OWNER}
    with pytest.raises(InvalidInput, match="a telephone number"):
        tell_safeguarding(session, listing_id(session), statement="Ring 01632 960001", **told)  # type: ignore[arg-type]
    told["reviewed_on"] = TODAY + timedelta(days=1)
    with pytest.raises(InvalidInput, match="still to come"):
        tell_safeguarding(session, listing_id(session), statement="We take care.", **told)  # type: ignore[arg-type]
    assert read_safeguarding(session, listing_id(session)) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "ab"}, "title"),
        ({"title": "=SUM(A1)"}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"summary": "Ring 01632 960001"}, "summary"),
        ({"contact_role": "-"}, "contact_role"),
        ({"contact_role": "Mrs Example"}, "contact_role"),
        ({"places": 0}, "places"),
        ({"minutes": 0}, "minutes"),
        ({"answers_within_days": 15}, "answers_within_days"),
        ({"open_until": TODAY - timedelta(days=1)}, "open_until"),
        ({"open_until": date(2028, 1, 1)}, "open_until"),
        ({"themes": ("no-such-theme",)}, "themes"),
        ({"languages": ("Polish",)}, "languages"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"rhythm": Rhythm.ONE_OFF, "sessions": ()}, "sessions"),
        ({"sessions": (SessionDraft(TODAY - timedelta(days=3), 600, 660),)}, "sessions"),
        ({"slots": (SlotRead(0, 660, 600),)}, "slots"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    session: Session, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        write_need(session, draft(session, **changes), actor=OWNER)
    assert refused.value.field == field
    assert refused.value.message.endswith(".")


def test_times_of_the_week_that_touch_are_joined(session: Session) -> None:
    slots = (SlotRead(1, 600, 660), SlotRead(1, 640, 720), SlotRead(0, 540, 600))
    need = read_by_id(session, opened(session, rhythm=Rhythm.REGULAR, sessions=(), slots=slots))
    assert need.slots == (SlotRead(0, 540, 600), SlotRead(1, 600, 720))


def coarsen(session: Session, precision: str) -> UUID:
    """Tell the place of a listing coarsely, as the listing's own rules demand."""
    library = listing_id(session)
    for place in session.scalars(
        select(Location)
        .join(ServiceAtLocation, col(ServiceAtLocation.location_id) == col(Location.id))
        .where(col(ServiceAtLocation.listing_id) == library)
    ):
        place.address = place.postcode = place.lsoa11 = place.lsoa21 = None
        if precision != "parish":
            place.lon = place.lat = place.easting = place.northing = None
        place.precision = precision
        session.add(place)
    session.flush()
    return library


@pytest.mark.parametrize("precision", ["hidden", "district"])
def test_a_hidden_listing_never_gets_a_finer_place(session: Session, precision: str) -> None:
    found = opened(session, postcode="PE15 8AA")
    coarsen(session, precision)
    need = read_by_id(session, found)
    assert (need.lon, need.lat, need.easting, need.postcode, need.lsoa21) == (None,) * 5
    assert need.district == "E07000010"
    with pytest.raises(InvalidInput, match="does not show exactly where it is"):
        opened(session, postcode="PE15 8AA")


def test_a_listing_told_by_its_parish_gives_no_more(session: Session) -> None:
    coarsen(session, "parish")
    need = read_by_id(session, opened(session))
    assert need.lon is not None
    assert (need.postcode, need.lsoa21) == (None, None)


def test_a_need_follows_its_listing_that_moved_or_was_merged(session: Session) -> None:
    found = opened(session)
    coarsen(session, "district")
    assert refresh_needs(session) == 1
    other = listing_id(session, "chatteris-library")
    library = session.get(Listing, listing_id(session))
    assert library is not None
    library.status, library.departure, library.goes_to = "inactive", "merged", other
    session.flush()
    assert open_needs(session) == ()
    refresh_needs(session)
    assert read_by_id(session, found).listing_slug == "chatteris-library"
    assert line_of(session, "chatteris-library")[0] == "Put books back on the shelves"


def test_how_a_group_answers_is_told_from_three_answers_on(session: Session) -> None:
    library = listing_id(session)
    assert read_answering(session, library) is None
    session.add(Answering(listing_id=library, asked=2, answered=2, median_hours=20.0, as_of=TODAY))
    session.flush()
    few = read_answering(session, library)
    assert few is not None
    assert few.usually_days is None
    session.get_one(Answering, library).answered = 3
    session.flush()
    enough = read_answering(session, library)
    assert enough is not None
    assert enough.usually_days == 1
    session.get_one(Answering, library).median_hours = 40.0
    session.flush()
    slower = read_answering(session, library)
    assert slower is not None
    assert slower.usually_days == 2


def test_the_line_a_need_writes_is_one_the_listings_own_form_can_keep(session: Session) -> None:
    opened(session, title="x" * 100)
    opened(session, title="y" * 100)
    record = read_record(session, listing_id(session))
    assert record.recruiting == f"{'x' * 100}, and 1 more"
    assert record.recruiting_until == date(2026, 12, 31)
