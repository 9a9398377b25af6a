"""Is each stall given once, whoever presses first?"""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import Conflict, InvalidInput, NotFound
from directory.fairs.models import Fair, Stall
from directory.fairs.schemas import FairDraft
from directory.fairs.service import (
    fairs_ahead,
    give_back_stall,
    read_fair,
    set_state,
    take_stall,
    write_fair,
)
from directory.fairs.words import FairKind
from directory.listings.models import Listing
from directory.store import session_scope

EDITOR = Actor("partner_editor", uuid4())
FENLAND = "E07000010"


def draft(place: UUID | None, **changed: object) -> FairDraft:
    start = clock.now().replace(microsecond=0) + timedelta(days=30)
    made = FairDraft(
        kind=FairKind.FAIR,
        title="Fenland volunteer fair",
        summary="Groups tell what they need.",
        district=FENLAND,
        starts_at=start,
        ends_at=start + timedelta(hours=4),
        stalls=5,
        contact_role="fair organiser",
        listing_id=place,
    )
    return replace(made, **changed)  # type: ignore[arg-type]


@pytest.fixture
def groups(directory_engine: Engine) -> list[UUID]:
    with Session(directory_engine) as session:
        found = (
            select(Listing.id).where(col(Listing.status) == "active").order_by(col(Listing.slug)).limit(40)
        )
        return list(session.exec(found))


@pytest.fixture
def fair(directory_engine: Engine, groups: list[UUID]) -> Iterator[str]:
    with session_scope(directory_engine) as session:
        slug = write_fair(session, draft(groups[0]), actor=EDITOR)
        set_state(session, slug, "open", actor=EDITOR)
    return slug


def test_a_draft_is_not_shown_and_an_open_one_is_until_it_ends(
    directory_engine: Engine, groups: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    with session_scope(directory_engine) as session:
        slug = write_fair(session, draft(groups[0]), actor=EDITOR)
        assert fairs_ahead(session) == ()
        assert [each.slug for each in fairs_ahead(session, drafts=True)] == [slug]
        set_state(session, slug, "open", actor=EDITOR)
        [found] = fairs_ahead(session)
        assert (found.left, found.place_slug is not None) == (5, True)
        later = found.said.ends_at
        monkeypatch.setattr(clock, "now", lambda: later)
        assert fairs_ahead(session) == ()


def test_forty_groups_at_once_and_five_have_a_stall_each_its_own(
    directory_engine: Engine, groups: list[UUID], fair: str
) -> None:
    gate, outcomes = threading.Barrier(40), []

    def ask(group: UUID) -> None:
        gate.wait()
        try:
            with session_scope(directory_engine) as session:
                outcomes.append(take_stall(session, fair, group, "Helpers", actor=Actor("owner", uuid4())))
        except Conflict:
            outcomes.append(0)

    threads = [threading.Thread(target=ask, args=(group,)) for group in groups]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == [0] * 35 + [1, 2, 3, 4, 5]
    with Session(directory_engine) as session:
        assert [stall.number for stall in read_fair(session, fair).taken] == [1, 2, 3, 4, 5]


def test_a_stall_keeps_its_number_and_is_free_when_given_back(
    directory_engine: Engine, groups: list[UUID], fair: str
) -> None:
    with session_scope(directory_engine) as session:
        assert take_stall(session, fair, groups[1], "Drivers", actor=EDITOR) == 1
        assert take_stall(session, fair, groups[2], "", actor=EDITOR) == 2
        assert take_stall(session, fair, groups[1], "Cooks", actor=EDITOR) == 1
        assert read_fair(session, fair).taken[0].says == "Cooks"
        give_back_stall(session, fair, groups[1], actor=EDITOR)
        give_back_stall(session, fair, groups[1], actor=EDITOR)
        assert take_stall(session, fair, groups[3], "", actor=EDITOR) == 1
        with pytest.raises(InvalidInput, match="at least 2"):
            write_fair(session, draft(groups[0], stalls=1), actor=EDITOR, slug=fair)


def test_the_table_itself_gives_a_number_once(
    directory_engine: Engine, groups: list[UUID], fair: str
) -> None:
    with session_scope(directory_engine) as session:
        take_stall(session, fair, groups[1], "", actor=EDITOR)
        row = session.exec(select(Fair).where(col(Fair.slug) == fair)).one()
        session.add(Stall(fair_id=row.id, number=1, listing_id=groups[2], taken_at=clock.now()))
        with pytest.raises(Exception, match="UNIQUE constraint failed: stall"):
            session.flush()
        session.rollback()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"summary": ""}, "summary"),
        ({"contact_role": ""}, "contact_role"),
        ({"stalls": 501}, "stalls"),
        ({"district": "E07000178"}, "district"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
        ({"listing_id": None}, "place"),
        ({"listing_id": uuid4()}, "place"),
        ({"ends_at": clock.now()}, "ends"),
    ],
)
def test_what_is_no_fair_is_refused_at_its_field(
    directory_engine: Engine, groups: list[UUID], changed: dict[str, object], field: str
) -> None:
    with session_scope(directory_engine) as session:
        with pytest.raises(InvalidInput) as refused:
            write_fair(session, draft(groups[0], **changed), actor=EDITOR)
        assert refused.value.field == field


def test_nobody_takes_a_stall_where_there_is_none(
    directory_engine: Engine, groups: list[UUID], fair: str
) -> None:
    with session_scope(directory_engine) as session:
        with pytest.raises(NotFound):
            take_stall(session, "no-fair", groups[0], "", actor=EDITOR)
        with pytest.raises(NotFound):
            take_stall(session, fair, uuid4(), "", actor=EDITOR)
        set_state(session, fair, "cancelled", actor=EDITOR)
        with pytest.raises(Conflict):
            take_stall(session, fair, groups[0], "", actor=EDITOR)
