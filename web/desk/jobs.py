"""What must still be done later, and what failed? `/desk/jobs`."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action
from directory.accounts.schemas import Target
from directory.areas.service import contact_points
from directory.clock import LONDON
from directory.errors import NotFound
from directory.jobs.schemas import JobState
from directory.jobs.service import retry, see_jobs
from directory.speech import clock_time
from web.contexts.desk_jobs import JobRow, JobsPage
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.who import must_be_signed_in
from web.words import date_words

HERE: Final = "/desk/jobs"
router = APIRouter()
KINDS: Final = {
    "deliver_messages": "Send the messages that wait",
    "sign_in_link": "Send a link to sign in",
    "publish_submission": "Publish what was approved",
    "follow_owners": "Mark whether somebody runs a listing",
    "confirm_listing": "Write down that a listing is still right",
    "upkeep_cycle": "Ask whether listings are still right",
    "coverage_after_changes": "Compute coverage after changes",
    "refresh_visibility": "Show and hide listings by their dates",
    "retag_listing": "Weigh what a listing offers",
    "check_links": "Look for dead web links",
    "sweep": "Look for what a crash left half done",
    "forget": "Forget what is over",
    "forget_drafts": "Forget drafts that were never sent",
    "clear_bodies": "Clear the text of messages that were sent",
}


@router.get(HERE)
def show_jobs(request: Request) -> Response:
    require(must_be_signed_in(request), Action.SEE_JOBS, Target())
    seen = see_jobs(stores_of(request))
    with reading(request) as session:
        page = JobsPage(
            title="What is still to be done",
            talk=contact_points(session, None),
            waiting_total=seen.waiting,
            failed_total=seen.failed,
            failed=tuple(_row(job) for job in seen.jobs if job.state == "failed"),
            waiting=tuple(_row(job) for job in seen.jobs if job.state == "waiting"),
        )
    return render_private(request, page)


@router.post(f"{HERE}/retry")
def try_again(request: Request, job_id: Annotated[str, Form()]) -> Response:
    require(must_be_signed_in(request), Action.SEE_JOBS, Target())
    try:
        retry(stores_of(request), UUID(job_id))
    except ValueError:
        raise NotFound("There is no such job. Go back and choose one of the list.") from None
    return RedirectResponse(HERE, status_code=303)


def _row(job: JobState) -> JobRow:
    due = job.run_after.astimezone(LONDON)
    return JobRow(
        id=str(job.id),
        what=KINDS.get(job.kind, job.kind.replace("_", " ").capitalize()),
        due="Now" if job.at_it else f"{date_words(due.date())}, {clock_time(due)}",
        at_it=job.at_it,
        tries=job.attempts,
        error=job.error or "",
    )
