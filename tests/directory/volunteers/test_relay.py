"""Do a volunteer and a group ask and answer, about one need, without either seeing the other's address?"""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import Session, col
from taken import (
    OWNER_EMAIL,
    ask_link,
    bank,
    in_days,
    letters,
    make_need,
    read,
    session_of,
    taker,
    token_in,
)
from watch import Watch

from directory.accounts.schemas import Who
from directory.changes.schemas import CLOCK
from directory.errors import Conflict, Gone, InvalidInput, NotFound, TooMany
from directory.jobs.schemas import Stores
from directory.jobs.service import enqueue, run_due
from directory.messages.models import Message
from directory.needs.models import Answering
from directory.needs.schemas import NeedRead, SessionDraft
from directory.needs.service import close_need
from directory.needs.words import NeedState
from directory.store import session_scope
from directory.volunteers.inviting import answer, invite
from directory.volunteers.models import RelayNote, RelayThread
from directory.volunteers.relay import (
    PER_HOUR,
    ask_by_invitation,
    ask_by_placement,
    end,
    end_over,
    read_by_invitation,
    read_by_token,
    relay_token,
    say,
)
from directory.volunteers.relay_words import ADDRESS_GONE, LONGEST, NUMBER_GONE, checked, without_contact
from directory.volunteers.taking import Taken, take
from directory.volunteers.wanted import wanted_of

ASKING = Who(uuid4(), OWNER_EMAIL, (), uuid4(), second_factor=False)
BANKED = "bank0@example.org"
HERE = "192.0.2.7"


pytestmark = pytest.mark.usefixtures("watch")


def invited(stores: Stores, days: int = 3) -> tuple[NeedRead, str]:
    """Let one person be asked; gives the token of their invitation."""
    need = make_need(stores, sessions=(SessionDraft(in_days(days), 10 * 60, 12 * 60),))
    assert need.lsoa21 is not None
    bank(stores, 1, lsoa21=need.lsoa21)
    wanted = wanted_of(need, need.sessions[0])
    assert invite(stores, need.id, session_of(need), wanted, how_many=1, actor=ASKING).asked == 1
    return need, token_in(letters(stores, BANKED)[-1].body, "/invitation/")


def thread(stores: Stores) -> RelayThread:
    with Session(stores.people) as people:
        found = people.execute(select(RelayThread)).scalar_one()
        people.expunge_all()
    return found


def test_a_question_and_its_answer_go_to_and_fro_and_no_address_with_them(
    stores: Stores, watch: Watch
) -> None:
    need, token = invited(stores)
    ask_by_invitation(stores, token, "Is there a step at the door?", network=HERE)
    [to_group] = letters(stores, OWNER_EMAIL)
    assert f"/desk/needs/{need.id}/questions" in to_group.body
    assert "Somebody you asked" in to_group.body
    assert "Neither of you sees the other's address" in to_group.body
    for hidden in ("step", BANKED, "Bea", token, str(thread(stores).volunteer_id)):
        assert hidden not in to_group.subject + to_group.body
    assert to_group.purpose == "answer"
    assert to_group.reply_to is None
    watch.now += timedelta(minutes=5)
    say(stores, thread(stores).id, "group", "No, it is level.", network=HERE)
    to_volunteer = letters(stores, BANKED)[-1]
    link = token_in(to_volunteer.body, "/relay/")
    for hidden in ("level", OWNER_EMAIL, "lead@"):
        assert hidden not in to_volunteer.subject + to_volunteer.body
    found = read_by_token(stores, link)
    assert [(each.side, each.body) for each in found.notes] == [
        ("volunteer", "Is there a step at the door?"),
        ("group", "No, it is level."),
    ]
    assert read_by_invitation(stores, token).notes == found.notes
    assert not found.accepted


