"""Which notices show how the noticeboard looks, and which facts of the papers are they made from?"""

from dataclasses import dataclass, field
from typing import Final

COUNTY: Final = "E10000003"
EAST, FENLAND, HUNTS, SOUTH = "E07000009", "E07000010", "E07000011", "E07000012"
UNKNOWN_OFFER: Final = ("E04001665", "E04012025", "E04001687", "E04001712", "E04001702")
"""Christchurch, Hail Weston, Colne, Hilton and Grafham."""
PAPER_2019: Final = "Communities and Partnership Committee, 10 October 2019 (paper 004, line {})"
PAPER_2020: Final = "Communities and Partnership Committee, 3 December 2020 (paper 002, line {})"
PAPER_2021: Final = (
    "Communities, Social Mobility and Inclusion Committee, 2 December 2021 (paper 001, line {})"
)
MADE_UP: Final = (
    "The paper tells {told}. The closing date, the form and the rules are made up, to show what a notice "
    "looks like."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleNotice:
    """One example. Days count from the day it is put on the board; amounts are whole pounds."""

    key: str
    kind: str
    title: str
    summary: str
    body: str
    issuer_name: str
    source: str
    as_of: str
    issuer: str = ""
    """Address of the issuer's listing."""
    fund_key: str = ""
    closes_in_days: int | None = None
    """None: rolling, or it ends with the event, or it is over."""
    closed_on: str = ""
    """The last day of what is over."""
    amount_min: int | None = None
    amount_max: int | None = None
    effort: str = ""
    paperwork: tuple[str, ...] = ()
    pays_for: str = ""
    event_in_days: int | None = None
    starts: str = ""
    ends: str = ""
    place: str = ""
    contact_role: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    areas: tuple[str, ...] = (COUNTY,)
    outside_allowed: bool = False
    kinds: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    beneficiaries: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    incomes: tuple[str, ...] = ()
    registered: bool | None = None
    venue: str = ""
    """Address of a listing."""
    outcome: str = ""
    awarded: tuple[str, ...] = field(default=())


EXAMPLES: Final = (
    ExampleNotice(
        key="community-reach",
        kind="funding",
        title="Community Reach: small grants for work with young people",
        summary="Small grants for groups that do something with young people near where they live.",
        body="Pays for a season of sessions, a trip, kit, or the training of helpers.\n\n"
        + MADE_UP.format(told="that the fund was for young people and had £25,475 left after a cut"),
        issuer_name="County youth support service",
        source=PAPER_2019.format(3207),
        as_of="2019-10-10",
        fund_key="community-reach",
        closes_in_days=11,
        amount_min=200,
        amount_max=2_000,
        effort="2-page form, about 3 hours",
        paperwork=("bank_account", "safeguarding"),
        pays_for="Sessions, trips, kit, training of helpers",
        contact_role="Grants desk",
        contact_email="grants@example.org",
        contact_phone="01632 960001",
        kinds=("group",),
        beneficiaries=("children", "young_people"),
        incomes=("none", "under_5k", "5k_to_25k"),
    ),
    ExampleNotice(
        key="healthy-fenland",
        kind="funding",
        title="Healthy Fenland: start-up money for small groups",
        summary="Seed money for small groups in Fenland that bring people together and do them good.",
        body="A first grant for a group that is new, or that tries something new. A phone call comes first: "
        "somebody goes through the form with you.\n\n"
        + MADE_UP.format(told="that a group would not exist without this fund's seed money"),
        issuer_name="Healthy Fenland Fund",
        source=PAPER_2020.format(1914),
        as_of="2020-12-03",
        fund_key="healthy-fenland",
        closes_in_days=38,
        amount_min=100,
        amount_max=1_000,
        effort="A phone call and a 1-page form, about 1 hour",
        paperwork=("bank_account",),
        pays_for="Rent of a room, kit, first costs",
        contact_role="Fund officer",
        contact_phone="01632 960002",
        areas=(FENLAND,),
        kinds=("group",),
        sizes=("under_10", "10_to_29"),
        incomes=("none", "under_5k", "5k_to_25k"),
    ),
    ExampleNotice(
        key="cultivate",
        kind="funding",
        title="Innovate and Cultivate: the Cultivate grants",
        summary="Grants for local networks in which people help themselves and each other.",
        body="One form, no second stage. Ideas that went well elsewhere:\n\n- time banks\n- men's sheds\n"
        "- good neighbour schemes\n- dementia friendly communities\n\n"
        + MADE_UP.format(told="the sums, the single stage and the four ideas"),
        issuer_name="County council, with Cambridgeshire Community Foundation",
        source=PAPER_2019.format(989),
        as_of="2019-10-10",
        fund_key="cultivate",
        closes_in_days=31,
        amount_min=2_000,
        amount_max=19_000,
        effort="12-page form, about 4 days",
        paperwork=("constitution", "accounts", "safeguarding", "equality", "budget"),
        pays_for="Wages, rooms and running costs of a project of up to two years",
        contact_role="Grants officer",
        contact_email="cultivate@example.org",
        outside_allowed=True,
        incomes=("25k_to_100k", "100k_and_more"),
    ),
    ExampleNotice(
        key="community-foundation",
        kind="funding",
        title="Community Foundation: company for older people and carers",
        summary="Grants for registered charities that keep older people and carers company.",
        body=MADE_UP.format(told="that the foundation gives grants of its own, and not which"),
        issuer_name="Cambridgeshire Community Foundation",
        source=PAPER_2020.format(2083),
        as_of="2020-12-03",
        fund_key="cambridgeshire-community-foundation",
        amount_max=5_000,
        effort="6-page form, about a day",
        paperwork=("constitution", "accounts", "safeguarding"),
        pays_for="Running costs and small projects",
        contact_role="Grants officer",
        beneficiaries=("older_people", "carers"),
        registered=True,
        incomes=("5k_to_25k", "25k_to_100k", "100k_and_more"),
    ),
    ExampleNotice(
        key="local-highway",
        kind="funding",
        title="Local Highway Improvement: small changes to your roads",
        summary="For parish and town councils: crossings, signs, speed limits, other small changes to roads.",
        body="Your council pays a part. Engineers look at every request before a panel does.\n\n"
        + MADE_UP.format(told="the name of the fund, and that groups knew of it"),
        issuer_name="County highways",
        source=PAPER_2020.format(2083),
        as_of="2020-12-03",
        fund_key="local-highway-improvement",
        closes_in_days=52,
        amount_max=15_000,
        effort="4-page form with a map, about a day",
        paperwork=("budget",),
        pays_for="Crossings, signs, lining, gateways",
        contact_role="Highways projects officer",
        kinds=("parish_council",),
    ),
    ExampleNotice(
        key="communities-capital",
        kind="funding",
        title="Communities Capital: buildings and kit of community places",
        summary="Money for halls, hubs and other places that a whole community uses.",
        body=MADE_UP.format(told="that the fund was of £5 million and was all promised in 2020-21"),
        issuer_name="County council",
        source=PAPER_2020.format(4539),
        as_of="2020-12-03",
        fund_key="communities-capital",
        closed_on="2021-03-31",
        effort="10-page form with quotes, about a week",
        paperwork=("constitution", "accounts", "budget", "insurance"),
        pays_for="Building work and large kit",
        kinds=("hub", "venue", "parish_council"),
        outcome="All £5 million was promised by 2020-21. Building went on into the next year.",
    ),
    ExampleNotice(
        key="cultivate-2019",
        kind="funding",
        title="Innovate and Cultivate: the Cultivate grants of autumn 2019",
        summary="The round of September 2019, with what came of it.",
        body="The panel met on 27 September 2019. Before, £979,104.75 had been given in all.",
        issuer_name="County council, with Cambridgeshire Community Foundation",
        source=PAPER_2019.format(1001),
        as_of="2019-10-10",
        fund_key="cultivate",
        closed_on="2019-09-27",
        amount_min=2_000,
        amount_max=19_000,
        effort="12-page form, about 4 days",
        incomes=("25k_to_100k", "100k_and_more"),
        outcome="The panel looked at 8 requests and put two forward: £11,039 for a time bank in Sutton, "
        "asked for by the parish council, and £18,450 for First Steps to Success of Papworth Trust.",
        awarded=("sutton-timebank",),
    ),
    ExampleNotice(
        key="youth-offer-call",
        kind="call",
        title="What is there for young people in your parish?",
        summary="The youth team asks these five parish councils what their village has for young people, and "
        "what help they want.",
        body="Youth workers come to a meeting of your council, bring what others did, and help you begin.\n\n"
        + MADE_UP.format(told="that these five asked for help to build something up"),
        issuer_name="County youth team",
        source=PAPER_2021.format(122),
        as_of="2021-12-02",
        closes_in_days=25,
        effort="A phone call of 20 minutes",
        contact_role="Youth and community coordinator",
        contact_phone="01632 960003",
        areas=UNKNOWN_OFFER,
        kinds=("parish_council",),
        categories=("young-people",),
    ),
    ExampleNotice(
        key="safeguarding-training",
        kind="training",
        title="Keeping children safe: an evening for helpers",
        summary="A free evening for helpers in groups of children or young people. An interpreter can come.",
        body="What to look out for, whom to tell, and what happens then. Say when you book which language "
        "you need.\n\n"
        + MADE_UP.format(told="that such courses were held, one of them in Wisbech with an interpreter"),
        issuer_name="County youth team",
        source=PAPER_2021.format(126),
        as_of="2021-12-02",
        event_in_days=17,
        starts="18:30",
        ends="20:30",
        place="Huntingdon Library, Princes Street, Huntingdon",
        effort="Book by telephone",
        contact_role="Bookings",
        contact_phone="01632 960004",
        areas=(HUNTS, SOUTH),
        beneficiaries=("children", "young_people"),
        venue="huntingdon-library",
    ),
    ExampleNotice(
        key="library-room",
        kind="offer",
        title="A free room in Ely Library, one evening a week",
        summary="For groups with little or no income and nowhere to meet. Tables, chairs, a kettle, Wi-Fi.",
        body="One group has it for a year. The library stays open while you are there.\n\n"
        + MADE_UP.format(told="of the wish that libraries have room for local groups with low incomes"),
        issuer_name="Ely Library",
        issuer="ely-library",
        source=PAPER_2020.format(2190),
        as_of="2020-12-03",
        closes_in_days=8,
        effort="A 1-page letter",
        place="Ely Library, 6 The Cloisters, Ely",
        contact_role="Library manager",
        contact_email="room@example.org",
        areas=(EAST,),
        kinds=("group", "service"),
        incomes=("none", "under_5k"),
        venue="ely-library",
    ),
)
