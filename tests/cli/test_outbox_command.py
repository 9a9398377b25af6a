"""Does `hereabouts outbox` show a newcomer the links of the messages that wait?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from mail_server import Box, mail_server
from pydantic import SecretStr
from typer.testing import CliRunner

from directory import clock
from directory.messages.service import queue_message
from directory.settings import Settings
from directory.store import open_people, session_scope
from web.cli import outbox
from web.cli.main import app

Run = Callable[..., str]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*words: str, **more: object) -> str:
        monkeypatch.setattr(outbox, "get_settings", lambda: settings.model_copy(update=more))
        done = CliRunner().invoke(app, ["outbox", *words])
        assert done.exit_code == 0, done.output
        return done.output

    return run


def put(settings: Settings, subject: str) -> None:
    people = open_people(settings)
    with session_scope(people) as session:
        queue_message(
            session,
            settings,
            to_email="alice@example.org",
            purpose="answer",
            subject=subject,
            body="Press here:\nhttp://testserver/confirm/abc\n",
        )
    people.dispose()


def test_an_empty_outbox_says_so(run: Run) -> None:
    told = run()
    assert "0 messages." in told
    assert "No mail server is set" in told


def test_what_waits_is_printed_whole_and_sent_when_asked(run: Run, settings: Settings) -> None:
    put(settings, "Please confirm")
    told = run()
    assert "To: alice@example.org" in told
    assert "Subject: Please confirm" in told
    assert "http://testserver/confirm/abc" in told
    box = Box()
    with mail_server(box) as url:
        told = run("--send", smtp_url=SecretStr(url), mail_from="us@example.org")
    assert "Sent 1," in told
    assert "0 messages." in told
    assert [received.mail["Subject"] for received in box.received] == ["Please confirm"]
    assert "Subject: Please confirm" in run("--all")


def test_a_message_that_is_due_waits_for_no_time_that_is_past(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(settings, "Please confirm")
    assert "waits for a mail server since" in run()
    assert "due since" in run(smtp_url=SecretStr("smtp://127.0.0.1:1"))
    before = clock.now() - timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: before)
    assert "waits until" in run()


def test_what_waited_too_long_is_told_and_not_sent(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(settings, "Please confirm")
    later = clock.now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: later)
    box = Box()
    with mail_server(box) as url:
        assert "stopped 1" in run("--send", smtp_url=SecretStr(url))
    assert box.received == []
    told = run("--all")
    assert "stopped, " in told
    assert "(waited too long)" in told
