"""Where does a file wait that somebody sent in, until they have looked at its report?"""

import json
import shutil
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID, uuid4

from sqlalchemy.engine import make_url

from directory import clock
from directory.errors import NotFound
from directory.settings import PROJECT_DIR, Settings

KEPT_FOR: Final = timedelta(hours=24)
_FILE, _ABOUT = "file", "about.json"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits, with what was said of it."""

    id: str
    account: str
    name: str
    source: str
    whole: bool
    new: dict[str, str] | None
    """Title, publisher, licence and credit of a list that is new."""
    mapping: dict[str, str] = field(default_factory=dict)
    """Column and field, as whoever sent it said."""
    described: bool = True
    """It was said which list it is; until then nothing can be done with it."""

    def path(self, settings: Settings) -> Path:
        """Tell where it lies."""
        return _folder(settings) / self.id / _FILE


def keep_upload(
    settings: Settings,
    content: BinaryIO,
    *,
    account: UUID,
    name: str,
    source: str,
    whole: bool,
    new: dict[str, str] | None,
    described: bool = True,
) -> Upload:
    """Keep a file for a day, under a name nobody can guess, beside the store of people."""
    _clear(settings)
    short = Path(name.replace("\\", "/")).name[:200] or "list.csv"
    upload = Upload(uuid4().hex, account.hex, short, source, whole, new, described=described)
    folder = _folder(settings) / upload.id
    folder.mkdir(parents=True, mode=0o700)
    with (folder / _FILE).open("wb") as out:
        shutil.copyfileobj(content, out)
    change_upload(settings, upload)
    return upload


def change_upload(settings: Settings, upload: Upload) -> None:
    """Keep what is said of a file now."""
    (_folder(settings) / upload.id / _ABOUT).write_text(json.dumps(asdict(upload)), encoding="utf-8")


def describe_upload(
    settings: Settings, upload: Upload, *, source: str, whole: bool, new: dict[str, str] | None
) -> Upload:
    """Say which list a file is that was received before."""
    told = replace(upload, source=source, whole=whole, new=new, described=True)
    change_upload(settings, told)
    return told


def find_upload(settings: Settings, identifier: str, account: UUID, *, described: bool = True) -> Upload:
    """Give a file that waits, to whoever sent it and nobody else."""
    try:
        known = UUID(identifier).hex
        told = json.loads((_folder(settings) / known / _ABOUT).read_text(encoding="utf-8"))
    except (ValueError, OSError):
        told = None
    if told is None or told["account"] != account.hex:
        raise NotFound("That file is not here any more: files wait for a day. Send it again.")
    upload = Upload(**told)
    if described and not upload.described:
        raise NotFound("Say first which list that file is. Send it again.")
    return upload


def forget_upload(settings: Settings, upload: Upload) -> None:
    """Remove a file that was taken."""
    shutil.rmtree(_folder(settings) / upload.id, ignore_errors=True)


def _clear(settings: Settings) -> None:
    folder = _folder(settings)
    if not folder.is_dir():
        return
    before = (clock.now() - KEPT_FOR).timestamp()
    for each in folder.iterdir():
        if each.stat().st_mtime < before:
            shutil.rmtree(each, ignore_errors=True)


def _folder(settings: Settings) -> Path:
    database = make_url(settings.people_database_url).database
    return (Path(database).parent if database else PROJECT_DIR / "var") / "uploads"
