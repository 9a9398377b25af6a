"""What do the papers tell of each named fund, in our words, and in which line?"""

from dataclasses import dataclass
from typing import Final

PAPERS: Final = {
    "000": "Communities and Partnership Committee, 21 January 2021",
    "001": "Communities, Social Mobility and Inclusion Committee, 2 December 2021",
    "002": "Communities and Partnership Committee, 3 December 2020",
    "003": "Communities, Social Mobility and Inclusion Committee, 10 March 2022",
    "004": "Communities and Partnership Committee, 10 October 2019",
}
DATES: Final = {
    "000": "2021-01-21",
    "001": "2021-12-02",
    "002": "2020-12-03",
    "003": "2022-03-10",
    "004": "2019-10-10",
}
HISTORY: Final = "history"
"""Made for a time that is over, or told of only by the oldest paper."""
UNKNOWN: Final = "unknown"
"""It may go on: no paper says that it ended."""
COUNCIL: Final = "Cambridgeshire County Council"
COUNTY: Final = ("E07000008", "E07000009", "E07000010", "E07000011", "E07000012")
_FENLAND: Final = ("E07000010",)
_SOUTH_CAMBRIDGESHIRE: Final = ("E07000012",)
_NOTHING_MORE: Final = "The papers tell no more of what it pays for."


def cite(paper: str, line: int) -> str:
    """Name a line of a paper."""
    return f"{PAPERS[paper]} (paper {paper}, line {line})"


@dataclass(frozen=True, slots=True)
class FundFact:
    """One named fund: the newest paper that tells of it dates it, the line that tells most is its source."""

    key: str
    name: str
    holder: str
    what: str
    state: str
    as_of: str
    """Of the newest paper that names it."""
    told_in: tuple[str, int]
    area_codes: tuple[str, ...] = ()
    amount_min: int | None = None
    amount_max: int | None = None
    url: str | None = None


_ICF_REVIEW = "In March 2022 its rules were being looked at again."
_ICF_FORM = "https://www.cambscf.org.uk/icf.html"

