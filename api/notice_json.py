"""How is a notice written as JSON?"""

from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.schemas import NoticeCard, NoticeRead, NoticesFound

Json = dict[str, object]


def notices_json(found: NoticesFound, *, page: int, per_page: int, base_url: str) -> Json:
    """Write one page of an answer."""
    return {
        "total_items": found.total,
        "total_pages": max(1, -(-found.total // per_page)),
        "page_number": page,
        "size": len(found.cards),
        "contents": [_item(card, base_url) for card in found.cards],
        "kinds": [{"kind": kind, "label": kind.label, "count": count} for kind, count in found.kinds],
    }


def _item(card: NoticeCard, base_url: str) -> Json:
    return {
        "id": card.id,
        "slug": card.slug,
        "kind": card.kind,
        "phase": card.phase,
        "title": card.title,
        "summary": card.summary,
        "issuer_name": card.issuer_name,
        "deadline": card.deadline,
        "rolling": card.rolling,
        "amount_min": card.amount_min,
        "amount_max": card.amount_max,
        "effort": card.effort,
        "starts_at": card.starts_at,
        "ends_at": card.ends_at,
        "areas": _areas(card.area_names),
        "drawn": card.drawn,
        "outside_allowed": card.outside_allowed,
        "rules": _rules(card.rules),
        "point": None if card.point is None else {"lon": card.point[0], "lat": card.point[1]},
        "outcome": card.outcome,
        "example": card.example,
        "url": f"{base_url}/noticeboard/{card.slug}",
    }


def notice_json(notice: NoticeRead, card: NoticeCard, base_url: str) -> Json:
    """Write everything public about a notice."""
    said = notice.said
    return {
        **_item(card, base_url),
        "body": said.body,
        "fund_key": said.fund_key,
        "paperwork": said.paperwork,
        "pays_for": said.pays_for,
        "place": said.place,
        "website": said.url,
        "contact_role": said.contact_role,
        "contact_email": said.contact_email,
        "contact_phone": said.contact_phone,
        "outcome_on": notice.outcome_on,
        "links": [
            {"listing_id": each.listing_id, "slug": each.slug, "name": each.name, "relation": each.relation}
            for each in notice.links
        ],
        "edition": notice.edition,
        "source": said.source,
        "as_of": said.as_of,
        "updated_at": notice.updated_at,
    }


def _areas(names: tuple[tuple[str, str], ...]) -> list[Json]:
    return [{"code": code, "name": name} for code, name in names]


def _rules(rules: NoticeRules) -> Json:
    return {
        "kinds": rules.kinds,
        "capitals": rules.capitals,
        "categories": rules.categories,
        "beneficiaries": rules.beneficiaries,
        "sizes": rules.sizes,
        "incomes": rules.incomes,
        "registered": rules.registered,
    }
