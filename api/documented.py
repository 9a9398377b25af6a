"""Which problems does an address document?"""

from typing import Any, Final

from api.problems import MEDIA_TYPE

_SCHEMA: Final = {"$ref": "#/components/schemas/Problem"}
_MEANINGS: Final = {
    404: "Unknown: what the address names is not in this directory.",
    410: "Gone: it was here; `detail` says why it is not any more.",
    422: "Malformed: `field` names the parameter to mend.",
    503: "Not ready: nothing has been loaded or computed yet.",
}
_HEADERS: Final = {
    "ETag": {"description": "Send it back as If-None-Match.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "How long to keep the answer.", "schema": {"type": "string"}},
}
_UNCHANGED: Final = {"description": "Unchanged since the ETag sent as If-None-Match."}


def responses(
    *problems: int, media_type: str | None = None, schema: dict[str, Any] | None = None
) -> dict[int | str, dict[str, Any]]:
    """Document an answer with its problems; `media_type` where the answer is not plain JSON."""
    success: dict[str, Any] = {"description": "The answer.", "headers": _HEADERS}
    if media_type is not None:
        success["content"] = {media_type: {"schema": schema or {"type": "string"}}}
    documented: dict[int | str, dict[str, Any]] = {200: success, 304: _UNCHANGED}
    for status in problems:
        documented[status] = {
            "description": _MEANINGS[status],
            "content": {MEDIA_TYPE: {"schema": _SCHEMA}},
        }
    return documented


def schema_of(name: str) -> dict[str, Any]:
    """Point to a schema of this name."""
    return {"$ref": f"#/components/schemas/{name}"}
