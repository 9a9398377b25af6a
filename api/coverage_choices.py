"""What can be asked of coverage here: categories, needs, trust, and own geographies?"""

from typing import Any, Final

from sqlmodel import Session

from directory.coverage.need import need_options
from directory.geographies.schemas import GeographyRead
from directory.geographies.service import geography_people, list_geographies, list_units
from directory.listings.service import categories
from directory.words import Release
from geo.trust import Trust

TRUST_LABELS: Final = {
    Trust.ANY: "Every listing, however old",
    Trust.YEAR: "Confirmed or dated in the last 12 months",
    Trust.QUARTER: "Confirmed or dated in the last 3 months",
    Trust.HALF_LIFE: "Each the less the older it is",
}


def choices_json(session: Session, release: Release) -> dict[str, Any]:
    """List the choices."""
    return {
        "release": release,
        "categories": [{"slug": one.slug, "label": one.label} for one in categories(session)],
        "needs": [{"key": one.key, "label": one.label} for one in need_options(session)],
        "trusts": [{"key": key, "label": label} for key, label in TRUST_LABELS.items()],
        "geographies": [_geography_json(session, one, release) for one in list_geographies(session)],
    }


def _geography_json(session: Session, geography: GeographyRead, release: Release) -> dict[str, Any]:
    names = {unit.code: unit.name for unit in list_units(session, geography.slug)}
    return {
        "slug": geography.slug,
        "name": geography.name,
        "kind": geography.kind,
        "source": geography.source,
        "units": [
            {
                "code": unit.code,
                "name": names[unit.code],
                "people": None if unit.population is None else round(unit.population),
                "estimated": unit.estimated,
                "postcodes": unit.postcodes,
            }
            for unit in geography_people(session, geography.slug, release).units
        ],
    }
