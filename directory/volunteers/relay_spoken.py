"""Does a note spell a telephone number in words, as in “oh seven seven, double-oh”?

Nine digits in a row, of words, or of words and figures. Counts, sums, times, dates and lists stay: in a list
a comma stands between any two, and no list or sum begins with nought.
"""

import re
from itertools import pairwise
from typing import Final

WHEN: Final = (
    r"(?:(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:[12]\d|3[01]|0?[1-9])(?!\d)"
    r"|(?:[12]\d|3[01]|0?[1-9])[-/.](?:0?[1-9]|1[0-2])[-/.](?:20)?\d\d(?!\d)"
    r"|(?<![\d.:])(?:[01]?\d|2[0-3])[.:][0-5]\d(?![.:]?\d))"
)
"""A day or a time in figures, which is no telephone number."""
_DIGIT: Final = "zero|oh|o|nought|naught|nil|one|two|three|four|five|six|seven|eight|nine"
_TENS: Final = "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
_TEENS: Final = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_WORD: Final = (
    rf"(?P<times>double|triple|treble)[\s-]*(?:{_DIGIT}|\d)|(?P<tens>(?:{_TENS})(?:[\s-]?(?:{_DIGIT}))?|{_TEENS})"
    rf"|(?P<hundred>hundred)|(?P<thousand>thousand)|(?P<one>{_DIGIT})"
)
COUNTED: Final = rf"(?:{_DIGIT}|{_TEENS}|{_TENS})\b"
"""What is counted with, in words."""
_SPOKEN: Final = re.compile(rf"(?:{_WORD})(?![^\W\d_]|['\u2019])|(?P<digits>\d+)(?![^\W\d_])", re.IGNORECASE)
_UNNAMED: Final = re.sub(r"\?P<\w+>", "?:", _SPOKEN.pattern)
_RUN: Final = re.compile(
    rf"(?P<when>(?<!\w){WHEN})|(?<!\w)\+?(?:{_UNNAMED})(?:[\s,.()/*_|\u2013\u2014-]{{0,4}}(?!{WHEN})(?:{_UNNAMED}))+",
    re.IGNORECASE,
)
_BEGINS: Final = re.compile(
    r"\+|0|4\W?4|(?:(?:double|triple|treble)\W*)?(?:zero|oh?|nought|naught|nil)\b|four\W+four\b",
    re.IGNORECASE,
)
_WORTH: Final = {"tens": 2, "hundred": 2, "thousand": 3, "one": 1}
_SHORTEST: Final = 9


def numbers_replaced(said: str, by: str) -> str:
    """Put something else where a telephone number is spelled."""
    return _RUN.sub(lambda found: by if _is_number(found[0]) else found[0], said)


def _is_number(run: str) -> bool:
    """Whether words and digits in a row are a telephone number, and not a count, a time or a list."""
    begins = _BEGINS.match(run) is not None
    tokens = list(_SPOKEN.finditer(run))
    # “Nine hundred” has three digits in a telephone number, and is a sum elsewhere.
    digits = [each for each in tokens if begins or each.lastgroup not in {"hundred", "thousand"}]
    if not any(each[0][0].isalpha() for each in digits) or sum(map(_digits_of, digits)) < _SHORTEST:
        return False
    between = (run[one.end() : other.start()] for one, other in pairwise(tokens))
    return begins or not all("," in each for each in between)


def _digits_of(token: re.Match[str]) -> int:
    kind = str(token.lastgroup)
    if kind == "digits":
        return len(token[0])
    if kind == "times":
        return 2 if token["times"].lower() == "double" else 3
    return _WORTH[kind]
