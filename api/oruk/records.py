"""What may a record of the feed hold? One type for each, as the OpenAPI document describes them.

A key that is not required is left out where nothing is known: the feed holds no null and no blank.
Keys that begin with x_ are ours; keys marked "HSDS" are of HSDS 3.0, which the UK profile leaves out.
"""

from typing import Annotated, Literal, NotRequired

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

_closed = with_config(ConfigDict(extra="forbid"))

Uuid = Annotated[str, Field(json_schema_extra={"format": "uuid"})]
Uri = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Email = Annotated[str, Field(json_schema_extra={"format": "email"})]
Moment = Annotated[
    str, Field(json_schema_extra={"format": "date-time"}, description="RFC 3339, UTC, milliseconds.")
]
IsoDay = Annotated[str, Field(json_schema_extra={"format": "date"})]
ServiceStatus = Literal["active", "temporarily closed"]


@_closed
class ApiDetails(TypedDict):
    """What this feed is."""

    version: Literal["HSDS-UK-3.0"]
    profile: Uri
    openapi_url: Uri


@_closed
class TaxonomyTerm(TypedDict):
    """A word of a taxonomy."""

    id: Uuid
    name: str
    description: str
    parent_id: NotRequired[Uuid]
    taxonomy: str
    taxonomy_id: Uuid
    term_uri: Uri
    code: Annotated[str, Field(description="HSDS: our own short word for it.")]


@_closed
class Taxonomy(TypedDict):
    """A set of words."""

    id: Uuid
    name: str
    description: str
    uri: Uri
    version: str
    taxonomy_terms: NotRequired[list[TaxonomyTerm]]


@_closed
class Attribute(TypedDict):
    """A service carries a term."""

    id: Uuid
    link_id: Uuid
    taxonomy_term_id: Uuid
    link_type: Literal["capital", "category"]
    link_entity: Annotated[Literal["service"], Field(description="HSDS.")]
    x_reason: NotRequired[Annotated[str, Field(description="Why it is said to carry this capital.")]]
    x_basis: NotRequired[Annotated[str, Field(description="What that rests on.")]]
    taxonomy_term: TaxonomyTerm


@_closed
class Phone(TypedDict):
    """A telephone number the owner publishes."""

    id: Uuid
    number: str
    description: NotRequired[Annotated[str, Field(description="Whom it reaches, by role.")]]


@_closed
class Contact(TypedDict):
    """Whom telephone and e-mail reach: a role, never a person."""

    id: Uuid
    service_id: Uuid
    title: str
    email: NotRequired[Annotated[Email, Field(description="HSDS.")]]


@_closed
class OrganizationIdentifier(TypedDict):
    """What a register calls an organization."""

    id: Uuid
    organization_id: Uuid
    identifier_type: str
    identifier: str


@_closed
class Accessibility(TypedDict):
    """How a place can be reached."""

    id: Uuid
    location_id: Uuid
    description: str


@_closed
class Address(TypedDict):
    """Where to go. Left out as a whole where a part of it is not known."""

    id: Uuid
    location_id: Uuid
    address_1: str
    city: str
    state_province: str
    postal_code: str
    country: Literal["GB"]
    address_type: Literal["physical"]


@_closed
class Location(TypedDict):
    """A place, told as finely as it may be."""

    id: Uuid
    location_type: Literal["physical"]
    name: NotRequired[str]
    description: NotRequired[str]
    latitude: NotRequired[float]
    longitude: NotRequired[float]
    x_precision: Annotated[
        Literal["exact", "postcode", "parish", "district"],
        Field(description="How finely it is told; a parish's point is its centre, not the place."),
    ]
    addresses: NotRequired[list[Address]]
    accessibility: NotRequired[list[Accessibility]]


@_closed
class Schedule(TypedDict):
    """When it is open. Clock times are local (Europe/London); the offset is that of the day of the answer."""

    id: Uuid
    service_id: Uuid
    service_at_location_id: NotRequired[Uuid]
    freq: NotRequired[Literal["WEEKLY", "MONTHLY"]]
    byday: NotRequired[str]
    opens_at: NotRequired[Annotated[str, Field(examples=["18:30+00:00"])]]
    closes_at: NotRequired[str]
    description: NotRequired[Annotated[str, Field(description="Where days and times say too little.")]]
    notes: NotRequired[str]
    x_timezone: NotRequired[Literal["Europe/London"]]


