"""What may a program ask, parameter by parameter?"""

from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Self, get_origin

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from directory.coverage.schemas import ALL_CAPITALS, DEFAULT_NEED
from directory.errors import InvalidInput
from directory.search.schemas import PER_PAGE_DEFAULT, PER_PAGE_MAX
from directory.words import Capital, Day, Kind, Level, Reach, Region, Release, SizeBand, Sort
from geo.trust import Trust

REF_TEMPLATE = "#/components/schemas/{model}"
MOST_REPEATS = 50
TEXT_MAX = 200
RADIUS_MAX_M = 200_000
AGE_MAX = 120
MONTHS_MAX = 240
PAGE_MAX = 1_000_000
AREA_CODE_PATTERN = r"^E\d{8}$"
NUMBER_PATTERN = r"-?\d{1,3}(?:\.\d{1,15})?"
CLOCK_PATTERN = r"^(?:[01]\d|2[0-3]):[0-5]\d$"
NEED_PATTERN = r"^[a-z0-9_:.,-]+$"
GEOGRAPHY_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
UNIT_PATTERN = r"^own-[a-z0-9]+(?:-[a-z0-9]+)+$"
BBOX_PATTERN = rf"^{NUMBER_PATTERN}(?:,{NUMBER_PATTERN}){{3}}$"

AreaCode = Annotated[str, Field(pattern=AREA_CODE_PATTERN)]
CategorySlug = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,64}$")]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


class CapitalOrAll(StrEnum):
    """A capital, or all listings whatever they offer."""

    ALL = ALL_CAPITALS
    SOCIAL = Capital.SOCIAL.value
    CULTURAL = Capital.CULTURAL.value
    HUMAN = Capital.HUMAN.value
    HEALTH = Capital.HEALTH.value
    ENVIRONMENTAL = Capital.ENVIRONMENTAL.value
    EMPLOYABILITY = Capital.EMPLOYABILITY.value

    @property
    def capital(self) -> Capital | None:
        """None where all are meant."""
        return None if self is CapitalOrAll.ALL else Capital(self.value)


class Include(StrEnum):
    """What coverage leaves out unless it is asked for."""

    VISITING = "visiting"


class Params(BaseModel):
    """Parameters of one address: an unknown one is refused, so that a misspelt filter is never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read the parameters of a request, or say which to mend.

        FastAPI's own reading asks the type of every field again for each request: a tenth of a search.
        """
        values: dict[str, str | list[str]] = {}
        for name, value in request.query_params.multi_items():
            held = values.get(name)
            if held is None:
                values[name] = [value] if _repeats(cls, name) else value
            elif isinstance(held, list):
                held.append(value)
            elif name in cls.model_fields:
                raise InvalidInput(f"Give {name} once: it takes one value.", field=name)
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            found = error.errors(include_url=False)
            raise RequestValidationError([{**one, "loc": ("query", *one["loc"])} for one in found]) from error

    @classmethod
    def documented(cls) -> dict[str, Any]:
        """Describe the parameters for the OpenAPI document."""
        schema = cls.model_json_schema(ref_template=REF_TEMPLATE)
        return {
            "parameters": [
                {
                    "name": name,
                    "in": "query",
                    "required": False,
                    "description": cls.model_fields[name].description,
                    "schema": described,
                }
                for name, described in schema.get("properties", {}).items()
            ]
        }


@cache
def _repeats(model: type[Params], name: str) -> bool:
    field = model.model_fields.get(name)
    return field is not None and get_origin(field.annotation) is tuple


def _some(description: str, *examples: str, **more: Any) -> Any:  # noqa: ANN401 - what Field returns
    return Field(
        default=(),
        max_length=MOST_REPEATS,
        description=f"{description} Repeat it for OR.",
        examples=[list(examples)],
        **more,
    )


