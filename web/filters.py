"""Which listings does the address of a page ask for, and how is the same list said with one filter less?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from directory.errors import InvalidInput
from directory.languages import LANGUAGES
from directory.search.schemas import Facets, FacetValue, ListingQuery
from directory.search.service import RECRUITING_LABEL, REFERRALS_LABEL
from directory.speech import miles
from directory.words import ALL_DISTRICTS, Capital, Day, Kind, Reach, SizeBand, Sort
from web.contexts.near import Chip, NearForm, Option, Problem
from web.words import listed

Choice = TypeVar("Choice", bound=StrEnum)

RADII_M: Final = {
    800: "Half a mile",
    1600: "1 mile",
    3200: "2 miles",
    4800: "3 miles",
    8000: "5 miles",
    16000: "10 miles",
    32000: "20 miles",
}
RADIUS_DEFAULT_M: Final = 4800
RADIUS_MAX_M: Final = 80_000
"""As far as a search ever grows: the whole area."""
AGE_MAX: Final = 120
TEXT_MAX: Final = 200
PAGE_MAX: Final = 10_000
SORT_LABELS: Final = {
    Sort.DISTANCE: "Nearest first",
    Sort.RELEVANCE: "Best match for your words",
    Sort.NAME: "By name, A to Z",
    Sort.ASSURED: "Latest confirmed first",
}
LANGUAGES_THEMSELVES: Final = {
    "ar": "العربية",
    "bn": "বাংলা",
    "bg": "Български",
    "zh": "中文",
    "cs": "Čeština",
    "fr": "Français",
    "hu": "Magyar",
    "lv": "Latviešu",
    "lt": "Lietuvių",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sk": "Slovenčina",
    "es": "Español",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
}
"""Each by its own name, for those who look for it by that."""
_FLAGS: Final = ("free", "step_free", "remote")
_FLAG_LABELS: Final = {"free": "Free", "step_free": "Step-free", "remote": "Online or by phone"}
_SWITCHES: Final = {"recruiting": RECRUITING_LABEL, "referrals": REFERRALS_LABEL}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, read once."""

    where: str
    place: str
    lon: float | None
    lat: float | None
    radius_m: int
    query: ListingQuery
    pairs: tuple[tuple[str, str], ...]
    """Every parameter with something in it, to write addresses from; without the page."""
    problems: tuple[Problem, ...]

    def times_unknown(self, radius_m: int) -> str:
        """Write the address of what fits as near as this, and does not say when it is open."""
        kept = (pair for pair in self.pairs if pair[0] not in {"day", "radius", "times"})
        return replace(self, pairs=(*kept, ("radius", str(radius_m)), ("times", "unknown"))).address()

    def address(self, *, drop: tuple[str, str] | str | None = None, page: int = 1) -> str:
        """Write the address of this list, without one filter or one value of it, or another page of it."""
        kept = [pair for pair in self.pairs if pair != drop and pair[0] != drop]
        if page > 1:
            kept.append(("page", str(page)))
        return f"/near?{urlencode(kept)}"


def read(params: QueryParams) -> Asked:
    """Read the parameters of `/near`; an empty one counts as absent, as a form sends it."""
    where = params.get("where", "").strip()[:TEXT_MAX]
    # A place chosen before, or a point, gives way to another place typed since.
    stale = ("place", "placed") if params.get("placed", where).strip() != where else ()
    stale = (*stale, "lat", "lon") if where else stale
    # So do times that are not known, where a day was chosen since.
    stale = (*stale, "times") if any(params.getlist("day")) else stale
    pairs = tuple(
        (key, value.strip()) for key, value in params.multi_items() if value.strip() and key not in stale
    )
    age, problems = _age(params.get("age", "").strip())
    flags = {flag: True if params.get(flag) in {"1", "true"} else None for flag in _FLAGS}
    query = ListingQuery(
        q=params.get("q", "").replace("\x00", "").strip()[:TEXT_MAX],
        kinds=_several(params, "kind", Kind),
        capitals=_several(params, "capital", Capital),
        categories=tuple(value for value in params.getlist("category") if value),
        districts=tuple(value for value in params.getlist("district") if value in ALL_DISTRICTS),
        days=_several(params, "day", Day),
        hours_unknown=_times_unknown(params) and "times" not in stale,
        free=flags["free"],
        age=age,
        step_free=flags["step_free"],
        languages=tuple(value for value in params.getlist("language") if value in LANGUAGES),
        remote=flags["remote"],
        recruiting=_switched(params, "recruiting"),
        takes_referrals=_switched(params, "referrals"),
        sizes=_several(params, "size", SizeBand),
        reaches=_several(params, "reach", Reach),
        sort=next(iter(_several(params, "sort", Sort)), None),
        page=_whole(params, "page", least=1, most=PAGE_MAX) or 1,
    )
    return Asked(
        where=where,
        place="" if "place" in stale else params.get("place", "").strip()[:TEXT_MAX],
        lon=None if where else _degrees(params, "lon", 180),
        lat=None if where else _degrees(params, "lat", 90),
        radius_m=_whole(params, "radius", least=1, most=RADIUS_MAX_M) or RADIUS_DEFAULT_M,
        query=query,
        pairs=tuple(pair for pair in pairs if pair[0] != "page"),
        problems=problems,
    )


def _several(params: QueryParams, field: str, choices: type[Choice]) -> tuple[Choice, ...]:
    try:
        return tuple(choices(value) for value in params.getlist(field) if value)
    except ValueError as error:
        raise InvalidInput(
            f"{field} is one of {listed((each.value for each in choices), 'or')}.", field=field
        ) from error


