"""How is a program told what went wrong? As problem+json (RFC 9457), with a stable type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from directory.errors import HereaboutsError, InvalidInput, NotFound, Unavailable

MEDIA_TYPE: Final = "application/problem+json"
NAME_SHOWN_MAX = 60
FIELD_SENTENCES: Final[Mapping[str, str]] = {
    "at": "Use an hour of the day as HH:MM, like 18:30.",
    "bbox": "Use four numbers in degrees, min_lon,min_lat,max_lon,max_lat, like 0.05,52.15,0.2,52.25.",
    "category": "Use a category's slug: lower-case letters, digits and hyphens.",
    "geography": "Use the name of an own geography as /api/v1/coverage/choices lists it: lower-case letters, "
    "digits and hyphens.",
    "language": "Use a two-letter language code (ISO 639-1), like pl.",
    "need": "Use imd, a domain, indicator- and the name of a loaded indicator, or a mix with weights, "
    "like health:2,income:1.",
    "q": "Use plain text without a null character.",
    "search": "Use plain text without a null character.",
    "start_time": "Use a local time of the day as HH:MM, like 18:30.",
    "end_time": "Use a local time of the day as HH:MM, like 18:30.",
    "within": "Use the code of a unit of an own geography: own-, the geography and the unit, as "
    "/api/v1/coverage/choices lists them.",
}
AREA_CODE_SENTENCE = "Use an ONS code: E and eight digits, like E07000010."


@dataclass(frozen=True, slots=True)
class FieldError:
    """One part of a request to mend."""

    field: str
    detail: str


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem, as `/problems/{code}` explains it."""

    code: str
    status: int
    title: str
    meaning: str


PROBLEM_KINDS: Final[tuple[ProblemKind, ...]] = (
    ProblemKind(
        InvalidInput.code,
        InvalidInput.status,
        InvalidInput.title,
        "A parameter is malformed, unknown here, or lacks another that it needs. `field` names it and "
        "`errors` lists every part to mend. Sending the same request again will not help.",
    ),
    ProblemKind(
        NotFound.code,
        NotFound.status,
        NotFound.title,
        "The address, or the listing, postcode or area it names, is not in this directory.",
    ),
    ProblemKind(
        "method-not-allowed", 405, "Method not allowed", "The API is for reading: use GET, HEAD or OPTIONS."
    ),
    ProblemKind(
        "forbidden",
        403,
        "Not allowed from another site",
        "A request that would change something came from another website's page.",
    ),
    ProblemKind(
        Unavailable.code,
        Unavailable.status,
        Unavailable.title,
        "The service has no data to answer from yet; /readyz says what is missing. Try again later.",
    ),
    ProblemKind(
        "internal",
        500,
        HereaboutsError.title,
        "A fault of ours. It has been logged; the request was not at fault.",
    ),
)
_KIND_OF_STATUS: Final = {kind.status: kind for kind in PROBLEM_KINDS}


def problem(
    code: str,
    status: int,
    title: str,
    detail: str,
    *,
    field: str | None = None,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Write one problem; `field` and `errors` only where a part of the request is at fault."""
    members: dict[str, object] = {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if field is not None:
        members["field"] = field
        members["errors"] = errors or (FieldError(field, detail),)
    return Response(
        orjson.dumps(members),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def of_error(error: HereaboutsError) -> Response:
    """Tell an error we foresaw. The words of one that is our own fault stay in the log."""
    if error.status >= 500 and not isinstance(error, Unavailable):  # noqa: PLR2004 - "server error" in HTTP
        return of_failure()
    return problem(error.code, error.status, error.title, error.message, field=error.field)


def of_failure() -> Response:
    """Tell of a failure nobody foresaw, without its internals."""
    kind = _KIND_OF_STATUS[500]
    return problem(kind.code, kind.status, kind.title, "Something went wrong here. It has been logged.")


def of_http(error: HTTPException) -> Response:
    """Tell what the framework refused: an unknown address, a wrong method."""
    if error.status_code == 404:  # noqa: PLR2004 - a status reads best as its number
        detail = "There is nothing at this address. /api/v1/docs lists what there is."
        return problem(NotFound.code, NotFound.status, NotFound.title, detail)
    kind = _KIND_OF_STATUS.get(error.status_code)
    if kind is None:
        return problem("http", error.status_code, str(error.detail), str(error.detail), headers=error.headers)
    return problem(kind.code, kind.status, kind.title, kind.meaning, headers=error.headers)


def of_validation(error: RequestValidationError) -> Response:
    """Tell which parameters are malformed, each in plain words."""
    errors = tuple(_field_error(found) for found in error.errors())
    if not errors:
        return problem(
            InvalidInput.code, InvalidInput.status, InvalidInput.title, "The request is malformed."
        )
    detail = " ".join(f"{found.field}: {found.detail}" for found in errors)
    return problem(
        InvalidInput.code,
        InvalidInput.status,
        InvalidInput.title,
        detail,
        field=errors[0].field,
        errors=errors,
    )


def _field_error(found: Mapping[str, Any]) -> FieldError:
    names = [str(part) for part in found["loc"] if isinstance(part, str)]
    name = names[1] if len(names) > 1 else (names[0] if names else "request")
    name = name.encode("utf-8", "replace").decode()[:NAME_SHOWN_MAX] or "request"
    return FieldError(name, _sentence(name, found))


def _sentence(name: str, found: Mapping[str, Any]) -> str:
    kind, context = str(found["type"]), found.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return FIELD_SENTENCES.get(name, AREA_CODE_SENTENCE)
    sentences = {
        "extra_forbidden": "There is no such parameter here; /api/v1/docs lists those there are.",
        "enum": f"Use one of: {str(context.get('expected', '')).replace(' or ', ', ').replace(chr(39), '')}.",
        "finite_number": "Use an ordinary number.",
        "float_parsing": "Use a number, like 52.55.",
        "int_parsing": "Use a whole number.",
        "int_parsing_size": "Use a smaller whole number.",
        "int_from_float": "Use a whole number.",
        "bool_parsing": "Use true or false.",
        "uuid_parsing": "Use an id as the list of listings gives it (a UUID).",
        "greater_than_equal": f"Use {context.get('ge')} or more.",
        "greater_than": f"Use more than {context.get('gt')}.",
        "less_than_equal": f"Use {context.get('le')} or less.",
        "string_too_long": f"Use at most {context.get('max_length')} characters.",
        "too_long": f"Repeat it at most {context.get('max_length')} times.",
        "missing": "This is needed.",
    }
    return sentences.get(kind, f"{found.get('msg', 'It cannot be read')}.")
