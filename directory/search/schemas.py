"""What can be asked of the directory, and what is answered?"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from directory.areas.schemas import AreaCodes
from directory.words import Capital, Day, Kind, Precision, Reach, SizeBand, Sort

PER_PAGE_DEFAULT = 20
PER_PAGE_MAX = 100


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees WGS84."""

    min_lon: float
    min_lat: float
    max_lon: float
    max_lat: float


@dataclass(frozen=True, slots=True)
class ListingQuery:
    """One question. Different filters combine with AND, several values of one with OR.

    `free`, `age`, `step_free`, `language` and `remote` say "someone like me": a listing that does not
    say stays in the answer, after those that do, and is marked in `ListingCard.unsaid`.
    """

    q: str = ""
    lon: float | None = None
    lat: float | None = None
    """The point to measure distance from; both or neither."""
    radius_m: float | None = None
    box: Box | None = None
    kinds: tuple[Kind, ...] = ()
    """Parish councils are shown only where asked for here."""
    capitals: tuple[Capital, ...] = ()
    categories: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    parishes: tuple[str, ...] = ()
    lsoas: tuple[str, ...] = ()
    """Codes of either release."""
    days: tuple[Day, ...] = ()
    """Known to be open on one of these days; a listing that gives no times is not in the answer."""
    free: bool | None = None
    age: int | None = None
    step_free: bool | None = None
    languages: tuple[str, ...] = ()
    remote: bool | None = None
    """Offered online or by telephone."""
    assured_within_months: int | None = None
    recruiting: bool = False
    """Only those that need volunteers today, by what they say of themselves; the same for the next three."""
    takes_referrals: bool = False
    sizes: tuple[SizeBand, ...] = ()
    reaches: tuple[Reach, ...] = ()
    ids: tuple[UUID, ...] = ()
    """Only these (a shortlist)."""
    hours_unknown: bool = False
    """Only those that do not say when they are open."""
    sort: Sort | None = None
    """None: by distance where there is a point, else by relevance where there are words, else by name."""
    page: int = 1
    per_page: int = PER_PAGE_DEFAULT


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """Where a listing is, as finely as may be told; lon/lat are None where it has no public point."""

    lon: float | None
    lat: float | None
    precision: Precision
    postcode: str | None
    areas: AreaCodes
    parish_estimated: bool = False
    name: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class NextOpen:
    """When it is open now or next, by the hours we hold."""

    opens: datetime
    """Aware, Europe/London; in the past where it is open now."""
    closes: datetime | None
    open_now: bool


@dataclass(frozen=True, slots=True)
class ListingCard:
    """A listing as a list shows it."""

    id: UUID
    slug: str
    name: str
    kind: Kind
    summary: str
    categories: tuple[str, ...]
    """Slugs."""
    category_labels: tuple[str, ...]
    capitals: tuple[Capital, ...]
    place: PlaceRead | None
    """The site nearest to the point asked from (else its first); None if it has no public place."""
    site_count: int
    serves: tuple[str, ...]
    """Area codes."""
    distance_m: int | None
    next_open: NextOpen | None
    opening_hours: str | None
    """OSM syntax, of the site shown; None where unknown."""
    assured_date: date | None
    source_date: str | None
    source_titles: tuple[str, ...]
    sensitive: bool
    visiting: bool
    site_id: UUID | None = None
    """The site shown."""
    time_note: str | None = None
    """What to know of its times, such as that they are from an old timetable."""
    newest_source: tuple[str, str | None] | None = None
    """Title and date of the newest record behind it, as a pair."""
    unsaid: tuple[str, ...] = ()
    """Of the "someone like me" filters asked for, those this listing does not answer: free, age,
    step_free, language, remote."""
    unconfirmed_since: date | None = None
    """The day its confirmation lapsed."""
    recruiting: str | None = None
    """What it needs volunteers for, in a line; None where it does not today."""
    accepts_referrals: bool | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet and how many listings it would leave, under all the other filters."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts beside each filter."""

    kind: tuple[FacetValue, ...] = ()
    capital: tuple[FacetValue, ...] = ()
    category: tuple[FacetValue, ...] = ()
    district: tuple[FacetValue, ...] = ()
    recruiting: FacetValue | None = None
    referrals: FacetValue | None = None
    size: tuple[FacetValue, ...] = ()
    reach: tuple[FacetValue, ...] = ()


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of an answer, with the exact count."""

    total_items: int
    page: int
    per_page: int
    contents: tuple[ListingCard, ...]
    facets: Facets = field(default_factory=Facets)
    known_items: int = 0
    """Of all of them, those that say everything somebody wished for; the rest stay, after them, marked."""
    read_as: tuple[str, ...] | None = None
    """The words searched for, where they are not those typed: none of our listings has the latter."""

    @property
    def total_pages(self) -> int:
        """Whole pages; 0 where nothing was found."""
        return -(-self.total_items // self.per_page)


@dataclass(frozen=True, slots=True)
class NearAnswer:
    """What is near somebody, as the resident's page shows it."""

    page: ListingPage
    radius_m: int
    asked_radius_m: int
    """Smaller than radius_m where fewer than five lay inside and the radius grew."""
    wide: tuple[ListingCard, ...]
    """What serves the whole district or county, whatever the radius."""
    times_unsaid: int
    """With a day chosen: how many more nearby match but do not say when they are open."""
