"""What may be changed in a row without asking, and by which written rule?

Nothing else is. A cell that no rule can bring in order puts its row in quarantine.
"""
# ruff: noqa: E501 - a table of words, a rule a line

import html
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

import nh3

from directory import clock

NO_DESCRIPTION: Final = "No description was given."
SUMMARY_CHARS: Final = 500


@dataclass(frozen=True, slots=True)
class Rule:
    """A repair that may be made."""

    code: str
    does: str
    """Plain English: what it does, and where."""


RULES: Final = (
    Rule("blank_left_out", "A cell that holds only -, n/a, none, null, tbc or unknown is taken as empty: not known."),
    Rule("description_missing", f'A missing description becomes "{NO_DESCRIPTION}" A name is never made up.'),
    Rule("html_to_text", "Formatting (HTML) is taken out; its paragraphs stay paragraphs, its lists lines."),
    Rule("invisible_left_out", "Control characters, zero-width characters and marks that turn the direction of text are taken out."),
    Rule("spaces", "Runs of blanks become one blank; in a name or address so do line ends."),
    Rule("shortened", f"A description of up to 20,000 characters is cut at the end of a sentence within {SUMMARY_CHARS}."),
    Rule("postcode_form", "A postcode is written as CB1 2JD, whatever its blanks and capitals; O and 0, I and 1 are told apart by place."),
    Rule("phone_form", "A telephone number is written as numbers in Great Britain are, +44 becoming 0."),
    Rule("web_form", "A web address without https:// is given it."),
    Rule("email_form", "An e-mail address loses mailto: and blanks around it, and its part after @ becomes small letters."),
    Rule("date_left_out", "A date of 1900 or before, or in the future, is taken as not known: spreadsheets write 1900 for nothing."),
    Rule("date_form", "A date like 30/06/2025 is read as 30 June 2025."),
    Rule("hours_as_words", "Times that are not opening hours as programs read them are kept as a note, in the words given."),
    Rule("address_joined", "The lines of an address become one line; a postcode at its end is taken as the postcode where none is given, and not told twice."),
    Rule("address_dropped", "An address with neither postcode nor coordinates cannot be placed and is left out; the parish or district stays."),
    Rule("town_as_parish", "A town or village with no postcode that has the name of one civil parish here stands for that parish."),
    Rule("id_made", "Where a row has no id, one is made of its name and postcode."),
    Rule("category_unknown", "A category we do not have is left out and told in the report: none is made up."),
    Rule("language_unknown", "A language we do not know by that name is left out."),
    Rule("kind_inferred", "Where no kind is given it follows from the category, then from words in the name, else it is a group (from a feed: a service)."),
    Rule("no_place", "A row with no postcode, coordinates, parish or district is taken without a place."),
    Rule("old_postcode", "A postcode that is no longer in use is kept at the place it had."),
    Rule("place_hidden", "Where home or hidden is yes, address, postcode and coordinates are dropped before anything is kept."),
    Rule("formula_value", "Of a cell with a formula in a spreadsheet the value that was saved is taken, never the formula."),
)  # fmt: skip
DOES: Final = {rule.code: rule.does for rule in RULES}

_BLANKS: Final = frozenset({"-", "--", "n/a", "na", "none", "null", "nil", "tbc", "unknown", "nan", "#n/a", "not known", "?", "."})  # fmt: skip
_BLOCKS: Final = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|table|tr|section|article|blockquote)\b[^>]*>", re.IGNORECASE
)
_LINES: Final = re.compile(r"<(?:br|li)\b[^>]*>", re.IGNORECASE)
_MARKUP: Final = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,2000}|!--)")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_SCRIPT: Final = re.compile(
    r"<\s*/?\s*(?:script|iframe|object|embed|svg|style)\b|\bon[a-z]{3,}\s*=|javascript\s*:", re.IGNORECASE
)
_INVISIBLE: Final = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff\ufff9\ufffa\ufffb"
)
_MARKS_IN_A_ROW: Final = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]+"
)
FORMULA: Final = re.compile(r"^\s*(?:=|[+\-@]\s*[A-Za-z_.]+\s*[(|!])")
"""What a spreadsheet would run."""
_SENTENCE: Final = re.compile(r"[.!?](?=\s)")
_EARLIEST: Final = 1901


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text with the codes of what was done to it."""

    text: str
    rules: tuple[str, ...] = ()


def has_script(text: str) -> bool:
    """Tell whether a text carries program code for a browser, plain or escaped."""
    return bool(_SCRIPT.search(text) or _SCRIPT.search(html.unescape(text)))


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run a cell."""
    return bool(FORMULA.match(text))


def clean_line(text: str) -> Repaired:
    """Bring a text of one line in order: a name, an address, a word."""
    found = clean_text(text)
    line = re.sub(r"\s+", " ", found.text).strip()
    rules = found.rules if line == found.text else (*found.rules, "spaces")
    return Repaired(line, tuple(dict.fromkeys(rules)))


