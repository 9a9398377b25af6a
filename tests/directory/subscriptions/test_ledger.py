"""Is it told of any moment who had asked for what, whatever people say and whatever the clock does?"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session

from directory import clock
from directory.accounts.closing import close_account
from directory.accounts.models import Account
from directory.accounts.service import find_or_make_account
from directory.clock import LONDON
from directory.consents.service import NEWS, NEWS_PURPOSES, agreed, agreed_to_any
from directory.errors import InvalidInput
from directory.jobs.schemas import Stores
from directory.messages.stopping import press_stop, read_stop, stop_url
from directory.noticeboard.words import NoticeKind
from directory.store import compact, session_scope
from directory.subscriptions.ledger import (
    MOST_AREAS,
    SubscriptionRead,
    audience,
    end_all,
    live,
    subscribe,
    subscriptions_of,
    unsubscribe,
)
from directory.subscriptions.terms import Terms
from directory.subscriptions.words import Rhythm
from directory.words import Capital

FENLAND = Terms(areas=("E07000010",))
BEFORE_CHANGES = (
    datetime(2026, 3, 28, 23, 30, tzinfo=UTC),
    datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
)
"""Hours before the clocks go forward, and back, in Cambridgeshire."""
MINUTE, HOUR, DAY = 60, 3_600, 86_400
STEPS = (0, 0, 1, 30 * MINUTE, HOUR, DAY, 200 * DAY, -1, -30 * MINUTE, -DAY, -200 * DAY)
"""Seconds from one word to the next as the clock shows them; below nothing it was set back."""

PEOPLE, SUBJECTS = st.integers(0, 2), st.sampled_from(("", "11111111-1111-4111-8111-111111111111"))
PURPOSES = st.sampled_from(NEWS_PURPOSES[:3])
TERMS = st.builds(
    Terms,
    areas=st.lists(
        st.sampled_from(("E07000010", "E04001687", "E07000008")), min_size=1, max_size=3, unique=True
    ).map(tuple),
    kinds=st.lists(st.sampled_from(NoticeKind), max_size=2, unique=True).map(tuple),
    capitals=st.lists(st.sampled_from(Capital), max_size=2, unique=True).map(tuple),
    rhythm=st.sampled_from(Rhythm),
    may_count=st.booleans(),
)
WORD = st.one_of(
    st.tuples(st.just("yes"), PEOPLE, SUBJECTS, PURPOSES, TERMS),
    st.tuples(st.just("no"), PEOPLE, SUBJECTS, PURPOSES, st.none()),
    st.tuples(st.just("no to all"), PEOPLE, st.none(), st.none(), st.none()),
    st.tuples(st.just("no to all of one"), PEOPLE, SUBJECTS, st.none(), st.none()),
    st.tuples(st.just("stop link"), PEOPLE, st.none(), st.none(), st.none()),
    st.tuples(st.just("close"), PEOPLE, st.none(), st.none(), st.none()),
)
Word = tuple[str, int, Any, Any, Any]
"""What, who, for which listing if any, which purpose and on which terms."""
ALL_OF_IT = frozenset({"stop link", "close", "no to all"})
Key = tuple[int, str, str]


@dataclass
class Diary:
    """The plain oracle: for each choice what was said of it, one after the other; None is no."""

    said: dict[Key, list[tuple[datetime, Terms | None]]] = field(default_factory=dict)

    def yes(self, key: Key, at: datetime, terms: Terms) -> None:
        self.said.setdefault(key, []).append((at, terms))

    def no(self, at: datetime, person: int, subject: str | None = None, purpose: str | None = None) -> None:
        for key, lines in self.said.items():
            meant = key[0] == person and subject in {None, key[1]} and purpose in {None, key[2]}
            if meant and lines[-1][1] is not None:
                lines.append((at, None))

    def by(self, moment: datetime, now: datetime) -> dict[Key, Terms]:
        """Who had asked for what by a moment: the lines of a diary stand in the order they were written."""
        found = {}
        for key, lines in self.said.items():
            read = list(lines)
            while read and moment < now and read[-1][0] > moment:
                read.pop()
            if read and read[-1][1] is not None:
                found[key] = read[-1][1]
        return found


@dataclass
class Everybody:
    """The people of an example, who say things in every way there is."""

    stores: Stores
    emails: list[str]
    accounts: list[UUID]

    @classmethod
    def make(cls, session: Session, stores: Stores) -> Self:
        emails = [f"{uuid4().hex}@example.org" for _ in range(3)]
        return cls(stores, emails, [find_or_make_account(session, email) for email in emails])

    def say(self, session: Session, word: Word, diary: Diary, now: datetime) -> None:
        what, person, subject, purpose, terms = word
        account, settings = self.accounts[person], self.stores.settings
        if what == "yes":
            subscribe(session, account, purpose, terms, how="test", subject=subject)
            diary.yes((person, subject, purpose), now, terms)
            return
        if what == "no":
            unsubscribe(session, account, purpose, how="test", subject=subject)
        elif what == "stop link":
            url = stop_url(settings, NEWS, account, self.emails[person])
            press_stop(session, settings, read_stop(settings, url.rpartition("/")[2]))
        elif what == "close":
            close_account(session, account, by=None)
        else:
            end_all(session, account, how="test", subject=subject)
        diary.no(now, person, subject, purpose)


def as_told(subscriptions: tuple[SubscriptionRead, ...], accounts: list[UUID]) -> dict[Key, Terms]:
    return {
        (accounts.index(each.account_id), each.subject, each.purpose): each.terms
        for each in subscriptions
        if each.account_id in accounts
    }


def moments(diary: Diary) -> list[datetime]:
    """Every instant at which something was said and those just beside it, as a clock in London shows them."""
    said = {at for lines in diary.said.values() for at, _ in lines}
    near = {at + timedelta(microseconds=step) for at in said for step in (-1, 0, 1)}
    local = [datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=fold) for fold in (0, 1)]
    return [*(at.astimezone(LONDON) for at in sorted(near)), *local]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from(BEFORE_CHANGES),
    words=st.lists(st.tuples(WORD, st.sampled_from(STEPS)), max_size=12),
)
def test_what_is_kept_is_what_the_ledger_comes_to_at_every_moment(
    stores: Stores, start: datetime, words: list[tuple[Word, int]]
) -> None:
    diary, now = Diary(), start
    with pytest.MonkeyPatch.context() as patch, session_scope(stores.people) as session:
        patch.setattr(clock, "now", lambda: now)
        everybody = Everybody.make(session, stores)
        accounts = everybody.accounts
        for word, step in words:
            now += timedelta(seconds=step)
            everybody.say(session, word, diary, now)
            if word[0] in ALL_OF_IT:
                assert subscriptions_of(session, accounts[word[1]]) == ()
            kept, told = live(session), audience(session, now)
            assert [each.event_id for each in kept] == [each.event_id for each in told]
            assert [each.since for each in kept] == [each.since for each in told]
            assert as_told(kept, accounts) == as_told(told, accounts) == diary.by(now, now)
            for number, account in enumerate(accounts):
                mine = {key for key in diary.by(now, now) if key[0] == number}
                assert agreed_to_any(session, account, NEWS_PURPOSES) is bool(mine)
        for moment in moments(diary):
            assert as_told(audience(session, moment), accounts) == diary.by(moment, now), moment
            for number, account in enumerate(accounts):
                for purpose in NEWS_PURPOSES:
                    held = (number, "", purpose) in diary.by(moment, now)
                    until = moment if moment < now else None
                    assert agreed(session, account, purpose, at=until) is held


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.tuples(st.booleans(), st.sampled_from(STEPS[:7])), min_size=1, max_size=8))
def test_nobody_is_in_the_audience_of_a_moment_whose_last_word_by_then_was_no(
    stores: Stores, words: list[tuple[bool, int]]
) -> None:
    """With a clock that only goes on, by the instants alone and without the order of writing."""
    now, said = BEFORE_CHANGES[1], []
    with pytest.MonkeyPatch.context() as patch, session_scope(stores.people) as session:
        patch.setattr(clock, "now", lambda: now)
        account = uuid4()
        for yes, step in words:
            now += timedelta(seconds=step + 1)
            if yes:
                subscribe(session, account, "funding", FENLAND, how="test")
            else:
                unsubscribe(session, account, "funding", how="test")
            said.append((now, yes))
        for moment, _ in said:
            last = max((at, yes) for at, yes in said if at <= moment)
            assert any(each.account_id == account for each in audience(session, moment)) is last[1]


def test_a_clock_that_is_set_back_lets_no_yes_outlive_a_no(stores: Stores, watch) -> None:  # noqa: ANN001
    account = uuid4()
    with session_scope(stores.people) as session:
        watch.on(days=365 * 14)
        subscribe(session, account, "funding", FENLAND, how="test")
        watch.on(days=-365 * 14)
        assert [each.account_id for each in audience(session, watch.now)] == [account]
        unsubscribe(session, account, "funding", how="test")
        for days in (0, 1, 365 * 20):
            assert audience(session, watch.now + timedelta(days=days)) == ()
        assert not agreed(session, account, "funding")
        assert not agreed_to_any(session, account, NEWS_PURPOSES)


def test_the_order_of_the_ledger_outlives_writing_the_file_anew(stores: Stores, watch) -> None:  # noqa: ANN001
    accounts = [uuid4() for _ in range(20)]
    with session_scope(stores.people) as session:
        for account in accounts:
            subscribe(session, account, "funding", FENLAND, how="test")
            unsubscribe(session, account, "funding", how="test")
            subscribe(session, account, "funding", FENLAND.model_copy(update={"may_count": True}), how="test")
    compact(stores.people)
    with Session(stores.people) as session:
        assert [each.account_id for each in audience(session, watch.now)] == sorted(accounts, key=str)
        assert all(each.terms.may_count for each in audience(session, watch.now))


def test_the_last_terms_count_and_a_pause_outlives_other_terms(stores: Stores, watch) -> None:  # noqa: ANN001
    account = uuid4()
    with session_scope(stores.people) as session:
        subscribe(session, account, "local", FENLAND, how="test")
        watch.on(days=1)
        weekly = FENLAND.model_copy(update={"rhythm": Rhythm.MONTHLY})
        event = subscribe(session, account, "local", weekly, how="test")
        (found,) = subscriptions_of(session, account)
        assert (found.event_id, found.terms.rhythm, found.since) == (event, Rhythm.MONTHLY, watch.now)
        row = session.execute(text("SELECT rhythm, way, may_count FROM subscription")).one()
        assert tuple(row) == ("monthly", "email", 0)


@pytest.mark.parametrize(
    ("purpose", "terms", "field"),
    [
        ("upkeep", FENLAND, "purpose"),
        ("newsletter", FENLAND, "purpose"),
        ("local", Terms(), "place"),
        ("local", Terms(areas=tuple(f"E0400{number:04}" for number in range(MOST_AREAS + 1))), "place"),
    ],
)
def test_what_can_not_be_asked_for_is_refused(stores: Stores, purpose: str, terms: Terms, field: str) -> None:
    with session_scope(stores.people) as session:
        with pytest.raises(InvalidInput) as refused:
            subscribe(session, uuid4(), purpose, terms, how="test")
        assert refused.value.field == field
        assert live(session) == ()


def test_of_a_listing_no_place_need_be_told(stores: Stores) -> None:
    with session_scope(stores.people) as session:
        subscribe(session, uuid4(), "funding", Terms(), how="test", subject=str(uuid4()))
        assert len(live(session)) == 1
        assert session.get(Account, live(session)[0].account_id) is None, "a paper reader has none"
