"""Which categories are there, and which capitals does each carry, by what rule?

The definitions are those of Appendix 1 of the 2022 report (lines 1369 to 1379 of the paper): a thing
carries a capital if it offers the conditions that produce it. What could be read both ways has no rule;
it stays untagged and is counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from directory.shipped.build.listings.record import Capital

REPORT = "Appendix 1 of the 2022 report, line"


@dataclass(frozen=True, slots=True)
class Category:
    slug: str
    label: str
    plural: str
    group: str


@dataclass(frozen=True, slots=True)
class Rule:
    kind: str
    category: str
    capital: Capital
    reason: str
    basis: str


BASIS: Mapping[Capital, str] = {
    "social": f'{REPORT} 1371: "offers the opportunity to meet new people"',
    "cultural": f'{REPORT} 1373: "opportunities to expand general knowledge"',
    "human": f'{REPORT} 1373: "conditions which could expand formalised knowledge/skills"',
    "environmental": f'{REPORT} 1373: "access to open or safe space"',
    "employability": f'{REPORT} 1373: "opportunities to enhance labour market participation"',
    "health": f'{REPORT} 1373: "opportunities to enhance personal physical health, such as sporting groups '
    'or dance classes"',
}
LIBRARY_BASIS = f"{REPORT} 1377: its worked example, the library, carries these five and not health"

_SPORT = "Sport and exercise"
_KNOW = "Libraries, museums and learning"
_MEET = "Places and groups to meet"
_OUT = "Outdoors"
_HELP = "Help and advice"
_WORK = "Work, skills and money"

_SPORTS = {
    "angling": ("Angling", "Angling"),
    "archery": ("Archery", "Archery"),
    "baseball": ("Baseball", "Baseball"),
    "bowls": ("Bowls", "Bowls"),
    "boxing": ("Boxing", "Boxing"),
    "cricket": ("Cricket", "Cricket"),
    "croquet": ("Croquet", "Croquet"),
    "football": ("Football", "Football"),
    "gliding": ("Gliding", "Gliding"),
    "golf": ("Golf", "Golf"),
    "hockey": ("Hockey", "Hockey"),
    "martial-arts": ("Martial arts", "Martial arts"),
    "petanque": ("Petanque", "Petanque"),
    "polo": ("Polo", "Polo"),
    "rowing": ("Rowing", "Rowing"),
    "rugby": ("Rugby", "Rugby"),
    "running": ("Running", "Running"),
    "shooting": ("Target shooting", "Target shooting"),
    "squash": ("Squash", "Squash"),
    "table-tennis": ("Table tennis", "Table tennis"),
    "tennis": ("Tennis", "Tennis"),
    "trampolining": ("Trampolining", "Trampolining"),
    "water-sports": ("Sailing, canoeing and diving", "Sailing, canoeing and diving"),
    "other-sport": ("Other sport", "Other sports"),
}
# slug: (label, plural, group, {capital: reason}); an empty mapping is an ambiguous category.
_OTHERS: Mapping[str, tuple[str, str, str, Mapping[Capital, str]]] = {
    "library": (
        "Library",
        "Libraries",
        _KNOW,
        {
            "social": "people can meet and mix there",
            "cultural": "people can read and learn about anything there",
            "human": "there is free internet access for learning online",
            "environmental": "it is a safe space open to everybody",
            "employability": "libraries offer employability services and business start-up support",
        },
    ),
    "mobile-library": (
        "Mobile library",
        "Mobile libraries",
        _KNOW,
        {"cultural": "it brings books and information to the village"},
    ),
    "archive": (
        "Archive",
        "Archives",
        _KNOW,
        {"cultural": "people can learn about the history of their place there"},
    ),
    "museum": (
        "Museum",
        "Museums",
        _KNOW,
        {"cultural": "people can expand their general knowledge there"},
    ),
    "historic-house": (
        "Historic house or garden",
        "Historic houses and gardens",
        _KNOW,
        {"cultural": "people can learn about the history of the place"},
    ),
    "arts-venue": (
        "Theatre, gallery or arts centre",
        "Theatres, galleries and arts centres",
        _KNOW,
        {"cultural": "people can see and take part in the arts there"},
    ),
    "arts-group": (
        "Arts group or programme",
        "Arts groups and programmes",
        _KNOW,
        {
            "cultural": "people can see and take part in the arts",
            "social": "people make or see something together",
        },
    ),
    "cinema": ("Cinema", "Cinemas", _KNOW, {}),
    "college": (
        "College",
        "Colleges",
        _WORK,
        {
            "human": "people can gain formal qualifications there",
            "employability": "its courses lead to work",
        },
    ),
    "adult-learning": (
        "Adult learning",
        "Adult learning",
        _WORK,
        {"human": "adults can gain formal knowledge and skills"},
    ),
    "digital-skills": (
        "Help with computers and the internet",
        "Help with computers and the internet",
        _WORK,
        {"human": "people can learn digital skills"},
    ),
    "digital-access": ("Devices and internet access", "Devices and internet access", _WORK, {}),
    "jobs-club": (
        "Jobs club",
        "Jobs clubs",
        _WORK,
        {"employability": "people get help to find work", "social": "job-seekers meet there"},
    ),
    "employment-support": (
        "Help to find or start work",
        "Help to find or start work",
        _WORK,
        {"employability": "people get help to find or start work"},
    ),
    "business-support": (
        "Help for small businesses",
        "Help for small businesses",
        _WORK,
        {"employability": "people get help to start or run a business"},
    ),
    "community-hub": (
        "Community hub",
        "Community hubs",
        _MEET,
        {
            "social": "people can drop in and meet others",
            "environmental": "it is a warm, safe space open to everybody",
        },
    ),
    "warm-space": (
        "Warm space",
        "Warm spaces",
        _MEET,
        {
            "environmental": "it was opened as a warm, safe space for everybody",
            "social": "people can sit and talk with others",
        },
    ),
    "community-centre": (
        "Community centre or hall",
        "Community centres and halls",
        _MEET,
        {"social": "groups meet there", "environmental": "it is a shared space open to the community"},
    ),
    "place-of-worship": (
        "Church or other place of worship",
        "Churches and other places of worship",
        _MEET,
        {},
    ),
    "civic-building": ("Civic building", "Civic buildings", _MEET, {}),
    "community-association": (
        "Community association",
        "Community associations",
        _MEET,
        {"social": "neighbours meet and act together"},
    ),
    "mens-shed": (
        "Men's shed",
        "Men's sheds",
        _MEET,
        {
            "social": "people meet while they make and mend",
            "human": "people learn practical skills from each other",
        },
    ),
    "time-bank": (
        "Time bank or time credits",
        "Time banks and time credits",
        _MEET,
        {"social": "people meet by giving an hour and getting one back"},
    ),
    "repair-cafe": (
        "Repair café",
        "Repair cafés",
        _MEET,
        {"social": "people meet over repairs", "human": "people learn to mend things"},
    ),
    "community-radio": (
        "Community radio",
        "Community radio",
        _MEET,
        {"cultural": "people hear about their own place", "social": "volunteers make it together"},
    ),
    "community-group": (
        "Community group",
        "Community groups",
        _MEET,
        {"social": "people meet others and act together"},
    ),
    "older-people": (
        "Events for older people",
        "Events for older people",
        _MEET,
        {"social": "older people meet each other and the services for them"},
    ),
    "dementia-friendly": ("Dementia-friendly community", "Dementia-friendly communities", _HELP, {}),
    "young-people": (
        "Activities and help for young people",
        "Activities and help for young people",
        _MEET,
        {"social": "young people meet others there"},
    ),
    "families": ("Help for families", "Help for families", _HELP, {}),
    "community-growing": (
        "Community garden or allotments",
        "Community gardens and allotments",
        _OUT,
        {
            "environmental": "people have open space to grow in",
            "health": "gardening is exercise in the open air",
            "social": "people garden alongside others",
        },
    ),
    "park": (
        "Park or country park",
        "Parks and country parks",
        _OUT,
        {"environmental": "it is open space", "health": "people can walk, run and play there"},
    ),
    "nature-reserve": (
        "Nature reserve",
        "Nature reserves",
        _OUT,
        {"environmental": "it is open space", "cultural": "people can learn about nature there"},
    ),
    "garden": (
        "Garden open to visitors",
        "Gardens open to visitors",
        _OUT,
        {"environmental": "it is open space", "cultural": "people can learn about plants there"},
    ),
    "parkrun": (
        "parkrun",
        "parkruns",
        _SPORT,
        {
            "health": "people walk or run there every week",
            "social": "people meet others who turn up each week",
        },
    ),
    "swimming": (
        "Swimming or water play",
        "Swimming and water play",
        _SPORT,
        {"health": "people can swim or play in the water there"},
    ),
    "leisure-centre": (
        "Leisure centre",
        "Leisure centres",
        _SPORT,
        {"health": "people can exercise there", "social": "there are classes to join"},
    ),
    "exercise-class": (
        "Exercise class",
        "Exercise classes",
        _SPORT,
        {"health": "people exercise there", "social": "people exercise together"},
    ),
    "activity-centre": (
        "Outdoor activity centre",
        "Outdoor activity centres",
        _SPORT,
        {"health": "people take part in outdoor activities", "environmental": "it is in open space"},
    ),
    "sports-ground": (
        "Sports ground or pavilion",
        "Sports grounds and pavilions",
        _SPORT,
        {"health": "people play sport there", "environmental": "it is open space"},
    ),
    "health-advice": (
        "Help to live healthily",
        "Help to live healthily",
        _HELP,
        {"health": "people get help to be active, eat well or stop smoking"},
    ),
    "food-bank": ("Food bank", "Food banks", _HELP, {}),
    "food-project": ("Affordable food", "Affordable food", _HELP, {}),
    "hygiene-bank": ("Free toiletries", "Free toiletries", _HELP, {}),
    "money-help": ("Help with money and bills", "Help with money and bills", _HELP, {}),
    "advice": ("Advice", "Advice", _HELP, {}),
    "voluntary-organisation": ("Voluntary organisation", "Voluntary organisations", _HELP, {}),
    "carers": ("Help for carers", "Help for carers", _HELP, {}),
    "older-or-disabled": (
        "Help for older or disabled people",
        "Help for older or disabled people",
        _HELP,
        {},
    ),
    "homelessness": ("Help for homeless people", "Help for homeless people", _HELP, {}),
    "safety": ("Safety and reporting", "Safety and reporting", _HELP, {}),
    "community-transport": ("Community transport", "Community transport", _HELP, {}),
    "registration": ("Register office", "Register offices", _HELP, {}),
    "mental-health": ("Help with mental health", "Help with mental health", _HELP, {}),
    "volunteering": (
        "Volunteering",
        "Volunteering",
        _MEET,
        {"social": "volunteers meet new people"},
    ),
    "help-for-groups": ("Help for community groups", "Help for community groups", _HELP, {}),
    "social-prescribing": ("Social prescribing", "Social prescribing", _HELP, {}),
    "faith-network": ("Faith network", "Faith networks", _MEET, {}),
}
# Why these categories carry no capital of themselves.
AMBIGUOUS: Mapping[str, str] = {
    "advice": "Advice may be about anything; what it adds depends on the question.",
    "carers": "A break, advice or a group: the papers do not say which.",
    "cinema": "Entertainment; whether it widens knowledge depends on the film.",
    "civic-building": "Used for many purposes; the building alone offers none of the six.",
    "community-transport": "It takes people to other things; itself it offers none of the six.",
    "dementia-friendly": "A promise by many bodies, not one thing to go to.",
    "digital-access": "A device is a means; the rules ask for skills or knowledge.",
    "faith-network": "Bodies meet, not residents.",
    "families": "Covers many kinds of help; the papers do not say which.",
    "food-bank": "Relief in need; none of the six definitions covers it.",
    "food-project": "Relief in need; none of the six definitions covers it.",
    "help-for-groups": "It strengthens groups; residents meet the groups, not it.",
    "homelessness": "Relief in need; what else it offers is not said.",
    "hygiene-bank": "Relief in need; none of the six definitions covers it.",
    "mental-health": "The health rule is about physical health.",
    "money-help": "Relief in need; none of the six definitions covers it.",
    "older-or-disabled": "Care and aids; none of the six definitions covers it.",
    "place-of-worship": "Open to visitors or to worshippers, for many purposes; the lists do not say.",
    "registration": "An office to deal with, like the logistical entities the report left out.",
    "safety": "Reporting and warnings; a safe space only where the source says so.",
    "voluntary-organisation": "The papers give only its name.",
    "social-prescribing": "It leads people to other things; itself it offers none of the six.",
}


def list_categories() -> tuple[Category, ...]:
    """List every category, by slug."""
    sports = [Category(slug, label, plural, _SPORT) for slug, (label, plural) in _SPORTS.items()]
    others = [Category(slug, label, plural, group) for slug, (label, plural, group, _) in _OTHERS.items()]
    return tuple(sorted(sports + others, key=lambda category: category.slug))


def list_rules() -> tuple[Rule, ...]:
    """List every rule, by category and capital."""
    rules = [
        Rule("*", slug, capital, reason, LIBRARY_BASIS if slug == "library" else BASIS[capital])
        for slug, (_, _, _, reasons) in _OTHERS.items()
        for capital, reason in reasons.items()
    ]
    for slug in _SPORTS:
        rules.append(Rule("*", slug, "health", "it is a sporting group", BASIS["health"]))
        rules.append(Rule("*", slug, "social", "people meet others when they play", BASIS["social"]))
    return tuple(sorted(rules, key=lambda rule: (rule.category, rule.capital)))
