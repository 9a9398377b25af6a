"""Which named funds do the papers tell of, and which sums do they say were given?"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from directory.errors import SourceIncomplete
from directory.shipped.build.award_facts import AWARDS, AwardFact
from directory.shipped.build.fund_facts import FUNDS, cite
from directory.shipped.build.parishes import PARISHES_PATH
from directory.shipped.build.tables import Cell, Origin, read_rows, write_csv
from directory.shipped.manifest import TableNote

NEEDS = (PARISHES_PATH,)
FUNDS_PATH: Final = "funds/funds.csv"
AWARDS_PATH: Final = "funds/awards.csv"
LICENCE: Final = "Public committee papers; facts only"
_ORIGIN: Final = Origin(
    source="Papers of Cambridgeshire County Council committees; facts only",
    licence=LICENCE,
    vintage="2019-10 to 2022-03",
    attribution=(),
)
_FUND_COLUMNS: Final = {
    "key": "short name, as in addresses",
    "name": "what it is called",
    "holder": "who gives the money",
    "what": "what it pays for, in our words",
    "state": "history: made for a time that is over, or told of only long ago; unknown: it may go on",
    "as_of": "date of the newest paper that names it",
    "area_codes": "districts it is for, with ; between them; empty where none is told",
    "amount_min": "the least a grant may be, in pounds; empty where not told",
    "amount_max": "the most, in pounds",
    "url": "its page, where the paper gives one",
    "source": "the paper and its line",
}
_AWARD_COLUMNS: Final = {
    "identifier": "ours, of the form of the 360Giving standard",
    "aggregate": "true for a total of several awards that are known only together",
    "title": "what it was for",
    "description": "what else the paper tells, in our words",
    "amount": "pounds",
    "currency": "of the amount",
    "awarded_on": "YYYY, YYYY-MM or YYYY-MM-DD, as finely as it is told",
    "funder": "who gave it",
    "fund_key": "the fund of funds.csv it came from; empty where none is told",
    "programme": "as the paper names it",
    "recipient": "the organisation that got it; empty for a total",
    "area_code": "ONS code of the smallest area it is told for; empty where none is",
    "area_level": "parish or district",
    "district": "ONS code of its district",
    "source": "the paper and its line",
    "source_date": "date of the paper",
    "licence": "of what is told",
}


def build_funds(source: Path, out: Path) -> list[TableNote]:
    """Write the funds and the sums that the papers tell of, each with its line."""
    parishes = {
        (row["lad_code"], row["name"]): row["code"]
        for row in read_rows(source / PARISHES_PATH, ("code", "name", "lad_code"))
    }
    lost = sorted(
        fact.parish
        for fact in AWARDS
        if fact.parish and fact.district and (fact.district, fact.parish) not in parishes
    )
    if lost:
        raise SourceIncomplete(f"{source / PARISHES_PATH} lacks the parish {', '.join(lost)}.")
    return [
        write_csv(
            out,
            FUNDS_PATH,
            title="Funds that committee papers name",
            columns=_FUND_COLUMNS,
            rows=sorted(_fund_rows()),
            origin=_ORIGIN,
        ),
        write_csv(
            out,
            AWARDS_PATH,
            title="Money that committee papers say was given to groups",
            columns=_AWARD_COLUMNS,
            rows=[_award_row(fact, parishes) for fact in sorted(AWARDS, key=lambda fact: fact.identifier)],
            origin=_ORIGIN,
        ),
    ]


def _fund_rows() -> list[tuple[Cell, ...]]:
    return [
        (
            fact.key,
            fact.name,
            fact.holder,
            fact.what,
            fact.state,
            fact.as_of,
            ";".join(fact.area_codes),
            fact.amount_min,
            fact.amount_max,
            fact.url,
            cite(*fact.told_in),
        )
        for fact in FUNDS
    ]


def _award_row(fact: AwardFact, parishes: Mapping[tuple[str, str], str]) -> tuple[Cell, ...]:
    if fact.parish and fact.district:
        place: tuple[Cell, Cell] = (parishes[fact.district, fact.parish], "parish")
    else:
        place = (fact.district, "district" if fact.district else None)
    return (
        fact.identifier,
        fact.recipient is None,
        fact.title,
        fact.description,
        fact.pounds,
        "GBP",
        fact.awarded_on,
        fact.funder,
        fact.fund_key,
        fact.programme,
        fact.recipient,
        *place,
        fact.district,
        cite(*fact.told_in),
        fact.source_date,
        LICENCE,
    )
