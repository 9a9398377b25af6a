"""Does a message arrive as it was written, and from a mail server that is slow or wary all the same?"""

from uuid import uuid4

import pytest
from mail_server import Box

from directory.consents.service import UPKEEP
from directory.jobs.schemas import Stores
from directory.messages import mail
from directory.messages.delivery import deliver_due
from directory.messages.schemas import DeliveryReport

from .conftest import Watch
from .test_delivery import put, state


def test_the_address_of_one_click_travels_as_it_is(stores: Stores, box: Box, watch: Watch) -> None:  # noqa: ARG001
    put(stores, UPKEEP, account_id=uuid4())
    deliver_due(stores)
    lines = box.received[0].raw.split(b"\r\n")
    (line,) = (each for each in lines if each.startswith(b"List-Unsubscribe:"))
    assert line.startswith(b"List-Unsubscribe: <https://hereabouts.example/stop/"), "no encoded words"
    assert line.endswith(b">"), "in one line"
    assert len(line) > 78, "longer than what is folded otherwise"


def test_greylisting_costs_a_minute_and_nobody_a_message(stores: Stores, box: Box, watch: Watch) -> None:
    box.greylisting = True
    identifier = put(stores)
    assert deliver_due(stores) == DeliveryReport(put_off=1)
    assert state(stores, identifier).error == "450"
    watch.on(minutes=1)
    assert deliver_due(stores) == DeliveryReport(sent=1)
    assert [each.mail["Message-ID"] for each in box.received] == [f"<{identifier}@example.org>"]


def test_a_server_that_answers_too_slowly_is_asked_again_with_the_same_mail(
    stores: Stores, box: Box, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "TIMEOUT_S", 0.2)
    identifier = put(stores)
    box.slow_s = 0.6
    assert deliver_due(stores) == DeliveryReport(put_off=1)
    box.slow_s = 0
    watch.on(minutes=1)
    assert deliver_due(stores) == DeliveryReport(sent=1)
    assert {each.mail["Message-ID"] for each in box.received} == {f"<{identifier}@example.org>"}
    assert len(box.received) <= 2, "it may have taken the first after we hung up"


def test_a_line_that_begins_with_from_arrives_as_it_was_written(
    stores: Stores,
    box: Box,
    watch: Watch,  # noqa: ARG001
) -> None:
    put(stores, body="Hello,\n\nFrom March to May the hall is £5.\n.\nFrom then on it is closed.\n")
    deliver_due(stores)
    lines = box.received[0].text.splitlines()
    assert lines[2:] == ["From March to May the hall is £5.", ".", "From then on it is closed."]