FUNDS: Final = (
    FundFact(
        "cultivate",
        "Innovate and Cultivate Fund: Cultivate",
        f"{COUNCIL}, with Cambridgeshire Community Foundation",
        "Local networks where people help themselves and each other, run by voluntary groups, social "
        "enterprises and public bodies. One form; a panel looked at it and a committee decided. "
        f"The sums are those of October 2019. {_ICF_REVIEW}",
        UNKNOWN,
        DATES["003"],
        ("004", 989),
        COUNTY,
        2_000,
        19_000,
        _ICF_FORM,
    ),
    FundFact(
        "innovate",
        "Innovate and Cultivate Fund: Innovate",
        f"{COUNCIL}, with Cambridgeshire Community Foundation",
        "Projects that try something new and take work off council services. Two stages: a form, then a "
        f"plan with a budget. The sums are those of October 2019. {_ICF_REVIEW}",
        UNKNOWN,
        DATES["003"],
        ("004", 991),
        COUNTY,
        19_001,
        50_000,
        _ICF_FORM,
    ),
    FundFact(
        "community-reach",
        "Community Reach Fund",
        f"{COUNCIL}, youth support service",
        "Local projects with young people. A plan of 2019 left £25,475 in it; three of those who answered "
        "a survey in 2020 could name it.",
        UNKNOWN,
        DATES["002"],
        ("004", 3207),
        COUNTY,
    ),
    FundFact(
        "cambridgeshire-community-foundation",
        "Cambridgeshire Community Foundation",
        "Cambridgeshire Community Foundation",
        "A foundation that gives grants to groups, and looks after some funds for others, the Innovate and "
        "Cultivate Fund among them. The papers do not list its own funds.",
        UNKNOWN,
        DATES["003"],
        ("003", 233),
        COUNTY,
        url="https://www.cambscf.org.uk",
    ),
    FundFact(
        "healthy-fenland",
        "Healthy Fenland Fund",
        "Not told in the papers",
        "Seed money in Fenland. One group said in 2020 that it would not exist without it.",
        UNKNOWN,
        DATES["002"],
        ("002", 1914),
        _FENLAND,
    ),
    FundFact(
        "communities-capital",
        "Communities Capital Fund",
        COUNCIL,
        "Buildings and kit of community places. £5 million, all promised by 2020-21; mostly to established "
        "charities and parish councils. In March 2022 the council thought of a further round.",
        UNKNOWN,
        DATES["003"],
        ("003", 249),
        COUNTY,
    ),
    FundFact(
        "local-highway-improvement",
        "Local Highway Improvement funding",
        COUNCIL,
        f"Small changes to local roads. Two of those who answered a survey in 2020 named it. {_NOTHING_MORE}",
        UNKNOWN,
        DATES["002"],
        ("002", 2083),
        COUNTY,
    ),
    FundFact(
        "residual-area-partnership",
        "Residual area partnership fund, South Cambridgeshire",
        f"{COUNCIL}, with South Cambridgeshire District Council",
        "Local activities with young people, proposed by small groups such as parish councils or voluntary "
        "organisations. Youth workers of the council helped with the asking.",
        UNKNOWN,
        DATES["003"],
        ("003", 132),
        _SOUTH_CAMBRIDGESHIRE,
    ),
    FundFact(
        "household-support",
        "Household Support Fund",
        f"Government, through {COUNCIL}",
        "Help for households short of money, from 6 October 2021 to 31 March 2022; not for groups, though "
        "local organisations could ask for people they support.",
        HISTORY,
        DATES["003"],
        ("003", 1878),
        COUNTY,
    ),
    FundFact(
        "cambridgeshire-coronavirus",
        "Cambridgeshire Coronavirus Fund",
        "Not told in the papers",
        f"Help in the coronavirus pandemic. The county council put in £175,000 in 2020. {_NOTHING_MORE}",
        HISTORY,
        DATES["002"],
        ("002", 3544),
        COUNTY,
    ),
    FundFact(
        "winter-support-grant",
        "Winter Support Grant Scheme",
        f"{COUNCIL}, countywide hub",
        "Food vouchers and other help for households in the winter of 2020-21; not for groups.",
        HISTORY,
        DATES["000"],
        ("000", 195),
        COUNTY,
    ),
    FundFact(
        "local-assistance-scheme",
        "Cambridgeshire Local Assistance Scheme",
        COUNCIL,
        "A safety net for people and families who suddenly cannot pay; not for groups.",
        UNKNOWN,
        DATES["003"],
        ("002", 4253),
        COUNTY,
    ),
    FundFact(
        "wisbech-clld",
        "Wisbech Community Led Local Development",
        "European Union programme; the county council took part",
        "Projects of groups and organisations in Wisbech that help people towards work. By October 2019 six "
        "projects had 52% of the money.",
        HISTORY,
        DATES["004"],
        ("004", 1702),
        _FENLAND,
    ),
    FundFact(
        "uk-youth-covid",
        "UK Youth Covid Fund",
        "UK Youth",
        "Keeping work with young people going through the pandemic.",
        HISTORY,
        DATES["001"],
        ("001", 125),
    ),
    FundFact(
        "garfield-weston",
        "Garfield Weston Foundation",
        "Garfield Weston Foundation",
        "A foundation that gives grants to charities. It gave to a youth charity in Huntingdon in 2021. "
        f"{_NOTHING_MORE}",
        UNKNOWN,
        DATES["001"],
        ("001", 125),
    ),
    FundFact(
        "paul-hamlyn",
        "Paul Hamlyn Foundation",
        "Paul Hamlyn Foundation",
        f"A foundation. In 2021 it paid for the start of a regional unit for youth work. {_NOTHING_MORE}",
        UNKNOWN,
        DATES["001"],
        ("001", 124),
    ),
    FundFact(
        "cpca-growth",
        "Growth Fund of the Combined Authority",
        "Cambridgeshire and Peterborough Combined Authority",
        f"Capital grants. In 2020 it paid for rooms to learn in at March Community Centre. {_NOTHING_MORE}",
        UNKNOWN,
        DATES["003"],
        ("002", 2758),
        (*COUNTY, "E06000031"),
    ),
    FundFact(
        "life-chances",
        "Life Chances Fund",
        "Supported by the National Lottery",
        "Social investment that is paid back by results; in 2017 Peterborough asked it to pay for social "
        "prescribing. Not for small groups.",
        HISTORY,
        DATES["004"],
        ("004", 593),
    ),
    FundFact(
        "lottery-community",
        "National Lottery Community Fund",
        "National Lottery Community Fund",
        f"A national funder. {_NOTHING_MORE}",
        UNKNOWN,
        DATES["004"],
        ("004", 325),
    ),
    FundFact(
        "lottery-heritage",
        "National Lottery Heritage Fund",
        "National Lottery Heritage Fund",
        f"A national funder. {_NOTHING_MORE}",
        UNKNOWN,
        DATES["004"],
        ("004", 325),
    ),
    FundFact(
        "tudor-trust",
        "Tudor Trust",
        "Tudor Trust",
        f"A national funder. {_NOTHING_MORE}",
        UNKNOWN,
        DATES["004"],
        ("004", 325),
    ),
    FundFact(
        "carnegie-uk",
        "Carnegie UK Trust",
        "Carnegie UK Trust",
        f"A national foundation. {_NOTHING_MORE}",
        UNKNOWN,
        DATES["004"],
        ("004", 325),
    ),
    FundFact(
        "esmee-fairbairn",
        "Esmée Fairbairn Foundation",
        "Esmée Fairbairn Foundation",
        f"A national foundation. {_NOTHING_MORE}",
        UNKNOWN,
        DATES["004"],
        ("004", 325),
    ),
    FundFact(
        "stop-loan-sharks",
        "Stop Loan Sharks funding",
        "Not told in the papers",
        f"In 2019 councillors passed word of it to local groups. {_NOTHING_MORE}",
        HISTORY,
        DATES["004"],
        ("004", 1146),
    ),
)
