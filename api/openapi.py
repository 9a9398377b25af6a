"""What does the API say of itself?"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from starlette.routing import BaseRoute

from api.need_params import NeedFilters
from api.notice_params import NoticeFilters
from api.params import REF_TEMPLATE, AreaParams, AreasParams, ChoicesParams, CoverageParams, ListingFilters
from api.room_params import RoomReachParams
from api.schemas.geojson import AreaFeatures, CoverageFeatures, ListingFeatures
from api.schemas.problem import Problem

VERSION: Final = "1.0.0"
TITLE: Final = "Hereabouts"
DESCRIPTION: Final = """\
What there is in Cambridgeshire for people to go to, join and use, and where little is within reach.

**Open to all.** No key, no sign-in; any website may ask (`Access-Control-Allow-Origin: *`).

**Known to this directory.** A listing that is missing here may still exist; null means unknown, never zero.

**Caching.** Answers carry a strong `ETag`: send it back as `If-None-Match` and an unchanged answer is an
empty 304. Answers are compressed with gzip where that is accepted.

**Problems** are `application/problem+json` (RFC 9457) with a stable `type`; 422 names the parameter in
`field`. An unknown parameter, or a single one given twice, is refused, so that no filter is silently ignored.

**Order** of coordinates in GeoJSON and `bbox` is longitude, latitude; degrees are WGS84, distances straight
lines in metres.
"""
TAGS: Final = (
    {"name": "Listings", "description": "Groups, services, hubs, venues, outdoor spaces, parish councils."},
    {"name": "Areas", "description": "Postcodes, LSOAs, wards, parishes, districts, and their figures."},
    {"name": "Coverage", "description": "What people of an area can reach, by the latest coverage run."},
    {
        "name": "Notices",
        "description": "What is announced to groups: money, calls, offers, training.",
    },
    {"name": "Volunteering", "description": "What help groups need, where and when."},
    {"name": "Rooms", "description": "Rooms that can be hired, what they cost and when they are free."},
    {"name": "Money", "description": "Grants to organisations and published totals, with their sources."},
)
_BESIDE_ROUTES: Final[Sequence[type[BaseModel]]] = (
    Problem,
    ListingFeatures,
    AreaFeatures,
    CoverageFeatures,
)
_ASKED: Final[Sequence[type[BaseModel]]] = (
    ListingFilters,
    NoticeFilters,
    NeedFilters,
    AreasParams,
    AreaParams,
    CoverageParams,
    ChoicesParams,
    RoomReachParams,
)
_ASKED_NAMES: Final = frozenset(model.__name__ for model in _ASKED)


def openapi_document(routes: Sequence[BaseRoute], base_url: str) -> dict[str, Any]:
    """Describe these routes (OpenAPI 3.1)."""
    document = get_openapi(
        title=TITLE,
        version=VERSION,
        summary="A community asset directory and map, for programs.",
        description=DESCRIPTION,
        routes=routes,
        tags=[dict(tag) for tag in TAGS],
        servers=[{"url": base_url}],
    )
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((model, "serialization") for model in _BESIDE_ROUTES),
        *((model, "validation") for model in _ASKED),
    ]
    _, extra = models_json_schema(models, ref_template=REF_TEMPLATE)
    schemas: dict[str, Any] = document["components"]["schemas"]
    for name, schema in extra["$defs"].items():
        if name not in _ASKED_NAMES:
            schemas.setdefault(name, schema)
    for operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            without_null(parameter["schema"])
    return document


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from path.values()


def without_null(schema: dict[str, Any]) -> None:
    """Drop null from a parameter's schema: an address cannot say null, only leave the parameter out."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        del schema["anyOf"]
        schema.update(choices[0])
