"""Which columns of the people store stand sealed, and how is one cell of them opened or sealed anew?"""

import json
from dataclasses import dataclass
from functools import cache

from directory.schema import people_metadata
from directory.sealing import KeyedHash, Keyring, Sealed, SealedJson


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column whose cells are seals, and the column of the hash it is found again by, if it has one."""

    table: str
    name: str
    is_json: bool
    """The seal stands there as a JSON string."""
    hashed_in: str | None
    purpose: str | None

    def opened(self, ring: Keyring, cell: str) -> str | None:
        """Give what a cell says, or None where no key of the ring opens it."""
        return ring.opened(json.loads(cell) if self.is_json else cell)

    def unsealed(self, ring: Keyring, cell: str) -> str:
        """Give what a cell says; SettingsInvalid where no key opens it."""
        return ring.unseal(json.loads(cell) if self.is_json else cell)

    def sealed(self, ring: Keyring, said: str) -> str:
        """Seal a text as it stands in a cell."""
        return json.dumps(ring.seal(said)) if self.is_json else ring.seal(said)


@cache
def sealed_columns() -> tuple[SealedColumn, ...]:
    """List the sealed columns of all tables."""
    found = []
    for table in people_metadata().sorted_tables:
        hashed = {each.type.of: each for each in table.columns if isinstance(each.type, KeyedHash)}
        for column in table.columns:
            if isinstance(column.type, Sealed | SealedJson):
                beside = hashed.get(column.name)
                purpose = beside.type.purpose if beside is not None else None  # type: ignore[attr-defined]
                found.append(
                    SealedColumn(
                        table.name,
                        column.name,
                        isinstance(column.type, SealedJson),
                        None if beside is None else beside.name,
                        purpose,
                    )
                )
    return tuple(found)
