"""Do messages leave once, to whom they should, when they should, whatever the mail server does?"""

import ssl
import subprocess
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from mail_server import Box, mail_server
from pydantic import SecretStr
from serving import free_port
from sqlalchemy import func, select
from sqlmodel import Session, col

from directory.accounts.closing import close_account
from directory.accounts.grants import find_or_make_account
from directory.consents.service import UPKEEP, WORDINGS, address_hash, agreed, give, stop
from directory.errors import InvalidInput
from directory.jobs.schemas import Stores
from directory.messages import delivery
from directory.messages.delivery import deliver_due
from directory.messages.mail import Mailer, NotNow, read_server
from directory.messages.models import Message
from directory.messages.queries import list_messages
from directory.messages.quiet import after_quiet, is_quiet
from directory.messages.schemas import DeliveryReport, MessageRead
from directory.messages.service import clear_old_bodies, queue_message
from directory.messages.stopping import StopLink, press_stop
from directory.store import session_scope

from .conftest import MONDAY, Watch

ALICE = "alice@example.org"


def put(stores: Stores, purpose: str = "answer", to: str = ALICE, **more: object) -> UUID | None:
    with session_scope(stores.people) as session:
        return queue_message(
            session,
            stores.settings,
            to_email=to,
            purpose=purpose,
            subject=str(more.pop("subject", "Grüße aus March")),
            body=str(more.pop("body", "Hello,\nyours is “right”.\n")),
            **more,  # type: ignore[arg-type]
        )


def state(stores: Stores, identifier: UUID | None) -> Message:
    assert identifier is not None
    with Session(stores.people) as session:
        return session.get_one(Message, identifier)


def with_server(stores: Stores, url: str | None) -> Stores:
    settings = stores.settings.model_copy(update={"smtp_url": None if url is None else SecretStr(url)})
    return replace(stores, settings=settings)


def test_a_message_is_sent_once(stores: Stores, box: Box, watch: Watch) -> None:
    identifier = put(stores)
    assert deliver_due(stores) == DeliveryReport(sent=1)
    assert deliver_due(stores) == DeliveryReport()
    (received,) = box.received
    assert received.to == ALICE
    assert received.mail["Subject"] == "Grüße aus March"
    assert received.mail["From"] == "Hereabouts <directory@example.org>"
    assert received.mail["Message-ID"] == f"<{identifier}@example.org>"
    assert received.mail["Date"].datetime == watch.now
    assert received.mail.get_content_type() == "text/plain"
    assert received.mail.get_content_charset() == "utf-8"
    assert received.text.splitlines() == ["Hello,", "yours is “right”."]
    assert received.mail["List-Unsubscribe"] is None
    assert state(stores, identifier).state == "sent"


def test_what_nobody_asked_for_carries_a_way_to_stop(stores: Stores, box: Box, watch: Watch) -> None:  # noqa: ARG001
    put(stores, UPKEEP, account_id=uuid4())
    deliver_due(stores)
    (received,) = box.received
    link = received.mail["List-Unsubscribe"]
    assert link.startswith("<https://hereabouts.example/stop/")
    assert link.endswith(">")
    assert received.mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\nBcc: b@example.org",
        "a@example.org\r\nX: y",
        "a@example.org, b@example.org",
        "<a@example.org>",
        "a example.org",
        "a@example",
        "",
        f"{'a' * 250}@example.org",
    ],
)
def test_an_address_can_not_carry_a_header(stores: Stores, address: str) -> None:
    with pytest.raises(InvalidInput, match="right form"):
        put(stores, to=address)


@pytest.mark.parametrize(
    "subject", ["Hi\nBcc: b@example.org", "Hi\rX", "a\x00b", "", " ", "\u2028x", "x" * 201]
)
def test_a_subject_can_not_carry_a_header(stores: Stores, subject: str) -> None:
    with pytest.raises(InvalidInput, match="one line"):
        put(stores, subject=subject)


def test_no_purpose_is_invented(stores: Stores) -> None:
    with pytest.raises(InvalidInput, match="no purpose"):
        put(stores, "newsletter")


def test_with_no_mail_server_messages_wait(stores: Stores, watch: Watch) -> None:
    identifier = put(stores)
    alone = with_server(stores, None)
    watch.on(days=30)
    assert deliver_due(alone) == DeliveryReport()
    assert state(stores, identifier).state == "waiting"


def test_two_with_one_word_are_one(stores: Stores, box: Box, watch: Watch) -> None:  # noqa: ARG001
    assert put(stores, dedupe="x") == put(stores, dedupe="x")
    assert deliver_due(stores).sent == 1
    assert put(stores, dedupe="x") is not None
    assert deliver_due(stores).sent == 0
    assert len(box.received) == 1


