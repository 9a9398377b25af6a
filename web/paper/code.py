"""How does a telephone's camera open an address from paper?"""

from typing import Final
from xml.sax.saxutils import escape

QUIET_MODULES: Final = 4
"""White around the code, as its standard asks for (ISO/IEC 18004)."""


def code_svg(address: str, words: str) -> str:
    """Draw an address as a code, black on white, with words for whoever does not see it.

    Long addresses are drawn with less to spare, so that their squares stay large enough to read.
    """
    import segno  # noqa: PLC0415 - only paper has codes

    code = segno.make(address, error="m" if len(address) < LONG else "l", micro=False, boost_error=False)
    side = code.symbol_size(border=QUIET_MODULES)[0]
    squares = "".join(
        f"M{column + QUIET_MODULES} {row + QUIET_MODULES}h1v1h-1z"
        for row, modules in enumerate(code.matrix)
        for column, dark in enumerate(modules)
        if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" class="paper-code__svg">'
        f"<title>{escape(words)}</title>"
        f'<path d="M0 0h{side}v{side}h-{side}z" fill="#fff"/><path d="{squares}" fill="#000"/></svg>'
    )


LONG: Final = 120
