"""What does each row of a file mean for what is here? Nothing is written."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from directory.changes.document import as_document, from_document, read_record
from directory.changes.labels import label_of
from directory.changes.models import FieldSource, ListingVersion
from directory.errors import ImportRejected
from directory.imports.alike import Alikes, in_file_key
from directory.imports.codes import Code
from directory.imports.columns import BY_NAME, Match, match_columns
from directory.imports.drafting import Drafted, Drafter
from directory.imports.faults import find_faults
from directory.imports.limits import RAW_CHARS
from directory.imports.models import ImportConflict
from directory.imports.plan import Contradiction, Dropped, Outcome, Plan, PlannedRow, tally
from directory.imports.rows import Aside, Opened
from directory.imports.tagging import Tagger
from directory.listings.models import Listing, Location, Organization, ServiceAtLocation, SourceRecord
from directory.listings.record import ListingRecord, OrganizationRecord, SourceRef
from directory.words import Departure, Kind

_CHUNK: Final = 500
_NEVER: Final = frozenset({"id", "sources"})
_NOTHING: Final = (None, ())
_UNORDERED: Final = frozenset({"categories", "languages", "remote", "serves", "capitals"})


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be read and taken."""

    source: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Column and field, as somebody told."""
    whole: bool = False
    """The file is the whole of the list."""
    anyway: frozenset[int] = frozenset()
    """Rows that are like something that is here, and that somebody looked at: they are others."""
    districts: frozenset[str] | None = None
    """Where whoever brings it in may; None: anywhere."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A listing that is here."""

    id: UUID
    departure: str | None
    goes_to: UUID | None
    assured: str | None


class NameNotFound(ImportRejected):
    """No column of a file is taken for the name; the command line says how to tell, a page asks."""

    def __init__(self, file: str, matches: tuple[Match, ...]) -> None:
        self.matches = matches
        self.short = f"{file} has no column that we take for the name. Say which one it is."
        columns = ", ".join(match.column for match in matches)[:400]
        super().__init__(
            f"{file} has no column that we take for the name. Its columns are: {columns}. "
            'Say which one it is, like: --map "Title of group=name".',
            field="map",
        )


def plan_file(session: Session, folder: Path, opened: Opened, asked: Asked, sha256: str) -> Plan:
    """Tell what would become of each row of an open file."""
    matches = _matches(opened, asked)
    otherwise = Kind.SERVICE if opened.format == "oruk" else Kind.GROUP
    columns = {match.column: match.field for match in matches if match.field}
    drafter = Drafter(
        session, folder, asked.source, columns or {name: name for name in BY_NAME}, otherwise=otherwise
    )
    planner = _Planner(session, asked)
    drafts = []
    raw: dict[int, dict[str, str]] = {}
    for row in opened.rows:
        draft = drafter.draft(row)
        drafts.append(draft)
        raw[row.number] = {column[:100]: cell[:RAW_CHARS] for column, cell in row.cells.items() if cell}
    rows = tuple(planner.plan(drafts, raw))
    words = tally((word, draft.number) for draft in drafts for word in draft.unknown_words)
    dropped = _dropped(session, asked.source, {draft.source_id for draft in drafts}) if asked.whole else ()
    return Plan(
        opened.name,
        opened.format,
        asked.source,
        sha256,
        opened.facts,
        matches,
        rows,
        dropped,
        words,
        asked.whole,
    )


def _matches(opened: Opened, asked: Asked) -> tuple[Match, ...]:
    if opened.own_words or not opened.columns:
        return ()
    matches = match_columns(opened.columns, asked.mapping)
    if not any(match.field == "name" for match in matches):
        raise NameNotFound(opened.name, matches)
    return matches


