"""Whom is a notice for, in one sentence?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.words import NoticeKind
from directory.profiles.words import Beneficiary, IncomeBand
from directory.words import SizeBand, within

OPEN_TO_ALL: Final = frozenset({NoticeKind.EVENT, NoticeKind.CALL, NoticeKind.CONSULTATION})
"""Without a rule these are for people too, not for groups only."""


def is_for_everybody(rules: NoticeRules, kind: NoticeKind | None) -> bool:
    """Tell whether anybody may come or answer, so that there is nothing to fit."""
    return kind in OPEN_TO_ALL and rules == NoticeRules()


def for_whom(rules: NoticeRules, categories: Mapping[str, str], kind: NoticeKind | None = None) -> str:
    """Say in one sentence whom it is for, and about what: `Groups that work with young people`."""
    said = who(rules, kind)
    about = [categories.get(slug, slug) for slug in rules.categories]
    about += [capital.label for capital in rules.capitals]
    if about:
        said += f". It is about {_listed((within(each) for each in about), 'or')}"
    return said


def who(rules: NoticeRules, kind: NoticeKind | None = None) -> str:
    """Say whom it is for, without what it is about."""
    if is_for_everybody(rules, kind):
        return "Everybody"
    kinds = _listed((kind.plural.lower() for kind in rules.kinds), "or")
    registered = {True: "registered ", False: "unregistered ", None: ""}[rules.registered]
    said = f"{registered}{kinds or 'groups and organisations of any kind'}"
    said = f"{said[0].upper()}{said[1:]}"
    if rules.beneficiaries and Beneficiary.EVERYBODY not in rules.beneficiaries:
        said += f" that work with {_listed((within(each.label) for each in rules.beneficiaries), 'or')}"
    limits = [each for each in (_sizes(rules.sizes), _incomes(rules.incomes)) if each]
    if limits:
        said += f", with {_listed(limits)}"
    return said


_SIZES: Final = (
    (SizeBand.UNDER_10, "1", "9 people"),
    (SizeBand.FROM_10, "10", "29 people"),
    (SizeBand.FROM_30, "30", "99 people"),
    (SizeBand.FROM_100, "100", ""),
)
_INCOMES: Final = (
    (IncomeBand.NONE, "£0", "no income"),
    (IncomeBand.UNDER_5K, "£0", "£5,000 a year"),
    (IncomeBand.FROM_5K, "£5,000", "£25,000 a year"),
    (IncomeBand.FROM_25K, "£25,000", "£100,000 a year"),
    (IncomeBand.FROM_100K, "£100,000", ""),
)


def _sizes(sizes: Iterable[SizeBand]) -> str:
    return _bands(_SIZES, frozenset(sizes), "people")


def _incomes(incomes: Iterable[IncomeBand]) -> str:
    asked = frozenset(incomes)
    if asked == {IncomeBand.NONE}:
        return "no income"
    said = _bands(_INCOMES, asked, "a year")
    return f"an income of {said}" if said else ""


def _bands(bands: Sequence[tuple[SizeBand | IncomeBand, str, str]], asked: Collection[str], unit: str) -> str:
    """Say neighbouring bands in one: `up to 29 people`, `£25,000 a year or more`."""
    runs: list[list[int]] = []
    for at, (band, _, _) in enumerate(bands):
        if band in asked:
            if runs and runs[-1][-1] == at - 1:
                runs[-1].append(at)
            else:
                runs.append([at])
    if not runs or len(runs[0]) == len(bands):
        return ""
    return _listed((_run(bands, run[0], run[-1], unit) for run in runs), "or")


def _run(bands: Sequence[tuple[SizeBand | IncomeBand, str, str]], first: int, last: int, unit: str) -> str:
    least, most = bands[first][1], bands[last][2]
    if first == 0:
        return f"up to {most}" if last or most != "no income" else "nothing"
    if not most:
        return f"{least} {unit} or more"
    return f"{least} to {most}" if least != "£0" else f"up to {most}"


def _listed(words: Iterable[str], joiner: str = "and") -> str:
    each = list(words)
    return f" {joiner} ".join(part for part in (", ".join(each[:-1]), *each[-1:]) if part)
