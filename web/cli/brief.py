"""How does somebody write the brief of an area to a file?"""

from pathlib import Path
from typing import Annotated

import typer

from directory.errors import InvalidInput
from directory.settings import get_settings
from directory.words import Release
from web.cli.edge import reading, say_done
from web.cli.evidence import check_folder


def write_brief(
    code: Annotated[str, typer.Argument(help="Code of an area: LSOA, ward, parish, district or own-….")],
    file: Annotated[Path, typer.Argument(help="File to write: .pdf, or .html that needs no other file.")],
    release: Annotated[Release | None, typer.Option(help="The newest the area is in, unless told.")] = None,
) -> None:
    """Write what is known of an area on two sheets, for a meeting."""
    from web.brief_pdf import draw_pdf, self_contained
    from web.pages.brief import brief_page, sheets_html

    if file.suffix.lower() not in {".pdf", ".html"}:
        raise InvalidInput(f"{file.name} ends neither in .pdf nor in .html. Choose one of the two.")
    check_folder(file)
    settings = get_settings()
    with reading(settings) as session:
        page = brief_page(session, code, release, settings.data_dir, settings.base_url)
    html = sheets_html(page, settings.base_url)
    if file.suffix.lower() == ".pdf":
        file.write_bytes(draw_pdf(html, settings.base_url))
    else:
        file.write_text(self_contained(html), encoding="utf-8")
    say_done(f"Wrote the brief of {page.brief.area.name} to {file}.")