def _dropped(session: Session, source: str, still: set[str]) -> tuple[Dropped, ...]:
    rows = session.execute(
        select(col(SourceRecord.listing_id), col(SourceRecord.source_id), col(Listing.name))
        .join(Listing, col(Listing.id) == col(SourceRecord.listing_id))
        .where(col(SourceRecord.source) == source, col(Listing.departure).is_(None))
        .order_by(col(Listing.name))
    )
    return tuple(
        Dropped(row.listing_id, row.name, row.source_id) for row in rows if row.source_id not in still
    )


class _Planner:
    """What is here, as far as the rows of one file touch it."""

    def __init__(self, session: Session, asked: Asked) -> None:
        self._session, self._asked = session, asked
        self._tagger = Tagger(session)
        self._alikes = Alikes(session)

    def plan(self, drafts: Sequence[Drafted], raw: Mapping[int, dict[str, str]]) -> Iterator[PlannedRow]:
        """Decide on every row, in order."""
        self._of_source = self._source_records()
        targets = [self._target(draft) for draft in drafts]
        self._held = self._listings({target for target in targets if target is not None})
        self._order = [target for target in dict.fromkeys(targets) if target in self._held]
        self._versions: dict[UUID, dict[str, object] | None] = {}
        self._said = self._sayings(list(self._held))
        self._shown = self._conflicts_shown(list(self._held))
        self._bodies = self._told_bodies()
        self._places = self._districts(list(self._held)) if self._asked.districts is not None else {}
        faults = self._faults(drafts)
        by_id: dict[str, Drafted] = {}
        by_look: dict[tuple[str, str], int] = {}
        taken: set[UUID] = set()
        for draft, target in zip(drafts, targets, strict=True):
            kept = raw.get(draft.number)
            aside = draft.aside or faults.get(draft.number)
            if draft.record is None or aside is not None:
                yield _quarantined(draft, aside or Aside(Code.NOT_READABLE, "The row cannot be read."), kept)
                continue
            first = by_id.get(draft.source_id)
            if first is not None:
                yield _again(draft, first, kept)
                continue
            by_id[draft.source_id] = draft
            row = self._row(draft, target, kept, by_look)
            if row.after is not None and row.after.id in taken:
                yield _quarantined(
                    draft, Aside(Code.SAME_ID_TWICE, "Another row is of the same listing."), kept
                )
                continue
            if row.after is not None:
                taken.add(row.after.id)
            yield row

    def _row(
        self,
        draft: Drafted,
        target: UUID | None,
        raw: dict[str, str] | None,
        by_look: dict[tuple[str, str], int],
    ) -> PlannedRow:
        record = draft.record
        assert record is not None  # noqa: S101 - the caller looked
        here = self._held.get(target) if target is not None else None
        look = in_file_key(record)
        above = by_look.setdefault(look, draft.number)
        outside = self._not_yours(record, here)
        if outside is not None:
            return _quarantined(draft, outside, raw)
        if here is None or not self._people_say(here, "organization", record.sources[0]):
            record = self._with_told_body(record)
            draft = replace(draft, record=record)
        if here is not None:
            return self._of_listing(draft, here, raw)
        if draft.number in self._asked.anyway:
            return _planned(draft, Outcome.ADDED, after=record)
        if above != draft.number:
            return _planned(
                draft, Outcome.DUPLICATE, Code.SAME_AS_ROW, f"The same name and place as in row {above}."
            )
        alike = self._alikes.find(record)
        if alike is not None:
            said = f"It has {alike.reason} as “{alike.name}”, which is here."
            return _planned(draft, Outcome.DUPLICATE, Code.LIKE_LISTING, said, listing_id=alike.listing_id)
        return _planned(draft, Outcome.ADDED, after=record)

    def _of_listing(self, draft: Drafted, here: _Held, raw: dict[str, str] | None) -> PlannedRow:
        if here.departure == Departure.ARCHIVED.value:
            return _quarantined(draft, Aside(Code.ALREADY_GONE, "It was archived here."), raw)
        assert draft.record is not None  # noqa: S101 - the caller looked
        ours = self._present(here)
        theirs = draft.record
        changed = tuple(
            name
            for name in ListingRecord.model_fields
            if name in draft.stated - _NEVER and not _same(name, getattr(ours, name), getattr(theirs, name))
        )
        ref = theirs.sources[0]
        free = tuple(
            name
            for name in changed
            if self._may_say(here, name, ref)
            and (getattr(theirs, name) not in _NOTHING or self._said_it(here, name, ref, ours))
        )
        clashes = [name for name in changed if name not in free and getattr(theirs, name) not in _NOTHING]
        conflicts = tuple(
            Contradiction(name, _json(ours, name), _json(theirs, name))
            for name in clashes
            if self._people_say(here, name, ref)
        )
        new = tuple(each for each in conflicts if (here.id, each.field, each.theirs) not in self._shown)
        sources = _sources(ours, ref)
        after = None
        if free or sources != ours.sources:
            after = ours.model_copy(
                update={name: getattr(theirs, name) for name in free} | {"sources": sources}
            )
            after = _consistent(ours, after)
        free = free if sources == ours.sources else (*free, "sources")
        outcome = Outcome.CONFLICT if new else Outcome.UPDATED if after is not None else Outcome.UNCHANGED
        said = _said_of(free, new)
        code = Code.SAID_OTHERWISE if new else None
        return _planned(
            draft,
            outcome,
            code,
            said,
            listing_id=here.id,
            before=ours,
            after=after,
            fields=free if after is not None else (),
            conflicts=new,
        )

    def _present(self, here: _Held) -> ListingRecord:
        """Give what a listing says now: its newest version, or its tables where those are newer."""
        if here.id not in self._versions:
            following = self._order[self._order.index(here.id) :][:_CHUNK]
            self._versions = self._newest(following)
        document = self._versions[here.id]
        if document is None:
            return read_record(self._session, here.id, self._tagger)
        return from_document(document)

    def _newest(self, ids: Sequence[UUID]) -> dict[UUID, dict[str, object] | None]:
        last = (
            select(
                col(ListingVersion.listing_id).label("of"),
                func.max(col(ListingVersion.number)).label("last"),
            )
            .where(col(ListingVersion.listing_id).in_(ids))
            .group_by(col(ListingVersion.listing_id))
            .subquery()
        )
        rows = self._session.execute(
            select(col(ListingVersion.listing_id), col(ListingVersion.record))
            .join(last, (last.c.of == ListingVersion.listing_id) & (last.c.last == ListingVersion.number))
            .join(Listing, col(Listing.id) == col(ListingVersion.listing_id))
            .where(col(Listing.updated_at) <= col(ListingVersion.at))
        )
        found: dict[UUID, dict[str, object] | None] = dict.fromkeys(ids)
        found |= {row.listing_id: row.record for row in rows}
        return found

    def _people_say(self, here: _Held, name: str, ref: SourceRef) -> bool:
        said_by = self._said[here.id].get(name)
        if said_by is not None and said_by.said_by != "source":
            return True
        return here.assured is not None and (ref.date is None or ref.date <= here.assured)

    def _told_bodies(self) -> dict[str, OrganizationRecord]:
        """Give the bodies whose web address somebody here told: listings of other sources share them."""
        rows = self._session.execute(
            select(col(Organization.name), col(Organization.url))
            .join(Listing, col(Listing.organization_id) == col(Organization.id))
            .join(FieldSource, col(FieldSource.listing_id) == col(Listing.id))
            .where(
                col(FieldSource.field) == "organization",
                col(FieldSource.said_by) != "source",
                col(Organization.url).is_not(None),
            )
        )
        return {row.name: OrganizationRecord(name=row.name, url=row.url) for row in rows}

    def _with_told_body(self, record: ListingRecord) -> ListingRecord:
        told = self._bodies.get(record.organization.name) if record.organization else None
        return record if told is None else record.model_copy(update={"organization": told})

    def _may_say(self, here: _Held, name: str, ref: SourceRef) -> bool:
        """Whether a source may change a fact: people's words stay, and a newer word of another source."""
        if self._people_say(here, name, ref):
            return False
        said = self._said[here.id].get(name)
        newer = said is not None and said.source != ref.source and (said.record_date or "") > (ref.date or "")
        return not newer

    def _said_it(self, here: _Held, name: str, ref: SourceRef, ours: ListingRecord) -> bool:
        """Whether a fact is a source's own: only its own may a source take back by a blank."""
        said = self._said[here.id].get(name)
        if said is not None:
            return said.source == ref.source
        return all(each.source == ref.source for each in ours.sources)

    def _not_yours(self, record: ListingRecord, here: _Held | None) -> Aside | None:
        if self._asked.districts is None:
            return None
        told = {site.district for site in record.sites if site.district}
        held = self._places.get(here.id, set()) if here is not None else set()
        if (told | held) <= self._asked.districts:
            return None
        return Aside(Code.NOT_YOUR_DISTRICT, "Its place is in a district that you do not look after.")

    def _target(self, draft: Drafted) -> UUID | None:
        """Find the listing that a record is of: the one behind its source record, else that of its id."""
        if draft.record is None:
            return None
        known = {self._of_source.get((ref.source, ref.source_id)) for ref in draft.record.sources} - {None}
        return known.pop() if len(known) == 1 else draft.record.id

    def _source_records(self) -> dict[tuple[str, str], UUID]:
        rows = self._session.execute(
            select(col(SourceRecord.source), col(SourceRecord.source_id), col(SourceRecord.listing_id))
        )
        return {(row.source, row.source_id): row.listing_id for row in rows}

    def _listings(self, ids: set[UUID]) -> dict[UUID, _Held]:
        wanted = (
            col(Listing.id),
            col(Listing.departure),
            col(Listing.goes_to),
            col(Listing.assured_date),
        )
        found: dict[UUID, _Held] = {}
        for chunk in _chunks(ids):
            for row in self._session.execute(select(*wanted).where(col(Listing.id).in_(chunk))):
                assured = row.assured_date.isoformat() if row.assured_date else None
                found[row.id] = _Held(row.id, row.departure, row.goes_to, assured)
        return found

    def _sayings(self, ids: Sequence[UUID]) -> defaultdict[UUID, dict[str, FieldSource]]:
        found: defaultdict[UUID, dict[str, FieldSource]] = defaultdict(dict)
        for chunk in _chunks(ids):
            rows = self._session.execute(select(FieldSource).where(col(FieldSource.listing_id).in_(chunk)))
            for row in rows.scalars():
                found[row.listing_id][row.field] = row
        return found

    def _conflicts_shown(self, ids: Sequence[UUID]) -> set[tuple[UUID, str, str]]:
        """Give the contradictions that were shown before and not taken: none is shown twice."""
        found: set[tuple[UUID, str, str]] = set()
        for chunk in _chunks(ids):
            rows = self._session.execute(
                select(
                    col(ImportConflict.listing_id), col(ImportConflict.field), col(ImportConflict.theirs)
                ).where(col(ImportConflict.listing_id).in_(chunk), col(ImportConflict.state) != "taken")
            )
            found |= {(row.listing_id, row.field, row.theirs or "") for row in rows}
        return found

    def _districts(self, ids: Sequence[UUID]) -> dict[UUID, set[str]]:
        found: dict[UUID, set[str]] = {}
        for chunk in _chunks(ids):
            rows = self._session.execute(
                select(col(ServiceAtLocation.listing_id), col(Location.district))
                .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
                .where(col(ServiceAtLocation.listing_id).in_(chunk), col(Location.district).is_not(None))
            )
            for row in rows:
                found.setdefault(row.listing_id, set()).add(row.district)
        return found

    def _faults(self, drafts: Sequence[Drafted]) -> dict[int, Aside]:
        """Find what is wrong with records in our own format, which nobody looked up while reading them."""
        own = {draft.record.id: draft for draft in drafts if draft.record is not None and draft.own_format}
        records = [draft.record for draft in own.values() if draft.record is not None]
        found: dict[int, Aside] = {}
        for fault in find_faults(self._session, records):
            number = own[fault.record.id].number
            found.setdefault(number, Aside(Code.NOT_IN_ORDER, f"It {fault.reason}"))
        return found


