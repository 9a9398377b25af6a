"""Is a zip what it seems, before anything of it is unpacked?"""

import copy
import zipfile
import zlib
from io import IOBase

from directory.errors import ImportRejected
from directory.imports.limits import (
    MOST_MEMBER_UNPACKED,
    MOST_MEMBERS,
    MOST_RATIO,
    MOST_UNPACKED,
    RATIO_FROM_BYTES,
)

_ENCRYPTED = 0x1
_MARKUP_LOOK = 64 * 1024
_STEP = 64 * 1024


def open_zip(stream: IOBase, name: str) -> zipfile.ZipFile:
    """Open a zip after looking at what it says of itself; a bomb is refused before it is unpacked.

    What says less of its size than it holds is found out, a little at a time: reading it whole would unpack
    it whole.
    """
    try:
        found = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ImportRejected(f"{name} is damaged and cannot be opened. Save it again.") from error
    members = found.infolist()
    if len(members) > MOST_MEMBERS:
        raise _bomb(name, f"{len(members):,} parts")
    total = sum(member.file_size for member in members)
    if total > MOST_UNPACKED:
        raise _bomb(name, f"{total // 1_000_000:,} MB unpacked")
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise ImportRejected(f"{name} is locked with a password. Save it without one.")
        large = member.file_size > RATIO_FROM_BYTES
        if member.file_size > MOST_MEMBER_UNPACKED:
            raise _bomb(name, f"a part of {member.file_size // 1_000_000:,} MB")
        if large and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise _bomb(name, "a part that unpacks to more than 200 times its size")
        if member.filename.startswith(("/", "\\")) or ".." in member.filename.replace("\\", "/").split("/"):
            raise ImportRejected(f"{name} holds a part that points outside it. It is not taken.")
    for member in members:
        _check_told_size(found, member, name)
    return found


def _check_told_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    """Refuse a part that unpacks to more than it says."""
    one_more = copy.copy(member)
    one_more.file_size = member.file_size + 1
    unpacked = 0
    try:
        with archive.open(one_more) as part:
            while piece := part.read(_STEP):
                unpacked += len(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise ImportRejected(f"{name} is damaged and cannot be opened. Save it again.") from error
    if unpacked > member.file_size:
        raise _bomb(name, "a part that is larger than it says")


def refuse_entities(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse XML that declares things of its own: a spreadsheet never does, a bomb does."""
    for member in archive.infolist():
        if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        try:
            with archive.open(member) as part:
                head = part.read(_MARKUP_LOOK)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise ImportRejected(f"{name} is damaged and cannot be opened. Save it again.") from error
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or "<!DOCTYPE".encode("utf-16-le") in head:
            raise ImportRejected(f"{name} holds XML that declares its own entities. It is not taken.")


def _bomb(name: str, what: str) -> ImportRejected:
    return ImportRejected(
        f"{name} would unpack to far more than a list of groups: {what}. Nothing was taken."
    )
