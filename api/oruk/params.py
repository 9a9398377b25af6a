"""What may a harvester ask, parameter by parameter? The union of the current and the older UK text."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Self
from uuid import UUID

from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError
from starlette.requests import Request

from api.params import PAGE_MAX, RADIUS_MAX_M, TEXT_MAX, Params
from api.problems import NAME_SHOWN_MAX
from directory.errors import InvalidInput
from directory.search.words import terms

PER_PAGE_DEFAULT: Final = 50
PER_PAGE_MAX: Final = 500
AGE_MAX: Final = 150
POSTCODE_MAX: Final = 16
TIME_PATTERN: Final = r"^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$"
_DAYS: Final = {
    "MO": ("mo", "mon", "monday"),
    "TU": ("tu", "tue", "tuesday"),
    "WE": ("we", "wed", "wednesday"),
    "TH": ("th", "thu", "thursday"),
    "FR": ("fr", "fri", "friday"),
    "SA": ("sa", "sat", "saturday"),
    "SU": ("su", "sun", "sunday"),
}
_DAY_OF_WORD: Final = {word: day for day, words in _DAYS.items() for word in words}


class Format(StrEnum):
    """How a list is written."""

    JSON = "json"
    NDJSON = "ndjson"


def _searchable(text: str) -> str:
    if text.strip() and not terms(text):
        raise PydanticCustomError("no_words", "Give a word of letters or digits to look for.")
    return text


def _moment(text: object) -> datetime:
    """Read a day or an instant; one without a zone is UTC."""
    try:
        found = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PydanticCustomError(
            "moment",
            "Use a day or an instant, like 2026-03-01 or 2026-03-01T09:30:00Z; write + as %2B.",
        ) from error


def _day(text: object) -> str:
    found = _DAY_OF_WORD.get(str(text).strip().casefold())
    if found is None:
        raise PydanticCustomError("day", "Use a day of the week: MO, TU, WE, TH, FR, SA or SU, or its name.")
    return found


def _metres(text: object) -> float:
    try:
        found = float(str(text))
    except ValueError:
        found = -1.0
    if not 0 <= found <= RADIUS_MAX_M:
        raise PydanticCustomError("metres", "Use a number of metres from 0 to 200000, like 1000.")
    return found


def _minutes(text: str) -> str:
    """Leave out seconds that say nothing: the store writes 18:00."""
    return text[: len("18:00")] if text.endswith(":00") else text


Search = Annotated[str, Field(max_length=TEXT_MAX, pattern=r"^[^\x00]*$"), AfterValidator(_searchable)]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}),
]
ByDay = Annotated[
    str,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "enum": [*_DAYS, *_DAY_OF_WORD]}),
]
Metres = Annotated[
    float,
    BeforeValidator(_metres),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": RADIUS_MAX_M}),
]
ClockTime = Annotated[str, Field(pattern=TIME_PATTERN), AfterValidator(_minutes)]


def _maybe(description: str, example: object, **more: Any) -> Any:  # noqa: ANN401 - what Field returns
    return Field(default=None, description=description, examples=[example], **more)


class FeedParams(Params):
    """Parameters of an address of the feed. An unknown one is refused here too."""

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read the parameters of a request, or say which to mend and where those there are stand."""
        try:
            return super().of(request)
        except RequestValidationError as error:
            unknown = [found["loc"][1] for found in error.errors() if found["type"] == "extra_forbidden"]
            if not unknown:
                raise
            raise InvalidInput(
                "There is no such parameter here; /oruk/v3/openapi.json lists those there are.",
                field=str(unknown[0]).encode("utf-8", "replace").decode()[:NAME_SHOWN_MAX] or "request",
            ) from error


class NoFeedParams(FeedParams):
    """None: an address without parameters refuses any."""


