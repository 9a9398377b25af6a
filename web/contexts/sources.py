"""What do the pages about data and method get?"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from directory.areas.schemas import DatasetRead
from directory.coverage.schemas import AreaCoverage, CoverageAnswer
from directory.listings.schemas import SourceSummary
from directory.words import Capital
from web.contexts.page import PageContext


@dataclass(frozen=True, kw_only=True)
class DataPage(PageContext):
    """`/data`: every loaded table, and the credits."""

    template: ClassVar[str] = "pages/data.jinja"
    datasets: tuple[DatasetRead, ...]
    sources: tuple[SourceSummary, ...]
    """Where listings come from."""
    credits: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MethodPage(PageContext):
    """`/method`: how gaps are worked out, with one area as an example."""

    template: ClassVar[str] = "pages/method.jinja"
    answer: CoverageAnswer | None
    """None where coverage has not been computed yet: then there is no example."""
    computed_at: datetime | None
    example: AreaCoverage | None
    access_labels: tuple[str, str, str] | None
    need_areas: int
    capitals: tuple[Capital, ...] = tuple(Capital)
