"""What should a committee know of this area, on two sheets of paper? `/area/{code}/brief`, and as a PDF."""

from dataclasses import fields
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.session import reading
from directory.areas.service import known_names
from directory.clock import LONDON
from directory.coverage.brief import read_brief
from directory.errors import InvalidInput
from directory.releases.active import active_folder
from directory.speech import clock_time
from directory.words import Release
from web import brief_words as say
from web.brief_map import brief_map
from web.brief_pdf import PdfDesk, draw_pdf
from web.contexts.brief import BriefPage, BriefSheets
from web.contexts.gaps import Link
from web.outlines import read_picture
from web.render import ENVIRONMENT, render
from web.words import long_date

router = APIRouter(include_in_schema=False)
desk = PdfDesk()


@router.get("/area/{code}/brief")
def show_brief(request: Request, code: str) -> Response:
    release = read_release(request.query_params.get("release", ""))
    with reading(request) as session:
        page = brief_page(session, code, release, request.app.state.data_dir, request.app.state.base_url)
    return render(request, page)


@router.get("/area/{code}/brief.pdf")
async def send_pdf(request: Request, code: str) -> Response:
    """Draw the sheets beside the threads that answer pages, so that those are never all busy drawing."""
    release = read_release(request.query_params.get("release", ""))
    state = request.app.state

    def draw() -> bytes:
        with reading(request) as session:
            page = brief_page(session, code, release, state.data_dir, state.base_url)
        return draw_pdf(sheets_html(page, state.base_url), state.base_url)

    content = await desk.take(draw)
    headers = {
        "Content-Disposition": f'inline; filename="brief-{quote(code, safe="")}.pdf"',
        "Cache-Control": "private, no-cache",
    }
    return Response(content, media_type="application/pdf", headers=headers)


def read_release(asked: str) -> Release | None:
    """Read a release from an address; empty is the newest."""
    if asked and asked not in set(Release):
        raise InvalidInput("The release must be 2011 or 2021.", field="release")
    return Release(asked) if asked else None


def sheets_html(page: BriefPage, base_url: str) -> str:
    """Write the two sheets alone, as they are drawn for paper."""
    sheets = BriefSheets(base=base_url, **{field.name: getattr(page, field.name) for field in fields(page)})
    values = {field.name: getattr(sheets, field.name) for field in fields(sheets)}
    return ENVIRONMENT.get_template(sheets.template).render(values)


def brief_page(
    session: Session, code: str, release: Release | None, data_dir: Path, base_url: str
) -> BriefPage:
    """Put what is known of an area into words."""
    brief = read_brief(session, code, release)
    area = brief.area
    made = brief.made.computed_at.astimezone(LONDON)
    path = f"/area/{area.code}/brief"
    asked = f"?release={area.release.value}"
    picture = read_picture(active_folder(session, data_dir), area.release)
    where = say.place_words(brief, known_names(session, area.release, (area.code,)).get(area.code))
    return BriefPage(
        title=", ".join(part for part in (f"Brief: {area.name}", where) if part),
        talk=brief.contacts,
        brief=brief,
        kicker=say.kicker(brief),
        whereabouts=where,
        reach_words=say.reach_words(brief),
        lead=say.lead(brief),
        facts=say.facts(brief),
        need_words=say.need_words(brief),
        domains=say.domain_lines(brief),
        concerns=say.concerns(brief),
        there_words=say.there_words(brief),
        capitals=say.capital_lines(brief),
        reasons=say.reason_lines(brief),
        full_words=say.full_words(brief),
        parish_words=say.parish_words(brief),
        marks=say.mark_lines(brief),
        dates_words=say.dates_words(brief),
        beyond_words=say.beyond_words(brief),
        next_links=say.next_links(brief),
        credits=say.credits_words(brief.made.credits),
        computed=f"{long_date(made.date())} at {clock_time(made)}",
        address=f"{base_url.rstrip('/')}{path}{asked}",
        here="" if area.level is None else f"/area/{area.code}{asked}",
        pdf=f"{path}.pdf{asked}",
        other_releases=tuple(
            Link(Release(other).label, f"{path}?release={other}")
            for other in area.releases
            if other != area.release.value
        ),
        locator=brief_map(area, picture),
    )
