"""How are awards written: from a 360Giving file, or one by one?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final

from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import ImportRejected, InvalidInput
from directory.funds import queries
from directory.funds.grant_rows import (
    AMOUNT,
    AWARD_DATE,
    FUNDER,
    IDENTIFIER,
    POSTCODE,
    RECIPIENT,
    TITLE,
    GrantCells,
    read_grants,
)
from directory.funds.grants import ElsewhereRow, GrantReader, SetAside
from directory.funds.models import Award
from directory.funds.schemas import AwardDraft, AwardsTaken
from directory.funds.service import NOUN, award_id
from directory.jobs.service import audit
from directory.store import mark_changed

LONGEST_SOURCE: Final = 200
NOT_YOURS: Final = (
    "It is not for a district of yours alone. Ask a coordinator or an administrator to take it."
)
_TELLS_APART: Final = (RECIPIENT, TITLE, AMOUNT, AWARD_DATE, FUNDER)
_OF_THE_FILE: Final = {"source", "source_date"}
"""What tells of the file and not of the grant: the same grant in a later file is the same."""


@dataclass(frozen=True, slots=True)
class AwardsFile:
    """What a file says, before anything of it is written."""

    name: str
    drafts: tuple[AwardDraft, ...]
    aside: tuple[SetAside, ...]
    elsewhere: int
    """Grants in order that went to somewhere this directory does not cover: left out."""
    repeated: int
    """Rows that say again what an earlier row says."""
    descriptions_left_out: int
    """Grants taken without their description, because it holds something personal."""

    @property
    def rows(self) -> int:
        """How many grants the file has: every one is in one of the counts."""
        return len(self.drafts) + len(self.aside) + self.elsewhere + self.repeated


def read_awards(
    session: Session, content: bytes, name: str, *, licence: str, source: str = "", source_date: str = ""
) -> AwardsFile:
    """Read a 360Giving file; what cannot be taken is told row by row with its reason.

    Raises
    ------
    InvalidInput
        If it is not told under which licence the file may be used.
    ImportRejected
        If the file as a whole cannot be read.
    """
    if not licence.strip():
        raise InvalidInput("Write under what licence the file may be used.", field="licence")
    told = " ".join(source.split())[:LONGEST_SOURCE] or name
    reader = GrantReader(
        session,
        source=told,
        source_date=source_date or clock.local_now().date().isoformat(),
        licence=" ".join(licence.split())[:LONGEST_SOURCE],
    )
    good: dict[str, AwardDraft] = {}
    numbers: dict[str, int] = {}
    aside: list[SetAside] = []
    elsewhere = repeated = 0
    for row in read_grants(content, name):
        found = reader.read(row)
        if isinstance(found, SetAside):
            aside.append(found)
        elif isinstance(found, ElsewhereRow):
            elsewhere += 1
        elif found.identifier not in good:
            good[found.identifier], numbers[found.identifier] = found, row.number
        elif good[found.identifier] == found:
            repeated += 1
        else:
            first = numbers[found.identifier]
            reason = f"Row {first} has the same identifier and says otherwise. Give each grant its own."
            aside.append(SetAside(row.number, found.identifier[:100], reason))
    if not (good or aside or elsewhere):
        raise ImportRejected(f"{name} holds no grants. Nothing was taken.")
    return AwardsFile(
        name, tuple(good.values()), tuple(aside), elsewhere, repeated, reader.descriptions_left_out
    )


def read_one(session: Session, cells: Mapping[str, str], *, source: str, licence: str) -> AwardDraft:
    """Read one grant that somebody typed; raises InvalidInput, its field a title of `grant_rows`.

    Its identifier is made of what makes it that grant, so that sending a form twice gives one grant.
    """
    told = "\n".join(" ".join(cells.get(name, "").casefold().split()) for name in _TELLS_APART)
    today = clock.local_now().date().isoformat()
    reader = GrantReader(session, source=source, source_date=today, licence=licence)
    found = reader.draft(GrantCells(1, {**cells, IDENTIFIER: f"hereabouts-told-{award_id(told)}"}))
    if isinstance(found, ElsewhereRow):
        raise InvalidInput("That is outside the area of this directory.", field=POSTCODE)
    return found


def keep_to(session: Session, found: AwardsFile, districts: Collection[str]) -> AwardsFile:
    """Set aside what is for other districts than somebody may write of, or would replace what is."""
    there = queries.find_awards(session, [draft.identifier for draft in found.drafts])
    own, aside = [], list(found.aside)
    for draft in found.drafts:
        old = there.get(draft.identifier)
        if draft.district in districts and (old is None or old.district in districts):
            own.append(draft)
        else:
            aside.append(SetAside(0, draft.identifier[:100], NOT_YOURS))
    return replace(found, drafts=tuple(own), aside=tuple(aside))


def count_changes(session: Session, drafts: Iterable[AwardDraft]) -> AwardsTaken:
    """Tell what writing awards would do; nothing is changed."""
    wanted = {draft.identifier: draft for draft in drafts}
    there = queries.find_awards(session, wanted)
    same = sum(_is_same(there[name], draft) for name, draft in wanted.items() if name in there)
    return AwardsTaken(len(wanted) - len(there), len(there) - same, same)


def _is_same(old: Award, draft: AwardDraft) -> bool:
    fresh = asdict(draft)
    return all(getattr(old, name) == fresh[name] for name in fresh.keys() - _OF_THE_FILE)


def record_awards(session: Session, drafts: Iterable[AwardDraft], *, actor: Actor) -> AwardsTaken:
    """Write awards; one of an identifier that is there takes its place, so that a file can be taken again."""
    wanted = {draft.identifier: draft for draft in drafts}
    there = queries.find_awards(session, wanted)
    added = replaced = unchanged = 0
    for identifier, draft in wanted.items():
        old = there.get(identifier)
        if old is not None and old.aggregate:
            raise InvalidInput(
                f"{identifier} is the identifier of a total that is published here. Use another.",
                field="identifier",
            )
        if old is not None and _is_same(old, draft):
            unchanged += 1
            continue
        added += old is None
        replaced += old is not None
        session.merge(Award(id=award_id(identifier), aggregate=False, **asdict(draft)))
    if added or replaced:
        audit(
            session,
            actor_id=actor.account_id,
            actor_role=actor.role,
            action="record awards",
            subject="award",
            subject_id=award_id(next(iter(wanted))) if len(wanted) == 1 else "several",
            detail=f"{added} added, {replaced} replaced, {unchanged} unchanged",
        )
        session.flush()
        mark_changed(session, NOUN)
    return AwardsTaken(added, replaced, unchanged)
