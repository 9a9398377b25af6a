"""In which encoding is a text written?"""

import codecs
import io
from typing import Final

from charset_normalizer import from_bytes

from directory.errors import ImportRejected
from directory.imports.limits import check_size

SAMPLE: Final = 256 * 1024
_STEP: Final = 1024 * 1024
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_LABELS: Final = {"cp1252": "Windows-1252", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
_LIKELY: Final = ["cp1252", "iso8859_15", "mac_roman", "cp850"]
"""What British spreadsheets write where it is not Unicode."""
_MOSTLY: Final = 0.3


def find_encoding(stream: io.IOBase, name: str) -> tuple[str, str]:
    """Find how a file is encoded; give Python's word for it and one for people. The stream is wound back."""
    stream.seek(0)
    head: bytes = stream.read(SAMPLE)
    for mark, codec, label in _MARKS:
        if head.startswith(mark):
            stream.seek(0)
            return codec, label
    wide = _wide(head)
    if wide is not None:
        stream.seek(0)
        return wide, _LABELS[wide]
    if _is_utf8(stream, name):
        return "utf-8", "UTF-8"
    odd = bytes(byte for byte in head if byte > 127) or head  # noqa: PLR2004 - beyond ASCII
    best = from_bytes(head, cp_isolation=_LIKELY).best() if odd else None
    codec = best.encoding if best is not None else "cp1252"
    return codec, _LABELS.get(codec, codec)


def _wide(head: bytes) -> str | None:
    """Recognise UTF-16 without a mark: every other byte of English text is zero."""
    if len(head) < 4:  # noqa: PLR2004 - two characters
        return None
    even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
    if odd > _MOSTLY and even < _MOSTLY / 10:
        return "utf-16-le"
    if even > _MOSTLY and odd < _MOSTLY / 10:
        return "utf-16-be"
    return None


def _is_utf8(stream: io.IOBase, name: str) -> bool:
    """Read it all once, a piece at a time, as UTF-8."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = 0
    try:
        while True:
            piece: bytes = stream.read(_STEP)
            size += len(piece)
            check_size(size, name)
            decoder.decode(piece, final=not piece)
            if not piece:
                return True
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)


def as_text(stream: io.IOBase, codec: str, name: str) -> io.TextIOWrapper:
    """Open bytes as text; what cannot be decoded becomes U+FFFD, and puts its row aside."""
    from directory.imports.limits import Counted  # noqa: PLC0415 - it wraps only what is read

    try:
        return io.TextIOWrapper(
            io.BufferedReader(Counted(stream, name), 1 << 16), encoding=codec, errors="replace", newline=""
        )
    except LookupError as error:
        raise ImportRejected(f'{name} is in an encoding we cannot read. Save it as "CSV UTF-8".') from error
