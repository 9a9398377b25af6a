"""What does a paper say, from what was gathered for it?"""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from sqlmodel import Session

from directory.areas.service import area_names
from directory.paper.schemas import Form, Gathered, Told, What
from directory.paper.settling import ALIKE_M, FAR_M
from web.crisis.words import LISTED_UNDER, crisis_help
from web.paper.board import board_sections, notice_line
from web.paper.lines import code_names, helper_of, lines_of, read_out
from web.paper.schemas import CrisisLine, Helper, Line, Paper, Section, Step
from web.paper.steps import settling_steps, starting_steps

MOST_HELPERS: Final = 4
NEAR_WORDS: Final = "within 3 miles"
_TOGETHER: Final = "\N{NO-BREAK SPACE}"


def paper_of(session: Session, found: Gathered, form: Form, base_url: str) -> Paper:
    """Put what was gathered into words."""
    told = (
        *found.here,
        *found.near,
        *found.wide,
        *found.helpers,
        *found.alike,
        *found.venues,
        *found.welcoming,
    )
    names = area_names(session, code_names(told))
    site = read_out(base_url)
    say = _Saying(found, names, site)
    link = base_url + _path(found)
    helpers = _helpers(found, say)
    steps = _steps(found, say, site)
    crisis = crisis_help(*LISTED_UNDER.values())
    return Paper(
        what=found.what,
        form=form,
        key=found.key,
        title=_title(found),
        kicker=_kicker(found),
        lead=_lead(found, form),
        sections=tuple(each for each in _SECTIONS[found.what](found, say) if each.lines or each.known),
        steps_title=_STEP_TITLES.get(found.what, ""),
        steps=steps,
        helpers=helpers,
        crisis=tuple(CrisisLine(each.name, each.number, each.note) for each in crisis.helplines)
        if crisis
        else (),
        crisis_from=crisis.source if crisis else "",
        link=link,
        letters=site if found.what is What.SHORTLIST else site + _path(found),
        site=site,
        ask=_ask(helpers),
        wrong=_wrong(helpers, site),
    )


class _Saying:
    """Says listings of one paper alike."""

    def __init__(self, found: Gathered, names: dict[str, str], site: str) -> None:
        self.names, self.site = names, site
        self.email = found.what is What.SHORTLIST

    def __call__(
        self, told: tuple[Told, ...], *, site_here: bool = False, far: bool = False
    ) -> tuple[Line, ...]:
        return lines_of(told, self.names, self.site, site_here=site_here, far=far, email=self.email)


def _title(found: Gathered) -> str:
    return {
        What.LISTING: found.name,
        What.PARISH: f"{found.name}: what is here and near",
        What.DISTRICT: f"{found.name}: what is here",
        What.THEME: f"{found.name} in {found.place.name if found.place else ''}",
        What.SHORTLIST: "A shortlist",
        What.SETTLEMENT: f"New to {found.name}?",
        What.START: f"Start a group in {found.name}",
        What.BOARD: f"On the board at {found.name}",
    }[found.what]


def _kicker(found: Gathered) -> str:
    place = found.place
    if place is None or not place.district_name or place.district_name == found.name:
        return "Hereabouts"
    return f"Hereabouts in {place.district_name}"


def _lead(found: Gathered, form: Form) -> str:
    miles_from = "" if form is Form.POSTER else f"Miles are from the middle of {found.name}. "
    return {
        What.LISTING: "",
        What.PARISH: f"{miles_from}Ask before you go: things change.",
        What.DISTRICT: "Groups, services, hubs and places to go. Ask before you go: things change.",
        What.THEME: "Ask before you go: things change.",
        What.SHORTLIST: "Chosen for you, or by you. Ask before you go: things change.",
        What.SETTLEMENT: "Welcome. These are the first things people ask for.",
        What.START: "What exists, who helps, where to meet and how to find a little money.",
        What.BOARD: "Take this down when its day is past, and print it anew.",
    }[found.what]


