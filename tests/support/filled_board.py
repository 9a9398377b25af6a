"""How does a test get a noticeboard with something on it? The examples, and notices that are none."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from own_stores import make_people, own_settings
from sqlalchemy import select
from sqlmodel import Session, col

from directory.changes.schemas import COMMAND
from directory.clock import local_now
from directory.listings.models import Listing
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.service import open_notice, withdraw_notice, write_notice
from directory.noticeboard.words import NoticeKind
from directory.profiles.words import Paperwork
from directory.settings import Settings
from directory.shipped.examples.notices import seed_examples
from directory.store import open_engine, session_scope

REACH = "community-reach-small-grants-for-work-with-young-people"
HEALTHY = "healthy-fenland-start-up-money-for-small-groups"
AUTUMN = "innovate-and-cultivate-the-cultivate-grants-of-autumn-2019"
GRANT, EVENING, TAKEN_BACK, DRAFT = "zebra-grants", "zebra-evening", "zebra-walk", "zebra-draft"
WISBECH_GROUP = "eastern-european-volunteer-youth-projects"
FENLAND, CAMBRIDGE = "E07000010", "E07000008"


@dataclass(frozen=True, slots=True)
class Board:
    """Where the noticeboard of a test is, and the last day of its grant."""

    settings: Settings
    deadline: datetime


def fill_board(built_database: Path, folder: Path, **told: Any) -> Board:
    """Copy the built database and put the examples and four notices of our own on its board."""
    shutil.copy(built_database, folder / "directory.sqlite3")
    settings = own_settings(folder, **told)
    make_people(settings)
    # Noon of a summer or winter day alike is the same day in London.
    deadline = datetime.combine(
        local_now().date() + timedelta(days=10), datetime.min.time(), UTC
    ) + timedelta(hours=12)
    engine = open_engine(settings.database_url)
    with session_scope(engine) as session:
        seed_examples(session, settings.data_dir)
        _write(session, deadline)
    engine.dispose()
    return Board(settings, deadline)


def listing_id(session: Session, slug: str) -> UUID:
    return session.scalars(select(col(Listing.id)).where(col(Listing.slug) == slug)).one()


def _write(session: Session, deadline: datetime) -> None:
    march = listing_id(session, "march-library")
    grant = NoticeDraft(
        kind=NoticeKind.FUNDING, title="Zebra grants", summary="Money for <stripes> & more.",
        issuer_name="March Library", issuer_listing_id=march, areas=(FENLAND,), deadline=deadline.date(),
        body='<p>Ask <a href="mailto:stripes@example.org">us</a> or read '
        '<a href="https://www.example.org/form">the form</a>.</p><script>alert(1)</script>',
        amount_min=50, amount_max=500, effort="1-page form", url="https://www.example.org/zebra",
        contact_role="Clerk", contact_email="clerk@example.org", contact_phone="01632 960009",
        paperwork=(Paperwork.BANK_ACCOUNT,), fund_key="cultivate",
    )  # fmt: skip
    evening = NoticeDraft(
        kind=NoticeKind.EVENT, title="Zebra evening", summary="Meet other groups.",
        issuer_name="March Library", areas=(FENLAND,),
        starts_at=deadline.replace(hour=19), ends_at=deadline.replace(hour=21),
        place="March Library, City Road, March", venues=(march,),
    )  # fmt: skip
    walk = NoticeDraft(
        kind=NoticeKind.CALL,
        title="Zebra walk",
        summary="Walk with us.",
        issuer_name="Zebra Club",
        rolling=True,
    )
    for draft in (grant, evening, walk):
        made = write_notice(session, draft, actor=COMMAND, change_id=uuid4())
        open_notice(session, made, actor=COMMAND, change_id=uuid4())
        if draft is walk:
            withdraw_notice(session, made, actor=COMMAND, change_id=uuid4())
    hidden = NoticeDraft(
        kind=NoticeKind.CALL, title="Zebra draft", summary="Not yet.", issuer_name="Zebra Club", rolling=True
    )
    write_notice(session, hidden, actor=COMMAND, change_id=uuid4())
