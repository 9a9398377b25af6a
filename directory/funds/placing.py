"""Where was a grant for, and how do we know?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from directory.areas.queries import find_postcode
from directory.funds import queries
from directory.words import WIDE_AREA_NAMES

STATED: Final = "stated"
FROM_RECIPIENT: Final = "recipient"
FROM_LISTING: Final = "listing"
_FINEST: Final = ("lsoa", "parish", "ward", "district")
_OF_A_COUNCIL: Final = ("E06", "E07", "E08", "E09", "E10", "S12", "W06", "N09")
"""How codes begin that name a council's whole area: one of these that is not ours is elsewhere."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The areas that are known; the code is the smallest of them."""

    code: str | None
    level: str | None
    lsoa: str | None
    parish: str | None
    district: str | None
    how: str
    """stated, recipient (where its codes or its postcode are) or listing."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """It was for somewhere that this directory does not cover."""


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """Nothing tells where it was for."""


class GrantPlacer:
    """The areas of the store, to be asked for one grant after another."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._areas = queries.list_area_levels(session)

    def place(
        self, stated: Sequence[str], recipient: Sequence[str], postcode: str
    ) -> Placed | Elsewhere | NotPlaced:
        """Place by the codes it was for; else where the recipient is, by its codes or its postcode."""
        for codes, how in ((stated, STATED), (recipient, FROM_RECIPIENT)):
            found = self._by_codes(codes, how)
            if found is not None:
                return found
        return self._by_postcode(postcode) if postcode else NotPlaced()

    def knows(self, code: str) -> bool:
        """Tell whether an area of that code is loaded."""
        return code in self._areas or code in WIDE_AREA_NAMES

    def _by_codes(self, codes: Sequence[str], how: str) -> Placed | Elsewhere | None:
        known = {code: self._areas[code] for code in codes if code in self._areas}
        if known:
            return self._smallest(known, how)
        wide = [code for code in codes if code in WIDE_AREA_NAMES]
        if wide:
            return Placed(wide[0], "county", None, None, None, how)
        return Elsewhere() if any(code.startswith(_OF_A_COUNCIL) for code in codes) else None

    def _smallest(self, known: dict[str, tuple[str, str]], how: str) -> Placed:
        """Take the finest level that names one area only: two villages are told by what holds both."""
        districts = {district for _, district in known.values()}
        if len(districts) > 1:
            return Placed(None, None, None, None, None, how)
        district = districts.pop()
        for level in _FINEST:
            named = [code for code, (its, _) in known.items() if its == level]
            if len(named) > 1:
                break
            if named:
                code = named[0]
                lsoa = code if level == "lsoa" else None
                return Placed(code, level, lsoa, code if level == "parish" else None, district, how)
        return Placed(district, "district", None, None, district, how)

    def _by_postcode(self, typed: str) -> Placed | Elsewhere | NotPlaced:
        row = find_postcode(self._session, "".join(typed.split()).upper()[:10])
        if row is None:
            return NotPlaced()
        if not row.inside:
            return Elsewhere()
        code, level = (row.lsoa21, "lsoa") if row.lsoa21 else (row.district, "district")
        return Placed(code, level, row.lsoa21, row.parish, row.district, FROM_RECIPIENT)
