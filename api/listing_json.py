"""How is a listing written as JSON?"""

from typing import TypeGuard

from directory.areas.schemas import AreaCodes
from directory.listings.schemas import ListingRead, SiteRead
from directory.search.schemas import Facets, FacetValue, ListingCard, ListingPage, NextOpen, PlaceRead

Json = dict[str, object]


def page_json(page: ListingPage, base_url: str) -> Json:
    """Write one page of an answer."""
    return {
        **_envelope(page),
        "contents": [item_json(card, base_url) for card in page.contents],
        "facets": _facets_json(page.facets),
    }


def page_geojson(page: ListingPage, base_url: str) -> Json:
    """Write the placed listings of one page as points."""
    features = [
        {
            "type": "Feature",
            "id": card.id,
            "geometry": {"type": "Point", "coordinates": (card.place.lon, card.place.lat)},
            "properties": item_json(card, base_url),
        }
        for card in page.contents
        if has_public_place(card.place)
    ]
    unplaced = len(page.contents) - len(features)
    return {"type": "FeatureCollection", **_envelope(page), "unplaced": unplaced, "features": features}


def item_json(card: ListingCard, base_url: str) -> Json:
    """Write a listing as a list shows it."""
    return {
        "id": card.id,
        "slug": card.slug,
        "name": card.name,
        "kind": card.kind,
        "summary": card.summary,
        "categories": card.categories,
        "capitals": card.capitals,
        "location": _location_json(card.place),
        "site_count": card.site_count,
        "serves": card.serves,
        "distance_m": card.distance_m,
        "next_open": _opens(card.next_open),
        "assured_date": card.assured_date,
        "source_date": card.source_date,
        "unconfirmed_since": card.unconfirmed_since,
        "recruiting": card.recruiting,
        "accepts_referrals": card.accepts_referrals,
        "url": f"{base_url}/listing/{card.slug}",
        "unsaid": card.unsaid,
    }


def detail_json(listing: ListingRead, base_url: str) -> Json:
    """Write everything public about a listing."""
    first = next((site.place for site in listing.sites if has_public_place(site.place)), None)
    openings = [site.next_open for site in listing.sites if site.next_open is not None]
    return {
        "id": listing.id,
        "slug": listing.slug,
        "name": listing.name,
        "kind": listing.kind,
        "summary": listing.summary,
        "status": listing.status,
        "categories": listing.categories,
        "category_labels": listing.category_labels,
        "capitals": [held.capital for held in listing.capitals],
        "capital_evidence": listing.capitals,
        "location": _location_json(first),
        "site_count": len(listing.sites),
        "serves": listing.serves,
        "distance_m": None,
        "next_open": _opens(min(openings, key=lambda opening: opening.opens, default=None)),
        "assured_date": listing.assured_date,
        "assured_by": listing.assured_by,
        "source_date": listing.source_date,
        "unconfirmed_since": listing.unconfirmed_since,
        "recruiting": listing.recruiting,
        "recruiting_until": listing.recruiting_until,
        "accepts_referrals": listing.accepts_referrals,
        "referrals_from": listing.referrals_from,
        "referrals_how": listing.referrals_how,
        "referrals_wait": listing.referrals_wait,
        "size_band": listing.size_band,
        "reach": listing.reach,
        "contact_role": listing.contact_role,
        "closed_until": listing.closed_until,
        "visible_until": listing.visible_until,
        "url": f"{base_url}/listing/{listing.slug}",
        "unsaid": (),
        "organization_name": listing.organization_name,
        "organization_url": listing.organization_url,
        "website": listing.url,
        "email": listing.email,
        "phone": listing.phone,
        "free": listing.free,
        "cost_note": listing.cost_note,
        "min_age": listing.min_age,
        "max_age": listing.max_age,
        "step_free": listing.step_free,
        "languages": listing.languages,
        "online": listing.online,
        "telephone": listing.telephone,
        "sensitive": listing.sensitive,
        "visiting": listing.visiting,
        "time_note": listing.time_note,
        "sites": [_site_json(site) for site in listing.sites],
        "sources": listing.sources,
    }


def areas_json(areas: AreaCodes) -> Json:
    """Write the areas a point lies in."""
    return {
        "lsoa11": areas.lsoa11,
        "lsoa21": areas.lsoa21,
        "ward": areas.ward,
        "parish": areas.parish,
        "district": areas.district,
    }


def has_public_place(place: PlaceRead | None) -> TypeGuard[PlaceRead]:
    """Tell whether people may know where it is: told no finer than a district, a place has no point."""
    return place is not None and place.lon is not None and place.lat is not None


def _envelope(page: ListingPage) -> Json:
    read_otherwise = {} if page.read_as is None else {"read_as": page.read_as}
    return {
        "total_items": page.total_items,
        "total_pages": page.total_pages,
        "page_number": page.page,
        "size": len(page.contents),
        **read_otherwise,
    }


def _location_json(place: PlaceRead | None) -> Json | None:
    if not has_public_place(place):
        return None
    return {
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
        "postcode": place.postcode,
        "areas": areas_json(place.areas),
    }


def _site_json(site: SiteRead) -> Json:
    return {
        "id": site.id,
        "name": site.place.name,
        "address": site.place.address,
        "location": _location_json(site.place),
        "opening_hours": site.opening_hours,
        "hours_note": site.hours_note,
        "schedules": site.schedules,
        "next_open": _opens(site.next_open),
    }


def _opens(opening: NextOpen | None) -> str | None:
    return None if opening is None else opening.opens.isoformat()


def _switch(value: FacetValue | None) -> tuple[FacetValue, ...]:
    return () if value is None else (value,)


def _facets_json(facets: Facets) -> dict[str, tuple[FacetValue, ...]]:
    return {
        "kind": facets.kind,
        "capital": facets.capital,
        "category": facets.category,
        "district": facets.district,
        "recruiting": _switch(facets.recruiting),
        "takes_referrals": _switch(facets.referrals),
        "size_band": facets.size,
        "reach": facets.reach,
    }
