"""A notice, and people who asked to hear of such: how far does it go, and what goes out on paper?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

from directory import clock
from directory.accounts.grants import find_or_make_account
from directory.changes.schemas import COMMAND
from directory.consents.service import FUNDING
from directory.digests.service import make_digests
from directory.digests.taken_out import take_out
from directory.jobs.schemas import Stores
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.service import open_notice, send_for_check, write_notice
from directory.noticeboard.words import NoticeKind
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope
from directory.subscriptions.ledger import subscribe
from directory.subscriptions.paper import Agreed, PaperDraft, add_reader
from directory.subscriptions.terms import Terms
from directory.subscriptions.words import Way

FENLAND, HUNTINGDONSHIRE = "E07000010", "E07000011"
MARCH, WISBECH, CHATTERIS = "E04001661", "E04001668", "E04012516"
SAYS = {
    "kind": NoticeKind.FUNDING,
    "title": "Youth Fund for the Fens",
    "summary": "Up to £2,000 for groups that work with young people.",
    "issuer_name": "Fenland District Council",
    "district": FENLAND,
    "areas": (FENLAND,),
    "amount_max": 2000,
    "contact_role": "Grants team",
    "contact_phone": "01632 960123",
}


@contextmanager
def both_stores(settings: Settings) -> Iterator[Stores]:
    stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
    try:
        yield stores
    finally:
        stores.people.dispose()
        stores.directory.dispose()


def announce(stores: Stores, *, draft_only: bool = False, **says: object) -> UUID:
    """Write a notice and open it; gives its id."""
    told = SAYS | {"deadline": clock.local_now().date() + timedelta(days=40)} | says
    with session_scope(stores.directory) as session:
        notice_id = write_notice(session, NoticeDraft(**told), actor=COMMAND, change_id=uuid4())  # type: ignore[arg-type]
        if not draft_only:
            send_for_check(session, notice_id, actor=COMMAND, change_id=uuid4())
            open_notice(session, notice_id, actor=COMMAND, change_id=uuid4())
    return notice_id


def resident(stores: Stores, name: str, *areas: str, purpose: str = FUNDING, may_count: bool = False) -> UUID:
    """Let somebody ask by e-mail for what is new in some places."""
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, f"{name}@example.org")
        subscribe(session, account, purpose, Terms(areas=areas, may_count=may_count), how="news form")
    return account


def residents(stores: Stores, many: int, *areas: str, name: str = "resident", **more: bool) -> list[UUID]:
    return [resident(stores, f"{name}-{areas[0].lower()}-{number}", *areas, **more) for number in range(many)]  # type: ignore[arg-type]


def reader(
    stores: Stores,
    name: str,
    *areas: str,
    way: Way = Way.POST,
    district: str = FENLAND,
    address: str = "1 High Street\nMarch\nPE15 9LT",
    phone: str = "07700 900123",
) -> UUID:
    """Let somebody ask by telephone to be told on paper."""
    draft = PaperDraft(way, name, address if way is Way.POST else "", phone if way is Way.SMS else "")
    with session_scope(stores.people) as session:
        return add_reader(
            session,
            draft,
            district=district,
            purposes=(FUNDING,),
            terms=Terms(areas=areas or (MARCH,)),
            agreed=Agreed.BY_TELEPHONE,
            by=uuid4(),
        )


REACH_SHOWN = {
    "reach": "Where hardly anybody or nobody will hear",
    "results": "Of those, who let us count the rest",
    "readers": "Letters in large print (PDF)",
    "readers-new": "Read each sentence out as it stands",
}
"""Pages of the desk, and what on each shows that there is something to look at."""


def let_hear(stores: Stores) -> dict[str, str]:
    """Let people hear by e-mail, letter and text message; gives the pages that tell of it."""
    notice_id = announce(stores, title="Fund of the quiet parishes")
    residents(stores, 6, MARCH)
    reader(stores, "Ada Example of the old and very long established chapel", MARCH)
    make_digests(stores)
    take_out(stores, Way.POST, None, actor=COMMAND)
    reader(stores, "Bo Example", WISBECH, way=Way.SMS)
    make_digests(stores)
    return {
        "reach": f"/desk/notices/{notice_id}/reach",
        "results": f"/desk/notices/{notice_id}/results",
        "readers": "/desk/readers",
        "readers-new": "/desk/readers/new",
    }
