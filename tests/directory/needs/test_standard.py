"""Is a need written in the terms of the Volunteering Data Standard, and does the context explain each?"""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session

from directory import clock
from directory.needs.reading import read_by_id
from directory.needs.schemas import SlotRead
from directory.needs.standard import CONTEXT, NAMESPACE, need_document, needs_document
from directory.needs.words import CheckLevel, Ease, Whereabouts, Workforce
from tests.directory.needs.made import opened, safe

BASE = "https://hereabouts.example"


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


def expand(node: Any) -> Any:
    """Expand as JSON-LD 1.1 does, with contexts by type; a term that is not explained is an error."""
    if isinstance(node, list):
        return [expand(each) for each in node]
    if not isinstance(node, dict):
        return node
    terms: dict[str, Any] = dict(CONTEXT)
    kind = node.get("type")
    if kind is not None:
        terms |= terms[kind]["@context"]
    found = {}
    for name, value in node.items():
        if name == "@context":
            continue
        term = terms[name]
        key = term["@id"] if isinstance(term, dict) else term
        found[key] = CONTEXT[value]["@id"] if key == "@type" else expand(value)  # type: ignore[index,call-overload]
    return found


def test_organisation_activity_role_session(session: Session) -> None:
    safe(session)
    need = read_by_id(
        session,
        opened(
            session,
            check_level=CheckLevel.ENHANCED,
            workforce=Workforce.ADULT,
            eases=(Ease.EXPENSES, Ease.TRAINING),
            summary="Trolleys fill up.",
        ),
    )
    document = need_document(need, base_url=BASE)
    assert document is not None
    organisation = expand(document)
    assert organisation["@type"] == f"{NAMESPACE}Organisation"
    assert organisation["@id"] == f"{BASE}/listing/march-library"
    activity = organisation[f"{NAMESPACE}organisationActivity"][0]
    assert activity[f"{NAMESPACE}activityTitle"] == "Put books back on the shelves"
    role = activity[f"{NAMESPACE}activityRole"][0]
    assert role[f"{NAMESPACE}roleRequirement"] == [f"{NAMESPACE}DBSCheck"]
    assert role[f"{NAMESPACE}roleReward"] == [
        f"{NAMESPACE}ExpensesReimbursed",
        f"{NAMESPACE}TrainingProvided",
    ]
    assert role[f"{NAMESPACE}roleMinimumAge"] == 18
    assert role[f"{NAMESPACE}roleAllowsRemoteParticipation"] is False
    assert role[f"{NAMESPACE}roleCommitment"] == "Now and then, in small pieces, about 1 hour each time"
    meeting = activity[f"{NAMESPACE}activitySession"][0]
    begins = meeting[f"{NAMESPACE}sessionTime"][0]["http://www.w3.org/2006/time#hasBeginning"]
    assert begins == {"http://www.w3.org/2006/time#inXSDDateTimeStamp": "2026-11-26T14:00:00+00:00"}
    assert f"{NAMESPACE}locationLatitude" in meeting[f"{NAMESPACE}sessionLocation"]


def test_help_from_home_has_no_place_and_no_check_no_requirement(session: Session) -> None:
    need = read_by_id(
        session,
        opened(session, whereabouts=Whereabouts.HOME, sessions=(), slots=(SlotRead(3, 840, 900),)),
    )
    activity = expand(need_document(need, base_url=BASE))[f"{NAMESPACE}organisationActivity"][0]
    role = activity[f"{NAMESPACE}activityRole"][0]
    assert role[f"{NAMESPACE}roleAllowsRemoteParticipation"] is True
    assert f"{NAMESPACE}roleRequirement" not in role
    weekly = activity[f"{NAMESPACE}activitySession"][0]
    assert f"{NAMESPACE}sessionLocation" not in weekly
    slot = weekly[f"{NAMESPACE}sessionTime"][0]
    assert slot["http://www.w3.org/2006/time#dayOfWeek"] == "http://www.w3.org/2006/time#Thursday"
    assert slot["http://www.w3.org/2000/01/rdf-schema#label"] == "Thursday 14:00 to 15:00"


def test_an_organisation_stands_once_with_all_it_needs(session: Session) -> None:
    needs = [read_by_id(session, opened(session, title=title)) for title in ("One thing", "Another thing")]
    needs.append(read_by_id(session, opened(session, "chatteris-library")))
    graph = needs_document(needs, base_url=BASE)["graph"]
    assert isinstance(graph, list)
    assert [(each["id"], len(each["activity"])) for each in graph] == [
        (f"{BASE}/listing/chatteris-library", 1),
        (f"{BASE}/listing/march-library", 2),
    ]
