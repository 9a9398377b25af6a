"""How does a digest look where mail is shown with headings and links?

One column, no picture, nothing fetched, no colour of its own but for lines: a reader's light or dark theme
holds. Styles stand in the elements, because mail programs drop the rest.
"""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Final

from directory.digests.schemas import Links, Told
from directory.digests.words import facts, footer, more_words, one_line, opening

_BODY: Final = "margin:0;padding:16px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5"
_COLUMN: Final = "max-width:560px;margin:0 auto;overflow-wrap:break-word"
_TITLE: Final = "font-size:19px;line-height:1.3;margin:0 0 8px"
_HEADING: Final = "display:inline-block;padding:4px 0"
_NOTICE: Final = "border-top:2px solid #767676;padding:16px 0 8px"
_LINE: Final = "margin:0 0 8px"
_WHY: Final = "margin:0 0 8px;padding-left:12px;border-left:4px solid #767676"
_TAP: Final = "display:inline-block;padding:8px 16px 8px 0"
_END: Final = "border-top:2px solid #767676;padding-top:16px;font-size:14px"


def html_of(told: Sequence[Told], links: Links, *, subject: str, urgent: bool, more: int, today: date) -> str:
    """Write the same that the text says."""
    parts = [_line("Hello,"), _line(opening(told, urgent=urgent))]
    parts += [_notice(one, links, today) for one in told]
    if more:
        board = _link(links.more, "the noticeboard", _TAP)
        parts.append(f'<p style="{_NOTICE}">{escape(more_words(more))} {board}</p>')
    parts.append(_footer(links))
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(subject)}</title></head>"
        f'<body style="{_BODY}"><div style="{_COLUMN}">{"".join(parts)}</div></body></html>'
    )


def _notice(one: Told, links: Links, today: date) -> str:
    notice = one.candidate.notice
    read, dismiss = links.notices[notice.id], links.dismiss[notice.id]
    title = f'<h2 style="{_TITLE}">{_link(read, one_line(notice.said.title), _HEADING)}</h2>'
    told = "<br>".join(escape(fact) for fact in facts(notice.said, today))
    reasons = "<br>".join(escape(because.sentence) for because in one.because)
    return (
        f'<div style="{_NOTICE}">{title}<p style="{_LINE}">{told}</p>'
        f"{_line(one_line(notice.said.summary))}"
        f'<p style="{_WHY}">{reasons}</p>'
        f'<p style="margin:0">{_link(read, "Read it", _TAP)} {_link(dismiss, "Not for us", _TAP)}</p></div>'
    )


def _footer(links: Links) -> str:
    *first, (about, link) = footer(links)
    rows = "".join(f'<p style="margin:0">{_link(to, words.rstrip(":"), _TAP)}</p>' for words, to in first)
    last = f'<p style="{_LINE}">{escape(about)} {_link(link, "Who we are", _TAP)}</p>'
    return f'<div style="{_END}">{rows}{last}</div>'


def _line(text: str) -> str:
    return f'<p style="{_LINE}">{escape(text)}</p>'


def _link(to: str, words: str, style: str = "") -> str:
    styled = f' style="{style}"' if style else ""
    return f'<a href="{escape(to)}"{styled}>{escape(words)}</a>'
