"""Is only that passed on which somebody of the other side wrote, and is a stranger told so without harm?"""

import subprocess
import sys
from email.message import Message
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session
from structlog.testing import capture_logs
from taken import OWNER_EMAIL, letters

from directory import clock
from directory.accounts.models import Account
from directory.accounts.service import accounts_with, add_grant, find_or_make_account
from directory.jobs.schemas import Stores
from directory.messages.models import Message as Written
from directory.needs.reading import read_by_id
from directory.settings import PROJECT_DIR, Settings
from directory.store import session_scope
from directory.volunteers.models import RelayThread
from directory.volunteers.relay import ENDED, end
from directory.volunteers.relay_inbound import MOST_TOLD, Outcome, receive
from directory.volunteers.relay_mail import read_head
from directory.volunteers.relay_proof import is_confirmed, writer_of
from directory.words import Role
from tests.directory.volunteers.test_relay import BANKED
from tests.directory.volunteers.test_relay_mail import DOMAIN, PLAIN, notes, open_thread, written

SERVER = "mx.here.example.org"
PASS = f"Authentication-Results: {SERVER};\n dmarc=pass (p=none) header.from=%s\n{PLAIN}"
FAIL = f"Authentication-Results: {SERVER}; dmarc=fail header.from=%s; spf=softfail\n{PLAIN}"


pytestmark = pytest.mark.usefixtures("watch")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"relay_domain": DOMAIN, "relay_authserv_id": SERVER})


@pytest.fixture
def thread(stores: Stores) -> RelayThread:
    return open_thread(stores)


def without_server(stores: Stores) -> Stores:
    """Give the stores of an operator whose mail server vouches for nobody."""
    return Stores(
        stores.directory, stores.people, stores.settings.model_copy(update={"relay_authserv_id": None})
    )


def outcome(stores: Stores, alias: str, by: str, headers: str = PLAIN) -> Outcome:
    return receive(stores, written(alias, "Come to my house instead.", headers, by=by)).outcome


def count_letters(stores: Stores) -> int:
    with Session(stores.people) as people:
        return len(people.execute(select(Written.id)).all())


@pytest.mark.parametrize("vouched", [False, True])
def test_each_side_writes_from_its_own_address_and_from_no_other(
    stores: Stores,
    thread: RelayThread,
    vouched: bool,  # noqa: FBT001 - of the parametrisation
) -> None:
    here = stores if vouched else without_server(stores)
    headers = PASS % "example.org" if vouched else PLAIN
    for alias, right, wrong in (
        (thread.volunteer_alias, OWNER_EMAIL, BANKED),
        (thread.group_alias, BANKED, OWNER_EMAIL),
    ):
        before = len(notes(stores))
        for by in (wrong, "stranger@example.org", f"{right}.example.net"):
            assert outcome(here, alias, by, headers) is Outcome.NOT_THEIRS
        assert len(notes(stores)) == before
        assert outcome(here, alias, right.upper(), headers) is Outcome.PASSED_ON
        assert len(notes(stores)) == before + 1


def test_all_who_answer_for_a_group_may_write_and_who_did_once_may_not(
    stores: Stores, thread: RelayThread
) -> None:
    with session_scope(stores.people) as people:
        second = find_or_make_account(people, "deputy@example.org")
        add_grant(people, second, Role.OWNER, str(thread.listing_id), granted_by=None)
        other = find_or_make_account(people, "neighbour@example.org")
        add_grant(people, other, Role.OWNER, str(thread.need_id), granted_by=None)
    passing = PASS % "example.org"
    assert outcome(stores, thread.volunteer_alias, "deputy@example.org", passing) is Outcome.PASSED_ON
    assert outcome(stores, thread.volunteer_alias, "neighbour@example.org", passing) is Outcome.NOT_THEIRS
    with session_scope(stores.people) as people:
        assert len(accounts_with(people, Role.OWNER, str(thread.listing_id))) == 2
        people.get_one(Account, second).closed_at = clock.now()
    assert outcome(stores, thread.volunteer_alias, "deputy@example.org", passing) is Outcome.NOT_THEIRS


def test_where_nobody_runs_the_listing_who_looks_after_the_district_answers(
    stores: Stores, thread: RelayThread
) -> None:
    with Session(stores.directory) as directory:
        need = read_by_id(directory, thread.need_id)
    with session_scope(stores.people) as people:
        coordinator = find_or_make_account(people, "co@example.org")
        add_grant(people, coordinator, Role.COORDINATOR, need.district, granted_by=None)
    passing = PASS % "example.org"
    assert outcome(stores, thread.volunteer_alias, "co@example.org", passing) is Outcome.NOT_THEIRS
    with session_scope(stores.people) as people:
        people.get_one(Account, find_or_make_account(people, OWNER_EMAIL)).closed_at = clock.now()
    assert outcome(stores, thread.volunteer_alias, "co@example.org", passing) is Outcome.PASSED_ON