def test_what_was_written_stands_sealed(stores: Stores) -> None:
    _, token = invited(stores)
    ask_by_invitation(stores, token, "Is there a quilted step?", network=HERE)
    with stores.people.connect() as connection:
        raw = connection.exec_driver_sql("SELECT body FROM relay_note").scalar_one()
    assert "quilted" not in raw


def test_the_aliases_are_random_and_the_answer_address_is_set_only_with_a_domain(stores: Stores) -> None:
    mailing = stores.settings.model_copy(update={"relay_domain": "relay.example.org"})
    stores = Stores(stores.directory, stores.people, mailing)
    _, token = invited(stores)
    ask_by_invitation(stores, token, "When does it end?", network=HERE)
    row = thread(stores)
    assert len({row.volunteer_alias, row.group_alias}) == 2
    for alias in (row.volunteer_alias, row.group_alias):
        assert len(bytes.fromhex(alias)) == 16
    assert letters(stores, OWNER_EMAIL)[0].reply_to == f"r-{row.volunteer_alias}@relay.example.org"
    say(stores, row.id, "group", "At noon.", network=HERE)
    assert letters(stores, BANKED)[-1].reply_to == f"r-{row.group_alias}@relay.example.org"


def test_addresses_are_taken_out_before_a_yes_and_stay_after_it(stores: Stores, watch: Watch) -> None:
    _, token = invited(stores)
    typed = "Ring me on 01632 960 123 or write to ann@example.org, before 26/11/2026."
    assert ask_by_invitation(stores, token, typed, network=HERE).taken_out
    [note] = read_by_invitation(stores, token).notes
    assert note.body == f"Ring me on {NUMBER_GONE} or write to {ADDRESS_GONE}, before 26/11/2026."
    watch.now += timedelta(minutes=5)
    assert answer(stores, token, accept=True).placement_token is not None
    assert not say(stores, thread(stores).id, "group", "Our hall is 01632 960 555.", network=HERE).taken_out
    found = read_by_invitation(stores, token)
    assert found.notes[-1].body == "Our hall is 01632 960 555."
    assert found.accepted


@pytest.mark.parametrize(
    "typed",
    [
        "+44 1632 960123",
        "(01632) 960123",
        "0 1 6 3 2 9 6 0 1 2 3",
        "07700-900-123",
        "07700.900123",
        "\uff10\uff11\uff16\uff13\uff12 \uff19\uff16\uff10\uff11\uff12\uff13",
        "ann@example.org",
        "Ann.Smith+x@mail.example.co.uk",
        "ann (at) example.org",
        "mailto:ann@example.org",
        "\u202eann@example.org",
        "an\u200bn@exam\u00adple.org",
        "ann at gmail.com",
        "ann.smith at yahoo.co.uk",
        "ann@example dot org",
        "ann @ example.org",
        "ann (at) example (dot) org",
        "ann [at] example [dot] org",
        "ann[at]example[dot]org",
        "ann at example(dot)org",
        "07700900123@example.org",
        "07700, 900123",
        "07700:900:123",
        "07700 9oo 123",
        "0770O 9OO123",
        "O7700 900123",
        "+44, 7700, 900123",
        "07700 900123, 07700 900456",
        "07700, 900123, 07700, 900456",
    ],
)
def test_no_form_of_an_address_or_number_stays(typed: str) -> None:
    left, changed = without_contact(checked(f"Here: {typed} thanks"))
    assert changed
    for trace in ("example", "gmail", "yahoo", "ann", "@", "dot", "oo"):
        assert trace not in left.lower()
    assert not any(each.isdecimal() for each in left)


