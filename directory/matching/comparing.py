"""How alike are two listings, and why?

Fellegi and Sunter (1969): each thing compared adds the logarithm of how much more often it is so for one
thing listed twice than for two things. What is not known adds nothing. The weights stand in one table below,
set by hand and measured in docs/matching.md on records spoilt in known ways. Words that many names share
("library", "club", a town) say little of a name: a word weighs by how few names hold it.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA, JaroWinkler

from directory.matching.schemas import Described, Match, Reason

PRIOR: Final = -5.5
"""Log-odds that two listings that have something in common are one, before anything is compared."""
SAME: Final = 0.5
"""From here on a pair is shown as likely the same."""
WEIGHTS: Final = {
    "name same": 7.0,
    "name nearly": 5.0,
    "name much": 2.5,
    "name some": 0.0,
    "name other": -4.0,
    "number other": -6.0,
    "section other": -5.0,
    "word other": -5.0,
    "word more": -1.5,
    "postcode same": 2.5,
    "place same": 2.0,
    "place near": 0.5,
    "parish same": 0.8,
    "place other": -3.0,
    "place far": -5.0,
    "email same": 4.0,
    "email other": -0.5,
    "phone same": 4.0,
    "phone other": -0.5,
    "address same": 4.5,
    "site same": 2.0,
    "site other": -1.0,
    "organization same": 1.5,
    "category same": 0.7,
    "category other": -1.5,
}
"""Natural log-odds of each finding."""
SHARED_COST: Final = 2.0
TELLING_SHARE: Final = 0.02
"""A word in more than this share of all names tells nothing apart."""
SLIP_FROM, LONG_WORD = 5, 9
MOST_SLIPS: Final = 2
"""Letters from which a word may have one slip in it, and two: shorter ones slip into one another."""
NEARLY, MUCH, SOME = 0.85, 0.6, 0.35
HERE_M, NEAR_M, FAR_M = 100.0, 750.0, 5_000.0
SHARED_HOSTS: Final = frozenset(
    {"facebook.com", "instagram.com", "twitter.com", "x.com", "youtube.com", "linktr.ee", "sites.google.com"}
)
"""Everybody's page is there: only the whole address says anything."""
_FILLERS: Final = frozenset(
    {"the", "a", "an", "of", "and", "for", "in", "at", "on", "to", "with", "by"}
    | {"ltd", "limited", "cio", "cic", "plc", "llp", "charity", "incorporated"}
)
"""What a name is no other name without: articles, and the form in law."""
_SAME_WORDS: Final = {
    "assoc": "association", "asscn": "association", "ctr": "centre", "center": "centre", "comm": "community",
    "grp": "group", "soc": "society", "st": "saint", "utd": "united", "rd": "road", "lib": "library",
}  # fmt: skip
_SECTIONS: Final = frozenset(
    {"junior", "juniors", "mini", "minis", "youth", "senior", "seniors", "veterans", "beginners"}
    | {"men", "mens", "women", "womens", "ladies", "girls", "boys", "u3a", "disabled"}
)
"""Words for a part of a club or a group beside it: with and without one are two things."""
_WORD: Final = re.compile(r"[a-z0-9]+")
_NUMBER: Final = re.compile(r"^(\d+)(?:st|nd|rd|th)?$")
_NUMERALS: Final = {
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    "fifth": "5",
    "i": "1",
    "ii": "2",
}


