"""What stands on the noticeboard at the desk? One waiting, one open, one draft that came back."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from directory import clock
from directory.changes.schemas import Actor
from directory.jobs.schemas import Stores
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.service import open_notice, return_notice, send_for_check, write_notice
from directory.noticeboard.words import NoticeKind
from directory.profiles.words import Beneficiary, IncomeBand, Paperwork
from directory.store import session_scope
from directory.words import Kind

EDITOR = Actor("partner_editor")
FENLAND, MARCH = "E07000010", "E04001661"


def put_notices(stores: Stores) -> dict[str, str]:
    """Write them, and give the addresses of the pages of the desk that show them."""
    today = clock.local_now().date()
    with session_scope(stores.directory) as session:
        library = UUID(
            session.execute(text("SELECT id FROM listing WHERE slug = 'march-library'")).scalar_one()
        )
        waiting = NoticeDraft(
            kind=NoticeKind.FUNDING,
            title="Small grants for youth groups in Fenland, for rooms, kit, trips and more besides",
            summary="Up to £500 for groups in Fenland that work with young people. The form is short.",
            issuer_name="Example Community Fund",
            body="What it pays for:\n\n- rooms\n- kit\n\nRead https://www.example.org/a/long/path first.",
            district=FENLAND,
            deadline=today + timedelta(days=40),
            amount_min=100,
            amount_max=500,
            effort="2-page form, about 3 hours",
            pays_for="Rooms, kit and trips; not wages",
            paperwork=(Paperwork.CONSTITUTION, Paperwork.BANK_ACCOUNT),
            url="https://www.example.org/a/rather/long/path/to/the/form",
            contact_role="Grants officer",
            contact_phone="01632 960001",
            contact_email="grants@example.org",
            areas=(FENLAND,),
            rules=NoticeRules(
                kinds=(Kind.GROUP,),
                beneficiaries=(Beneficiary.YOUNG_PEOPLE,),
                incomes=(IncomeBand.NONE, IncomeBand.UNDER_5K),
            ),
        )
        running = NoticeDraft(
            kind=NoticeKind.OFFER,
            title="A warm room on Tuesdays",
            summary="The back room is free on Tuesday evenings for groups of up to twenty.",
            issuer_name="March Library",
            issuer_listing_id=library,
            rolling=True,
            areas=(MARCH,),
            venues=(library,),
        )
        back = NoticeDraft(
            kind=NoticeKind.CALL,
            title="Drivers wanted",
            summary="Two hours a month.",
            issuer_name="Example Transport",
            district=FENLAND,
            rolling=True,
        )
        ids = [
            write_notice(session, each, actor=EDITOR, change_id=uuid4()) for each in (waiting, running, back)
        ]
        for each in (ids[0], ids[2]):
            send_for_check(session, each, actor=EDITOR, change_id=uuid4())
        open_notice(session, ids[1], actor=EDITOR, change_id=uuid4())
        return_notice(session, ids[2], reason="Say in which town.", actor=EDITOR, change_id=uuid4())
    return {
        "notices": "/desk/notices",
        "notices-new": "/desk/notices/new",
        "notices-edit": f"/desk/notices/{ids[0]}/edit",
        "notices-check": f"/desk/notices/{ids[0]}",
        "notices-back": f"/desk/notices/{ids[2]}",
        "notices-outcome": f"/desk/notices/{ids[1]}/outcome",
        "profile": "/desk/listing/march-library/profile",
    }


NOTICES_SHOWN = {
    "notices": "Waiting for your check",
    "notices-new": "That is all that is needed",
    "notices-edit": "In one or two sentences",
    "notices-check": "Return it to be mended",
    "notices-back": "Say in which town.",
    "notices-outcome": "Groups that got nothing want to know too",
    "profile": "What fits you today",
}
