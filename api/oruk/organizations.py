"""How is a body written as an organization?

Four kinds: a body that runs listings; a parish (its listing is the organization); the authority of a
district, the parent of its parishes; and, because every service needs one, a listing's own where nobody
here knows who runs it: a group is its own organization, anything else has one that says it stands in.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from api.oruk import identity, queries
from api.oruk.records import Organization, OrganizationIdentifier, Phone, ServiceSummary
from api.oruk.terms import says
from api.oruk.wording import AREA_URI, NO_NAME, email_of, moment_of, status_of, text_of, today, told, uri_of
from directory.words import Kind

BODY: Final = 0
PARISH: Final = 1
OWN: Final = 2
DISTRICT: Final = 3
NOT_DESCRIBED: Final = "Nobody has described this organization here yet; its services say what it does."

Key = tuple[int, str]
"""Which kind, and the hex of the id in the store (a district: its ONS code)."""


def organization_of(service: Row[Any], base_url: str) -> Organization:
    """Write the organization of a service from the service's row."""
    if service.organization_id is not None:
        return _body(service.organization_id, service.organization_name, service.organization_url)
    return _own(service, base_url)


def list_keys(session: Session, search: str = "") -> list[Key]:
    """List the organizations that may be told of, in the order of the feed."""
    keys: list[Key] = []
    for row in queries.organization_keys(session, today()):
        about = row.about or (_unknown_runner(row.name) if row.part == OWN else NOT_DESCRIBED)
        if says(search, row.name, about):
            keys.append((row.part, row.id))
    bodies = {key for part, key in keys if part == BODY}
    for district in queries.district_rows(session, today()):
        record = _district(district)
        if district.id not in bodies and says(search, record["name"], record["description"]):
            keys.append((DISTRICT, district.code))
    return keys


def find_key(session: Session, organization: UUID) -> Key | None:
    """Find what an id of an organization stands for."""
    by_id = {organization.hex: {BODY, PARISH}, identity.own_organization(organization).hex: {OWN}}
    for part, key in list_keys(session):
        if part in by_id.get(key, ()):
            return part, key
    for district in queries.district_rows(session, today()):
        if _district(district)["id"] == str(organization):
            return DISTRICT, district.code
    return None


def read_organizations(
    session: Session, keys: Sequence[Key], base_url: str, *, nested: bool = False
) -> list[Organization]:
    """Read organizations in the order of their keys; nested, with what registers call them."""
    bodies = {
        row.id: _body(row.id, row.name, row.url)
        for row in queries.organization_rows(session, [key for part, key in keys if part == BODY])
    }
    rows = queries.listing_rows(session, [key for part, key in keys if part in {PARISH, OWN}])
    listings = {row.id: row for row in rows}
    districts = {row.code: row for row in queries.district_rows(session, today())}
    found: list[Organization] = []
    for part, key in keys:
        if part == BODY:
            found.append(bodies[key])
        elif part == DISTRICT:
            found.append(_district(districts[key], nested=nested))
        elif part == OWN:
            found.append(_own(listings[key], base_url))
        else:
            parent = districts.get(listings[key].district)
            found.append(_parish(listings[key], parent, base_url, nested=nested))
    return found


def services_of(session: Session, keys: Sequence[Key]) -> dict[Key, list[Row[Any]]]:
    """List the rows of each organization's services: id, name and status."""
    bodies = [key for part, key in keys if part in {BODY, PARISH}]
    own = [key for part, key in keys if part == OWN]
    found: dict[Key, list[Row[Any]]] = {}
    for row in queries.services_of(session, bodies, own, today()):
        key = (OWN, row.id) if row.organization_id is None else (BODY, row.organization_id)
        found.setdefault(key, []).append(row)
    return found


def summary_of(service: Row[Any]) -> ServiceSummary:
    """Write a service as its organization names it."""
    return told(
        ServiceSummary,
        {
            "id": identity.as_id(service.id),
            "name": text_of(service.name) or NO_NAME,
            "status": status_of(service.status),
        },
    )


def _body(stored_id: str, name: str | None, url: str | None) -> Organization:
    return told(
        Organization,
        {
            "id": identity.as_id(stored_id),
            "name": text_of(name) or NO_NAME,
            "description": NOT_DESCRIBED,
            "website": uri_of(url),
        },
    )


def _own(listing: Row[Any], base_url: str) -> Organization:
    """Write the organization that stands for a listing."""
    name = text_of(listing.name) or NO_NAME
    is_group = listing.kind == Kind.GROUP.value
    return told(
        Organization,
        {
            "id": str(identity.own_organization(UUID(listing.id))),
            "name": name,
            "description": (text_of(listing.summary) if is_group else None) or _unknown_runner(name),
            "email": email_of(listing.email) if is_group else None,
            "website": uri_of(listing.url) if is_group else None,
            "x_stand_in": None if is_group else True,
            "x_page_url": f"{base_url}/listing/{listing.slug}",
        },
    )


def _unknown_runner(name: str) -> str:
    return f"Nobody has said here yet who runs {name}; this record stands in for them."


def _parish(listing: Row[Any], district: Row[Any] | None, base_url: str, *, nested: bool) -> Organization:
    organization_id = identity.as_id(listing.id)
    number = text_of(listing.phone)
    phone_id = identity.part_of(organization_id, "phone")
    return told(
        Organization,
        {
            "id": organization_id,
            "name": text_of(listing.name) or NO_NAME,
            "description": text_of(listing.summary) or NOT_DESCRIBED,
            "email": email_of(listing.email),
            "website": uri_of(listing.url),
            "uri": f"{AREA_URI}{listing.parish}" if listing.parish else None,
            "parent_organization_id": None if district is None else _district(district)["id"],
            "x_page_url": f"{base_url}/listing/{listing.slug}",
            "last_modified": moment_of(listing.updated_at),
            "organization_identifiers": _identifiers(organization_id, listing.parish) if nested else None,
            "phones": [
                told(
                    Phone,
                    {"id": phone_id, "number": number, "description": text_of(listing.contact_role)},
                )
            ]
            if nested and number
            else None,
        },
    )


def _district(district: Row[Any], *, nested: bool = False) -> Organization:
    """Write the authority of a district: under the id of the body of its name, where there is one."""
    known = district.id is not None
    organization_id = identity.as_id(district.id) if known else identity.district_organization(district.code)
    return told(
        Organization,
        {
            "id": organization_id,
            "name": district.organisation or f"{district.name} (district authority)",
            "description": NOT_DESCRIBED if known else f"The authority of the district of {district.name}.",
            "website": uri_of(district.url if known else district.contact_url),
            "uri": f"{AREA_URI}{district.code}",
            "organization_identifiers": _identifiers(organization_id, district.code) if nested else None,
        },
    )


def _identifiers(organization_id: str, code: str | None) -> list[OrganizationIdentifier]:
    if not code:
        return []
    return [
        {
            "id": identity.part_of(organization_id, f"ons:{code}"),
            "organization_id": organization_id,
            "identifier_type": "Area code of the Office for National Statistics",
            "identifier": code,
        }
    ]
