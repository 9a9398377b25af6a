"""Which notices may be told today, to whom might they be, and what are the places in them called?"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.areas.service import area_names
from directory.digests import queries
from directory.digests.reasons import Names
from directory.digests.schemas import Candidate, Subscriber
from directory.digests.words import useful_until
from directory.noticeboard.nesting import Nesting, read_nesting
from directory.noticeboard.reading import open_notices
from directory.noticeboard.schemas import NoticeRead
from directory.profiles.service import read_profiles
from directory.subscriptions.ledger import SubscriptionRead
from directory.words import Kind

Ground = tuple[frozenset[str], frozenset[str]]


def open_candidates(
    session: Session, *, examples: bool = False, today: date | None = None
) -> list[Candidate]:
    """Read the open notices that are still of use, and where each applies."""
    day = today or clock.local_now().date()
    found = []
    for notice in open_notices(session, examples=examples):
        last = useful_until(notice.said)
        if last is None or last >= day:
            found.append(notice)
    return candidates_of(session, found)


def candidates_of(session: Session, notices: Sequence[NoticeRead]) -> list[Candidate]:
    """Tell of notices where each applies and whether a parish council issued it."""
    councils = _parish_councils(session, notices)
    nesting: Nesting | None = None
    known: dict[tuple[str, ...], Ground] = {}
    found = []
    for notice in notices:
        ground: Ground = (frozenset(), frozenset())
        areas, shape = notice.said.areas, notice.said.shape
        if shape is None and areas in known:
            ground = known[areas]
        elif areas or shape is not None:
            nesting = nesting or read_nesting(session)
            ground = nesting.ground(areas, shape)
            if shape is None:
                known[areas] = ground
        found.append(Candidate(notice, *ground, notice.said.issuer_listing_id in councils))
    return found


def _parish_councils(session: Session, notices: Iterable[NoticeRead]) -> frozenset[UUID]:
    issuers = {one.said.issuer_listing_id for one in notices if one.said.issuer_listing_id is not None}
    if not issuers:
        return frozenset()
    profiles = read_profiles(session, issuers)
    return frozenset(each for each, profile in profiles.items() if profile.kind is Kind.PARISH_COUNCIL)


def subscribers_of(session: Session, asked: Sequence[SubscriptionRead]) -> list[Subscriber]:
    """Tell of subscriptions the profile of the listing each is for; one whose listing is gone is left out."""
    ids = {UUID(one.subject) for one in asked if one.subject}
    profiles = read_profiles(session, ids) if ids else {}
    return [
        Subscriber(one, profiles[UUID(one.subject)] if one.subject else None)
        for one in asked
        if not one.subject or UUID(one.subject) in profiles
    ]


def names_for(session: Session, subscribers: Iterable[Subscriber], candidates: Iterable[Candidate]) -> Names:
    """Read what the areas and categories are called that a reason may name."""
    codes: set[str] = set()
    for one in subscribers:
        codes.update(one.asked.terms.areas)
        if one.profile is not None:
            codes.update(code for code in one.profile.areas if is_named(code))
    for candidate in candidates:
        codes.update(code for code, _name in candidate.notice.area_names)
    return Names(area_names(session, codes), queries.category_labels(session))


def is_named(code: str) -> bool:
    """Whether people know an area by its name: a parish or a district, not a neighbourhood of figures."""
    return code.startswith(("E04", "E43", "E06", "E07"))


def place_of(codes: Collection[str]) -> str | None:
    """Give the parish among areas, else the district: what is counted by."""
    for level in (("E04", "E43"), ("E06", "E07")):
        found = sorted(code for code in codes if code.startswith(level))
        if found:
            return found[0]
    return None
