"""How do the shipped facts on buildings, and on groups without premises, get into the store?"""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import Session

from directory import clock
from directory.imports.tables import maybe_text, read_table
from directory.store import mark_changed
from directory.venues import queries
from directory.venues.models import RoomWanted, Venue
from directory.venues.stops import place_stops

VENUES: Final = "venues/venues.csv"
WANTED: Final = "venues/wanted.csv"
NAMESPACE: Final = uuid5(NAMESPACE_URL, "https://hereabouts.example/venues")
_FIRST: Final = {4: "-01-01", 7: "-01", 10: ""}
"""What a date told as a year or a month lacks, by its length."""


def load_venues(session: Session, folder: Path, paths: Collection[str]) -> None:
    """Put what ships in place of what shipped before, not of what was written here; find the stops."""
    if VENUES in paths:
        queries.remove_shipped(session)
        session.flush()
        _load_facts(session, folder)
        _load_wanted(session, folder)
        session.flush()
    place_stops(session)
    mark_changed(session, "venues")


def _load_facts(session: Session, folder: Path) -> None:
    for told in read_table(folder, VENUES):
        listing_id = queries.listing_of_record(session, told["record_source"], told["record_id"])
        if listing_id is None or queries.find_venue(session, listing_id) is not None:
            continue
        session.add(
            Venue(
                listing_id=listing_id,
                digital_point=_yes(told["digital_point"]),
                warm_space=_yes(told["warm_space"]),
                safe_space=_yes(told["safe_space"]),
                said_note=maybe_text(told["note"]),
                source=told["source"],
                as_of=told["date"],
                shipped=True,
                updated_at=clock.now(),
            )
        )


def _load_wanted(session: Session, folder: Path) -> None:
    for told in read_table(folder, WANTED):
        day = told["date"]
        session.add(
            RoomWanted(
                id=uuid5(NAMESPACE, f"wanted:{told['group']}"),
                group_name=told["group"],
                what=told["what"],
                facilities=[word for word in told["facilities"].split(";") if word],
                district=told["district"],
                until=date.fromisoformat(day + _FIRST[len(day)]),
                source=told["source"],
                as_of=day,
                shipped=True,
                created_at=clock.now(),
            )
        )


def _yes(cell: str) -> bool | None:
    return True if cell == "true" else None