@pytest.mark.parametrize(
    "typed",
    [
        "oh seven seven double-oh nine hundred one two three",
        "Oh one six three two, nine sixty, one two three.",
        "zero 7 seven 00 nine zero zero one two three",
        "07700 900 one two three",
        "oh, seven, seven, oh, oh, nine, oh, oh, one, two, three",
        "four four seven seven double oh nine double oh one two three",
        "seven seven double oh nine treble nought one two three",
        "O SEVEN SEVEN\nO O NINE\nO O ONE TWO THREE",
        "ann at example dot org",
        "ann dot smith at mail dot example dot co dot uk",
    ],
)
def test_what_is_spelled_in_words_does_not_stay(typed: str) -> None:
    left, changed = without_contact(checked(f"Here: {typed} thanks"))
    assert changed
    for word in ("seven", "one", "two", "ann ", "example", "dot"):
        assert word not in left.lower().replace(NUMBER_GONE, "").replace(ADDRESS_GONE, "").split()


@pytest.mark.parametrize(
    "typed",
    [
        "two to three people on the ninth",
        "Two or three of us come on the twenty-third at ten thirty",
        "five, six, seven, eight, nine, ten, eleven and twelve",
        "one on 26/11/2026, one hour, at seven o'clock, two hundred and fifty cups",
        "On 2026-11-26 ten thirty to twelve fifteen",
        "Oh, one more: two double beds, three single, four 10-minute talks",
        "Rooms one two three and four, in two thousand and twenty six",
        "Ring one one one, or nine nine nine",
        "9.30 one hour, PE15 8AA, 12 to fourteen year olds, 3 or four times, 2026",
        "Sessions at ten, eleven, twelve, one, two, three",
        "Meet at noon on the dot, at meeting point two",
        "At 10.30 on 2026-11-26, 5 to 7 people, 120 chairs",
        "Room 12, PE15 8AA, 26.11.2026 10:30",
        "£1,200 @ noon",
        "Room two 10.00-12.30",
        "Room 1 10.00 12.00 14.00, on 2 26/11/2026",
        "We start at two (14.00-16.00)",
        "Hall one 09:30-11:30, or 09.30, 10.30, 11.30 o'clock",
        "sessions at ten 10.00 12.00 14.00",
        "It costs two thousand five hundred twenty pounds",
        "3 or 4 thousand 2000-2010 records",
        "Seven hundred nine hundred and three thousand four hundred five",
        "We meet at one dot two, at page.two of the plan, at half.past",
        "Ann is at live music. Come at noon.",
        "Bring 12,500 tickets: 250, 250, 300",
    ],
)
def test_days_times_and_counts_stay(typed: str) -> None:
    assert without_contact(checked(typed)) == (typed, False)


def test_a_note_is_short_and_not_empty(stores: Stores) -> None:
    _, token = invited(stores)
    for typed in ("", " \n\u200b ", "x" * (LONGEST + 1)):
        with pytest.raises(InvalidInput):
            ask_by_invitation(stores, token, typed, network=HERE)
    assert letters(stores, OWNER_EMAIL) == []
    assert checked("a\r\n\r\n\r\n\r\nb \x00\x1b[1m") == "a\n\nb [1m"


def test_nobody_writes_all_the_time(stores: Stores, watch: Watch) -> None:
    _, token = invited(stores)
    for number in range(PER_HOUR):
        ask_by_invitation(stores, token, f"Question {number}?", network=HERE)
    with pytest.raises(TooMany):
        ask_by_invitation(stores, token, "One more?", network=HERE)
    watch.now += timedelta(hours=1, minutes=1)
    ask_by_invitation(stores, token, "One more?", network=HERE)


@pytest.mark.parametrize("side", ["volunteer", "group"])
def test_each_side_can_end_it(stores: Stores, side: str) -> None:
    _, token = invited(stores)
    ask_by_invitation(stores, token, "Is it far?", network=HERE)
    row = thread(stores)
    end(stores, row.id, side)  # type: ignore[arg-type]
    for other in ("volunteer", "group"):
        with pytest.raises(Conflict):
            say(stores, row.id, other, "Hello?", network=HERE)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        ask_by_invitation(stores, token, "Hello?", network=HERE)
    assert len(letters(stores, OWNER_EMAIL)) == 1
    assert read_by_invitation(stores, token).ended
    after = thread(stores)
    assert (after.first_from_volunteer_at is None) == (side == "volunteer"), "nobody waits any more"
    assert (after.first_from_group_at is not None) == (side == "group")


