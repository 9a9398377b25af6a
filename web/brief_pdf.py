"""How do the sheets of a brief become a PDF, where the machine can draw one?

WeasyPrint is an extra, and needs the Pango library of the system; it is imported when the first PDF is
asked for. It may read our own built styles and fonts from disk, and nothing else.
"""

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from anyio import CapacityLimiter, to_thread

from directory.errors import Unavailable
from web.assets import BUILD_DIR, BUILD_URL

MOST_WAITING: Final = 4
"""More than so many who wait for one desk are sent away at once."""
HOW_TO: Final = (
    "This service cannot make a PDF: it needs the Pango library of the system. The page itself prints on two "
    "sheets: open it and choose Print, then “Save as PDF”."
)
_LINK: Final = re.compile(rf'<link rel="stylesheet" href="{BUILD_URL}/([\w.-]+\.css)">')
_FONT: Final = re.compile(r'url\("?\./([\w.-]+\.woff2)"?\)')
_TYPES: Final = {".css": "text/css", ".woff2": "font/woff2"}


class PdfDesk:
    """Where PDFs are drawn, one at a time: each takes a second or two of one core."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(1)

    async def take(self, work: Callable[[], bytes]) -> bytes:
        """Do work that ends in a PDF when the desk is free, beside the threads that answer pages."""
        if self._limiter.statistics().tasks_waiting >= MOST_WAITING:
            raise Unavailable("Several people are making a PDF just now. Try again in a minute.")
        return await to_thread.run_sync(work, limiter=self._limiter)


def draw_pdf(html: str, base_url: str) -> bytes:
    """Draw a page as a PDF, tagged for screen readers, without asking anybody for anything."""
    return bytes(lay_out(html, base_url).write_pdf(pdf_tags=True))


def lay_out(html: str, base_url: str) -> Any:  # noqa: ANN401 - WeasyPrint has no types
    """Lay a page out on sheets; its `pages` are those it takes."""
    try:
        import weasyprint  # noqa: PLC0415 - slow to import, and needs Pango
        from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415
    except (ImportError, OSError) as missing:  # OSError: Pango is not there
        raise Unavailable(HOW_TO) from missing

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        """Gives built files from disk, and fails on every other address."""

        def fetch(self, url: str, _headers: object = None) -> Any:  # noqa: ANN401 - as above
            file = own_file(url, base_url)
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": _TYPES[file.suffix]})

    fetcher = OwnFiles(fail_on_errors=True)
    return weasyprint.HTML(string=html, base_url=base_url, url_fetcher=fetcher).render(pdf_tags=True)


def own_file(url: str, base_url: str) -> Path:
    """Find the built file that an address of this service names; refuse every other address."""
    start = f"{base_url.rstrip('/')}{BUILD_URL}/"
    name = url.removeprefix(start)
    if not url.startswith(start) or Path(name).name != name or Path(name).suffix not in _TYPES:
        raise ValueError(f"A PDF may not fetch {url[:100]}")
    return BUILD_DIR / name


def self_contained(html: str) -> str:
    """Put the styles and fonts that a page links to into the page itself."""
    return _LINK.sub(lambda link: f"<style>{_inlined(BUILD_DIR / link[1])}</style>", html)


def _inlined(css: Path) -> str:
    def with_bytes(found: re.Match[str]) -> str:
        content = base64.b64encode((BUILD_DIR / found[1]).read_bytes()).decode("ascii")
        return f"url(data:font/woff2;base64,{content})"

    return _FONT.sub(with_bytes, css.read_text(encoding="utf-8"))
