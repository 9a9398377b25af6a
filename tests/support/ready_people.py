"""A need of March Library and people near it who are ready to help: what does its page show?"""

from sqlalchemy import text
from sqlmodel import Session
from taken import bank, make_need

from directory.jobs.schemas import Stores
from directory.needs.schemas import NeedRead
from directory.needs.words import CheckLevel, Skill, Workforce
from directory.volunteers.words import Transport

PEOPLE_SHOWN = {
    "people-many": "10 to 14 people fit",
    "people-few": "Fewer than 5 people fit",
}
"""The pages of two needs, and what is on them."""


def near_march(stores: Stores) -> str:
    """Give the small area that March Library stands in."""
    with Session(stores.directory) as session:
        found = session.execute(
            text(
                "SELECT p.lsoa21 FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
                "JOIN location p ON p.id = s.location_id WHERE l.slug = 'march-library'"
            )
        )
        return str(found.scalar_one())


def ready_near_march(stores: Stores, count: int) -> None:
    """Let people join near March who drive and can lift."""
    skills, ways = (Skill.LIFTING, Skill.COOKING), (Transport.CAR, Transport.WALK)
    bank(stores, count, who="near", lsoa21=near_march(stores), skills=skills, transport=ways)


def needs_of_march(stores: Stores) -> tuple[NeedRead, NeedRead]:
    """Make a need that many fit, and one for which nobody holds the check."""
    many = make_need(stores, skills=(Skill.LIFTING,))
    few = make_need(
        stores,
        safe=True,
        title="Read with children",
        check_level=CheckLevel.ENHANCED,
        workforce=Workforce.CHILD,
    )
    return many, few


def put_people(stores: Stores) -> dict[str, str]:
    """Put both there; gives the addresses of their pages."""
    ready_near_march(stores, 12)
    many, few = needs_of_march(stores)
    return {"people-many": f"/desk/needs/{many.id}/people", "people-few": f"/desk/needs/{few.id}/people"}
