"""Which addresses does the feed answer? Each with and without a slash at the end, both 200."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from api.answers import SECONDS_SETTLED, answer_json
from api.documented import responses
from api.oruk import records
from api.oruk.capabilities import capabilities, capabilities_json
from api.oruk.lists import read_page, with_services
from api.oruk.openapi import feed_document
from api.oruk.organizations import find_key
from api.oruk.params import (
    Format,
    NoFeedParams,
    OrganizationParams,
    OrganizationsParams,
    PageParams,
    ServiceAtLocationsParams,
    ServicesParams,
    TaxonomiesParams,
    TaxonomyTermsParams,
)
from api.oruk.queries import place_ids, service_ids
from api.oruk.selection import everything
from api.oruk.services import read_places, read_services
from api.oruk.stream import NDJSON, stream_all
from api.oruk.terms import read_taxonomies, read_terms
from api.session import reading
from directory.errors import NotFound

FEED: Final = "/oruk/v3"
VERSION: Final = "HSDS-UK-3.0"
PROFILE: Final = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
ORDER_NOTE: Final = "The order is fixed, so that no record is on two pages."

router = APIRouter(prefix=FEED, tags=["Open Referral UK"])
Answers = Callable[..., Response]
Identifier = Annotated[
    UUID,
    Path(alias="id", description="The `id` of a record.", examples=["7ddbcca6-7fe0-54bc-9fae-12a9b4caef51"]),
]


def _get(
    path: str,
    operation: str,
    summary: str,
    model: Any,  # noqa: ANN401 - what FastAPI takes
    *problems: int,
    **more: Any,  # noqa: ANN401 - the same
) -> Callable[[Answers], Answers]:
    """Answer an address, and the same with a slash at its end, which the document need not say twice."""

    def register(answers: Answers) -> Answers:
        with_slash = path if path.endswith("/") else f"{path}/"
        router.get(
            path.rstrip("/"),
            operation_id=operation,
            summary=summary,
            response_model=model,
            responses=responses(*problems),
            **more,
        )(answers)
        router.get(with_slash, include_in_schema=False)(answers)
        return answers

    return register


def _list(path: str, operation: str, summary: str, model: Any, params: type[PageParams]) -> None:  # noqa: ANN401
    """Answer a list: a page of it, or all of it as lines."""

    def answers(request: Request) -> Response:
        asked = params.of(request)
        base_url = request.app.state.base_url
        if asked.format is Format.NDJSON:
            return stream_all(request.app.state.directory_engine, asked, base_url)
        with reading(request) as session:
            page = read_page(session, asked, base_url)
        return answer_json(request, page)

    answers.__doc__ = f"{summary}. {ORDER_NOTE} `format=ndjson` gives one record a line, without pages."
    lines = {"description": "One record a line.", "schema": {"type": "string"}}
    documented = {**params.documented(), "responses": {"200": {"content": {NDJSON: lines}}}}
    _get(path, operation, summary, model, 422, openapi_extra=documented)(answers)


_list("/services", "listServices", "List services", records.ServiceList, ServicesParams)
_list(
    "/service_at_locations",
    "listServiceAtLocations",
    "List services at locations",
    records.ServiceAtLocationList,
    ServiceAtLocationsParams,
)
_list(
    "/organizations",
    "listOrganizations",
    "List organizations",
    records.OrganizationList,
    OrganizationsParams,
)
_list("/taxonomies", "listTaxonomies", "List taxonomies", records.TaxonomyList, TaxonomiesParams)
_list("/taxonomy_terms", "listTaxonomyTerms", "List terms", records.TaxonomyTermList, TaxonomyTermsParams)


@_get("/", "readApiDetails", "Tell what this feed is", records.ApiDetails, 422)
def read_api_details(request: Request) -> Response:
    """Tell the version of the standard, its profile, and where the document of this feed is."""
    NoFeedParams.of(request)
    details: records.ApiDetails = {
        "version": VERSION,
        "profile": PROFILE,
        "openapi_url": f"{request.app.state.base_url}{FEED}/openapi.json",
    }
    return answer_json(request, details, seconds=SECONDS_SETTLED)


@_get("/services/{id}", "readService", "Read one service in full", records.Service, 404, 422)
def read_service(request: Request, identifier: Identifier) -> Response:
    """Read a service with all that belongs to it."""
    NoFeedParams.of(request)
    with reading(request) as session:
        chosen = everything().also("l.id = :id", id=identifier.hex)
        ids = service_ids(session, chosen, limit=1)
        return _one(request, read_services(session, ids, request.app.state.base_url, full=True), "service")


@_get(
    "/service_at_locations/{id}",
    "readServiceAtLocation",
    "Read one service at a location in full",
    records.ServiceAtLocation,
    404,
    422,
)
def read_service_at_location(request: Request, identifier: Identifier) -> Response:
    """Read a service at a location: the place, its times, and the service without its other places."""
    NoFeedParams.of(request)
    with reading(request) as session:
        chosen = everything().also("p.precision <> 'hidden'").also("s.id = :id", id=identifier.hex)
        ids = place_ids(session, chosen, limit=1)
        found = read_places(session, ids, request.app.state.base_url, full=True)
        return _one(request, found, "service at a location")


@_get(
    "/organizations/{id}",
    "readOrganization",
    "Read one organization",
    records.Organization,
    404,
    422,
    openapi_extra=OrganizationParams.documented(),
)
def read_organization(request: Request, identifier: Identifier) -> Response:
    """Read an organization with its services: by id, name and status, or in full with full_service=true."""
    asked = OrganizationParams.of(request)
    with reading(request) as session:
        key = find_key(session, identifier)
        found = with_services(
            session,
            [] if key is None else [key],
            request.app.state.base_url,
            full_service=asked.full_service,
        )
        return _one(request, found, "organization")


@_get("/taxonomies/{id}", "readTaxonomy", "Read one taxonomy with its terms", records.Taxonomy, 404, 422)
def read_taxonomy(request: Request, identifier: Identifier) -> Response:
    """Read a taxonomy with every term of it."""
    NoFeedParams.of(request)
    with reading(request) as session:
        base_url = request.app.state.base_url
        found = read_taxonomies(read_terms(session, base_url), base_url, nested=True)
        return _one(request, [one for one in found if one["id"] == str(identifier)], "taxonomy")


@_get("/taxonomy_terms/{id}", "readTaxonomyTerm", "Read one term", records.TaxonomyTerm, 404, 422)
def read_taxonomy_term(request: Request, identifier: Identifier) -> Response:
    """Read a term."""
    NoFeedParams.of(request)
    with reading(request) as session:
        term = read_terms(session, request.app.state.base_url).by_id.get(str(identifier))
        return _one(request, [] if term is None else [term.record], "term")


def _one(request: Request, found: Sequence[object], what: str) -> Response:
    if not found:
        raise NotFound(f"There is no {what} with that id here.", field="id")
    return answer_json(request, found[0])


@_get("/capabilities", "readCapabilities", "Tell which test proves each parameter", records.Capabilities, 422)
def read_capabilities(request: Request) -> Response:
    """Tell for each parameter of each list an example, what it must hold, and whether it was found to hold.

    Tested on the data that is published now.
    """
    NoFeedParams.of(request)
    base_url = request.app.state.base_url
    with reading(request) as session:
        found = capabilities(session, base_url)
    return answer_json(request, capabilities_json(found, f"{base_url}{FEED}"))


@router.get("/openapi.json", include_in_schema=False)
def read_openapi(request: Request) -> Response:
    """Describe the feed for programs."""
    return answer_json(request, _document(request.app.state.base_url), seconds=SECONDS_SETTLED)


@cache
def _document(base_url: str) -> dict[str, Any]:
    return feed_document(router.routes, base_url)
