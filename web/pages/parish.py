"""What is in this parish, what is near, and who can help? `/parish/{code}`."""

from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.areas.service import read_area
from directory.clock import local_now
from directory.coverage.facilities_groups import asks_now
from directory.coverage.facilities_parish import rooms_of_parish
from directory.nodes.parish import NEAR_M, read_parish
from directory.nodes.parish_schemas import ParishRead
from directory.noticeboard.schemas import NoticeCard
from directory.releases.active import active_folder
from directory.words import Level
from web.contexts.area import Locator
from web.contexts.parish import MissingLine, NoticeLine, ParishPage, SaidLine
from web.contexts.room_gaps import RoomsMissing
from web.noticeboard_words import deadline_words
from web.outlines import read_picture
from web.parish_words import (
    alike_words,
    care_words,
    deprivation_words,
    estimated_words,
    middle_words,
    missing_words,
    parish_name,
    people_words,
    rurality_words,
    said_words,
)
from web.render import render
from web.room_gap_parish import rooms_missing

router = APIRouter(include_in_schema=False)


@router.get("/parish/{code}")
def show_parish(request: Request, code: str) -> Response:
    with reading(request) as session:
        area = read_area(session, code)
        if area.level is not Level.PARISH:
            return RedirectResponse(f"/area/{area.code}", status_code=303)
        parish = read_parish(session, area.code)
        rooms = rooms_missing(area, rooms_of_parish(session, area.code), asks_now(session, area.code))
        folder = active_folder(session, request.app.state.data_dir)
    return render(request, _page(parish, rooms, folder, request.app.state.settings.base_url))


def _page(parish: ParishRead, rooms: RoomsMissing | None, folder: Path, base_url: str) -> ParishPage:
    area, library = parish.area, parish.help.library
    missing_said = {each.said.id for each in parish.compared.missing if each.said is not None}
    return ParishPage(
        title=parish_name(area.name),
        talk=parish.help.contacts,
        parish=parish,
        heading=parish_name(area.name),
        who=(
            people_words(area.population, estimated=area.population_estimated),
            rurality_words(parish.rurality),
            deprivation_words(area),
        ),
        estimated=estimated_words(area),
        alike=alike_words(parish.compared),
        missing=tuple(
            MissingLine(each, missing_words(each), said_words(each.said) if each.said else "")
            for each in parish.compared.missing
        ),
        said=tuple(SaidLine(mark, said_words(mark)) for mark in parish.marks if mark.id not in missing_said),
        notices=notice_lines(parish.notices),
        care=care_words(parish.care, owned=parish.council is not None and parish.council.owned),
        claim=""
        if parish.council is None or parish.council.owned
        else f"/listing/{parish.council.slug}/claim",
        middle=middle_words(parish.middle, area.population),
        near_all=f"/near?lat={parish.middle.lat:.4f}&lon={parish.middle.lon:.4f}&radius={NEAR_M}",
        library_here=library is not None and library.parish == area.code,
        guessed=sum(
            card.place is not None and card.place.parish_estimated
            for group in parish.here
            for card in group.cards
        ),
        rooms=rooms,
        locator=_locator(parish, folder),
        base_url=base_url,
    )


def notice_lines(cards: tuple[NoticeCard, ...]) -> tuple[NoticeLine, ...]:
    """Say of each notice until when it can be answered."""
    today = local_now().date()
    return tuple(
        NoticeLine(
            card,
            deadline_words(card.deadline, card.starts_at, today, rolling=card.rolling, phase=card.phase),
        )
        for card in cards
    )


def _locator(parish: ParishRead, folder: Path) -> Locator | None:
    """Show where in its district a parish is, where its outline is held."""
    picture = read_picture(folder, parish.area.release)
    if parish.area.code not in picture.outlines:
        return None
    around = tuple(
        code
        for code, outline in picture.outlines.items()
        if outline.level is Level.LSOA and outline.district_code == parish.area.district_code
    )
    return Locator(picture.path, picture.view_of((*around, parish.area.code)), around, parish.area.code)
