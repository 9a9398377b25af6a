"""Who can people talk to at the councils, by role, as the papers and the lists print it?

No name, no personal mailbox, no direct line: only switchboards, role mailboxes and front pages. The
numbers were printed in January 2021 for help during Covid-19; they are the councils' general numbers,
and the date is shown. South Cambridgeshire, Fenland and Peterborough have no number of their own in
the papers.
"""

from dataclasses import dataclass

from directory.shipped.build.listings.places import (
    CAMBRIDGE,
    COUNTY,
    EAST_CAMBRIDGESHIRE,
    FENLAND,
    HUNTINGDONSHIRE,
    PETERBOROUGH,
    SOUTH_CAMBRIDGESHIRE,
)
from directory.shipped.build.listings.tables import Table

HELP_PAGE = "Council papers, help and support contacts, as printed in January 2021"
PLACE_TEAM = "Council papers, place coordinators and community connectors"
NO_NUMBER = "Web address of the council in the lists; the papers print no number of its own"
CUSTOMER_SERVICES = "Customer services"
ASK = "Ask about help, support and council services in {}."
COUNTY_ASK = "Ask about help and support anywhere in Cambridgeshire; the papers give this number for {}."


@dataclass(frozen=True, slots=True)
class ContactPoint:
    area_code: str
    organisation: str
    role: str
    purpose: str
    phone: str
    url: str
    source: str
    source_date: str
    email: str = ""


COUNTY_COUNCIL = "Cambridgeshire County Council"
COUNTY_URL = "https://www.cambridgeshire.gov.uk"
COUNTY_PHONE = "0345 045 5219"

CONTACT_POINTS = (
    ContactPoint(
        COUNTY,
        COUNTY_COUNCIL,
        CUSTOMER_SERVICES,
        "Ask about help, support and council services anywhere in Cambridgeshire.",
        COUNTY_PHONE,
        COUNTY_URL,
        HELP_PAGE,
        "2021-01",
    ),
    ContactPoint(
        COUNTY,
        COUNTY_COUNCIL,
        "Library service",
        "Ask a librarian what is on and who can help near you.",
        "",
        f"{COUNTY_URL}/residents/libraries-leisure-culture/libraries",
        "List of public libraries, role mailbox",
        "2025-03",
        "your.library@cambridgeshire.gov.uk",
    ),
    ContactPoint(
        COUNTY,
        COUNTY_COUNCIL,
        "Place coordinators and community connectors",
        "Ask the county council for the people who link residents with groups and services in your district.",
        COUNTY_PHONE,
        COUNTY_URL,
        PLACE_TEAM,
        "2020-12-03",
    ),
    ContactPoint(
        COUNTY,
        COUNTY_COUNCIL,
        "Democratic Services",
        "Ask for a council paper in a format you can read.",
        "",
        COUNTY_URL,
        "Council papers, accessible formats",
        "2022-03-10",
        "democraticservices@cambridgeshire.gov.uk",
    ),
    ContactPoint(
        CAMBRIDGE,
        "Cambridge City Council",
        CUSTOMER_SERVICES,
        ASK.format("Cambridge"),
        "01223 457000",
        "https://www.cambridge.gov.uk",
        HELP_PAGE,
        "2021-01",
    ),
    ContactPoint(
        EAST_CAMBRIDGESHIRE,
        "East Cambridgeshire District Council",
        CUSTOMER_SERVICES,
        ASK.format("East Cambridgeshire"),
        "01353 665555",
        "https://www.eastcambs.gov.uk",
        HELP_PAGE,
        "2021-01",
    ),
    ContactPoint(
        FENLAND,
        COUNTY_COUNCIL,
        CUSTOMER_SERVICES,
        COUNTY_ASK.format("Fenland"),
        COUNTY_PHONE,
        COUNTY_URL,
        HELP_PAGE,
        "2021-01",
    ),
    ContactPoint(
        HUNTINGDONSHIRE,
        "Huntingdonshire District Council",
        CUSTOMER_SERVICES,
        ASK.format("Huntingdonshire"),
        "01480 388388",
        "https://www.huntingdonshire.gov.uk",
        HELP_PAGE,
        "2021-01",
    ),
    ContactPoint(
        SOUTH_CAMBRIDGESHIRE,
        COUNTY_COUNCIL,
        CUSTOMER_SERVICES,
        COUNTY_ASK.format("South Cambridgeshire"),
        COUNTY_PHONE,
        COUNTY_URL,
        HELP_PAGE,
        "2021-01",
    ),
    ContactPoint(
        SOUTH_CAMBRIDGESHIRE,
        "South Cambridgeshire District Council",
        "Community hubs",
        "See the council's own list of community hubs, and how to reach the council.",
        "",
        "https://scambs.gov.uk/community-and-people/community-hubs",
        NO_NUMBER,
        "2026",
    ),
    ContactPoint(
        PETERBOROUGH,
        "Peterborough City Council",
        CUSTOMER_SERVICES,
        "Find help and council services in Peterborough.",
        "",
        "https://www.peterborough.gov.uk",
        "Council papers, web address of the council; they print no number of its own",
        "2020-12-03",
    ),
    ContactPoint(
        PETERBOROUGH,
        "Peterborough libraries",
        "Central library",
        "Ask a librarian what is on and who can help near you.",
        "",
        "https://www.peterborough.gov.uk",
        "List of public libraries, role mailbox",
        "2025-03",
        "centrallibrary@peterboroughlimited.co.uk",
    ),
)


def tabulate_contacts() -> Table:
    """Lay out the contact points."""
    return Table(
        "contacts/contact_points.csv",
        "Who to talk to at the councils, by role",
        {
            "area_code": "county, district or combined authority",
            "organisation": "council or service",
            "role": "role, never a person",
            "purpose": "what to ask, in plain English",
            "phone": "switchboard, where one is printed",
            "url": "web address",
            "email": "role mailbox, where one is printed",
            "source": "where it is printed",
            "source_date": "when",
        },
        [
            (c.area_code, c.organisation, c.role, c.purpose, c.phone, c.url, c.email, c.source, c.source_date)
            for c in CONTACT_POINTS
        ],
        source="Council papers of 2020 to 2022 and the lists of libraries and hubs; facts only",
        licence="Facts only",
        vintage="2020-12 to 2026",
    )