def test_a_permanent_refusal_fails_and_the_rest_are_sent(stores: Stores, box: Box, watch: Watch) -> None:
    box.refuse_to["gone@example.org"] = "550 5.1.1 no such person"
    lost, found = put(stores, to="gone@example.org"), put(stores)
    assert deliver_due(stores) == DeliveryReport(sent=1, failed=1)
    assert state(stores, lost).state == "failed"
    assert state(stores, lost).error == "refused 550"
    assert state(stores, found).state == "sent"
    watch.on(days=9)
    assert deliver_due(stores) == DeliveryReport()


def test_a_refusal_for_now_is_tried_again_with_longer_waits(stores: Stores, box: Box, watch: Watch) -> None:
    box.refuse_to[ALICE] = "451 4.7.1 later"
    identifier = put(stores)
    assert deliver_due(stores) == DeliveryReport(put_off=1)
    waits = []
    for _ in range(4):
        waits.append(state(stores, identifier).send_after - watch.now)
        assert deliver_due(stores) == DeliveryReport()
        watch.now += waits[-1]
        deliver_due(stores)
    assert waits == [timedelta(minutes=wait) for wait in (1, 2, 4, 8)]
    box.refuse_to.clear()
    watch.on(hours=1)
    assert deliver_due(stores).sent == 1
    assert box.received[0].mail["Message-ID"] == f"<{identifier}@example.org>"


def test_a_message_that_is_never_taken_fails_in_the_end(stores: Stores, box: Box, watch: Watch) -> None:
    box.refuse_to[ALICE] = "451 4.7.1 later"
    identifier = put(stores)
    for _ in range(delivery.MOST_ATTEMPTS):
        deliver_due(stores)
        watch.on(hours=7)
    assert state(stores, identifier).state == "failed"


def test_a_connection_lost_mid_way_loses_nothing(stores: Stores, box: Box, watch: Watch) -> None:
    box.after_data = ["DROP"]
    first, second = put(stores), put(stores, to="bob@example.org")
    assert deliver_due(stores) == DeliveryReport(put_off=1, sent=1)
    watch.on(minutes=2)
    assert deliver_due(stores) == DeliveryReport(sent=1)
    told = {received.mail["Message-ID"] for received in box.received}
    assert told == {f"<{first}@example.org>", f"<{second}@example.org>"}


def test_text_refused_for_good_fails(stores: Stores, box: Box, watch: Watch) -> None:  # noqa: ARG001
    box.after_data = ["554 5.7.1 looks like spam"]
    identifier = put(stores)
    assert deliver_due(stores) == DeliveryReport(failed=1)
    assert state(stores, identifier).error == "refused 554"


def test_a_server_that_is_away_costs_nobody_a_message(stores: Stores, box: Box, watch: Watch) -> None:
    put(stores)
    assert deliver_due(with_server(stores, f"smtp://127.0.0.1:{free_port()}")) == DeliveryReport(put_off=1)
    watch.on(minutes=2)
    assert deliver_due(stores).sent == 1
    assert len(box.received) == 1


def test_who_dies_while_sending_leaves_it_to_the_next(
    stores: Stores, box: Box, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    identifier = put(stores)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Mailer, "send", die)
        with pytest.raises(KeyboardInterrupt):
            deliver_due(stores)
    assert deliver_due(stores) == DeliveryReport(), "somebody may still be at it"
    watch.now += delivery.LEASE
    assert deliver_due(stores).sent == 1
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_settle", die)
        put(stores, subject="Second")
        with pytest.raises(KeyboardInterrupt):
            deliver_due(stores)
    watch.now += delivery.LEASE
    deliver_due(stores)
    seconds = [each.mail["Message-ID"] for each in box.received if each.mail["Subject"] == "Second"]
    assert len(seconds) == 2, "it cannot be known whether it left"
    assert len(set(seconds)) == 1, "so it is the same mail"
    assert state(stores, identifier).state == "sent"


