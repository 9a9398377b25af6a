"""Where is it, as the form says it?"""

from typing import Final

from sqlmodel import Session

from directory.areas.schemas import Ambiguous, Located, NotLocated
from directory.areas.service import area_names, locate
from directory.listings.record import ListingRecord, SiteRecord
from directory.submissions.answers import Answers, Problem
from directory.submissions.reading import one_line
from directory.words import COUNTY, Precision

PLACE: Final = "place"
PARISH: Final = "parish"
ONLINE: Final = "online"
WHERES: Final[tuple[tuple[str, str, str], ...]] = (
    (PLACE, "At a place people can come to", ""),
    (PARISH, "In a home, or no fixed place", "We show the village or town only."),
    (ONLINE, "Online or by telephone only", ""),
)
_OR_A_NAME: Final = ", or the name of a town or village."
_UNKNOWN: Final = "If it is new, choose 'no fixed place' and give the village: we can mend it later."


def site_of(session: Session, answers: Answers) -> SiteRecord | tuple[Problem, ...] | None:
    """Make the place of a listing; None where it has none."""
    if answers.where == PLACE:
        return _at_postcode(session, answers)
    if answers.where == PARISH:
        return _in_parish(session, answers.area)
    if answers.where == ONLINE:
        return None
    return (Problem("where", "Choose where it happens."),)


def _at_postcode(session: Session, answers: Answers) -> SiteRecord | tuple[Problem, ...]:
    typed = answers.postcode.strip()
    if not typed:
        return (Problem("postcode", "Enter the postcode of the place, like CB1 2JD."),)
    found = locate(session, typed)
    if isinstance(found, NotLocated):
        hint = f" {_UNKNOWN}" if found.reason == "unknown" else ""
        return (Problem("postcode", found.message.replace(_OR_A_NAME, ".") + hint),)
    if isinstance(found, Ambiguous) or found.origin.postcode is None:
        return (Problem("postcode", "Enter a full postcode, like CB1 2JD."),)
    origin = found.origin
    return SiteRecord(
        name=one_line(answers.place) or None,
        address=one_line(answers.address) or None,
        postcode=origin.postcode,
        lon=origin.lon,
        lat=origin.lat,
        precision=Precision.POSTCODE,
    )


def _in_parish(session: Session, typed: str) -> SiteRecord | tuple[Problem, ...]:
    if not typed.strip():
        return (Problem("area", "Enter the village, town or parish."),)
    found = locate(session, typed)
    if isinstance(found, NotLocated):
        return (Problem("area", found.message),)
    if isinstance(found, Ambiguous):
        names = ", or ".join(f"{choice.name}, {choice.district_name}" for choice in found.choices)
        return (Problem("area", f"There is more than one. Write {names}."),)
    areas = found.origin.areas
    if areas.parish is not None:
        return SiteRecord(precision=Precision.PARISH, parish=areas.parish)
    return SiteRecord(precision=Precision.DISTRICT, district=areas.district)


def areas_of(session: Session, record: ListingRecord) -> tuple[str | None, str | None]:
    """Tell the parish and the district of a listing's first place, as moderators are chosen by them."""
    site = next(iter(record.sites), None)
    if site is None:
        return None, None
    if site.postcode is not None:
        found = locate(session, site.postcode)
        if isinstance(found, Located):
            return found.origin.areas.parish, found.origin.areas.district
    if site.parish is not None:
        return site.parish, site.district or _district_of(session, site.parish)
    return None, site.district


def _district_of(session: Session, parish: str) -> str | None:
    from directory.areas.queries import list_area_releases  # noqa: PLC0415 - one question

    return next((row.district_code for row in list_area_releases(session, parish)), None)


def served_of(answers: Answers, before: tuple[str, ...]) -> tuple[str, ...]:
    """Tell the areas served: what has no place serves the county, unless it said otherwise before."""
    return before or ((COUNTY,) if answers.where == ONLINE else ())


def area_word(session: Session, site: SiteRecord) -> str:
    """Name the parish or district of a place told no finer."""
    code = site.parish or site.district
    return area_names(session, [code]).get(code, "") if code else ""
