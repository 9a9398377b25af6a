"""Which capitals does a record carry, and why?

From the stated rules per kind and category, and from what a source itself says. Nothing is guessed: a record
no rule speaks of stays untagged.
"""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from directory.listings.models import CapitalRule
from directory.listings.record import ListingRecord
from directory.words import Capital

ANY_KIND = "*"


@dataclass(frozen=True, slots=True)
class Tag:
    """A capital with its reason and who says so."""

    capital: str
    reason: str
    basis: str


class Tagger:
    """The rules, ready to be applied."""

    def __init__(self, session: Session) -> None:
        self._rules: defaultdict[tuple[str, str], list[Tag]] = defaultdict(list)
        for rule in session.execute(select(CapitalRule)).scalars():
            self._rules[rule.kind, rule.category].append(Tag(rule.capital, rule.reason, rule.basis))

    def tag(self, record: ListingRecord) -> tuple[Tag, ...]:
        """Give one tag per capital: what the record itself says first, then the first rule that applies."""
        found: dict[str, Tag] = {
            stated.capital.value: Tag(stated.capital.value, stated.reason, stated.basis)
            for stated in record.capitals
        }
        return _in_order({tag.capital: tag for tag in self.by_rule(record)} | found)

    def by_rule(self, record: ListingRecord) -> tuple[Tag, ...]:
        """Give the tags that the rules give, one per capital: of the first rule that applies."""
        found: dict[str, Tag] = {}
        for category in record.categories:
            for kind in (record.kind.value, ANY_KIND):
                for tag in self._rules[kind, category]:
                    found.setdefault(tag.capital, tag)
        return _in_order(found)


def _in_order(found: dict[str, Tag]) -> tuple[Tag, ...]:
    return tuple(found[capital.value] for capital in Capital if capital.value in found)