def _switched(params: QueryParams, field: str) -> bool:
    return params.get(field) in {"1", "true"}


def _times_unknown(params: QueryParams) -> bool:
    said = params.get("times", "")
    if said not in {"", "unknown"}:
        raise InvalidInput("times can only be unknown.", field="times")
    return bool(said)


def _whole(params: QueryParams, field: str, *, least: int, most: int) -> int | None:
    text = params.get(field, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):  # noqa: PLR2004
        raise InvalidInput(f"{field} is a whole number from {least} to {most}.", field=field)
    return int(text)


def _degrees(params: QueryParams, field: str, most: int) -> float | None:
    text = params.get(field, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise InvalidInput(f"{field} is a number of degrees.", field=field) from error
    if not abs(value) <= most:
        raise InvalidInput(f"{field} lies between -{most} and {most} degrees.", field=field)
    return value


def _age(text: str) -> tuple[int | None, tuple[Problem, ...]]:
    """Read an age somebody typed; what is not one is said beside the field, and the list shown without it."""
    if not text:
        return None, ()
    if text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= AGE_MAX:  # noqa: PLR2004
        return int(text), ()
    return None, (Problem("age", "Enter the age in whole years, like 7 or 72"),)


def _options(values: Iterable[FacetValue], chosen: Iterable[str]) -> tuple[Option, ...]:
    taken = set(chosen)
    return tuple(Option(each.value, each.label, each.value in taken, each.count) for each in values)


def _said(values: Iterable[FacetValue], chosen: Iterable[str]) -> tuple[Option, ...]:
    """Lay out what listings say of themselves: what none says is no choice."""
    return tuple(option for option in _options(values, chosen) if option.count or option.chosen)


def _switch(field: str, counted: FacetValue | None, *, chosen: bool) -> Option:
    return Option("1", _SWITCHES[field], chosen, counted.count if counted else 0)


def form(asked: Asked, facets: Facets, *, has_point: bool) -> NearForm:
    """Lay out every field as it stands, with how many listings each choice would leave."""
    query = asked.query
    sorts = [sort for sort in Sort if has_point or sort is not Sort.DISTANCE]
    if not query.q:
        sorts.remove(Sort.RELEVANCE)
    default = Sort.DISTANCE if has_point else (Sort.RELEVANCE if query.q else Sort.NAME)
    radii = dict(RADII_M)
    radii.setdefault(asked.radius_m, miles(asked.radius_m))
    return NearForm(
        where=asked.where,
        place=asked.place,
        lon="" if asked.lon is None else f"{asked.lon:g}",
        lat="" if asked.lat is None else f"{asked.lat:g}",
        q=query.q,
        age=next((value for key, value in asked.pairs if key == "age"), ""),
        language=next(iter(query.languages), ""),
        times="unknown" if query.hours_unknown else "",
        free=bool(query.free),
        step_free=bool(query.step_free),
        remote=bool(query.remote),
        days=tuple(Option(day.value, day.label, day in query.days) for day in Day),
        kinds=_options(facets.kind, query.kinds),
        capitals=_options(facets.capital, query.capitals),
        categories=_options(facets.category, query.categories),
        districts=_options(facets.district, query.districts),
        radii=tuple(Option(str(m), label, m == asked.radius_m) for m, label in sorted(radii.items())),
        recruiting=_switch("recruiting", facets.recruiting, chosen=query.recruiting),
        referrals=_switch("referrals", facets.referrals, chosen=query.takes_referrals),
        sizes=_said(facets.size, query.sizes),
        reaches=_said(facets.reach, query.reaches),
        sorts=tuple(Option(sort.value, SORT_LABELS[sort], sort == (query.sort or default)) for sort in sorts),
        languages=tuple(Option(code, _both_names(code), code in query.languages) for code in LANGUAGES),
    )


def _both_names(code: str) -> str:
    """Name a language in English and in itself."""
    own = LANGUAGES_THEMSELVES.get(code)
    return f"{LANGUAGES[code]} ({own})" if own else LANGUAGES[code]


def chips(asked: Asked, facets: Facets) -> tuple[Chip, ...]:
    """Name each filter in force, with the address of the list without it."""
    query = asked.query
    labels = {(each.value): each.label for each in (*facets.category, *facets.district)}
    found: list[tuple[str, tuple[str, str] | str]] = []
    if query.q:
        found.append((f"“{query.q}”", "q"))
    found += [(day.label, ("day", day.value)) for day in query.days]
    if query.hours_unknown:
        found.append(("Times not known", "times"))
    found += [(kind.plural, ("kind", kind.value)) for kind in query.kinds]
    found += [(capital.label, ("capital", capital.value)) for capital in query.capitals]
    found += [(labels.get(each, each), ("category", each)) for each in query.categories]
    found += [(labels.get(each, each), ("district", each)) for each in query.districts]
    found += [(_FLAG_LABELS[flag], flag) for flag in _FLAGS if getattr(query, flag)]
    if query.age is not None:
        found.append((f"Age {query.age}", "age"))
    found += [(LANGUAGES[each], ("language", each)) for each in query.languages]
    if query.recruiting:
        found.append((RECRUITING_LABEL, "recruiting"))
    if query.takes_referrals:
        found.append((REFERRALS_LABEL, "referrals"))
    found += [(size.label, ("size", size.value)) for size in query.sizes]
    found += [(f"People from: {reach.label.lower()}", ("reach", reach.value)) for reach in query.reaches]
    return tuple(Chip(label, asked.address(drop=drop)) for label, drop in found)
