"""Which browsers are signed in, as whom, and until when?"""

from datetime import timedelta
from typing import Final
from urllib.parse import quote
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import Session, col

from directory import clock
from directory.accounts import queries
from directory.accounts.grants import grants_of
from directory.accounts.models import Account, SignInLink, SignInSession
from directory.accounts.schemas import SessionRead, Who
from directory.errors import Gone, NotFound
from directory.keys import new_token, token_hash
from directory.settings import Settings

LINK_LASTS: Final = timedelta(minutes=15)
SESSION_LASTS: Final = timedelta(days=14)
"""After the last day on which it was used."""
LONGEST_SESSION: Final = timedelta(days=90)
"""However often it is used."""
SEEN_EVERY: Final = timedelta(days=1)
"""A session's last use is written down no more often."""
NO_LONGER: Final = "This link has been used, or it is more than 15 minutes old. Ask for a new one."


def make_link(session: Session, settings: Settings, account_id: UUID, *, next_path: str = "") -> str:
    """Make a link that signs an account in once, within 15 minutes; earlier unused ones end."""
    if queries.find_open_account(session, account_id) is None:
        raise NotFound("There is no such account, or it was closed.")
    now = clock.now()
    for earlier in queries.list_unused_links(session, account_id):
        earlier.expires_at = min(earlier.expires_at, now)
    token = new_token()
    session.add(
        SignInLink(
            id=uuid4(),
            account_id=account_id,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + LINK_LASTS,
        )
    )
    session.flush()
    return f"{settings.base_url}/sign-in/{token}" + (f"?next={quote(next_path)}" if next_path else "")


def link_works(session: Session, token: str) -> bool:
    """Whether a link would sign somebody in now; looking changes nothing."""
    link = queries.find_link(session, token_hash(token))
    return (
        link is not None
        and link.used_at is None
        and link.expires_at > clock.now()
        and queries.find_open_account(session, link.account_id) is not None
    )


def use_link(session: Session, token: str, *, browser: str) -> str:
    """Use a link up and give the cookie of a new session; refuse one that is used, old or unknown."""
    now = clock.now()
    done = session.execute(
        update(SignInLink)
        .where(
            col(SignInLink.token_hash) == token_hash(token),
            col(SignInLink.used_at).is_(None),
            col(SignInLink.expires_at) > now,
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    link = queries.find_link(session, token_hash(token))
    account = queries.find_open_account(session, link.account_id) if link else None
    if not done.rowcount or account is None:  # type: ignore[attr-defined]
        raise Gone(NO_LONGER)
    return _begin(session, account, browser)


def _begin(session: Session, account: Account, browser: str) -> str:
    now, cookie = clock.now(), new_token()
    account.seen_at = now
    session.add(
        SignInSession(
            id=uuid4(),
            account_id=account.id,
            token_hash=token_hash(cookie),
            browser=browser,
            created_at=now,
            seen_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    session.flush()
    return cookie


def find_session(session: Session, cookie: str) -> Who | None:
    """Tell who is signed in with a cookie; None where it is unknown, ended or old. Writes nothing."""
    row = queries.find_session_row(session, token_hash(cookie))
    if row is None or row.ended_at is not None or row.expires_at <= clock.now():
        return None
    account = queries.find_open_account(session, row.account_id)
    if account is None:
        return None
    return Who(
        account_id=account.id,
        email=account.email,
        grants=grants_of(session, account.id),
        session_id=row.id,
        second_factor=row.second_factor_at is not None,
    )


def should_note_use(session: Session, session_id: UUID) -> bool:
    """Whether the last use that is written down is a day old."""
    return clock.now() - session.get_one(SignInSession, session_id).seen_at >= SEEN_EVERY


def note_use(session: Session, session_id: UUID) -> None:
    """Write down that a session is used today, so that it lasts on."""
    row, now = session.get_one(SignInSession, session_id), clock.now()
    row.seen_at = now
    row.expires_at = min(now + SESSION_LASTS, row.created_at + LONGEST_SESSION)
    account = session.get_one(Account, row.account_id)
    account.seen_at = now
    session.flush()


def renew_cookie(session: Session, session_id: UUID) -> str:
    """Give a session another cookie, as its rights grow; the old one is worth nothing from then on."""
    cookie = new_token()
    session.get_one(SignInSession, session_id).token_hash = token_hash(cookie)
    session.flush()
    return cookie


def list_sessions(session: Session, account_id: UUID) -> tuple[SessionRead, ...]:
    """List where an account is signed in, last used first."""
    return tuple(
        SessionRead(
            row.id,
            row.browser,
            row.created_at,
            row.seen_at,
            row.expires_at,
        )
        for row in queries.list_live_sessions(session, account_id, clock.now())
    )


def end_session(session: Session, account_id: UUID, session_id: UUID) -> None:
    """Sign one browser of an account out."""
    row = session.get(SignInSession, session_id)
    if row is None or row.account_id != account_id:
        raise NotFound("That browser is not signed in to your account.")
    if row.ended_at is None:
        row.ended_at = clock.now()
        session.flush()


def end_sessions(session: Session, account_id: UUID, *, but: UUID | None = None) -> int:
    """Sign every browser of an account out, but for one where told; gives how many there were."""
    ended = 0
    for row in queries.list_live_sessions(session, account_id, clock.now()):
        if row.id != but:
            row.ended_at = clock.now()
            ended += 1
    session.flush()
    return ended
