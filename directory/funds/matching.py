"""Which listing is the organisation that got a grant? Only what is certain counts."""

from collections import defaultdict
from uuid import UUID

from sqlmodel import Session

from directory.areas.names import fold
from directory.funds import queries


class Recipients:
    """The listings by name. Listings hold no charity number, so that an exact name is all there is."""

    def __init__(self, session: Session) -> None:
        self._by_name: dict[str, dict[UUID, set[str]]] = defaultdict(lambda: defaultdict(set))
        for listing_id, name, district in queries.list_names(session):
            self._by_name[fold(name)][listing_id].update([district] if district else [])

    def find(self, name: str | None, district: str | None) -> UUID | None:
        """Give the one listing of exactly that name, in that district where there are several; else None."""
        return self.find_with_district(name, district)[0]

    def find_with_district(self, name: str | None, district: str | None) -> tuple[UUID | None, str | None]:
        """Give that listing, and its district where all its places are in one."""
        found = self._by_name.get(fold(name), {}) if name and fold(name) else {}
        near = found if len(found) == 1 else {key: its for key, its in found.items() if district in its}
        if len(near) != 1:
            return None, None
        listing_id, districts = next(iter(near.items()))
        return listing_id, next(iter(districts)) if len(districts) == 1 else None