@_closed
class ServiceArea(TypedDict):
    """A whole area that a service is for."""

    id: Uuid
    service_id: Uuid
    name: str
    uri: Annotated[Uri, Field(description="The area at the Office for National Statistics.")]


@_closed
class Language(TypedDict):
    """A language spoken."""

    id: Uuid
    service_id: Uuid
    code: Annotated[str, Field(description="HSDS: ISO 639-1.")]


@_closed
class CostOption(TypedDict):
    """What it costs."""

    id: Uuid
    service_id: Uuid
    option: NotRequired[str]
    amount: NotRequired[float]
    amount_description: NotRequired[str]
    currency: NotRequired[Annotated[Literal["GBP"], Field(description="HSDS; beside an amount.")]]


@_closed
class SourceCredit(TypedDict):
    """Where a record comes from, with licence and the credit it asks for."""

    title: str
    publisher: NotRequired[str]
    licence: NotRequired[str]
    credit: NotRequired[str]
    url: NotRequired[str]
    record_date: NotRequired[Annotated[str, Field(description="YYYY, YYYY-MM or YYYY-MM-DD.")]]


@_closed
class ServiceAtLocation(TypedDict):
    """A service at a place."""

    id: Uuid
    service_id: Uuid
    location_id: Uuid
    location: Location
    service: NotRequired["Service"]
    schedules: NotRequired[Annotated[list[Schedule], Field(description="HSDS: the times at this place.")]]


@_closed
class Organization(TypedDict):
    """A body that runs services, a parish, or the authority of a district."""

    id: Uuid
    name: str
    description: str
    email: NotRequired[Email]
    website: NotRequired[Uri]
    uri: NotRequired[Uri]
    parent_organization_id: NotRequired[Uuid]
    x_stand_in: NotRequired[
        Annotated[bool, Field(description="True: nobody here knows who runs the service; this stands in.")]
    ]
    x_page_url: NotRequired[Annotated[Uri, Field(description="Its page for people.")]]
    last_modified: NotRequired[Annotated[Moment, Field(description="Where it has a page of its own.")]]
    organization_identifiers: NotRequired[list[OrganizationIdentifier]]
    phones: NotRequired[Annotated[list[Phone], Field(description="HSDS.")]]
    services: NotRequired[
        Annotated[
            "list[OrganizationService]",
            Field(description="HSDS: in full with full_service=true, else short."),
        ]
    ]


@_closed
class MinimalService(TypedDict):
    """What minimal=true leaves of a service."""

    id: Uuid
    modified_date: Moment


