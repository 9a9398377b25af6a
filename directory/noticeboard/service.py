"""How is a notice written, checked, opened and ended? The one way in.

Each function flushes; whoever calls it commits, and has asked before who may do it. Each is known by its
`change_id`: the same again changes nothing. Each keeps a version, writes the audit and marks the change.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from slugify import slugify
from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import Conflict, InvalidInput, NotFound
from directory.jobs.service import enqueue
from directory.listings.standing import as_stored
from directory.marks.personal import find_personal
from directory.noticeboard import queries
from directory.noticeboard.checking import check_draft, last_day_of, passed
from directory.noticeboard.models import Notice
from directory.noticeboard.phases import ROLLING_HOLDS
from directory.noticeboard.reading import said_by
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.versions import Step, differing, find_made, note

NAMESPACE: Final = uuid5(NAMESPACE_URL, "https://hereabouts.example/notices")
LONGEST_REASON: Final = 500
LONGEST_OUTCOME: Final = 1_000
NEW_EDITION: Final = frozenset({"deadline", "rolling", "amount_min", "amount_max"})
"""What may be told again once it changes."""
HARMLESS: Final = NEW_EDITION | {"opens_on", "starts_at", "ends_at", "paperwork"}
"""What an issuer may correct in an open notice without somebody looking at it again."""
_LINKS: Final = {"venues": "venue", "about": "about"}
_COLUMNS: Final = tuple(
    name for name in NoticeDraft.__dataclass_fields__ if name not in {"areas", "rules", "paperwork", *_LINKS}
)
_NOT_NOW: Final[Mapping[str, str]] = {
    "draft": "It is a draft. Send it to be checked first.",
    "waiting": "It waits to be checked.",
    "open": "It is open.",
    "closed": "It is closed. Write a new notice instead.",
    "withdrawn": "It was withdrawn. Write a new notice instead.",
}


def write_notice(
    session: Session, draft: NoticeDraft, *, actor: Actor, change_id: UUID, notice_id: UUID | None = None
) -> UUID:
    """Write a new draft, or change a notice; a new deadline or amount of an opened one is a new edition."""
    made = find_made(session, change_id, Step.WRITTEN, notice_id)
    if made is not None:
        return made
    today, now = clock.local_now().date(), clock.now()
    notice = _find(session, notice_id) if notice_id else None
    if notice is not None and notice.state in {"closed", "withdrawn"}:
        raise Conflict(_NOT_NOW[notice.state])
    before = said_by(session, notice) if notice is not None else None
    said = check_draft(session, draft, today=today, before=before)
    changed = differing(before, said) if before is not None else ()
    if notice is None:
        new_id = uuid5(NAMESPACE, str(change_id))
        notice = Notice(
            id=new_id,
            slug=_slug(session, said.title, new_id),
            kind=said.kind.value,
            title=said.title,
            summary=said.summary,
            issuer_name=said.issuer_name,
            created_at=now,
            updated_at=now,
        )
    elif before is not None and not changed:
        return notice.id
    _put(session, notice, said, changed, today)
    notice.updated_at = now
    _write_parts(session, notice, said)
    note(session, notice, said, Step.WRITTEN, actor=actor, change_id=change_id, changed=changed)
    return notice.id


def needs_look(before: NoticeDraft, after: NoticeDraft) -> bool:
    """Whether somebody who checks notices should see what changed before readers do."""
    return bool(set(differing(before, after)) - HARMLESS)


def send_for_check(session: Session, notice_id: UUID, *, actor: Actor, change_id: UUID) -> None:
    """Let a draft, or an open notice that was rewritten, wait for somebody who checks it."""
    if find_made(session, change_id, Step.SENT, notice_id):
        return
    notice = _find(session, notice_id)
    _only(notice, "draft", "open")
    said = said_by(session, notice)
    _refuse_passed(said)
    notice.state = "waiting"
    _done(session, notice, said, Step.SENT, actor, change_id)


def open_notice(
    session: Session, notice_id: UUID, *, actor: Actor, change_id: UUID, seen: datetime | None = None
) -> None:
    """Show a notice to readers, from now or from the day it opens on.

    Whoever wrote it may change it while it waits: `seen` is when what was checked had last changed.
    """
    if find_made(session, change_id, Step.OPENED, notice_id):
        return
    notice = _find(session, notice_id)
    _only(notice, "draft", "waiting")
    if seen is not None and notice.updated_at.replace(tzinfo=UTC) != seen:
        raise InvalidInput("It was changed meanwhile. Read it again below before you open it.", field="title")
    said = said_by(session, notice)
    _refuse_passed(said)
    notice.state, notice.checked_at = "open", clock.now()
    if said.rolling:
        notice.review_by = clock.local_now().date() + ROLLING_HOLDS
    _done(session, notice, said, Step.OPENED, actor, change_id)


def return_notice(session: Session, notice_id: UUID, *, reason: str, actor: Actor, change_id: UUID) -> None:
    """Give a notice back to whoever wrote it, with what to mend."""
    if find_made(session, change_id, Step.RETURNED, notice_id):
        return
    notice = _find(session, notice_id)
    _only(notice, "waiting")
    told = _told(reason, "reason", LONGEST_REASON, "Say what is to be mended: whoever wrote it reads this.")
    notice.state = "draft"
    _done(session, notice, said_by(session, notice), Step.RETURNED, actor, change_id, reason=told)


def withdraw_notice(session: Session, notice_id: UUID, *, actor: Actor, change_id: UUID) -> None:
    """Take a notice back; one that was open says only that it was."""
    if find_made(session, change_id, Step.WITHDRAWN, notice_id):
        return
    notice = _find(session, notice_id)
    if notice.state == "withdrawn":
        raise Conflict("It was withdrawn already.")
    notice.state = "withdrawn"
    _done(session, notice, said_by(session, notice), Step.WITHDRAWN, actor, change_id)


def close_notice(session: Session, notice_id: UUID, *, actor: Actor, change_id: UUID) -> None:
    """Close a notice before its day."""
    if find_made(session, change_id, Step.CLOSED, notice_id):
        return
    notice = _find(session, notice_id)
    _only(notice, "open")
    notice.state = "closed"
    _done(session, notice, said_by(session, notice), Step.CLOSED, actor, change_id)


def still_holds(session: Session, notice_id: UUID, *, actor: Actor, change_id: UUID) -> None:
    """Show a notice without a deadline for another half year."""
    if find_made(session, change_id, Step.STILL_HOLDS, notice_id):
        return
    notice = _find(session, notice_id)
    _only(notice, "open")
    if not notice.rolling:
        raise Conflict("It has a deadline. Change the deadline instead.")
    notice.review_by = clock.local_now().date() + ROLLING_HOLDS
    _done(session, notice, said_by(session, notice), Step.STILL_HOLDS, actor, change_id)


def tell_outcome(
    session: Session,
    notice_id: UUID,
    *,
    outcome: str,
    awarded: tuple[UUID, ...],
    actor: Actor,
    change_id: UUID,
) -> None:
    """Say what came of a notice, and to whom it went; that closes it."""
    if find_made(session, change_id, Step.OUTCOME, notice_id):
        return
    notice = _find(session, notice_id)
    _only(notice, "open", "closed")
    told = _told(
        outcome, "outcome", LONGEST_OUTCOME, "Say what came of it, like: Six groups got £2,300 in all."
    )
    if set(awarded) - queries.list_known_listings(session, awarded):
        raise InvalidInput("One of those listings is not in the directory. Choose it again.", field="awarded")
    notice.outcome, notice.outcome_on, notice.state = told, clock.local_now().date(), "closed"
    queries.replace_links(session, notice.id, "awarded", awarded)
    _done(session, notice, said_by(session, notice), Step.OUTCOME, actor, change_id)


def _put(session: Session, notice: Notice, said: NoticeDraft, changed: tuple[str, ...], today: date) -> None:
    issuer = notice.issuer_listing_id
    for name in _COLUMNS:
        setattr(notice, name, getattr(said, name))
    if issuer is not None and said.issuer_listing_id is not None:
        [notice.issuer_listing_id] = as_stored(session, [issuer], [said.issuer_listing_id])
    notice.kind = said.kind.value
    notice.rules = said.rules.model_dump(mode="json", exclude_defaults=True)
    notice.paperwork = [each.value for each in said.paperwork]
    if notice.checked_at is None:
        notice.slug = _slug(session, said.title, notice.id)
    elif NEW_EDITION & set(changed):
        notice.edition += 1
    if not said.rolling:
        notice.review_by = None if said.deadline else last_day_of(said)
    elif "rolling" in changed or notice.review_by is None:
        notice.review_by = today + ROLLING_HOLDS if notice.checked_at else None
    session.add(notice)
    session.flush()


def _write_parts(session: Session, notice: Notice, said: NoticeDraft) -> None:
    queries.replace_areas(session, notice.id, said.areas)
    for name, relation in _LINKS.items():
        queries.replace_links(session, notice.id, relation, getattr(said, name))


def _done(
    session: Session,
    notice: Notice,
    said: NoticeDraft,
    step: Step,
    actor: Actor,
    change_id: UUID,
    *,
    reason: str | None = None,
) -> None:
    notice.updated_at = clock.now()
    session.add(notice)
    session.flush()
    note(session, notice, said, step, actor=actor, change_id=change_id, reason=reason)
    if notice.checked_at is not None and notice.state != "open":
        enqueue(session, "untell_notice", {"notice_id": str(notice.id)})


def _find(session: Session, notice_id: UUID) -> Notice:
    found = queries.find_notice(session, notice_id)
    if found is None:
        raise NotFound("There is no such notice. It may have been taken away.")
    return found


def _only(notice: Notice, *states: str) -> None:
    if notice.state not in states:
        raise Conflict(f"That cannot be done now. {_NOT_NOW[notice.state]}")


def _refuse_passed(said: NoticeDraft) -> None:
    if not said.example and passed(said, clock.local_now().date()):
        field = "deadline" if said.deadline else "starts_at"
        raise InvalidInput("Its last day has passed. Give a day that is still to come first.", field=field)


def _told(typed: str, field: str, longest: int, needed: str) -> str:
    tidy = " ".join(typed.split())
    if not tidy:
        raise InvalidInput(needed, field=field)
    if len(tidy) > longest:
        raise InvalidInput(f"That is {len(tidy)} characters long. Use {longest} at most.", field=field)
    personal = find_personal(tidy)
    if personal:
        raise InvalidInput(
            f"It holds {personal}. Take it out: it is kept for everybody who looks after this.", field=field
        )
    return tidy


def _slug(session: Session, title: str, notice_id: UUID) -> str:
    base = slugify(title, max_length=80) or "notice"
    slug, number = base, 2
    while queries.slug_taken(session, slug, notice_id):
        slug, number = f"{base}-{number}", number + 1
    return slug
