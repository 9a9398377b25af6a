"""On whose ground does a notice stand, and in whose name may somebody write one?"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from fastapi import Request
from sqlmodel import Session

from api.session import reading
from directory.accounts.permissions import Action, may, where_may
from directory.accounts.schemas import Target, Who
from directory.accounts.targets import targets_of
from directory.areas.service import area_names, read_area
from directory.clock import local_now
from directory.errors import NotAllowed
from directory.listings.standing import standing_for
from directory.noticeboard import queries
from directory.noticeboard.queries import Waiting
from directory.noticeboard.reading import read_by_id
from directory.noticeboard.schemas import NoticeDraft, NoticeRead
from directory.noticeboard.words import Phase
from directory.words import ALL_DISTRICTS, Role
from web.contexts.desk_submissions import Choice
from web.desk.stores import require
from web.desk.who import must_be_signed_in
from web.noticeboard_words import deadline_words
from web.words import long_date

LISTING: Final = "listing:"
DISTRICT: Final = "district:"
_REFUSED: Final = "Your account may not write notices. Ask whoever looks after your group's listing."


def ground_of(session: Session, said: NoticeDraft) -> Target:
    """Tell on whose ground it stands: of the listing that issues it, else the district named."""
    [ground] = _grounds(session, [Waiting(said.issuer_listing_id, said.district)])
    return ground


def _grounds(session: Session, notices: Collection[Waiting]) -> list[Target]:
    issuers = targets_of(session, {each.issuer_listing_id for each in notices if each.issuer_listing_id})
    return [
        Target(districts=frozenset([each.district] if each.district else ()))
        if each.issuer_listing_id is None
        else issuers.get(each.issuer_listing_id, Target(each.issuer_listing_id))
        for each in notices
    ]


def goes_beyond(session: Session, said: NoticeDraft, target: Target, role: Role | None) -> bool:
    """Whether a clerk, who may check the notice, may not check this: it is told beyond the district."""
    if role is not Role.PARISH_CLERK:
        return False
    districts = {read_area(session, code, None).district_code for code in said.areas}
    return not said.areas or said.shape is not None or not districts <= target.districts


def waits_to_be_checked(session: Session, who: Who) -> int:
    """Count the notices that wait where this person may open them."""
    if not where_may(who, Action.CHECK_NOTICE):
        return 0
    grounds = _grounds(session, queries.list_waiting(session))
    return sum(may(who, Action.CHECK_NOTICE, ground) for ground in grounds)


def until_words(notice: NoticeRead) -> str:
    """Say until when it holds, of one that is not shown yet as it will be."""
    said, unseen = notice.said, notice.phase in {Phase.DRAFT, Phase.WAITING, Phase.CHECKED}
    today = local_now().date()
    if unseen and said.deadline is not None and said.deadline < today:
        return f"The last day was {long_date(said.deadline)}: give a later one"
    phase = Phase.OPEN if unseen else notice.phase
    return deadline_words(said.deadline, said.starts_at, today, rolling=said.rolling, phase=phase)


def writer(request: Request) -> Who:
    """Tell who is asking, where they may write notices of anything at all."""
    who = must_be_signed_in(request)
    if not where_may(who, Action.WRITE_NOTICE):
        raise NotAllowed(_REFUSED)
    return who


def notice_for(request: Request, notice_id: UUID) -> tuple[NoticeRead, Who, Target]:
    """Read a notice for somebody who may write or check it, or refuse."""
    who = must_be_signed_in(request)
    with reading(request) as session:
        notice = read_by_id(session, notice_id)
        target = ground_of(session, notice.said)
    if not may(who, Action.CHECK_NOTICE, target):
        require(who, Action.WRITE_NOTICE, target)
    return notice, who, target


def issuers_for(session: Session, who: Who) -> tuple[Choice, ...]:
    """List in whose name somebody may write: own listings, councils of their parishes, districts."""
    where = where_may(who, Action.WRITE_NOTICE)
    now = standing_for(session, where.listings)
    own = sorted(queries.list_names(session, now).items(), key=lambda each: each[1][1])
    councils = queries.list_councils(session, where.parishes) if where.parishes else ()
    districts = ALL_DISTRICTS if where.everywhere else tuple(sorted(where.districts))
    names = area_names(session, districts)
    return (
        *(Choice(f"{LISTING}{listing_id}", name) for listing_id, (_slug, name) in own),
        *(Choice(f"{LISTING}{row.id}", row.name) for row in councils),
        *(Choice(f"{DISTRICT}{code}", f"Somebody in {names.get(code, code)}") for code in districts),
    )
