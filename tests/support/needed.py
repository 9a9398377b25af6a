"""What help is needed where the desk is looked at? One open need, and what is said of safety."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from directory.changes.schemas import Actor
from directory.clock import local_now
from directory.jobs.schemas import Stores
from directory.listings.models import Listing
from directory.needs.schemas import NeedDraft, SessionDraft, SlotRead
from directory.needs.service import open_need, tell_safeguarding, write_need
from directory.needs.words import CheckLevel, Ease, Rhythm, Skill, Workforce
from directory.store import session_scope

NEEDS_SHOWN = {
    "needs": "Read with children after school",
    "needs-new": "What help do you need?",
    "needs-one": "People find it, until",
    "needs-whose": "Who needs help?",
    "needs-safeguarding": "One paragraph in your own words",
}


def put_needs(stores: Stores) -> dict[str, str]:
    """Write a need with everything in it; give the pages on which it is looked after."""
    actor, today = Actor("command"), local_now().date()
    with session_scope(stores.directory) as session:
        library = session.scalars(select(col(Listing.id)).where(col(Listing.slug) == "ely-library")).one()
        tell_safeguarding(
            session,
            library,
            statement="Nobody is alone with a child.",
            lead_role="Safeguarding lead",
            reviewed_on=today,
            actor=actor,
        )
        draft = NeedDraft(
            listing_id=library,
            title="Read with children after school",
            rhythm=Rhythm.REGULAR,
            contact_role="Children's librarian",
            answers_within_days=2,
            open_until=today + timedelta(days=60),
            summary="Three or four children, a pile of books.",
            minutes=60,
            places=3,
            skills=(Skill.TEACHING,),
            eases=(Ease.TRAINING,),
            check_level=CheckLevel.ENHANCED,
            workforce=Workforce.CHILD,
            sessions=(SessionDraft(today + timedelta(days=2), 930, 990, 4),),
            slots=(SlotRead(2, 600, 720),),
        )
        need = write_need(session, draft, actor=actor)
        open_need(session, need, actor=actor)
    return {
        "needs": "/desk/listing/ely-library/needs",
        "needs-new": "/desk/needs/new?listing=ely-library",
        "needs-one": f"/desk/needs/{need}",
        "needs-whose": "/desk/needs/new",
        "needs-safeguarding": "/desk/listing/ely-library/safeguarding",
    }