def test_two_workers_send_each_once(stores: Stores, box: Box, watch: Watch) -> None:  # noqa: ARG001
    for number in range(40):
        put(stores, to=f"p{number}@example.org")
    workers = [threading.Thread(target=deliver_due, args=(stores,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(each.to for each in box.received) == sorted(f"p{n}@example.org" for n in range(40))


def test_who_said_stop_is_not_written_to(stores: Stores, box: Box, watch: Watch) -> None:  # noqa: ARG001
    before = put(stores, UPKEEP)
    with session_scope(stores.people) as session:
        stop(session, stores.settings, "Alice@Example.org", UPKEEP, how="stop link")
    assert put(stores, UPKEEP) is None
    assert put(stores, "sign_in") is not None
    assert deliver_due(stores) == DeliveryReport(sent=1, stopped=1)
    assert state(stores, before).state == "stopped"
    assert [each.mail["Subject"] for each in box.received] == ["Grüße aus March"]


def account_of(stores: Stores) -> UUID:
    with session_scope(stores.people) as session:
        return find_or_make_account(session, ALICE)


def test_who_said_stop_is_not_written_to_after_the_secret_key_has_changed(
    stores: Stores,
    box: Box,
    watch: Watch,  # noqa: ARG001
) -> None:
    account = account_of(stores)  # of a clerk, say: asked because of their role, and never agreed
    with session_scope(stores.people) as session:
        press_stop(session, stores.settings, StopLink(UPKEEP, account, address_hash(stores.settings, ALICE)))
    other = stores.settings.model_copy(update={"secret_key": SecretStr("another key: " + "1" * 40)})
    changed = replace(stores, settings=other)
    assert put(changed, UPKEEP, account_id=account) is None
    assert deliver_due(changed) == DeliveryReport()
    assert box.received == []


def test_whose_account_is_closed_is_not_written_to_and_is_asked_anew(
    stores: Stores,
    box: Box,
    watch: Watch,  # noqa: ARG001
) -> None:
    account = account_of(stores)
    with session_scope(stores.people) as session:
        give(session, account, UPKEEP, how="add form", wording=WORDINGS[UPKEEP])
    waits = put(stores, UPKEEP, account_id=account)
    with session_scope(stores.people) as session:
        close_account(session, account, by=account)
    assert state(stores, waits).state == "stopped"
    assert deliver_due(stores) == DeliveryReport()
    assert box.received == []
    assert account_of(stores) == account, "opened again"
    with Session(stores.people) as session:
        assert not agreed(session, account, UPKEEP)


def test_of_what_no_letter_can_be_made_the_others_do_not_wait(stores: Stores, box: Box, watch: Watch) -> None:  # noqa: ARG001
    wrong, right = put(stores, to="jo@library..example.org"), put(stores)
    assert deliver_due(stores) == DeliveryReport(sent=1, failed=1)
    assert state(stores, wrong).error == "refused 554"
    assert state(stores, right).state == "sent"


def test_a_letter_goes_to_the_domain_that_was_named_and_to_no_other(
    stores: Stores,
    box: Box,
    watch: Watch,  # noqa: ARG001
) -> None:
    put(stores, to="jo@stra\N{LATIN SMALL LETTER SHARP S}e.example.org")
    assert deliver_due(stores) == DeliveryReport(sent=1)
    assert box.received[0].to == "jo@xn--strae-oqa.example.org"


def test_what_waited_a_fortnight_for_a_mail_server_is_not_sent(
    stores: Stores, box: Box, watch: Watch
) -> None:
    old, planned = put(stores), put(stores, send_after=MONDAY + timedelta(days=10))
    upkeep = put(stores, UPKEEP, to="bob@example.org")
    watch.on(days=14, seconds=1)
    fresh = put(stores)
    assert deliver_due(with_server(stores, None)) == DeliveryReport(), "only once there is a server"
    assert state(stores, old).state == "waiting"
    assert deliver_due(stores) == DeliveryReport(sent=2, stopped=2)
    for identifier in (old, upkeep):
        found = state(stores, identifier)
        assert (found.state, found.error) == ("stopped", "waited too long")
    assert {state(stores, each).state for each in (planned, fresh)} == {"sent"}
    assert len(box.received) == 2


def test_a_stale_sign_in_link_is_not_sent(stores: Stores, box: Box, watch: Watch) -> None:
    identifier = put(stores, "sign_in")
    watch.on(hours=2)
    assert deliver_due(stores) == DeliveryReport(failed=1)
    assert state(stores, identifier).error == "too late"
    assert box.received == []


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-03-02T07:59", "2026-03-02T08:00"),
        ("2026-03-02T08:00", "2026-03-02T08:00"),
        ("2026-03-02T19:59", "2026-03-02T19:59"),
        ("2026-03-02T20:00", "2026-03-03T08:00"),
        ("2026-03-07T21:00", "2026-03-09T08:00"),  # Saturday evening: Sunday is quiet
        ("2026-03-08T12:00", "2026-03-09T08:00"),
        ("2026-06-01T18:59", "2026-06-01T18:59"),  # summer: 19:59 in London
        ("2026-06-01T19:00", "2026-06-02T07:00"),
        ("2026-03-28T23:00", "2026-03-30T07:00"),  # the clocks go forward that Sunday
    ],
)
def test_quiet_hours_are_those_of_the_clock_on_the_wall(at: str, then: str) -> None:
    began, ended = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (at, then))
    assert after_quiet(began) == ended
    assert is_quiet(began) is (began != ended)


