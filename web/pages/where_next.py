"""Where would one more place help the most people? `/gaps/where-next` and its file."""

import csv
import io

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.answers import CSV
from api.session import reading
from directory.areas.service import contact_points, known_names, nearest_stops
from directory.coverage.need import need_words
from directory.coverage.siting import Gain, WhereNext, best_by_other_rules, every_gain, where_next
from directory.coverage.siting_question import SitingChoice
from directory.releases.active import active_folder
from directory.spreadsheet import harmless
from directory.words import Release
from web.gap_names import read_names
from web.outlines import read_picture
from web.render import render
from web.where_next_answer import where_next_page
from web.where_next_choices import PATH, read_where

NEAR_M = 3_000
COLUMNS = (
    "rank",
    "id",
    "kind",
    "name",
    "district",
    "lon",
    "lat",
    "people_newly_within",
    "people_newly_within_in_need",
    "counted_newly_within",
    "people_nearer",
    "saved_m",
    "chosen",
)

router = APIRouter(include_in_schema=False)


@router.get(PATH)
def show_where_next(request: Request) -> Response:
    choices = read_where(request.query_params)
    with reading(request) as session:
        names = read_names(session)
        names.check(choices.gaps)
        found = where_next(session, choices.query, choices.choice)
        folder = active_folder(session, request.app.state.data_dir)
        picture = read_picture(folder, choices.gaps.release)
        others = best_by_other_rules(found) if found.ranked else ()
        page = where_next_page(
            choices,
            found,
            names,
            need_label=need_words(session, choices.query.need),
            where=_where(session, choices.gaps.release, found, others),
            others=others,
            picture=picture,
            talk=contact_points(session, choices.gaps.district),
        )
    return render(request, page)


@router.get(f"{PATH}/download.csv")
def download_candidates(request: Request) -> Response:
    choices = read_where(request.query_params)
    with reading(request) as session:
        read_names(session).check(choices.gaps)
        found = where_next(session, choices.query, choices.choice)
        content = candidates_csv(found)
    name = f"where-next-{choices.query.subject}.csv"
    return Response(
        content, media_type=CSV, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def candidates_csv(found: WhereNext) -> bytes:
    """Write every candidate with what it would bring alone, best first."""
    order = {gain.candidate.id: number for number, gain in enumerate(found.chosen, 1)}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    gains = every_gain(found.question) if found.siting is not None else ()
    for rank, gain in enumerate(gains, 1):
        candidate = gain.candidate
        writer.writerow(
            (
                rank,
                candidate.id,
                candidate.kind.value,
                harmless(candidate.name),
                candidate.district,
                f"{candidate.lon:.6f}",
                f"{candidate.lat:.6f}",
                gain.people,
                gain.people_in_need,
                round(gain.counted, 3),
                gain.nearer,
                "" if gain.saved_m is None else round(gain.saved_m, 2),
                order.get(candidate.id, ""),
            )
        )
    return text.getvalue().encode()


def _where(
    session: Session,
    release: Release,
    found: WhereNext,
    others: tuple[tuple[SitingChoice, Gain | None], ...],
) -> dict[str, str]:
    """Name the locality of each place that is named, and what people call each neighbourhood that gains."""
    gains = [*found.chosen, *found.ranked]
    gains += [gain for _, gain in others if gain is not None]
    areas = {each.area.code for gain in found.chosen for each in gain.areas}
    told = known_names(session, release, areas)
    for gain in gains:
        stops = nearest_stops(session, gain.candidate.lon, gain.candidate.lat, limit=1, within_m=NEAR_M)
        if stops and stops[0].locality:
            told[gain.candidate.id] = stops[0].locality
    return told
