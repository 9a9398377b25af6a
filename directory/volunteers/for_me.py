"""What is needed now that fits one volunteer: near them, when they are free, what they can do?

What must hold is what must hold when a group asks, so nothing is shown for which they would not be asked.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sqlmodel import Session

from directory import clock
from directory.needs.finding import find_needs
from directory.needs.fit import HelpWanted, NeedMatch, besides_of
from directory.needs.likes import categories_of
from directory.needs.schemas import NeedRead, SessionRead
from directory.volunteers.bank import list_bank
from directory.volunteers.columns import BankColumns, columns_of
from directory.volunteers.kept_bank import middles_of
from directory.volunteers.matching import find_rows
from directory.volunteers.schemas import VolunteerRead
from directory.volunteers.wanted import wanted_of

FEW: Final = 5
_LOOKED_THROUGH: Final = 100


def few_for(
    people_session: Session, directory_session: Session, found: VolunteerRead
) -> tuple[NeedMatch, ...]:
    """Find a few open needs that fit somebody who is ready; none for whoever may not be asked."""
    middles = middles_of(directory_session)
    alone = columns_of(list_bank(people_session, middles, only=(found.id,)))
    if not len(alone):
        return ()
    asked = _asked(found, middles.get(found.lsoa21) if found.lsoa21 else None)
    fitting = (_as_they_can(alone, asked, each) for each in find_needs(directory_session, asked).matches)
    return tuple(each for each in fitting if each is not None)[:FEW]


def _asked(found: VolunteerRead, middle: tuple[float, float] | None) -> HelpWanted:
    said = found.said
    return HelpWanted(
        easting=middle[0] if middle else None,
        northing=middle[1] if middle else None,
        within_m=float(said.travel_m),
        skills=frozenset(said.skills),
        eases=frozenset(said.wants),
        languages=frozenset(said.languages),
        likes=categories_of(said.themes),
        age=said.age_band.at_least,
        most=_LOOKED_THROUGH,
    )


def _as_they_can(alone: BankColumns, asked: HelpWanted, match: NeedMatch) -> NeedMatch | None:
    """Give a need at the first of its times at which they can; None where they cannot, or it is made up."""
    if match.need.example:
        return None
    for session in _times(match.need):
        if len(find_rows(alone, wanted_of(match.need, session, within_m=asked.within_m))):
            if session is None or session == match.session:
                return match
            besides = besides_of(match.need, asked, session)
            return replace(match, session=session, slot=None, besides=besides)
    return None


def _times(need: NeedRead) -> Iterator[SessionRead | None]:
    if not need.sessions:
        yield None
    now = clock.now()
    yield from (each for each in need.sessions if each.left and each.starts_at > now)
