"""Does somebody hold the telephone they said they hold? Codes of an authenticator app (TOTP, RFC 6238)."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import pyotp
from sqlalchemy import update
from sqlmodel import Session, col

from directory import clock
from directory.accounts.models import SecondFactor, SignInSession
from directory.accounts.schemas import Who
from directory.accounts.sessions import end_sessions
from directory.errors import Conflict, NotAllowed
from directory.jobs.service import audit
from directory.keys import token_hash

ISSUER: Final = "Hereabouts"
STEP_S: Final = 30
MOST_FAILURES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)
RECOVERY_CODES: Final = 10


class Checked(StrEnum):
    """What became of a code."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class FactorRead:
    """How far a second factor has come."""

    begun: bool
    confirmed: bool
    codes_left: int
    locked_until: datetime | None
    """None where it is open now."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What an authenticator app is told."""

    key: str
    """In groups of four letters, to be typed."""
    uri: str


def factor_of(session: Session, account_id: UUID) -> FactorRead:
    """Tell how far the second factor of an account has come."""
    row = session.get(SecondFactor, account_id)
    if row is None:
        return FactorRead(begun=False, confirmed=False, codes_left=0, locked_until=None)
    return FactorRead(True, row.confirmed_at is not None, len(row.recovery_hashes), _locked(row))


def begin(session: Session, who: Who) -> None:
    """Make a key for an authenticator app, another at each begin; one in use stays.

    Until it is confirmed it belongs to this session: whoever begins in another browser of the account
    neither reads it nor leaves behind one that they know.
    """
    row = session.get(SecondFactor, who.account_id)
    if row is not None and row.confirmed_at is not None:
        raise Conflict("Your second factor is set up already. Take it away first to use another phone.")
    if row is None:
        row = SecondFactor(account_id=who.account_id, secret="", recovery_hashes=[])
        session.add(row)
    row.secret, row.begun_in, row.last_step = pyotp.random_base32(), who.session_id, None
    session.flush()


def setup_of(session: Session, who: Who) -> Setup | None:
    """Give the key to be taken into the app; None once it was, and in any other session."""
    row = session.get(SecondFactor, who.account_id)
    if row is None or row.begun_in != who.session_id:
        return None
    grouped = " ".join(row.secret[n : n + 4] for n in range(0, len(row.secret), 4))
    return Setup(grouped, pyotp.TOTP(row.secret).provisioning_uri(name=who.email, issuer_name=ISSUER))


def confirm(session: Session, who: Who, code: str) -> tuple[str, ...] | Checked:
    """Take the first code of the app; gives the recovery codes, to be shown this once."""
    row = session.get(SecondFactor, who.account_id)
    if row is None or row.begun_in != who.session_id:
        raise Conflict("There is no second factor to set up. Begin again from your desk.")
    checked = _check_app(row, code)
    if checked is Checked.RIGHT:
        row.confirmed_at, row.begun_in = clock.now(), None
        _note(session, who.account_id, "set up second factor")
        _shown(session, who)
        return _new_codes(session, row)
    session.flush()
    return checked


def show(session: Session, who: Who, code: str) -> Checked:
    """Check a code of the app, or a recovery code, for this session. A wrong one counts: commit it."""
    row = session.get(SecondFactor, who.account_id)
    if row is None or row.confirmed_at is None:
        raise Conflict("You have no second factor yet. Set it up from your desk.")
    checked = _check_recovery(session, row, code) or _check_app(row, code)
    if checked is Checked.RIGHT:
        _shown(session, who)
    session.flush()
    return checked


def renew_codes(session: Session, who: Who) -> tuple[str, ...]:
    """Make ten new recovery codes in place of the old; shown this once."""
    row = session.get(SecondFactor, who.account_id)
    if row is None or row.confirmed_at is None or not who.second_factor:
        raise NotAllowed("Show your second factor first.")
    _note(session, who.account_id, "renew recovery codes")
    return _new_codes(session, row)


def take_away(session: Session, who: Who, code: str) -> Checked:
    """Take one's own second factor away, with a code once more, to set another one up."""
    checked = show(session, who, code)
    if checked is Checked.RIGHT:
        session.delete(session.get_one(SecondFactor, who.account_id))
        session.flush()
        end_sessions(session, who.account_id, but=who.session_id)
        _forget_shown(session, who.account_id)
        _note(session, who.account_id, "take second factor away")
    return checked


def reset(session: Session, account_id: UUID, *, by: UUID | None) -> bool:
    """Take a second factor away for somebody who lost it, and sign them out everywhere."""
    row = session.get(SecondFactor, account_id)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    end_sessions(session, account_id)
    _forget_shown(session, account_id)
    _note(session, account_id, "reset second factor", by=by, role="command" if by is None else "account")
    return True


def _locked(row: SecondFactor) -> datetime | None:
    if row.locked_until is None or row.locked_until <= clock.now():
        return None
    return row.locked_until


def _check_app(row: SecondFactor, code: str) -> Checked:
    if _locked(row):
        return Checked.LOCKED
    if not row.secret:
        raise NotAllowed(
            "The secret key of this service was changed, so the codes of your app cannot be checked. Use a "
            "recovery code, or ask an administrator to reset your second factor."
        )
    typed = "".join(code.split())
    totp, now = pyotp.TOTP(row.secret), int(clock.now().timestamp())
    # The clock of a telephone may be half a minute wrong. Each step counts once.
    for step in range(now // STEP_S - 1, now // STEP_S + 2):
        right = hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode("utf-8", "surrogatepass"))
        if right and (row.last_step is None or step > row.last_step):
            row.last_step, row.failures, row.locked_until = step, 0, None
            return Checked.RIGHT
    row.failures += 1
    if row.failures >= MOST_FAILURES:
        row.failures, row.locked_until = 0, clock.now() + LOCKED_FOR
        return Checked.LOCKED
    return Checked.WRONG


def _check_recovery(session: Session, row: SecondFactor, code: str) -> Checked | None:
    """Use a recovery code up; None where it is none, or the door is locked: the app's check then says so."""
    hashed = token_hash(_plain(code))
    if _locked(row) or hashed not in row.recovery_hashes:
        return None
    row.recovery_hashes = [each for each in row.recovery_hashes if each != hashed]
    row.failures, row.locked_until = 0, None
    _note(session, row.account_id, "use recovery code")
    return Checked.RIGHT


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _new_codes(session: Session, row: SecondFactor) -> tuple[str, ...]:
    plain = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    row.recovery_hashes = [token_hash(each) for each in plain]
    session.flush()
    return tuple("-".join(each[n : n + 4] for n in range(0, len(each), 4)) for each in plain)


def _shown(session: Session, who: Who) -> None:
    session.get_one(SignInSession, who.session_id).second_factor_at = clock.now()
    session.flush()


def _forget_shown(session: Session, account_id: UUID) -> None:
    """Let no session of an account count as having shown a second factor that is gone."""
    session.execute(
        update(SignInSession).where(col(SignInSession.account_id) == account_id).values(second_factor_at=None)
    )


def _note(
    session: Session, account_id: UUID, action: str, *, by: UUID | None = None, role: str = "account"
) -> None:
    audit(
        session,
        actor_id=by or (account_id if role == "account" else None),
        actor_role=role,
        action=action,
        subject="account",
        subject_id=account_id,
    )
