"""How do the shipped funds and awards get into the store?"""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from sqlmodel import Session

from directory.funds import queries
from directory.funds.amounts import read_pence
from directory.funds.matching import Recipients
from directory.funds.service import NOUN, award_id
from directory.imports.tables import Row, maybe_int, maybe_text, read_table
from directory.store import mark_changed

FUNDS_FILE: Final = "funds/funds.csv"
AWARDS_FILE: Final = "funds/awards.csv"


def load_funds(session: Session, folder: Path, paths: Collection[str]) -> None:
    """Put the shipped funds and awards in place of those shipped before.

    What people here wrote stays. `paths` are the tables of the manifest: a release put together before these
    shipped has none of them.
    """
    if FUNDS_FILE in paths:
        queries.replace_shipped_funds(session, [_fund(row) for row in read_table(folder, FUNDS_FILE)])
    if AWARDS_FILE in paths:
        recipients = Recipients(session)
        rows = [_award(row, recipients) for row in read_table(folder, AWARDS_FILE)]
        queries.replace_shipped_awards(session, rows)
    mark_changed(session, NOUN)


def _fund(row: Row) -> dict[str, object]:
    return {
        **row,
        "area_codes": [code for code in row["area_codes"].split(";") if code],
        "amount_min": maybe_int(row["amount_min"]),
        "amount_max": maybe_int(row["amount_max"]),
        "url": maybe_text(row["url"]),
        "shipped": True,
    }


def _award(row: Row, recipients: Recipients) -> dict[str, object]:
    told = {name: maybe_text(cell) for name, cell in row.items() if name != "amount"}
    return {
        **told,
        "id": award_id(row["identifier"]),
        "aggregate": row["aggregate"] == "true",
        "amount_pence": read_pence(row["amount"]),
        "funder_org_id": None,
        "recipient_org_id": None,
        "recipient_listing_id": recipients.find(told["recipient"], told["district"]),
        "lsoa": None,
        "parish": told["area_code"] if told["area_level"] == "parish" else None,
        "area_from": "stated" if told["area_code"] else None,
        "shipped": True,
    }
