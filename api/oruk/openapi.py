"""What does a program need to know of the feed? Exactly what is served, as OpenAPI 3.1."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.routing import BaseRoute

from api.openapi import without_null
from api.params import REF_TEMPLATE
from api.schemas.problem import Problem

TITLE: Final = "Hereabouts: Open Referral UK"
DESCRIPTION: Final = """\
What there is in this directory for people to go to, join and use, as **HSDS-UK-3.0** (Open Referral UK).

No key; any website may ask. Parameters combine with AND; an unknown or malformed one is refused with a 422
that names it (`application/problem+json`), so that no filter is silently ignored. `/oruk/v3/capabilities`
says for each parameter the test that proves that it filters.

Every address answers with and without a slash at its end. Nothing is null or blank: what is not known is left
out. Keys that begin with `x_` are ours; keys marked "HSDS" are of HSDS 3.0, which the UK profile leaves out.
"""


def feed_document(routes: Sequence[BaseRoute], base_url: str) -> dict[str, Any]:
    """Describe the routes of the feed."""
    document = get_openapi(
        title=TITLE,
        version="HSDS-UK-3.0",
        summary="The directory as an Open Referral UK feed.",
        description=DESCRIPTION,
        routes=routes,
        servers=[{"url": base_url}],
    )
    _, problem = models_json_schema([(Problem, "serialization")], ref_template=REF_TEMPLATE)
    document["components"]["schemas"] |= problem["$defs"]
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                without_null(parameter["schema"])
    return document
