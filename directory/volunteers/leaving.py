"""How does a volunteer take everything back?

Every row about them goes, seats ahead are free again, the groups hear that a place is free and not whose it
was, and the account goes too where it has nothing else. What stays is an entry of the consent ledger and of
the audit log, under a random id that leads to nobody.
"""

import re
from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import delete, or_
from sqlmodel import Session, col

from directory.accounts.models import Account
from directory.consents.service import BANK, WORDINGS, agreed, withdraw
from directory.hire.queries import list_by_email
from directory.jobs.schemas import Stores
from directory.jobs.service import attempt, audit
from directory.messages.models import Message
from directory.store import compact, session_scope
from directory.volunteers import queries
from directory.volunteers.gone import remove_volunteer
from directory.volunteers.models import Volunteer

REMOVED: Final = "(removed)"
HOW: Final = "took everything back"


def leave(stores: Stores, volunteer_id: UUID, *, by: UUID | None = None) -> None:
    """Forget a volunteer wholly; again, it does nothing. `by` is their account, None for the clock."""
    from directory.privacy.erase import erase_account  # noqa: PLC0415 - it forgets volunteers with an account
    from directory.privacy.everywhere import remove_everywhere  # noqa: PLC0415 - the same

    with session_scope(stores.people) as session:
        row = session.get(Volunteer, volunteer_id)
        if row is None:
            return
        account = None if row.account_id is None else session.get(Account, row.account_id)
        jobs = forget_volunteer(session, row, by=by)
        email = account.email if account is not None and not _has_more(session, account) else None
        if email is not None:
            jobs += erase_account(session, stores.settings, email, by=by)
    if email is not None:
        remove_everywhere(stores, "people", email)
    for job_id in jobs:
        attempt(stores, "people", job_id)


def leave_for_good(stores: Stores, volunteer_id: UUID, *, by: UUID | None = None) -> None:
    """Forget a volunteer, and write the file anew so that nothing deleted is left in its bytes."""
    leave(stores, volunteer_id, by=by)
    compact(stores.people)


def forget_volunteer_of(session: Session, account_id: UUID, *, by: UUID | None) -> tuple[UUID, ...]:
    """Forget the volunteer of an account that is forgotten; gives the jobs that follow."""
    row = queries.find_by_account(session, account_id)
    return () if row is None else forget_volunteer(session, row, by=by)


def forget_volunteer(session: Session, row: Volunteer, *, by: UUID | None) -> tuple[UUID, ...]:
    """Delete every row about a volunteer in one transaction; gives the jobs that follow in the directory."""
    from directory.volunteers.placing import give_all_back  # noqa: PLC0415 - it reads volunteers

    volunteer_id, account_id = row.id, row.account_id
    account = None if account_id is None else session.get(Account, account_id)
    reached_at = [row.phone, row.guardian_email, None if account is None else account.email]
    said = [*reached_at, row.name, row.address, row.guardian_name]
    jobs = give_all_back(session, volunteer_id)
    if account_id is not None and agreed(session, account_id, BANK):
        withdraw(session, account_id, BANK, how=HOW, wording=WORDINGS[BANK])
    session.flush()
    _remove_messages(session, volunteer_id, account_id)
    _blank_in_messages(session, account_id, _words(reached_at), _words(said))
    session.expunge(row)
    remove_volunteer(session, volunteer_id)
    audit(
        session,
        actor_id=by,
        actor_role="command" if by is None else "account",
        action="erase volunteer",
        subject="volunteer",
        subject_id=volunteer_id,
    )
    session.flush()
    return jobs


def _remove_messages(session: Session, volunteer_id: UUID, account_id: UUID | None) -> None:
    """Delete what was written to them as a volunteer."""
    theirs = col(Message.dedupe).startswith(f"volunteer:{volunteer_id}:", autoescape=True)
    if account_id is not None:
        theirs = or_(theirs, (col(Message.account_id) == account_id) & (col(Message.purpose) == BANK))
    session.execute(delete(Message).where(theirs))


def _words(said: Iterable[str | None]) -> list[re.Pattern[str]]:
    return [re.compile(rf"(?<!\w){re.escape(each)}(?!\w)", re.IGNORECASE) for each in said if each]


def _blank_in_messages(
    session: Session,
    account_id: UUID | None,
    reached_at: Collection[re.Pattern[str]],
    said: Collection[re.Pattern[str]],
) -> None:
    """Take who and where they are out of what groups and guardians were written about them.

    A message is about them where it says how to reach them: a name alone may be a word of anybody's letter.
    """
    for message in queries.messages_to_others(session, account_id):
        whole = f"{message.subject}\n{message.body}\n{message.html or ''}"
        if not any(each.search(whole) for each in reached_at):
            continue
        for word in said:
            message.subject = word.sub(REMOVED, message.subject)
            message.body = word.sub(REMOVED, message.body)
            if message.html:
                message.html = word.sub(REMOVED, message.html)
    session.flush()


def _has_more(session: Session, account: Account) -> bool:
    """Whether an account serves for anything besides volunteering."""
    return queries.is_used_otherwise(session, account.id) or bool(list_by_email(session, account.email))


def only_volunteers(session: Session, account_id: UUID) -> bool:
    """Whether an account goes too when its volunteer leaves."""
    account = session.get(Account, account_id)
    return account is not None and not _has_more(session, account)
