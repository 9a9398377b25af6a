"""Who may sign in, and how? What other nouns and the pages ask of accounts."""

from directory.accounts.asking import ask_for_link
from directory.accounts.grants import (
    accounts_with,
    add_grant,
    end_grant,
    find_account,
    find_or_make_account,
    grants_of,
    list_people,
    owners_of,
    read_account,
)
from directory.accounts.sessions import (
    end_session,
    end_sessions,
    find_session,
    link_works,
    list_sessions,
    make_link,
    note_use,
    should_note_use,
    use_link,
)

__all__ = [
    "accounts_with",
    "add_grant",
    "ask_for_link",
    "end_grant",
    "end_session",
    "end_sessions",
    "find_account",
    "find_or_make_account",
    "find_session",
    "grants_of",
    "link_works",
    "list_people",
    "list_sessions",
    "make_link",
    "note_use",
    "owners_of",
    "read_account",
    "should_note_use",
    "use_link",
]
