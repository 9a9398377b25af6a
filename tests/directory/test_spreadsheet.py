"""Does no cell of ours run in a spreadsheet, and does no number become a text?"""

import pytest

from directory.spreadsheet import harmless


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+44 1632 960001", "-a", "@sum", "\t=1", "\r=1", "-1+1"])
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["a=b", "", "-1.5", "-12", -1.5, 7, None, True])
def test_everything_else_stays(cell: object) -> None:
    assert harmless(cell) is cell
