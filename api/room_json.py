"""How is a room written as JSON?"""

from directory.venues.schemas import PriceRead, RoomRead

Json = dict[str, object]
_AS_IT_IS = (
    *("id", "slug", "name", "listing_id", "listing_slug", "listing_name", "area_m2", "least_min"),
    *("notice_days", "ask_only", "postcode", "parish", "district", "status", "opens_on", "closes_on"),
    *("closed_now", "example"),
)


def rooms_json(rooms: tuple[RoomRead, ...], *, page: int, per_page: int, base_url: str) -> Json:
    """Write one page of an answer."""
    shown = rooms[(page - 1) * per_page : page * per_page]
    return {
        "total_items": len(rooms),
        "total_pages": max(1, -(-len(rooms) // per_page)),
        "page_number": page,
        "size": len(shown),
        "contents": [room_json(room, base_url) for room in shown],
    }


def room_json(room: RoomRead, base_url: str) -> Json:
    """Write everything public about a room."""
    placed = room.lon is not None and room.lat is not None
    return {
        **{name: getattr(room, name) for name in _AS_IT_IS},
        "capacity": [{"layout": layout, "people": people} for layout, people in room.capacity],
        "has": [facility for facility, has in room.facilities if has],
        "has_not": [facility for facility, has in room.facilities if not has],
        "prices": [_price(price) for price in room.prices],
        "point": {"lon": room.lon, "lat": room.lat} if placed else None,
        "nearest_stop": room.stop_name,
        "nearest_stop_m": room.stop_m,
        "url": f"{base_url}/rooms/{room.listing_slug}/{room.slug}",
    }


def _price(price: PriceRead) -> Json:
    return {
        "hirer": price.hirer,
        "per": price.per,
        "pence": price.pence,
        "days": list(price.days),
        "starts": _clock(price.from_min),
        "ends": _clock(price.until_min),
    }


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
