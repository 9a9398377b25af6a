"""How do coordinators speak for volunteers without e-mail: write them down, ring them, answer for them?

They agreed by telephone or on paper, in the words that stand in the ledger under a random id. They are
matched like everybody; where others get a message, the coordinators of their district are told to ring. That
a name or a telephone number was opened is written down, and so is every answer.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.consents.service import BANK, agreed, give, withdraw
from directory.errors import InvalidInput, NotFound
from directory.jobs.schemas import Stores
from directory.jobs.service import audit
from directory.needs.words import Skill
from directory.settings import Settings
from directory.store import session_scope
from directory.subscriptions.paper import Agreed
from directory.volunteers import placement_queries as placements
from directory.volunteers import queries
from directory.volunteers.away import add_away, remove_away
from directory.volunteers.inviting import Answered, answer
from directory.volunteers.leaving import leave_for_good
from directory.volunteers.models import Invitation, Volunteer, VolunteerLook
from directory.volunteers.placement_links import token_of
from directory.volunteers.reading import read_away
from directory.volunteers.saying import checked, free_text
from directory.volunteers.schemas import AwayRead, VolunteerDraft, VolunteerRead
from directory.volunteers.service import read_one, rest, set_place, still_current, tell
from directory.volunteers.words import AgeBand, Shared

WORDING: Final = (
    "You may keep my name, how to reach me and what I tell you of how I could help; ring me when a group "
    "near me needs it; and say yes or no for me as I tell you. A group is told who I am only when I have "
    "said yes to it. I can end this at any time."
)
"""What is read out, or lies before them on paper."""
LONGEST_ADDRESS: Final = 300


@dataclass(frozen=True, slots=True)
class BrokeredDraft:
    """What a coordinator writes down for somebody."""

    said: VolunteerDraft
    address: str | None = None


@dataclass(frozen=True, slots=True)
class BrokeredRow:
    """Somebody without e-mail, as a list shows them: nothing that names them but their initials."""

    id: UUID
    initials: str
    lsoa21: str | None
    state: str
    skills: tuple[Skill, ...]
    to_ask_since: datetime | None
    """They were to be asked whether all is still right; None where not."""
    asked: int
    """So many invitations wait for their answer."""


@dataclass(frozen=True, slots=True)
class BrokeredAsk:
    """An invitation that waits for what they say."""

    id: UUID
    need_id: UUID
    session_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class BrokeredSeat:
    """A place that is theirs, and the secret of its page."""

    need_id: UUID
    starts_at: datetime | None
    ends_at: datetime | None
    token: str


@dataclass(frozen=True, slots=True)
class BrokeredRead:
    """Somebody without e-mail, for who speaks for them."""

    whole: VolunteerRead
    address: str | None
    district: str
    state: str
    to_ask_since: datetime | None
    asks: tuple[BrokeredAsk, ...]
    seats: tuple[BrokeredSeat, ...]


def write_down(
    people: Session, draft: BrokeredDraft, *, district: str, lsoa21: str, how: Agreed, actor: Actor
) -> UUID:
    """Write somebody down who agreed by telephone or on paper."""
    said, now = _fit(draft), clock.now()
    row = Volunteer(
        id=uuid4(),
        brokered_in=district,
        name=said.said.name,
        address=said.address,
        bank=True,
        lsoa21=lsoa21,
        current_at=now,
        created_at=now,
    )
    people.add(row)
    people.flush()
    give(people, row.id, BANK, how=how.value, wording=WORDING)
    tell(people, row.id, said.said)
    _note(people, "write down volunteer", row.id, actor)
    return row.id


def change(
    people: Session,
    volunteer_id: UUID,
    draft: BrokeredDraft,
    *,
    actor: Actor,
    moved_to: tuple[str, str] | None = None,
) -> None:
    """Write down what they say now; `moved_to` is another district and neighbourhood."""
    row, said = find_brokered(people, volunteer_id), _fit(draft)
    row.address = said.address
    tell(people, volunteer_id, said.said)
    if moved_to is not None:
        row.brokered_in = moved_to[0]
        set_place(people, volunteer_id, moved_to[1])
    _note(people, "change volunteer", volunteer_id, actor)


def list_days_off(people: Session, volunteer_id: UUID) -> tuple[AwayRead, ...]:
    """List the days on which nobody asks them."""
    return read_away(people, find_brokered(people, volunteer_id))


def add_days_off(people: Session, volunteer_id: UUID, first: date, last: date, *, actor: Actor) -> None:
    """Write down days on which nobody asks them."""
    find_brokered(people, volunteer_id)
    add_away(people, volunteer_id, first, last)
    _note(people, "change volunteer", volunteer_id, actor, detail="days off")


def remove_days_off(people: Session, volunteer_id: UUID, away_id: UUID, *, actor: Actor) -> None:
    """Take days off away again."""
    find_brokered(people, volunteer_id)
    remove_away(people, volunteer_id, away_id)
    _note(people, "change volunteer", volunteer_id, actor, detail="days off")


def still_right(people: Session, volunteer_id: UUID, *, actor: Actor) -> None:
    """Note that they said all is right as of now; who rested may be asked again."""
    find_brokered(people, volunteer_id)
    still_current(people, volunteer_id)
    _note(people, "confirm volunteer", volunteer_id, actor)


def let_rest(people: Session, volunteer_id: UUID, *, actor: Actor) -> None:
    """Ask them no more until they want it again."""
    find_brokered(people, volunteer_id)
    rest(people, volunteer_id, how=Agreed.BY_TELEPHONE.value)
    _note(people, "rest volunteer", volunteer_id, actor)


def end_for(stores: Stores, volunteer_id: UUID, *, actor: Actor) -> None:
    """Delete everything about them, as they wish; seats ahead are free again."""
    with session_scope(stores.people) as people:
        find_brokered(people, volunteer_id)
        if agreed(people, volunteer_id, BANK):
            withdraw(people, volunteer_id, BANK, how=Agreed.BY_TELEPHONE.value, wording=WORDING)
    leave_for_good(stores, volunteer_id, by=actor.account_id)


def answer_for(
    stores: Stores, volunteer_id: UUID, invitation_id: UUID, *, accept: bool, actor: Actor
) -> Answered:
    """Say yes or no for them, as they told; that it was said for them is written down."""
    with session_scope(stores.people) as people:
        find_brokered(people, volunteer_id)
        row = people.get(Invitation, invitation_id)
        if row is None or row.volunteer_id != volunteer_id:
            raise NotFound("They are not asked that any more.")
        said = "said yes" if accept else "said no"
        _note(people, f"{said} for a volunteer", volunteer_id, actor, detail=str(invitation_id))
    return answer(stores, token_of(stores.settings, "invitation", invitation_id), accept)


def list_brokered(people: Session, districts: Collection[str] | None) -> tuple[BrokeredRow, ...]:
    """List whom the coordinators of some districts speak for, of all where None, who are to be rung first."""
    found = [
        BrokeredRow(
            row.id,
            "".join(f"{part[0]}." for part in row.name.split()[:3]),
            row.lsoa21,
            row.state,
            tuple(Skill(each) for each in row.skills),
            row.reminded_at,
            len(_asks(people, row.id)),
        )
        for row in queries.list_brokered(people, districts)
    ]
    return tuple(sorted(found, key=lambda each: (each.asked == 0, each.to_ask_since is None)))


def open_brokered(
    people: Session, settings: Settings, volunteer_id: UUID, *, account_id: UUID
) -> BrokeredRead:
    """Open everything about somebody, for who speaks for them; that they looked is written down."""
    row = find_brokered(people, volunteer_id)
    for each in (Shared.NAME, Shared.CONTACT):
        people.add(
            VolunteerLook(
                id=uuid4(), volunteer_id=row.id, account_id=account_id, what=each.value, at=clock.now()
            )
        )
    people.flush()
    return BrokeredRead(
        read_one(people, row.id),
        row.address,
        str(row.brokered_in),
        row.state,
        row.reminded_at,
        _asks(people, row.id),
        tuple(
            BrokeredSeat(each.need_id, each.starts_at, each.ends_at, token_of(settings, "placement", each.id))
            for each in placements.live_of_volunteer(people, row.id, after=clock.now())
        ),
    )


def find_brokered(people: Session, volunteer_id: UUID) -> Volunteer:
    """Find somebody for whom coordinators speak, without opening what names them."""
    row = people.get(Volunteer, volunteer_id)
    if row is None or row.brokered_in is None or row.state == "ended":
        raise NotFound("There is nobody under this address any more. They may have taken everything back.")
    return row


def _asks(people: Session, volunteer_id: UUID) -> tuple[BrokeredAsk, ...]:
    rows = placements.waiting_invitations(people, volunteer_id, clock.now())
    return tuple(BrokeredAsk(row.id, row.need_id, row.session_id, row.expires_at) for row in rows)


def _fit(draft: BrokeredDraft) -> BrokeredDraft:
    """Give it in the form in which it is kept, or say what is to be mended."""
    if draft.said.age_band is not AgeBand.ADULT:
        raise InvalidInput("Whoever is under 18 joins with their parent or guardian, by e-mail.", field="age")
    said, address = checked(draft.said), free_text(draft.address, field="address")
    if said.phone is None and address is None:
        raise InvalidInput("Enter a telephone number, or an address to write to.", field="phone")
    if address is not None and len(address) > LONGEST_ADDRESS:
        raise InvalidInput(f"Use at most {LONGEST_ADDRESS} letters.", field="address")
    return replace(draft, said=said, address=address)


def _note(people: Session, action: str, volunteer_id: UUID, actor: Actor, detail: str = "") -> None:
    audit(
        people,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=action,
        subject="volunteer",
        subject_id=volunteer_id,
        detail=detail,
    )
