"""How is a name or an address from a register written so that people can read it?"""

import re

from slugify import slugify

POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_BREAKS = re.compile(r"(?:<br\s*/?>)+", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_LEADING_PLACE = re.compile(r"^\(([^)]+)\)\s*(.+)$")
_COUNTIES = frozenset({"cambridgeshire", "cambs", "cambs.", "lincs", "suffolk", "bedfordshire", "na"})
_SMALL_WORDS = frozenset({"of", "the", "and", "in", "on", "at", "for", "to", "le"})
# Register names broken across the columns of a printed page.
_BROKEN_WORDS = (
    (re.compile(r"\bLimite\s+d\b|\bLimi\s+ted\b", re.IGNORECASE), "Limited"),
    (re.compile(r"\bL\s+TD\b", re.IGNORECASE), "Ltd"),
    (re.compile(r"\bC\s+Lub\b", re.IGNORECASE), "Club"),
    (re.compile(r"\bC\s+Entre\b", re.IGNORECASE), "Centre"),
    (re.compile(r"\bCompl\s+Ex\b", re.IGNORECASE), "Complex"),
)
_COMPANY = re.compile(r"[\s,]+(?:Limited|Ltd)\.?$", re.IGNORECASE)
_INITIALS = frozenset({"FC", "RHC", "WI", "IWM", "FACT", "RSPB", "OLEM", "BIPC"})
_DOTTED = re.compile(r"^(?:[A-Za-z]\.)+[A-Za-z]?$")
_KEPT_SMALL = frozenset({"parkrun"})


def squeeze(text: str) -> str:
    """Replace breaks by commas and runs of spaces by one, and straighten apostrophes."""
    text = _BREAKS.sub(", ", text).replace("’", "'").replace("‘", "'")  # noqa: RUF001
    return _SPACES.sub(" ", text).strip(" ,")


def title_case(text: str) -> str:
    """Give words in capitals an initial capital; leave mixed words as they are."""
    words = []
    for number, word in enumerate(squeeze(text).split(" ")):
        bare = word.strip(",.()&'")
        if bare in _INITIALS or bare.lower() in _KEPT_SMALL:
            words.append(word)
        elif number and bare.lower() in _SMALL_WORDS:
            # "23 The Broadway": the street's name begins after the number.
            after_number = any(character.isdigit() for character in words[-1])
            words.append(word.capitalize() if after_number else word.lower())
        elif _DOTTED.match(word):
            words.append(word.upper())
        elif word.isupper() and not any(character.isdigit() for character in word):
            words.append("-".join(part.capitalize() for part in word.split("-")))
        else:
            words.append(word)
    return " ".join(words)


def tidy_name(text: str) -> str:
    """Write a name plainly: no broken words, no company ending, the place at the end."""
    name = squeeze(text)
    for pattern, whole in _BROKEN_WORDS:
        name = pattern.sub(whole, name)
    known_as = re.split(r"\s+k/a\s+", name, flags=re.IGNORECASE)
    name = _COMPANY.sub("", known_as[-1])
    name = re.sub(r",(\S)", lambda found: f", {found[1].upper()}", name)
    if placed := _LEADING_PLACE.match(name):
        name = f"{placed[2]}, {placed[1]}"
    return title_case(name)


def tidy_address(*lines: str, without: str = "") -> str | None:
    """Join the lines of an address, without the postcode, the county, doubles, or the name given."""
    seen: list[str] = []
    unwanted = {slugify(without)} if without else set()
    for line in lines:
        for part in squeeze(POSTCODE.sub("", line)).replace('"', "").split(","):
            piece = re.sub(r"\bSt\. ", "St ", title_case(part.strip(" .-")))
            if not piece or piece.lower() in _COUNTIES or slugify(piece) in unwanted:
                continue
            if piece not in seen:
                seen.append(piece)
    address = ", ".join(seen)
    return address[:1].upper() + address[1:] or None


def find_postcode(text: str) -> str | None:
    """Find the last postcode in a text, written with one space."""
    found = POSTCODE.findall(text)
    return space_postcode(found[-1]) if found else None


def space_postcode(text: str) -> str:
    """Write a postcode in capitals with one space before its last three characters."""
    bare = re.sub(r"\s+", "", text).upper()
    return f"{bare[:-3]} {bare[-3:]}"
