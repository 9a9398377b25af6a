"""Which made-up volunteers can stand in a people store, to look at, to test with and to measure with?

Nobody of them is anybody: telephone numbers are of the range kept for drama, addresses of example.org. They
are written in bulk: twenty thousand in seconds.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import insert, select
from sqlmodel import Session, SQLModel, col

from directory import clock
from directory.accounts.models import Account
from directory.areas.models import Postcode
from directory.consents.models import ConsentEvent
from directory.consents.service import BANK, WORDINGS
from directory.listings.models import Listing
from directory.needs.words import CheckLevel, Ease, Skill, Workforce
from directory.sealing import address_kept_as
from directory.settings import Settings
from directory.volunteers.models import (
    Volunteer,
    VolunteerAway,
    VolunteerCheck,
    VolunteerSlot,
    VolunteerTraining,
)
from directory.volunteers.words import AgeBand, Training, Transport

_OURS: Final = UUID("6a5c0f0e-4e9a-5b7e-9a53-0d3b1c2f7a11")
FIRST: Final = (
    "Ada",
    "Bo",
    "Cyn",
    "Dev",
    "Eve",
    "Fay",
    "Gus",
    "Hal",
    "Ivy",
    "Joy",
    "Kit",
    "Lou",
    "Max",
    "Nia",
)
LAST: Final = (
    "Quantock",
    "Zebra",
    "Fenwick",
    "Marshland",
    "Willow",
    "Heron",
    "Teasel",
    "Eel",
    "Drove",
    "Lode",
)
LANGUAGES: Final = ("pl", "lt", "pt", "ro", "bn", "ur", "zh", "es")
PARTS: Final = ((540, 720), (720, 1020), (1020, 1260))
FAR: Final = (1609, 3219, 8047, 8047, 8047, 16093, 32187)
AT_ONCE: Final = 2000


@dataclass(slots=True)
class _Rows:
    """Rows of each table, until they are written."""

    held: dict[type[SQLModel], list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, model: type[SQLModel], **values: Any) -> None:  # noqa: ANN401 - of any column
        self.held.setdefault(model, []).append(values)

    def write(self, session: Session) -> None:
        for model, rows in self.held.items():
            session.execute(insert(model), rows)
        self.held.clear()


def seed_bank(
    people_session: Session, directory_session: Session, settings: Settings, *, count: int, seed: int
) -> tuple[UUID, ...]:
    """Write made-up volunteers who are ready; the same seed writes the same ones. Gives their ids.

    Of ten about nine are ready adults; the others rest, or are under 18 with a guardian who agreed. Some hold
    checks, of which most were seen by a listing.
    """
    del settings  # what is sealed is sealed by the store itself
    lsoas = _lsoas(directory_session)
    listings = list(
        directory_session.execute(select(col(Listing.id)).order_by(col(Listing.id)).limit(50)).scalars()
    )
    chance = random.Random(seed)  # noqa: S311 - made-up people, not secrets
    rows, ids = _Rows(), []
    for number in range(count):
        ids.append(_one(people_session, rows, chance, f"{seed}-{number}", lsoas, listings))
        if number % AT_ONCE == AT_ONCE - 1:
            rows.write(people_session)
    rows.write(people_session)
    return tuple(ids)


def _lsoas(session: Session) -> list[str]:
    """List neighbourhoods, each as often as it has postcodes: about as people live."""
    found = session.execute(
        select(col(Postcode.lsoa21))
        .where(col(Postcode.inside), col(Postcode.status) == "live", col(Postcode.lsoa21).is_not(None))
        .order_by(col(Postcode.key))
    ).scalars()
    return [each for each in found if each]


def _one(
    session: Session, rows: _Rows, chance: random.Random, word: str, lsoas: list[str], listings: list[UUID]
) -> UUID:
    volunteer_id, account_id = uuid5(_OURS, f"volunteer {word}"), uuid5(_OURS, f"account {word}")
    now = clock.now()
    since = now - timedelta(days=chance.randrange(80))
    email = f"volunteer-{word}@example.org"
    rows.add(
        Account,
        id=account_id,
        email=email,
        email_hash=address_kept_as(session, email),
        created_at=since,
        seen_at=since,
        closed_at=None,
    )
    rows.add(
        ConsentEvent,
        id=uuid5(_OURS, f"consent {word}"),
        account_id=account_id,
        purpose=BANK,
        what="given",
        at=since,
        how="made up",
        wording=WORDINGS[BANK],
        subject="",
        terms=None,
    )
    band = chance.choices(tuple(AgeBand), (1, 3, 96))[0]
    young = band is not AgeBand.ADULT
    rows.add(
        Volunteer,
        id=volunteer_id,
        account_id=account_id,
        brokered_in=None,
        name=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
        phone=f"+441632960{chance.randrange(1000):03d}",
        address=None,
        experience=None,
        bank=True,
        state="resting" if chance.random() < 0.05 else "ready",  # noqa: PLR2004
        lsoa21=chance.choice(lsoas),
        travel_m=chance.choice(FAR),
        from_home=chance.random() < 0.4,  # noqa: PLR2004
        transport=_some(chance, [each.value for each in Transport], 2),
        skills=_some(chance, [each.value for each in Skill], 5),
        themes=[],
        languages=_some(chance, LANGUAGES, 1) if chance.random() < 0.2 else [],  # noqa: PLR2004
        wants=_some(chance, [each.value for each in Ease], 2) if chance.random() < 0.3 else [],  # noqa: PLR2004
        age_band=band.value,
        guardian_name="Ann Guardian" if young else None,
        guardian_email="guardian@example.org" if young else None,
        guardian_agreed_at=since if young else None,
        earns_credits=chance.random() < 0.1,  # noqa: PLR2004
        current_at=since,
        reminded_at=None,
        created_at=since,
        ended_at=None,
    )
    _times(rows, chance, volunteer_id, word)
    if band is not AgeBand.UNDER_16:
        _checks(rows, chance, volunteer_id, word, listings)
    return volunteer_id


def _times(rows: _Rows, chance: random.Random, volunteer_id: UUID, word: str) -> None:
    today = clock.local_now().date()
    cells = [(day, part) for day in range(7) for part in PARTS]
    for day, (starts, ends) in chance.sample(cells, chance.randint(1, 5)):
        rows.add(VolunteerSlot, volunteer_id=volunteer_id, day=day, starts_min=starts, ends_min=ends)
    if chance.random() < 0.1:  # noqa: PLR2004
        first = today + timedelta(days=chance.randrange(60))
        rows.add(
            VolunteerAway,
            id=uuid5(_OURS, f"away {word}"),
            volunteer_id=volunteer_id,
            first_day=first,
            last_day=first + timedelta(days=chance.randrange(21)),
        )


def _checks(rows: _Rows, chance: random.Random, volunteer_id: UUID, word: str, listings: list[UUID]) -> None:
    today = clock.local_now().date()
    if chance.random() < 0.35:  # noqa: PLR2004
        on = today - timedelta(days=chance.randrange(1, 1200))
        seen = bool(listings) and chance.random() < 0.7  # noqa: PLR2004
        rows.add(
            VolunteerCheck,
            id=uuid5(_OURS, f"check {word}"),
            volunteer_id=volunteer_id,
            level=chance.choice([each.value for each in CheckLevel][1:]),
            workforce=chance.choice([each.value for each in Workforce]),
            checked_on=on,
            good_until=_three_years(on),
            verified_by=chance.choice(listings) if seen else None,
            verified_role="owner" if seen else None,
            verified_at=clock.now() if seen else None,
            reminded_days=None,
            created_at=clock.now(),
        )
    if chance.random() < 0.2:  # noqa: PLR2004
        rows.add(
            VolunteerTraining,
            id=uuid5(_OURS, f"training {word}"),
            volunteer_id=volunteer_id,
            kind="training",
            what=chance.choice([each.value for each in Training]),
            on_date=today - timedelta(days=chance.randrange(1, 900)),
            held_by=None,
        )


def _three_years(day: date) -> date:
    return day + timedelta(days=3 * 365)


def _some(chance: random.Random, words: "list[str] | tuple[str, ...]", most: int) -> list[str]:
    return sorted(chance.sample(list(words), chance.randint(1, most)))
