"""How did the address of a calendar stand in the directory, before it was sealed in the people store?"""

import sqlite3
from pathlib import Path
from uuid import UUID, uuid4

OPEN = "0011_needs_and_rooms"
"""The revision of the directory store of then."""


def put_open_address(path: Path, url: str | None) -> tuple[UUID, UUID]:
    """Write a room and a calendar of it into a store of then; give their ids. No address: a file."""
    room_id, calendar_id = uuid4(), uuid4()
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO room (id, listing_id, slug, name, capacity, least_min, notice_days, ask_only, closed, "
        "example, updated_at) VALUES (:room, :room, :room, 'Hall', '{}', 60, 0, 0, 0, 0, "
        "'2026-11-01 00:00:00')",
        {"room": room_id.hex},
    )
    connection.execute(
        "INSERT INTO room_calendar (id, room_id, url) VALUES (?, ?, ?)", (calendar_id.hex, room_id.hex, url)
    )
    connection.commit()
    connection.close()
    return room_id, calendar_id
