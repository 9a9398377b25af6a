"""How many notices wait for somebody to check them, and is that read at once?"""

from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlmodel import Session, col
from statements import statements_of

from directory.accounts.schemas import Grant, Who
from directory.changes.schemas import COMMAND
from directory.listings.models import Listing
from directory.noticeboard.service import send_for_check, write_notice
from directory.words import Role
from tests.directory.noticeboard.made import CAMBRIDGE, FENLAND, draft
from web.desk.notices_ground import waits_to_be_checked

IN_FENLAND = ("march-library", "chatteris-library", "wisbech-library")


def waiting(session: Session, **changes: object) -> None:
    notice = write_notice(session, draft(**changes), actor=COMMAND, change_id=uuid4())
    send_for_check(session, notice, actor=COMMAND, change_id=uuid4())


def editor(district: str) -> Who:
    return Who(
        uuid4(), "jo@example.org", (Grant(Role.PARTNER_EDITOR, district),), uuid4(), second_factor=True
    )


def test_those_that_wait_are_counted_by_their_ground_in_as_many_reads(
    session: Session, directory_engine: Engine
) -> None:
    read = select(col(Listing.id)).where(col(Listing.slug).in_([*IN_FENLAND, "ely-library"]))
    libraries: list[UUID] = list(session.execute(read).scalars())
    waiting(session, issuer_listing_id=libraries[0], district=None)
    with statements_of(directory_engine) as few:
        waits_to_be_checked(session, editor(FENLAND))
    for library in libraries[1:]:
        waiting(session, issuer_listing_id=library, district=None)
    waiting(session, district=FENLAND)
    waiting(session, district=CAMBRIDGE)
    with statements_of(directory_engine) as many:
        assert waits_to_be_checked(session, editor(FENLAND)) == len(IN_FENLAND) + 1
    assert len(few) == len(many) <= 4
    assert waits_to_be_checked(session, editor(CAMBRIDGE)) == 1