def _chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    every = list(ids)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


def _planned(
    draft: Drafted,
    outcome: Outcome,
    code: Code | None = None,
    message: str = "",
    *,
    listing_id: UUID | None = None,
    before: ListingRecord | None = None,
    after: ListingRecord | None = None,
    fields: tuple[str, ...] = (),
    conflicts: tuple[Contradiction, ...] = (),
    raw: dict[str, str] | None = None,
) -> PlannedRow:
    of = listing_id or (after.id if after is not None else None)
    return PlannedRow(
        draft.number,
        outcome,
        code,
        message,
        draft.name,
        of,
        before,
        after,
        fields,
        conflicts,
        draft.notes,
        raw,
        draft.stated,
    )


def _quarantined(draft: Drafted, aside: Aside, raw: dict[str, str] | None) -> PlannedRow:
    return _planned(draft, Outcome.QUARANTINED, aside.code, aside.message, raw=raw or {})


def _again(draft: Drafted, first: Drafted, raw: dict[str, str] | None) -> PlannedRow:
    if first.record == draft.record:
        said = f"Every fact stands in row {first.number}."
        return _planned(draft, Outcome.DUPLICATE, Code.SAME_AS_ROW, said)
    said = f"Row {first.number} has the same id, “{draft.source_id[:60]}”."
    return _quarantined(draft, Aside(Code.SAME_ID_TWICE, said), raw)


