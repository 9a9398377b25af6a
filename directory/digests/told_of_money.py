"""How many people were told of money, district by district, in whole fives? For the desk alone."""

from collections import defaultdict
from uuid import UUID

from sqlmodel import Session

from directory.digests.fives import in_fives
from directory.digests.reach_queries import list_told
from directory.funds.queries import list_area_levels
from directory.noticeboard.queries import list_of_kind
from directory.noticeboard.words import NoticeKind
from directory.words import ALL_DISTRICTS


def told_of_money(directory: Session, people: Session) -> dict[str, int | None]:
    """Count each person once in a district, whatever they had of money; None is fewer than five."""
    areas = list_area_levels(directory)
    told: dict[str, set[UUID]] = defaultdict(set)
    for notice_id in list_of_kind(directory, NoticeKind.FUNDING.value):
        for row in list_told(people, notice_id):
            if row.place in areas:
                told[areas[row.place][1]].add(row.account_id)
    return {code: in_fives(len(told[code])) for code in ALL_DISTRICTS}
