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

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

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
SAME_WORD: Final = 0.90
"""Jaro-Winkler similarity from which two words are one with a slip in it."""
NEARLY, MUCH, SOME = 0.85, 0.6, 0.35
HERE_M, NEAR_M, FAR_M = 100.0, 750.0, 5_000.0
SHARED_HOSTS: Final = frozenset(
    {"facebook.com", "instagram.com", "twitter.com", "x.com", "youtube.com", "linktr.ee", "sites.google.com"}
)
"""Everybody's page is there: only the whole address says anything."""
_FILLERS: Final = frozenset({"the", "a", "an", "of", "and", "for", "in", "at", "on", "to", "with", "by"})
_SAME_WORDS: Final = {
    "assoc": "association", "asscn": "association", "ctr": "centre", "center": "centre", "comm": "community",
    "grp": "group", "soc": "society", "st": "saint", "utd": "united", "rd": "road", "lib": "library",
}  # fmt: skip
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
    """How much each word of a name says: the fewer names hold it, the more."""

    names: int
    held: Counter[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> "Rarity":
        """Count the names that hold each word."""
        each = [set(words_of(name)) for name in names]
        return cls(len(each), Counter(word for words in each for word in words))

    def of_word(self, word: str) -> float:
        """Give the inverse document frequency of a word, natural logarithm, 0.1 or more."""
        return max(0.1, math.log((self.names + 1) / (self.held[word] + 1)))


def name_likeness(first: str, second: str, rarity: Rarity) -> float:
    """Tell what share of two names is common to both, 0 to 1, by the weight of their words."""
    ours, theirs = words_of(first), words_of(second)
    if not ours or not theirs:
        return 0.0
    if sorted(ours) == sorted(theirs) or "".join(ours) == "".join(theirs):
        return 1.0
    left, shared = list(theirs), 0.0
    for word in ours:
        best = max(left, key=lambda other: JaroWinkler.similarity(word, other), default=None)
        if best is not None and _one_word(word, best):
            left.remove(best)
            shared += min(rarity.of_word(word), rarity.of_word(best))
    # Of each name, not of both together: one of two names is often the shorter form of the other.
    parts = [shared / sum(map(rarity.of_word, words)) for words in (ours, theirs)]
    whole = 2 * parts[0] * parts[1] / (parts[0] + parts[1]) if shared else 0.0
    glued = fuzz.ratio("".join(sorted(ours)), "".join(sorted(theirs))) / 100
    return max(whole, glued if glued >= SAME_WORD else 0.0)


def _one_word(word: str, other: str) -> bool:
    if word == other:
        return True
    short = min(len(word), len(other))
    return short >= 4 and JaroWinkler.similarity(word, other) >= SAME_WORD  # noqa: PLR2004 - shorter ones slip into others


def compare(ours: Described, theirs: Described, rarity: Rarity) -> Match:
    """Tell how likely two descriptions are of one thing, and why."""
    found = [
        reason
        for reason in (
            *_names(ours, theirs, rarity),
            _places(ours, theirs),
            _contact("email", "E-mail", _email(ours.email), _email(theirs.email)),
            _contact("phone", "Telephone", _phone(ours.phone), _phone(theirs.phone)),
            _web(ours.url, theirs.url),
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


def _names(ours: Described, theirs: Described, rarity: Rarity) -> tuple[Reason | None, ...]:
    like = name_likeness(ours.name, theirs.name, rarity)
    numbers, others = _numbers(words_of(ours.name)), _numbers(words_of(theirs.name))
    differs = _reason("number other", "Another number in the name") if numbers != others else None
    if like == 1.0:
        return _reason("name same", "The same name"), differs
    if like >= NEARLY:
        return _reason("name nearly", "Nearly the same name"), differs
    if like >= MUCH:
        return _reason("name much", "Much of the name is the same"), differs
    if like >= SOME:
        return _reason("name some", "Some of the name is the same"), differs
    return _reason("name other", "Another name"), differs


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


def _contact(key: str, label: str, ours: str | None, theirs: str | None) -> Reason | None:
    if ours is None or theirs is None:
        return None
    if ours == theirs:
        return _reason(f"{key} same", f"The same {label.lower()}")
    return _reason(f"{key} other", f"Another {label.lower()}")


def site_of(url: str | None) -> tuple[str, str] | None:
    """Give host and path of a web address as all who write it differently mean them."""
    if not url:
        return None
    parts = urlsplit(url if "//" in url else f"//{url}")
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return (host, parts.path.rstrip("/").casefold()) if host else None


def _web(first: str | None, second: str | None) -> Reason | None:
    ours, theirs = site_of(first), site_of(second)
    if ours is None or theirs is None:
        return None
    if ours == theirs:
        return _reason("address same", "The same web address")
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
