"""Does an issuer see in advance how far a notice goes, and can nobody be found out by the numbers?"""

import itertools
import random
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest
from hearing import (
    CHATTERIS,
    FENLAND,
    HUNTINGDONSHIRE,
    MARCH,
    WISBECH,
    announce,
    both_stores,
    reader,
    resident,
    residents,
)
from sqlalchemy import func, select
from sqlmodel import Session, col

from directory import clock
from directory.accounts.closing import close_account
from directory.consents.service import FUNDING, LOCAL, NEWS, stop
from directory.digests.fives import LEAST, in_fives
from directory.digests.models import DigestItem
from directory.digests.reach import Foreseen, find_hearers, foresee
from directory.digests.service import make_digests
from directory.jobs.schemas import Stores
from directory.nodes.reach import choose_nodes
from directory.nodes.reach_queries import list_homes, list_nodes, list_parishes
from directory.settings import Settings
from directory.store import session_scope
from directory.subscriptions.paper import Agreed, end_reader
from directory.subscriptions.service import dismiss, snooze


@pytest.fixture
def stores(settings: Settings) -> Iterator[Stores]:
    with both_stores(settings) as found:
        yield found


def told(stores: Stores, notice_id: UUID) -> int:
    with Session(stores.people) as session:
        query = select(func.count(func.distinct(col(DigestItem.account_id))))
        return int(session.execute(query.where(col(DigestItem.notice_id) == notice_id)).scalar_one())


def heard(foreseen: Foreseen) -> dict[str, int | None]:
    return {each.code: each.people for each in (*foreseen.districts, *foreseen.heard)}


def test_those_foreseen_are_those_who_get_a_digest(stores: Stores) -> None:
    notice_id = announce(stores)
    residents(stores, 7, MARCH)
    residents(stores, 3, WISBECH, MARCH)
    residents(stores, 4, FENLAND)
    residents(stores, 6, HUNTINGDONSHIRE)
    residents(stores, 2, CHATTERIS, purpose=LOCAL)  # type: ignore[arg-type]
    reader(stores, "Ada Example", WISBECH)
    gone = reader(stores, "Bo Example", WISBECH)
    asleep, closed, stopped, aside = residents(stores, 4, MARCH, name="never")
    with session_scope(stores.people) as session:
        end_reader(session, gone, agreed=Agreed.BY_TELEPHONE, by=gone)
        snooze(session, asleep, 4)
        stop(session, stores.settings, f"never-{MARCH.lower()}-2@example.org", NEWS, how="test")
        dismiss(session, aside, notice_id)
        close_account(session, closed, by=None)
    hearers = {each.account_id for each in find_hearers(stores, notice_id)[1]}
    assert not hearers & {gone, asleep, closed, stopped, aside}
    assert len(hearers) == 15
    assert make_digests(stores).made == told(stores, notice_id) == len(hearers)
    assert {each.account_id for each in find_hearers(stores, notice_id)[1]} == hearers, "sent changes nothing"


def test_over_random_people_the_same_number_is_foreseen_and_told(stores: Stores) -> None:
    some = random.Random(5)
    with Session(stores.directory) as session:
        parishes = [row.code for row in list_parishes(session)]
    notices = [announce(stores, areas=areas) for areas in ((), (FENLAND,), (MARCH, WISBECH))]
    for number in range(60):
        areas = some.sample([*parishes[:20], MARCH, WISBECH, CHATTERIS, FENLAND, HUNTINGDONSHIRE], 3)
        resident(stores, f"r{number}", *areas, purpose=some.choice([FUNDING, LOCAL]))
    foreseen = [len(find_hearers(stores, each)[1]) for each in notices]
    make_digests(stores)
    assert foreseen == [told(stores, each) for each in notices]
    assert foreseen[0] > foreseen[1] > foreseen[2] > 0


def test_numbers_are_whole_fives_and_a_few_are_as_nobody(stores: Stores) -> None:
    notice_id = announce(stores)
    residents(stores, 7, MARCH)
    residents(stores, 4, WISBECH)
    residents(stores, 3, FENLAND)
    found = foresee(stores, notice_id)
    assert found.people == 10
    assert heard(found) == {FENLAND: 10, MARCH: 5}
    assert dict(found.purposes) == {
        "funding": 10,
        "support": None,
        "local": None,
        "volunteering": None,
        "parish_news": None,
    }
    quiet = {each.code for each in found.quiet}
    assert MARCH not in quiet
    assert {WISBECH, CHATTERIS} <= quiet, "four and nobody stand in one list"
    assert found.parishes == len(quiet) + 1
    assert found.nodes.people == sum(each.population or 0 for each in found.quiet)
    people = [each.population for each in found.quiet if each.population is not None]
    assert people == sorted(people, reverse=True)


