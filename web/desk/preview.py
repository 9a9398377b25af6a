"""How will readers see a listing that is not published yet?"""

from collections.abc import Iterator

from sqlmodel import Session

from directory.areas.service import area_names
from directory.listings.hours import plain_hours
from directory.listings.record import ListingRecord, SiteRecord
from directory.listings.service import categories
from directory.submissions.answers import Answers
from directory.words import Precision
from web.contexts.desk_submissions import Preview
from web.words import PRECISION, ages_words, in_parish, long_date, wide_area_name


def preview_of(session: Session, record: ListingRecord) -> Preview:
    """Say a record in the words of a listing's page."""
    labels = {each.slug: each.label for each in categories(session)}
    site = record.sites[0] if record.sites else None
    about = [labels[slug] for slug in record.categories if slug in labels]
    return Preview(
        name=record.name,
        kind=" · ".join((record.kind.label, *about)),
        summary=record.summary,
        where=where_words(session, record),
        where_note="" if site is None or site.precision is Precision.EXACT else PRECISION[site.precision],
        hours=plain_hours(site.hours if site else None),
        hours_note=(site.hours_note if site else record.time_note) or "",
        facts=tuple(_facts(record)),
        contact=tuple(_contact(record)),
        recruiting=_recruiting(record),
    )


def where_words(session: Session, record: ListingRecord) -> str:
    """Say where a listing is, without a map."""
    if not record.sites:
        names = area_names(session, record.serves)
        served = ", ".join(wide_area_name(code, names) for code in record.serves)
        return f"Online or by telephone{f', for {served}' if served else ''}"
    first = _site(session, record.sites[0])
    more = len(record.sites) - 1
    return f"{first}, and {more} more {'place' if more == 1 else 'places'}" if more else first


def _site(session: Session, site: SiteRecord) -> str:
    if site.precision in {Precision.EXACT, Precision.POSTCODE}:
        return ", ".join(part for part in (site.name, site.address, site.postcode) if part)
    code = site.parish or site.district
    name = area_names(session, [code]).get(code, "") if code else ""
    if not name:
        return "Place not shown"
    return in_parish(name) if site.parish else name


def _facts(record: ListingRecord) -> Iterator[tuple[str, str]]:
    if record.free is not None or record.cost_note:
        price = {True: "Free", False: "Not free", None: ""}[record.free]
        yield "Cost", ". ".join(filter(None, (price, record.cost_note)))
    ages = ages_words(record.min_age, record.max_age)
    if ages:
        yield "Ages", ages
    if record.step_free is not None:
        yield "Step-free", "Yes" if record.step_free else "No"
    if record.sites and "online" in record.remote:
        yield "Online", "People can also join online"


def _contact(record: ListingRecord) -> Iterator[tuple[str, str]]:
    if record.contact_role and (record.phone or record.email):
        yield "Ask for", record.contact_role
    for label, value in (("Telephone", record.phone), ("E-mail", record.email), ("Web", record.url)):
        if value:
            yield label, value


def _recruiting(record: ListingRecord) -> str:
    if not record.recruiting:
        return ""
    until = f" Until {long_date(record.recruiting_until)}." if record.recruiting_until else ""
    return f"{record.recruiting}{until}"


def kept_back(answers: Answers) -> tuple[tuple[str, str], ...]:
    """Name what was typed as a contact and is not shown."""
    return tuple(
        (label, getattr(answers, name))
        for name, label in (("phone", "Telephone"), ("email", "E-mail"), ("url", "Web"))
        if getattr(answers, name).strip() and getattr(answers, f"show_{name}") != "yes"
    )
