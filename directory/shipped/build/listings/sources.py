"""Where does each list of listings come from, and on what terms?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    source: str
    title: str
    publisher: str
    url: str | None
    licence: str
    vintage: str
    credit: str
    origin: str | None = None
    """Whose records it goes back to, where another source does too."""


LIBRARY_AUTHORITIES = "The library authorities' own records"

SOURCES = (
    Source(
        "libraries_2025",
        "Public libraries in Cambridgeshire and Peterborough",
        "Cambridgeshire County Council and Peterborough City Council, gathered by Libraries Hacked",
        "https://github.com/LibrariesHacked/librarydata-db",
        "MIT (carrier); council data, facts only",
        "2025-03",
        "Libraries: Cambridgeshire County Council and Peterborough City Council, "
        "gathered by Libraries Hacked.",
        LIBRARY_AUTHORITIES,
    ),
    Source(
        "libraries_england_2023",
        "Libraries in England, 2023",
        "Arts Council England",
        "https://github.com/LibrariesHacked/librarydata-db",
        "Open Government Licence v3.0",
        "2023",
        "Contains public sector information licensed under the Open Government Licence v3.0 "
        "(Arts Council England, libraries 2023).",
        LIBRARY_AUTHORITIES,
    ),
    Source(
        "mobile_library_2020",
        "Cambridgeshire mobile library stops, 2020 timetable",
        "Cambridgeshire County Council, gathered by Libraries Hacked",
        "https://github.com/LibrariesHacked/mobilelibraries-data",
        "MIT (carrier); council data, facts only",
        "2020",
        "Mobile library stops: Cambridgeshire County Council, gathered by Libraries Hacked.",
        LIBRARY_AUTHORITIES,
    ),
    Source(
        "sports_clubs_2026",
        "Community amateur sports clubs",
        "HM Revenue & Customs, gathered by 360Giving",
        "https://github.com/ThreeSixtyGiving/cascs",
        "Open Government Licence v3.0",
        "2026-08",
        "Contains public sector information licensed under the Open Government Licence v3.0 "
        "(HM Revenue & Customs, community amateur sports clubs).",
    ),
    Source(
        "hubs_cambridgeshire_acre",
        "Cambridgeshire community hubs network",
        "Cambridgeshire ACRE",
        "https://www.cambsacre.org.uk/projects/cambridgeshire-community-hubs-network/",
        "None stated; facts only (name, place, hours)",
        "2026, when gathered",
        "Community hubs: Cambridgeshire ACRE, gathered by Open Innovations.",
    ),
    Source(
        "warm_spaces_huntingdonshire",
        "Warm spaces in Huntingdonshire, 2023",
        "Huntingdonshire District Council",
        "https://www.huntingdonshire.gov.uk/people-communities/warm-spaces/",
        "None stated; facts only (name, place, hours)",
        "2023",
        "Warm spaces: Huntingdonshire District Council, gathered by Open Innovations.",
    ),
    Source(
        "hubs_south_cambridgeshire",
        "Community hubs in South Cambridgeshire",
        "South Cambridgeshire District Council",
        "https://scambs.gov.uk/community-and-people/community-hubs",
        "None stated; facts only (name, place, hours)",
        "2026, when gathered",
        "Community hubs: South Cambridgeshire District Council, gathered by Open Innovations.",
    ),
    Source(
        "museums_2022",
        "Mapping Museums",
        "Mapping Museums, Birkbeck, University of London",
        "https://museweb.dcs.bbk.ac.uk/",
        "CC BY 4.0",
        "2021 to 2022",
        "Museums: Mapping Museums (Birkbeck, University of London), CC BY 4.0; selected and shortened.",
    ),
    Source(
        "parkruns_2026",
        "parkrun events",
        "parkrun",
        "https://www.parkrun.org.uk/",
        "None stated; bare facts only (name, place)",
        "2026-08-21",
        "parkrun events: parkrun.",
    ),
    Source(
        "polling_halls",
        "Halls used as polling places",
        "Democracy Club and the councils",
        "https://github.com/DemocracyClub/UK-Polling-Stations",
        "BSD-style (carrier); facts only",
        "2017 to 2026",
        "Halls used as polling places: Democracy Club, from the councils' lists.",
    ),
    Source(
        "leisure_culture_2016",
        "Leisure and culture in Cambridge, about 2016",
        "MultiWOZ attraction database",
        "https://github.com/wenhuchen/HDSA-Dialog",
        "MIT",
        "2016 to 2018",
        "Leisure and culture in Cambridge: MultiWOZ attraction database (MIT licence).",
    ),
    Source(
        "colleges_2024",
        "Colleges in OS Open Names",
        "Ordnance Survey",
        "https://osdatahub.os.uk/downloads/open/OpenNames",
        "Open Government Licence v3.0",
        "2024-05",
        "Contains OS data © Crown copyright and database right 2024.",
    ),
    Source(
        "food_banks_2026",
        "Food banks",
        "Give Food",
        "https://www.givefood.org.uk/",
        "Unlicense (public domain)",
        "2026-08-28",
        "Food banks: Give Food.",
    ),
    Source(
        "public_places",
        "Public places from single public pages",
        "Various; the record names the page",
        None,
        "Mixed; bare facts only (name, place)",
        "2010 to 2026",
        "Public places: NaPTAN (Department for Transport, OGL v3.0), OS Open Names (OGL v3.0), "
        "Wikipedia, OpenStreetMap contributors and public pages; bare facts only.",
    ),
    Source(
        "council_papers",
        "Papers of the Communities and Partnership Committee, with the CUSPE reports of 2020 and 2022",
        "Cambridgeshire County Council; Cambridge University Science and Policy Exchange",
        "https://cambridgeshire.cmis.uk.com/",
        "Public committee papers; facts only",
        "2019-10 to 2022-03",
        "Groups, projects and services named in committee papers of Cambridgeshire County Council.",
    ),
)