_STEP_TITLES: Final = {What.SETTLEMENT: "First things", What.START: "How to begin"}


def _steps(found: Gathered, say: _Saying, site: str) -> tuple[Step, ...]:
    if found.what is What.SETTLEMENT:
        return settling_steps(found, say)
    return starting_steps(found, site) if found.what is What.START else ()


def _wide(
    found: Gathered, say: _Saying, told: tuple[Told, ...], district: str, *, themed: bool = True
) -> Section:
    """Say what serves a whole district; what cannot be reached is named and takes no more room."""
    lines = say(told)
    reached = {each.card.id for each, line in zip(told, lines, strict=True) if _is_reached(each, line)}
    return Section(
        f"For everybody in {district}",
        "They serve the whole district or county.",
        tuple(line for each, line in zip(told, lines, strict=True) if each.card.id in reached),
        all_at=_around(found, say),
        among=f"for everybody in {district}",
        themed=themed,
        known=tuple(each.card.name for each in told if each.card.id not in reached),
    )


def _is_reached(told: Told, line: Line) -> bool:
    return bool(told.phone or told.email or told.url or line.where)


def _all_of_district(found: Gathered, say: _Saying) -> str:
    """Give the address of everything in a district; a theme's own address shows its part of that."""
    district = found.place.district if found.place else None
    return f"{say.site}/near?district={district}" if district and found.what is not What.THEME else ""


def _around(found: Gathered, say: _Saying, only: str = "") -> str:
    """Give the address of what is around a place and what serves it: its page has not all of that."""
    place = found.place
    if place is None or place.lat is None or place.lon is None or found.what is What.THEME:
        return ""
    return f"{say.site}/near?lat={place.lat:.3f}&lon={place.lon:.3f}{only}"


def _of_category(found: Gathered) -> str:
    about = found.key.partition("-")[2]
    return f"&category={about}" if about else ""


def _parish_sections(found: Gathered, say: _Saying) -> tuple[Section, ...]:
    district = found.place.district_name if found.place else ""
    return (
        Section(f"In {found.name}", "", say(found.here, site_here=True), themed=True),
        Section(
            f"Near {found.name}, {NEAR_WORDS}",
            "",
            say(found.near, far=True),
            all_at=_around(found, say),
            themed=True,
        ),
        _wide(found, say, found.wide, district),
    )


def _district_sections(found: Gathered, say: _Saying) -> tuple[Section, ...]:
    name = found.place.name if found.place else found.name
    return (
        Section(
            f"In {name}",
            "",
            say(found.here),
            all_at=_all_of_district(found, say),
            themed=found.what is What.DISTRICT,
        ),
        _wide(found, say, found.wide, name, themed=found.what is What.DISTRICT),
    )


def _listing_sections(found: Gathered, say: _Saying) -> tuple[Section, ...]:
    return (
        Section(f"About {found.name}", "", say(found.here)),
        Section(f"Also near, {NEAR_WORDS}", "", say(found.near, far=True)),
    )


def _shortlist_sections(found: Gathered, say: _Saying) -> tuple[Section, ...]:
    return (Section("What is on it", "", say(found.here)),)


def _settlement_sections(found: Gathered, say: _Saying) -> tuple[Section, ...]:
    seen = {each.card.id for each in found.welcoming}

    def rest(told: tuple[Told, ...]) -> tuple[Told, ...]:
        return tuple(each for each in told if each.card.id not in seen)

    return (
        Section("Where people meet", "They bring people together.", say(found.welcoming, far=True)),
        Section(f"Also in {found.name}", "", say(rest(found.here), site_here=True), themed=True),
        Section(
            f"Also near, {NEAR_WORDS}",
            "",
            say(rest(found.near), far=True),
            all_at=_around(found, say),
            themed=True,
        ),
        _wide(found, say, rest(found.wide), "the district"),
    )


