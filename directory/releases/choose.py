"""Which of the files in a folder is taken for what, and which are left out?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from directory.errors import SourceIncomplete
from directory.releases.deprivation import DeprivationSet, read_deprivation
from directory.releases.files import list_files
from directory.releases.known import KnownAreas
from directory.releases.outlines import OutlineSet, read_outline_set
from directory.releases.population import PopulationSet, read_population
from directory.releases.postcodes import PostcodeSet, read_postcodes
from directory.releases.recognise import Content, Recognised, Unused, recognise
from directory.releases.refusals import UnfitSource
from directory.releases.vintage import vintage_of
from directory.words import Release

_OUTLINES = (
    Content.LSOA_OUTLINES,
    Content.WARD_OUTLINES,
    Content.PARISH_OUTLINES,
    Content.DISTRICT_OUTLINES,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a folder gave."""

    outlines: tuple[OutlineSet, ...]
    deprivation: tuple[DeprivationSet, ...]
    population: tuple[PopulationSet, ...]
    postcodes: PostcodeSet | None
    taken: tuple[str, ...]
    """One line a file that was taken: which, as what."""
    left_out: tuple[str, ...]
    """One line a file that was not: which, why."""


def choose_files(folder: Path, known: KnownAreas) -> Chosen:
    """Read every file of a folder that is recognised, and keep the best of each content.

    The best is: of outlines the most detailed; of an index the one for all of England; of populations the
    newest, then the one that tells most; of postcodes the one with most in use. A file that cannot serve is
    left out where another can, and refused where none can; one that is wrong is always refused.
    """
    files, unread = list_files(folder)
    left_out = [f"{found.label}: {found.reason}" for found in unread]
    groups: dict[tuple[Content, Release | None], list[Recognised]] = {}
    for file in files:
        found = recognise(file, known)
        if isinstance(found, Unused):
            left_out.append(f"{file.label}: {found.reason}")
        else:
            groups.setdefault((found.content, found.release), []).append(found)
    if not groups:
        raise SourceIncomplete(
            f"{folder} has no file that is recognised by its columns. docs/releases.md lists what is."
        )
    taken: list[str] = []
    best: dict[tuple[Content, Release | None], Any] = {}
    for key, sources in groups.items():
        best[key] = _best(key[0], sources, known, taken, left_out)
    return Chosen(
        outlines=_of(best, _OUTLINES),
        deprivation=_of(best, [Content.DEPRIVATION]),
        population=_of(best, [Content.POPULATION]),
        postcodes=best.get((Content.POSTCODES, None)),
        taken=tuple(sorted(taken)),
        left_out=tuple(sorted(left_out)),
    )


def _of(best: Mapping[tuple[Content, Release | None], Any], contents: Iterable[Content]) -> tuple[Any, ...]:
    wanted = set(contents)
    return tuple(found for (content, _release), found in best.items() if content in wanted)


def _best(
    content: Content,
    sources: Sequence[Recognised],
    known: KnownAreas,
    taken: list[str],
    left_out: list[str],
) -> object:
    read = _READERS.get(content, read_outline_set)
    fit: list[Any] = []
    unfit: list[UnfitSource] = []
    for source in sources:
        try:
            fit.append(read(source, known))
        except UnfitSource as reason:
            unfit.append(reason)
    if not fit:
        raise unfit[0]
    fit.sort(key=lambda found: (_worth(found), found.source.file.label), reverse=True)
    best = fit[0]
    taken.append(f"{best.source.file.label}: taken as {best.source.title}{_said(best)}")
    left_out.extend(
        f"{found.source.file.label}: also {found.source.title}, left out for {best.source.file.label}"
        for found in fit[1:]
    )
    left_out.extend(f"{reason.message}" for reason in unfit)
    return best


_READERS: Mapping[Content, Callable[[Recognised, KnownAreas], Any]] = {
    Content.DEPRIVATION: read_deprivation,
    Content.POPULATION: read_population,
    Content.POSTCODES: read_postcodes,
}


def _worth(found: OutlineSet | DeprivationSet | PopulationSet | PostcodeSet) -> tuple[float, ...]:
    if isinstance(found, OutlineSet):
        return (found.vertices,)
    if isinstance(found, DeprivationSet):
        return (found.england is not None, found.source.file.path.suffix != ".parquet")
    if isinstance(found, PopulationSet):
        year = vintage_of(found.source)
        return (int(year) if year.isdigit() else 0, len(found.source.columns))
    return (found.live,)


def _said(found: OutlineSet | DeprivationSet | PopulationSet | PostcodeSet) -> str:
    if isinstance(found, OutlineSet):
        return f" ({'; '.join((f'{found.vertices} corners', *found.notes))})"
    if isinstance(found, DeprivationSet):
        return " (all of England)" if found.england is not None else f" ({len(found.ours)} LSOAs)"
    if isinstance(found, PopulationSet):
        return f" ({sum(found.people.values())} people)"
    return f" ({found.live} in use)"