@lru_cache(maxsize=65_536)
def words_of(name: str) -> tuple[str, ...]:
    """Give the words of a name in order, without accents, fillers and short forms."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold().replace("'", "")
    found = (_SAME_WORDS.get(word, word) for word in _WORD.findall(plain))
    return tuple(word for word in found if word not in _FILLERS)


def _numbers(words: Iterable[str]) -> frozenset[str]:
    found = set()
    for word in words:
        match = _NUMBER.match(word)
        if match is not None:
            found.add(match[1])
        elif word in _NUMERALS:
            found.add(_NUMERALS[word])
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much each word of a name and each contact says: the fewer listings have it, the more."""

    names: int
    held: Counter[str]
    shared: Counter[str]
    """How many listings have the same e-mail, telephone or web address."""

    @classmethod
    def of(cls, listings: Iterable[Described]) -> "Rarity":
        """Count the listings that have each word and each contact."""
        each = list(listings)
        words = (word for one in each for word in set(words_of(one.name)))
        contacts = (contact for one in each for contact in contacts_of(one))
        return cls(len(each), Counter(words), Counter(contacts))

    def of_word(self, word: str) -> float:
        """Give the inverse document frequency of a word, natural logarithm, 0.1 or more."""
        return max(0.1, math.log((self.names + 1) / (self.held[word] + 1)))

    def tells_apart(self, word: str) -> bool:
        """Whether few enough names hold a word for it to name one thing among many: a town, a saint."""
        return self.held[word] <= max(3, self.names * TELLING_SHARE)

    def reduced(self, weight: float, contact: str) -> float:
        """Lessen what a contact speaks for by how many listings share it: all branches of one body."""
        return max(0.0, weight - SHARED_COST * math.log(max(1, self.shared[contact])))