class PageParams(FeedParams):
    """Which page of a list, in which form."""

    search: Search = Field(
        default="",
        description="Full text search: every word must be found, the last may be unfinished.",
        examples=["library"],
    )
    page: int = Field(
        default=1,
        ge=1,
        le=PAGE_MAX,
        description="Which page, from 1. Beyond the last page is a page with nothing on it.",
        examples=[1],
    )
    per_page: int = Field(
        default=PER_PAGE_DEFAULT,
        ge=1,
        le=PER_PAGE_MAX,
        description=f"Items on a page, at most {PER_PAGE_MAX}.",
        examples=[PER_PAGE_DEFAULT],
    )
    format: Format = Field(
        default=Format.JSON,
        description="`ndjson` streams every item that fits, one a line; page and per_page then count for "
        "nothing.",
        examples=["json"],
    )


class FullParam(FeedParams):
    """Whether items are nested."""

    full: bool = Field(
        default=False, description="True: every item with all that belongs to it.", examples=[True]
    )


class ServiceFilters(PageParams, FullParam):
    """Filters of services and of services at locations. All of them combine with AND."""

    taxonomy_term_id: UUID | None = _maybe(
        "Services that carry this term, or one below it.", "2a2ecb4f-42fd-5a4b-8ab9-46bfbe7bb52b"
    )
    taxonomy_id: UUID | None = _maybe(
        "Services that carry any term of this taxonomy.", "2a2ecb4f-42fd-5a4b-8ab9-46bfbe7bb52b"
    )
    organization_id: UUID | None = _maybe(
        "Services of this organization.", "9cfbadb9-84f2-59f1-beca-3af6d23e0589"
    )
    modified_after: Moment | None = _maybe(
        "Changed on or after this day or instant; without a zone it is UTC.", "2026-03-01T09:30:00Z"
    )
    minimum_age: float | None = _maybe(
        "Services whose minimum_age is at least this; those that give none are not in the answer.",
        11,
        ge=0,
        le=AGE_MAX,
        allow_inf_nan=False,
    )
    maximum_age: float | None = _maybe(
        "Services whose maximum_age is at most this; those that give none are not in the answer.",
        25,
        ge=0,
        le=AGE_MAX,
        allow_inf_nan=False,
    )
    start_time: ClockTime | None = _maybe(
        "Services with a schedule that opens at this local time or later: HH:MM. start_time, end_time and "
        "day must hold of one and the same schedule.",
        "18:00",
    )
    end_time: ClockTime | None = _maybe(
        "Services with a schedule that closes at this local time or earlier: HH:MM.", "21:00"
    )
    day: ByDay | None = _maybe("Services with a schedule on this day of the week.", "TU")
    postcode: str | None = _maybe(
        "Services for people of this postcode: where a service says which areas it serves, one of them "
        "must hold the postcode.",
        "PE15 8AA",
        max_length=POSTCODE_MAX,
    )
    proximity: Metres | None = _maybe(
        "Services at a place within so many metres of the postcode's centre, in a straight line. Needs "
        "postcode.",
        5000,
    )


class ServicesParams(ServiceFilters):
    """Parameters of /services."""

    minimal: bool = Field(
        default=False,
        description="True: only id and modified_date of each, all on one page unless per_page is given.",
        examples=[True],
    )


class ServiceAtLocationsParams(ServiceFilters):
    """Parameters of /service_at_locations."""


class OrganizationParams(FeedParams):
    """Parameters of one organization."""

    full_service: bool = Field(default=False, description="True: its services in full.", examples=[True])


class OrganizationsParams(PageParams, FullParam, OrganizationParams):
    """Parameters of /organizations."""


class TaxonomiesParams(PageParams):
    """Parameters of /taxonomies."""


class TaxonomyTermsParams(PageParams):
    """Parameters of /taxonomy_terms."""

    taxonomy_id: UUID | None = _maybe("Terms of this taxonomy.", "2a2ecb4f-42fd-5a4b-8ab9-46bfbe7bb52b")
    top_only: bool = Field(
        default=False, description="True: only terms that have no term above them.", examples=[True]
    )
    parent_id: UUID | None = _maybe("Terms directly below this one.", "2a2ecb4f-42fd-5a4b-8ab9-46bfbe7bb52b")
