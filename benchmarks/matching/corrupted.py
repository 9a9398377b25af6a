"""Which records are known to be of one thing? Shipped listings, spoilt in the ways that real lists are.

Every spoilt copy is labelled with the listing it was made from; every other listing is another thing, but for
the pairs in `TRUE_PAIRS`, which a person has looked at.
"""

import random
import re
from collections.abc import Callable, Sequence
from typing import Final

from directory.listings.record import ListingRecord, SiteRecord
from directory.words import Precision

SEED: Final = 20261122
TRUE_PAIRS: Final = (("Long Reach Lake Water Sports Club", "Longreach Lake Watersports Club"),)
"""Pairs of shipped listings that are one, as far as a person could tell from what is held of them."""
Spoil = Callable[[ListingRecord, random.Random], ListingRecord]
_SHORT: Final = {
    "association": "assoc.", "community": "comm.", "centre": "ctr", "group": "grp", "society": "soc",
    "saint": "St", "united": "utd", "club": "Club", "library": "Library", "and": "&",
}  # fmt: skip


def _rename(record: ListingRecord, name: str) -> ListingRecord:
    kept = name.strip()[:200]
    return record.model_copy(update={"name": kept}) if len(kept) > 1 else record


def slip(record: ListingRecord, chance: random.Random) -> ListingRecord:
    """Two letters of a longer word changed places, one was lost or doubled."""
    words = record.name.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 4]
    if not long:
        return record
    at = chance.choice(long)
    word, spot = words[at], chance.randrange(1, len(words[at]) - 2)
    words[at] = chance.choice(
        [
            word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :],
            word[:spot] + word[spot + 1 :],
            word[:spot] + word[spot] + word[spot:],
        ]
    )
    return _rename(record, " ".join(words))


def shorten(record: ListingRecord, _chance: random.Random) -> ListingRecord:
    """Words written short."""
    return _rename(
        record,
        re.sub(r"[A-Za-z]+", lambda found: _SHORT.get(found[0].casefold(), found[0]), record.name),
    )


def drop_word(record: ListingRecord, chance: random.Random) -> ListingRecord:
    """A word is missing."""
    words = record.name.split(" ")
    if len(words) < 3:
        return record
    del words[chance.randrange(len(words))]
    return _rename(record, " ".join(words))


def add_word(record: ListingRecord, chance: random.Random) -> ListingRecord:
    """Somebody added what it is or where."""
    more = ["The", "Cambridgeshire", "Community", "Ltd", "(CIO)", "Charity", "Project"]
    return _rename(record, f"{record.name} {chance.choice(more)}")


def swap(record: ListingRecord, _chance: random.Random) -> ListingRecord:
    """The last word first, as registers sort: Library, March."""
    words = record.name.split(" ")
    return _rename(record, f"{words[-1]}, {' '.join(words[:-1])}") if len(words) > 1 else record


def shout(record: ListingRecord, _chance: random.Random) -> ListingRecord:
    """In capital letters."""
    return _rename(record, record.name.upper())


def lose_contact(record: ListingRecord, _chance: random.Random) -> ListingRecord:
    """No e-mail, no telephone."""
    return record.model_copy(update={"email": None, "phone": None})


def lose_address(record: ListingRecord, _chance: random.Random) -> ListingRecord:
    """No web address."""
    return record.model_copy(update={"url": None})


def other_address(record: ListingRecord, _chance: random.Random) -> ListingRecord:
    """The same web address, written otherwise."""
    if record.url is None:
        return record
    host = record.url.split("//", 1)[1].removeprefix("www.").rstrip("/")
    return record.model_copy(update={"url": f"https://www.{host}/"})


def other_phone(record: ListingRecord, _chance: random.Random) -> ListingRecord:
    """The same number, written otherwise."""
    if record.phone is None:
        return record
    return record.model_copy(update={"phone": "+44 " + record.phone.replace(" ", "").lstrip("0")})


def _sites(record: ListingRecord, change: Callable[[SiteRecord], SiteRecord]) -> ListingRecord:
    return record.model_copy(update={"sites": tuple(change(site) for site in record.sites[:1])})


def by_parish(record: ListingRecord, _chance: random.Random) -> ListingRecord:
    """Known by its parish only."""
    return _sites(
        record,
        lambda site: (
            SiteRecord(
                precision=Precision.PARISH,
                parish=site.parish,
                district=site.district,
                lon=site.lon,
                lat=site.lat,
            )
            if site.parish
            else site
        ),
    )


def without_place(record: ListingRecord, _chance: random.Random) -> ListingRecord:
    """Nobody wrote where it is."""
    return record.model_copy(update={"sites": ()})


def moved_a_little(record: ListingRecord, chance: random.Random) -> ListingRecord:
    """The point is some hundred metres off, and the postcode the neighbour's."""
    return _sites(
        record,
        lambda site: (
            site.model_copy(
                update={
                    "postcode": None,
                    "lon": site.lon + chance.uniform(-0.004, 0.004),
                    "lat": site.lat + chance.uniform(-0.003, 0.003),
                }
            )
            if site.lon is not None and site.lat is not None
            else site
        ),
    )


def lose_category(record: ListingRecord, _chance: random.Random) -> ListingRecord:
    """Nobody said what it is about."""
    return record.model_copy(update={"categories": ()})


SPOILS: Final[tuple[Spoil, ...]] = (
    slip, shorten, drop_word, add_word, swap, shout, lose_contact, lose_address, other_address, other_phone,
    by_parish, without_place, moved_a_little, lose_category,
)  # fmt: skip


def spoil(
    records: Sequence[ListingRecord], *, copies: int = 3, seed: int = SEED
) -> list[tuple[ListingRecord, str]]:
    """Make spoilt copies, each in one to four ways; each comes with the names of the ways."""
    chance = random.Random(seed)
    made = []
    for record in sorted(records, key=lambda each: each.id):
        for _ in range(copies):
            ways = chance.sample(SPOILS, chance.randint(1, 4))
            copy = record
            for way in ways:
                copy = way(copy, chance)
            made.append((copy, "+".join(sorted(way.__name__ for way in ways))))
    return made
