"""What exactly did somebody ask to be told of?"""

from pydantic import BaseModel, ConfigDict

from directory.noticeboard.words import NoticeKind
from directory.subscriptions.words import Rhythm, Way
from directory.words import Capital


class Terms(BaseModel):
    """The choices of one consent, as the ledger keeps them; empty means no narrowing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    areas: tuple[str, ...] = ()
    """Codes of areas of any level, parishes and districts above all. A resident has at least one; a listing's
    own areas count where it names none."""
    kinds: tuple[NoticeKind, ...] = ()
    capitals: tuple[Capital, ...] = ()
    categories: tuple[str, ...] = ()
    """Themes: a notice that names capitals or categories must share one of either, where any is chosen."""
    way: Way = Way.EMAIL
    rhythm: Rhythm = Rhythm.WEEKLY
    may_count: bool = False
    large_print: bool = False
    """Of letters."""
