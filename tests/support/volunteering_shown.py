"""A volunteer with everything: what do their own pages show?"""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlmodel import Session, col

from directory import clock
from directory.accounts.service import find_or_make_account
from directory.jobs.schemas import Stores
from directory.listings.models import Listing
from directory.needs.words import CheckLevel, Ease, Skill, Workforce
from directory.store import session_scope
from directory.volunteers.away import add_away
from directory.volunteers.checks import tell_check, tell_training, verify_check
from directory.volunteers.diversity import Question, answer
from directory.volunteers.guardians import guardian_url
from directory.volunteers.joining import Joining, ask_to_join
from directory.volunteers.models import VolunteerHours
from directory.volunteers.reminders import still_url
from directory.volunteers.schemas import Slot, VolunteerDraft
from directory.volunteers.service import register, share, visible_to
from directory.volunteers.words import AgeBand, Shared, Training, Transport

PARTS = {
    "name": "only a group to which",
    "when": "usually free",
    "away": "the first day",
    "where": "how far would you go",
    "what": "tick what you like",
    "languages": "another language",
    "interests": "tick what you care about",
    "credits": "we only count them",
    "eases": "tick what you need",
    "experience": "in your own words",
    "age": "if you are under 18",
    "check": "we never keep the number",
    "training": "which group gave it",
    "sharing": "what may it see",
}
VOLUNTEERING_SHOWN = {
    "volunteering-mine": "Who may see what",
    "volunteering-leave": "It cannot be undone",
    "volunteering-who": "not told",
    "volunteering-join": "What is kept, and who sees it",
    "volunteering-sent": "The link works for seven days",
    "volunteering-done": "See what we know of you",
    "volunteering-left": "Nothing of you",
    "volunteering-about-you": "Leave any of them",
    "volunteering-guardian": "You can take your yes back",
    "volunteering-still": "press the button",
    **{f"volunteering-{part}": said[:1].upper() + said[1:] for part, said in PARTS.items()},
}
"""Each page, and what on it shows that there is something to look at."""


def put_volunteering(stores: Stores, email: str) -> dict[str, str]:
    """Let an account be a volunteer who said much; gives the addresses of the pages."""
    today, now = clock.local_now().date(), clock.now()
    with Session(stores.directory) as session:
        library = session.execute(
            select(col(Listing.id)).where(col(Listing.slug) == "march-library")
        ).scalar_one()
    draft = VolunteerDraft(
        "Mary Quantock",
        phone="01632 960123",
        experience="Ten years behind the counter of a shop.",
        slots=(Slot(3, 540, 1020), Slot(5, 855, 900)),
        transport=(Transport.CAR, Transport.WALK),
        skills=(Skill.GARDENING, Skill.MONEY),
        wants=(Ease.EXPENSES,),
    )
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, email)
        mary = register(session, draft, account_id=account, lsoa21="E01017940")
        add_away(session, mary, today + timedelta(days=9), today + timedelta(days=12))
        check = tell_check(session, mary, CheckLevel.ENHANCED, Workforce.BOTH, today - timedelta(days=400))
        tell_check(session, mary, CheckLevel.BASIC, Workforce.ADULT, today - timedelta(days=1070))
        tell_training(session, mary, Training.FIRST_AID, today - timedelta(days=30))
        share(session, mary, library, tuple(Shared), how="accepted")
        verify_check(session, check, listing_id=library, role="owner")
        visible_to(session, mary, library, account_id=uuid4())
        session.add(
            VolunteerHours(
                id=uuid4(),
                volunteer_id=mary,
                listing_id=library,
                on_date=today,
                minutes=90,
                credits=2,
                told_by="group",
                agreed_at=now,
            )
        )
        young = find_or_make_account(session, "young@example.org")
        child = VolunteerDraft(
            "Kit Quantock",
            age_band=AgeBand.FROM_16,
            guardian_name="Ann Quantock",
            guardian_email="ann@example.org",
        )
        kit = register(session, child, account_id=young, lsoa21="E01017940")
        for _ in range(12):
            answer(session, {Question.AGE: "75", Question.DISABILITY: "no"})
        ask_to_join(
            session, stores.settings, Joining("new@example.org", draft, "E01017940"), network="192.0.2.9"
        )
    base = stores.settings.base_url
    return {
        "volunteering-mine": "/desk/volunteering",
        "volunteering-leave": "/desk/volunteering/leave",
        "volunteering-who": "/desk/volunteering/who",
        "volunteering-join": "/volunteer/join",
        "volunteering-sent": "/volunteer/join/sent",
        "volunteering-done": "/volunteer/join/done",
        "volunteering-left": "/volunteer/left",
        "volunteering-about-you": "/volunteer/about-you",
        "volunteering-guardian": guardian_url(stores.settings, kit, "ann@example.org").removeprefix(base),
        "volunteering-still": still_url(stores.settings, mary).removeprefix(base),
        **{f"volunteering-{part}": f"/desk/volunteering/change/{part}" for part in PARTS},
    }
