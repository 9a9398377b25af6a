"""What does a service of Open Referral UK say in the words of our fields? Version 1 and 3, list or full."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from directory.imports.limits import MOST_SITES
from directory.imports.readers.json_shape import words_of

_DAYS: Final = {"MO": "Mo", "TU": "Tu", "WE": "We", "TH": "Th", "FR": "Fr", "SA": "Sa", "SU": "Su"}
_Record = Mapping[str, object]


def oruk_cells(service: _Record) -> dict[str, str]:
    """Write a service as cells named by our fields; a fact the service does not mention has no cell."""
    inner = service.get("service")
    if isinstance(inner, dict) and "location" in service:  # one of /service_at_locations
        service = {**inner, "service_at_locations": [service]}
    cells: dict[str, str] = {}
    for ours, theirs in _PLAIN.items():
        for name in theirs:
            if name in service:
                cells.setdefault(ours, words_of(service[name]))
    _add_organization(cells, service)
    _add_contacts(cells, service)
    _add_words(cells, service)
    _add_ages(cells, service)
    for number, place in enumerate(_maps(service, "service_at_locations"), start=1):
        suffix = "" if number == 1 else f"_{number}"
        if number > MOST_SITES:
            cells[f"place_{number}"] = "one more"
            break
        cells |= {f"{name}{suffix}": text for name, text in _place(place).items()}
    if "opening_hours" not in cells:
        hours = _hours([*_maps(service, "schedules"), *_maps(service, "regular_schedules")])
        if hours:
            cells["opening_hours"] = hours
    return cells


_PLAIN: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id",),
    "name": ("name",),
    "description": ("description",),
    "website": ("url",),
    "email": ("email",),
    "status": ("status",),
    "date": ("assured_date", "last_modified", "last_updated"),
}


def _add_organization(cells: dict[str, str], service: _Record) -> None:
    body = service.get("organization")
    if isinstance(body, dict):
        cells["organisation"] = words_of(body.get("name"))
        website = body.get("website") or body.get("url")
        if website:
            cells["organisation_website"] = words_of(website)


def _add_contacts(cells: dict[str, str], service: _Record) -> None:
    phones = [words_of(phone.get("number")) for phone in _maps(service, "phones")]
    for contact in _maps(service, "contacts"):
        phones += [words_of(phone.get("number")) for phone in _maps(contact, "phones")]
        if contact.get("title") and not contact.get("name"):
            cells.setdefault("contact_role", words_of(contact["title"]))
        if contact.get("email") and not cells.get("email") and not contact.get("name"):
            cells["email"] = words_of(contact["email"])
    if phones or "phones" in service or "contacts" in service:
        cells["phone"] = next((phone for phone in phones if phone), "")


def _add_words(cells: dict[str, str], service: _Record) -> None:
    words = [_word(each, "taxonomy_term") for each in _maps(service, "attributes")]
    words += [_word(each, "taxonomy") for each in _maps(service, "service_taxonomys")]
    if words or "attributes" in service or "service_taxonomys" in service:
        cells["category"] = "; ".join(dict.fromkeys(word for word in words if word))
    if "languages" in service:
        told = [
            words_of(each.get("code") or each.get("name") or each.get("language"))
            for each in _maps(service, "languages")
        ]
        cells["languages"] = "; ".join(filter(None, told))
    costs = [_cost(each) for each in _maps(service, "cost_options")]
    fees = words_of(service.get("fees") or service.get("fees_description"))
    if fees or "cost_options" in service:
        cells["cost"] = "; ".join(filter(None, (fees, *costs)))


def _word(record: _Record, of: str) -> str:
    term = record.get(of)
    return words_of(term.get("name")).strip() if isinstance(term, dict) else ""


def _cost(option: _Record) -> str:
    amount = words_of(option.get("amount"))
    told = words_of(option.get("amount_description") or option.get("option"))
    if amount in {"0", "0.0", "0.00"}:
        return told or "Free"
    return " ".join(filter(None, (f"£{amount}" if amount else "", told)))


def _add_ages(cells: dict[str, str], service: _Record) -> None:
    for ours, theirs in (("min_age", "minimum_age"), ("max_age", "maximum_age")):
        told = service.get(theirs)
        if told is None:
            told = next(
                (each.get(theirs) for each in _maps(service, "eligibilitys") if each.get(theirs)), None
            )
        if told is not None:
            cells[ours] = words_of(told)


def _place(place: _Record) -> dict[str, str]:
    location = place.get("location")
    at: _Record = location if isinstance(location, dict) else {}
    cells = {"place": words_of(at.get("name"))}
    addresses = [*_maps(at, "addresses"), *_maps(at, "physical_addresses")]
    if addresses:
        first = addresses[0]
        cells |= {
            "address": ", ".join(
                filter(None, (words_of(first.get("address_1")), words_of(first.get("address_2"))))
            ),
            "town": words_of(first.get("city")),
            "postcode": words_of(first.get("postal_code")),
        }
    if at.get("latitude") is not None or at.get("longitude") is not None:
        cells |= {"longitude": words_of(at.get("longitude")), "latitude": words_of(at.get("latitude"))}
    hours = _hours(
        [
            *_maps(place, "schedules"),
            *_maps(place, "regular_schedules"),
            *_maps(at, "schedules"),
            *_maps(at, "regular_schedules"),
        ]
    )
    if hours:
        cells["opening_hours"] = hours
    return cells


def _hours(schedules: list[_Record]) -> str:
    """Write schedules as opening hours; where one cannot be, all of them as words."""
    parts, words = [], []
    for schedule in schedules:
        days = words_of(schedule.get("byday") or schedule.get("weekday"))
        opens, closes = (_clock(words_of(schedule.get(name))) for name in ("opens_at", "closes_at"))
        written = _days(days)
        if opens and closes and written:
            parts.append(f"{written} {opens}-{closes}")
        told = words_of(schedule.get("description")) or " ".join(filter(None, (days, opens, closes)))
        words.append(told)
    if len(parts) == len(schedules):
        return "; ".join(dict.fromkeys(parts))
    return "; ".join(dict.fromkeys(filter(None, words)))[:500]


def _days(text: str) -> str:
    found = []
    for part in re.split(r"[,; ]+", text.upper()):
        match = re.fullmatch(r"([1-5]|-1)?(MO|TU|WE|TH|FR|SA|SU)[A-Z]*", part)
        if match is None:
            return ""
        found.append(f"{_DAYS[match[2]]}[{match[1]}]" if match[1] else _DAYS[match[2]])
    return ",".join(found)


def _clock(text: str) -> str:
    match = re.match(r"^(?:\d{4}-\d{2}-\d{2}T)?(\d{1,2}):(\d{2})", text)
    return f"{int(match[1]):02d}:{match[2]}" if match else ""


def _maps(record: _Record, name: str) -> list[_Record]:
    """Give a list of records by name; whatever is not one is left out."""
    return list(_each(record.get(name)))


def _each(value: object) -> Iterator[_Record]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))
