"""Which sums do the papers say were given, to whom and where, and in which line?

Left out: what a council put into its own buildings or into a fund's pot, what went to households, and a
grant of which the paper tells neither who got it nor where.
"""

from dataclasses import dataclass
from typing import Final

from directory.shipped.build.fund_facts import COUNCIL, DATES

_FINDER: Final = "Several funders, found with Grant Finder"
_FINDER_TITLE: Final = "Outside money that groups found with Grant Finder"
_FINDER_NOTE: Final = "The paper does not say over which months, nor how many grants make up the sum."


@dataclass(frozen=True, slots=True)
class AwardFact:
    """One sum: a grant to an organisation, or a total of which only the area is told."""

    identifier: str
    title: str
    pounds: str
    """As printed, with the pence where there are some."""
    awarded_on: str
    funder: str
    told_in: tuple[str, int]
    description: str | None = None
    fund_key: str | None = None
    programme: str | None = None
    recipient: str | None = None
    district: str | None = None
    parish: str | None = None
    """Name of the parish in that district; None where only the district is told."""

    @property
    def source_date(self) -> str:
        """The date of the paper."""
        return DATES[self.told_in[0]]


def _found(district: str, slug: str, pounds: str, line: int) -> AwardFact:
    return AwardFact(
        f"hereabouts-papers-2020-grant-finder-{slug}",
        _FINDER_TITLE,
        pounds,
        "2020",
        _FINDER,
        ("002", line),
        description=_FINDER_NOTE,
        programme="Grant Finder",
        district=district,
    )


AWARDS: Final = (
    _found("E07000008", "cambridge", "37910", 404),
    _found("E07000009", "east-cambridgeshire", "33145", 405),
    _found("E07000010", "fenland", "1500", 406),
    _found("E07000011", "huntingdonshire", "27600", 407),
    _found("E07000012", "south-cambridgeshire", "31158", 408),
    AwardFact(
        "hereabouts-papers-2019-icf-committed",
        "Innovate and Cultivate Fund: all that was promised by October 2019",
        "979104.75",
        "2019-10",
        COUNCIL,
        ("004", 1008),
        description="Since November 2016, for the whole county; the paper does not split it by district.",
        programme="Innovate and Cultivate Fund",
    ),
    AwardFact(
        "hereabouts-papers-2019-icf-sutton",
        "Sutton Timebank",
        "11039",
        "2019-10-10",
        COUNCIL,
        ("004", 1070),
        description="A coordinator for two years. £16,039 was asked for; the panel offered less. The paper "
        "recommends it to the committee.",
        fund_key="cultivate",
        programme="Innovate and Cultivate Fund",
        recipient="Sutton Parish Council",
        district="E07000009",
        parish="Sutton",
    ),
    AwardFact(
        "hereabouts-papers-2019-icf-papworth",
        "First Steps to Success",
        "18450",
        "2019-10-10",
        COUNCIL,
        ("004", 1071),
        description="Help towards work for 15 adults with learning disabilities. The paper recommends it to "
        "the committee.",
        fund_key="cultivate",
        programme="Innovate and Cultivate Fund",
        recipient="Papworth Trust",
        district="E07000008",
    ),
    AwardFact(
        "hereabouts-papers-2019-pcvs",
        "Yearly grant for community development and the Volunteer Centre",
        "40000",
        "2019",
        "Peterborough City Council",
        ("004", 771),
        description="The paper says that £40,000 is given each year; one year is counted here.",
        recipient="Peterborough Council for Voluntary Service",
        district="E06000031",
    ),
    AwardFact(
        "hereabouts-papers-2021-fusion-covid",
        "Keeping up the offer to local young people",
        "17500",
        "2021",
        "UK Youth",
        ("001", 125),
        fund_key="uk-youth-covid",
        programme="UK Youth Covid Fund",
        recipient="The Fusion",
        district="E07000011",
        parish="Huntingdon",
    ),
    AwardFact(
        "hereabouts-papers-2021-fusion-weston",
        "Two years of work with young people",
        "40000",
        "2021",
        "Garfield Weston Foundation",
        ("001", 125),
        description="£20,000 a year for two years.",
        fund_key="garfield-weston",
        recipient="The Fusion",
        district="E07000011",
        parish="Huntingdon",
    ),
    AwardFact(
        "hereabouts-papers-2021-youth-work-unit",
        "Starting a regional unit for youth work",
        "10000",
        "2021",
        "Paul Hamlyn Foundation",
        ("001", 124),
        description="£5,000 a year for two years, for a whole region.",
        fund_key="paul-hamlyn",
        recipient="East Midlands and East Anglia Regional Youth Work Unit",
    ),
)
