"""What money was given, to whom and where?"""

from fastapi import APIRouter, Request, Response

from api.answers import answer_json
from api.documented import responses
from api.schemas.awards import AwardFilters, AwardList
from api.session import reading
from directory.funds.amounts import pounds
from directory.funds.schemas import AwardRead
from directory.funds.service import count_awards, find_fund, list_awards

router = APIRouter(prefix="/api/v1/awards", tags=["Money"])


@router.get(
    "",
    operation_id="listAwards",
    summary="List money given",
    response_model=AwardList,
    openapi_extra=AwardFilters.documented(),
    responses=responses(404, 422),
)
def list_of_awards(request: Request) -> Response:
    """List grants to organisations, and totals that were published by area, the newest first.

    Only what this directory holds a record of: that there is none for a place says nothing of what was given
    there. Grants to people are never held. The grants alone are at `/funding/360giving.json` in the form of
    the 360Giving standard.
    """
    params = AwardFilters.of(request)
    with reading(request) as session:
        if params.fund is not None:
            find_fund(session, params.fund)
        total = count_awards(session, fund=params.fund, district=params.district)
        shown = list_awards(
            session,
            fund=params.fund,
            district=params.district,
            limit=params.per_page,
            offset=(params.page - 1) * params.per_page,
        )
    return answer_json(
        request,
        {
            "page_number": params.page,
            "size": len(shown),
            "total_items": total,
            "total_pages": -(-total // params.per_page),
            "contents": [_award_json(award) for award in shown],
        },
    )


def _award_json(award: AwardRead) -> dict[str, object]:
    return {
        "id": award.id,
        "identifier": award.identifier,
        "aggregate": award.aggregate,
        "title": award.title,
        "description": award.description,
        "amount": pounds(award.amount_pence),
        "currency": award.currency,
        "awarded_on": award.awarded_on,
        "funder": award.funder,
        "fund": award.fund_key,
        "programme": award.programme,
        "recipient": award.recipient,
        "recipient_id": award.recipient_org_id,
        "recipient_listing_id": award.recipient_listing_id if award.recipient_slug else None,
        "area": award.area_code,
        "area_level": award.area_level,
        "area_name": award.area_name,
        "district": award.district,
        "area_from": award.area_from,
        "source": award.source,
        "source_date": award.source_date,
        "licence": award.licence,
    }
