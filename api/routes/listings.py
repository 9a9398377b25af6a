"""What is there, near whom, open when?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from api.answers import GEOJSON, answer_geojson, answer_json
from api.documented import responses, schema_of
from api.listing_json import detail_json, page_geojson, page_json
from api.params import ListingFilters, NoParams
from api.questions import listing_query
from api.schemas.listings import ListingDetail, ListingList
from api.session import reading
from directory.listings.service import read_listing_by_id
from directory.search.service import search

router = APIRouter(prefix="/api/v1/listings", tags=["Listings"])


@router.get(
    "",
    operation_id="listListings",
    summary="Find listings",
    response_model=ListingList,
    openapi_extra=ListingFilters.documented(),
    responses=responses(404, 422),
)
def list_listings(request: Request) -> Response:
    """Find groups, services, hubs, venues and outdoor spaces, one item each however many sites it has.

    Different filters combine with AND, repeats of one filter with OR. `facets` counts what each value of a
    filter would leave under all the other filters. A postcode that is unknown is a 404.
    """
    params = ListingFilters.of(request)
    with reading(request) as session:
        page = search(session, listing_query(session, params))
    return answer_json(request, page_json(page, request.app.state.base_url))


@router.get(
    ".geojson",
    operation_id="listListingsGeojson",
    summary="Find listings, as points",
    response_class=Response,
    openapi_extra=ListingFilters.documented(),
    responses=responses(404, 422, media_type=GEOJSON, schema=schema_of("ListingFeatures")),
)
def list_listings_geojson(request: Request) -> Response:
    """Answer the same question with the same pages as GeoJSON.

    A feature's properties are the item of the JSON answer. Listings without a public place have no feature;
    `unplaced` counts those of the page, and `size` and `total_items` hold them as in the JSON answer.
    """
    params = ListingFilters.of(request)
    with reading(request) as session:
        page = search(session, listing_query(session, params), with_facets=False)
    return answer_geojson(request, page_geojson(page, request.app.state.base_url))


@router.get(
    "/{listing_id}",
    operation_id="readListing",
    summary="Read one listing",
    response_model=ListingDetail,
    responses=responses(404, 410, 422),
)
def read_listing(
    request: Request,
    listing_id: Annotated[
        UUID,
        Path(description="The `id` of an item.", examples=["7ddbcca6-7fe0-54bc-9fae-12a9b4caef51"]),
    ],
) -> Response:
    """Read everything public about a listing: sites, times, cost, access, contacts, evidence, sources."""
    NoParams.of(request)
    with reading(request) as session:
        listing = read_listing_by_id(session, listing_id)
    return answer_json(request, detail_json(listing, request.app.state.base_url))
