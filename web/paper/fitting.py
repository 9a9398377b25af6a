"""How much of a paper has room on one sheet?

Every list gives up as much as it must, and says how many are left off and where they are. What stays is one
of each theme in turn, so that a sheet shows the breadth of a place and ranks nobody.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from web.paper.schemas import Line, Paper, Section

FIRST_TAKES: Final = 3
"""How many lines the first section takes for one of each other: it is what the paper is about."""
STEP: Final = 2
LETTERS_A_LINE: Final = {False: 46, True: 58}
LINES_A_SHEET: Final = {False: 115, True: 90}
"""About what goes into a sheet, in normal and in large print: only a guess, where the search begins."""


def cut(paper: Paper, most: int) -> Paper:
    """Keep so many lines of all the sections together."""
    kept = share([len(section.lines) for section in paper.sections], most)
    sections = tuple(
        _shortened(section, paper.letters, room)
        for section, room in zip(paper.sections, kept, strict=True)
        if section.lines
    )
    return replace(paper, sections=sections)


def share(lengths: list[int], most: int) -> list[int]:
    """Share out so many lines between lists of these lengths."""
    kept, left = [0] * len(lengths), most
    while left > 0 and any(length > room for length, room in zip(lengths, kept, strict=True)):
        for at in range(len(lengths)):
            given = min(1 if at else FIRST_TAKES, lengths[at] - kept[at], left)
            kept[at] += given
            left -= given
    return kept


def _shortened(section: Section, letters: str, room: int) -> Section:
    if room >= len(section.lines):
        return section
    kept = set(_in_turn(section.lines)[:room])
    return replace(
        section,
        lines=tuple(line for at, line in enumerate(section.lines) if at in kept),
        more=len(section.lines) - room,
        more_at=section.all_at or letters,
    )


def _in_turn(lines: Iterable[Line]) -> list[int]:
    """Order the positions of lines by taking one of each theme in turn, what is from old lists last."""
    themes: dict[str, list[int]] = {}
    for at, line in sorted(enumerate(lines), key=lambda numbered: numbered[1].old):
        themes.setdefault(line.theme, []).append(at)
    return [at for turn in zip_longest(*themes.values()) for at in turn if at is not None]


def most_that_fits(total: int, guess: int, fits: Callable[[int], bool]) -> int:
    """Find the most of so many that still fits; each try is dear, so the search begins at a guess."""
    low, high, at = -1, total + 1, min(guess, total)
    while high - low > 1:
        if fits(at):
            low = at
        else:
            high = at
        if low < 0:
            at = max(0, high - STEP)
        elif high > total:
            at = min(total, low + STEP)
        else:
            at = (low + high) // 2
    return max(low, 0)


def guess(paper: Paper, *, large: bool) -> int:
    """Guess how many lines of the sections fit, from how much there is to read."""
    width = LETTERS_A_LINE[large]
    room = LINES_A_SHEET[large] - _taken_by_rest(paper, width)
    total = sum(len(section.lines) for section in paper.sections)
    for most in range(total, 0, -1):
        sections = cut(paper, most).sections
        if sum(_taken(section, width) for section in sections) <= room:
            return most
    return 0


def _taken(section: Section, width: int) -> float:
    return 2.5 + 2 * bool(section.more) + sum(_line_taken(line, width) for line in section.lines)


def _line_taken(line: Line, width: int) -> float:
    care = "" if line.old else line.care
    texts = (f"{line.name} - {line.about}", line.where, "; ".join(line.when), line.host, line.phone, care)
    return 0.4 + sum(-(-len(text) // width) for text in texts)


def _taken_by_rest(paper: Paper, width: int) -> float:
    texts = [f"{each.name} - {each.role}" for each in paper.helpers] + [each.note for each in paper.crisis]
    texts += [text for step in paper.steps for text in (step.title + step.words, *step.ways)]
    texts += [paper.ask, *paper.wrong, paper.lead]
    return 14 + sum(1 + -(-len(text) // width) for text in texts)
