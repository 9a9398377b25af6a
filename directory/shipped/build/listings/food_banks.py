"""Where are the food banks, and which of their addresses are not places to visit?"""

from pathlib import Path

from directory.errors import SourceIncomplete
from directory.shipped.build.listings.places import Places
from directory.shipped.build.listings.record import Listing, Reading, SourceRef
from directory.shipped.build.listings.rows import Row
from directory.shipped.build.listings.shared_layout import make_site, read_table
from directory.shipped.build.listings.wording import squeeze

SOURCE = "food_banks_2026"
# Warehouses, offices and care-of addresses, looked at one by one.
NOT_TO_VISIT = frozenset(
    {
        "givefood:d88d65dc-4051-40f3-8449-f28bbfb9fbea",
        "givefood:174399f7-4af2-4496-ba4f-2e6375cf6a19",
        "givefood:f33241bc-0950-4569-8af7-5fe42af6832f",
        "givefood:bd5f9206-ae88-4cb6-a32f-3fa3248d65ca",
    }
)
NOT_TO_VISIT_NOTE = (
    "This is a warehouse or an office, not a place to visit. Look for the food bank's outlets."
)
ASK_HOURS = "The list gives no hours. Look at the food bank's own page before you go."
REFERRAL = "Free. You normally need a referral first; the food bank's page says how."
ASK_REFERRAL = "Free. Ask the food bank whether you need a referral."


def read_food_banks(source: Path, places: Places) -> Reading:
    """Read the food banks and their outlets, each a listing of its own."""
    rows = read_table(source, "assets3/food_banks.csv")
    unknown = NOT_TO_VISIT - {row["source_id"] for row in rows}
    if unknown:
        raise SourceIncomplete(f"{min(unknown)} is marked as not to visit but is in no list.")
    return Reading(tuple(_make_food_bank(row, places) for row in rows))


def _make_food_bank(row: Row, places: Places) -> Listing:
    name = squeeze(row["name"])
    organization, colon, outlet = name.partition(": ")
    is_trussell = "Trussell" in row["kind"]
    date = row["source_date"] if row["source_date"].startswith("20") else "2025"
    return Listing(
        name=f"{organization}, {outlet}" if colon else name,
        kind="service",
        categories=("food-bank",),
        summary=f"Outlet of {organization}." if colon else _summarise(is_trussell=is_trussell),
        organization=organization,
        organization_url=row["website"] or None,
        url=row["website"] or None,
        free=True,
        cost_note=REFERRAL if is_trussell else ASK_REFERRAL,
        sites=(
            make_site(
                row, places, hours_note=NOT_TO_VISIT_NOTE if row["source_id"] in NOT_TO_VISIT else ASK_HOURS
            ),
        ),
        sources=(SourceRef(SOURCE, row["source_id"], date, row["website"] or None),),
    )


def _summarise(*, is_trussell: bool) -> str:
    return "Food bank in the Trussell network." if is_trussell else "Independent food bank."