def clean_text(text: str) -> Repaired:
    """Bring a text in order: no markup, nothing invisible, blanks single, paragraphs kept."""
    rules: list[str] = []
    visible = _visible(text)
    if visible != unicodedata.normalize("NFC", text):
        rules.append("invisible_left_out")
    plain = visible
    if _MARKUP.search(plain) or _ENTITY.search(plain):
        plain = _without_markup(plain)
        if _MARKUP.search(plain):  # it was escaped: <p> written as &lt;p&gt;
            plain = _without_markup(plain)
        plain = _visible(plain)
        if plain != visible:
            rules.append("html_to_text")
    lines = [
        re.sub(r"[^\S\n]+", " ", line).strip()
        for line in plain.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if tidy != plain and "html_to_text" not in rules:
        rules.append("spaces")
    if tidy.casefold() in _BLANKS:
        return Repaired("", (*rules, "blank_left_out"))
    return Repaired(tidy, tuple(rules))


def _visible(text: str) -> str:
    kept = "".join(
        letter
        for letter in text
        if letter in "\n\r\t"
        or (letter not in _INVISIBLE and unicodedata.category(letter) not in {"Cc", "Cs", "Co", "Cn"})
    )
    return unicodedata.normalize("NFC", _MARKS_IN_A_ROW.sub(r"\1", kept))


def _without_markup(text: str) -> str:
    spaced = _LINES.sub("\n", _BLOCKS.sub("\n\n", text))
    return html.unescape(nh3.clean(spaced, tags=set(), attributes={}, clean_content_tags={"script", "style"}))


def shorten(text: str, most: int = SUMMARY_CHARS) -> Repaired:
    """Cut a text at the end of a sentence, or of a word where its first sentence is too long."""
    if len(text) <= most:
        return Repaired(text)
    head = text[: most + 1]
    ends = [match.end() for match in _SENTENCE.finditer(head)]
    if ends and ends[-1] > most // 5:
        return Repaired(head[: ends[-1]].strip(), ("shortened",))
    words = head[: most - 1].rsplit(None, 1)
    return Repaired(f"{words[0].rstrip(' ,;:')}…"[:most], ("shortened",))


def mend_postcode(text: str) -> str | None:
    """Read a UK postcode however it is written; None where it cannot be one."""
    from uk_postcodes_parsing import ukpostcode  # noqa: PLC0415 - only imports need it

    compact = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    if not 5 <= len(compact) <= 7:  # noqa: PLR2004 - E1 1AA to SW1A 1AA
        return None
    found = ukpostcode.parse(compact, attempt_fix=True)
    written = f"{compact[:-3]} {compact[-3:]}"
    if found is None:
        return None
    fixed = str(found.fixed_code if getattr(found, "fixed_code", None) else found.postcode)
    return fixed if re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}", fixed) else written


def mend_phone(text: str) -> str | None:
    """Write a British telephone number as such; None where it cannot be one."""
    import phonenumbers  # noqa: PLC0415

    plain = re.sub(r"(?i)^(?:tel(?:ephone)?|phone|mob(?:ile)?)\s*(?:no\.?|number)?[:.]?\s*", "", text.strip())
    plain = plain.removeprefix("'").replace("(0)", "")
    if not re.fullmatch(r"[\d\s()+.\-\u2010-\u2015/]{7,30}", plain):
        return None
    try:
        number = phonenumbers.parse(plain, "GB")
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE or number.extension:
        return None
    british = number.country_code == 44  # noqa: PLR2004 - the United Kingdom
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL if british else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    written = phonenumbers.format_number(number, style)
    return written if re.fullmatch(r"[\d +()]{7,25}", written) else re.sub(r"[^\d +()]", " ", written)


def mend_url(text: str) -> str | None:
    """Write a web address in full; None where it cannot be one."""
    from urllib.parse import urlsplit  # noqa: PLC0415

    plain = text.strip().strip("<>\"'")
    whole = (
        plain
        if re.match(r"(?i)^[a-z][a-z0-9+.\-]*:", plain) and not re.match(r"^[\w.\-]+:\d", plain)
        else f"https://{plain.removeprefix('//')}"
    )
    whole = re.sub(r"(?i)^(https?):/*", lambda match: f"{match[1].lower()}://", whole)
    try:
        parts = urlsplit(whole)
        _ = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    good = parts.scheme in {"http", "https"} and re.fullmatch(
        r"[^\s.@/\\<>\"']+(?:\.[^\s.@/\\<>\"']+)+", host
    )
    fits = len(whole) <= 500 and not re.search(r"[\s<>\"\\]", whole)  # noqa: PLR2004 - of the field
    return whole if good and fits and parts.username is None else None


def mend_email(text: str) -> str | None:
    """Write an e-mail address in order; None where it cannot be one."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    plain = re.sub(r"(?i)^mailto:", "", text.strip()).strip("<>").strip()
    try:
        found = validate_email(plain, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return found.normalized if len(found.normalized) <= 254 else None  # noqa: PLR2004 - of the field


def read_date(text: str) -> tuple[str | None, str | None] | None:
    """Read a date as (date, rule); the date is None where the rule says it is not known; None: unreadable."""
    plain = text.strip()
    british = re.match(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})\b", plain)
    iso = re.match(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ][\d:.]+(?:Z|[+\-]\d{2}:?\d{2})?)?$", plain)
    if british:
        parts: tuple[int | None, ...] = tuple(int(part) for part in reversed(british.groups()))
    elif iso:
        parts = tuple(int(part) if part else None for part in iso.groups())
    else:
        return None
    year, month, day = int(parts[0] or 0), parts[1], parts[2]
    try:
        first = date(max(year, 1), month or 1, day or 1)
    except ValueError:
        return None
    if year < _EARLIEST or first > clock.local_now().date():
        return None, "date_left_out"
    told = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
    return told, None if iso and told == plain else "date_form"
