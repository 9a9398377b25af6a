"""Does a year of the upkeep cycle bring the right messages to the right people?

And each listing where it belongs? Real stores, a real mail server, every day of a year; owners with their
habits, clerks and coordinators, a worker that dies now and then.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from urllib.parse import urlsplit
from uuid import UUID, uuid5

import pytest
from mail_server import Box, mail_server
from pydantic import SecretStr
from sqlalchemy import select
from sqlmodel import Session, col

from directory import clock
from directory.accounts.grants import add_grant, find_or_make_account
from directory.changes.own_source import OWN_SOURCE
from directory.clock import LONDON
from directory.consents.service import UPKEEP, WORDINGS, give
from directory.freshness import service
from directory.freshness.cycle import add_months
from directory.freshness.links import press
from directory.freshness.models import UpkeepAsk
from directory.freshness.queries import NOWHERE, grounds
from directory.freshness.service import run_cycle
from directory.jobs.schemas import Stores
from directory.listings.models import Listing, ServiceAtLocation, Source, SourceRecord
from directory.messages.delivery import LEASE, deliver_due
from directory.messages.mail import Mailer
from directory.messages.models import Message
from directory.messages.stopping import press_stop, read_stop
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope
from directory.words import Role

START = date(2026, 1, 5)
DAYS = 365
MADE_UP = UUID(int=77)
HABITS = ("at once", "reminder", "never", "stops", "refuses", "nobody", "comes back", "pair", "register")
EACH = 3
HAS_CLERK, HAS_COORDINATOR, HAS_NOBODY = "E07000010", "E07000012", "E07000009"
"""Fenland's clerks press; South Cambridgeshire's coordinators never do; East Cambridgeshire has nobody."""


@dataclass
class Made:
    """A listing, and who runs it how."""

    id: UUID
    name: str
    habit: str
    district: str
    assured_on: date
    owner: str | None
    right: list[date] = field(default_factory=list)
    """The days on which somebody pressed."""


@dataclass
class Got:
    """A mail as it arrived."""

    at: datetime
    to: str
    subject: str
    text: str
    message_id: str


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime]]:
    held = [datetime(2025, 9, 1, 9, tzinfo=UTC)]
    monkeypatch.setattr(clock, "now", lambda: held[0])
    return held  # type: ignore[return-value]


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def stores(settings: Settings, box: Box) -> Iterator[Stores]:
    with mail_server(box) as url:
        chosen = settings.model_copy(update={"smtp_url": SecretStr(url), "mail_from": "us@example.org"})
        both = Stores(open_engine(chosen.database_url), open_people(chosen), chosen)
        yield both
        both.directory.dispose()
        both.people.dispose()


def make_listings(stores: Stores) -> list[Made]:
    """Make listings of every habit in each of the three districts, confirmed on days of last year."""
    made: list[Made] = []
    with session_scope(stores.directory) as session:
        session.add(
            Source(key=OWN_SOURCE, title="Told here", publisher="", licence="", vintage="", credit="")
        )
        number = 0
        for district in (HAS_CLERK, HAS_COORDINATOR, HAS_NOBODY):
            registered, place = shipped_in(session, district)
            for habit in HABITS:
                for each in range(EACH):
                    number += 1
                    assured = date(2025, 7, 1) + timedelta(days=(number * 37) % 150)
                    owner = None if habit == "nobody" else f"{habit.replace(' ', '-')}-{number}@example.org"
                    if habit == "pair" and each % 2:
                        assured, owner = made[-1].assured_on + timedelta(days=3), made[-1].owner
                    if habit == "register" and each >= len(registered):
                        continue
                    listing = registered[each] if habit == "register" else make_one(session, number, place)
                    listing.owned, listing.assured_date = habit != "nobody", assured
                    made.append(Made(listing.id, listing.name, habit, district, assured, owner))
    return made


def shipped_in(session: Session, district: str) -> tuple[list[Listing], UUID]:
    """Give groups that a register lists in a district, and a place there."""
    ground = grounds(session, session.execute(select(col(Listing.id))).scalars().all())
    listings = session.execute(
        select(Listing).where(col(Listing.kind) == "group").order_by(col(Listing.slug))
    )
    found = [
        listing
        for listing in listings.scalars()
        if ground.get(listing.id, NOWHERE)[1] == {district} and ground[listing.id][0]
    ]
    assert found
    place = session.execute(
        select(col(ServiceAtLocation.location_id)).where(col(ServiceAtLocation.listing_id) == found[0].id)
    ).scalar_one()
    return found, place


def make_one(session: Session, number: int, place: UUID) -> Listing:
    """Make a group that people told us here."""
    identifier, then = uuid5(MADE_UP, f"{number}"), datetime(2025, 6, 1, tzinfo=UTC)
    listing = Listing(
        id=identifier,
        slug=f"made-up-{number}",
        name=f"Made up {number}",
        kind="group",
        summary="Meets and makes things.",
        created_at=then,
        updated_at=then,
    )
    session.add(listing)
    session.flush()
    at = uuid5(identifier, "place")
    session.add(ServiceAtLocation(id=at, listing_id=identifier, location_id=place))
    of = uuid5(identifier, "source")
    session.add(SourceRecord(id=of, listing_id=identifier, source=OWN_SOURCE, source_id=str(identifier)))
    session.flush()
    return listing


def make_people(stores: Stores, made: list[Made], box: Box) -> None:
    with session_scope(stores.directory) as session:
        ground = grounds(session, [each.id for each in made])
    with session_scope(stores.people) as session:
        for each in made:
            if each.owner is None:
                continue
            account = find_or_make_account(session, each.owner)
            add_grant(session, account, Role.OWNER, str(each.id), granted_by=None)
            give(session, account, UPKEEP, how="claim", wording=WORDINGS[UPKEEP])
            if each.habit == "refuses":
                box.refuse_to[each.owner] = "550 5.1.1 nobody of that name"
        for parish in {code for each in made if each.district == HAS_CLERK for code in ground[each.id][0]}:
            account = find_or_make_account(session, f"clerk-{parish.lower()}@example.org")
            add_grant(session, account, Role.PARISH_CLERK, parish, granted_by=None)
        for number in range(2):
            account = find_or_make_account(session, f"coordinator-{number}@example.org")
            add_grant(session, account, Role.COORDINATOR, HAS_COORDINATOR, granted_by=None)


LINK = re.compile(
    r"^(?P<name>[^\n]+)\n[^\n]+\n(?P<press>Still right|Bring it back): (?P<url>\S+)$", re.MULTILINE
)


class Year:
    """Goes through the days, keeps what arrived, and lets people do as they are used to."""

    def __init__(self, stores: Stores, made: list[Made], box: Box, now: list[datetime]) -> None:
        self.stores, self.box, self.now = stores, box, now
        self.by_name = {each.name: each for each in made}
        self.habit_of = {each.owner: each.habit for each in made if each.owner}
        self.got: list[Got] = []
        self.stopped: dict[str, datetime] = {}
        self.dice = random.Random(7)

    def at(self, day: date, hour: int, minute: int = 0) -> None:
        self.now[0] = datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)

    def deliver(self) -> None:
        deliver_due(self.stores)
        for received in self.box.received:
            mail = received.mail
            self.got.append(
                Got(self.now[0], received.to, str(mail["Subject"]), received.text, str(mail["Message-ID"]))
            )
            self.answer(self.got[-1])
        self.box.received.clear()

    def answer(self, got: Got) -> None:
        """Do with a mail what its reader does."""
        habit = self.habit_of.get(got.to, "clerk" if got.to.startswith("clerk") else "coordinator")
        if habit == "stops":
            token = urlsplit(got.text.strip().splitlines()[-1]).path.removeprefix("/stop/")
            with session_scope(self.stores.people) as session:
                press_stop(session, self.stores.settings, read_stop(self.stores.settings, token))
            self.stopped[got.to] = self.now[0]
        for found in LINK.finditer(got.text):
            listing = self.by_name[found["name"]]
            if (
                habit in {"at once", "pair", "clerk"}
                or (habit == "reminder" and "We asked before" in got.text)
                or (habit == "comes back" and found["press"] == "Bring it back")
            ):
                token = urlsplit(found["url"]).path.removeprefix("/still-right/")
                assert press(self.stores, token).shown
                listing.right.append(self.now[0].astimezone(LONDON).date())
                again = press(self.stores, token)
                assert (again.before, again.shown) == (True, True)

    def live(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(DAYS):
            day = START + timedelta(days=number)
            self.at(day, 0, 5)
            if number % 13 == 5:
                self.die_in_the_cycle(monkeypatch)
            run_cycle(self.stores)
            if number % 4 == 0:
                run_cycle(self.stores)
            self.deliver()
            self.at(day, 8, 0)
            if number % 11 == 3:
                self.die_while_sending(monkeypatch)
            self.deliver()
            self.at(day, 13)
            self.deliver()
            self.at(day, 20)
            self.deliver()

    def die_in_the_cycle(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Kill the worker between two of the small steps."""
        real, left = service._ask, [self.dice.randrange(3)]

        def ask(*given: object) -> int:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
            return real(*given)  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr(service, "_ask", ask)
            try:
                run_cycle(self.stores)
            except KeyboardInterrupt:
                return

    def die_while_sending(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def send(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Mailer, "send", send)
            try:
                deliver_due(self.stores)
            except KeyboardInterrupt:
                self.now[0] += LEASE


@pytest.mark.slow
def test_a_year(stores: Stores, box: Box, now: list[datetime], monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_listings(stores)
    now[0] = datetime.combine(START, time(0), UTC)
    make_people(stores, made, box)
    with Session(stores.directory) as session:
        others = dict(
            session.execute(
                select(col(Listing.id), col(Listing.status)).where(
                    col(Listing.id).not_in([each.id for each in made])
                )
            ).all()
        )
    year = Year(stores, made, box, now)
    year.live(monkeypatch)

    assert len(made) > 24 * EACH
    assert len(year.got) > 24 * EACH
    check_times(year.got)
    check_readers(year)
    with Session(stores.directory) as session:
        check_states(session, made)
        after = session.execute(select(col(Listing.id), col(Listing.status), col(Listing.unconfirmed_since)))
        assert all(
            (row.status, row.unconfirmed_since) == (others[row.id], None) for row in after if row.id in others
        )
    with Session(stores.people) as session:
        check_spans(session, made)


def check_times(got: list[Got]) -> None:
    """Nothing in quiet hours, nothing twice, nobody twice in any seven days."""
    assert len({(each.to, each.message_id) for each in got}) == len(got)
    by_reader: dict[str, list[datetime]] = defaultdict(list)
    for each in got:
        local = each.at.astimezone(LONDON)
        assert local.weekday() != 6, each
        assert time(8) <= local.time() < time(20), each
        by_reader[each.to].append(each.at)
    for times in by_reader.values():
        for earlier, later in pairwise(times):
            assert later - earlier >= timedelta(days=7)
    for each in got:
        named = [found["name"] for found in LINK.finditer(each.text)]
        assert named
        assert len(set(named)) == len(named)


def check_readers(year: Year) -> None:
    """Each mail names only listings its reader looks after; who said stop gets none."""
    for got in year.got:
        for found in LINK.finditer(got.text):
            listing = year.by_name[found["name"]]
            if got.to.startswith("clerk"):
                assert listing.district == HAS_CLERK
            elif got.to.startswith("coordinator"):
                assert listing.district == HAS_COORDINATOR
            else:
                assert listing.owner == got.to
        assert got.at <= year.stopped.get(got.to, got.at)
    assert len(year.stopped) == 3 * EACH
    assert not [got for got in year.got if got.to.startswith("refuses")]
    pairs = [got for got in year.got if got.to.startswith("pair") and len(LINK.findall(got.text)) == 2]
    assert pairs, "two listings of one owner come in one message"


def check_states(session: Session, made: list[Made]) -> None:
    """Each listing stands where its people's habits lead it."""
    end = START + timedelta(days=DAYS - 1)
    for each in made:
        listing = session.get_one(Listing, each.id, populate_existing=True)
        gone = listing.departure == "unconfirmed"
        if each.habit in {"at once", "reminder", "pair"} or (
            each.district == HAS_CLERK and each.habit != "comes back"
        ):
            assert each.right, each
            assert listing.assured_date == each.right[-1], each
            assert (listing.status, gone, listing.unconfirmed_since) == ("active", False, None), each
            assert add_months(each.right[-1], 6) > end - timedelta(days=70), each
        elif each.habit == "comes back" and each.district != HAS_CLERK:
            assert each.right, each
            assert (listing.status, gone, listing.assured_date) == ("active", False, each.right[-1]), each
        elif each.habit == "register":
            assert (listing.status, gone) == ("active", False), each
            assert listing.unconfirmed_since is not None, each
            assert listing.assured_date == each.assured_on
        elif each.habit != "comes back":
            assert (listing.status, gone) == ("inactive", True), each
            assert not each.right


def check_spans(session: Session, made: list[Made]) -> None:
    """The messages about a listing that its owner never answers for come when they should."""
    rows = session.execute(
        select(
            col(UpkeepAsk.listing_id), col(UpkeepAsk.stage), col(UpkeepAsk.round_from), col(Message.sent_at)
        )
        .join(Message, col(Message.id) == col(UpkeepAsk.message_id))
        .where(col(Message.state) == "sent")
    )
    sent: dict[tuple[UUID, str, str], date] = {}
    for row in rows:
        key, day = (row.listing_id, row.stage, row.round_from), row.sent_at.astimezone(LONDON).date()
        sent[key] = min(day, sent.get(key, day))
    checked = 0
    for each in made:
        if each.habit != "never":
            continue
        first, reminder = (
            sent[each.id, stage, each.assured_on.isoformat()] for stage in ("first", "reminder")
        )
        due = max(add_months(each.assured_on, 6), START)
        assert 0 <= (first - due).days <= 2, each
        assert 21 <= (reminder - first).days <= 24, each
        if each.district == HAS_NOBODY:
            assert (each.id, "escalated", each.assured_on.isoformat()) not in sent
        else:
            escalated = sent[each.id, "escalated", each.assured_on.isoformat()]
            assert 21 <= (escalated - reminder).days <= 21 + 21, each
        if each.district != HAS_CLERK:
            assert (each.id, "left", each.assured_on.isoformat()) in sent
        checked += 1
    assert checked == 3 * EACH