def test_a_stranger_who_is_vouched_for_is_told_once_and_nothing_of_theirs_is_kept(
    stores: Stores, thread: RelayThread
) -> None:
    passing = PASS % "example.com"
    for _ in range(3):
        assert outcome(stores, thread.volunteer_alias, "jo@example.com", passing) is Outcome.NOT_THEIRS
    [told] = letters(stores, "jo@example.com")
    assert "Put books back" not in told.subject + told.body
    for hidden in ("my house", thread.volunteer_alias, thread.group_alias, "/relay/", "@", "Bea"):
        assert hidden not in told.subject + told.body
    assert "kept nothing of what you wrote" in told.body
    assert told.reply_to is None
    assert told.dedupe is not None
    assert "jo@" not in told.dedupe
    assert told.dedupe.startswith(f"volunteer:{thread.volunteer_id}:")
    assert notes(stores) == []
    for number in range(MOST_TOLD * 2):
        outcome(stores, thread.volunteer_alias, f"jo{number}@example.com", passing)
    with Session(stores.people) as people:
        rows = people.execute(select(Written)).scalars().all()
        assert sum(row.to_email.endswith("@example.com") for row in rows) == MOST_TOLD


def test_who_may_be_forged_gets_nothing_and_only_a_line_counts_it(
    stores: Stores, thread: RelayThread
) -> None:
    before = count_letters(stores)
    for here, headers in ((stores, PLAIN), (stores, FAIL % "example.com"), (without_server(stores), PLAIN)):
        with capture_logs() as lines:
            assert outcome(here, thread.volunteer_alias, "jo@example.com", headers) is Outcome.NOT_THEIRS
        [line] = lines
        assert line["event"] == "not passed on"
        assert line["told"] is False
        for value in line.values():
            assert "example" not in str(value)
            assert thread.volunteer_alias not in str(value)
    assert count_letters(stores) == before


def test_what_only_claims_to_be_from_the_group_is_not_passed_on_and_the_group_hears_of_it_once(
    stores: Stores, thread: RelayThread
) -> None:
    before = len(letters(stores, OWNER_EMAIL))
    for headers in (PLAIN, FAIL % "example.org", PASS % "example.com"):
        assert outcome(stores, thread.volunteer_alias, OWNER_EMAIL, headers) is Outcome.NOT_THEIRS
    assert notes(stores) == []
    told = letters(stores, OWNER_EMAIL)
    assert len(told) == before + 1
    assert "does not vouch" in told[-1].body


def test_a_bounce_never_comes_round_again(stores: Stores, thread: RelayThread) -> None:
    before = count_letters(stores)
    mail = written(thread.volunteer_alias, "Undeliverable.", PASS % "example.org")
    for sender in ("", "<>", "MAILER-DAEMON", "mailer-daemon@mx.example.org"):
        assert receive(stores, mail, sender=sender).outcome is Outcome.IGNORED
    away = mail.replace(b"Subject: Re:", b"Subject: Automatic reply: Re:")
    assert receive(stores, away, sender=OWNER_EMAIL).outcome is Outcome.IGNORED
    assert count_letters(stores) == before
    assert receive(stores, mail, sender=OWNER_EMAIL).outcome is Outcome.PASSED_ON


def piped(stores: Stores, raw: bytes) -> tuple[int, str]:
    """Hand a mail to the command as a mail server does; gives how it ends and what it says."""
    environment: dict[str, Any] = {
        "HEREABOUTS_DATABASE_URL": stores.settings.database_url,
        "HEREABOUTS_PEOPLE_DATABASE_URL": stores.settings.people_database_url,
        "HEREABOUTS_SEALING_KEYS_FILE": str(stores.settings.sealing_keys_file),
        "HEREABOUTS_SECRET_KEY": "tests only: " + "0" * 40,
        "HEREABOUTS_RELAY_DOMAIN": DOMAIN,
    }
    if stores.settings.relay_authserv_id:
        environment["HEREABOUTS_RELAY_AUTHSERV_ID"] = stores.settings.relay_authserv_id
    done = subprocess.run(
        [sys.executable, "-c", "from web.cli.main import main; main()", "relay", "receive"],
        input=raw, env=environment, capture_output=True, check=False, cwd=PROJECT_DIR,
    )  # fmt: skip
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize(
    ("alias", "by", "vouched"),
    [
        ("0" * 32, OWNER_EMAIL, True),
        ("", "jo@example.com", True),
        ("", OWNER_EMAIL, True),
        ("", OWNER_EMAIL, False),
    ],
)
def test_the_mail_server_is_told_that_a_forged_mail_is_done_with(
    stores: Stores,
    thread: RelayThread,
    alias: str,
    by: str,
    vouched: bool,  # noqa: FBT001 - of the parametrisation
) -> None:
    """Another end than 0 would have it write to whoever the mail says it is from: of an ended one as well."""
    end(stores, thread.id, "group")
    here = stores if vouched else without_server(stores)
    code, said = piped(here, written(alias or thread.volunteer_alias, "Hello", by=by))
    assert code == 0
    assert said.count("not passed on") == len(said.splitlines()) == 1
    assert "example" not in said


