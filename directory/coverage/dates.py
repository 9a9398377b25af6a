"""From which years are the listings that count in a view?"""

from sqlmodel import Session

from directory.coverage.schemas import CoverageQuery
from directory.coverage.view import view


def years_counted(session: Session, query: CoverageQuery) -> tuple[int, int] | None:
    """Return the first and the last year: of a confirmation, else of the newest source; None without any."""
    found = view(session, query)
    counted = found.offer.mask & (found.offer.weight > 0)
    years = [
        int(place.dated[:4])
        for place, counts in zip(found.world.inputs.places, counted, strict=True)
        if counts and place.dated
    ]
    return (min(years), max(years)) if years else None
