"""Does a code work once, a wrong one count, and a stolen file tell nothing?"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
from signed_in import begin_session
from sqlalchemy import text
from sqlmodel import Session

from directory import clock
from directory.accounts.schemas import Who
from directory.accounts.second_factor import (
    Checked,
    begin,
    confirm,
    factor_of,
    renew_codes,
    reset,
    setup_of,
    show,
    take_away,
)
from directory.accounts.service import find_session
from directory.errors import Conflict, NotAllowed
from directory.sealing import keyring
from directory.settings import Settings
from directory.words import Role

Later = Callable[..., datetime]


class Phone:
    """An authenticator app that took the key in."""

    def __init__(self, key: str) -> None:
        self.totp = pyotp.TOTP(key.replace(" ", ""))
        self.recovery: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return self.totp.at(clock.now())


@pytest.fixture
def cookie(people: Session, own_settings: Settings) -> str:
    grants = ((Role.COORDINATOR, "E07000010"),)
    return begin_session(people, own_settings, "co@example.org", grants, second_factor=False)[1]


@pytest.fixture
def who(people: Session, cookie: str) -> Who:
    found = find_session(people, cookie)
    assert found is not None
    return found


@pytest.fixture
def phone(people: Session, who: Who, later: Later) -> Phone:
    """Set the second factor up, and let half a minute pass."""
    begin(people, who)
    setup = setup_of(people, who)
    assert setup is not None
    phone = Phone(setup.key)
    codes = confirm(people, who, phone.code)
    assert not isinstance(codes, Checked)
    phone.recovery = codes
    later(seconds=30)
    return phone


def test_it_is_set_up_with_a_code_and_counts_in_that_session(
    people: Session, who: Who, cookie: str, later: Later
) -> None:
    assert not factor_of(people, who.account_id).begun
    assert setup_of(people, who) is None
    begin(people, who)
    earlier = setup_of(people, who)
    begin(people, who)
    first = setup_of(people, who)
    assert first is not None
    assert first != earlier, "a key is new at each begin"
    assert "issuer=Hereabouts" in first.uri
    assert not find_session(people, cookie).second_factor  # type: ignore[union-attr]
    later(seconds=0)
    codes = confirm(people, who, f" {Phone(first.key).code[:3]} {Phone(first.key).code[3:]} ")
    assert not isinstance(codes, Checked)
    assert len(set(codes)) == 10
    assert find_session(people, cookie).second_factor  # type: ignore[union-attr]
    assert setup_of(people, who) is None
    for again in (lambda: begin(people, who), lambda: confirm(people, who, "1")):
        with pytest.raises(Conflict):
            again()


def test_a_code_works_once(people: Session, who: Who, phone: Phone) -> None:
    code = phone.code
    assert show(people, who, code) is Checked.RIGHT
    assert show(people, who, code) is Checked.WRONG


def test_half_a_minute_of_grace_and_no_more(people: Session, who: Who, phone: Phone, later: Later) -> None:
    early = phone.code
    later(seconds=30)
    assert show(people, who, early) is Checked.RIGHT
    late = phone.totp.at(clock.now() + timedelta(seconds=90))
    assert show(people, who, late) is Checked.WRONG
    assert show(people, who, phone.totp.at(clock.now() + timedelta(seconds=30))) is Checked.RIGHT


def test_five_wrong_codes_shut_the_door_for_fifteen_minutes(
    people: Session, who: Who, phone: Phone, later: Later
) -> None:
    answers = [show(people, who, "wrong") for _ in range(5)]
    assert answers == [Checked.WRONG] * 4 + [Checked.LOCKED]
    assert factor_of(people, who.account_id).locked_until is not None
    assert show(people, who, phone.code) is Checked.LOCKED
    assert show(people, who, phone.recovery[0]) is Checked.LOCKED
    later(minutes=14, seconds=59)
    assert show(people, who, phone.code) is Checked.LOCKED
    later(seconds=1)
    assert factor_of(people, who.account_id).locked_until is None
    assert show(people, who, phone.code) is Checked.RIGHT


def test_a_right_code_forgets_the_wrong_ones(people: Session, who: Who, phone: Phone, later: Later) -> None:
    for _ in range(3):
        for _ in range(4):
            assert show(people, who, "000") is Checked.WRONG
        assert show(people, who, phone.code) is Checked.RIGHT
        later(seconds=30)


@pytest.mark.parametrize("typed", ["", " ", "١٢٣٤٥٦", "\ud800", "0" * 1000, "-"])
def test_whatever_is_typed_is_a_wrong_code(people: Session, who: Who, phone: Phone, typed: str) -> None:
    assert phone
    assert show(people, who, typed) is Checked.WRONG


def test_a_recovery_code_works_once(people: Session, who: Who, phone: Phone) -> None:
    code: str = phone.recovery[3]
    assert show(people, who, code.upper().replace("-", " ")) is Checked.RIGHT
    assert factor_of(people, who.account_id).codes_left == 9
    assert show(people, who, code) is Checked.WRONG


def test_new_recovery_codes_take_the_place_of_the_old(
    people: Session, who: Who, cookie: str, phone: Phone
) -> None:
    with pytest.raises(NotAllowed):
        renew_codes(people, who)  # as this session was before it showed anything
    shown = find_session(people, cookie)
    assert shown is not None
    codes = renew_codes(people, shown)
    assert show(people, who, phone.recovery[0]) is Checked.WRONG
    assert show(people, who, codes[0]) is Checked.RIGHT


def test_another_session_has_to_show_it_again(
    people: Session, own_settings: Settings, who: Who, phone: Phone
) -> None:
    assert phone
    _, other = begin_session(people, own_settings, who.email, second_factor=False)
    found = find_session(people, other)
    assert found is not None
    assert not found.second_factor


def test_taking_it_away_needs_a_code_and_signs_out_elsewhere(
    people: Session, own_settings: Settings, who: Who, cookie: str, phone: Phone
) -> None:
    _, other = begin_session(people, own_settings, who.email, second_factor=False)
    assert take_away(people, who, "wrong") is Checked.WRONG
    assert factor_of(people, who.account_id).confirmed
    assert take_away(people, who, phone.code) is Checked.RIGHT
    assert not factor_of(people, who.account_id).begun
    assert find_session(people, other) is None
    assert find_session(people, cookie) is not None


def test_a_reset_signs_out_everywhere(people: Session, who: Who, cookie: str, phone: Phone) -> None:
    assert phone
    assert reset(people, who.account_id, by=None)
    assert find_session(people, cookie) is None
    assert not factor_of(people, who.account_id).begun
    assert not reset(people, who.account_id, by=None)


def test_the_file_tells_neither_key_nor_codes(people: Session, own_settings: Settings, phone: Phone) -> None:
    row = people.execute(text("SELECT * FROM second_factor")).one()
    kept = repr(row)
    assert phone.totp.secret not in kept
    assert not any(code in kept for code in phone.recovery)
    assert keyring(own_settings).opened(row.secret) == phone.totp.secret


def test_what_was_done_is_written_down(people: Session, who: Who, phone: Phone) -> None:
    show(people, who, phone.recovery[0])
    reset(people, who.account_id, by=None)
    done = people.execute(
        text("SELECT action FROM audit_entry WHERE subject = 'account' ORDER BY at")
    ).scalars()
    assert {"set up second factor", "use recovery code", "reset second factor"} <= set(done)


def test_a_key_begun_in_another_session_is_neither_read_nor_confirmed(
    people: Session, own_settings: Settings, who: Who
) -> None:
    _, cookie = begin_session(people, own_settings, who.email, second_factor=False)
    thief = find_session(people, cookie)
    assert thief is not None
    begin(people, thief)
    known = setup_of(people, thief)
    assert known is not None
    assert setup_of(people, who) is None
    with pytest.raises(Conflict, match="Begin again"):
        confirm(people, who, Phone(known.key).code)
    begin(people, who)
    with pytest.raises(Conflict, match="Begin again"):
        confirm(people, thief, Phone(known.key).code)
    assert confirm(people, who, Phone(known.key).code) is Checked.WRONG


def test_once_taken_away_no_session_counts_as_having_shown_it(
    people: Session, who: Who, cookie: str, phone: Phone
) -> None:
    assert find_session(people, cookie).second_factor  # type: ignore[union-attr]
    assert take_away(people, who, phone.code) is Checked.RIGHT
    assert not find_session(people, cookie).second_factor  # type: ignore[union-attr]
