"""How does a row about a volunteer read?"""

from sqlmodel import Session

from directory.consents.service import BANK, agreed
from directory.needs.words import CheckLevel, Ease, Skill, Workforce
from directory.volunteers import queries
from directory.volunteers.models import Volunteer, VolunteerCheck, VolunteerTraining
from directory.volunteers.schemas import (
    AwayRead,
    CheckRead,
    GrantRead,
    Slot,
    Standing,
    TrainingRead,
    VolunteerDraft,
    VolunteerRead,
)
from directory.volunteers.words import AgeBand, Shared, Training, Transport


def read_volunteer(session: Session, row: Volunteer) -> VolunteerRead:
    """Tell all that is kept of a volunteer."""
    return VolunteerRead(
        id=row.id,
        account_id=row.account_id,
        said=read_draft(session, row),
        bank=row.bank,
        standing=standing_of(session, row),
        lsoa21=row.lsoa21,
        away=read_away(session, row),
        checks=tuple(read_check(each) for each in queries.list_checks(session, row.id)),
        training=tuple(read_training(each) for each in queries.list_training(session, row.id)),
        grants=tuple(
            GrantRead(each.listing_id, Shared(each.what), each.how, each.given_at)
            for each in queries.live_grants(session, row.id)
        ),
        guardian_agreed_at=row.guardian_agreed_at,
        current_at=row.current_at,
        created_at=row.created_at,
    )


def read_draft(session: Session, row: Volunteer) -> VolunteerDraft:
    """Tell what somebody said of themselves."""
    return VolunteerDraft(
        name=row.name,
        phone=row.phone,
        experience=row.experience,
        slots=tuple(
            Slot(each.day, each.starts_min, each.ends_min) for each in queries.list_slots(session, row.id)
        ),
        travel_m=row.travel_m,
        from_home=row.from_home,
        transport=tuple(Transport(each) for each in row.transport),
        skills=tuple(Skill(each) for each in row.skills),
        themes=tuple(row.themes),
        languages=tuple(row.languages),
        wants=tuple(Ease(each) for each in row.wants),
        age_band=AgeBand(row.age_band),
        guardian_name=row.guardian_name,
        guardian_email=row.guardian_email,
        earns_credits=row.earns_credits,
    )


def read_away(session: Session, row: Volunteer) -> tuple[AwayRead, ...]:
    """Tell on which days somebody cannot help."""
    found = queries.list_away(session, row.id)
    return tuple(AwayRead(each.id, each.first_day, each.last_day) for each in found)


def standing_of(session: Session, row: Volunteer) -> Standing:
    """Tell where somebody stands, and what is missing."""
    if not row.bank:
        return Standing.NOT_IN_BANK
    if row.age_band != AgeBand.ADULT.value and row.guardian_agreed_at is None:
        return Standing.GUARDIAN
    if row.account_id is not None and not agreed(session, row.account_id, BANK):
        return Standing.STOPPED
    return Standing.READY if row.state == "ready" else Standing.NOT_CONFIRMED


def read_check(row: VolunteerCheck) -> CheckRead:
    """Tell of a check."""
    return CheckRead(
        id=row.id,
        level=CheckLevel(row.level),
        workforce=Workforce(row.workforce),
        checked_on=row.checked_on,
        good_until=row.good_until,
        verified_by=row.verified_by,
        verified_role=row.verified_role,
        verified_at=row.verified_at,
    )


def read_training(row: VolunteerTraining) -> TrainingRead:
    """Tell of training, or of a reference."""
    return TrainingRead(row.id, None if row.what is None else Training(row.what), row.on_date, row.held_by)
