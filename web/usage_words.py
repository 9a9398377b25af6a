"""What are the counted things called?"""

from datetime import date

from sqlmodel import Session

from directory.areas.service import area_names
from directory.listings.service import categories
from directory.usage.queries import list_area_keys
from directory.usage.schemas import UsageTable
from directory.words import Capital
from web.contexts.usage import UsageGroup
from web.usage import PAGES
from web.words import day_month

GROUPS = (
    ("page", "What people open", "Sort of page"),
    ("capital", "What people look for", "What it offers"),
    ("category", "Categories chosen", "Category"),
    ("area", "Districts and areas chosen", "Area"),
)
"""Public: never one listing, because this is no ranking of groups."""


def usage_labels(session: Session) -> dict[tuple[str, str], str]:
    """Name everything that may be told in public."""
    labels = {("page", name): name for name in (*PAGES.values(), "Open Referral UK")}
    labels |= {("capital", each.value): each.label for each in Capital}
    labels |= {("category", each.slug): each.plural for each in categories(session)}
    names = area_names(session, set(list_area_keys(session)))
    return labels | {("area", code): name for code, name in names.items()}


def usage_groups(table: UsageTable) -> tuple[UsageGroup, ...]:
    """Sort the lines into tables."""
    return tuple(
        UsageGroup(heading, column, tuple(line for line in table.lines if line.what == what))
        for what, heading, column in GROUPS
    )


def week_words(week: str) -> str:
    """Say when an ISO week began: 16 November."""
    year, _, number = week.partition("-W")
    return day_month(date.fromisocalendar(int(year), int(number), 1))
