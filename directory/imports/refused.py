"""How does a step say that a row cannot be taken?"""

from directory.imports.codes import Code
from directory.imports.rows import Aside


class RowRefusedError(Exception):
    """A row cannot be taken; never leaves the drafting of that row."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.aside = Aside(code, message)
