"""What does the form of a listing show, and what was typed in it?"""

from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.requests import Request

from directory.listings.service import categories
from directory.submissions.answers import LONGEST, SEVERAL, STEPS, TEXT_NAMES, TIMES, Answers, Problem
from directory.submissions.building import KINDS
from directory.submissions.placing import WHERES
from directory.submissions.times import DAYS, OFTEN, lines_of
from directory.words import Kind, Reach, SizeBand
from web.contexts.desk_submissions import Choice, ChoiceGroup, ListingForm

HONEYPOT = "website_address"
"""A field that no person sees; whatever fills it in is told apart, never refused for that alone."""
NEVER_FROM_THE_FORM = frozenset({"given_by", "about"})
MOST_TYPED = 4 * LONGEST


async def typed_form(request: Request) -> FormData:
    """Read the form that was sent; its size and its kind were checked before."""
    return await request.form()


def text_of(form: FormData, name: str) -> str:
    """Give one text of a form, empty where there is none."""
    found = form.get(name, "")
    return found[:MOST_TYPED] if isinstance(found, str) else ""


def read_answers(form: FormData, names: tuple[str, ...], before: Answers) -> Answers:
    """Take the named answers from a form; the others stay as they were."""
    values: dict[str, object] = {
        name: text_of(form, name) for name in names if name in TEXT_NAMES and name not in NEVER_FROM_THE_FORM
    }
    for name in names:
        if name in SEVERAL:
            values[name] = tuple(text_of(form, f"{name}-{number}") for number in range(1, TIMES + 1))
    return replace(before, **values)  # type: ignore[arg-type]


ALL_NAMES = tuple(
    dict.fromkeys(
        (
            *(name for names in STEPS.values() for name in names if name not in {"sender", "upkeep"}),
            *("hours", "step_free", "recruiting_until", "referrals", "referrals_from", "referrals_how"),
            *("referrals_wait", "size_band", "reach"),
        )
    )
)
"""Every field of the form on one page."""


def doubts_of(form: FormData) -> int:
    """Count the soft signs of a robot in a form."""
    return int(bool(text_of(form, HONEYPOT)))


def form_view(session: Session, answers: Answers, problems: tuple[Problem, ...]) -> ListingForm:
    """Give what the fields show."""
    lines = lines_of(answers)
    filled = max((number for number, line in enumerate(lines, 1) if not line.empty), default=0)
    return ListingForm(
        answers=answers,
        problems=problems,
        errors=_first_each(problems),
        kinds=_kinds(answers.kind),
        categories=_categories(session),
        wheres=tuple(Choice(value, label, hint) for value, label, hint in WHERES),
        days=tuple(Choice(value, label) for value, label in DAYS),
        often=tuple(Choice(value, label) for value, label in OFTEN),
        lines=lines,
        lines_shown=max(1, filled),
        sizes=tuple(Choice(each.value, each.label) for each in SizeBand),
        reaches=tuple(Choice(each.value, each.label) for each in Reach),
    )


def _first_each(problems: tuple[Problem, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for problem in problems:
        found.setdefault(problem.field, problem.message)
    return found


def _kinds(chosen: str) -> tuple[Choice, ...]:
    shown = tuple(Choice(kind.value, label) for kind, label in KINDS)
    extra = (
        chosen and chosen not in {each.value for each in shown} and chosen in {kind.value for kind in Kind}
    )
    return (*shown, *((Choice(chosen, Kind(chosen).label),) if extra else ()))


def _categories(session: Session) -> tuple[ChoiceGroup, ...]:
    groups: dict[str, list[Choice]] = {}
    for each in categories(session):
        groups.setdefault(each.heading, []).append(Choice(each.slug, each.label))
    return tuple(ChoiceGroup(heading, tuple(choices)) for heading, choices in groups.items())
