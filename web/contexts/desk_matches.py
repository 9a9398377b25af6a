"""What does the desk's page of likely doubles need?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from directory.matching.schemas import MergeRead, PairRead
from web.contexts.page import PageContext


@dataclass(frozen=True, kw_only=True)
class MatchesPage(PageContext):
    """Pairs to look at, and what was made one."""

    template: ClassVar[str] = "pages/desk/matches.jinja"
    pairs: tuple[PairRead, ...]
    """The first of them."""
    total: int
    merges: tuple[MergeRead, ...]
    names: Mapping[str, str]
    said: str
    """What was just done; empty where nothing."""