@_closed
class Service(TypedDict):
    """Something people can go to, join or use."""

    id: Uuid
    organization_id: Uuid
    name: str
    description: NotRequired[str]
    url: NotRequired[Uri]
    email: NotRequired[Email]
    status: ServiceStatus
    minimum_age: NotRequired[float]
    maximum_age: NotRequired[float]
    assured_date: NotRequired[
        Annotated[IsoDay, Field(description="When somebody who knows last confirmed it here.")]
    ]
    alert: NotRequired[str]
    last_modified: Moment
    eligibility_description: NotRequired[Annotated[str, Field(description="HSDS: the ages, in words.")]]
    application_process: NotRequired[Annotated[str, Field(description="HSDS: how to refer somebody.")]]
    wait_time: NotRequired[Annotated[str, Field(description="HSDS: how long somebody referred waits.")]]
    x_kind: Annotated[
        Literal["group", "service", "hub", "venue", "outdoor_space"], Field(description="What it is.")
    ]
    x_page_url: Annotated[Uri, Field(description="Its page for people in this directory.")]
    x_free: NotRequired[Annotated[bool, Field(description="Free of charge.")]]
    x_step_free: NotRequired[Annotated[bool, Field(description="Step-free access.")]]
    x_online: NotRequired[Annotated[bool, Field(description="Offered online.")]]
    x_telephone: NotRequired[Annotated[bool, Field(description="Offered by telephone.")]]
    x_visiting: NotRequired[Annotated[bool, Field(description="Calls at its places for minutes at a time.")]]
    x_sensitive: NotRequired[
        Annotated[
            bool, Field(description="A visit to its page could put somebody at risk: show a quick exit.")
        ]
    ]
    x_time_note: NotRequired[Annotated[str, Field(description="What to know of its times.")]]
    x_size_band: NotRequired[
        Annotated[
            Literal["under_10", "10_to_29", "30_to_99", "100_and_more"],
            Field(description="About how many people take part."),
        ]
    ]
    x_reach: NotRequired[
        Annotated[
            Literal["streets", "place", "district", "county", "beyond"],
            Field(description="Where its people come from."),
        ]
    ]
    x_recruiting: NotRequired[Annotated[str, Field(description="What it needs volunteers for.")]]
    x_recruiting_until: NotRequired[Annotated[IsoDay, Field(description="The last day of that.")]]
    x_accepts_referrals: NotRequired[Annotated[bool, Field(description="People can be referred to it.")]]
    x_referrals_from: NotRequired[Annotated[str, Field(description="Who may refer.")]]
    x_closed_until: NotRequired[Annotated[IsoDay, Field(description="Of a service temporarily closed.")]]
    x_visible_until: NotRequired[Annotated[IsoDay, Field(description="The last day it is published.")]]
    x_assured_by: NotRequired[Annotated[str, Field(description="Who confirmed it, by role.")]]
    x_unconfirmed_since: NotRequired[Annotated[IsoDay, Field(description="Since when nobody confirms it.")]]
    x_source_date: NotRequired[
        Annotated[str, Field(description="Of its newest source: YYYY, YYYY-MM or YYYY-MM-DD.")]
    ]
    organization: NotRequired[Organization]
    phones: NotRequired[Annotated[list[Phone], Field(description="HSDS.")]]
    contacts: NotRequired[list[Contact]]
    schedules: NotRequired[list[Schedule]]
    service_areas: NotRequired[list[ServiceArea]]
    service_at_locations: NotRequired[list[ServiceAtLocation]]
    languages: NotRequired[list[Language]]
    cost_options: NotRequired[list[CostOption]]
    attributes: NotRequired[list[Attribute]]
    x_sources: NotRequired[
        Annotated[list[SourceCredit], Field(description="Where the record comes from; credit them.")]
    ]


@_closed
class ServiceSummary(TypedDict):
    """A service as its organization names it."""

    id: Uuid
    name: str
    status: ServiceStatus


OrganizationService = Service | ServiceSummary


@_closed
class Page(TypedDict):
    """What every page says of itself."""

    total_items: Annotated[int, Field(ge=0, description="In all pages.")]
    total_pages: Annotated[int, Field(ge=0, description="0 where nothing was found.")]
    page_number: Annotated[int, Field(ge=1)]
    size: Annotated[int, Field(ge=0, description="Items on this page.")]
    first_page: bool
    last_page: Annotated[bool, Field(description="True beyond the last page too.")]
    empty: Annotated[bool, Field(description="Nothing on this page.")]


@_closed
class ServiceList(Page):
    """A page of services."""

    contents: list[Service] | list[MinimalService]


@_closed
class OrganizationList(Page):
    """A page of organizations."""

    contents: list[Organization]


@_closed
class ServiceAtLocationList(Page):
    """A page of services at locations."""

    contents: list[ServiceAtLocation]


@_closed
class TaxonomyList(Page):
    """A page of taxonomies."""

    contents: list[Taxonomy]


@_closed
class TaxonomyTermList(Page):
    """A page of terms."""

    contents: list[TaxonomyTerm]


@_closed
class ProofRecord(TypedDict):
    """One test of one parameter."""

    endpoint: str
    parameter: str
    example: Annotated[Uri, Field(description="Ask it to see for yourself.")]
    must_hold: Annotated[str, Field(description="What the answer must be, in words.")]
    result: Literal["held", "failed", "nothing to show it with"]
    found: Annotated[int, Field(ge=0, description="Records in the answer.")]
    of: Annotated[int, Field(ge=0, description="Records without the parameter.")]


@_closed
class Capabilities(TypedDict):
    """Which test proves each parameter."""

    version: Literal["HSDS-UK-3.0"]
    method: str
    data_version: str
    checked_at: Moment
    held: Annotated[int, Field(ge=0)]
    failed: Annotated[int, Field(ge=0)]
    nothing_to_show: Annotated[int, Field(ge=0)]
    proofs: list[ProofRecord]
