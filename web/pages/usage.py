"""How much is this used, and for what? `/usage`, and the same as a file."""

import csv
import io

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers import CSV, answer_bytes
from api.session import reading
from directory.areas.service import contact_points
from directory.usage.schemas import FEWEST_SHOWN
from directory.usage.service import read_usage
from web.contexts.usage import UsagePage
from web.render import render
from web.usage_words import usage_groups, usage_labels, week_words

router = APIRouter(include_in_schema=False)
FEWER = f"fewer than {FEWEST_SHOWN}"


@router.get("/usage")
def show_usage(request: Request) -> Response:
    with reading(request) as session:
        table = read_usage(session, usage_labels(session))
        page = UsagePage(
            title="How this is used",
            talk=contact_points(session, None),
            weeks=tuple(week_words(week) for week in table.weeks),
            groups=usage_groups(table),
            fewest=FEWEST_SHOWN,
        )
    return render(request, page)


@router.get("/usage.csv")
def show_usage_file(request: Request) -> Response:
    with reading(request) as session:
        table = read_usage(session, usage_labels(session))
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(("what", "key", "label", *table.weeks))
    for line in table.lines:
        rows.writerow(
            (line.what, line.key, line.label, *(FEWER if count is None else count for count in line.by_week))
        )
    return answer_bytes(request, written.getvalue().encode(), CSV, filename="hereabouts-usage.csv")