def test_who_was_not_asked_or_gave_it_back_cannot_write(stores: Stores, watch: Watch) -> None:
    need, token = invited(stores)
    for wrong in ("nothing", token[:-1]):
        with pytest.raises(NotFound):
            ask_by_invitation(stores, wrong, "Hello?", network=HERE)
        with pytest.raises(NotFound):
            read_by_token(stores, wrong)
    with pytest.raises(NotFound):
        read_by_token(stores, relay_token(stores.settings, uuid4()))
    answer(stores, token, accept=False)
    with pytest.raises(Gone):
        ask_by_invitation(stores, token, "Hello?", network=HERE)
    assert need.state is NeedState.OPEN
    del watch


def test_somebody_with_a_place_asks(stores: Stores) -> None:
    need = make_need(stores)
    taken = take(stores, ask_link(stores, need, taker(1)))
    assert isinstance(taken, Taken)
    ask_by_placement(stores, taken.placement_token, "Shall I bring gloves? 01632 960 1", network=HERE)
    body = letters(stores, OWNER_EMAIL)[-1].body
    assert "Somebody who took a place" in body
    assert "Who it is stands there too" in body
    assert "Neither of you" not in body


def test_it_ends_with_the_need_and_is_forgotten_a_month_later(stores: Stores, watch: Watch) -> None:
    need, token = invited(stores)
    ask_by_invitation(stores, token, "Is it far?", network=HERE)
    end_over(stores)
    assert thread(stores).ended_at is None
    with session_scope(stores.directory) as session:
        close_need(session, need.id, actor=CLOCK)
    with pytest.raises(Gone):
        say(stores, thread(stores).id, "volunteer", "Hello?", network=HERE)
    end_over(stores)
    assert thread(stores).ended_at == watch.now
    for days, left in ((29, 1), (2, 0)):
        watch.now += timedelta(days=days)
        with session_scope(stores.people) as people:
            enqueue(people, "forget", {})
        run_due(stores)
        with Session(stores.people) as people:
            assert len(people.execute(select(RelayNote)).scalars().all()) == left


def test_a_question_without_an_answer_rests_the_need_until_it_is_answered(
    stores: Stores, watch: Watch
) -> None:
    need, token = invited(stores, days=12)
    ask_by_invitation(stores, token, "Is it far?", network=HERE)
    watch.now += timedelta(hours=5)
    watch.now += timedelta(days=4)
    with session_scope(stores.people) as people:
        enqueue(people, "note_answers", {})
    run_due(stores)
    assert read(stores, need).state is NeedState.RESTING
    say(stores, thread(stores).id, "group", "No, two minutes.", network=HERE)
    assert read(stores, need).state is NeedState.OPEN
    with session_scope(stores.people) as people:
        enqueue(people, "note_answers", {})
    run_due(stores)
    with Session(stores.directory) as session:
        told = session.get_one(Answering, need.listing_id)
    assert (told.asked, told.answered) == (1, 1)
    assert told.median_hours == pytest.approx(101)


def test_leaving_takes_what_was_written_with_it(stores: Stores) -> None:
    from directory.volunteers.leaving import leave  # noqa: PLC0415 - as its callers do

    _, token = invited(stores)
    ask_by_invitation(stores, token, "Is it far?", network=HERE)
    volunteer_id: UUID = thread(stores).volunteer_id
    leave(stores, volunteer_id)
    with Session(stores.people) as people:
        assert people.execute(select(RelayThread)).scalars().all() == []
        assert people.execute(select(RelayNote)).scalars().all() == []
        named = select(Message).where(col(Message.dedupe).contains(str(volunteer_id)))
        assert people.execute(named).scalars().all() == []
