"""Does the adapter of GOV.UK Notify keep to its contract, and lose or double nothing when Notify fails?"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from notify_server import (
    BROKEN,
    DROPPED,
    KEY,
    SECRET,
    SERVICE,
    TEMPLATE,
    TOO_MANY,
    TRIAL,
    Notify,
    notify_server,
)
from pydantic import SecretStr, ValidationError
from sqlmodel import Session

from directory.consents.service import UPKEEP
from directory.errors import SettingsInvalid
from directory.jobs.schemas import Stores
from directory.messages.carriers import carrier_of, mail_goes_out
from directory.messages.delivery import deliver_due
from directory.messages.mail import Mailer
from directory.messages.models import Message
from directory.messages.notify import NotifyCarrier
from directory.messages.schemas import DeliveryReport
from directory.messages.service import queue_message
from directory.settings import Settings
from directory.store import session_scope

from .conftest import Watch

ALICE = "alice@example.org"


@pytest.fixture
def notify() -> Notify:
    return Notify()


@pytest.fixture
def notified(stores: Stores, notify: Notify, watch: Watch) -> Iterator[Stores]:  # noqa: ARG001 - sets the clock
    """Give stores whose messages leave by the double; a mail server is set as well, and not used."""
    with notify_server(notify) as url:
        yield with_notify(stores, notify_base_url=url)


def with_notify(stores: Stores, **more: object) -> Stores:
    told = {"notify_api_key": SecretStr(KEY), "notify_template_id": TEMPLATE} | more
    return replace(stores, settings=stores.settings.model_copy(update=told))


def put(stores: Stores, purpose: str = "answer", to: str = ALICE, **more: object) -> UUID:
    told: dict[str, object] = {"subject": "Grüße aus March", "body": "Hello,\nyours is “right”.\n"} | more
    with session_scope(stores.people) as session:
        identifier = queue_message(session, stores.settings, to_email=to, purpose=purpose, **told)  # type: ignore[arg-type]
    assert identifier is not None
    return identifier


def row(stores: Stores, identifier: UUID) -> Message:
    with Session(stores.people) as session:
        return session.get_one(Message, identifier)


def test_a_message_is_given_once_as_the_api_asks(notified: Stores, notify: Notify) -> None:
    identifier = put(notified, html="<p>Hello</p>")
    assert deliver_due(notified) == DeliveryReport(sent=1)
    assert deliver_due(notified) == DeliveryReport()
    (letter,) = notify.taken
    assert letter | {"id": ""} == {
        "id": "",
        "email_address": ALICE,
        "template_id": TEMPLATE,
        "personalisation": {"subject": "Grüße aus March", "body": "Hello,\nyours is “right”.\n"},
        "reference": str(identifier),
    }
    assert row(notified, identifier).state == "sent"


def test_what_nobody_asked_for_carries_a_way_to_stop(notified: Stores, notify: Notify) -> None:
    identifier = put(notified, UPKEEP, account_id=uuid4())
    deliver_due(notified)
    (letter,) = notify.taken
    stop = row(notified, identifier).stop_url
    assert stop
    assert stop.startswith("https://")
    assert letter["one_click_unsubscribe_url"] == stop


def test_a_service_without_https_gives_no_address_that_notify_would_refuse(
    notified: Stores, notify: Notify
) -> None:
    plain = replace(
        notified, settings=notified.settings.model_copy(update={"base_url": "http://127.0.0.1:8000"})
    )
    put(plain, UPKEEP, account_id=uuid4())
    assert deliver_due(plain).sent == 1
    assert "one_click_unsubscribe_url" not in notify.taken[0]


def test_no_link_hides_behind_a_name(notified: Stores, notify: Notify) -> None:
    put(notified, body="Apply [at the council](https://elsewhere.example/) now.")
    deliver_due(notified)
    assert notify.taken[0]["personalisation"]["body"] == (
        "Apply [at the council] (https://elsewhere.example/) now."
    )


def test_an_address_that_notify_will_never_take_is_refused(notified: Stores, notify: Notify) -> None:
    bad, good = put(notified, to="a..b@example.org"), put(notified)
    assert deliver_due(notified) == DeliveryReport(sent=1, failed=1)
    assert (row(notified, bad).state, row(notified, bad).error) == ("failed", "refused 400")
    assert row(notified, good).state == "sent"
    assert len(notify.taken) == 1


@pytest.mark.parametrize("answer", [TOO_MANY, BROKEN, TRIAL], ids=lambda answer: str(answer[0]))
def test_what_may_pass_is_tried_again(
    notified: Stores, notify: Notify, watch: Watch, answer: tuple[int, dict[str, object]]
) -> None:
    notify.answers = [answer]
    identifier = put(notified)
    assert deliver_due(notified) == DeliveryReport(put_off=1)
    assert row(notified, identifier).error == f"Notify {answer[0]}"
    watch.on(hours=1)
    assert deliver_due(notified) == DeliveryReport(sent=1)
    assert len(notify.taken) == 1


def test_a_wrong_key_or_template_loses_nothing(notified: Stores, notify: Notify, watch: Watch) -> None:
    identifier = put(notified)
    other = with_notify(notified, notify_api_key=SecretStr(f"{SERVICE}-{SECRET.replace('3', '4')}"))
    assert deliver_due(other) == DeliveryReport(put_off=1)
    assert row(notified, identifier).error == "Notify 403"
    watch.on(hours=1)
    assert deliver_due(with_notify(notified, notify_template_id=str(uuid4()))) == DeliveryReport(put_off=1)
    watch.on(hours=1)
    assert deliver_due(notified) == DeliveryReport(sent=1)
    assert len(notify.taken) == 1


def test_an_answer_that_was_lost_is_no_second_letter(notified: Stores, notify: Notify, watch: Watch) -> None:
    notify.answers = [DROPPED]
    identifier = put(notified)
    assert deliver_due(notified) == DeliveryReport(put_off=1)
    watch.on(hours=1)
    assert deliver_due(notified) == DeliveryReport(sent=1)
    assert len(notify.taken) == 1, "it was looked for by its reference"
    assert notify.asked == ["POST /v2/notifications/email", "GET /v2/notifications"]
    assert row(notified, identifier).state == "sent"


def test_nobody_there_puts_it_off(stores: Stores, watch: Watch) -> None:  # noqa: ARG001 - sets the clock
    shut = with_notify(stores, notify_base_url="http://127.0.0.1:9")
    put(shut)
    assert deliver_due(shut) == DeliveryReport(put_off=1)


def test_the_log_names_nobody(
    notified: Stores, notify: Notify, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    notify.answers = [TOO_MANY]
    put(notified, to="a..b@example.org")
    put(notified)
    deliver_due(notified)
    told = capsys.readouterr()
    assert "example.org" not in told.out + told.err + caplog.text
    assert SECRET not in told.out + told.err + caplog.text


def test_the_way_is_chosen_by_the_settings(stores: Stores) -> None:
    bare = stores.settings.model_copy(update={"smtp_url": None})
    assert carrier_of(bare) is None
    assert not mail_goes_out(bare)
    assert isinstance(carrier_of(stores.settings), Mailer)
    assert isinstance(carrier_of(with_notify(stores).settings), NotifyCarrier)
    assert mail_goes_out(with_notify(stores).settings)


def test_a_key_without_a_template_or_half_a_key_is_refused() -> None:
    with pytest.raises(ValidationError, match="NOTIFY_TEMPLATE_ID"):
        Settings(notify_api_key=SecretStr(KEY))
    with pytest.raises(SettingsInvalid, match="whole key"):
        NotifyCarrier(Settings(notify_api_key=SecretStr("short"), notify_template_id=TEMPLATE))


def test_the_client_is_not_loaded_where_it_is_not_used() -> None:
    code = "import sys, directory.messages.delivery; print('notifications_python_client' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603 - our own
    assert told.stdout.strip() == "False"
