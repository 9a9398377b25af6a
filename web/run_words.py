"""How is what changed between two runs said in plain words?"""

from collections.abc import Callable, Sequence
from itertools import groupby

from directory.clock import LONDON
from directory.coverage.history import Change, DistrictChange, Listed, RunComparison, RunRead
from directory.speech import clock_time
from web.contexts.compare import ChangeRow, ChangeTable
from web.words import count, listed, long_date

MINUS = "\N{MINUS SIGN}"
_WHY = {
    "closed": "Closed, by the directory's own record: provision changed",
    "opened": "Said to have opened in between: provision changed",
    "gone": "No longer listed, and nothing says they closed: the directory changed",
    "new": "New in the directory, and nothing says they opened in between: the directory changed",
    "corrected": "Listed otherwise than before (place, offer or kind): the directory changed",
}


def when_words(run: RunRead) -> str:
    """Say when a run was made."""
    local = run.computed_at.astimezone(LONDON)
    return f"{long_date(local.date())} at {clock_time(local)}"


def what_words(run: RunRead) -> str:
    """Say which boundaries a run is of, and whether visits count."""
    return f"{run.release.label}{', with visiting services' if run.visiting else ''}"


def answer_words(told: RunComparison, subject: str) -> str:
    """Say what changed in all, and what made it."""
    change = told.whole.mean_distance_m
    whole = change.part.whole
    if whole is None:
        return "Whether people have further to go now cannot be said: a distance is not known."
    counted = _count_words(told.whole.count, subject)
    if not told.listings and not told.ground_changed:
        return f"Nothing changed: both runs were made from the same listings{subject}."
    if abs(whole) < 1:
        return f"{counted} People have as far to go as before, on average."
    parts = {
        "provision changed": change.part.provision or 0.0,
        "the directory changed": change.part.directory or 0.0,
        "people, postcodes or assumptions changed": change.part.ground or 0.0,
    }
    reasons = [f"{signed_metres(metres)} because {why}" for why, metres in parts.items() if abs(metres) >= 1]
    direction = "further" if whole > 0 else "less far"
    told_of = f"On average people have {abs(whole):,.0f} m {direction} to go: {listed(reasons)}."
    return f"{counted} {told_of}"


def _count_words(change: Change, subject: str) -> str:
    if change.before is None or change.after is None:
        return ""
    return f"Listings{subject} with a place went from {change.before:,.0f} to {change.after:,.0f}."


def change_tables(told: RunComparison) -> tuple[ChangeTable, ...]:
    """Put every measure by district into a table."""
    everything = (*told.districts, told.whole)

    def table(heading: str, hint: str, read: Callable[[DistrictChange], Change], unit: str) -> ChangeTable:
        rows = tuple(
            change_row(each.name, "", read(each), unit)
            for each in everything
            if each is told.whole or _moved(read(each))
        )
        left = len(everything) - len(rows)
        same = "" if not left else f"In {count(left, 'district')} it is as it was."
        return ChangeTable(heading, hint, rows, same)

    return (
        table("Listings", "with a place in the district", lambda each: each.count, ""),
        table("Nearest", "mean over people, straight line", lambda each: each.mean_distance_m, "m"),
        table(
            "People in need beyond 3 km",
            "residents of neighbourhoods of high need whose mean distance is over 3 km",
            lambda each: each.people_in_need_beyond,
            "",
        ),
    )


def _moved(change: Change) -> bool:
    """Whether anything of a figure changed, or it is not known whether."""
    parts = (change.part.provision, change.part.directory, change.part.ground)
    return any(part is None or round(part) != 0 for part in parts)


def area_rows(told: RunComparison) -> tuple[ChangeRow, ...]:
    """Put the neighbourhoods that changed most into rows."""
    return tuple(change_row(each.name, each.district, each.mean_distance_m, "m") for each in told.areas)


def change_row(name: str, hint: str, change: Change, unit: str) -> ChangeRow:
    """Put one figure of both runs into words."""
    part = change.part

    def plain(value: float | None) -> str:
        return "" if value is None else f"{value:,.0f}{f' {unit}' if unit else ''}"

    def moved(value: float | None) -> str:
        return "" if value is None else signed(value)

    return ChangeRow(
        name=name,
        hint=hint,
        before=plain(change.before),
        after=plain(change.after),
        whole=moved(part.whole),
        provision=moved(part.provision),
        directory=moved(part.directory),
        ground=moved(part.ground),
    )


def signed(value: float) -> str:
    """Write a change: `+12`, `0`, and with a true minus sign what became less."""
    whole = round(value)
    return "0" if whole == 0 else f"{'+' if whole > 0 else MINUS}{abs(whole):,}"


def signed_metres(metres: float) -> str:
    """Write a change of distance: `+12 m`."""
    return f"{signed(metres)} m"


def listing_groups(listings: Sequence[Listed]) -> tuple[tuple[str, tuple[Listed, ...]], ...]:
    """Sort listings by what happened to them."""
    order = list(_WHY)
    chosen = sorted(listings, key=lambda each: (order.index(each.why), each.name))
    groups = [(why, tuple(found)) for why, found in groupby(chosen, key=lambda each: each.why)]
    return tuple((f"{_WHY[why]} ({count(len(found), 'listing')})", found) for why, found in groups)