def test_who_is_vouched_for_is_told_why_a_mail_is_refused(stores: Stores, thread: RelayThread) -> None:
    end(stores, thread.id, "group")
    ended = written(thread.volunteer_alias, "Hello", PASS % "example.org", by=OWNER_EMAIL)
    assert piped(stores, ended) == (65, f"{ENDED}\n")


def test_that_enough_was_written_is_refused_and_not_taken_for_a_wrong_address(
    stores: Stores, thread: RelayThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.volunteers.relay.MOST_NOTES", 1)
    for here, headers in ((stores, PASS % "example.org"), (without_server(stores), PLAIN)):
        mail = written(thread.volunteer_alias, "Hello", headers, by=OWNER_EMAIL)
        with capture_logs() as lines:
            found = receive(here, mail)
        assert found.outcome is Outcome.REFUSED
        assert found.why.startswith("You have written a good deal")
        assert found.tell is (here is stores)
        assert [line["outcome"] for line in lines] == ([] if found.tell else ["refused"])


def head(*lines: str) -> Message:
    return read_head("\r\n".join((*lines, "", "")).encode())


@pytest.mark.parametrize(
    ("said", "writer"),
    [
        ("jo@example.org", "jo@example.org"),
        ("Jo Bloggs <Jo@Example.ORG>", "jo@example.org"),
        ('"Bloggs, Jo" <jo@example.org>', "jo@example.org"),
        ('"ann@example.org" <jo@example.org>', "jo@example.org"),
        ("ann@example.org <jo@example.org>", "jo@example.org"),
        ("=?utf-8?q?ann=40example=2Eorg?= <jo@example.org>", "jo@example.org"),
        ("jo@example.org, ann@example.org", None),
        ("Jo <jo@example.org>, Ann <ann@example.org>", None),
        ("<ann@example.org> <jo@example.org>", None),
        ("undisclosed:;", None),
        ("jo", None),
        ("", None),
    ],
)
def test_a_mail_is_from_the_one_address_it_names(said: str, writer: str | None) -> None:
    assert writer_of(head(f"From: {said}")) == writer
    assert writer_of(head(f"From: {said}", "From: jo@example.org")) is None
    assert writer_of(head(f"Sender: {said}")) is None


@pytest.mark.parametrize(
    ("results", "confirmed"),
    [
        (f"{SERVER}; dmarc=pass header.from=example.org", True),
        (f"{SERVER.upper()} 1; spf=fail; DKIM=PASS (2048-bit (RSA) key) header.d=Example.org", True),
        (f"{SERVER}; dkim=pass header.i=@mail.example.org header.s=a", True),
        (f"{SERVER};\r\n\tspf=pass (x: allows)\r\n\tsmtp.mailfrom=bounce@example.org", True),
        (f"{SERVER}; spf=pass smtp.mailfrom=example.org", True),
        (f'{SERVER}; spf=pass smtp.mailfrom="a b"@example.org', True),
        (f"{SERVER}; spf=pass smtp.helo=example.org", False),
        (f"{SERVER}; spf=pass smtp.mailfrom=jo@example.com; dkim=pass header.d=example.com", False),
        (f"{SERVER}; dkim=pass header.d=notexample.org", False),
        (f"{SERVER}; dkim=pass header.d=org.example", False),
        (f"{SERVER}; dkim=fail header.d=example.org; dmarc=none header.from=example.org", False),
        (f"{SERVER}; dkim=pass header.d=example.org; dmarc=none header.from=example.org", True),
        (f"{SERVER}; dkim=pass header.d=example.org; dmarc=fail header.from=example.org", False),
        (f"{SERVER}; dmarc=pass header.from=example.org; spf=fail smtp.mailfrom=example.com", True),
        (f'{SERVER}; dkim=pass (2048-bit key) header.d=example.org header.b="ab/c"', True),
        (f"{SERVER}; dmarc=passed header.from=example.org", False),
        (f'{SERVER}; spf=pass smtp.mailfrom="x; dkim=pass header.d=example.org"@example.com', False),
        (f"{SERVER}; spf=pass (; dkim=pass header.d=example.org ) smtp.mailfrom=a@example.com", False),
        (f"{SERVER}; spf=fail (never closed ; dkim=pass header.d=example.org", False),
        (
            f'{SERVER}; spf=pass (of "x) ; dkim=pass header.d=example.org ("@a.net) smtp.mailfrom=a.net',
            False,
        ),
        (
            f'{SERVER}; spf=pass (of "((x)) y); dkim=pass header.d=example.org ("@a.net) smtp.mailfrom=a.net',
            False,
        ),
        (f'{SERVER}; spf=fail (domain of "x"@example.com); dkim=pass header.d=example.org', False),
        (f'{SERVER}; spf=pass smtp.mailfrom="\\"; dkim=pass header.d=example.org; x="@example.com', False),
        (f"{SERVER}; none", False),
        (f"{SERVER}", False),
        ("mx.elsewhere.example.org; dmarc=pass header.from=example.org", False),
        (f"{SERVER}.example.com; dmarc=pass header.from=example.org", False),
        ("", False),
    ],
)
def test_our_own_mail_server_vouches_for_the_domain_that_is_named(
    results: str,
    confirmed: bool,  # noqa: FBT001 - of the parametrisation
) -> None:
    mail = head(f"Authentication-Results: {results}", "From: jo@example.org")
    assert is_confirmed(mail, SERVER, "jo@example.org") is confirmed


def padded(length: int) -> str:
    """Give what our server may say of example.org, in so many characters."""
    begins, ends = f"{SERVER}; dkim=pass header.s=", " header.d=example.org"
    return begins + "a" * (length - len(begins) - len(ends)) + ends


@pytest.mark.parametrize("length", [*range(1997, 2003), *range(9_997, 10_003)])
def test_no_header_is_cut_so_that_its_stump_says_something_else(length: int) -> None:
    mail = head(f"Authentication-Results: {padded(length)}.example.com")
    assert not is_confirmed(mail, SERVER, "jo@example.org")


def test_what_is_longer_than_any_server_writes_says_nothing() -> None:
    for length, confirmed in ((5_000, True), (20_000, False)):
        mail = head(f"Authentication-Results: {padded(length)}")
        assert is_confirmed(mail, SERVER, "jo@example.org") is confirmed
    assert writer_of(head(f"From: {'a' * 5_000} <jo@example.org>")) == "jo@example.org"
    assert writer_of(head(f"From: {'a' * 20_000} <jo@example.org>")) is None
    assert writer_of(head(f"From: {'a' * 1_984} <jo@example.org>.example.com>")) is None


@pytest.mark.parametrize("above", ["", "Received: from there by mx.here.example.org\r\n"])
def test_all_that_our_server_wrote_counts_and_nothing_that_came_with_the_mail(above: str) -> None:
    """OpenDKIM and OpenDMARC write a header each; some servers put their own `Received` above them."""
    by_dkim = f"Authentication-Results: {SERVER}; dkim=pass header.d=example.org"
    by_other = f"Authentication-Results: {SERVER}; dkim=none"
    older = f"Received: from elsewhere\r\n{by_dkim}"
    elsewhere = "Authentication-Results: first.example.net; dkim=pass header.d=example.org"
    mail = head(above + elsewhere, by_other, by_dkim, "Received: from elsewhere")
    assert is_confirmed(mail, SERVER, "jo@example.org")
    assert is_confirmed(mail, "first.example.net", "jo@example.org")
    assert not is_confirmed(head(above + elsewhere, by_other, older), SERVER, "jo@example.org")
    failed = f"Authentication-Results: {SERVER}; dmarc=fail header.from=example.org"
    passed = f"Authentication-Results: {SERVER}; dmarc=pass header.from=example.org"
    for order in ((failed, by_dkim), (by_dkim, failed), (failed, passed), (passed, failed)):
        assert not is_confirmed(head(above + order[0], order[1]), SERVER, "jo@example.org")
    hidden = head(above + by_other, f"X-Here: a\r{by_dkim}")
    assert not is_confirmed(hidden, SERVER, "jo@example.org"), "a mail server takes that for one header"


def test_a_domain_in_other_letters_is_known_by_those_that_travel() -> None:
    mail = head(f"Authentication-Results: {SERVER}; dkim=pass header.d=xn--strae-oqa.de")
    assert is_confirmed(mail, SERVER, "jo@straße.de")
