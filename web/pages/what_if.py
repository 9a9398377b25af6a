"""What changes, and for whom, if a place opens, moves or closes? `/gaps/what-if`."""

from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.areas.schemas import Ambiguous, Located
from directory.areas.service import contact_points, known_names, locate
from directory.clock import LONDON
from directory.coverage.need import need_words
from directory.coverage.schemas import DEFAULT_NEED
from directory.coverage.what_if import what_if
from directory.coverage.what_if_find import again_words, check_changes, find_listings, kind_of
from directory.coverage.what_if_schemas import Changes
from directory.errors import HereaboutsError, InvalidInput, NotFound
from directory.releases.active import active_folder
from directory.scenarios.service import list_scenarios, read_scenario, read_state
from web.contexts.gaps import Link
from web.contexts.what_if import CompareColumn, ComparePage, WhatIfPage, WhatIfTold, Which
from web.gap_names import GapNames, read_names
from web.outlines import read_picture
from web.render import render
from web.what_if_answer import (
    alternative_links,
    area_rows,
    capital_links,
    counted_words,
    form_of,
    lines_of,
    map_of,
    noun,
)
from web.what_if_choices import TYPED, Problem, WhatIfChoices, read_point, read_what_if
from web.what_if_compare import Compared, comparison
from web.what_if_words import (
    FIFTHS,
    NEED_FIFTHS,
    condition,
    figure_table,
    people_table,
    question,
    second_sentence,
    sentence,
)
from web.words import count, long_date

TITLE = "What if a place opens, moves or closes?"

router = APIRouter(include_in_schema=False)


@router.get("/gaps/what-if")
def show_what_if(request: Request) -> Response:
    choices, problems = read_what_if(request.query_params)
    with reading(request) as session:
        names = read_names(session)
        names.check(choices.gaps)
        sent = any(name in request.query_params for name in TYPED)
        if sent and not (problems or choices.changes.count or any(text for _, text in choices.typed)):
            problems.append(Problem("closing", "Name a place that closes, opens or moves."))
        found = _settle(session, choices, problems)
        if found.moved:
            return RedirectResponse(found.choices.address(), status_code=303)
        return render(request, _page(request, session, names, found))


class _Settled:
    """What the typed words mean: other choices, a question, or problems."""

    def __init__(self, choices: WhatIfChoices, problems: list[Problem]) -> None:
        self.choices, self.problems = choices, problems
        self.which: Which | None = None
        self.moved = False


def _settle(session: Session, choices: WhatIfChoices, problems: list[Problem]) -> _Settled:
    found = _Settled(choices, problems)
    for settle in (_settle_closing, _settle_adding, _settle_moving):
        settle(session, found)
    # What is understood is kept with what is not: nothing typed is lost.
    found.moved = found.moved and not found.problems and found.which is None
    return found


def _settle_closing(session: Session, found: _Settled) -> None:
    typed = found.choices.said("closing")
    if not typed:
        return
    matches = find_listings(session, found.choices.gaps.query, typed)
    if not matches:
        found.problems.append(Problem("closing", _unknown(typed)))
    elif len(matches) == 1 and found.choices.change_of(matches[0].slug) == "move":
        found.problems.append(Problem("closing", again_words(matches[0].name, "move")))
    elif len(matches) == 1:
        _take(found, "closing", found.choices.closing(matches[0].slug))
    else:
        options = (
            Link(
                each.name,
                found.choices.closing(each.slug).address(),
                "" if each.places == 1 else count(each.places, "place"),
            )
            for each in matches
        )
        found.which = Which("closing", "Which one closes?", tuple(options))


def _unknown(typed: str) -> str:
    return f"No listing on the map is called “{typed}”. Check the name, or type one word of it."


def _take(found: _Settled, field: str, changed: WhatIfChoices) -> None:
    done = {"moving", "to"} if field == "to" else {field}
    typed = tuple(pair for pair in changed.typed if pair[0] not in done)
    found.choices, found.moved = replace(changed, typed=typed), True


def _settle_adding(session: Session, found: _Settled) -> None:
    typed = found.choices.said("adding")
    if typed:
        _settle_where(session, found, "adding", typed, found.choices.adding)


def _settle_moving(session: Session, found: _Settled) -> None:
    typed, where = found.choices.said("moving"), found.choices.said("to")
    if not typed and not where:
        return
    if not typed or not where:
        field = "to" if typed else "moving"
        found.problems.append(
            Problem(
                field,
                "Say where it moves to: a postcode, a town or village."
                if typed
                else "Say which place moves.",
            )
        )
        return
    matches = find_listings(session, found.choices.gaps.query, typed)
    if not matches:
        found.problems.append(Problem("moving", _unknown(typed)))
        return
    if len(matches) > 1:
        options = (
            Link(each.name, found.choices.address(typed=(("moving", each.slug), ("to", where))))
            for each in matches
        )
        found.which = found.which or Which("moving", "Which one moves?", tuple(options))
        return
    slug = matches[0].slug
    before = found.choices.change_of(slug)
    if before is not None:
        found.problems.append(Problem("moving", again_words(matches[0].name, before)))
        return
    _settle_where(session, found, "to", where, lambda lon, lat: found.choices.moving(slug, lon, lat))


