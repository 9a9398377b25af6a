"""Is a volunteer who takes everything back gone: every row, every seat, every byte of the file?"""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select
from taken import ALL_WEEK, OWNER_EMAIL, ask_link, letters, make_need, taker

from directory import clock
from directory.accounts.models import Account, SignInAsk
from directory.accounts.service import add_grant, find_or_make_account
from directory.backup import path_of
from directory.consents.models import ConsentEvent
from directory.consents.service import BANK, agreed
from directory.hire.models import HireEnquiry
from directory.jobs.models import AuditEntry, Job
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.messages.models import Message
from directory.messages.service import queue_message
from directory.needs.reading import read_by_id
from directory.needs.words import CheckLevel, Skill, Workforce
from directory.privacy.erase import erase_person
from directory.privacy.export import export_person
from directory.privacy.forget import forget
from directory.schema import people_metadata
from directory.sealing import address_kept_as
from directory.store import session_scope
from directory.volunteers.away import add_away
from directory.volunteers.checks import tell_check, tell_training, verify_check
from directory.volunteers.forgetting import KEPT, forget_volunteers
from directory.volunteers.hours import Outcome, note_outcome
from directory.volunteers.leaving import leave, leave_for_good
from directory.volunteers.models import (
    Invitation,
    Placement,
    RelayNote,
    RelayThread,
    Volunteer,
    VolunteerCheck,
    VolunteerHours,
    VolunteerLook,
)
from directory.volunteers.queries import live_grants
from directory.volunteers.schemas import VolunteerDraft
from directory.volunteers.service import register, share, visible_to
from directory.volunteers.taking import SEND_TAKE_LINK, take
from directory.volunteers.words import Shared, Training
from directory.words import Role

MARY = "mary.quantock-zebra@example.org"
OTHER = taker(7)
CANARY = "quantock-zebra"
ABOUT = tuple(
    table.name
    for table in people_metadata().sorted_tables
    if table.name == "volunteer" or "volunteer_id" in table.columns
)


def plant(stores: Stores) -> UUID:
    """Let somebody do everything that leaves something about a volunteer; another takes a place as well."""
    need = make_need(stores, places=2)
    for who in (taker(email=MARY, name="Mary Quantock-Zebra"), OTHER):
        take(stores, ask_link(stores, need, who))
    run_due(stores)
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, MARY)
        said = VolunteerDraft(
            "Mary Quantock-Zebra",
            phone="01632 960123",
            experience=f"I am {CANARY}.",
            slots=ALL_WEEK,
            skills=(Skill.COOKING,),
            themes=(CANARY,),
        )
        mary = register(session, said, account_id=account, lsoa21="E01018080")
        listing, now = need.listing_id, clock.now()
        today = clock.local_now().date()
        add_away(session, mary, today, today + timedelta(days=3))
        check = tell_check(session, mary, CheckLevel.ENHANCED, Workforce.BOTH, today - timedelta(days=9))
        tell_training(session, mary, Training.FIRST_AID, today)
        share(session, mary, listing, tuple(Shared), how="chosen")
        verify_check(session, check, listing_id=listing, role="owner")
        visible_to(session, mary, listing, account_id=uuid4())
        session.add(
            Invitation(
                id=uuid4(), need_id=uuid4(), session_id=uuid4(), listing_id=listing, volunteer_id=mary,
                token_hash=f"invited {CANARY}", reasons=[f"because {CANARY}"], sent_at=now, expires_at=now,
            )
        )  # fmt: skip
        session.add(
            VolunteerHours(
                id=uuid4(), volunteer_id=mary, listing_id=listing, on_date=today, minutes=90, told_by="group"
            )
        )
        thread = uuid4()
        session.add(
            RelayThread(
                id=thread, need_id=uuid4(), listing_id=listing, volunteer_id=mary, opened_at=now,
                volunteer_alias=f"alias {CANARY}", group_alias=f"group {CANARY}",
            )
        )  # fmt: skip
        session.flush()
        session.add(RelayNote(id=uuid4(), thread_id=thread, side="volunteer", body=f"I am {CANARY}", at=now))
        owner = find_or_make_account(session, OWNER_EMAIL)
        for to, whose, purpose in ((MARY, account, BANK), (OWNER_EMAIL, owner, "answer")):
            queue_message(
                session,
                stores.settings,
                to_email=to,
                purpose=purpose,
                subject="About Mary Quantock-Zebra",
                body=f"Mary Quantock-Zebra, {MARY}, +441632960123, comes.",
                account_id=whose,
            )
    return mary


def cells_of(engine: Engine, volunteer_id: UUID) -> list[bytes]:
    """Give what stands, sealed, in the file about somebody."""
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT name, phone, experience FROM volunteer WHERE id = :id"), {"id": volunteer_id.hex}
        ).one()
        note = connection.execute(text("SELECT body FROM relay_note")).scalar_one()
    return [str(each).encode() for each in (*row, note)]