def _start_sections(found: Gathered, say: _Saying) -> tuple[Section, ...]:
    alike = found.about or "Groups"
    return (
        Section("Who helps groups", "It costs nothing to ask.", say(found.helpers)),
        Section(
            "Open to groups here now",
            "Money, rooms and help that were announced.",
            tuple(notice_line(card, say.site) for card in found.notices),
            all_at=f"{say.site}/noticeboard?area={found.place.code}" if found.place else "",
        ),
        Section(
            f"{alike} near",
            "Talk to them first: they know what works.",
            say(found.alike, far=True),
            all_at=_around(found, say, f"&radius={ALIKE_M}&kind=group{_of_category(found)}"),
        ),
        Section(
            "Where you might meet",
            "Ask for a room, and what it costs.",
            say(found.venues, far=True),
            all_at=_around(found, say, f"&radius={FAR_M}&kind=hub&kind=venue"),
        ),
    )


def _board_sections(found: Gathered, say: _Saying) -> tuple[Section, ...]:
    if found.gathering is None:
        return ()
    return (
        *board_sections(found.gathering, say.site),
        Section("At the same address", "", say(found.here)),
    )


_SECTIONS: Final[dict[What, Callable[[Gathered, _Saying], tuple[Section, ...]]]] = {
    What.LISTING: _listing_sections,
    What.PARISH: _parish_sections,
    What.DISTRICT: _district_sections,
    What.THEME: _district_sections,
    What.SHORTLIST: _shortlist_sections,
    What.SETTLEMENT: _settlement_sections,
    What.START: _start_sections,
    What.BOARD: _board_sections,
}


def _path(found: Gathered) -> str:
    district, _, slug = found.key.partition("-")
    code = found.place.code if found.place else ""
    place = f"/parish/{code}" if code.startswith(("E04", "E43")) else f"/district/{code}"
    return {
        What.LISTING: f"/listing/{found.key}",
        What.PARISH: place,
        What.DISTRICT: place,
        What.THEME: f"/near?{'capital' if slug in _CAPITALS else 'category'}={slug}&district={district}",
        What.SHORTLIST: f"/shortlist?ids={quote(found.key, safe='')}",
        What.SETTLEMENT: place,
        What.START: place,
        What.BOARD: f"/listing/{found.key}",
    }[found.what]


_CAPITALS: Final = frozenset({"social", "cultural", "human", "health", "environmental", "employability"})


def _helpers(found: Gathered, say: _Saying) -> tuple[Helper, ...]:
    council = say((found.council,)) if found.council else ()
    local = tuple(
        Helper(
            line.name,
            "Parish council",
            "Ask what goes on in the parish.",
            line.phone,
            "",
            line.web,
            line.href,
        )
        for line in council
        if line.phone or line.web
    )
    points = tuple(helper_of(each) for each in found.talk if each.role != "Democratic Services")
    return (*local, *points)[: MOST_HELPERS + len(local)]


def _ask(helpers: tuple[Helper, ...]) -> str:
    found = next((each for each in helpers if each.phone), None)
    return f"{found.name} on {found.phone.replace(' ', _TOGETHER)}" if found else ""


def _wrong(helpers: tuple[Helper, ...], site: str) -> tuple[str, ...]:
    """Say how to tell that something is wrong: by telephone, by letter of a kind, and here."""
    ring = next((each for each in helpers if each.phone), None)
    write = next((each for each in helpers if each.email), None)
    ways = [
        f"Ring {ring.name} ({ring.role.lower()}) on {ring.phone}" if ring else "",
        f"write to {write.name} ({write.role.lower()}), {write.email}" if write else "",
        f"or press “report a problem” on its page at {site}",
    ]
    return (f"{listed_ways([way for way in ways if way])}.",)


def listed_ways(ways: list[str]) -> str:
    """Join ways as a sentence does, the first with a capital."""
    said = ", ".join(ways)
    return said[:1].upper() + said[1:]
