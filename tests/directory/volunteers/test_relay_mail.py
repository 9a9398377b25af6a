# ruff: noqa: E501 - mails stand here as they come
"""Is what a person writes in a mail passed on, and nothing else of that mail?"""

from email.message import EmailMessage

import pytest
from sqlmodel import Session, select
from taken import OWNER_EMAIL, letters

from directory.jobs.schemas import Stores
from directory.messages.mail import compose
from directory.messages.queries import read_message
from directory.settings import Settings
from directory.volunteers.models import RelayNote, RelayThread
from directory.volunteers.relay import ENDED, ask_by_invitation, end
from directory.volunteers.relay_inbound import LARGEST, Outcome, Received, aliases_in, receive
from directory.volunteers.relay_mail import read_mail, text_of
from tests.directory.volunteers.test_relay import BANKED, HERE, invited

DOMAIN = "relay.example.org"
LETTER = """\
From: Ann Secret <{by}>
To: Hereabouts <r-{alias}@relay.example.org>
Subject: Re: An answer for you, 01632 960 777
MIME-Version: 1.0
{headers}
{body}
"""
PLAIN = "Content-Type: text/plain; charset=utf-8\n"


pytestmark = pytest.mark.usefixtures("watch")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"relay_domain": DOMAIN})


@pytest.fixture
def thread(stores: Stores) -> RelayThread:
    return open_thread(stores)


def open_thread(stores: Stores) -> RelayThread:
    """Let somebody who was asked ask back."""
    _, token = invited(stores)
    ask_by_invitation(stores, token, "Is there a step?", network=HERE)
    with Session(stores.people) as people:
        found = people.exec(select(RelayThread)).one()
        people.expunge_all()
    return found


def written(alias: str, body: str, headers: str = PLAIN, *, by: str = OWNER_EMAIL) -> bytes:
    return LETTER.format(alias=alias, headers=headers, body=body, by=by).encode()


def notes(stores: Stores) -> list[tuple[str, str]]:
    with Session(stores.people) as people:
        return [(each.side, each.body) for each in people.exec(select(RelayNote)).all()][1:]


def test_an_answer_by_mail_reaches_the_other_side_without_who_wrote_it(
    stores: Stores, thread: RelayThread
) -> None:
    body = "No step at all.\n\nRing 01632 960 123.\n\nOn Mon, 23 Nov 2026 at 12:00, Hereabouts <x@example.org>\nwrote:\n> Read it here"
    assert receive(stores, written(thread.volunteer_alias, body)).outcome is Outcome.PASSED_ON
    assert notes(stores) == [("group", "No step at all.\n\nRing (a telephone number was taken out).")]
    told = letters(stores, "bank0@example.org")[-1]
    with Session(stores.people) as people:
        everything = " ".join(
            str(value) for row in people.exec(select(RelayNote)).all() for value in row.model_dump().values()
        )
    for hidden in ("secret", "Ann", "960 777", "960 123"):
        assert hidden not in told.subject + told.body + everything
    back = receive(stores, written(thread.group_alias, "Then I come.", by=BANKED))
    assert back.outcome is Outcome.PASSED_ON
    assert notes(stores)[-1] == ("volunteer", "Then I come.")
    assert len(letters(stores, OWNER_EMAIL)) == 2


def test_the_address_in_the_mail_that_goes_out_is_the_one_that_comes_back(
    stores: Stores, thread: RelayThread
) -> None:
    [row] = letters(stores, OWNER_EMAIL)
    mail = compose(read_message(row), "directory@example.org")
    assert mail["Reply-To"] == f"r-{thread.volunteer_alias}@{DOMAIN}"
    assert "example.org" not in str(mail["Reply-To"]).replace(DOMAIN, "")
    reply = EmailMessage()
    reply["To"] = mail["Reply-To"]
    reply["From"] = OWNER_EMAIL
    reply.set_content("Level access.")
    assert receive(stores, reply.as_bytes()).outcome is Outcome.PASSED_ON
    sent_back = receive(
        stores, bytes(mail).replace(b"To: lead", f"Cc: r-{thread.group_alias}@{DOMAIN}\nTo: lead".encode())
    )
    assert sent_back.outcome is Outcome.IGNORED, "what we sent ourselves goes round no further"


