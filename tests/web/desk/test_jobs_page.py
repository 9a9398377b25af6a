"""Does the page of jobs show what waits and what failed, and try again what it is told to?"""

from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlalchemy import Engine, text

from directory.jobs.service import enqueue
from directory.settings import Settings
from directory.store import session_scope
from directory.words import Role


def test_what_failed_is_seen_and_can_be_tried_again(
    desk_app: TestClient, desk_settings: Settings, people: Engine
) -> None:
    with session_scope(people) as session:
        failed = enqueue(
            session, "publish_submission", {"submission_id": "11111111", "secret": "unseen-word"}
        )
        session.connection().execute(
            text("UPDATE job SET state = 'failed', attempts = 12, error = 'Conflict'")
        )
        enqueue(session, "forget", {})
    sign_in(desk_app, desk_settings, "admin@example.org", (Role.ADMINISTRATOR, None))
    page = desk_app.get("/desk/jobs")
    assert page.status_code == 200
    assert "1 job failed too often" in page.text
    assert "12 tries. Conflict" in page.text
    assert "Publish what was approved" in page.text
    assert "Forget what is over" in page.text
    assert "unseen-word" not in page.text, "what a job carries is not shown"
    again = desk_app.post(
        "/desk/jobs/retry", data={"job_id": str(failed)}, headers={"Origin": str(desk_settings.base_url)}
    )
    assert (again.status_code, again.headers["location"]) == (303, "/desk/jobs")
    assert "Nothing has failed." in desk_app.get("/desk/jobs").text


def test_a_job_that_is_not_there_is_said_not_to_be(desk_app: TestClient, desk_settings: Settings) -> None:
    sign_in(desk_app, desk_settings, "admin@example.org", (Role.ADMINISTRATOR, None))
    for wrong in ("nonsense", "00000000-0000-0000-0000-000000000000"):
        answer = desk_app.post(
            "/desk/jobs/retry", data={"job_id": wrong}, headers={"Origin": desk_settings.base_url}
        )
        assert answer.status_code == 404
