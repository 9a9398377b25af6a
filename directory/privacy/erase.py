"""How is a person forgotten, in both stores and in the bytes of their files?

First the directory, then the people store: killed in between, the same command again does the rest. What
stays is said in the report, and in docs/privacy-table.md with the reasons.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlmodel import Session, select

from directory.accounts.addresses import read_email
from directory.accounts.asking import ASKED as SIGN_IN_ASKED
from directory.accounts.asking import SEND_LINK
from directory.accounts.closing import close_account
from directory.accounts.seal import keyed_hash
from directory.changes.document import as_document, from_document, read_record
from directory.changes.schemas import COMMAND
from directory.changes.service import change_listing
from directory.consents.service import address_hash
from directory.errors import NotFound
from directory.jobs.queries import forget_over
from directory.jobs.schemas import Stores
from directory.jobs.service import attempt, audit
from directory.keys import new_token, token_hash
from directory.listings.models import Listing
from directory.privacy import queries
from directory.privacy.everywhere import names_in, remove_everywhere, without_in
from directory.releases.active import active_folder
from directory.settings import Settings
from directory.store import compact, reading_scope, session_scope
from directory.submissions.models import Submission
from directory.submissions.schemas import State
from directory.subscriptions.asking import ASKED, SEND_NEWS_LINK
from directory.subscriptions.ledger import end_all
from directory.subscriptions.models import PaperReader
from directory.subscriptions.paper import Agreed
from directory.volunteers.gone import remove_enquiries
from directory.volunteers.joining import ASKED as JOIN_ASKED
from directory.volunteers.joining import SEND_JOIN_LINK
from directory.volunteers.leaving import forget_volunteer_of
from directory.volunteers.taking import ASKED as TAKE_ASKED
from directory.volunteers.taking import SEND_TAKE_LINK

SEALED = (SEND_LINK, SEND_NEWS_LINK, SEND_JOIN_LINK, SEND_TAKE_LINK)
"""Kinds of jobs that carry an address, sealed."""
DECIDED = frozenset({State.APPROVED.value, State.DECLINED.value, State.WITHDRAWN.value})


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done about somebody, and what stays."""

    account_id: UUID | None
    listings: int
    """That named the address, and name it no more."""
    submissions: int
    messages: int
    consents: int
    """Entries of the ledger that stay, under an id that leads to nobody."""
    stopped: bool
    """The hash of the address stays on the stop-list."""


def erase_person(stores: Stores, email: str) -> Erased:
    """Forget the person of an address, in both stores and in what their files held of it."""
    address = read_email(email)
    listings = _erase_published(stores, address)
    remove_everywhere(stores, "directory", address)
    erased, jobs = _erase_person(stores, address, listings)
    remove_everywhere(stores, "people", address)
    for job_id in jobs:
        attempt(stores, "people", job_id)
    compact(stores.directory)
    compact(stores.people)
    return erased


def _erase_published(stores: Stores, email: str) -> int:
    """Take the address out of the listings that name it, each by a change like any other."""
    with reading_scope(stores.directory) as session:
        ids = list(session.execute(select(Listing.id).order_by(Listing.name)).scalars())
        naming = [each for each in ids if names_in(as_document(read_record(session, each)), email)]
    for listing_id in naming:
        with session_scope(stores.directory) as session:
            document = without_in(as_document(read_record(session, listing_id)), email)
            assert isinstance(document, dict)  # noqa: S101 - as the document was
            change_listing(
                session,
                active_folder(session, stores.settings.data_dir),
                listing_id,
                from_document(document),
                actor=COMMAND,
                source="erasure",
                change_id=uuid4(),
            )
    return len(naming)


def forget_account(stores: Stores, email: str, *, by: UUID) -> None:
    """Forget somebody who closes their account, in all of the people store; what is published stays."""
    address = read_email(email)
    with session_scope(stores.people) as session:
        jobs = erase_account(session, stores.settings, address, by=by)
    remove_everywhere(stores, "people", address)
    for job_id in jobs:
        attempt(stores, "people", job_id)


def _erase_person(stores: Stores, email: str, listings: int) -> tuple[Erased, tuple[UUID, ...]]:
    with session_scope(stores.people) as session:
        messages = len(queries.list_messages(session, email))
        account = queries.find_account(session, email)
        account_id = None if account is None else account.id
        sent_in = len(queries.list_submissions(session, email, account_id))
        stopped = bool(queries.list_stops(session, address_hash(stores.settings, email)))
        jobs = erase_account(session, stores.settings, email)
        consents = 0 if account_id is None else queries.count_consents(session, account_id)
    return Erased(account_id, listings, sent_in, messages, consents, stopped), jobs


def erase_account(
    session: Session, settings: Settings, email: str, *, by: UUID | None = None
) -> tuple[UUID, ...]:
    """Forget a person in the people store; give the jobs that follow in the directory.

    `by` is their own account where they ask for it themselves, and None where a command or the clock does it.
    """
    account = queries.find_account(session, email)
    account_id = None if account is None else account.id
    jobs: tuple[UUID, ...] = ()
    for submission in queries.list_submissions(session, email, account_id):
        _anonymise(session, submission, email)
    queries.remove_messages(session, email)
    remove_enquiries(session, email)
    for word in (SIGN_IN_ASKED, ASKED, JOIN_ASKED, TAKE_ASKED):
        queries.remove_asks(session, keyed_hash(settings, word, email))
    # These carry sealed addresses; which is whose cannot be told by looking.
    for kind in SEALED:
        forget_over(session, kind)
    if account_id is not None:
        jobs = forget_volunteer_of(session, account_id, by=by)
        jobs += close_account(session, account_id, by=by)
        session.flush()
        session.expunge_all()
        queries.remove_account(session, account_id)
        audit(
            session,
            actor_id=by,
            actor_role="command" if by is None else "account",
            action="erase person",
            subject="account",
            subject_id=account_id,
        )
    session.flush()
    return jobs


def erase_paper_reader(session: Session, reader_id: UUID, *, by: UUID | None) -> None:
    """Forget somebody who was told on paper; what they agreed to stays under an id that leads to nobody.

    Afterwards `compact` the store, so that not even what was sealed is left in its file.
    """
    if session.get(PaperReader, reader_id) is None:
        raise NotFound("There is nobody with that number. They may have been erased already.")
    end_all(session, reader_id, how=Agreed.BY_TELEPHONE.value)
    session.flush()
    session.expunge_all()
    queries.remove_paper_reader(session, reader_id)
    audit(
        session,
        actor_id=by,
        actor_role="command" if by is None else "account",
        action="erase paper reader",
        subject="paper_reader",
        subject_id=reader_id,
    )
    session.flush()


def _anonymise(session: Session, row: Submission, email: str) -> None:
    """Leave of what was sent in only what was decided, and the listing that came of it."""
    queries.remove_confirm_links(session, row.id)
    row.email = row.email_hash = row.email_confirmed_at = row.account_id = row.network_hash = None
    row.message = row.reason = None
    row.answers = {}
    row.token_hash = token_hash(new_token())
    if row.state not in DECIDED:
        row.state = State.WITHDRAWN.value
    if row.state == State.APPROVED.value and row.record is not None:
        document = without_in(row.record, email)
        row.record = document if isinstance(document, dict) else None
    else:
        row.record = None
    session.add(row)
