"""Over random weeks of many people's choices: is anybody written to without consent, twice, or after a stop?

Everything is real: both stores, the ledger, the outbox, a mail server that refuses, greylists and hangs up.
The clock jumps by hours and days, over the night in which it goes forward and sometimes backwards. What was
received is held against the ledger alone.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from mail_server import Box
from sqlmodel import Session, select
from told_news import FENLAND, MARCH, WISBECH, World

from directory.consents.service import NEWS_PURPOSES
from directory.digests.models import Digest, DigestItem
from directory.messages.quiet import after_quiet
from directory.messages.stopping import press_stop, read_stop
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.words import NoticeKind
from directory.store import session_scope
from directory.subscriptions.ledger import audience
from directory.subscriptions.service import dismiss, snooze
from directory.subscriptions.words import Rhythm

PEOPLE = 6
STEPS = 80
BEGIN = datetime(2026, 3, 20, 6, 0, tzinfo=UTC)


@dataclass
class Life:
    """Some people, and what happens to them."""

    world: World
    box: Box
    random: Random
    groups: tuple[UUID, ...]
    seen: int = 0
    notices: list[UUID] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def email(self) -> str:
        return f"person{self.random.randrange(PEOPLE)}@example.org"

    def agree(self) -> None:
        terms: dict[str, object] = {
            "rhythm": self.random.choice(tuple(Rhythm)),
            "may_count": self.random.random() < 0.3,
        }
        subject = self.random.choice((None, None, *self.groups))
        if subject is None:
            terms["areas"] = tuple(self.random.sample((FENLAND, WISBECH, MARCH), self.random.randint(1, 2)))
        self.world.asks(self.email(), self.random.choice(NEWS_PURPOSES), subject, **terms)

    def end(self) -> None:
        account = self.world.account(self.email())
        subject = self.random.choice((None, *self.groups))
        self.world.ends(account, self.random.choice(NEWS_PURPOSES), subject)

    def stop(self) -> None:
        """Press the link of a message that came at any time before."""
        if self.box.received:
            link = self.random.choice(self.box.received).mail["List-Unsubscribe"].strip("<>")
            settings = self.world.stores.settings
            with session_scope(self.world.stores.people) as session:
                press_stop(session, settings, read_stop(settings, link.rpartition("/stop/")[2]))

    def pause(self) -> None:
        with session_scope(self.world.stores.people) as session:
            snooze(session, self.world.account_in(session, self.email()), weeks=4)

    def put_aside(self) -> None:
        if self.notices:
            with session_scope(self.world.stores.people) as session:
                account = self.world.account_in(session, self.email())
                dismiss(session, account, self.random.choice(self.notices))

    def announce(self) -> None:
        self.notices.append(
            self.world.announces(
                f"Notice {len(self.notices)}",
                kind=self.random.choice(tuple(NoticeKind)),
                rules=NoticeRules(),
                areas=self.random.choice(((FENLAND,), (WISBECH,), ())),
                deadline=self.world.today + timedelta(days=self.random.randint(1, 40)),
                summary="Volunteers are welcome.",
            )
        )

    def make(self) -> None:
        self.world.makes()

    def send(self) -> None:
        if self.random.random() < 0.8:
            self.world.now = after_quiet(self.world.now)
        self.box.greylisting = self.random.random() < 0.3
        self.box.after_data = self.random.choice(([], [], ["DROP"], ["451 later"], ["554 never"]))
        self.box.refuse_to = {self.email(): "450 later"} if self.random.random() < 0.3 else {}
        before = len(self.box.received)
        self.world.sends()
        for received in self.box.received[before:]:
            self.look(received.mail["Message-ID"].strip("<>").partition("@")[0])

    def look(self, message_id: str) -> None:
        """Hold a message, at the moment it came, against the ledger."""
        with Session(self.world.stores.people) as session:
            digest = session.exec(select(Digest).where(Digest.message_id == UUID(message_id))).one()
            items = session.exec(select(DigestItem).where(DigestItem.digest_id == digest.id)).all()
            live = {one.event_id for one in audience(session, datetime(2100, 1, 1, tzinfo=UTC))}
            assert items, "an empty message"
            for item in items:
                assert item.events
                assert {UUID(event) for event in item.events} <= live, "without a consent that holds"
        self.done["looked"] += 1

    def wait(self) -> None:
        self.world.on(hours=self.random.choice((1, 5, 12, 24, 24, 72, 168)))

    def set_back(self) -> None:
        """Somebody mends the clock of the machine."""
        self.world.on(hours=-2)

    def live(self) -> None:
        steps = {
            self.agree: 10,
            self.end: 4,
            self.stop: 1,
            self.pause: 1,
            self.put_aside: 2,
            self.announce: 9,
            self.make: 12,
            self.send: 14,
            self.wait: 12,
            self.set_back: 1,
        }
        for begin in (*(self.agree,) * PEOPLE, *(self.announce,) * 3):
            begin()
        for _ in range(STEPS):
            step = self.random.choices(list(steps), list(steps.values()))[0]
            step()
            self.done[step.__name__] += 1


def hold(box: Box) -> Counter[str]:
    """Hold all that came against what is written down: who, what edition, how often."""
    copies = Counter(each.mail["Message-ID"] for each in box.received)
    told: Counter[tuple[str, str]] = Counter()
    seen = set()
    for each in box.received:
        if each.mail["Message-ID"] not in seen:
            seen.add(each.mail["Message-ID"])
            told.update(
                (each.to, title) for title in re.findall(r"^(?:\d\. )?(Notice \d+)$", each.text, re.MULTILINE)
            )
    assert not [pair for pair, times in told.items() if times > 1], "a notice that came twice"
    assert all(len(each.mail["Subject"]) < 60 for each in box.received)
    return Counter({"messages": len(copies), "notices": len(told), "copies": sum(copies.values())})


@pytest.mark.parametrize("seed", range(4))
def test_no_message_without_consent_none_twice_and_none_after_a_stop(
    world: World, box: Box, seed: int
) -> None:
    world.now = BEGIN
    life = Life(world, box, Random(f"life {seed}"), (world.group(), world.group(number=1)))
    life.live()
    found = hold(box)
    assert found["messages"] >= 3, "enough came to be looked at"
    assert life.done["looked"] == found["copies"]
