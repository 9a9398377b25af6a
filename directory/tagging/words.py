"""Where does a text say a word, in whatever form, without mistaking another word for it?

The forms of a word are made from it by rule (its plural and its -ing and -ed); a text is never cut down to a
stem, so "art" finds "arts" and never "party" or "article".
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

REACH_OF_NO: Final = 4
"""How many words on a "no" still counts: "no longer any art classes"."""
_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?|[.;:!?(),]")
_STOPS: Final = frozenset(".;:!?(),")
_DENIES: Final = frozenset({"no", "not", "never", "without", "neither", "nor", "isn't", "don't", "doesn't"})
_TURNS_ROUND: Final = frozenset({"only", "just"})
""""Not only art classes" offers them."""
_FALSE_FRIENDS: Final = frozenset(
    {("park", "parking"), ("house", "housing"), ("even", "evening"), ("new", "news"), ("bank", "banking")}
)
"""Forms by rule that are words of their own."""
_VOWELS: Final = frozenset("aeiou")
_SHORTEST_VERB: Final = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as words, each with whether a "no" before it denies it."""

    words: tuple[str, ...]
    shown: tuple[str, ...]
    """The same words as they are written."""
    denied: tuple[bool, ...]
    vocabulary: frozenset[str]


def read(text: str) -> Reading:
    """Split a text into words; a stop ends what a "no" reaches, and no phrase runs over one."""
    words: list[str] = []
    shown: list[str] = []
    denied: list[bool] = []
    since_no = REACH_OF_NO + 1
    for written in _WORD.findall(text):
        word = _plain(written)
        if written in _STOPS:
            since_no = REACH_OF_NO + 1
        elif word in _DENIES:
            since_no = 0
        elif word in _TURNS_ROUND and since_no == 0:
            since_no = REACH_OF_NO + 1
        else:
            since_no += 1
        words.append(word)
        shown.append(written)
        denied.append(since_no <= REACH_OF_NO)
    return Reading(tuple(words), tuple(shown), tuple(denied), frozenset(words))


def found_in(reading: Reading, phrases: str) -> str | None:
    """Give the words, as they are written, by which a text says one of some phrases; None where it does not.

    A comma between phrases means "or". What the text denies it does not say.
    """
    for wanted in _wanted(phrases):
        if any(each.isdisjoint(reading.vocabulary) for each in wanted):
            continue
        for start in range(len(reading.words) - len(wanted) + 1):
            here = slice(start, start + len(wanted))
            if all(word in each for word, each in zip(reading.words[here], wanted, strict=True)) and not any(
                reading.denied[here]
            ):
                return " ".join(reading.shown[here])
    return None


@cache
def _wanted(phrases: str) -> tuple[tuple[frozenset[str], ...], ...]:
    return tuple(tuple(forms(word) for word in phrase) for phrase in split(phrases))


@cache
def split(phrases: str) -> tuple[tuple[str, ...], ...]:
    """Split what an editor wrote into phrases of words."""
    read_each = (
        tuple(_plain(word) for word in _WORD.findall(phrase) if word not in _STOPS)
        for phrase in phrases.split(",")
    )
    return tuple(phrase for phrase in read_each if phrase)


@cache
def forms(word: str) -> frozenset[str]:
    """Give a word with its plural, its possessive and its -ing and -ed."""
    made = {word, f"{word}s", f"{word}'s", f"{word}s'"}
    if word.endswith(("s", "x", "z", "ch", "sh")):
        made |= {f"{word}es", f"{word}'"}
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        made |= {f"{word[:-1]}ies", f"{word[:-1]}ied"}
    if len(word) >= _SHORTEST_VERB:
        stem = _verb_stem(word)
        made |= {f"{stem}ing", f"{stem}ed"}
    return frozenset(form for form in made if (word, form) not in _FALSE_FRIENDS)


def _verb_stem(word: str) -> str:
    """Give what -ing is put to: "swimm" for swim, "danc" for dance."""
    if word.endswith("e") and not word.endswith("ee"):
        return word[:-1]
    one_beat = len(re.findall(r"[aeiouy]+", word)) == 1
    if one_beat and word[-1] not in "aeiouwxy" and word[-2] in _VOWELS and word[-3:-2] not in _VOWELS:
        return f"{word}{word[-1]}"
    return word


def _plain(written: str) -> str:
    apart = unicodedata.normalize("NFD", written.casefold().replace("\u2019", "'"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