@pytest.mark.parametrize(
    ("headers", "body", "said"),
    [
        (PLAIN, "Yes.\n-- \nAnn Secret\nDirector", "Yes."),
        (PLAIN, "Yes.\n\nSent from my iPhone", "Yes."),
        (PLAIN, "> Is there a step?\nNo.\n> Parking?\nBehind the hall.", "No.\nBehind the hall."),
        (PLAIN, "Yes.\n\n-----Original Message-----\nFrom: x", "Yes."),
        (PLAIN, "Ja.\n\nAm Mo., 23. Nov. 2026 um 12:00 Uhr schrieb Hereabouts <a@example.org>:\n> x", "Ja."),
        ("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n", "Caf=E9 at noon", "Café at noon"),
        ("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n", "WWVzLCB3ZWxjb21l", "Yes, welcome"),
        ("Content-Type: text/plain; charset=nonsense-7\n", "Yes.", "Yes."),
        ("Content-Type: text/html; charset=utf-8\n", '<html><head><style>p{}</style><script>x()</script></head><body><p>Yes,<br>come &amp; see.</p><div class="gmail_quote">old <b>words</b></div></body>', "Yes,\ncome & see."),
        ("Content-Type: text/html; charset=utf-8\n", "<div>No<img src=x onerror=y><blockquote>before", "No"),
        ("Content-Type: multipart/alternative; boundary=b\n", "--b\nContent-Type: text/plain\n\nPlain.\n--b\nContent-Type: text/html\n\n<p>Rich.\n--b--", "Plain."),
        ("Content-Type: multipart/mixed; boundary=b\n", "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nSecret.\n--b\nContent-Type: text/plain\n\nShown.\n--b--", "Shown."),
        ("Content-Type: multipart/mixed; boundary=b\n", "--b\nContent-Type: message/rfc822\n\nSubject: x\n\nInside.\n--b--", ""),
        ("Content-Type: multipart/mixed\n", "--b\n\nNo boundary", ""),
        ("Content-Type: application/pdf\n", "JVBERi0", ""),
    ],
)  # fmt: skip
def test_only_what_was_written_comes_out(headers: str, body: str, said: str) -> None:
    assert text_of(read_mail(written("0" * 32, body, headers))) == said


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (vacation)",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        "X-Auto-Response-Suppress: All",
        "List-Id: <a.example.org>",
        "Return-Path: <>",
        "Sender: MAILER-DAEMON@mail.example.org",
        "Return-Path: <MAILER-DAEMON>",
        "X-Autorespond: gone fishing",
    ],
)
def test_what_a_machine_sends_is_passed_on_to_nobody(
    stores: Stores, thread: RelayThread, header: str
) -> None:
    mail = written(thread.volunteer_alias, "I am away.", f"{header}\n{PLAIN}")
    assert receive(stores, mail).outcome is Outcome.IGNORED
    assert notes(stores) == []


def test_a_person_who_says_no_machine_is_passed_on(stores: Stores, thread: RelayThread) -> None:
    mail = written(thread.volunteer_alias, "Here I am.", f"Auto-Submitted: no\n{PLAIN}")
    assert receive(stores, mail).outcome is Outcome.PASSED_ON


def test_an_unknown_or_ended_address_passes_nothing_on(stores: Stores, thread: RelayThread) -> None:
    unknown = Received(Outcome.UNKNOWN, "No such address here, or it is long over.")
    assert receive(stores, written("0" * 32, "Hello")) == unknown
    both = written(thread.volunteer_alias, "Hello", f"Cc: r-{thread.group_alias}@{DOMAIN}\n{PLAIN}")
    assert receive(stores, both) == unknown
    other = written(thread.volunteer_alias, "Hello").replace(DOMAIN.encode(), b"elsewhere.example.org")
    assert receive(stores, other) == unknown
    end(stores, thread.id, "group")
    assert receive(stores, written(thread.volunteer_alias, "Hello")) == Received(Outcome.REFUSED, ENDED)
    assert receive(stores, written(thread.volunteer_alias, "Hello", by="jo@example.com")).why != ENDED
    assert notes(stores) == []


def test_the_envelope_decides_where_the_mail_server_tells_it(stores: Stores, thread: RelayThread) -> None:
    mail = written("0" * 32, "Hello")
    there = f"R-{thread.volunteer_alias.upper()}@Relay.Example.ORG"
    assert receive(stores, mail, recipient=there).outcome is Outcome.PASSED_ON
    assert aliases_in([f"xr-{'0' * 32}@{DOMAIN}", f"r-{'0' * 33}@{DOMAIN}"], DOMAIN) == frozenset()


def test_what_is_too_large_too_long_empty_or_without_a_relay_is_refused(
    stores: Stores, thread: RelayThread
) -> None:
    alias = thread.volunteer_alias
    for body in ("x" * LARGEST, "word " * 120, "\n> only a quote\n"):
        found = receive(stores, written(alias, body))
        assert found.outcome is Outcome.REFUSED
        assert "secret" not in found.why
    closed = Stores(
        stores.directory, stores.people, stores.settings.model_copy(update={"relay_domain": None})
    )
    assert receive(closed, written(alias, "Hello")).outcome is Outcome.UNKNOWN
    assert notes(stores) == []


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "no headers": b"\x00\xff\xfe" * 100,
    "a broken charset": b"To: =?utf-8?B?////?= <r-%s@relay.example.org>\nContent-Type: text/plain; charset*=x'y'%%00\n\nHi",
    "two headers in one": b"To: r-%s@relay.example.org\rBcc: all@example.org\n\nHi",
    "deep": b"To: r-%s@relay.example.org\n"
    + b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (number, number) for number in range(3000)
    )
    + b"\nHi",
    "deep markup": b"To: r-%s@relay.example.org\nContent-Type: text/html\n\n" + b"<div>" * 40_000 + b"Hi",
    "an endless line": b"To: r-%s@relay.example.org\n\nOn " + b"at " * 60_000 + b"@",
    "a thousand addresses": b"To: " + b"a@example.org, " * 5_000 + b"r-%s@relay.example.org\n\nHi",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_breaks_nothing(stores: Stores, thread: RelayThread, name: str) -> None:
    raw = b"From: lead@example.org\n" + HOSTILE[name].replace(b"%s", thread.volunteer_alias.encode())
    found = receive(stores, raw)
    assert found.outcome in set(Outcome)
    for each in letters(stores, "bank0@example.org")[1:]:
        assert each.to_email == "bank0@example.org"
        assert "all@example.org" not in each.body