def contacts_of(one: Described) -> tuple[str, ...]:
    """Give e-mail, telephone and web address as they are compared."""
    site = site_of(one.url)
    told = (_email(one.email), _phone(one.phone), "".join(site) if site else None)
    return tuple(contact for contact in told if contact)


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How much of two names is common, and the words that only one of them has."""

    share: float
    ours_alone: tuple[str, ...]
    theirs_alone: tuple[str, ...]


def _likeness(first: str, second: str, rarity: Rarity) -> _Likeness:
    """Tell what share of two names is common to both, 0 to 1, by the weight of their words."""
    ours, theirs = words_of(first), words_of(second)
    if not ours or not theirs:
        return _Likeness(0.0, ours, theirs)
    if "".join(sorted(ours)) == "".join(sorted(theirs)) or "".join(ours) == "".join(theirs):
        return _Likeness(1.0, (), ())
    left, alone, shared = list(theirs), [], 0.0
    for word in ours:
        best = max(left, key=lambda other: JaroWinkler.similarity(word, other), default=None)
        if best is not None and one_word(word, best):
            left.remove(best)
            shared += (
                max(rarity.of_word(word), rarity.of_word(best)) if word == best else rarity.of_word(best)
            )
        else:
            alone.append(word)
    # Of each name, not of both together: one of two names is often the shorter form of the other.
    parts = [min(1.0, shared / sum(map(rarity.of_word, words))) for words in (ours, theirs)]
    whole = 2 * parts[0] * parts[1] / (parts[0] + parts[1]) if shared else 0.0
    return _Likeness(whole, tuple(alone), tuple(left))


@lru_cache(maxsize=262_144)
def one_word(word: str, other: str) -> bool:
    """Whether two words are one, with a slip in longer ones: a letter lost, doubled, changed or swapped."""
    if word == other:
        return True
    short = min(len(word), len(other))
    slips = 1 if short < LONG_WORD else MOST_SLIPS
    return short >= SLIP_FROM and OSA.distance(word, other, score_cutoff=slips) <= slips


def compare(ours: Described, theirs: Described, rarity: Rarity) -> Match:
    """Tell how likely two descriptions are of one thing, and why."""
    found = [
        reason
        for reason in (
            *_names(ours, theirs, rarity),
            _places(ours, theirs),
            _contact("email", "E-mail", _email(ours.email), _email(theirs.email), rarity),
            _contact("phone", "Telephone", _phone(ours.phone), _phone(theirs.phone), rarity),
            _web(ours.url, theirs.url, rarity),
            _organization(ours, theirs),
            _categories(ours, theirs),
        )
        if reason is not None
    ]
    odds = PRIOR + sum(reason.weight for reason in found)
    told = sorted((each for each in found if each.weight), key=lambda each: -abs(each.weight))
    return Match(1 / (1 + math.exp(-odds)), tuple(told))


def _reason(key: str, words: str) -> Reason:
    return Reason(words, WEIGHTS[key])


def _names(ours: Described, theirs: Described, rarity: Rarity) -> Iterable[Reason]:
    like = _likeness(ours.name, theirs.name, rarity)
    if like.share == 1.0:
        yield _reason("name same", "The same name")
    elif like.share >= NEARLY:
        yield _reason("name nearly", "Nearly the same name")
    elif like.share >= MUCH:
        yield _reason("name much", "Much of the name is the same")
    elif like.share >= SOME:
        yield _reason("name some", "Some of the name is the same")
    else:
        yield _reason("name other", "Another name")
    if _numbers(words_of(ours.name)) != _numbers(words_of(theirs.name)):
        yield _reason("number other", "Another number in the name")
    if like.share < SOME:
        return
    sections = {*like.ours_alone, *like.theirs_alone} & _SECTIONS
    if sections:
        yield _reason("section other", f"Only one is for {min(sections)}")
    telling = [
        [word for word in alone if word not in _SECTIONS and rarity.tells_apart(word)]
        for alone in (like.ours_alone, like.theirs_alone)
    ]
    if all(telling):
        yield _reason("word other", f"One says {telling[0][0]}, the other {telling[1][0]}")
    elif any(telling):
        yield _reason("word more", f"Only one says {(telling[0] or telling[1])[0]}")


def _places(ours: Described, theirs: Described) -> Reason | None:
    if ours.postcodes & theirs.postcodes:
        return _reason("postcode same", f"The same postcode, {min(ours.postcodes & theirs.postcodes)}")
    if ours.points_bng and theirs.points_bng:
        return _apart(min(math.dist(one, other) for one in ours.points_bng for other in theirs.points_bng))
    if ours.parishes and theirs.parishes:
        same = bool(ours.parishes & theirs.parishes)
        return _reason("parish same", "The same parish") if same else _reason("place other", "Another parish")
    if ours.districts and theirs.districts and not ours.districts & theirs.districts:
        return _reason("place far", "Another district")
    return None


def _apart(apart_m: float) -> Reason:
    if apart_m <= HERE_M:
        return _reason("place same", "The same place")
    if apart_m <= NEAR_M:
        return _reason("place near", "A short walk apart")
    far = "place far" if apart_m >= FAR_M else "place other"
    return _reason(far, f"{apart_m / 1000:.1f} km apart")


def _email(email: str | None) -> str | None:
    return email.strip().casefold() if email else None


def _phone(phone: str | None) -> str | None:
    digits = re.sub(r"\D", "", phone or "").removeprefix("0044").removeprefix("44").lstrip("0")
    return digits or None


def _contact(key: str, label: str, ours: str | None, theirs: str | None, rarity: Rarity) -> Reason | None:
    if ours is None or theirs is None:
        return None
    if ours == theirs:
        return Reason(f"The same {label.lower()}", rarity.reduced(WEIGHTS[f"{key} same"], ours))
    return _reason(f"{key} other", f"Another {label.lower()}")


def site_of(url: str | None) -> tuple[str, str] | None:
    """Give host and path of a web address as all who write it differently mean them."""
    if not url:
        return None
    parts = urlsplit(url if "//" in url else f"//{url}")
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return (host, parts.path.rstrip("/").casefold()) if host else None


def _web(first: str | None, second: str | None, rarity: Rarity) -> Reason | None:
    ours, theirs = site_of(first), site_of(second)
    if ours is None or theirs is None:
        return None
    if ours == theirs:
        return Reason("The same web address", rarity.reduced(WEIGHTS["address same"], "".join(ours)))
    if ours[0] == theirs[0]:
        if ours[0] in SHARED_HOSTS:
            return _reason("site other", "Another page of the same site")
        # Deep pages of one site are often its several things: only where one of them is its front page.
        return _reason("site same", "The same website") if not (ours[1] and theirs[1]) else None
    return _reason("site other", "Another website")


def _organization(ours: Described, theirs: Described) -> Reason | None:
    if ours.organization is None or theirs.organization is None:
        return None
    if words_of(ours.organization) == words_of(theirs.organization):
        return _reason("organization same", "Run by the same body")
    return None


def _categories(ours: Described, theirs: Described) -> Reason | None:
    if not ours.categories or not theirs.categories:
        return None
    if ours.categories & theirs.categories:
        return _reason("category same", "About the same thing")
    return _reason("category other", "About something else")