def _same(name: str, ours: object, theirs: object) -> bool:
    if name in _UNORDERED and isinstance(ours, tuple) and isinstance(theirs, tuple):
        return set(ours) == set(theirs)
    if name == "organization" and ours is not None and theirs is not None:
        told = theirs.url is None or ours.url == theirs.url  # type: ignore[attr-defined]
        return bool(ours.name == theirs.name and told)  # type: ignore[attr-defined]
    return ours == theirs


def _sources(ours: ListingRecord, ref: SourceRef) -> tuple[SourceRef, ...]:
    """Give a listing's sources with what one says of itself now; an older word changes nothing."""
    kept = []
    found = False
    for each in ours.sources:
        if (each.source, each.source_id) == (ref.source, ref.source_id):
            found = True
            kept.append(ref.model_copy(update={"url": ref.url or each.url, "date": ref.date or each.date}))
        else:
            kept.append(each)
    return tuple(kept) if found else (*ours.sources, ref)


def _consistent(ours: ListingRecord, after: ListingRecord) -> ListingRecord:
    """Keep both ages as they were where a mixture of old and new would contradict itself."""
    if after.min_age is not None and after.max_age is not None and after.min_age > after.max_age:
        mended: ListingRecord = after.model_copy(update={"min_age": ours.min_age, "max_age": ours.max_age})
        return mended
    return after


def _json(record: ListingRecord, name: str) -> str:
    """Write a fact as a document has it; one that is as it is by default is left out there, not here."""
    by_default = record.model_dump(mode="json", include={name})[name]
    return json.dumps(as_document(record).get(name, by_default), sort_keys=True, ensure_ascii=False)


def _said_of(fields: Sequence[str], conflicts: Sequence[Contradiction]) -> str:
    parts = []
    if fields:
        parts.append(f"Changes: {', '.join(label_of(name) for name in fields)}.")
    if conflicts:
        parts.append(f"Left as somebody here said: {', '.join(label_of(each.field) for each in conflicts)}.")
    return " ".join(parts)
