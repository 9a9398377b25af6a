"""Are there never more people at a session than it has places, whoever presses when?"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from own_stores import own_stores
from sqlalchemy import func, select
from sqlmodel import Session, col
from taken import make_need, read, session_of, taker

from directory import clock
from directory.jobs.schemas import Stores
from directory.jobs.service import run_due
from directory.messages.models import Message
from directory.needs.words import NeedState
from directory.settings import PROJECT_DIR
from directory.store import session_scope
from directory.volunteers import taking
from directory.volunteers.models import Placement, Volunteer
from directory.volunteers.openings import Opening, opening_of
from directory.volunteers.placing import (
    Already,
    Full,
    Placed,
    ask_for_cover,
    give_back,
    keep_after_all,
    place,
)
from directory.volunteers.taking import Asked

PLACES, PEOPLE_COMING, PROCESSES = 5, 200, 4
HOW_MANY = select(func.count()).select_from(Volunteer)
SUPPORT = PROJECT_DIR / "tests" / "support"


@pytest.fixture(scope="module")
def stores(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    folder = tmp_path_factory.mktemp("rush")
    with own_stores(built_database, folder, base_url="http://testserver") as found:
        yield found


def test_two_hundred_at_once_for_five_places_are_five(stores: Stores, tmp_path: Path) -> None:
    with Session(stores.people) as people:
        already = people.execute(HOW_MANY).scalar_one()
    need = make_need(stores, places=PLACES)
    asked = [Asked(taker(number), need.id, session_of(need), clock.now()) for number in range(PEOPLE_COMING)]
    tokens = [taking.LINK.token(stores.settings, taking._pack(each)) for each in asked]
    chosen = {
        "database_url": stores.settings.database_url,
        "people_database_url": stores.settings.people_database_url,
        "base_url": stores.settings.base_url,
        "secret_key": stores.settings.secret_key.get_secret_value(),
        "sealing_keys_file": str(stores.settings.sealing_keys_file),
    }
    running = []
    for number in range(PROCESSES):
        path = tmp_path / f"{number}.json"
        path.write_text(
            json.dumps({"settings": chosen, "tokens": tokens[number::PROCESSES]}), encoding="utf-8"
        )
        running.append(
            subprocess.Popen(  # noqa: S603 - our own Python
                [sys.executable, SUPPORT / "rushing.py", path],
                env={**os.environ, "PYTHONPATH": f"{PROJECT_DIR}:{SUPPORT}"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    for each in running:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in running:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    told = Counter(word for each in running for word in json.loads(each.communicate(timeout=240)[0]))
    assert told == {"Taken": PLACES, "Full": PEOPLE_COMING - PLACES}
    with Session(stores.people) as people:
        seats = people.execute(
            select(col(Placement.seat)).where(col(Placement.session_id) == session_of(need))
        ).scalars()
        assert sorted(seats) == list(range(1, PLACES + 1))
        assert people.execute(HOW_MANY).scalar_one() == already + PLACES
        subjects = Counter(row.subject.partition(":")[0] for row in people.execute(select(Message)).scalars())
        assert subjects == {"Your place": PLACES, "Somebody comes": PLACES}
    run_due(stores)
    after = read(stores, need)
    assert (after.state, after.sessions[0].taken) == (NeedState.FILLED, PLACES)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["place", "place", "place", "give_back", "cover", "keep", "not_needed"]),
        st.integers(0, 6),
    ),
    max_size=40,
)


@pytest.fixture(scope="module")
def crowd(stores: Stores) -> list[UUID]:
    ids = [uuid4() for _ in range(7)]
    now = clock.now()
    with session_scope(stores.people) as people:
        for each in ids:
            people.add(Volunteer(id=each, name="Somebody", current_at=now, created_at=now))
    return ids


@pytest.fixture(scope="module")
def opening(stores: Stores) -> Opening:
    need = make_need(stores, places=3)
    return opening_of(need, session_of(need))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, seats=st.integers(1, 4))
def test_seats_never_exceed_places(
    stores: Stores, crowd: list[UUID], opening: Opening, steps: list[tuple[str, int]], seats: int
) -> None:
    """Compare any sequence of steps with the plain sets that it should come to."""
    time = opening.time
    assert time is not None
    here = replace(opening, time=replace(time, id=uuid4(), places=seats))
    held: dict[UUID, UUID] = {}
    covering: list[UUID] = []
    for step, number in steps:
        who = crowd[number]
        with session_scope(stores.people) as people:
            if step == "place":
                found = place(people, stores.settings, here, who)
                if who in held:
                    assert found == Already(held[who])
                elif len(held) < seats:
                    assert isinstance(found, Placed)
                    assert found.instead_of is None
                    held[who] = found.placement_id
                elif covering:
                    assert isinstance(found, Placed)
                    first = covering.pop(0)
                    assert found.instead_of == held.pop(first)
                    held[who] = found.placement_id
                else:
                    assert found == Full()
            elif who in held:
                if step == "cover":
                    ask_for_cover(people, held[who])
                    covering += [] if who in covering else [who]
                elif step == "keep":
                    keep_after_all(people, held[who])
                else:
                    outcome = "gave_back" if step == "give_back" else "not_needed"
                    assert give_back(people, held[who], outcome=outcome) is not None
                    assert give_back(people, held[who], outcome=outcome) is None
                    del held[who]
                if step != "cover" and who in covering:
                    covering.remove(who)
        with Session(stores.people) as people:
            rows = people.execute(
                select(Placement).where(
                    col(Placement.session_id) == here.session_id, col(Placement.ended_at).is_(None)
                )
            ).scalars()
            live = list(rows)
        assert {row.volunteer_id: row.id for row in live} == held
        assert len({row.seat for row in live}) == len(live) <= seats
        assert all(1 <= row.seat <= seats for row in live)