def bytes_of(engine: Engine) -> bytes:
    path = path_of(engine)
    parts = (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm")))
    return b"".join(part.read_bytes() for part in parts if part.exists())


def counts(stores: Stores, volunteer_id: UUID) -> dict[str, int]:
    with stores.people.connect() as connection:
        return {
            table: connection.execute(
                text(f"SELECT count(*) FROM {table} WHERE {column} = :id"),  # noqa: S608
                {"id": volunteer_id.hex},
            ).scalar_one()
            for table in ABOUT
            for column in ["id" if table == "volunteer" else "volunteer_id"]
        }


def test_every_row_and_every_byte_is_gone_and_others_stay(stores: Stores) -> None:
    mary = plant(stores)
    before = counts(stores, mary)
    assert all(before.values()), before
    with Session(stores.people) as session:
        others = session.scalars(select(Volunteer).where(col(Volunteer.id) != mary)).all()
        assert len(others) == 1
        account = session.get_one(Volunteer, mary).account_id
        assert session.scalars(select(Placement)).all()
    sealed = cells_of(stores.people, mary)
    assert all(cell in bytes_of(stores.people) for cell in sealed), "they were there"
    assert CANARY.encode() in bytes_of(stores.people).lower()
    leave_for_good(stores, mary, by=account)
    run_due(stores)
    assert not any(counts(stores, mary).values())
    content = bytes_of(stores.people)
    assert not any(cell in content for cell in sealed)
    assert CANARY.encode() not in content.lower()
    with Session(stores.people) as session:
        assert session.get(Account, account) is None, "it had nothing else"
        words = " ".join(
            f"{each.subject} {each.body} {each.to_email}" for each in session.scalars(select(Message))
        )
        assert "Zebra" not in words
        assert "zebra" not in words
        assert "960123" not in words
        assert len(session.scalars(select(Volunteer)).all()) == 1, "somebody else is still there"
        assert len(session.scalars(select(Placement)).all()) == 1
        events = session.scalars(select(ConsentEvent).where(ConsentEvent.account_id == account)).all()
        assert [each.what for each in events if each.purpose == BANK] == ["given", "withdrawn"]
    where = tables_naming(stores.people, mary)
    assert where <= {"audit_entry"}, where


def tables_naming(engine: Engine, number: UUID) -> set[str]:
    """Name every table in which the number of a volunteer stands."""
    found = set()
    with engine.connect() as connection:
        for table in people_metadata().sorted_tables:
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"')):  # noqa: S608
                said = str(tuple(row))
                if number.hex in said or str(number) in said:
                    found.add(table.name)
    return found


def test_a_seat_ahead_is_free_again_and_the_group_hears_it_without_a_name(stores: Stores) -> None:
    mary = plant(stores)
    with Session(stores.people) as session:
        need_id = session.scalars(select(Placement)).first().need_id  # type: ignore[union-attr]
    with Session(stores.directory) as session:
        assert read_by_id(session, need_id).sessions[0].taken == 2
    leave(stores, mary)
    run_due(stores)
    with Session(stores.directory) as session:
        assert read_by_id(session, need_id).sessions[0].taken == 1
    free = [each for each in letters(stores, OWNER_EMAIL) if "free again" in each.subject]
    assert len(free) == 1
    assert "Mary" not in free[0].body + free[0].subject


def test_an_account_that_does_other_things_stays(stores: Stores) -> None:
    mary = plant(stores)
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, MARY)
        add_grant(session, account, Role.OWNER, str(uuid4()), granted_by=None)
    leave(stores, mary)
    with Session(stores.people) as session:
        assert session.get(Account, account) is not None
        assert not agreed(session, account, BANK)
    assert not any(counts(stores, mary).values())
    leave(stores, mary)


def test_a_name_that_is_a_word_of_every_letter_spoils_nobody_elses(stores: Stores) -> None:
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, MARY)
        mary = register(session, VolunteerDraft("https"), account_id=account, lsoa21=None)
        queue_message(
            session,
            stores.settings,
            to_email=OWNER_EMAIL,
            purpose="answer",
            subject="Sign in",
            body="Open https://hereabouts.example/sign-in/secret",
        )
    leave(stores, mary)
    assert letters(stores, OWNER_EMAIL)[0].body == "Open https://hereabouts.example/sign-in/secret"


def enquire(stores: Stores) -> None:
    with session_scope(stores.people) as session:
        session.add(
            HireEnquiry(
                id=uuid4(), room_id=uuid4(), listing_id=uuid4(), group_name="Zebra", name="Mary", email=MARY,
                email_hash=address_kept_as(session, MARY), purpose="a party", people=5, hirer="community",
                asked={}, token_hash=MARY[::-1], answer_hash=MARY[::-1], created_at=clock.now(),
            )
        )  # fmt: skip


def test_who_volunteers_no_more_keeps_the_room_they_asked_for(stores: Stores) -> None:
    mary = plant(stores)
    enquire(stores)
    leave(stores, mary)
    assert not any(counts(stores, mary).values())
    with Session(stores.people) as session:
        assert len(session.scalars(select(HireEnquiry)).all()) == 1


