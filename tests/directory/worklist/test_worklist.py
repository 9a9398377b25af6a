"""Is it written down who was asked, and is an answer a mark in the same moment?"""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from directory.errors import InvalidInput
from directory.marks.schemas import Says
from directory.marks.service import current_marks, list_marks
from directory.store import data_version, session_scope
from directory.worklist.schemas import Status, WorkItemRead
from directory.worklist.service import list_status, set_status

COLNE = "E04001687"


def items(engine: Engine) -> tuple[WorkItemRead, ...]:
    with Session(engine) as session:
        return list_status(session)


def test_nothing_is_written_down_to_begin_with(session: Session) -> None:
    assert list_status(session) == ()


def test_asking_makes_no_mark_and_answering_makes_one(directory_engine: Engine) -> None:
    before = data_version(directory_engine)
    with session_scope(directory_engine) as session:
        item = set_status(session, "colne", "young-people", Status.ASKED, on_date="2026-01-05")
    assert (item.area_code, item.area_name, item.district_name) == (COLNE, "Colne", "Huntingdonshire")
    assert (item.status, item.on_date) == (Status.ASKED, "2026-01-05")
    assert data_version(directory_engine) != before
    with session_scope(directory_engine) as session:
        assert len(list_marks(session, subject="young-people", area=COLNE)) == 1, "the paper's own"
        item = set_status(
            session,
            COLNE,
            "young-people",
            Status.ANSWERED,
            says=Says.NONE,
            role="parish clerk",
            note="The hall has closed.",
            on_date="2026-02-01",
        )
    assert items(directory_engine) == (item,), "one line a parish and subject"
    with Session(directory_engine) as session:
        held = {mark.area_code: mark for mark in current_marks(session, "young-people")}[COLNE]
        assert (held.says, held.on_date, held.role) == (Says.NONE, "2026-02-01", "parish clerk")
        assert held.note == "The hall has closed."


def answer_and_stop(engine: Engine) -> None:
    with session_scope(engine) as session:
        set_status(session, "Hilton", "health", Status.ANSWERED, says=Says.HAS, role="clerk")
        assert len(current_marks(session, "health")) == 1
        raise RuntimeError("the machine stops before the commit")


def test_an_answer_that_fails_leaves_neither_status_nor_mark(directory_engine: Engine) -> None:
    with pytest.raises(InvalidInput, match="telephone"), session_scope(directory_engine) as session:
        set_status(session, "Hilton", "health", Status.ASKED, note="ring 01223 555 0100")
    with pytest.raises(RuntimeError):
        answer_and_stop(directory_engine)
    assert items(directory_engine) == ()
    with Session(directory_engine) as session:
        assert current_marks(session, "health") == ()


def test_an_answer_of_unknown_pushes_nothing_aside(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        set_status(
            session, "Sawtry", "young-people", Status.ANSWERED, says=Says.UNKNOWN, on_date="2026-02-01"
        )
    with Session(directory_engine) as session:
        held = {mark.area_name: mark.says for mark in current_marks(session, "young-people")}
        assert held["Sawtry"] is Says.HAS
        assert [item.status for item in list_status(session, subject="young-people")] == [Status.ANSWERED]
        assert list_status(session, subject="health") == ()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"parish": ""}, "No parish is named"),
        ({"parish": "Cone"}, "Did you mean Colne"),
        ({"parish": "E07000011"}, "a district, not a parish"),
        ({"subject": "chess"}, "neither a capital nor a category"),
        ({"status": Status.ANSWERED}, "Tell the answer"),
        ({"status": Status.ANSWERED, "says": Says.HAS}, "by role"),
        ({"says": Says.HAS}, "goes with an answer"),
        ({"on_date": "2026"}, "Give the day"),
        ({"on_date": "2999-01-01"}, "in the future"),
    ],
)
def test_what_cannot_be_written_down_is_said(session: Session, given: dict[str, object], says: str) -> None:
    asked = {"parish": "Colne", "subject": "health", "status": Status.ASKED} | given
    with pytest.raises(InvalidInput, match=says):
        set_status(session, **asked)  # type: ignore[arg-type]