class ListingFilters(Params):
    """Filters of listings. Different filters combine with AND, repeats of one with OR."""

    q: str = Field(
        default="",
        max_length=TEXT_MAX,
        pattern=r"^[^\x00]*$",
        description="Words to find in name, what it is about, where it is and summary. Every word must be "
        "found, or one that means much the same; the last may be unfinished. Words no listing has are read "
        "as the nearest that one does, and `read_as` says so.",
        examples=["chess", "parent toddler"],
    )
    postcode: str | None = Field(
        default=None,
        max_length=16,
        description="Measure distance from this postcode; any spacing and case. A terminated postcode that "
        "still has a point may be used. Not together with lat and lon.",
        examples=["PE15 8AA"],
    )
    lat: float | None = Field(
        default=None,
        ge=-90,
        le=90,
        allow_inf_nan=False,
        description="Measure distance from this latitude, WGS84 degrees. Needs lon.",
        examples=[52.551382],
    )
    lon: float | None = Field(
        default=None,
        ge=-180,
        le=180,
        allow_inf_nan=False,
        description="Measure distance from this longitude, WGS84 degrees. Needs lat.",
        examples=[0.08684],
    )
    radius_m: float | None = Field(
        default=None,
        gt=0,
        le=RADIUS_MAX_M,
        allow_inf_nan=False,
        description="Only listings with a place within this many metres, in a straight line. Needs a point: "
        "postcode, or lat and lon.",
        examples=[5000],
    )
    bbox: str | None = Field(
        default=None,
        pattern=BBOX_PATTERN,
        description="Only listings with a place in this rectangle: min_lon,min_lat,max_lon,max_lat in WGS84 "
        "degrees.",
        examples=["0.05,52.15,0.2,52.25"],
    )
    kind: tuple[Kind, ...] = _some(
        "What it is. Parish councils are in the answer only where this asks for them.", "hub", "venue"
    )
    capital: tuple[Capital, ...] = _some("What it offers people: one of the six capitals.", "social")
    category: tuple[CategorySlug, ...] = _some(
        "What it is about: a slug, as in the facet `category`.", "library"
    )
    district: tuple[AreaCode, ...] = _some("ONS code of the district it has a place in.", "E07000010")
    ward: tuple[AreaCode, ...] = _some("ONS code of the ward it has a place in.", "E05015429")
    parish: tuple[AreaCode, ...] = _some("ONS code of the parish it has a place in.", "E04001661")
    lsoa: tuple[AreaCode, ...] = _some(
        "ONS code of the LSOA it has a place in, of 2011 or of 2021.", "E01017977"
    )
    day: tuple[Day, ...] = _some(
        "Known to be open on this day of the week; listings that give no times are not in the answer.", "fri"
    )
    free: bool | None = Field(
        default=None,
        description="True: free of charge. A listing that does not say stays in the answer, after those "
        "that do, with `free` in `unsaid`. The same holds for age, step_free, language and remote.",
        examples=[True],
    )
    age: int | None = Field(
        default=None, ge=0, le=AGE_MAX, description="Open to somebody of this age in years.", examples=[72]
    )
    step_free: bool | None = Field(default=None, description="True: step-free access.", examples=[True])
    language: tuple[LanguageCode, ...] = _some("Works in this language (ISO 639-1).", "pl")
    remote: bool | None = Field(
        default=None, description="True: offered online or by telephone.", examples=[True]
    )
    assured_within_months: int | None = Field(
        default=None,
        ge=1,
        le=MONTHS_MAX,
        description="Only listings that somebody who knows has confirmed here within so many months. "
        "Imported records have not been confirmed.",
        examples=[12],
    )
    recruiting: bool | None = Field(
        default=None,
        description="True: only listings that say they need volunteers today. False is the same as left out.",
        examples=[True],
    )
    takes_referrals: bool | None = Field(
        default=None, description="True: only listings that say they take referrals.", examples=[True]
    )
    size_band: tuple[SizeBand, ...] = _some("Says that about so many people take part.", "under_10")
    reach: tuple[Reach, ...] = _some("Says that its people come from there.", "place")
    sort: Sort | None = Field(
        default=None,
        description="`distance` needs a point; `relevance` without words is the same as `name`; `assured` "
        "puts the latest confirmed first. By distance, within each mile what nobody has confirmed in time "
        "comes last; by relevance its words count half. Left out: by distance where there is a point, "
        "else by relevance where there are words, else by name.",
        examples=["name"],
    )
    page: int = Field(default=1, ge=1, le=PAGE_MAX, description="Which page, from 1.", examples=[1])
    per_page: int = Field(
        default=PER_PAGE_DEFAULT,
        ge=1,
        le=PER_PAGE_MAX,
        description=f"Items on a page, at most {PER_PAGE_MAX}.",
        examples=[PER_PAGE_DEFAULT],
    )


