"""What of people's past must a restore not bring back? Their sessions, their letters, and that we may write.

All of it is done in a copy of the people store that nobody uses yet, before it takes the place of the present
one: nobody is signed in by what was long ended, and nothing is sent, not even for a moment.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import CursorResult, Executable, delete, update
from sqlmodel import Session, col

from directory import clock
from directory.accounts.models import SignInLink, SignInSession
from directory.jobs.handlers import URGENT
from directory.jobs.models import Job
from directory.messages.models import Message

RESTORED: Final = "restored"
"""Why a message was stopped: whether it had been sent meanwhile, the backup cannot know."""
_STOPS: Final = """
INSERT OR IGNORE INTO stop_entry (email_hash, purpose, at, how)
SELECT email_hash, purpose, at, how FROM present.stop_entry
"""
_WORDS: Final = """
INSERT INTO consent_event (id, account_id, purpose, what, at, how, wording)
SELECT p.id, p.account_id, p.purpose, p.what, p.at, p.how, p.wording FROM present.consent_event p
WHERE p.id NOT IN (SELECT id FROM consent_event) AND p.account_id IN (SELECT id FROM account)
ORDER BY p.at, p.rowid
"""
"""Every word, in its order: who said stop and later yes again has said yes."""


def let_go(session: Session) -> int:
    """Sign everybody out, let no link sign in and no message leave; return how many messages were stopped.

    Which of the sessions had been ended since, which links used and which messages sent, a backup does not
    know.
    """
    now = clock.now()
    session.execute(update(SignInSession).where(col(SignInSession.ended_at).is_(None)).values(ended_at=now))
    session.execute(update(SignInLink).where(col(SignInLink.expires_at) > now).values(expires_at=now))
    session.execute(delete(Job).where(col(Job.kind).in_(URGENT), col(Job.state) == "waiting"))
    return _rows(
        session,
        update(Message).where(col(Message.state) == "waiting").values(state="stopped", error=RESTORED),
    )


def carry_over(restored: Path, present: Path) -> int | None:
    """Let whoever said stop since the backup have said so; return how many words, or None.

    None is that it cannot be told: the present store is damaged, or of a version that knew nothing of this.
    """
    try:
        with closing(sqlite3.connect(restored, isolation_level=None)) as connection:
            connection.execute("ATTACH DATABASE ? AS present", (str(present),))
            before = connection.total_changes
            connection.execute("BEGIN")
            connection.execute(_STOPS)
            connection.execute(_WORDS)
            connection.execute("COMMIT")
            return connection.total_changes - before
    except sqlite3.DatabaseError:
        return None


def _rows(session: Session, statement: Executable) -> int:
    result = session.execute(statement)
    assert isinstance(result, CursorResult)  # noqa: S101 - what a statement that changes rows gives
    return int(result.rowcount)
