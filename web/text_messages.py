"""What does a digest say as a text message, and how do many become a table for whoever sends them?"""

import csv
import io
import unicodedata
from collections.abc import Iterable
from typing import Final

from directory.digests.taken_out import PaperDigest, PaperItem
from directory.digests.words import cut
from directory.spreadsheet import harmless
from web.render import NAME
from web.words import count

LONGEST: Final = 306
"""Two parts of 153 letters, as they are charged."""
COLUMNS: Final = ("number", "text")
_PLAIN: Final = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u2022": "-",
        "\u00a0": " ",
    }
)
EXAMPLE: Final = "Example, you cannot apply:"
_SAFE: Final = frozenset(
    "@£$¥èéùìòÇØøÅå_ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The letters of GSM 7-bit that count once: with any other a text is charged as three or four."""


def text_of(digest: PaperDigest, phone: str | None) -> str:
    """Write a digest as one text message: as many notices as fit, and how to ask and to stop."""
    foot = f" Ask, or stop this: {phone}" if phone else ""
    parts = [_notice(item) for item in digest.items]
    for many in range(len(parts), 0, -1):
        left = len(parts) - many
        more = f" And {count(left, 'more', 'more')}." if left else ""
        said = plain(f"{NAME}: {' '.join(parts[:many])}{more}{foot}")
        if len(said) <= LONGEST:
            return said
    more = f" And {len(parts) - 1} more." if len(parts) > 1 else ""
    room = LONGEST - len(plain(f"{NAME}: {more}{foot}")) - len("...")
    return plain(f"{NAME}: {cut(plain(parts[0]), room)}{more}{foot}")


def _notice(item: PaperItem) -> str:
    said = item.notice.said
    until = f", by {said.deadline.day} {said.deadline:%b}" if said.deadline else ""
    whom = f", {said.contact_phone}" if said.contact_phone else ""
    example = f"{EXAMPLE} " if said.example else ""
    return f"{example}{said.title} ({said.issuer_name}{until}{whom})."


def plain(text: str) -> str:
    """Write a text in the letters that any telephone shows and that are charged once."""
    letters = []
    for letter in text.translate(_PLAIN):
        if letter.isspace() or not letter.isprintable():
            letters.append(" ")
            continue
        bare = letter if letter in _SAFE else unicodedata.normalize("NFKD", letter)[0]
        letters.append(bare if bare in _SAFE else "?")
    return " ".join("".join(letters).split())


def texts_csv(digests: Iterable[PaperDigest], phone: str | None) -> str:
    """Write text messages as a table. A number begins with 44: a plus would make a formula of it."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for digest in digests:
        number = (digest.reader.phone or "").removeprefix("+")
        rows.writerow([harmless(number), harmless(text_of(digest, phone))])
    return written.getvalue()
