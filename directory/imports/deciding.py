"""What does a person decide that an import left open?"""

import json
from pathlib import Path
from uuid import UUID, uuid5

from sqlmodel import Session

from directory import clock
from directory.changes.document import as_document, from_document, read_record
from directory.changes.schemas import Actor
from directory.changes.service import archive, change_listing
from directory.errors import NotFound
from directory.imports.models import ImportConflict, ImportDropped


def decide_conflict(
    session: Session, folder: Path, conflict_id: UUID, *, take_theirs: bool, actor: Actor
) -> UUID:
    """Keep what somebody here said, or take what the list says; decided once. Give the listing."""
    conflict = session.get(ImportConflict, conflict_id)
    if conflict is None:
        raise NotFound("There is no such contradiction any more: its import was undone.", field="conflict")
    if conflict.state != "open":
        return conflict.listing_id
    if take_theirs:
        document = as_document(read_record(session, conflict.listing_id))
        document[conflict.field] = json.loads(conflict.theirs or "null")
        change_listing(
            session, folder, conflict.listing_id, from_document(document), actor=actor, source="import",
            change_id=uuid5(conflict_id, "taken"), note="Taken from the list after looking at both.",
        )  # fmt: skip
    conflict.state = "taken" if take_theirs else "kept"
    conflict.decided_at, conflict.decided_by = clock.now(), actor.account_id
    session.add(conflict)
    session.flush()
    return conflict.listing_id


def decide_dropped(session: Session, batch_id: UUID, listing_id: UUID, *, stays: bool, actor: Actor) -> None:
    """Leave a listing that its list dropped, or archive it; decided once."""
    dropped = session.get(ImportDropped, (batch_id, listing_id))
    if dropped is None:
        raise NotFound("There is no such listing to decide on any more.", field="listing")
    if dropped.state != "open":
        return
    if not stays:
        archive(
            session,
            listing_id,
            actor=actor,
            reason="It is not in the newest list it came from.",
            goes_to=None,
            change_id=uuid5(batch_id, f"dropped:{listing_id}"),
        )
    dropped.state = "stays" if stays else "archived"
    dropped.decided_at, dropped.decided_by = clock.now(), actor.account_id
    session.add(dropped)
    session.flush()
