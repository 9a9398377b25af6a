"""How is a place told, as finely as it may be?"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from api.oruk import identity
from api.oruk.records import Accessibility, Address, Location, Schedule
from api.oruk.wording import bool_of, clock_time, offset_now, text_of, told
from directory.words import COUNTY, DISTRICTS_OF_COUNTY, WIDE_AREA_NAMES, Precision

_TOLD_FINELY = {Precision.EXACT.value, Precision.POSTCODE.value}


def is_hidden(site: Row[Any]) -> bool:
    """Tell whether nobody may know where it is."""
    return bool(site.precision == Precision.HIDDEN.value)


def location_of(site: Row[Any], names: Mapping[str, str], *, nested: bool) -> Location:
    """Tell a place; its address and how it can be reached where it is nested."""
    location_id = identity.as_id(site.location_id)
    placed = site.precision in {*_TOLD_FINELY, Precision.PARISH.value}
    address = _address(site, location_id, names)
    return told(
        Location,
        {
            "id": location_id,
            "location_type": "physical",
            "name": text_of(site.name),
            "description": _description(site, address, names),
            "latitude": site.lat if placed else None,
            "longitude": site.lon if placed else None,
            "x_precision": site.precision,
            "addresses": [address] if nested and address is not None else None,
            "accessibility": _accessibility(site, location_id) if nested else None,
        },
    )


def _description(site: Row[Any], address: Address | None, names: Mapping[str, str]) -> str | None:
    """Say what the fields cannot: how coarse the place is, or an address that lacks a part."""
    if site.precision == Precision.PARISH.value:
        return f"Somewhere in {names.get(site.parish, 'the parish')}; the point is the centre of the parish."
    if site.precision == Precision.DISTRICT.value:
        return f"Somewhere in {names.get(site.district, 'the district')}; where exactly is not told here."
    if address is None:
        return ", ".join(part for part in (text_of(site.address), text_of(site.postcode)) if part) or None
    return None


def _address(site: Row[Any], location_id: str, names: Mapping[str, str]) -> Address | None:
    """Write the address in the parts the standard asks for; None where one of them is not known."""
    if site.precision not in _TOLD_FINELY:
        return None
    line, postcode = text_of(site.address) or text_of(site.name), text_of(site.postcode)
    district = names.get(site.district)
    if line is None or postcode is None or district is None:
        return None
    street, _, town = (part.strip() for part in line.rpartition(","))
    if not street or not town or any(letter.isdigit() for letter in town):
        street, town = line, district
    county = WIDE_AREA_NAMES[COUNTY] if site.district in DISTRICTS_OF_COUNTY else district
    return told(
        Address,
        {
            "id": identity.part_of(location_id, "address"),
            "location_id": location_id,
            "address_1": street,
            "city": town,
            "state_province": county,
            "postal_code": postcode,
            "country": "GB",
            "address_type": "physical",
        },
    )


def _accessibility(site: Row[Any], location_id: str) -> list[Accessibility]:
    step_free = bool_of(site.step_free)
    if step_free is None:
        return []
    return [
        {
            "id": identity.part_of(location_id, "step_free"),
            "location_id": location_id,
            "description": "Step-free access." if step_free else "There are steps.",
        }
    ]


def schedules_of(site: Row[Any], rows: Sequence[Row[Any]]) -> list[Schedule]:
    """Tell when it is open at a place; a place that is hidden is not named."""
    site_id = identity.as_id(site.site_id)
    shared = {
        "service_id": identity.as_id(site.listing_id),
        "service_at_location_id": None if is_hidden(site) else site_id,
        "notes": text_of(site.hours_note),
    }
    if not rows:
        description = _hours_in_words(site)
        if description is None and shared["notes"] is None:
            return []
        return [
            told(Schedule, {"id": identity.part_of(site_id, "hours"), **shared, "description": description})
        ]
    offset = offset_now()
    return [
        told(
            Schedule,
            {
                "id": identity.as_id(row.id),
                **shared,
                "freq": row.freq,
                "byday": row.byday,
                "opens_at": clock_time(row.opens_at) + offset,
                "closes_at": clock_time(row.closes_at) + offset,
                "x_timezone": "Europe/London",
            },
        )
        for row in rows
    ]


def _hours_in_words(site: Row[Any]) -> str | None:
    """Give the text of hours that weekdays and times cannot tell."""
    hours = text_of(site.opening_hours)
    return None if hours is None else f"Open: {hours} (OpenStreetMap opening_hours)."
