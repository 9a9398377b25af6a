"""How does what was approved come into the directory, exactly once?

The job was noted with the decision. It does its part in the directory first, then tells the sender; each part
knows whether it was done, so that a process killed anywhere in between ends the same when it is run again.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from directory import clock
from directory.changes.own_source import describe_own_source
from directory.changes.schemas import Actor
from directory.errors import Conflict
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import take
from directory.listings.models import Listing
from directory.listings.record import ListingRecord
from directory.releases.active import active_folder
from directory.store import reading_scope, session_scope
from directory.submissions import letters, queries
from directory.submissions.links import own_address
from directory.submissions.owners import name_of
from directory.submissions.schemas import State, SubmissionKind, SubmissionRead
from directory.submissions.service import note, tell
from directory.words import Role

FORM: Final = "form"
_AGAIN: Final = "Somebody else changed the listing meanwhile, so this waits again."


@dataclass(frozen=True, slots=True)
class _Decided:
    """What a job was told."""

    submission: SubmissionRead
    actor: Actor


def publish(stores: Stores, job: JobRead) -> None:
    """Bring an approved submission into the directory, and tell its sender."""
    decided = _read(stores, job)
    if decided is None:
        _note_over(stores, job, None)
        return
    try:
        slug = _apply(stores, job, decided)
    except Conflict:
        _note_over(stores, job, decided)
        return
    _tell(stores, decided, slug)


def _read(stores: Stores, job: JobRead) -> _Decided | None:
    """Read what was decided; None where it was erased since, or waits again."""
    with reading_scope(stores.people) as session:
        row = queries.find(session, UUID(str(job.payload["submission_id"])))
        if row is None or row.state != State.APPROVED:
            return None
        actor_id = job.payload.get("actor_id")
        actor = Actor(str(job.payload["actor_role"]), UUID(str(actor_id)) if actor_id else None)
        return _Decided(queries.read(row), actor)


def _apply(stores: Stores, job: JobRead, decided: _Decided) -> str:
    with session_scope(stores.directory) as session:
        record = decided.submission.record
        if record is None:
            raise Conflict("There is nothing to publish: the submission has no listing in it.")
        if take(session, job.id):
            folder = active_folder(session, stores.settings.data_dir)
            if decided.submission.kind is SubmissionKind.ADD:
                add(session, folder, record, decided, job.id)
            else:
                change(session, folder, record, decided, job.id)
        slug: str = session.execute(
            select(col(Listing.slug)).where(col(Listing.id) == record.id)
        ).scalar_one()
        return slug


def add(session: Session, folder: Path, record: ListingRecord, decided: _Decided, change_id: UUID) -> None:
    """Make the listing; who runs it has just said all of it, so it counts as confirmed."""
    from directory.changes.service import confirm_listing, create_listing  # noqa: PLC0415 - only to write

    describe_own_source(session)
    owned = decided.submission.email_confirmed
    said_by = Actor(Role.OWNER.value, decided.submission.account_id) if owned else decided.actor
    create_listing(session, folder, record, actor=said_by, source=FORM, change_id=change_id, owned=owned)
    if owned:
        day = clock.local_now().date()
        confirm_listing(session, record.id, actor=said_by, on=day, change_id=uuid5(change_id, "confirmed"))


def change(session: Session, folder: Path, record: ListingRecord, decided: _Decided, change_id: UUID) -> None:
    """Change the listing as suggested; what others changed since stays."""
    from directory.changes.service import change_listing  # noqa: PLC0415 - only to write

    change_listing(
        session,
        folder,
        record.id,
        record,
        actor=decided.actor,
        source=FORM,
        change_id=change_id,
        base_version=decided.submission.base_version,
    )


def _note_over(stores: Stores, job: JobRead, decided: _Decided | None) -> None:
    """Note that this job has nothing more to do, so that nobody begins it again; what clashed waits again."""
    with session_scope(stores.people) as session:
        take(session, job.id)
        row = None if decided is None else queries.find(session, decided.submission.id)
        if row is not None and row.state == State.APPROVED:
            row.state, row.reason = State.WAITING.value, _AGAIN
            row.decided_at, row.decided_by = None, None
            note(session, row, "wait again", None, "clock")


def _tell(stores: Stores, decided: _Decided, slug: str) -> None:
    base_url = stores.settings.base_url
    with session_scope(stores.people) as session:
        row = queries.find(session, decided.submission.id)
        if row is None:
            return
        name = name_of(row)
        if decided.submission.kind is SubmissionKind.ADD:
            letter = letters.published(
                name,
                f"{base_url}/listing/{slug}",
                f"{base_url}/sign-in",
                f"{base_url}/desk/listing/{slug}/profile",
            )
        else:
            letter = letters.accepted(name, own_address(stores.settings, row, "sent"), row.reason)
        tell(session, stores.settings, row, letter, dedupe=f"published:{row.id}")
