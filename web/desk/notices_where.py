"""Who may read a notice as theirs: which places are offered first, and which one is chosen to begin with?"""

from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.accounts.permissions import Action, where_may
from directory.accounts.schemas import Who
from directory.areas.service import area_names
from directory.marks.queries import list_areas
from directory.noticeboard.queries import list_councils
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.words import NoticeKind
from directory.words import ALL_DISTRICTS, COUNTY
from web.contexts.desk_submissions import Choice
from web.desk.notices_ground import DISTRICT, LISTING, ground_of, issuers_for

EVERYWHERE: Final = "everywhere"
OTHER: Final = "other"
OWN: Final = "own"
_MOST_ISSUERS: Final = 8
"""Of whoever may write in more names, the places of the first are offered; the others are named."""


def home_of(session: Session, listing_id: UUID | None, district: str | None) -> tuple[str, ...]:
    """Give the place of an issuer: the parish of a council, the district of anybody else."""
    if listing_id is None:
        return (district,) if district else ()
    parishes, districts, council = _stands(session, listing_id)
    return parishes if council and parishes else districts


def _stands(session: Session, listing_id: UUID) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    said = NoticeDraft(NoticeKind.CALL, "", "", "", issuer_listing_id=listing_id)
    target = ground_of(session, said)
    council = any(row.id == listing_id for row in list_councils(session, target.parishes))
    return tuple(sorted(target.parishes)), tuple(sorted(target.districts)), council


def first_reach(session: Session, who: Who, issuers: tuple[Choice, ...]) -> str:
    """Choose what a new notice begins with: never everywhere."""
    homes = {home_of(session, *_parts(each.value)) for each in issuers[:_MOST_ISSUERS]}
    if not issuers:
        homes = {(code,) for code in where_may(who, Action.WRITE_NOTICE).parishes}
    if len(homes) == 1 and len(home := next(iter(homes))) <= 1:
        return home[0] if home else ""
    return OWN if issuers else ""


def reach_of(session: Session, said: NoticeDraft) -> str:
    """Say which choice a notice stands for: one whole place, everywhere, or what is named below."""
    if not said.areas and said.shape is None:
        return EVERYWHERE
    only = said.areas[0] if len(said.areas) == 1 and said.shape is None else ""
    return only if only and _label(session, only) else OTHER


def reach_choices(session: Session, who: Who, chosen: str) -> tuple[Choice, ...]:
    """List the places of whoever writes, the smallest first, then everywhere and other places."""
    issuers = issuers_for(session, who)
    where = where_may(who, Action.WRITE_NOTICE)
    parishes, districts = set(where.parishes), set(where.districts)
    for each in issuers[:_MOST_ISSUERS]:
        listing_id, district = _parts(each.value)
        if listing_id is not None:
            found = _stands(session, listing_id)
            parishes |= set(found[0])
            districts |= set(found[1])
        elif district:
            districts.add(district)
    codes = [*sorted(parishes), *(code for code in ALL_DISTRICTS if code in districts)]
    if chosen not in {*codes, "", EVERYWHERE, OTHER, OWN} and _label(session, chosen):
        codes.insert(0, chosen)
    own = (Choice(OWN, "Where whoever issues it is"),) if first_reach(session, who, issuers) == OWN else ()
    return (
        *own,
        *(Choice(code, label) for code in codes if (label := _label(session, code))),
        Choice(EVERYWHERE, "Everywhere in Cambridgeshire and Peterborough"),
        Choice(OTHER, "Other places, which I name under “Other places” below"),
    )


def _parts(issuer: str) -> tuple[UUID | None, str | None]:
    if issuer.startswith(LISTING):
        return UUID(issuer.removeprefix(LISTING)), None
    return None, issuer.removeprefix(DISTRICT)


def _label(session: Session, code: str) -> str:
    """Name a whole parish, district or the county; empty for anything else."""
    if code == COUNTY:
        return "The whole of Cambridgeshire"
    if code in ALL_DISTRICTS:
        return area_names(session, [code]).get(code, "")
    return next(
        (f"{row.name} parish" for row in list_areas(session) if row.code == code and row.level == "parish"),
        "",
    )
