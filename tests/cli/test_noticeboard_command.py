"""Do the commands of the noticeboard put examples up, renew them, take them away, and list what is on it?"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.changes.schemas import COMMAND as ACTOR
from directory.clock import local_now
from directory.clock import now as present
from directory.listings.models import Listing
from directory.noticeboard.fit import Answer, check_fit
from directory.noticeboard.reading import applies_to, around_of, find_notices, is_inside, open_notices
from directory.noticeboard.schemas import NoticeDraft, NoticeQuery
from directory.noticeboard.service import write_notice
from directory.noticeboard.words import NoticeKind
from directory.profiles.schemas import ProfileDraft
from directory.profiles.service import read_profile, tell
from directory.profiles.words import Beneficiary, IncomeBand, Paperwork
from directory.settings import PROJECT_DIR
from directory.shipped.examples.notices import remove_examples, seed_examples
from directory.words import SizeBand

COMMAND = Path(sys.executable).parent / "hereabouts"
DATA = PROJECT_DIR / "data"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(built_database: Path, tmp_path: Path) -> Run:
    shutil.copy(built_database, tmp_path / "directory.sqlite3")
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    environment = kept | {
        "HOME": str(tmp_path),
        "HEREABOUTS_DATABASE_URL": f"sqlite:///{tmp_path / 'directory.sqlite3'}",
    }

    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        found = subprocess.run(  # noqa: S603 - our own command
            [COMMAND, "noticeboard", *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert found.returncode == 0, found.stderr
        return found

    return ran


def test_examples_go_up_once_and_come_down_again(run: Run) -> None:
    assert "Nothing is on the board." in run("list").stderr
    assert "8 examples are open on the board, and 2 are over." in run("example").stderr
    first = run("list").stdout
    assert len(first.splitlines()) == 8
    assert all(line.endswith("(example)") for line in first.splitlines())
    run("example")
    assert run("list").stdout == first
    assert len(run("list", "--closed").stdout.splitlines()) == 2
    assert "10 examples taken away." in run("example", "--remove").stderr
    assert run("list").stdout == ""
    assert "There was no example to take away." in run("example", "--remove").stderr


def test_put_up_again_on_a_later_day_they_are_open_again(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed_examples(session, DATA)
    before = {card.slug: card.id for card in find_notices(session, NoticeQuery(per_page=50)).cards}
    later = present() + timedelta(days=100)
    monkeypatch.setattr("directory.clock.now", lambda: later)
    assert len(find_notices(session, NoticeQuery(per_page=50)).cards) < len(before)
    seed_examples(session, DATA)
    after = find_notices(session, NoticeQuery(per_page=50)).cards
    assert {card.slug: card.id for card in after} == before
    assert all(card.deadline is None or card.deadline > later.date() for card in after)


def test_taking_examples_away_leaves_what_somebody_wrote(session: Session) -> None:
    draft = NoticeDraft(
        kind=NoticeKind.CALL, title="Ours", summary="Kept.", issuer_name="Zebra Club", rolling=True
    )
    own = write_notice(session, draft, actor=ACTOR, change_id=uuid4())
    seed_examples(session, DATA)
    assert remove_examples(session) == 10
    for table in ("notice", "notice_version"):
        left = session.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one()  # noqa: S608 - two names
        assert left == 1, table
    assert session.execute(text("SELECT COUNT(*) FROM notice_link")).scalar_one() == 0
    seed_examples(session, DATA)
    assert own not in {notice.id for notice in open_notices(session, examples=True)}


def test_no_example_is_among_what_is_sent(session: Session) -> None:
    seed_examples(session, DATA)
    assert open_notices(session) == ()
    assert len(open_notices(session, examples=True)) == 8


def test_a_small_youth_group_in_fenland_fits_two_and_each_other_for_a_reason(session: Session) -> None:
    seed_examples(session, DATA)
    group = session.execute(
        text("SELECT id FROM listing WHERE slug = 'eastern-european-volunteer-youth-projects'")
    ).scalar_one()
    listing = session.get_one(Listing, UUID(group))
    listing.size_band = SizeBand.FROM_10.value
    session.flush()
    told = ProfileDraft(
        income=IncomeBand.UNDER_5K,
        registered=False,
        beneficiaries=(Beneficiary.YOUNG_PEOPLE,),
        paperwork=(Paperwork.BANK_ACCOUNT, Paperwork.SAFEGUARDING),
    )
    tell(session, listing.id, told, actor=ACTOR)
    profile = read_profile(session, listing.id)
    against: dict[str, set[str]] = {}
    for notice in open_notices(session, examples=True):
        there = is_inside(notice, profile, applies_to(session, notice), around_of(session, notice))
        fit = check_fit(notice, profile, inside=there)
        assert not fit.of(Answer.NOT_KNOWN), notice.said.title
        against[notice.said.title.partition(":")[0]] = {answer.rule for answer in fit.in_the_way}
    assert {title for title, rules in against.items() if not rules} == {"Community Reach", "Healthy Fenland"}
    reasons = set.union(*against.values())
    assert {"place", "kind", "income", "beneficiaries", "registered"} <= reasons


def test_the_days_of_examples_count_from_today(session: Session) -> None:
    seed_examples(session, DATA)
    cards = find_notices(session, NoticeQuery(per_page=50)).cards
    today = local_now().date()
    days = {(card.deadline - today).days for card in cards if card.deadline}
    assert {8, 11, 38} <= days
    assert all(isinstance(card.deadline, date) or card.rolling or card.starts_at for card in cards)
