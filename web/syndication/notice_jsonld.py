"""How is a notice told to search engines (schema.org, as JSON-LD)?"""

from typing import Final

import orjson

from directory.clock import LONDON
from directory.noticeboard.days import is_whole_day
from directory.noticeboard.phases import ANSWERABLE
from directory.noticeboard.schemas import NoticeRead
from directory.noticeboard.words import NoticeKind

TYPES: Final = {NoticeKind.FUNDING: "MonetaryGrant", NoticeKind.EVENT: "Event", NoticeKind.TRAINING: "Event"}


def notice_jsonld(notice: NoticeRead, *, base_url: str) -> str:
    """Tell a notice that is open; empty where schema.org has no word for it, and for an example.

    Safe inside a `script` element: no "<" is left in it.
    """
    said = notice.said
    kind = TYPES.get(said.kind)
    if kind is None or said.example or notice.phase not in ANSWERABLE:
        return ""
    if kind == "Event" and said.starts_at is None:
        return ""
    address = f"{base_url}/noticeboard/{notice.slug}"
    told: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": address,
        "url": address,
        "name": said.title,
        "description": said.summary,
    }
    issuer = {"@type": "Organization", "name": said.issuer_name}
    if kind == "Event" and said.starts_at is not None:
        told["organizer"] = issuer
        starts = said.starts_at.astimezone(LONDON)
        whole = is_whole_day(starts, said.ends_at)
        told["startDate"] = starts.date().isoformat() if whole else starts.isoformat()
        if said.ends_at is not None:
            told["endDate"] = said.ends_at.astimezone(LONDON).isoformat()
        if said.place:
            told["location"] = {"@type": "Place", "name": said.place}
    else:
        told["funder"] = issuer
        if said.amount_max is not None or said.amount_min is not None:
            told["amount"] = _amount(said.amount_min, said.amount_max)
    return orjson.dumps(told).decode().replace("<", "\\u003c")


def _amount(least: int | None, most: int | None) -> dict[str, object]:
    amount: dict[str, object] = {"@type": "MonetaryAmount", "currency": "GBP"}
    if least is not None:
        amount["minValue"] = least
    if most is not None:
        amount["maxValue"] = most
    return amount
