"""How is a listing written as a service, and a place of it as a service at a location?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from api.oruk import identity, queries
from api.oruk.organizations import organization_of
from api.oruk.places import is_hidden, location_of, schedules_of
from api.oruk.records import (
    Attribute,
    Contact,
    CostOption,
    Language,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    SourceCredit,
)
from api.oruk.terms import TermBook, read_terms
from api.oruk.wording import (
    AREA_URI,
    NO_NAME,
    ages_in_words,
    bool_of,
    day_of,
    email_of,
    long_day,
    moment_of,
    status_of,
    text_of,
    today,
    told,
    uri_of,
)
from directory.areas.service import area_names
from directory.words import Status

Parts = Mapping[str, Mapping[str, Sequence[Row[Any]]]]


@dataclass(frozen=True, slots=True)
class _Written:
    """What services of one page are written from."""

    base_url: str
    parts: Parts
    sites: Mapping[str, Sequence[Row[Any]]]
    names: Mapping[str, str]
    book: TermBook | None


def read_services(
    session: Session, ids: Sequence[str], base_url: str, *, full: bool, places: bool = True
) -> list[Service]:
    """Read services by the hex of their ids, in the order of the feed; `places` False leaves places out."""
    rows = queries.service_rows(session, ids)
    if not full:
        return [_short(row, base_url) for row in rows]
    parts = queries.part_rows(session, ids)
    sites = queries.site_rows_of(session, ids) if places else {}
    names = area_names(session, _codes(parts, sites))
    written = _Written(base_url, parts, sites, names, read_terms(session, base_url))
    return [_full(row, written) for row in rows]


def read_places(
    session: Session, ids: Sequence[str], base_url: str, *, full: bool
) -> list[ServiceAtLocation]:
    """Read services at locations by the hex of their ids, in the order of the feed."""
    rows = queries.site_rows(session, ids)
    owners = list(dict.fromkeys(row.listing_id for row in rows))
    services = {
        service["id"]: service
        for service in read_services(session, owners, base_url, full=full, places=False)
    }
    times = _times(queries.part_rows(session, owners)["schedules"]) if full else {}
    names = area_names(session, {code for row in rows for code in (row.parish, row.district) if code})
    return [
        told(
            ServiceAtLocation,
            {
                **_link(row),
                "location": location_of(row, names, nested=full),
                "service": services[identity.as_id(row.listing_id)],
                "schedules": schedules_of(row, times.get(row.site_id, ())) if full else None,
            },
        )
        for row in rows
    ]


def _codes(parts: Parts, sites: Mapping[str, Sequence[Row[Any]]]) -> set[str]:
    codes = {row.area_code for rows in parts["areas"].values() for row in rows}
    return codes | {
        code for rows in sites.values() for row in rows for code in (row.parish, row.district) if code
    }


def _link(row: Row[Any]) -> dict[str, object]:
    return {
        "id": identity.as_id(row.site_id),
        "service_id": identity.as_id(row.listing_id),
        "location_id": identity.as_id(row.location_id),
    }


def _short(row: Row[Any], base_url: str) -> Service:
    """Write what stands once in a service, with its organization."""
    organization = organization_of(row, base_url)
    recruits = _still(row.recruiting_until)
    closed = row.status == Status.TEMPORARILY_CLOSED.value
    return told(
        Service,
        {
            "id": identity.as_id(row.id),
            "organization_id": organization["id"],
            "name": text_of(row.name) or NO_NAME,
            "description": text_of(row.summary),
            "url": uri_of(row.url),
            "email": email_of(row.email),
            "status": status_of(row.status),
            "minimum_age": row.min_age,
            "maximum_age": row.max_age,
            "assured_date": day_of(row.assured_date),
            "alert": _alert(row),
            "last_modified": moment_of(row.updated_at),
            "eligibility_description": ages_in_words(row.min_age, row.max_age),
            "application_process": text_of(row.referrals_how),
            "wait_time": text_of(row.referrals_wait),
            "x_kind": row.kind,
            "x_page_url": f"{base_url}/listing/{row.slug}",
            "x_free": bool_of(row.free),
            "x_step_free": bool_of(row.step_free),
            "x_online": bool_of(row.online),
            "x_telephone": bool_of(row.telephone),
            "x_visiting": bool(row.visiting) or None,
            "x_sensitive": bool(row.sensitive) or None,
            "x_time_note": text_of(row.time_note),
            "x_size_band": row.size_band,
            "x_reach": row.reach,
            "x_recruiting": text_of(row.recruiting) if recruits else None,
            "x_recruiting_until": day_of(row.recruiting_until) if recruits and row.recruiting else None,
            "x_accepts_referrals": bool_of(row.accepts_referrals),
            "x_referrals_from": text_of(row.referrals_from),
            "x_closed_until": day_of(row.closed_until) if closed else None,
            "x_visible_until": day_of(row.visible_until),
            "x_assured_by": text_of(row.assured_by),
            "x_unconfirmed_since": day_of(row.unconfirmed_since),
            "x_source_date": row.source_date,
            "organization": organization,
        },
    )


def _still(until: object) -> bool:
    return until is None or (day_of(until) or "") >= today()


def _alert(row: Row[Any]) -> str | None:
    told_of = []
    if row.status == Status.TEMPORARILY_CLOSED.value:
        until = f" until {long_day(row.closed_until)}" if row.closed_until else ""
        told_of.append(f"Temporarily closed{until}.")
    if row.unconfirmed_since:
        told_of.append(f"Not confirmed since {long_day(row.unconfirmed_since)}.")
    return " ".join(told_of) or None


def _full(row: Row[Any], written: _Written) -> Service:
    """Write everything public about a service."""
    times = _times({row.id: written.parts["schedules"].get(row.id, ())})
    sites = written.sites.get(row.id, ())
    own_sites = [site for site in sites if not is_hidden(site)]
    return told(
        Service,
        {
            **_short(row, written.base_url),
            "phones": _phones(row),
            "contacts": _contacts(row),
            "schedules": [time for site in sites for time in _schedules(site, times)],
            "service_areas": list(_areas(row, written)),
            "service_at_locations": [
                told(
                    ServiceAtLocation,
                    {**_link(site), "location": location_of(site, written.names, nested=True)},
                )
                for site in own_sites
            ],
            "languages": list(_languages(row, written)),
            "cost_options": _costs(row),
            "attributes": list(_attributes(row, written)),
            "x_sources": [
                told(
                    SourceCredit,
                    {
                        "title": found.title,
                        "publisher": text_of(found.publisher),
                        "licence": text_of(found.licence),
                        "credit": text_of(found.credit),
                        "url": text_of(found.url),
                        "record_date": found.record_date,
                    },
                )
                for found in written.parts["sources"].get(row.id, ())
            ],
        },
    )


def _times(by_listing: Mapping[str, Sequence[Row[Any]]]) -> dict[str, list[Row[Any]]]:
    """Put opening times by place."""
    found: dict[str, list[Row[Any]]] = {}
    for rows in by_listing.values():
        for row in rows:
            found.setdefault(row.service_at_location_id, []).append(row)
    return found


def _schedules(site: Row[Any], times: Mapping[str, Sequence[Row[Any]]]) -> list[Schedule]:
    return schedules_of(site, times.get(site.site_id, ()))


def _phones(row: Row[Any]) -> list[Phone]:
    number = text_of(row.phone)
    if number is None:
        return []
    phone_id = identity.part_of(identity.as_id(row.id), "phone")
    return [told(Phone, {"id": phone_id, "number": number, "description": text_of(row.contact_role)})]


def _contacts(row: Row[Any]) -> list[Contact]:
    title = text_of(row.contact_role)
    if title is None:
        return []
    service_id = identity.as_id(row.id)
    return [
        told(
            Contact,
            {
                "id": identity.part_of(service_id, "contact"),
                "service_id": service_id,
                "title": title,
                "email": email_of(row.email),
            },
        )
    ]


def _areas(row: Row[Any], written: _Written) -> Iterator[ServiceArea]:
    service_id = identity.as_id(row.id)
    for found in written.parts["areas"].get(row.id, ()):
        yield {
            "id": identity.part_of(service_id, f"area:{found.area_code}"),
            "service_id": service_id,
            "name": written.names.get(found.area_code, found.area_code),
            "uri": f"{AREA_URI}{found.area_code}",
        }


def _languages(row: Row[Any], written: _Written) -> Iterator[Language]:
    service_id = identity.as_id(row.id)
    for found in written.parts["languages"].get(row.id, ()):
        yield {
            "id": identity.part_of(service_id, f"language:{found.language}"),
            "service_id": service_id,
            "code": found.language,
        }


def _costs(row: Row[Any]) -> list[CostOption]:
    note, free = text_of(row.cost_note), bool_of(row.free)
    if note is None and free is not True:
        return []
    service_id = identity.as_id(row.id)
    return [
        told(
            CostOption,
            {
                "id": identity.part_of(service_id, "cost"),
                "service_id": service_id,
                "option": "Free" if free else None,
                "amount": 0 if free else None,
                "currency": "GBP" if free else None,
                "amount_description": note,
            },
        )
    ]


def _attributes(row: Row[Any], written: _Written) -> Iterator[Attribute]:
    """Tell the capitals it carries, with why, then what it is about."""
    book = written.book
    if book is None:
        return
    service_id = identity.as_id(row.id)
    capitals = {found.capital: found for found in written.parts["capitals"].get(row.id, ())}
    for capital, term in book.by_capital.items():
        if capital in capitals:
            yield told(
                Attribute,
                {
                    **_attribute(service_id, "capital", term["id"]),
                    "x_reason": text_of(capitals[capital].reason),
                    "x_basis": text_of(capitals[capital].basis),
                    "taxonomy_term": term,
                },
            )
    for found in written.parts["categories"].get(row.id, ()):
        category = book.by_category[found.category]
        yield told(
            Attribute, {**_attribute(service_id, "category", category["id"]), "taxonomy_term": category}
        )


def _attribute(service_id: str, link_type: str, term_id: str) -> dict[str, object]:
    return {
        "id": identity.part_of(service_id, f"attribute:{term_id}"),
        "link_id": service_id,
        "taxonomy_term_id": term_id,
        "link_type": link_type,
        "link_entity": "service",
    }
