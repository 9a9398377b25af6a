"""What of the text that somebody typed may be shown, and how does it read without markup?

Whatever is typed becomes paragraphs, lists, emphasis and links, and nothing else. A link says to which host
it leads, in its own words: nobody follows `click here` to somewhere unexpected, on paper neither.
"""

import re
from html import escape, unescape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

import nh3

_KEPT: Final = {"p", "ul", "ol", "li", "strong", "em", "a"}
_SAID_OTHERWISE: Final = {"b": "strong", "i": "em"}
_PARAGRAPHS: Final = {"p", "div", "blockquote", "pre", "br", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}
_LISTS: Final = {"ul", "ol"}
_CLEANER: Final = nh3.Cleaner(
    tags=_KEPT | _PARAGRAPHS | set(_SAID_OTHERWISE),
    clean_content_tags={"script", "style", "title", "textarea", "iframe", "svg", "math"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel=None,
)
_WEB: Final = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?([/?#][!-~]*)?", re.IGNORECASE)
"""A web address whose host no two readers read differently: no user name, no backslash, no other alphabet."""
_MAIL: Final = re.compile(r"mailto:([\w.+-]+@[a-z0-9.-]+\.[a-z]{2,})", re.IGNORECASE)
_MARKUP: Final = re.compile(r"<\s*/?\s*(p|ul|ol|li|strong|em|a|b|i|br|div|h[1-6])\b[^>]*>", re.IGNORECASE)
_BARE: Final = re.compile(r"https?://[^\s<>()\"']*[^\s<>()\"'.,;:!?]", re.IGNORECASE)
_BULLET: Final = re.compile(r"\s*[-*•]\s+")


def clean(html_or_text: str) -> str:
    """Give the HTML that may be shown; what is clean already stays as it is."""
    typed = html_or_text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not typed:
        return ""
    marked = typed if _MARKUP.search(typed) else _marked_up(typed)
    built = _Builder()
    built.feed(_CLEANER.clean(marked))
    built.close()
    return built.html()


def as_text(html: str) -> str:
    """Give what cleaned HTML says as plain text: blank lines between paragraphs, addresses in brackets."""
    read = _Reader()
    read.feed(html)
    read.close()
    return read.text()


def as_typed(html: str) -> str:
    """Give what whoever wrote it may go on typing in: plain text where that loses nothing, else the HTML."""
    plain = as_text(html)
    return plain if clean(plain) == html else html


def host_of(address: str) -> str | None:
    """Name where a link leads: a host without www, or an e-mail address; None where it may not be a link."""
    mail = _MAIL.fullmatch(address)
    if mail:
        return mail[1]
    if not _WEB.fullmatch(address):
        return None
    host = urlsplit(address).hostname or ""
    return host.removeprefix("www.") or None


def _marked_up(text: str) -> str:
    """Make paragraphs of plain text, lists of lines that begin with a dash, links of addresses."""
    blocks = [block.strip("\n") for block in re.split(r"\n\s*\n", text) if block.strip()]
    return "".join(_block(block.split("\n")) for block in blocks)


def _block(lines: list[str]) -> str:
    if all(_BULLET.match(line) for line in lines):
        return (
            "<ul>"
            + "".join(f"<li>{_linked(_BULLET.sub('', line, count=1))}</li>" for line in lines)
            + "</ul>"
        )
    return f"<p>{_linked(' '.join(line.strip() for line in lines))}</p>"


def _linked(text: str) -> str:
    parts, end = [], 0
    for found in _BARE.finditer(text):
        parts.append(escape(text[end : found.start()]))
        address = escape(found[0])
        parts.append(f'<a href="{address}">{address}</a>')
        end = found.end()
    return "".join([*parts, escape(text[end:])])


class _Builder(HTMLParser):
    """Builds the few kinds of block we keep, of HTML that nh3 has made safe and well formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = []
        self._items: list[str] = []
        self._list = ""
        self._depth = 0
        """How deep in lists we are; a list in a list becomes lines of the outer one."""
        self._text: list[str] = []
        self._open: list[str] = []
        self._link: tuple[str, int] | None = None
        """Where the link that is open leads, and at which piece of the text it began."""

    def html(self) -> str:
        self._end_list()
        self._end_block()
        return "".join(self._blocks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = _SAID_OTHERWISE.get(tag, tag)
        if tag in _LISTS:
            self._end_block()
            self._list = self._list or tag
            self._depth += 1
        elif tag in _PARAGRAPHS or tag == "li":
            self._end_block()
        elif tag == "a":
            self._end_link()
            address = dict(attrs).get("href") or ""
            if host_of(address):
                self._link = (address, len(self._text))
        elif tag in {"strong", "em"} and tag not in self._open and self._link is None:
            self._open.append(tag)
            self._text.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        tag = _SAID_OTHERWISE.get(tag, tag)
        if tag in _LISTS:
            self._depth = max(0, self._depth - 1)
            self._end_block()
            if not self._depth:
                self._end_list()
        elif tag in _PARAGRAPHS or tag == "li":
            self._end_block()
        elif tag == "a":
            self._end_link()
        elif tag in self._open and self._link is None:
            while self._open:
                last = self._open.pop()
                self._text.append(f"</{last}>")
                if last == tag:
                    break

    def handle_data(self, data: str) -> None:
        self._text.append(escape(re.sub(r"\s+", " ", data), quote=False))

    def _end_link(self) -> None:
        if self._link is None:
            return
        address, begun = self._link
        self._link = None
        inside = "".join(self._text[begun:])
        said = re.sub(r"<[^>]+>", "", inside).strip()
        del self._text[begun:]
        if not said:
            self._text.append(inside)
            return
        host = host_of(address) or ""
        told = escape(host, quote=False)
        if unescape(said) not in {address, host} and not said.endswith(f"({told})"):
            inside = f"{inside.rstrip()} ({told})"
        self._text.append(f'<a href="{escape(address)}" rel="nofollow noopener">{inside}</a>')

    def _end_block(self) -> None:
        self._end_link()
        while self._open:
            self._text.append(f"</{self._open.pop()}>")
        text = re.sub(r"<(strong|em)>\s*</\1>", "", re.sub(r" +", " ", "".join(self._text))).strip()
        self._text = []
        if not re.sub(r"<[^>]+>", "", text).strip():
            return
        if self._list:
            self._items.append(f"<li>{text}</li>")
        else:
            self._blocks.append(f"<p>{text}</p>")

    def _end_list(self) -> None:
        self._end_block()
        if self._items:
            self._blocks.append(f"<{self._list}>{''.join(self._items)}</{self._list}>")
        self._items, self._list, self._depth = [], "", 0


class _Reader(HTMLParser):
    """Reads cleaned HTML aloud."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._numbered = 0
        self._link = ""
        self._said = ""

    def text(self) -> str:
        joined = "".join(self._parts)
        return re.sub(r"\n{3,}", "\n\n", joined).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "ol":
            self._numbered = 1
        elif tag == "ul":
            self._numbered = 0
        elif tag == "li":
            self._parts.append(f"{self._numbered}. " if self._numbered else "- ")
            self._numbered += bool(self._numbered)
        elif tag == "a":
            self._link, self._said = dict(attrs).get("href") or "", ""

    def handle_endtag(self, tag: str) -> None:
        if tag in {"p", "ul", "ol"}:
            self._parts.append("\n\n" if tag == "p" else "\n")
        elif tag == "li":
            self._parts.append("\n")
        elif tag == "a":
            self._parts.append(self._told())
            self._link = ""

    def handle_data(self, data: str) -> None:
        if self._link:
            self._said += data
        else:
            self._parts.append(data)

    def _told(self) -> str:
        address = self._link.removeprefix("mailto:")
        host = host_of(self._link)
        said = self._said.removesuffix(f"({host})").strip()
        return address if said in {"", address, host} else f"{said} ({address})"
