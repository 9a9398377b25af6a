"""Which pages of taking part are looked at in a browser, and what stands on them?"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col
from taken import ask_link, bank, letters, make_need, session_of, taker, token_in

from directory import clock
from directory.accounts.schemas import Who
from directory.jobs.schemas import Stores
from directory.needs.schemas import SessionDraft
from directory.needs.words import CheckLevel, Ease, Skill, Workforce
from directory.store import session_scope
from directory.volunteers.cover import want_cover
from directory.volunteers.hours import tell_hours
from directory.volunteers.inviting import invite
from directory.volunteers.models import Placement, Volunteer
from directory.volunteers.placement_links import token_of
from directory.volunteers.taking import Taken, take
from directory.volunteers.wanted import wanted_of

TAKING_SHOWN = {
    "take": "Take it as",
    "take-times": "When can you come?",
    "take-sent": "Look into your e-mail",
    "take-confirm": "Shall the place be yours?",
    "take-full": "Others were just before you",
    "take-waits": "Your offer is passed on",
    "invitation": "Why we ask you",
    "invitation-filled": "It is filled, thank you",
    "placement": "Cannot come after all?",
    "placement-cover": "I can come after all",
    "placement-over": "How long did you help?",
    "shifts": "Whom we asked stays unknown",
    "shifts-over": "Agree to 2 hours",
    "shifts-offers": "Offers that wait for a check",
}


def put_taken(stores: Stores) -> dict[str, str]:
    """Let people take places, be asked, ask for cover and offer; give the pages to look at."""
    day = clock.local_now().date()
    need = make_need(
        stores,
        title="Pack food parcels and help carry them to the cars",
        sessions=(SessionDraft(day + timedelta(days=4), 570, 750),),
        needs_skills=(Skill.LIFTING,),
        eases=(Ease.EXPENSES, Ease.FIRST_TIMERS),
    )
    times = make_need(
        stores, title="Read with people", sessions=(SessionDraft(day + timedelta(days=5), 570, 750, weeks=3),)
    )
    checked = make_need(
        stores,
        title="Drive children home",
        safe=True,
        check_level=CheckLevel.ENHANCED,
        workforce=Workforce.CHILD,
    )
    small = make_need(stores, title="Set out chairs", places=1)
    confirm = ask_link(stores, need, taker(90))
    first, second, third = (taker(number, phone="01632 960 001") for number in (91, 92, 93))
    placed = _taken(take(stores, ask_link(stores, need, first)))
    covered = _taken(take(stores, ask_link(stores, need, second)))
    want_cover(stores, covered)
    take(stores, ask_link(stores, checked, first, network="192.0.2.9"))
    assert need.lsoa21 is not None
    bank(stores, 6, lsoa21=need.lsoa21, skills=(Skill.LIFTING,))
    asking = Who(_somebody(stores), "lead@example.org", (), _somebody(stores), second_factor=True)
    for each in (need, small):
        wanted = wanted_of(each, each.sessions[0])
        invite(stores, each.id, session_of(each), wanted, how_many=60, actor=asking)
    invited = [_link(stores, number, each.title) for number, each in ((0, need), (1, small))]
    take(stores, ask_link(stores, small, third, network="192.0.2.8"))
    over, over_need = _over(stores)
    return {
        "take": f"/volunteer/need/{need.slug}/take",
        "take-times": f"/volunteer/need/{times.slug}/take",
        "take-sent": f"/volunteer/need/{need.slug}/take/sent",
        "take-confirm": f"/volunteer/take/confirm/{confirm}",
        "take-full": "/volunteer/take/full",
        "take-waits": "/volunteer/take/waits",
        "invitation": f"/invitation/{invited[0]}",
        "invitation-filled": f"/invitation/{invited[1]}",
        "placement": f"/placement/{placed}?said=taken",
        "placement-cover": f"/placement/{covered}",
        "placement-over": f"/placement/{over}",
        "shifts": f"/desk/needs/{need.id}/shifts",
        "shifts-over": f"/desk/needs/{over_need}/shifts",
        "shifts-offers": f"/desk/needs/{checked.id}/shifts",
    }


def _taken(outcome: object) -> str:
    assert isinstance(outcome, Taken)
    return outcome.placement_token


def _link(stores: Stores, number: int, title: str) -> str:
    body = next(row.body for row in letters(stores, f"bank{number}@example.org") if title in row.body)
    return token_in(body, "/invitation/")


def _over(stores: Stores) -> tuple[str, str]:
    """Let a place that was taken be one of yesterday."""
    need = make_need(stores, title="Sort the donated clothes")
    token = _taken(take(stores, ask_link(stores, need, taker(94), network="192.0.2.7")))
    begun: datetime = clock.now() - timedelta(days=1)
    with session_scope(stores.people) as people:
        row = people.execute(select(Placement).where(col(Placement.need_id) == need.id)).scalar_one()
        row.starts_at, row.ends_at = begun, begun + timedelta(hours=2)
        people.flush()
        tell_hours(people, row.id, 120, by_group=False, earns_credits=False)
        assert token_of(stores.settings, "placement", row.id) == token
    return token, str(need.id)


def _somebody(stores: Stores) -> UUID:
    with Session(stores.people) as people:
        found = people.execute(select(col(Volunteer.account_id))).scalars().first()
    assert found is not None
    return found
