"""How do the example notices become a table that ships?"""

from dataclasses import fields
from pathlib import Path
from typing import Final

from directory.shipped.build.notice_facts import EXAMPLES, ExampleNotice
from directory.shipped.build.tables import Cell, Origin, write_csv
from directory.shipped.manifest import TableNote

NEEDS: Final[tuple[str, ...]] = ()
EXAMPLES_PATH: Final = "noticeboard/examples.csv"
_COLUMNS: Final = {
    "key": "short name of the example",
    "kind": "what it is about: a word of the noticeboard",
    "title": "in our words",
    "summary": "in our words",
    "body": "in our words; says what the paper tells and what is made up",
    "issuer_name": "who is said to announce it",
    "source": "the paper and its line",
    "as_of": "date of the paper",
    "issuer": "address of the issuer's listing; empty where it has none",
    "fund_key": "the fund of funds/funds.csv it shows",
    "closes_in_days": "days from the day it is put on the board; empty where it has no closing date",
    "closed_on": "the last day of what is over; empty for what is open",
    "amount_min": "pounds; empty where not told",
    "amount_max": "pounds; empty where not told",
    "effort": "what answering takes; made up",
    "paperwork": "papers it asks for, with ; between them; made up",
    "pays_for": "what the money is for",
    "event_in_days": "days from the day it is put on the board; empty where it is no event",
    "starts": "London time, HH:MM",
    "ends": "London time, HH:MM",
    "place": "where an event or offer is",
    "contact_role": "a role, made up",
    "contact_email": "made up, of example.org",
    "contact_phone": "made up, of the numbers kept for that",
    "areas": "ONS codes of the areas it is for, with ; between them",
    "outside_allowed": "true where groups from elsewhere may answer",
    "kinds": "kinds of listing it is for, with ; between them; empty for any, as are those below",
    "capitals": "what a group must offer",
    "categories": "what a group must be about",
    "beneficiaries": "whom a group must be for",
    "sizes": "bands of how many take part",
    "incomes": "bands of yearly income",
    "registered": "true or false; empty for either",
    "venue": "address of the listing it takes place at",
    "outcome": "what came of it, for those that are over",
    "awarded": "addresses of the listings it was given to, with ; between them",
}


def build_notices(_source: Path, out: Path) -> list[TableNote]:
    """Write the examples; they are made from facts of the papers and no file."""
    return [
        write_csv(
            out,
            EXAMPLES_PATH,
            title="Example notices, made from funds, calls and offers that the papers tell of",
            columns=_COLUMNS,
            rows=[tuple(_cells(example)) for example in EXAMPLES],
            origin=Origin(
                source="Papers of Cambridgeshire County Council committees; facts only, the rest made up",
                licence="Public committee papers; facts only",
                vintage="2019-10 to 2021-12",
                attribution=(),
            ),
        )
    ]


def _cells(example: ExampleNotice) -> list[Cell]:
    cells: list[Cell] = []
    by_name = {each.name: getattr(example, each.name) for each in fields(example)}
    for name in _COLUMNS:
        value = by_name[name]
        cells.append(";".join(value) if isinstance(value, tuple) else value)
    return cells
