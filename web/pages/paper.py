"""What can somebody print to hand over, to pin up or to send? `/paper`, and each paper as a PDF."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from api.session import reading
from directory.areas.schemas import Ambiguous, Located, NotLocated, Origin
from directory.areas.service import area_names, contact_points, locate
from directory.errors import NotFound
from directory.listings.service import categories
from directory.paper.places import plain_name
from directory.paper.schemas import Form, What
from directory.words import ALL_DISTRICTS, Capital
from web import choice
from web.contexts.paper import Option, PaperChoice, PaperFile, PaperPage, Problem
from web.pages.brief import desk
from web.paper.drawing import draw, file_name
from web.paper.making import make_paper, read_form, read_print
from web.render import render

router = APIRouter()
LONGEST: Final = 100
GROUPS_DO: Final = ("Sport and exercise", "Places and groups to meet", "Outdoors", "Help and advice")
"""Headings of categories that somebody might begin a group of."""


@router.get("/paper")
def show_choices(request: Request) -> Response:
    """Offer what can be printed of a place, of a theme, and of the asker's own shortlist."""
    asked = {
        name: request.query_params.get(name, "").strip()[:LONGEST]
        for name in ("where", "place", "district", "theme", "about")
    }
    with reading(request) as session:
        return render(request, _page(request, session, asked))


def _page(request: Request, session: Session, asked: dict[str, str]) -> PaperPage:
    every = categories(session)
    names = area_names(session, ALL_DISTRICTS)
    themes = {each.value: each.label for each in Capital} | {each.slug: each.plural for each in every}
    kinds = {each.slug: each.plural for each in every if each.heading in GROUPS_DO}
    found = _locate(session, asked)
    problems = [Problem("where", found.message)] if isinstance(found, NotLocated) else []
    if asked["theme"] and asked["district"] not in names:
        problems.append(Problem("district", "Choose the district."))
    choices: list[PaperChoice] = []
    if isinstance(found, Located):
        choices += _of_place(session, found.origin, asked["about"] if asked["about"] in kinds else "")
    if asked["district"] in names:
        choices += _of_district(asked["district"], names[asked["district"]], asked["theme"], themes)
    own = request.cookies.get(choice.COOKIE, "")
    return PaperPage(
        title="Print it",
        talk=contact_points(session, found.origin.areas.district if isinstance(found, Located) else None),
        problems=tuple(problems),
        where=asked["where"],
        which=tuple(
            Option(each.locality_id, f"{each.name}, {each.district_name}", chosen=False)
            for each in (found.choices if isinstance(found, Ambiguous) else ())
        ),
        districts=_options(names, asked["district"]),
        themes=_options(themes, asked["theme"]),
        kinds=_options(kinds, asked["about"]),
        choices=tuple(choices),
        shortlist=files(What.SHORTLIST, own, (Form.SHEET, Form.BOOKLET)) if choice.decode(own) else (),
    )


def _locate(session: Session, asked: dict[str, str]) -> Located | Ambiguous | NotLocated | None:
    if asked["place"]:
        return locate(session, "", locality_id=asked["place"])
    return locate(session, asked["where"]) if asked["where"] else None


def _options(labels: dict[str, str], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value, label, value == chosen) for value, label in labels.items())


def _of_place(session: Session, origin: Origin, about: str) -> Iterable[PaperChoice]:
    parish = origin.areas.parish
    if parish is None:
        return
    name = plain_name(area_names(session, [parish]).get(parish, parish))
    yield PaperChoice(f"{name}: what is here and near", files(What.PARISH, parish))
    yield PaperChoice(f"New to {name}?", files(What.SETTLEMENT, parish, (Form.SHEET, Form.BOOKLET)))
    start = f"{parish}-{about}" if about else parish
    yield PaperChoice(f"Start a group in {name}", files(What.START, start, (Form.SHEET, Form.BOOKLET)))


def _of_district(code: str, name: str, theme: str, themes: dict[str, str]) -> Iterable[PaperChoice]:
    if theme in themes:
        yield PaperChoice(f"{themes[theme]} in {name}", files(What.THEME, f"{code}-{theme}"))
    yield PaperChoice(f"Everything in {name}", files(What.DISTRICT, code))


def files(what: What, key: str, forms: Iterable[Form] = tuple(Form)) -> tuple[PaperFile, ...]:
    """List the files there are about one thing, each in normal and in large print."""
    return tuple(
        PaperFile(address(what, key, form, large=large), f"{form.label}{', large print' if large else ''}")
        for form in forms
        for large in (False, True)
    )


def address(what: What, key: str, form: Form, *, large: bool = False) -> str:
    """Write the address of a paper."""
    asked = {"form": form.value} | ({"print": "large"} if large else {})
    return f"/paper/{what}/{quote(key, safe='')}.pdf?{urlencode(asked)}"


@router.get("/paper/{what}/{key}.pdf")
async def send_paper(request: Request, what: str, key: str) -> Response:
    """Draw a paper beside the threads that answer pages, so that those are never all busy drawing."""
    form = read_form(request.query_params.get("form", ""))
    large = read_print(request.query_params.get("print", ""))
    if what not in set(What):
        raise NotFound("There is no such paper. Choose one on the page of paper.", field="what")
    base_url = request.app.state.base_url

    def work() -> bytes:
        with reading(request) as session:
            paper = make_paper(session, What(what), key, form, base_url)
        return draw(paper, base_url, large=large).content

    content = await desk.take(work)
    name = file_name(What(what), key, form, large=large)
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": "private, no-cache",
    }
    return Response(content, media_type="application/pdf", headers=headers)
