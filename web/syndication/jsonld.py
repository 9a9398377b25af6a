"""How is a listing told to search engines (schema.org, as JSON-LD)?"""

from typing import Final

import orjson

from directory.listings.schemas import ListingRead, OpeningTime, SiteRead
from directory.words import Kind

TYPES: Final = {
    Kind.GROUP: "Organization",
    Kind.SERVICE: "Service",
    Kind.HUB: "CivicStructure",
    Kind.VENUE: "CivicStructure",
    Kind.OUTDOOR_SPACE: "Park",
    Kind.PARISH_COUNCIL: "AdministrativeArea",
}
DAYS: Final = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}


def listing_jsonld(listing: ListingRead, *, base_url: str) -> str:
    """Tell a listing; only what its page shows, and nothing of what is not known.

    Safe inside a `script` element: no "<" is left in it.
    """
    address = f"{base_url}/listing/{listing.slug}"
    told: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": TYPES[listing.kind],
        "@id": address,
        "url": address,
        "name": listing.name,
        "description": listing.summary,
    }
    if listing.url:
        told["sameAs"] = listing.url
    if listing.free is not None and listing.kind is not Kind.SERVICE:
        told["isAccessibleForFree"] = listing.free
    if listing.organization_name:
        told["provider" if listing.kind is Kind.SERVICE else "parentOrganization"] = {
            "@type": "Organization",
            "name": listing.organization_name,
        }
    places = [place for place in map(_place, listing.sites) if place is not None]
    if places:
        told["areaServed" if listing.kind is Kind.SERVICE else "location"] = (
            places[0] if len(places) == 1 else places
        )
    return orjson.dumps(told).decode().replace("<", "\\u003c")


def _place(site: SiteRead) -> dict[str, object] | None:
    place = site.place
    address = {
        name: value
        for name, value in (("streetAddress", place.address), ("postalCode", place.postcode))
        if value is not None
    }
    if not address:
        # Known only by its parish or district: nothing a search engine could put on a map.
        return None
    told: dict[str, object] = {
        "@type": "Place",
        "address": {"@type": "PostalAddress", "addressCountry": "GB", **address},
    }
    if place.name:
        told["name"] = place.name
    if place.lon is not None and place.lat is not None:
        told["geo"] = {"@type": "GeoCoordinates", "longitude": place.lon, "latitude": place.lat}
    weekly = [_hours(time) for time in site.schedules if time.freq == "WEEKLY" and time.byday in DAYS]
    if weekly:
        told["openingHoursSpecification"] = weekly
    return told


def _hours(time: OpeningTime) -> dict[str, str]:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": DAYS[time.byday],
        "opens": time.opens_at,
        "closes": time.closes_at,
    }
