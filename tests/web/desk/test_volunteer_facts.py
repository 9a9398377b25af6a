"""Does the page of a volunteer tell only what they said?"""

from dataclasses import replace
from uuid import uuid4

from watch import NOON

from directory.volunteers.schemas import Standing, VolunteerDraft, VolunteerRead
from web.desk.volunteer_facts import about_helping

TOOK_ONE = VolunteerRead(
    id=uuid4(),
    account_id=uuid4(),
    said=VolunteerDraft(name="Tom"),
    bank=False,
    standing=Standing.NOT_IN_BANK,
    lsoa21=None,
    away=(),
    checks=(),
    training=(),
    grants=(),
    guardian_agreed_at=None,
    current_at=NOON,
    created_at=NOON,
)


def told(found: VolunteerRead, place: str = "") -> dict[str, tuple[str, ...]]:
    return {each.label: each.lines for each in about_helping(found, place)}


def test_of_who_took_one_thing_nothing_is_told_that_they_were_not_asked() -> None:
    facts = told(TOOK_ONE)
    assert facts["Where"] == ("Not said yet",)
    assert facts["Time Credits"] == ("Nothing said",)


def test_what_they_said_stands_there() -> None:
    assert told(replace(TOOK_ONE, bank=True))["Where"] == ("Up to about 5 miles, or from home",)
    far = VolunteerDraft(name="Tom", travel_m=32187, earns_credits=True)
    facts = told(replace(TOOK_ONE, said=far))
    assert facts["Where"] == ("Up to about 20 miles, or from home",)
    assert facts["Time Credits"] == ("Are counted",)