_LEVEL = Field(default=Level.LSOA, description="How large an area is meant.", examples=["lsoa"])
_RELEASE = Field(
    default=Release.R2021,
    description="Boundaries and index: 2011 is LSOA 2011 with IMD 2019, 2021 is LSOA 2021 with IoD 2025.",
    examples=["2021"],
)


class NoParams(Params):
    """None: an address without parameters refuses any."""


class AreasParams(Params):
    """Which areas."""

    level: Level = _LEVEL
    release: Release = _RELEASE
    district: AreaCode | None = Field(
        default=None, description="Only areas of this district (ONS code).", examples=["E07000010"]
    )


class AreaOutlineParams(Params):
    """Which areas' outlines."""

    level: Level = _LEVEL
    release: Release = _RELEASE


class AreaParams(Params):
    """Which release of one area."""

    release: Release | None = Field(
        default=None,
        description="Some codes are in both releases with different figures. Left out: the newest that has "
        "the code.",
        examples=["2021"],
    )


class ChoicesParams(Params):
    """Of which release the people of own geographies are told."""

    release: Release = _RELEASE


class CoverageParams(Params):
    """Which view of coverage."""

    level: Level = _LEVEL
    capital: CapitalOrAll = Field(
        default=CapitalOrAll.ALL, description="Which capital, or all listings.", examples=["social"]
    )
    release: Release = _RELEASE
    region: Region = Field(
        default=Region.CAMBRIDGESHIRE,
        description="Which areas are compared with one another: the five districts of Cambridgeshire, or "
        "these with Peterborough. Classes and ranks are those of the region.",
        examples=["cambridgeshire"],
    )
    district: AreaCode | None = Field(
        default=None,
        description="Only areas of this district (ONS code); classes and gap_rank stay those of the region, "
        "gap_rank_here is of the district.",
        examples=["E07000010"],
    )
    include: tuple[Include, ...] = Field(
        default=(),
        max_length=MOST_REPEATS,
        description="`visiting` counts listings that call for minutes at a time, such as the mobile library.",
        examples=[["visiting"]],
    )
    category: CategorySlug | None = Field(
        default=None,
        description="Only listings about this: a category's slug, as `/api/v1/coverage/choices` lists them. "
        "Not together with a capital.",
        examples=["library"],
    )
    day: Day | None = Field(
        default=None,
        description="Only listings known to be open on this day every week, at the hour `at`. Those that do "
        "not say when they are open are not counted; `unknown_hours` says how many.",
        examples=["tue"],
    )
    at: str | None = Field(
        default=None,
        pattern=CLOCK_PATTERN,
        description="The hour that goes with `day`: local time, HH:MM.",
        examples=["18:30"],
    )
    trust: Trust = Field(
        default=Trust.ANY,
        description="Which listings to believe, by how long before the run they were last confirmed, else "
        "how old their newest source was: `any` all of them; `12m` and `3m` only those of the last 12 or 3 "
        "months; `half_life` each the less the older it is (half after `assumptions.half_life_months`).",
        examples=["12m"],
    )
    need: str = Field(
        default=DEFAULT_NEED.text,
        max_length=TEXT_MAX,
        pattern=NEED_PATTERN,
        description="Which need: `imd`, one of its domains, a loaded indicator (`indicator-` and its name), "
        "or up to five of these with weights. `/api/v1/coverage/choices` lists them. It decides need, "
        "need_class, gap, and the ranks.",
        examples=["health:2,income:1"],
    )
    within: str | None = Field(
        default=None,
        max_length=TEXT_MAX,
        pattern=UNIT_PATTERN,
        description="Only areas where at least half of the people live in this unit of an own geography (its "
        "code, as `/api/v1/coverage/choices` lists them); classes and gap_rank stay those of the region.",
        examples=["own-primary-care-networks-fenland"],
    )
    geography: str | None = Field(
        default=None,
        max_length=TEXT_MAX,
        pattern=GEOGRAPHY_PATTERN,
        description="The units of this own geography are the areas (its name, as "
        "`/api/v1/coverage/choices` lists them). Not together with a level.",
        examples=["primary-care-networks"],
    )
