"""Whom is a notice for? Each rule is empty where it asks for nothing."""

from pydantic import BaseModel, ConfigDict

from directory.profiles.words import Beneficiary, IncomeBand
from directory.words import Capital, Kind, SizeBand


class NoticeRules(BaseModel):
    """What a group must be for a notice to be meant for it; a rule that is empty is met by everybody."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: tuple[Kind, ...] = ()
    capitals: tuple[Capital, ...] = ()
    """It carries one of these."""
    categories: tuple[str, ...] = ()
    """It is about one of these: slugs of `category`."""
    beneficiaries: tuple[Beneficiary, ...] = ()
    sizes: tuple[SizeBand, ...] = ()
    incomes: tuple[IncomeBand, ...] = ()
    registered: bool | None = None
    """True: registered only; False: not registered only; None: either."""
