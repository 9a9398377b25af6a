"""How are needs written in the Volunteering Data Standard? Organisation, activity, role, session; JSON-LD.

The terms are those of https://ns.volunteeringdata.io/. The context is given whole in each document, so that
nobody who reads one must fetch another: an address of a context that is down would make it unreadable.
Times are OWL-Time. What is an example is never written: nobody could take it.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final

from directory.clock import LONDON
from directory.needs.schemas import NeedRead, SessionRead, SlotRead
from directory.needs.words import CheckLevel, Ease, Whereabouts
from directory.words import DAY_NAMES

Json = dict[str, object]
NAMESPACE: Final = "https://ns.volunteeringdata.io/"
_TIME: Final = "http://www.w3.org/2006/time#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_REWARDS: Final[Mapping[Ease, str]] = {Ease.EXPENSES: "ExpensesReimbursed", Ease.TRAINING: "TrainingProvided"}


def _of(kind: str, **terms: str) -> Json:
    return {term: f"{NAMESPACE}{kind}{name}" for term, name in terms.items()}


CONTEXT: Final[Json] = {
    "id": "@id",
    "type": "@type",
    "graph": "@graph",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "Organisation": {
        "@id": f"{NAMESPACE}Organisation",
        "@context": _of(
            "organisation", name="Name", description="Description", website="Website", activity="Activity"
        ),
    },
    "Activity": {
        "@id": f"{NAMESPACE}Activity",
        "@context": _of("activity", title="Title", description="Description", role="Role", session="Session"),
    },
    "Role": {
        "@id": f"{NAMESPACE}Role",
        "@context": {
            **_of(
                "role",
                title="Title",
                description="Description",
                commitment="Commitment",
                allowsRemoteParticipation="AllowsRemoteParticipation",
                applyLink="ApplyLink",
            ),
            "minimumAge": {"@id": f"{NAMESPACE}roleMinimumAge", "@type": f"{_XSD}integer"},
            "requirement": {"@id": f"{NAMESPACE}roleRequirement", "@type": "@id"},
            "reward": {"@id": f"{NAMESPACE}roleReward", "@type": "@id"},
        },
    },
    "Session": {
        "@id": f"{NAMESPACE}Session",
        "@context": _of("session", location="Location", time="Time"),
    },
    "Location": {
        "@id": f"{NAMESPACE}Location",
        "@context": _of("location", name="Name", latitude="Latitude", longitude="Longitude"),
    },
    "Time": {
        "@id": f"{NAMESPACE}Time",
        "@context": {
            "hasBeginning": f"{_TIME}hasBeginning",
            "hasEnd": f"{_TIME}hasEnd",
            "dayOfWeek": {"@id": f"{_TIME}dayOfWeek", "@type": "@id"},
        },
    },
    "inXSDDateTimeStamp": {"@id": f"{_TIME}inXSDDateTimeStamp", "@type": f"{_XSD}dateTimeStamp"},
}


def needs_document(needs: Iterable[NeedRead], *, base_url: str) -> Json:
    """Write needs as one document: their organisations, each with what it asks for."""
    told = sorted((need for need in needs if not need.example), key=lambda need: need.listing_slug)
    return {
        "@context": CONTEXT,
        "graph": [
            _organisation(list(some), base_url)
            for _slug, some in groupby(told, lambda need: need.listing_slug)
        ],
    }


def need_document(need: NeedRead, *, base_url: str) -> Json | None:
    """Write one need; None where it is an example."""
    if need.example:
        return None
    return {"@context": CONTEXT, **_organisation([need], base_url)}


def _organisation(needs: list[NeedRead], base_url: str) -> Json:
    first = needs[0]
    return {
        "type": "Organisation",
        "id": f"{base_url}/listing/{first.listing_slug}",
        "name": first.listing_name,
        "activity": [_activity(need, base_url) for need in needs],
    }


def _activity(need: NeedRead, base_url: str) -> Json:
    address = f"{base_url}/volunteer/need/{need.slug}"
    told: Json = {
        "type": "Activity",
        "id": f"{address}#activity",
        "title": need.title,
        "role": [_role(need, address)],
    }
    if need.summary:
        told["description"] = need.summary
    sessions = [_session(need, each, address) for each in need.sessions]
    if need.slots:
        sessions.append(_weekly(need, address))
    if not sessions and _location(need):
        sessions = [{"type": "Session", "id": f"{address}#any-time", **_location(need)}]
    if sessions:
        told["session"] = sessions
    return told


def _role(need: NeedRead, address: str) -> Json:
    told: Json = {
        "type": "Role",
        "id": address,
        "title": need.title,
        "commitment": commitment(need),
        "allowsRemoteParticipation": need.whereabouts is not Whereabouts.PLACE,
        "minimumAge": need.min_age,
        "applyLink": address,
    }
    if need.check_level is not CheckLevel.NONE:
        told["requirement"] = [f"{NAMESPACE}DBSCheck"]
    rewards = [f"{NAMESPACE}{_REWARDS[ease]}" for ease in need.eases if ease in _REWARDS]
    if rewards:
        told["reward"] = rewards
    return told


def commitment(need: NeedRead) -> str:
    """Say in a few words how much time it takes."""
    if need.minutes is None:
        return need.rhythm.label
    hours, left = divmod(need.minutes, 60)
    parts = [f"{hours} hour{'s' if hours > 1 else ''}"] if hours else []
    parts += [f"{left} minutes"] if left else []
    return f"{need.rhythm.label}, about {' '.join(parts)} each time"


def _session(need: NeedRead, session: SessionRead, address: str) -> Json:
    return {
        "type": "Session",
        "id": f"{address}#{session.id}",
        "time": [
            {
                "type": "Time",
                "hasBeginning": {"inXSDDateTimeStamp": session.starts_at.astimezone(LONDON).isoformat()},
                "hasEnd": {"inXSDDateTimeStamp": session.ends_at.astimezone(LONDON).isoformat()},
            }
        ],
        **_location(need),
    }


def _weekly(need: NeedRead, address: str) -> Json:
    return {
        "type": "Session",
        "id": f"{address}#weekly",
        "time": [
            {"type": "Time", "label": _slot(slot), "dayOfWeek": f"{_TIME}{DAY_NAMES[slot.day]}"}
            for slot in need.slots
        ],
        **_location(need),
    }


def _slot(slot: SlotRead) -> str:
    return f"{DAY_NAMES[slot.day]} {_clock(slot.starts_min)} to {_clock(slot.ends_min)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _location(need: NeedRead) -> Json:
    if need.lon is None or need.lat is None or need.whereabouts is Whereabouts.HOME:
        return {}
    place: Json = {"type": "Location", "latitude": f"{need.lat:.5f}", "longitude": f"{need.lon:.5f}"}
    if need.postcode:
        place["name"] = need.postcode
    return {"location": place}
