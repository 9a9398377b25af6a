"""How is a release put together as a folder of tables, and which such folders are there?

A release is complete: what was loaded, and the shipped tables for the rest, under a manifest of its own. It
is made beside the others under another name and moved into place when it is whole.
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from slugify import slugify

from directory import clock
from directory.errors import ImportRejected, ManifestMismatch
from directory.imports.tables import read_table
from directory.shipped.manifest import (
    MANIFEST_NAME,
    TableNote,
    hash_file,
    read_manifest,
    verify_manifest,
    write_manifest,
)
from directory.words import Level, Release

_ABOUT = ".release.json"
_BUILDING = ".building-"
_DIGEST_LENGTH = 10


@dataclass(frozen=True, slots=True)
class AboutRelease:
    """What a release was made of."""

    source: str
    """Name of the folder it was loaded from."""
    loaded_at: str
    """ISO 8601, UTC."""
    shipped: str
    """SHA-256 of the manifest of the shipped tables that make up the rest."""
    loaded: tuple[str, ...]
    """Paths of the tables that were loaded."""
    taken: tuple[str, ...]
    """One line a file."""


@dataclass(frozen=True, slots=True)
class ReleaseFolder:
    """A release on disk."""

    name: str
    folder: Path
    about: AboutRelease


def compose_release(
    root: Path, shipped: Path, source: str, taken: tuple[str, ...], build: Callable[[Path], list[TableNote]]
) -> ReleaseFolder:
    """Make a release of the tables that `build` writes and the shipped ones for the rest."""
    root.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(root)
    making = root / f"{_BUILDING}{os.getpid()}"
    making.mkdir()
    try:
        notes = build(making)
        made = {note.path for note in notes}
        for note in read_manifest(shipped).tables:
            if note.path not in made:
                (making / note.path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(shipped / note.path, making / note.path)
                notes.append(note)
        write_manifest(making, notes)
        check_release(making)
        digest = hash_file(making / MANIFEST_NAME)[:_DIGEST_LENGTH]
        name = f"{slugify(source, max_length=40) or 'release'}-{digest}"
        about = AboutRelease(
            source=source,
            loaded_at=clock.now().isoformat(timespec="seconds"),
            shipped=hash_file(shipped / MANIFEST_NAME),
            loaded=tuple(sorted(made)),
            taken=taken,
        )
        (making / _ABOUT).write_text(
            json.dumps(asdict(about), indent=1, ensure_ascii=False), encoding="utf-8"
        )
        if _is_whole(root / name):
            (making / _ABOUT).replace(root / name / _ABOUT)
        else:
            shutil.rmtree(root / name, ignore_errors=True)
            making.rename(root / name)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return ReleaseFolder(name, root / name, about)


def _remove_unfinished(root: Path) -> None:
    """Remove what interrupted loads left behind."""
    for folder in root.glob(f"{_BUILDING}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _is_whole(folder: Path) -> bool:
    try:
        verify_manifest(folder)
    except ManifestMismatch:
        return False
    return True


def list_folders(root: Path) -> tuple[ReleaseFolder, ...]:
    """List the releases on disk, the newest first."""
    found = []
    for path in root.glob(f"*/{_ABOUT}"):
        if path.parent.name.startswith("."):
            continue
        about = json.loads(path.read_text(encoding="utf-8"))
        about = AboutRelease(**{**about, "loaded": tuple(about["loaded"]), "taken": tuple(about["taken"])})
        found.append(ReleaseFolder(path.parent.name, path.parent, about))
    return tuple(sorted(found, key=lambda release: (release.about.loaded_at, release.name), reverse=True))


def check_release(folder: Path) -> None:
    """Refuse tables that do not fit together, before anything is loaded of them."""
    areas = list(read_table(folder, "boundaries/areas.csv"))
    for release, deprivation, population in (
        (Release.R2011, "deprivation/iod2019_lsoa11.csv", "population/lsoa11_mid2020.csv"),
        (Release.R2021, "deprivation/iod2025_lsoa21.csv", "population/lsoa21_mid2022.csv"),
    ):
        lsoas = {
            row["code"] for row in areas if row["level"] == Level.LSOA and row["release"] == release.value
        }
        outlines = json.loads(
            (folder / f"boundaries/lsoa{release.value[2:]}.geojson").read_text(encoding="utf-8")
        )
        for what, codes in (
            ("deprivation", {row["code"] for row in read_table(folder, deprivation)}),
            ("population", {row["code"] for row in read_table(folder, population)}),
            ("outlines", {feature["properties"]["code"] for feature in outlines["features"]}),
        ):
            if codes != lsoas:
                raise ImportRejected(
                    f"The {what} and the areas of {release.value} are not of the same LSOAs: "
                    f"{len(codes ^ lsoas)} differ. Load files of the same release together."
                )
    wards = {row["code"] for row in areas if row["level"] == Level.WARD}
    used = {
        row["ward"] for row in read_table(folder, "postcodes/postcodes.csv.gz") if row["status"] == "live"
    }
    strange = sorted(used - wards - {""})
    if strange:
        raise ImportRejected(
            f"{len(strange)} wards of the postcodes ({', '.join(strange[:3])}) are not among the wards. "
            "Load the outlines of wards of the same year as the postcodes, together with them."
        )
    if len(wards - used) > len(wards) // 10:
        raise ImportRejected(
            f"{len(wards - used)} of {len(wards)} wards have no postcode. "
            "Load the postcodes of the same year as the outlines of wards, together with them."
        )
