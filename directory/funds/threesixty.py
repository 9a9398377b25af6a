"""How do grants leave as a 360Giving package or table, so that others can read them?

Totals of whole areas are no grants and stay out. What the standard has no field for goes under names of our
own: how finely the date is known, the source, its date and the licence of each grant.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import orjson

from directory import clock
from directory.areas.names import fold
from directory.funds.amounts import pounds
from directory.funds.placing import STATED
from directory.funds.schemas import AwardRead
from directory.spreadsheet import harmless

VERSION: Final = "1.1"
NOTE: Final = (
    "Grants to organisations that this directory holds: from committee papers and from files that funders "
    "publish. Totals of whole districts are no grants and are not in this file. Each grant names its source "
    "and its licence."
)
CODE_TYPES: Final = {"lsoa": "LSOA", "parish": "PAR", "ward": "WD", "county": "CTY"}
_NAMESPACE: Final = uuid5(NAMESPACE_URL, "https://hereabouts.example/organisations")
COLUMNS: Final = (
    "Identifier",
    "Title",
    "Description",
    "Currency",
    "Amount Awarded",
    "Award Date",
    "Award Date As Known",
    "Recipient Org:Identifier",
    "Recipient Org:Name",
    "Recipient Org:Location:0:Geographic Code",
    "Recipient Org:Location:0:Geographic Code Type",
    "Funding Org:Identifier",
    "Funding Org:Name",
    "Grant Programme:Title",
    "Beneficiary Location:0:Name",
    "Beneficiary Location:0:Geographic Code",
    "Beneficiary Location:0:Geographic Code Type",
    "Source",
    "Source Date",
    "Licence",
)


def grants_of(awards: Iterable[AwardRead]) -> tuple[AwardRead, ...]:
    """Leave out what is no grant: totals of whole areas."""
    return tuple(award for award in awards if not award.aggregate and award.recipient)


def write_package(awards: Iterable[AwardRead], *, base_url: str) -> bytes:
    """Write a package of JSON."""
    package = {
        "version": VERSION,
        "title": "Money given to groups",
        "description": NOTE,
        "modified": clock.local_now().date().isoformat(),
        "publisher": {"name": "Hereabouts", "website": base_url},
        "accessURL": f"{base_url}/funding",
        "downloadURL": f"{base_url}/funding/360giving.json",
        "grants": [_grant(award) for award in grants_of(awards)],
    }
    return orjson.dumps(package, option=orjson.OPT_INDENT_2)


def write_table(awards: Iterable[AwardRead]) -> bytes:
    """Write a CSV under the titles of the standard, no cell of which a spreadsheet runs."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for award in grants_of(awards):
        writer.writerow([harmless(cell or "") for cell in _cells(award)])
    return out.getvalue().encode("utf-8-sig")


def _grant(award: AwardRead) -> Mapping[str, Any]:
    recipient: dict[str, Any] = {
        "id": _organisation(award.recipient_org_id, award.recipient or ""),
        "name": award.recipient,
    }
    grant: dict[str, Any] = {
        "id": award.identifier,
        "title": award.title,
        "description": award.description or award.title,
        "currency": award.currency,
        "amountAwarded": award.amount_pence / 100,
        "awardDate": _first_day(award.awarded_on),
        "recipientOrganization": [recipient],
        "fundingOrganization": [
            {"id": _organisation(award.funder_org_id, award.funder), "name": award.funder}
        ],
        "source": award.source,
        "sourceDate": award.source_date,
        "licence": award.licence,
    }
    if award.awarded_on != grant["awardDate"]:
        grant["awardDateAsKnown"] = award.awarded_on
    if award.programme:
        grant["grantProgramme"] = [{"title": award.programme}]
    if award.area_code:
        where = {"geoCode": award.area_code, "geoCodeType": _code_type(award)}
        if award.area_name:
            where["name"] = award.area_name
        if award.area_from == STATED:
            grant["beneficiaryLocation"] = [where]
        else:
            recipient["location"] = [where]
    return grant


def _cells(award: AwardRead) -> tuple[str | None, ...]:
    stated = award.area_from == STATED and award.area_code
    first = _first_day(award.awarded_on)
    code, kind = award.area_code, _code_type(award)
    return (
        award.identifier,
        award.title,
        award.description or award.title,
        award.currency,
        pounds(award.amount_pence),
        first,
        award.awarded_on if award.awarded_on != first else None,
        _organisation(award.recipient_org_id, award.recipient or ""),
        award.recipient,
        None if stated else code,
        None if stated else kind,
        _organisation(award.funder_org_id, award.funder),
        award.funder,
        award.programme,
        award.area_name if stated else None,
        code if stated else None,
        kind if stated else None,
        award.source,
        award.source_date,
        award.licence,
    )


def _organisation(told: str | None, name: str) -> str:
    """Give the identifier that was told; where none was, one of our own made of the name."""
    return told or f"hereabouts-org-{uuid5(_NAMESPACE, fold(name))}"


def _code_type(award: AwardRead) -> str | None:
    if award.area_level == "district" and award.area_code:
        return "UA" if award.area_code.startswith("E06") else "NMD"
    return CODE_TYPES.get(award.area_level or "")


def _first_day(known: str) -> str:
    """Give the first day of a year or month: the standard knows whole dates only."""
    return f"{known}-01-01"[:10] if len(known) == 4 else f"{known}-01"[:10]  # noqa: PLR2004 - YYYY