def test_four_and_nobody_look_the_same(stores: Stores) -> None:
    notice_id = announce(stores)
    residents(stores, 12, MARCH)
    before = foresee(stores, notice_id)
    residents(stores, 2, WISBECH)
    assert foresee(stores, notice_id) == before


def test_no_count_below_five_follows_from_what_is_told() -> None:
    """Every place told as fewer than five may hold nobody, and may hold four, whatever else is told.

    Of the other places each may hold any number from what is told of it upwards, and somebody may be counted
    in none: so it is enough that what is told at least leaves room in what is told at most.
    """
    for seed in range(500):
        some = random.Random(seed)
        places = [some.choice([0, 0, 1, 2, 4, 5, 6, 9, 14, 23]) for _ in range(some.randint(2, 7))]
        most = (in_fives(sum(places) + some.randint(0, 3)) or 0) + LEAST - 1
        shown = [in_fives(each) for each in places]
        least = sum(each or 0 for each in shown)
        assert least + 4 <= most
        assert all((each is None) == (real < LEAST) for each, real in zip(shown, places, strict=True))


def test_two_drafts_of_nearly_the_same_ground_tell_nothing_of_one_person(stores: Stores) -> None:
    residents(stores, 6, MARCH)
    resident(stores, "only-one", WISBECH)
    both = foresee(stores, announce(stores, draft_only=True, areas=(MARCH, WISBECH)))
    one = foresee(stores, announce(stores, draft_only=True, areas=(MARCH,), title="Another"))
    assert (both.people, one.people) == (5, 5)


def test_a_notice_for_everywhere_looks_at_every_parish(stores: Stores) -> None:
    found = foresee(stores, announce(stores, areas=()))
    assert found.parishes == len(found.quiet) == 266
    assert found.people is None
    assert len(found.districts) == 6
    assert {each.people for each in found.districts} == {None}


def test_the_nodes_of_a_small_case_are_the_best_there_are(stores: Stores) -> None:
    with Session(stores.directory) as session:
        everywhere = {row.code: row for row in list_parishes(session)}
        some = [code for code, row in everywhere.items() if row.district_code == FENLAND][:6]
        population = {code: everywhere[code].population for code in some}
        found = choose_nodes(session, population)
        homes, nodes = list_homes(session, population), list_nodes(session)
    share = {code: population[code] / sum(home.parish == code for home in homes) for code in some}
    weight = np.array([share[home.parish] for home in homes])
    at = np.array([(home.easting, home.northing) for home in homes], dtype=float)
    near = [weight * (np.hypot(*(at - (node.easting, node.northing)).T) <= 5000) for node in nodes]
    useful = list({row.tobytes(): row for row in near if row.any()}.values())
    best = max(
        float(np.maximum.reduce(each).sum()) for each in itertools.combinations(useful, min(3, len(useful)))
    )
    assert 1 <= len(found.nodes) <= 3
    assert found.reached <= best + 1
    assert found.reached >= (1 - 1 / np.e) * best
    assert found.at_most >= best - 1
    assert found.nodes[0].people >= max(each.people for each in found.nodes)
    assert sum(population.values()) == found.people


def test_the_nodes_are_the_same_whenever_they_are_asked_for(stores: Stores) -> None:
    notice_id = announce(stores)
    first, second = foresee(stores, notice_id).nodes, foresee(stores, notice_id).nodes
    assert first == second
    assert [each.slug for each in first.nodes][:2] == ["wisbech-library", "march-library"]
    with Session(stores.directory) as session:
        assert choose_nodes(session, {}).nodes == ()


def test_what_is_foreseen_names_nobody(stores: Stores) -> None:
    notice_id = announce(stores)
    accounts = residents(stores, 8, MARCH)
    shown = repr(foresee(stores, notice_id))
    assert "@" not in shown
    for account in accounts:
        assert str(account) not in shown


def test_a_pause_that_is_over_counts_again(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    notice_id = announce(stores)
    account = resident(stores, "ada", MARCH)
    with session_scope(stores.people) as session:
        snooze(session, account, 4)
    assert not find_hearers(stores, notice_id)[1]
    later = clock.now() + timedelta(weeks=4, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert len(find_hearers(stores, notice_id)[1]) == 1
