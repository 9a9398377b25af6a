"""What is a fact of a listing called, and how is it said, to the person who reads a change?"""

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Any, Final

from directory.listings.hours import plain_hours
from directory.listings.record import (
    CapitalRecord,
    OrganizationRecord,
    SiteRecord,
    SourceRef,
)

LABELS: Final = {
    "name": "Name",
    "kind": "Kind",
    "categories": "What it is about",
    "summary": "Description",
    "organization": "Run by",
    "url": "Web address",
    "email": "E-mail",
    "phone": "Telephone",
    "free": "Free",
    "cost_note": "Cost",
    "min_age": "From age",
    "max_age": "To age",
    "step_free": "Step-free",
    "languages": "Languages",
    "remote": "Online or by telephone",
    "sensitive": "Sensitive",
    "visiting": "Calls for minutes at a time",
    "time_note": "About its times",
    "size_band": "How many take part",
    "reach": "Where its people come from",
    "contact_role": "Who answers",
    "recruiting": "Volunteers needed",
    "recruiting_until": "Volunteers needed until",
    "accepts_referrals": "Takes referrals",
    "referrals_from": "Referrals from",
    "referrals_how": "How to refer",
    "referrals_wait": "Wait after a referral",
    "closed_until": "Closed until",
    "visible_from": "Shown from",
    "visible_until": "Shown until",
    "serves": "Areas it serves",
    "sites": "Places",
    "capitals": "What it offers people",
    "sources": "Sources",
    "status": "State",
    "departure": "No longer shown",
    "gone_reason": "Why it is no longer shown",
    "goes_to": "Where to go instead",
    "assured_date": "Confirmed on",
    "assured_by": "Confirmed by",
    "unconfirmed_since": "Not confirmed since",
    "owned": "Run here by its owner",
}
_SITE_LABELS: Final = {
    "name": "Place",
    "address": "Address",
    "postcode": "Postcode",
    "lon": "Longitude",
    "lat": "Latitude",
    "precision": "How finely the place is told",
    "parish": "Parish",
    "district": "District",
    "hours": "Opening times",
    "hours_note": "About its opening times",
}
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_LONGEST: Final = 1_000
_STATES: Final = {"active": "Shown", "inactive": "Not shown", "temporarily_closed": "Closed for now"}


def label_of(path: str, *, several: bool = False) -> str:
    """Name a fact by its path in the record; `several` where there is more than one place."""
    head, *rest = path.split(".")
    if head != "sites" or not rest:
        return LABELS.get(head, head)
    number = int(rest[0])
    place = f"the {_ORDINALS[number]} place" if number < len(_ORDINALS) else f"place {number + 1}"
    if len(rest) == 1:
        return f"{place[0].upper()}{place[1:]}" if several else "Place"
    label = _SITE_LABELS[rest[1]]
    return f"{label} at {place}" if several else label


def said(field: str, value: object) -> str | None:
    """Say a value in words; None where it says nothing."""
    if value is None or value == ():
        return None
    if field in _BY_FIELD:
        return _BY_FIELD[field](value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, StrEnum):
        label = getattr(value, "label", None)
        return str(label) if label is not None else str(value.value)
    return str(value)[:_LONGEST]


def _words(values: Iterable[str]) -> str:
    return ", ".join(value.replace("_", " ").replace("-", " ").capitalize() for value in values)


def _hours(osm: str) -> str:
    return "; ".join(f"{day} {times}" for day, times in plain_hours(osm)) or osm


def _site(site: SiteRecord) -> str:
    parts = (site.name, site.address, site.postcode, site.hours and _hours(site.hours))
    return ", ".join(part for part in parts if part) or f"Told only as its {site.precision.value}"


def _source(ref: SourceRef) -> str:
    return f"{ref.source} {ref.source_id}{f' ({ref.date})' if ref.date else ''}"


def _organization(body: OrganizationRecord) -> str:
    return f"{body.name} ({body.url})" if body.url else body.name


def _capital(held: CapitalRecord) -> str:
    return f"{held.capital.label}: {held.reason}"


_BY_FIELD: Final[dict[str, Callable[[Any], str]]] = {
    "categories": _words,
    "languages": ", ".join,
    "remote": _words,
    "serves": ", ".join,
    "organization": _organization,
    "site": _site,
    "hours": _hours,
    "status": lambda value: _STATES.get(str(value), str(value)),
    "departure": lambda value: str(value).capitalize(),
    "goes_to": str,
    "sources": lambda refs: "; ".join(_source(ref) for ref in refs),
    "capitals": lambda held: "; ".join(_capital(one) for one in held),
}
