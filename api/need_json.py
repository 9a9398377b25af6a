"""How is a need written as JSON?"""

from directory.needs.schemas import NeedRead, SessionRead, SlotRead

Json = dict[str, object]
_AS_IT_IS = (
    *("id", "slug", "title", "summary", "state", "listing_id", "listing_slug", "listing_name", "rhythm"),
    *("whereabouts", "parish", "district", "minutes", "places", "skills", "needs_skills", "themes"),
    *("languages", "eases", "min_age", "check_level", "workforce", "contact_role", "answers_within_days"),
    *("open_until", "earns_credits", "source_url", "example"),
)


def needs_json(needs: tuple[NeedRead, ...], *, page: int, per_page: int, base_url: str) -> Json:
    """Write one page of an answer."""
    shown = needs[(page - 1) * per_page : page * per_page]
    return {
        "total_items": len(needs),
        "total_pages": max(1, -(-len(needs) // per_page)),
        "page_number": page,
        "size": len(shown),
        "contents": [need_json(need, base_url) for need in shown],
    }


def need_json(need: NeedRead, base_url: str) -> Json:
    """Write everything public about a need."""
    placed = need.lon is not None and need.lat is not None
    return {
        **{name: getattr(need, name) for name in _AS_IT_IS},
        "point": {"lon": need.lon, "lat": need.lat} if placed else None,
        "sessions": [_session(each) for each in need.sessions],
        "slots": [_slot(each) for each in need.slots],
        "url": f"{base_url}/volunteer/need/{need.slug}",
    }


def _session(session: SessionRead) -> Json:
    return {
        "id": session.id,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "places": session.places,
        "left": session.left,
    }


def _slot(slot: SlotRead) -> Json:
    return {"day": slot.day, "starts": _clock(slot.starts_min), "ends": _clock(slot.ends_min)}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
