"""Is only shown what is granted, only written what is wanted, and only counted what may be told?"""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st
from sqlalchemy import func, text
from sqlmodel import Session, select
from taken import letters

from directory import clock
from directory.accounts.service import find_or_make_account
from directory.consents.service import BANK, agreed
from directory.errors import InvalidInput, NotAllowed
from directory.jobs.schemas import Stores
from directory.messages.stopping import press_stop, press_undo, read_stop
from directory.needs.words import CheckLevel, Workforce
from directory.store import session_scope
from directory.volunteers.checks import holds, tell_check, verify_check
from directory.volunteers.diversity import LEAST, Question, answer, count_answers, suppressed
from directory.volunteers.examples import seed_bank
from directory.volunteers.models import DiversityAnswer, Volunteer, VolunteerCheck, VolunteerLook
from directory.volunteers.reminders import ASK_AFTER, REST_AFTER, STEPS, remind
from directory.volunteers.saying import free_text, tidy_slots
from directory.volunteers.schemas import CheckRead, Slot, Standing, VolunteerDraft
from directory.volunteers.service import (
    end_share,
    find_or_make,
    read_one,
    register,
    share,
    still_current,
    tell,
    visible_to,
    volunteer_of,
)
from directory.volunteers.words import AgeBand, Shared

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MARY = "mary@example.org"
LISTINGS = (UUID(int=1), UUID(int=2))


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Let time stand where the only entry of the list says."""
    found = [NOON]
    monkeypatch.setattr(clock, "now", lambda: found[0])
    return found


def mary(stores: Stores, **changes: object) -> UUID:
    draft = VolunteerDraft("Mary", phone="01632 960123", experience="Shops", **changes)  # type: ignore[arg-type]
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, MARY)
        return register(session, draft, account_id=account, lsoa21="E01018080")


def row_of(stores: Stores, volunteer_id: UUID) -> Volunteer:
    with Session(stores.people) as session:
        return session.get_one(Volunteer, volunteer_id)


STEP = st.tuples(
    st.sampled_from(("share", "end", "end_all", "look")),
    st.sampled_from(LISTINGS),
    st.sets(st.sampled_from(tuple(Shared)), min_size=1),
)


@given(steps=st.lists(STEP, max_size=20))
@bounds(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_seen_that_is_not_granted_now(
    stores: Stores, steps: list[tuple[str, UUID, set[Shared]]]
) -> None:
    number = mary(stores)
    with session_scope(stores.people) as session:
        end_share(session, number)
        if not read_one(session, number).checks:
            tell_check(session, number, CheckLevel.BASIC, Workforce.ADULT, date(2026, 3, 1))
        looked = session.execute(select(func.count()).select_from(VolunteerLook)).scalar_one()
        granted: dict[UUID, set[Shared]] = {each: set() for each in LISTINGS}
        for do, listing, what in (*steps, ("look", LISTINGS[0], set()), ("look", LISTINGS[1], set())):
            if do == "share":
                share(session, number, listing, what, how="chosen")
                granted[listing] |= what
            elif do == "end":
                end_share(session, number, listing, what)
                granted[listing] -= what
            elif do == "end_all":
                end_share(session, number, listing)
                granted[listing] = set()
            else:
                seen = visible_to(session, number, listing, account_id=uuid4())
                assert (seen.name is not None) == (Shared.NAME in granted[listing])
                assert (seen.email is not None) == (Shared.CONTACT in granted[listing])
                assert (seen.phone is not None) == (Shared.CONTACT in granted[listing])
                assert (seen.experience is not None) == (Shared.EXPERIENCE in granted[listing])
                assert (seen.checks is not None) == (Shared.CHECKS in granted[listing])
                assert (seen.training is not None) == (Shared.CHECKS in granted[listing])
                looked += len(granted[listing])
                written = session.execute(select(func.count()).select_from(VolunteerLook)).scalar_one()
                assert written == looked, "each thing seen is written down, and nothing else"


def test_joining_gives_consent_and_the_stop_link_ends_it_and_lets_rest(
    stores: Stores, now: list[datetime]
) -> None:
    number = mary(stores)
    account = row_of(stores, number).account_id
    assert account is not None
    now[0] = NOON + ASK_AFTER + timedelta(days=1)
    remind(stores)
    link = letters(stores, MARY)[0].stop_url
    assert link is not None
    stop = read_stop(stores.settings, link.rpartition("/")[2])
    assert stop.purpose == BANK
    with session_scope(stores.people) as session:
        assert agreed(session, account, BANK)
        press_stop(session, stores.settings, stop)
        assert not agreed(session, account, BANK)
        found = volunteer_of(session, account)
        assert found is not None
        assert found.standing is Standing.STOPPED
        still_current(session, number)
    assert row_of(stores, number).state == "resting"
    assert letters(stores, MARY)[0].state == "stopped"
    with session_scope(stores.people) as session:
        press_undo(session, stores.settings, stop)
    assert row_of(stores, number).state == "ready"


def test_a_light_volunteer_is_not_in_the_bank_and_gave_no_consent(stores: Stores) -> None:
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, MARY)
        number = find_or_make(session, account, name="Mary")
        assert find_or_make(session, account, name="Other") == number
        found = volunteer_of(session, account)
        assert found is not None
        assert (found.standing, found.said.name) == (Standing.NOT_IN_BANK, "Mary")
        assert not agreed(session, account, BANK)


def test_checks_are_reminded_of_once_at_each_step(stores: Stores, now: list[datetime]) -> None:
    number = mary(stores)
    with session_scope(stores.people) as session:
        until = NOON.date() + timedelta(days=80)
        tell_check(session, number, CheckLevel.BASIC, Workforce.ADULT, date(2026, 1, 1), good_until=until)
    told = []
    for day in range(85):
        now[0] = NOON + timedelta(days=day)
        before = len(letters(stores, MARY))
        remind(stores)
        remind(stores)
        if len(letters(stores, MARY)) > before:
            told.append(80 - day)
            assert len(letters(stores, MARY)) == before + 1
    assert tuple(told) == STEPS


def test_a_check_that_was_told_late_is_reminded_of_once(stores: Stores, now: list[datetime]) -> None:
    number = mary(stores)
    with session_scope(stores.people) as session:
        until = NOON.date() + timedelta(days=5)
        tell_check(session, number, CheckLevel.BASIC, Workforce.ADULT, date(2026, 1, 1), good_until=until)
    for day in range(8):
        now[0] = NOON + timedelta(days=day)
        remind(stores)
    assert len(letters(stores, MARY)) == 1


def test_who_does_not_say_that_it_is_right_rests_and_is_told_so(stores: Stores, now: list[datetime]) -> None:
    number, states = mary(stores), []
    for day in range(0, 200, 5):
        now[0] = NOON + timedelta(days=day)
        remind(stores)
        states.append((day, row_of(stores, number).state, len(letters(stores, MARY))))
    asked = min(day for day, _, written in states if written == 1)
    rested = min(day for day, state, _ in states if state == "resting")
    assert asked == ASK_AFTER.days
    assert rested == ASK_AFTER.days + REST_AFTER.days
    assert states[-1][2] == 2, "one question, one word that nobody asks now"
    with session_scope(stores.people) as session:
        still_current(session, number)
    assert row_of(stores, number).state == "ready"


def test_three_years_are_counted_on_the_calendar_and_a_group_that_sees_nothing_verifies_nothing(
    stores: Stores,
) -> None:
    number = mary(stores)
    with session_scope(stores.people) as session:
        check = tell_check(session, number, CheckLevel.ENHANCED, Workforce.CHILD, date(2024, 2, 29))
        assert session.get_one(VolunteerCheck, check).good_until == date(2027, 2, 28)
        with pytest.raises(NotAllowed, match="do not let your group"):
            verify_check(session, check, listing_id=LISTINGS[0], role="owner")
        share(session, number, LISTINGS[0], (Shared.CHECKS,), how="chosen")
        verify_check(session, check, listing_id=LISTINGS[0], role="owner")
        assert read_one(session, number).checks[0].verified_by == LISTINGS[0]


def test_under_sixteen_no_check_is_taken(stores: Stores) -> None:
    young = mary(stores, age_band=AgeBand.UNDER_16, guardian_name="Ann", guardian_email="ann@example.org")
    with session_scope(stores.people) as session, pytest.raises(InvalidInput, match="age of 16"):
        tell_check(session, young, CheckLevel.BASIC, Workforce.CHILD, date(2026, 1, 1))
    assert row_of(stores, young).state == "resting"


def test_another_guardian_is_asked_anew(stores: Stores) -> None:
    number = mary(stores, age_band=AgeBand.FROM_16, guardian_name="Ann", guardian_email="ann@example.org")
    with session_scope(stores.people) as session:
        session.get_one(Volunteer, number).guardian_agreed_at = NOON
        said = read_one(session, number).said
        still_current(session, number)
        assert session.get_one(Volunteer, number).state == "ready"
        tell(session, number, VolunteerDraft(**{**_fields(said), "guardian_email": "eve@example.org"}))
        assert session.get_one(Volunteer, number).state == "resting"


def _fields(said: VolunteerDraft) -> dict[str, object]:
    return {name: getattr(said, name) for name in VolunteerDraft.__dataclass_fields__}


def check_of(level: CheckLevel, workforce: Workforce, since: date, until: date) -> CheckRead:
    return CheckRead(uuid4(), level, workforce, since, until, None, None, None)


def test_which_checks_are_enough() -> None:
    first, last = date(2025, 1, 1), date(2026, 1, 1)
    child = check_of(CheckLevel.ENHANCED, Workforce.CHILD, first, last)
    adult = check_of(CheckLevel.ENHANCED, Workforce.ADULT, first, last)
    low = check_of(CheckLevel.BASIC, Workforce.BOTH, first, last)
    assert holds((), CheckLevel.NONE, None, first)
    assert not holds((), CheckLevel.BASIC, None, first)
    assert holds((child,), CheckLevel.STANDARD, Workforce.CHILD, first)
    assert not holds((child,), CheckLevel.ENHANCED_BARRED, Workforce.CHILD, first)
    assert not holds((child,), CheckLevel.ENHANCED, Workforce.ADULT, first)
    assert not holds((child, low), CheckLevel.ENHANCED, Workforce.BOTH, first)
    assert holds((child, adult), CheckLevel.ENHANCED, Workforce.BOTH, first)
    assert holds((child,), CheckLevel.ENHANCED, Workforce.CHILD, last), "the last day counts"
    assert not holds((child,), CheckLevel.ENHANCED, Workforce.CHILD, last + timedelta(days=1))
    assert not holds((child,), CheckLevel.ENHANCED, Workforce.CHILD, first - timedelta(days=1))


@pytest.mark.parametrize("typed", ["001234567890", "DBS 0012 3456 7890 of May", "no. 0012-3456-7890."])
def test_what_looks_like_the_number_of_a_certificate_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="number of your certificate"):
        free_text(typed, field="experience")


@pytest.mark.parametrize("typed", ["01632 960123", "+441632960123", "1234567890123", "In 2019 and 2020"])
def test_other_numbers_are_not(typed: str) -> None:
    assert free_text(typed, field="experience") == typed


SLOTS = st.builds(
    lambda day, start, length: Slot(day, start, min(start + length, 1440)),
    st.integers(0, 6),
    st.integers(0, 1439),
    st.integers(1, 300),
)


@given(st.lists(SLOTS, max_size=12))
def test_tidy_times_cover_the_same_minutes_and_never_touch(slots: list[Slot]) -> None:
    def minutes(given_slots: object) -> set[tuple[int, int]]:
        return {(each.day, at) for each in given_slots for at in range(each.starts_min, each.ends_min)}  # type: ignore[attr-defined]

    tidy = tidy_slots(slots)
    assert minutes(tidy) == minutes(slots)
    for before, after in pairwise(tidy):
        assert before.day < after.day or before.ends_min < after.starts_min


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_what_is_hidden_cannot_be_worked_out(counts: list[int]) -> None:
    told = suppressed(counts)
    assert all(shown is None or shown == number >= LEAST for shown, number in zip(told, counts, strict=True))
    hidden = [number for shown, number in zip(told, counts, strict=True) if shown is None]
    if hidden and len(hidden) < len(counts):
        assert len(hidden) > 1
        assert sum(hidden) >= LEAST
    if all(number >= LEAST for number in counts):
        assert not hidden


def test_only_quarters_that_are_over_are_counted_and_few_wait_for_the_next(
    stores: Stores, now: list[datetime]
) -> None:
    def say(many: int, said: str) -> None:
        with session_scope(stores.people) as session:
            for _ in range(many):
                answer(session, {Question.DISABILITY: said})

    def told() -> list[int | None]:
        with Session(stores.people) as session:
            found = next(each for each in count_answers(session) if each.question is Question.DISABILITY)
        return [row.count for row in found.rows]

    say(12, "yes")
    say(15, "no")
    assert told() == [None, None], "this quarter is not over"
    now[0] = datetime(2026, 4, 2, tzinfo=UTC)
    assert told() == [12, 15]
    say(1, "yes")
    now[0] = datetime(2026, 7, 2, tzinfo=UTC)
    assert told() == [12, 15], "one alone would be told apart"
    say(9, "no")
    now[0] = datetime(2026, 10, 2, tzinfo=UTC)
    assert told() == [13, 24]


def test_the_order_of_answers_tells_nothing(stores: Stores) -> None:
    with session_scope(stores.people) as session:
        for number in range(40):
            answer(session, {Question.AGE: "under_25" if number < 20 else "75"})
    with Session(stores.people) as session:
        rows = session.execute(text("SELECT answer FROM diversity_answer ORDER BY rowid")).scalars().all()
        assert {each.district for each in session.scalars(select(DiversityAnswer))} == {None}
    assert rows != sorted(rows, reverse=False)
    assert rows != sorted(rows, reverse=True)


def test_made_up_volunteers_are_many_and_whole(stores: Stores) -> None:
    with session_scope(stores.people) as people, Session(stores.directory) as session:
        ids = seed_bank(people, session, stores.settings, count=300, seed=random.Random(1).randrange(10))
    assert len(set(ids)) == 300
    with Session(stores.people) as session:
        read = [read_one(session, each) for each in ids]
    standings = [each.standing for each in read]
    assert standings.count(Standing.READY) > 250
    assert all(each.said.slots and each.lsoa21 for each in read)
    assert any(each.checks for each in read)