def _settle_where(
    session: Session,
    found: _Settled,
    field: str,
    typed: str,
    change: Callable[[float, float], WhatIfChoices],
) -> None:
    if "," in typed and not any(letter.isalpha() for letter in typed):
        try:
            point = read_point(typed)
        except InvalidInput as error:
            found.problems.append(Problem(field, error.message))
            return
        _, refused = check_changes(session, found.choices.gaps.query, Changes(add=(point,)))
        if refused:
            found.problems.append(Problem(field, refused[0].message))
        else:
            _take(found, field, change(*point))
        return
    where = locate(session, typed)
    if isinstance(where, Located):
        _take(found, field, change(where.origin.lon, where.origin.lat))
        return
    choices = where.choices if isinstance(where, Ambiguous) else where.suggestions
    if not isinstance(where, Ambiguous):
        found.problems.append(Problem(field, where.message))
    if choices and found.which is None:
        options = []
        for each in choices:
            place = locate(session, "", locality_id=each.locality_id)
            if isinstance(place, Located):
                address = change(place.origin.lon, place.origin.lat).address()
                options.append(Link(f"{each.name}, {each.district_name}", address))
        found.which = Which(field, f"Which {typed}?", tuple(options))


def _page(request: Request, session: Session, names: GapNames, found: _Settled) -> WhatIfPage:
    changes, refused = check_changes(session, found.choices.gaps.query, found.choices.changes)
    problems = (*found.problems, *(Problem(_FIELDS[each.field or ""], each.message) for each in refused))
    choices = found.choices.typing_again(changes)
    address = choices.address()
    told = _told(request, session, names, choices) if changes.count else None
    asked = TITLE if told is None else question(choices, told.answer.places)
    return WhatIfPage(
        title=choices.name or asked,
        talk=contact_points(session, choices.gaps.district),
        back=choices.gaps.address(),
        problems=problems,
        which=found.which,
        told=told,
        form=form_of(choices, names, need_words(session, choices.gaps.need)),
        address=address,
        command=f'hereabouts scenarios save "{choices.name or "A name"}" "{address}"',
        scenarios=list_scenarios(session),
    )


_FIELDS = {"close": "closing", "add": "adding", "move": "moving"}


def with_subject(session: Session, choices: WhatIfChoices) -> WhatIfChoices:
    """Count the kind of the place that changes, where the address does not say what is counted."""
    slugs = (*choices.changes.close, *(slug for slug, _, _ in choices.changes.move))
    if choices.subject_chosen or not slugs:
        return choices
    kind = kind_of(session, choices.gaps.query, slugs[0])
    return replace(choices, gaps=replace(choices.gaps, category=kind))


def _told(request: Request, session: Session, names: GapNames, asked: WhatIfChoices) -> WhatIfTold:
    choices = with_subject(session, asked)
    answer = what_if(session, choices.gaps.query, choices.changes)
    picture = read_picture(active_folder(session, request.app.state.data_dir), choices.gaps.release)
    called, where = noun(choices, names), names.place(choices.gaps)
    fifths = FIFTHS if choices.gaps.need == DEFAULT_NEED else NEED_FIFTHS
    link = capital_links(choices)
    known_as = known_names(session, choices.gaps.release, (each.code for each in answer.areas))
    return WhatIfTold(
        answer=answer,
        sentence=sentence(choices, answer, called, where),
        second=second_sentence(answer),
        lines=lines_of(asked, answer, called),
        counted=counted_words(answer, called, assumed=choices.gaps != asked.gaps),
        where=where,
        tables=tuple(figure_table(table) for table in answer.tables),
        by_need=people_table(
            tuple((fifths[row.name], "", row.people, row.loses, row.gains) for row in answer.by_need), answer
        ),
        by_district=people_table(
            tuple((row.name, "", row.people, row.loses, row.gains) for row in answer.by_district), answer
        ),
        areas=area_rows(answer, known_as),
        map=map_of(asked, answer, picture),
        capitals=people_table(
            tuple((*link(row.capital), None, row.loses, row.gains) for row in answer.capitals), answer
        )
        if answer.capitals
        else None,
        alternatives=alternative_links(answer),
        made=long_date(answer.computed_at.astimezone(LONDON).date()),
    )


@router.get("/gaps/what-if/compare")
def compare_what_ifs(request: Request) -> Response:
    given = request.query_params
    with reading(request) as session:
        return render(request, _comparison(session, given.get("a", ""), given.get("b", "")))


def _comparison(session: Session, a: str, b: str) -> ComparePage:
    names, problems, found = read_names(session), [], []
    for field, typed in (("a", a), ("b", b)):
        if not typed:
            continue
        try:
            found.append(_compared(session, names, typed))
        except HereaboutsError as error:
            problems.append(Problem(field, error.message))
    both = len(found) == _BOTH
    return ComparePage(
        title="Compare two what-ifs",
        talk=contact_points(session, None),
        problems=tuple(problems),
        a=a,
        b=b,
        scenarios=list_scenarios(session),
        columns=tuple(each.column for each in found),
        comparison=comparison(*found) if both else None,
    )


_BOTH = 2


def _upper(words: str) -> str:
    return words[0].upper() + words[1:]


def _compared(session: Session, names: GapNames, typed: str) -> Compared:
    """Work out a what-if by the name of its slug, or by its address."""
    if "=" in typed:
        heading, state = "", read_state(typed)
    else:
        try:
            kept = read_scenario(session, typed)
        except NotFound as error:
            raise InvalidInput(
                f"No what-if is kept under the short name “{typed[:60]}”. Check it, or paste the whole "
                "address of a what-if page."
            ) from error
        heading, state = kept.name, kept.state
    asked, problems = read_what_if(QueryParams(state))
    names.check(asked.gaps)
    if problems:
        raise InvalidInput(problems[0].message)
    choices = with_subject(session, asked)
    answer = what_if(session, choices.gaps.query, choices.changes)
    called = noun(choices, names)
    return Compared(
        CompareColumn(
            heading or asked.name or _upper(condition(choices, answer.places).removeprefix("If ")),
            asked.address(),
            sentence(choices, answer, called, names.place(choices.gaps)),
        ),
        answer,
    )
