"""How do two people's changes of one listing go together?

Field by field, seen from the state that both began with. Opening times are told apart place by place where
neither changed the places themselves; else the places are one field.
"""

from dataclasses import dataclass
from typing import Final

from directory.changes.document import place_key
from directory.listings.record import ListingRecord, SiteRecord

_TIMES: Final = ("hours", "hours_note")


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of it."""

    record: ListingRecord
    clashes: tuple[str, ...]
    """Paths that both changed, each otherwise; the record has them as they are now."""


def join(
    base: ListingRecord, mine: ListingRecord, current: ListingRecord, *, mine_wins: bool = False
) -> Joined:
    """Take what `mine` changed since `base` into the present state.

    What both changed stays as it is now; with `mine_wins` it becomes what `mine` says.
    """
    taken: dict[str, object] = {}
    clashes: list[str] = []
    for name in ListingRecord.model_fields:
        if name in {"id", "sites"}:
            continue
        value, clash = _choose(getattr(base, name), getattr(mine, name), getattr(current, name))
        taken[name] = getattr(mine, name) if clash and mine_wins else value
        clashes += [name] if clash else []
    sites, paths = _join_sites(base.sites, mine.sites, current.sites)
    sites = mine.sites if paths and mine_wins else sites
    document = {**{name: getattr(current, name) for name in ListingRecord.model_fields}, **taken}
    return Joined(ListingRecord(**document | {"sites": sites}), (*clashes, *paths))


def _choose(base: object, mine: object, current: object) -> tuple[object, bool]:
    if mine in (base, current):
        return current, False
    if current == base:
        return mine, False
    return current, True


def _join_sites(
    base: tuple[SiteRecord, ...], mine: tuple[SiteRecord, ...], current: tuple[SiteRecord, ...]
) -> tuple[tuple[SiteRecord, ...], list[str]]:
    places = [[place_key(site) for site in sites] for sites in (base, mine, current)]
    if not places[0] == places[1] == places[2]:
        if mine in (base, current):
            return current, []
        return (mine, []) if current == base else (current, ["sites"])
    joined: list[SiteRecord] = []
    clashes: list[str] = []
    for number, (was, wished, now) in enumerate(zip(base, mine, current, strict=True)):
        update: dict[str, object] = {}
        for name in _TIMES:
            update[name], clash = _choose(getattr(was, name), getattr(wished, name), getattr(now, name))
            clashes += [f"sites.{number}.{name}"] if clash else []
        joined.append(now.model_copy(update=update))
    return tuple(joined), clashes
