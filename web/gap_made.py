"""What was a view of the gaps made from, beside what its answer says: visits, and the dates of the facts?"""

from dataclasses import replace

from sqlmodel import Session

from directory.areas.service import datasets
from directory.coverage.dates import years_counted
from directory.coverage.schemas import CoverageAnswer
from directory.coverage.service import read_coverage
from web.contexts.gaps import MadeFrom


def read_made(session: Session, answer: CoverageAnswer) -> MadeFrom:
    """Read what the visits add to the places, and the dates of what the figures are of."""
    visits = None
    if answer.query.visiting:
        without = read_coverage(session, replace(answer.query, visiting=False))
        visits = answer.places_used - without.places_used
    return MadeFrom(visits=visits, dates=_dates(session, answer))


def _dates(session: Session, answer: CoverageAnswer) -> str:
    release, years = answer.query.release, years_counted(session, answer.query)
    _, _, index = release.label.rpartition(" and ")
    told = []
    if years:
        told.append(f"listings' records from {years[0]} to {years[1]}")
    told.append(f"deprivation {index}")
    folder = f"population/lsoa{release.value[2:]}"
    # More than one table may hold the people of a release: all of them, and by age.
    vintages = {table.vintage: None for table in datasets(session) if table.path.startswith(folder)}
    told.extend(f"population {vintage}" for vintage in vintages)
    return "; ".join(told)
