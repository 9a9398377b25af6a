"""Which runs of the figures are kept, and what changed between two of them?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.session import reading
from directory.areas.service import contact_points
from directory.coverage.history import RunComparison, RunRead, compare_runs, list_runs
from directory.errors import InvalidInput
from web.contexts.compare import RunRow, RunsPage
from web.contexts.gaps import Option, OptionGroup
from web.gap_choices import GapChoices, offer_words, read_choices
from web.gap_filters import filters_of
from web.gap_names import GapNames, read_names
from web.render import render
from web.run_words import answer_words, area_rows, change_tables, listing_groups, what_words, when_words

LONGEST_NUMBER = 9

router = APIRouter(include_in_schema=False)


@router.get("/gaps/runs")
def show_runs(request: Request) -> Response:
    asked = read_runs(request.query_params)
    choices = asked.choices
    with reading(request) as session:
        names = read_names(session)
        names.check(choices)
        runs = list_runs(session)
        told = None
        if asked.a and asked.b:
            told = compare_runs(session, asked.a, asked.b, choices.query, opened=asked.opened)
        before, after = _usual_runs(runs, asked)
        subject = subject_words(choices, names)
        page = RunsPage(
            title="What changed between two dates?",
            talk=contact_points(session, None),
            rows=tuple(
                RunRow(run, str(run.id), when_words(run), what_words(run), _since(run, runs, asked))
                for run in runs
            ),
            told=told,
            subject=subject,
            answer=_runs_answer(told, subject, before),
            tables=() if told is None else change_tables(told),
            areas=() if told is None else area_rows(told),
            listings=() if told is None else listing_groups(told.listings),
            opened=", ".join(asked.opened),
            first=() if before is None else _run_options(runs, before),
            second=() if after is None else _run_options(runs, after),
            capital=filters_of(choices, names, "").capital,
            back=choices.address(),
        )
    return render(request, page)


@dataclass(frozen=True, slots=True)
class RunChoices:
    """Which two runs, for what, and which listings opened in between."""

    a: int | None
    b: int | None
    opened: tuple[str, ...]
    choices: GapChoices

    def address(self) -> str:
        """Return the address of this comparison."""
        base = GapChoices(capital=self.choices.capital, category=self.choices.category).address("/gaps/runs")
        given = {"a": self.a, "b": self.b, "opened": ",".join(self.opened)}
        terms = urlencode({name: value for name, value in given.items() if value}, safe=",")
        return f"{base}{'&' if '?' in base else '?'}{terms}"


def read_runs(given: Mapping[str, str]) -> RunChoices:
    """Read an address of two runs."""
    choices = read_choices({name: given.get(name, "") for name in ("capital", "category")})
    opened = tuple(slug for slug in (each.strip() for each in given.get("opened", "").split(",")) if slug)
    return RunChoices(_number(given, "a"), _number(given, "b"), opened, choices)


def _number(given: Mapping[str, str], field: str) -> int | None:
    typed = given.get(field, "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER):
        raise InvalidInput("Choose a run of the list.", field=field)
    return int(typed)


def _usual_runs(runs: Sequence[RunRead], asked: RunChoices) -> tuple[RunRead | None, RunRead | None]:
    """Choose the two runs of the form: those asked for, else the one shown and the one before it."""
    by_id = {run.id: run for run in runs}
    if asked.a in by_id and asked.b in by_id:
        return by_id[asked.a], by_id[asked.b]
    for run in runs:
        if run.shown and not run.visiting:
            earlier = [each for each in runs if _comparable(each, run) and each.computed_at < run.computed_at]
            if earlier:
                return earlier[0], run
    return None, None


def _comparable(one: RunRead, other: RunRead) -> bool:
    return (
        one.id != other.id
        and (one.release, one.visiting) == (other.release, other.visiting)
        and one.kept_inputs is not None
        and other.kept_inputs is not None
    )


def _since(run: RunRead, runs: Sequence[RunRead], asked: RunChoices) -> str:
    shown = next((each for each in runs if each.shown and _comparable(each, run)), None)
    return "" if shown is None else replace(asked, a=run.id, b=shown.id, opened=()).address()


def _run_options(runs: Sequence[RunRead], chosen: RunRead) -> tuple[OptionGroup, ...]:
    kinds: dict[str, list[Option]] = {}
    for run in runs:
        label = f"Run {run.id}, {when_words(run)}"
        kinds.setdefault(what_words(run), []).append(Option(str(run.id), label, run.id == chosen.id))
    return tuple(OptionGroup(kind, tuple(options)) for kind, options in kinds.items())


def _runs_answer(told: RunComparison | None, subject: str, before: RunRead | None) -> str:
    if told is not None:
        return answer_words(told, subject)
    if before is None:
        return (
            "There is nothing to compare yet: only one run of each kind is kept. "
            "The next time the figures are worked out, this page tells what changed."
        )
    return "Choose two runs, or look at what changed since one of those below."


def subject_words(choices: GapChoices, names: GapNames) -> str:
    """Name what is looked for, to follow “listings”; empty where anything will do."""
    if choices.category:
        return f" under “{names.category(choices)}”"
    return "" if choices.capital is None else f" for “{offer_words(choices.capital).lower()}”"
