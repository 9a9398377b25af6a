"""Does a link sign in once, for fifteen minutes, and can a session be seen, end, and last no longer?"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.accounts.service import (
    end_session,
    end_sessions,
    find_or_make_account,
    find_session,
    link_works,
    list_sessions,
    make_link,
    note_use,
    should_note_use,
    use_link,
)
from directory.accounts.sessions import renew_cookie
from directory.errors import Gone, NotFound
from directory.settings import Settings

Later = Callable[..., datetime]


def token_of(session: Session, settings: Settings, email: str = "jo@example.org") -> str:
    return make_link(session, settings, find_or_make_account(session, email)).rpartition("/")[2]


def test_a_link_signs_in_once(people: Session, own_settings: Settings) -> None:
    token = token_of(people, own_settings)
    assert link_works(people, token)
    cookie = use_link(people, token, browser="Firefox on Android")
    who = find_session(people, cookie)
    assert who is not None
    assert (who.email, who.grants, who.second_factor) == ("jo@example.org", (), False)
    assert not link_works(people, token)
    with pytest.raises(Gone):
        use_link(people, token, browser="Firefox on Android")


def test_a_link_lasts_fifteen_minutes(people: Session, own_settings: Settings, later: Later) -> None:
    token = token_of(people, own_settings)
    later(minutes=14, seconds=59)
    assert link_works(people, token)
    later(seconds=1)
    assert not link_works(people, token)
    with pytest.raises(Gone, match="Ask for a new one"):
        use_link(people, token, browser="Firefox")


def test_a_new_link_ends_the_one_before(people: Session, own_settings: Settings) -> None:
    first, other = token_of(people, own_settings), token_of(people, own_settings, "sam@example.org")
    second = token_of(people, own_settings, "JO@example.org")
    assert [link_works(people, token) for token in (first, second, other)] == [False, True, True]


def test_what_is_no_link_does_not_work(people: Session) -> None:
    for token in ("", "x", "é" * 50, "\ud800"):
        assert not link_works(people, token)
        with pytest.raises(Gone):
            use_link(people, token, browser="Firefox")


def test_neither_token_nor_cookie_is_kept(people: Session, own_settings: Settings) -> None:
    token = token_of(people, own_settings)
    cookie = use_link(people, token, browser="Firefox")
    assert len(token) >= 43
    assert len(cookie) >= 43
    assert token != cookie
    kept = repr(people.execute(text("SELECT * FROM sign_in_link")).all())
    kept += repr(people.execute(text("SELECT * FROM sign_in_session")).all())
    assert token not in kept
    assert cookie not in kept
    assert hashlib.sha256(token.encode()).hexdigest() in kept


def test_two_at_once_get_one_session(people_engine: Engine, own_settings: Settings) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    from directory.store import session_scope  # noqa: PLC0415

    with session_scope(people_engine) as session:
        token = token_of(session, own_settings)

    def press(_: int) -> bool:
        try:
            with session_scope(people_engine) as session:
                use_link(session, token, browser="Firefox")
        except Gone:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press, range(8))) == 1


def test_a_session_lasts_fourteen_days_after_its_last_use(
    people: Session, own_settings: Settings, later: Later
) -> None:
    cookie = use_link(people, token_of(people, own_settings), browser="Firefox")
    later(days=13)
    who = find_session(people, cookie)
    assert who is not None
    assert should_note_use(people, who.session_id)
    note_use(people, who.session_id)
    assert not should_note_use(people, who.session_id)
    later(hours=23)
    assert not should_note_use(people, who.session_id)
    later(days=12)
    assert find_session(people, cookie) is not None
    later(days=2)
    assert find_session(people, cookie) is None


def test_no_session_lasts_for_ever(people: Session, own_settings: Settings, later: Later) -> None:
    cookie = use_link(people, token_of(people, own_settings), browser="Firefox")
    days = 0
    while (who := find_session(people, cookie)) is not None:
        note_use(people, who.session_id)
        later(days=1)
        days += 1
    assert days == 90


def test_a_person_ends_sessions_of_their_own_and_no_others(people: Session, own_settings: Settings) -> None:
    cookies = [use_link(people, token_of(people, own_settings), browser=name) for name in ("A", "B", "C")]
    other = use_link(people, token_of(people, own_settings, "sam@example.org"), browser="D")
    who, theirs = find_session(people, cookies[0]), find_session(people, other)
    assert who is not None
    assert theirs is not None
    assert {each.browser for each in list_sessions(people, who.account_id)} == {"A", "B", "C"}
    for foreign in (theirs.session_id, uuid4()):
        with pytest.raises(NotFound):
            end_session(people, who.account_id, foreign)
    end_session(people, who.account_id, find_session(people, cookies[1]).session_id)  # type: ignore[union-attr]
    assert [find_session(people, each) is not None for each in cookies] == [True, False, True]
    assert end_sessions(people, who.account_id, but=who.session_id) == 1
    assert [find_session(people, each) is not None for each in (*cookies, other)] == [
        True,
        False,
        False,
        True,
    ]


def test_each_sign_in_is_a_session_of_its_own(people: Session, own_settings: Settings) -> None:
    cookies = {use_link(people, token_of(people, own_settings), browser="Firefox") for _ in range(3)}
    assert len(cookies) == 3


def test_a_renewed_cookie_takes_the_place_of_the_old(people: Session, own_settings: Settings) -> None:
    cookie = use_link(people, token_of(people, own_settings), browser="Firefox")
    who = find_session(people, cookie)
    assert who is not None
    fresh = renew_cookie(people, who.session_id)
    assert find_session(people, cookie) is None
    assert find_session(people, fresh) == who
