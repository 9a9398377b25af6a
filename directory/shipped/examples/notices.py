"""How is a noticeboard filled with examples made from the papers, to show what it looks like?

Their days count from today: put up again on a later day they are open again, each under its own address.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlmodel import Session

from directory.changes.schemas import COMMAND
from directory.clock import LONDON, local_now
from directory.imports.tables import Row, maybe_int, maybe_text, read_table
from directory.jobs.service import audit
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.service import open_notice, tell_outcome, write_notice
from directory.noticeboard.words import NoticeKind
from directory.profiles.words import Beneficiary, IncomeBand, Paperwork
from directory.shipped.examples import queries
from directory.store import mark_changed
from directory.words import ALL_DISTRICTS, Capital, Kind, SizeBand

EXAMPLES_FILE: Final = "noticeboard/examples.csv"
NOUN: Final = "notices"
_NAMESPACE: Final = uuid5(NAMESPACE_URL, "https://hereabouts.example/example-notices")


@dataclass(frozen=True, slots=True)
class Seeded:
    """What putting the examples up did."""

    written: int
    """How many are on the board."""
    lost: tuple[str, ...]
    """Addresses of listings they name that are not in this directory."""


def seed_examples(session: Session, folder: Path) -> Seeded:
    """Put the examples on the board, or give those that are there their days anew; the caller commits."""
    rows = tuple(read_table(folder, EXAMPLES_FILE))
    today = local_now().date()
    named = {slug for row in rows for slug in _slugs(row)}
    listings = queries.list_ids(session, named)
    there = queries.list_examples(session)
    for row in rows:
        _seed(session, row, there.get(row["title"]), listings, today)
    return Seeded(len(rows), tuple(sorted(named - set(listings))))


def remove_examples(session: Session) -> int:
    """Take every example away; the caller commits."""
    there = queries.list_examples(session)
    if not there:
        return 0
    queries.remove(session, there.values())
    audit(
        session,
        actor_id=None,
        actor_role=COMMAND.role,
        action="examples removed",
        subject="notice",
        subject_id="examples",
    )
    mark_changed(session, NOUN)
    return len(there)


def _seed(session: Session, row: Row, there: UUID | None, listings: dict[str, UUID], today: date) -> None:
    if there is not None and queries.state_of(session, there) in {"closed", "withdrawn"}:
        if row["outcome"]:
            return
        # Somebody tried the buttons of the desk on it: begin again.
        queries.remove(session, [there])
        session.expire_all()
        there = None
    seed = f"{row['key']}:{today.isoformat()}:{'again' if there else 'new'}"

    def change(step: str) -> UUID:
        return uuid5(_NAMESPACE, f"{seed}:{step}")

    draft = _draft(row, listings, today)
    notice_id = write_notice(session, draft, actor=COMMAND, change_id=change("written"), notice_id=there)
    if queries.state_of(session, notice_id) in {"draft", "waiting"}:
        open_notice(session, notice_id, actor=COMMAND, change_id=change("opened"))
    if row["outcome"]:
        awarded = tuple(listings[slug] for slug in _several(row["awarded"]) if slug in listings)
        tell_outcome(
            session,
            notice_id,
            outcome=row["outcome"],
            awarded=awarded,
            actor=COMMAND,
            change_id=change("outcome"),
        )


def _draft(row: Row, listings: dict[str, UUID], today: date) -> NoticeDraft:
    closes, event = maybe_int(row["closes_in_days"]), maybe_int(row["event_in_days"])
    over = date.fromisoformat(row["closed_on"]) if row["closed_on"] else None
    held = today + timedelta(days=event) if event is not None else None
    venue, areas = listings.get(row["venue"]), _several(row["areas"])
    return NoticeDraft(
        kind=NoticeKind(row["kind"]),
        title=row["title"],
        summary=row["summary"],
        issuer_name=row["issuer_name"],
        body=row["body"],
        issuer_listing_id=listings.get(row["issuer"]),
        district=areas[0] if len(areas) == 1 and areas[0] in ALL_DISTRICTS and not row["issuer"] else None,
        fund_key=maybe_text(row["fund_key"]),
        deadline=over if closes is None else today + timedelta(days=closes),
        rolling=closes is None and event is None and over is None,
        amount_min=maybe_int(row["amount_min"]),
        amount_max=maybe_int(row["amount_max"]),
        effort=maybe_text(row["effort"]),
        paperwork=tuple(Paperwork(each) for each in _several(row["paperwork"])),
        pays_for=maybe_text(row["pays_for"]),
        starts_at=_moment(held, row["starts"]),
        ends_at=_moment(held, row["ends"]),
        place=maybe_text(row["place"]),
        contact_role=maybe_text(row["contact_role"]),
        contact_email=maybe_text(row["contact_email"]),
        contact_phone=maybe_text(row["contact_phone"]),
        rules=_rules(row),
        areas=areas,
        outside_allowed=row["outside_allowed"] == "true",
        venues=() if venue is None else (venue,),
        example=True,
        source=row["source"],
        as_of=row["as_of"],
    )


def _rules(row: Row) -> NoticeRules:
    return NoticeRules(
        kinds=tuple(Kind(each) for each in _several(row["kinds"])),
        capitals=tuple(Capital(each) for each in _several(row["capitals"])),
        categories=_several(row["categories"]),
        beneficiaries=tuple(Beneficiary(each) for each in _several(row["beneficiaries"])),
        sizes=tuple(SizeBand(each) for each in _several(row["sizes"])),
        incomes=tuple(IncomeBand(each) for each in _several(row["incomes"])),
        registered={"true": True, "false": False}.get(row["registered"]),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(each for each in cell.split(";") if each)


def _slugs(row: Row) -> tuple[str, ...]:
    return tuple(slug for slug in (row["issuer"], row["venue"], *_several(row["awarded"])) if slug)


def _moment(day: date | None, clock_time: str) -> datetime | None:
    if day is None or not clock_time:
        return None
    return datetime.combine(day, time.fromisoformat(clock_time), LONDON)
