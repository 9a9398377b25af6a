"""Which records of different lists are the same thing, and how do we know?

A record is merged into one already there by a decision made by hand, or because both lie at the same
place and their names are alike. Only records of like kinds are compared: a group that meets at a
library is not the library.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.fuzz import token_set_ratio

from directory.errors import SourceIncomplete
from directory.shipped.build.listings.places import measure_m
from directory.shipped.build.listings.record import Listing, Merged, Site

SAME_NAME = 85.0
SAME_PLACE_M = 400.0

# Kinds of thing that two lists may call by different names; only records in one set are compared.
_ALIKE = (
    frozenset({"library", "warm-space"}),
    frozenset({"community-hub", "warm-space"}),
    frozenset({"community-centre", "warm-space"}),
    frozenset({"place-of-worship", "warm-space"}),
    frozenset({"museum", "historic-house", "garden"}),
    frozenset({"park", "nature-reserve"}),
)
# Words that say what a thing is, not which one it is.
_COMMON = ("community hub", "the ", "warm space")


@dataclass(frozen=True, slots=True)
class Decision:
    """Two records that a person has looked at: the second is the first, for this reason."""

    kept: tuple[str, str]
    why: str


# (source, record) -> the record it is the same thing as. Reviewed one by one.
SAME_BY_HAND: Mapping[tuple[str, str], Decision] = {
    ("hubs_south_cambridgeshire", "caldecote-sports-pavilion"): Decision(
        ("hubs_cambridgeshire_acre", "caldecote-community-hub"),
        "The same session (Tuesday 11 to 1) at the same pavilion under another name.",
    ),
    ("hubs_south_cambridgeshire", "duxford-community-centre"): Decision(
        ("hubs_cambridgeshire_acre", "duxford-community-hub"),
        "The same session (Wednesday 10 to 12) at the same centre.",
    ),
    ("hubs_south_cambridgeshire", "grantchester-village-hall"): Decision(
        ("hubs_cambridgeshire_acre", "grantchester-coffee-and-croissants-community-hub"),
        "The same session (Friday 10 to 12) in the same village.",
    ),
    ("hubs_south_cambridgeshire", "northstowe-community-hub"): Decision(
        ("hubs_cambridgeshire_acre", "northstowe-community-lounge"),
        "The same session (Thursday 6 to 8) at the same address.",
    ),
    ("hubs_south_cambridgeshire", "willingham-warm-hub"): Decision(
        ("hubs_cambridgeshire_acre", "willingham-octagon-community-hub"),
        "The same session (Monday 10 to 12.30) in the same building.",
    ),
    ("warm_spaces_huntingdonshire", "huntingdon-library-and-archives"): Decision(
        ("libraries_2025", "cambridgeshire-county-council/huntingdon-library/pe29-3pa"),
        "The library, with the archives under its roof.",
    ),
    ("warm_spaces_huntingdonshire", "st-ives-foodbank"): Decision(
        ("food_banks_2026", "givefood:bf46890d-759e-48d1-85fd-86e6495c92fa"),
        "The food bank's own café in the same church.",
    ),
    ("public_places", "naptan:0500ELODE007"): Decision(
        ("museums_2022", "mm.domus.SE539"), "The same house and garden; one point is its bus stop."
    ),
    ("polling_halls", "dc-polling:8"): Decision(
        ("warm_spaces_huntingdonshire", "little-paxton-st-james-church"), "The same church."
    ),
}
# Pairs that look alike and are not the same thing.
APART: frozenset[frozenset[tuple[str, str]]] = frozenset()


def merge_listings(
    gathered: Iterable[Listing], by_hand: Mapping[tuple[str, str], Decision]
) -> tuple[list[Listing], list[Merged]]:
    """Merge records of the same thing; the earlier record is kept, the later one becomes a source of it."""
    kept: dict[tuple[str, str], Listing] = {}
    merged: list[Merged] = []
    waiting = list(gathered)
    keys = {listing.key for listing in waiting}
    for listing in waiting:
        match = _match(listing, kept, by_hand)
        if match is None:
            if listing.key in kept:
                raise SourceIncomplete(f"Two records are called {listing.key}.")
            kept[listing.key] = listing
            continue
        key, how, similarity, distance_m = match
        kept[key] = kept[key].absorb(listing)
        source, source_id = listing.key
        merged.append(Merged(kept[key].id, source, source_id, how, similarity, distance_m))
    for key in by_hand:
        if key not in keys:
            raise SourceIncomplete(f"{key} is to be merged by hand but is in no list.")
    return list(kept.values()), merged


def _match(
    listing: Listing, kept: Mapping[tuple[str, str], Listing], by_hand: Mapping[tuple[str, str], Decision]
) -> tuple[tuple[str, str], str, float, int | None] | None:
    if decision := by_hand.get(listing.key):
        if decision.kept not in kept:
            raise SourceIncomplete(f"{decision.kept} is to take in {listing.key} but is not there.")
        other = kept[decision.kept]
        return decision.kept, "by hand", _compare(listing, other), _measure(listing, other)
    candidates = []
    for key, other in kept.items():
        if key[0] == listing.key[0] or not _are_alike(listing, other):
            continue
        if frozenset({key, listing.key}) in APART:
            continue
        distance_m = _measure(listing, other)
        similarity = _compare(listing, other)
        if distance_m is None or similarity < SAME_NAME:
            continue
        if distance_m <= SAME_PLACE_M or _share_postcode(listing, other):
            candidates.append((similarity, -distance_m, key))
    if not candidates:
        return None
    similarity, minus_distance_m, key = max(candidates)
    exact = listing.name.lower() == kept[key].name.lower() and _share_postcode(listing, kept[key])
    return (
        key,
        "exact name + postcode" if exact else "name similarity + distance",
        similarity,
        -minus_distance_m,
    )


def _are_alike(a: Listing, b: Listing) -> bool:
    mine, theirs = set(a.categories), set(b.categories)
    return bool(mine & theirs) or any(mine & alike and theirs & alike for alike in _ALIKE)


def _plain(name: str) -> str:
    plain = name.lower()
    for words in _COMMON:
        plain = plain.replace(words, " ")
    return " ".join(plain.replace(",", " ").split())


def _compare(a: Listing, b: Listing) -> float:
    mine, theirs = _plain(a.name), _plain(b.name)
    if not mine or not theirs:
        return 0.0
    return round(token_set_ratio(mine, theirs), 1)


def _placed(listing: Listing) -> Site | None:
    return next((site for site in listing.sites if site.precision in {"exact", "postcode"}), None)


def _measure(a: Listing, b: Listing) -> int | None:
    here, there = _placed(a), _placed(b)
    if here is None or there is None or here.lon is None or there.lon is None:
        return None
    return round(measure_m(here.lon, here.lat or 0, there.lon, there.lat or 0))


def _share_postcode(a: Listing, b: Listing) -> bool:
    here, there = _placed(a), _placed(b)
    return (
        here is not None
        and there is not None
        and here.postcode is not None
        and here.postcode == there.postcode
    )
