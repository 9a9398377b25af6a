"""How does somebody build a folder of papers to print?"""

import time
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlmodel import Session

from directory.areas.service import list_areas
from directory.errors import InvalidInput
from directory.marks.places import NoPlace, Place, PlaceFinder
from directory.paper.schemas import Form, What
from directory.settings import get_settings
from directory.words import Level, Release
from web.cli.edge import reading, say_done
from web.cli.reached import with_noted_address
from web.paper.folder import (
    Built,
    file_checksum,
    is_current,
    place_names,
    put,
    read_manifest,
    sweep,
    write_manifest,
)

paper_app = typer.Typer(help="Sheets, booklets and posters to print.", no_args_is_help=True)


@paper_app.callback()
def paper() -> None:
    """Sheets, booklets and posters to print."""


@paper_app.command("build")
def build_papers(
    district: Annotated[str, typer.Argument(help="Name or code of a district, like Fenland or E07000010.")],
    folder: Annotated[Path, typer.Argument(help="Folder to write to; made if it is not there.")],
    form: Annotated[Form, typer.Option(help="What to lay out of each parish.")] = Form.SHEET,
    print_: Annotated[str, typer.Option("--print", help="normal, or large: at least 16 points.")] = "normal",
) -> None:
    """Build a paper of every parish of a district; what did not change is left as it is."""
    from web.paper.drawing import draw, ending
    from web.paper.edition import checksum
    from web.paper.making import make_paper, read_print

    large = read_print(print_)
    settings = with_noted_address(get_settings())
    _make(folder)
    _warn(settings.base_url)
    began, made = time.monotonic(), 0
    with reading(settings) as session:
        place = _district(session, district)
        names = place_names(list_areas(session, Level.PARISH, Release.R2021))
        papers = {
            f"{names[area.code]}{ending(form, large=large)}": make_paper(
                session, What.PARISH, area.code, form, settings.base_url
            )
            for area in list_areas(session, Level.PARISH, Release.R2021, district=place.code)
        }
    built = read_manifest(folder)
    gone = sweep(folder, _alike(built, place.code, form, large=large), frozenset(papers))
    built = {file: each for file, each in built.items() if file not in gone}
    write_manifest(folder, built)
    with _progress() as progress:
        for file, words in progress.track(papers.items(), description=f"{form.label} of {place.name}"):
            said = checksum(words, large=large)
            if not is_current(folder, file, built.get(file), said):
                drawn = draw(words, settings.base_url, large=large)
                put(folder / file, drawn.content)
                summed = file_checksum(drawn.content)
                built[file] = Built(
                    words.key, words.title, place.code, said, summed, drawn.edition.day, drawn.pages
                )
                write_manifest(folder, built)
                made += 1
    pages = sum(built[file].pages for file in papers)
    say_done(
        f"{place.name}: built {made}, kept {len(papers) - made} that did not change, "
        f"removed {len(gone)} of old names or parishes that are gone. "
        f"{len(papers)} files with {pages} pages are in {folder}, after {time.monotonic() - began:.0f} s."
    )
    _warn(settings.base_url)


def _alike(built: dict[str, Built], district: str, form: Form, *, large: bool) -> dict[str, Built]:
    """Leave alone what another form, print or district put into the same folder."""
    from web.paper.drawing import ending

    return {
        file: each
        for file, each in built.items()
        if file.endswith(ending(form, large=large)) and each.district == district
    }


def _district(session: Session, typed: str) -> Place:
    found = PlaceFinder(session).district(typed)
    if isinstance(found, NoPlace):
        raise InvalidInput(found.reason, field="district")
    return found


def _warn(base_url: str) -> None:
    """Say so before and after where the codes would lead nobody anywhere: paper cannot be mended."""
    if _is_of_this_machine(base_url):
        say_done(
            f"Warning: the codes lead to {base_url}, which nobody else can open. "
            "Set HEREABOUTS_BASE_URL to the address people reach this service at, and build again."
        )


def _is_of_this_machine(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(
            f"The folder {folder} cannot be made ({error.strerror}). Choose another.", field="folder"
        ) from error


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
