"""Which question about one more place does an address ask, and what is the address of another?"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from directory.coverage.schemas import ALL_CAPITALS, CoverageQuery
from directory.coverage.siting_question import (
    DEFAULT_CHOICE,
    CandidateKind,
    Near,
    Objective,
    SitingChoice,
    Weight,
)
from directory.errors import InvalidInput
from web.gap_choices import GapChoices, Usual, Word, read_choices
from web.parameters import OFFER

PATH = "/gaps/where-next"
WHAT_IF = "/gaps/what-if"
MOST_CHOSEN = 5
"""How many places the page chooses at most."""


@dataclass(frozen=True, slots=True)
class WhereChoices:
    """One question: what is looked for and where, as on the page of gaps, and how to choose."""

    gaps: GapChoices
    choice: SitingChoice

    @property
    def query(self) -> CoverageQuery:
        """What to ask of coverage."""
        return self.gaps.query

    def address(self, path: str = PATH) -> str:
        """Return the address of this question."""
        usual = DEFAULT_CHOICE
        terms: list[tuple[str, str]] = [
            (name, str(value))
            for name, value, left_out in (
                ("k", self.choice.k, usual.k),
                ("objective", self.choice.objective.value, usual.objective.value),
                ("weight", self.choice.weight.value, usual.weight.value),
                ("near", self.choice.near.value, usual.near.value),
            )
            if value != left_out
        ]
        if self.choice.kinds != usual.kinds:
            terms += [("kind", kind.value) for kind in self.choice.kinds]
        return _joined(self.gaps.address(path), terms)

    def what_if(self, places: tuple[tuple[float, float, str], ...]) -> str:
        """Return where to see what would change with these places (lon, lat, name)."""
        terms = [("add", f"{lon:.5f},{lat:.5f},{name}") for lon, lat, name in places]
        if not self.gaps.capital and not self.gaps.category:
            terms.insert(0, ("capital", ALL_CAPITALS))
        return _joined(self.gaps.address(WHAT_IF), terms)


def _joined(address: str, terms: list[tuple[str, str]]) -> str:
    given = urlencode(terms, safe=",:")
    if not given:
        return address
    return f"{address}{'&' if '?' in address else '?'}{given}"


def read_where(given: QueryParams) -> WhereChoices:
    """Read an address, or say which part of it makes no sense."""
    # Only the choices that matter here: what its map would show, or of which areas, changes nothing.
    read = {name: given.get(name, "") for name in OFFER}
    gaps = read_choices(read)
    return WhereChoices(
        gaps=gaps,
        choice=SitingChoice(
            k=_number(given.get("k", "")),
            objective=_word(Objective, "objective", given, DEFAULT_CHOICE.objective),
            weight=_word(Weight, "weight", given, DEFAULT_CHOICE.weight),
            near=_word(Near, "near", given, DEFAULT_CHOICE.near),
            kinds=_kinds(given.getlist("kind")),
        ),
    )


def _word(kind: type[Word], field: str, given: Mapping[str, str], usual: Usual) -> Word | Usual:
    typed = given.get(field, "")
    if not typed:
        return usual
    try:
        return kind(typed)
    except ValueError as error:
        raise InvalidInput(f"“{field}” must be one of: {', '.join(kind)}.", field=field) from error


def _number(typed: str) -> int:
    if not typed:
        return DEFAULT_CHOICE.k
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= MOST_CHOSEN:
        return int(typed)
    raise InvalidInput(
        f"Choose from 1 to {MOST_CHOSEN} places: “{typed[:20]}” cannot be worked out here.", field="k"
    )


def _kinds(typed: list[str]) -> tuple[CandidateKind, ...]:
    if not typed:
        return DEFAULT_CHOICE.kinds
    unknown = set(typed) - set(CandidateKind)
    if unknown:
        raise InvalidInput(f"“kind” must be one of: {', '.join(CandidateKind)}.", field="kind")
    return tuple(kind for kind in CandidateKind if kind.value in typed)