def test_who_came_to_what_has_no_time_is_not_kept_for_ever(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = make_need(stores, sessions=())
    take(stores, ask_link(stores, need, taker()))
    with session_scope(stores.people) as session:
        row = session.scalars(select(Placement)).one()
        note_outcome(session, row.id, Outcome.CAME)
    begun = clock.now()
    for days, left in ((364, 1), (367, 0)):
        monkeypatch.setattr(clock, "now", lambda: begun + timedelta(days=days))  # noqa: B023 - called at once
        forget_volunteers(stores)
        with Session(stores.people) as session:
            assert len(session.scalars(select(Placement)).all()) == left
            assert len(session.scalars(select(Volunteer)).all()) == left


def test_a_group_sees_a_check_it_asked_for_half_a_year(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, asked, chosen = clock.now(), uuid4(), uuid4()
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, MARY)
        mary = register(session, VolunteerDraft("Mary"), account_id=account, lsoa21=None)
        share(session, mary, asked, (Shared.NAME, Shared.CHECKS), how="accepted")
        share(session, mary, chosen, (Shared.CHECKS,), how="chosen")

    def seen() -> set[tuple[UUID, str]]:
        forget_volunteers(stores)
        with Session(stores.people) as session:
            return {(each.listing_id, each.what) for each in live_grants(session, mary)}

    kept = {(asked, "name"), (chosen, "checks")}
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(days=179))
    assert seen() == kept | {(asked, "checks")}
    with session_scope(stores.people) as session:
        offer = Invitation(
            id=uuid4(), need_id=uuid4(), session_id=uuid4(), listing_id=asked, volunteer_id=mary, asked=False,
            state="waiting", token_hash=MARY, sent_at=begun, expires_at=begun + timedelta(days=300),
        )  # fmt: skip
        session.add(offer)
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(days=181))
    assert seen() == kept | {(asked, "checks")}, "it has not decided yet"
    with session_scope(stores.people) as session:
        session.scalars(select(Invitation)).one().state = "accepted"
    assert seen() == kept


def test_erasing_takes_the_asks_and_jobs_of_a_taker_too(stores: Stores) -> None:
    need = make_need(stores)
    ask_link(stores, need, taker(email=MARY))
    with Session(stores.people) as session:
        assert session.scalars(select(Job).where(Job.kind == SEND_TAKE_LINK)).all()
        before = len(session.scalars(select(SignInAsk)).all())
    erase_person(stores, MARY)
    with Session(stores.people) as session:
        assert not session.scalars(select(Job).where(Job.kind == SEND_TAKE_LINK)).all()
        assert len(session.scalars(select(SignInAsk)).all()) == before - 1, "that of the network stays"


def test_erasing_the_person_erases_the_volunteer_and_what_they_asked_of_venues(stores: Stores) -> None:
    mary = plant(stores)
    enquire(stores)
    told = export_person(stores, MARY)
    assert told["volunteering"] is not None
    assert "Mary Quantock-Zebra" in str(told["volunteering"])
    assert f"invited {CANARY}" not in str(told), "a hash is of use only to a thief"
    assert "a party" in str(told["rooms_asked_for"])
    erase_person(stores, MARY)
    assert not any(counts(stores, mary).values())
    content = bytes_of(stores.people).lower()
    assert CANARY.encode() not in content
    with Session(stores.people) as session:
        assert not session.scalars(select(HireEnquiry)).all()


def test_what_is_over_is_forgotten_by_the_clock(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    mary = plant(stores)
    begun = clock.now()

    def rows() -> tuple[int, int, int, int]:
        forget_volunteers(stores)
        with Session(stores.people) as session:
            return tuple(  # type: ignore[return-value]
                len(session.scalars(select(each).where(each.volunteer_id == mary)).all())
                for each in (Invitation, VolunteerLook, Placement, VolunteerCheck)
            )

    assert all(rows())
    monkeypatch.setattr(clock, "now", lambda: begun + KEPT["invitation"] - timedelta(days=1))
    assert rows()[0] == 1
    monkeypatch.setattr(clock, "now", lambda: begun + KEPT["invitation"] + timedelta(days=1))
    assert rows()[0] == 0
    monkeypatch.setattr(clock, "now", lambda: begun + KEPT["volunteer_look"] - timedelta(days=1))
    assert any(counts(stores, mary).values())
    monkeypatch.setattr(clock, "now", lambda: begun + KEPT["volunteer_look"] + timedelta(days=9))
    assert not any(rows())
    assert not any(counts(stores, mary).values()), "who said nothing for a year is forgotten"


def test_a_volunteer_who_never_signed_in_is_not_forgotten_as_an_unused_account(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, MARY)
        register(session, VolunteerDraft("Mary"), account_id=account, lsoa21=None)
    later = clock.now() + timedelta(days=300)
    monkeypatch.setattr(clock, "now", lambda: later)
    forget(stores, None)  # type: ignore[arg-type]
    with Session(stores.people) as session:
        assert session.get(Account, account) is not None


def test_the_erasing_is_noted_without_a_name(stores: Stores) -> None:
    mary = plant(stores)
    leave(stores, mary)
    with Session(stores.people) as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "erase volunteer")).all()
    assert [each.subject_id for each in entries] == [str(mary)]
    assert date(2026, 1, 1) < entries[0].at.date()