def test_nothing_but_answers_is_sent_in_quiet_hours(stores: Stores, box: Box, watch: Watch) -> None:
    watch.now = MONDAY.replace(hour=21)
    put(stores, UPKEEP)
    put(stores, "answer", to="bob@example.org")
    assert deliver_due(stores) == DeliveryReport(sent=1)
    assert [each.to for each in box.received] == ["bob@example.org"]
    watch.on(hours=11)
    assert deliver_due(stores) == DeliveryReport(sent=1)


def test_what_became_due_by_day_is_held_when_the_worker_comes_by_night(
    stores: Stores, box: Box, watch: Watch
) -> None:
    put(stores, UPKEEP)
    watch.now = MONDAY.replace(hour=23)
    assert deliver_due(stores) == DeliveryReport(held=1)
    assert box.received == []
    watch.on(hours=9)
    assert deliver_due(stores) == DeliveryReport(sent=1)


def test_nobody_gets_two_in_a_week(stores: Stores, box: Box, watch: Watch) -> None:
    put(stores, UPKEEP)
    put(stores, UPKEEP)
    assert deliver_due(stores) == DeliveryReport(sent=1, held=1)
    watch.on(days=6, hours=23, minutes=59)
    assert deliver_due(stores).sent == 0
    watch.on(minutes=1)
    assert deliver_due(stores).sent == 1
    assert len(box.received) == 2


def test_bodies_are_forgotten_after_a_month(stores: Stores, box: Box, watch: Watch) -> None:  # noqa: ARG001
    sent = put(stores)
    deliver_due(stores)
    watch.on(days=29)
    waiting = put(stores)
    with session_scope(stores.people) as session:
        assert clear_old_bodies(session) == 0
    watch.on(days=2)
    with session_scope(stores.people) as session:
        assert clear_old_bodies(session) == 1
        assert clear_old_bodies(session) == 0
    assert (state(stores, sent).body, state(stores, waiting).body != "") == ("", True)


def test_a_person_who_waits_for_a_link_comes_first(stores: Stores, box: Box, watch: Watch) -> None:  # noqa: ARG001
    put(stores, "answer", to="bob@example.org")
    put(stores, "sign_in")
    deliver_due(stores)
    assert [each.to for each in box.received] == [ALICE, "bob@example.org"]


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    key, made = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(  # noqa: S603 - a certificate for this machine
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 "
        f"-addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {made}".split(),
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, key)
    return context


def test_a_certificate_of_a_stranger_is_not_believed(
    stores: Stores,
    box: Box,
    certificate: ssl.SSLContext,
    watch: Watch,  # noqa: ARG001
) -> None:
    put(stores)
    with mail_server(box, tls_context=certificate) as url:
        assert deliver_due(with_server(stores, url)) == DeliveryReport(put_off=1)
    assert box.received == []


def test_starttls_is_used_where_it_is_offered(
    stores: Stores,
    box: Box,
    certificate: ssl.SSLContext,
    watch: Watch,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    put(stores)
    with mail_server(box, tls_context=certificate, require_starttls=True) as url:
        assert deliver_due(with_server(stores, url)) == DeliveryReport(sent=1)


def test_a_password_does_not_travel_in_the_clear() -> None:
    server = read_server("smtp://me:p%40ss@mail.example.org")
    assert (server.port, server.user, server.password) == (587, "me", "p@ss")

    class Plain:
        def login(self, *_: str) -> None:
            pytest.fail("it would have been sent")

    with pytest.raises(NotNow, match="no encryption"):
        Mailer(server, "x@example.org")._log_in(Plain(), encrypted=False)  # type: ignore[arg-type]


def test_the_outbox_lists_what_waits(stores: Stores, watch: Watch) -> None:  # noqa: ARG001
    put(stores)
    with Session(stores.people) as session:
        found: tuple[MessageRead, ...] = list_messages(session)
        total = session.execute(
            select(func.count()).select_from(Message).where(col(Message.state) == "waiting")
        )
        assert len(found) == total.scalar_one() == 1
        assert found[0].created_at.tzinfo is not None
