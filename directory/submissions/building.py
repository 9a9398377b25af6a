"""Which listing do the answers of a form make?

A form that was filled in from a listing changes only what was answered differently: whatever the form cannot
say of it stays as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Final
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session

from directory.days import read_day_or_none
from directory.errors import InvalidInput
from directory.listings.hours import plain_hours
from directory.listings.record import ListingRecord, SiteRecord, SourceRef
from directory.listings.service import categories
from directory.submissions.answers import SEVERAL, STEPS, Answers, Problem, too_long
from directory.submissions.placing import ONLINE, PARISH, PLACE, area_word, served_of, site_of
from directory.submissions.reading import one_line, read_age, read_email, read_phone, read_url
from directory.submissions.times import fields_of, hours_of
from directory.words import Kind, Precision, Reach, SizeBand

SOURCE: Final = "told_here"
"""Key of the source of what people tell the service themselves."""
KINDS: Final[tuple[tuple[Kind, str], ...]] = (
    (Kind.GROUP, "A group or club"),
    (Kind.SERVICE, "Help or a service"),
    (Kind.HUB, "A hub: one place with several kinds of help"),
    (Kind.VENUE, "A building to visit or to hire"),
    (Kind.OUTDOOR_SPACE, "An outdoor space"),
)


@dataclass(frozen=True, slots=True)
class Refused:
    """Answers that make no place, and why."""

    problems: tuple[Problem, ...]


REACHED: Final = ("phone", "email", "url")
_HOW: Final = (
    "How can people reach you? Fill in one of these and tick to show it, or tick: people just turn up."
)
Made = dict[str, object] | tuple[Problem, ...]
"""Fields of the record, or why there are none."""


def build_record(
    session: Session, answers: Answers, *, listing_id: UUID, source_id: str, today: date
) -> ListingRecord | tuple[Problem, ...]:
    """Make a new listing of a whole form, or say what is missing."""
    source = SourceRef(source=SOURCE, source_id=source_id, date=today.isoformat())
    return _made(session, answers, {"id": listing_id, "sources": (source,)}, None)


def change_record(
    session: Session, answers: Answers, base: ListingRecord
) -> ListingRecord | tuple[Problem, ...]:
    """Make of a listing what the form says of it."""
    return _made(session, answers, {}, base)


def problems_of_step(session: Session, answers: Answers, step: str) -> tuple[Problem, ...]:
    """Find what cannot be taken on one page of the form."""
    names = STEPS[step]
    long = too_long(answers, names)
    found = [make(session, answers, None) for group, make in GROUPS.items() if set(group) <= set(names)]
    problems = [problem for made in found if isinstance(made, tuple) for problem in made]
    return (*long, *(each for each in problems if each.field not in {one.field for one in long}))


def _made(
    session: Session, answers: Answers, values: dict[str, object], base: ListingRecord | None
) -> ListingRecord | tuple[Problem, ...]:
    before = None if base is None else answers_of(session, base)
    problems = list(too_long(answers, tuple(each.name for each in fields(Answers))))
    for group, make in GROUPS.items():
        if before is not None and not _differs(answers, before, group):
            continue
        made = make(session, answers, base)
        if isinstance(made, tuple):
            problems += made
            continue
        values = {**values, **made}
    if problems:
        return tuple(problems)
    sites = _sites(session, answers, before, base)
    if isinstance(sites, Refused):
        return sites.problems
    kept = {} if base is None else base.model_dump()
    try:
        return ListingRecord.model_validate({**kept, **values, "sites": sites})
    except ValidationError as error:
        return tuple(
            Problem(str(each["loc"][0]) if each["loc"] else "name", f"We cannot take this: {each['msg']}.")
            for each in error.errors(include_url=False, include_input=False)
        )


def _differs(answers: Answers, before: Answers, names: tuple[str, ...]) -> bool:
    def said(of: Answers, name: str) -> object:
        value = getattr(of, name)
        if name in SEVERAL:
            several = tuple(part.strip() for part in value)
            while several and not several[-1]:
                several = several[:-1]
            return several
        return one_line(value)

    return any(said(answers, name) != said(before, name) for name in names)


_PLACE: Final = ("where", "postcode", "place", "address", "area")
_TIMES: Final = ("day", "often", "start", "end", "hours", "varies")


def _sites(
    session: Session, answers: Answers, before: Answers | None, base: ListingRecord | None
) -> tuple[SiteRecord, ...] | Refused:
    """Make the places: the form is about the first, the others stay."""
    first = base.sites[0] if base is not None and base.sites else None
    rest = base.sites[1:] if base is not None else ()
    if before is None or _differs(answers, before, _PLACE):
        site = site_of(session, answers)
        if isinstance(site, tuple):
            return Refused(site)
        if site is not None and first is not None:
            site = site.model_copy(update={"hours": first.hours, "hours_note": first.hours_note})
    else:
        site = first
    if site is not None and (before is None or _differs(answers, before, _TIMES)):
        hours, problems = hours_of(answers)
        if problems:
            return Refused(problems)
        site = site.model_copy(update={"hours": hours, "hours_note": one_line(answers.varies) or None})
    return (*(() if site is None else (site,)), *rest)


def _what(session: Session, answers: Answers, base: ListingRecord | None) -> Made:
    name, summary = one_line(answers.name), one_line(answers.summary)
    kinds = {kind.value for kind, _label in KINDS} | ({base.kind.value} if base else set())
    problems = [
        Problem("name", "Enter what it is called.") if len(name) < 2 else None,  # noqa: PLR2004 - as the record
        Problem("kind", "Choose what it is.") if answers.kind not in kinds else None,
        Problem("category", "Choose from the list.") if not _is_category(session, answers.category) else None,
        Problem("summary", "Say in a sentence or two what people do there.") if not summary else None,
    ]
    if any(problems):
        return tuple(problem for problem in problems if problem is not None)
    others = base.categories[1:] if base else ()
    first = (answers.category,) if answers.category else ()
    categories = tuple(dict.fromkeys((*first, *others)))
    return {"name": name, "kind": answers.kind, "summary": summary, "categories": categories}


def _is_category(session: Session, slug: str) -> bool:
    return not slug or slug in {each.slug for each in categories(session)}


def _where(session: Session, answers: Answers, base: ListingRecord | None) -> Made:
    site = site_of(session, answers)
    if isinstance(site, tuple):
        return site
    return {"serves": served_of(answers, base.serves if base else ())}


def _online(_session: Session, answers: Answers, base: ListingRecord | None) -> Made:
    others = tuple(way for way in (base.remote if base else ()) if way != "online")
    online = answers.where == ONLINE or answers.also_online == "yes"
    return {"remote": (("online",) if online else ()) + others}


def _times(_session: Session, answers: Answers, _base: ListingRecord | None) -> Made:
    hours, problems = hours_of(answers)
    if not problems and not hours and not answers.varies.strip() and answers.where in {PLACE, PARISH}:
        return (Problem("day-1", "Say when it is on: a day and time, or in words below."),)
    if problems:
        return problems
    if answers.where != ONLINE:
        return {}
    # What has no place has nowhere to keep hours: they become a note of the whole listing.
    said = [f"{day} {times}" for day, times in plain_hours(hours)]
    return {"time_note": ". ".join(filter(None, (", ".join(said), one_line(answers.varies)))) or None}


def _cost(_session: Session, answers: Answers, _base: ListingRecord | None) -> Made:
    problems = []
    ages: dict[str, int | None] = {}
    for name in ("min_age", "max_age"):
        typed = getattr(answers, name).strip()
        ages[name] = read_age(typed) if typed else None
        if typed and ages[name] is None:
            problems.append(Problem(name, "Enter an age in years, like 16."))
    low, high = ages["min_age"], ages["max_age"]
    if low is not None and high is not None and low > high:
        problems.append(Problem("max_age", "The oldest age is below the youngest."))
    if problems:
        return tuple(problems)
    said = {"yes": True, "no": False}
    cost = one_line(answers.cost) or None
    return {"free": said.get(answers.free), "cost_note": cost, **ages}


def _steps(_session: Session, answers: Answers, _base: ListingRecord | None) -> Made:
    return {"step_free": {"yes": True, "no": False}.get(answers.step_free)}


def _contact(_session: Session, answers: Answers, base: ListingRecord | None) -> Made:
    problems: list[Problem] = []
    values: dict[str, object] = {"contact_role": one_line(answers.role) or None}
    for name, read, message in (
        ("phone", read_phone, "Enter a telephone number, like 01632 960123."),
        ("email", read_email, "Enter an e-mail address, like name@example.org."),
        ("url", read_url, "Enter a web address, like www.example.org."),
    ):
        typed = getattr(answers, name).strip()
        found = read(typed) if typed else None
        if typed and found is None:
            problems.append(Problem(name, message))
        values[name] = found if getattr(answers, f"show_{name}") == "yes" else None
    if base is None and not problems and not any(values[name] for name in REACHED) and not answers.turn_up:
        return (Problem("turn_up", _HOW),)
    return tuple(problems) if problems else values


def _recruiting(_session: Session, answers: Answers, _base: ListingRecord | None) -> Made:
    line = one_line(answers.recruiting)
    try:
        day = read_day_or_none(answers.recruiting_until, "recruiting_until")
    except InvalidInput as error:
        return (Problem("recruiting_until", error.message),)
    if line and len(line) < 3:  # noqa: PLR2004 - as the record
        return (Problem("recruiting", "Say in one line what you need volunteers for."),)
    return {"recruiting": line or None, "recruiting_until": day if line else None}


def _referrals(_session: Session, answers: Answers, _base: ListingRecord | None) -> Made:
    accepts = {"yes": True, "no": False}.get(answers.referrals)
    names = ("referrals_from", "referrals_how", "referrals_wait")
    told = {name: (one_line(getattr(answers, name)) or None) if accepts else None for name in names}
    return {"accepts_referrals": accepts, **told}


def _people(_session: Session, answers: Answers, _base: ListingRecord | None) -> Made:
    band = answers.size_band if answers.size_band in {each.value for each in SizeBand} else None
    reach = answers.reach if answers.reach in {each.value for each in Reach} else None
    return {"size_band": band, "reach": reach}


Make = Callable[[Session, Answers, ListingRecord | None], Made]
GROUPS: Final[dict[tuple[str, ...], Make]] = {
    ("name", "kind", "category", "summary"): _what,
    _PLACE: _where,
    ("where", "also_online"): _online,
    (*_TIMES[:4], "varies"): _times,
    ("free", "cost", "min_age", "max_age"): _cost,
    ("step_free",): _steps,
    ("role", "phone", "show_phone", "email", "show_email", "url", "show_url", "turn_up"): _contact,
    ("recruiting",): _recruiting,
    ("recruiting_until",): _recruiting,
    ("referrals", "referrals_from", "referrals_how", "referrals_wait"): _referrals,
    ("size_band", "reach"): _people,
}
"""Fields that are read together, and how."""


def answers_of(session: Session, record: ListingRecord) -> Answers:
    """Fill the form in from a listing."""
    site = record.sites[0] if record.sites else None
    lines = fields_of(site.hours) if site else ()
    fine = site is not None and site.precision in {Precision.EXACT, Precision.POSTCODE}
    said = {True: "yes", False: "no", None: ""}
    return Answers(
        name=record.name,
        kind=record.kind.value,
        category=record.categories[0] if record.categories else "",
        summary=record.summary,
        where=ONLINE if site is None else PLACE if fine else PARISH,
        postcode=(site.postcode or "") if site else "",
        place=(site.name or "") if site else "",
        address=(site.address or "") if site else "",
        area=area_word(session, site) if site and not fine else "",
        also_online="yes" if site is not None and "online" in record.remote else "",
        day=tuple(line.day for line in lines or ()),
        often=tuple(line.often for line in lines or ()),
        start=tuple(line.start for line in lines or ()),
        end=tuple(line.end for line in lines or ()),
        hours=(site.hours or "") if site and lines is None else "",
        varies=(site.hours_note or "") if site else record.time_note or "",
        free=said[record.free],
        cost=record.cost_note or "",
        min_age="" if record.min_age is None else str(record.min_age),
        max_age="" if record.max_age is None else str(record.max_age),
        step_free=said[record.step_free],
        role=record.contact_role or "",
        phone=record.phone or "",
        show_phone="yes" if record.phone else "",
        email=record.email or "",
        show_email="yes" if record.email else "",
        url=record.url or "",
        show_url="yes" if record.url else "",
        recruiting=record.recruiting or "",
        recruiting_until=record.recruiting_until.isoformat() if record.recruiting_until else "",
        referrals=said[record.accepts_referrals],
        referrals_from=record.referrals_from or "",
        referrals_how=record.referrals_how or "",
        referrals_wait=record.referrals_wait or "",
        size_band=record.size_band.value if record.size_band else "",
        reach=record.reach.value if record.reach else "",
    )
