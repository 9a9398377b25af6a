"""Which column of somebody's file means which of our fields?"""
# ruff: noqa: E501 - a table of words, a field a line

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from directory.errors import ImportRejected

ALIKE_ENOUGH: Final = 85
"""How alike a column's name must be to a known one, of 100, to be taken for it."""
_SHORT: Final = 5
"""Names shorter than this are matched exactly: `cost` is not `post`."""
IGNORE: Final = "-"
_OF_BOTH: Final = {"organisation name", "organization name", "name of organisation"}
"""The name of the listing in a list of groups; who runs it, where another column names the listing."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the template."""

    name: str
    explained: str
    example: str = ""
    synonyms: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """The only words it may hold, where there are such."""
    of_site: bool = False
    """Told of a place; more places have it as `postcode_2`, `postcode_3` …"""


_YES_NO: Final = ("yes", "no")
FIELDS: Final = (
    Field(
        "name",
        "What people know it by. Needed.",
        "Riverside Walking Group",
        (
            "title", "listing", "listing name", "group", "group name", "name of group", "organisation name",
            "organization name", "club name", "service name", "name of service", "activity name", "venue name of listing",
            "project name", "name of organisation", "asset name", "facility name", "site_name",
        ),
    ),
    Field("id", "Its number or key in your own list, if it has one: then it is known again next time.", "123",
          ("ref", "reference", "unique id", "record id", "source id", "uid", "urn", "key", "identifier", "listing id", "service id", "external id")),
    Field("kind", "group, service, hub, venue or outdoor space. Left empty, we take it from the category or name.", "group",
          ("listing type", "kind of listing"), ("group", "service", "hub", "venue", "outdoor space")),
    Field("category", "What it is about, in the words of the list; several with ; between.", "Walking; Older people",
          ("categories", "type", "activity type", "service type", "theme", "themes", "subject", "topic", "taxonomy", "tags", "keywords", "activity", "sport")),
    Field("description", "What it is, for whom, in a sentence or two: up to 500 characters.", "A walk by the river every week, at the pace of the slowest.",
          ("summary", "about", "details", "information", "notes", "what we do", "long description", "short description", "overview")),
    Field("organisation", "Who runs it, if that is not it itself.", "",
          ("organization", "provider", "provider name", "run by", "parent organisation", "organiser", "operator", "charity", "managed by")),
    Field("organisation_website", "Web address of who runs it.", "", ("organisation url", "organization url", "organisation web site", "provider website", "provider url")),
    Field("website", "Web address of its own page.", "https://example.org/walks",
          ("web", "url", "web address", "web site", "link", "homepage", "home page", "webpage", "web page", "site url")),
    Field("email", "An e-mail address that may be published.", "walks@example.org",
          ("e-mail", "email address", "e-mail address", "mail", "contact email", "contact e-mail", "e mail")),
    Field("phone", "A telephone number that may be published.", "01632 960123",
          ("tel", "telephone", "telephone number", "phone number", "tel no", "tel number", "contact number", "contact phone", "contact telephone", "mobile", "mobile number", "landline")),
    Field("contact_role", "Whom the telephone and e-mail reach: a role, not a name.", "Secretary", ("contact role", "role of contact", "contact position", "contact job title")),
    Field("free", "yes if it costs nothing, no if it does.", "yes", ("is free", "free of charge", "free?", "free to attend"), _YES_NO),
    Field("cost", "What it costs, in words.", "£2 for tea", ("price", "fees", "fee", "charge", "charges", "cost note", "costs", "admission", "cost description")),
    Field("min_age", "From what age.", "18", ("minimum age", "age from", "min age", "youngest", "ages from", "lower age")),
    Field("max_age", "Up to what age.", "", ("maximum age", "age to", "max age", "oldest", "ages to", "upper age")),
    Field("step_free", "yes if one can get in without steps.", "yes", ("step free", "wheelchair", "wheelchair access", "accessible", "step free access", "wheelchair accessible", "disabled access"), _YES_NO),
    Field("languages", "Languages besides English, with ; between.", "Polish; Lithuanian", ("language", "languages spoken")),
    Field("online", "yes if one can take part online.", "no", ("is online", "virtual", "on line"), _YES_NO),
    Field("by_telephone", "yes if one can take part by telephone.", "no", ("telephone service", "helpline", "by phone"), _YES_NO),
    Field("size", "About how many people take part.", "10 to 29", ("size band", "members", "membership", "number of members"),
          ("Fewer than 10 people", "10 to 29 people", "30 to 99 people", "100 people or more")),
    Field("reach", "Where its people come from.", "place", ("catchment", "where people come from"),
          ("A few streets", "The village or town", "The district", "The county", "Beyond the county")),
    Field("volunteers_needed", "One line: what volunteers are needed for.", "Somebody to lead the walk in May", ("recruiting", "volunteers wanted", "volunteering opportunities")),
    Field("place", "Name of the building or place where it meets.", "Riverside Hall",
          ("venue", "venue name", "location", "location name", "building", "meeting place", "site", "where"), of_site=True),
    Field("address", "Street and town, without the postcode.", "1 River Lane, March",
          ("street address", "full address", "postal address", "venue address", "address 1", "address line 1", "address_1", "street"), of_site=True),
    Field("address_line_2", "More of the address.", "", ("address 2", "address line 2", "address_2"), of_site=True),
    Field("town", "Town or village.", "March", ("city", "village", "post town", "town/city", "locality", "town or village"), of_site=True),
    Field("postcode", "Full postcode of the place.", "PE15 8AA", ("post code", "postal code", "postal_code", "zip", "zip code", "venue postcode"), of_site=True),
    Field("longitude", "Degrees east of Greenwich (WGS84); needed only where there is no postcode.", "", ("lon", "lng", "long", "x", "geo_long"), of_site=True),
    Field("latitude", "Degrees north (WGS84).", "", ("lat", "y", "geo_lat"), of_site=True),
    Field("easting", "Metres east on the British National Grid, instead of longitude.", "", ("eastings", "geo x", "grid x"), of_site=True),
    Field("northing", "Metres north on the British National Grid.", "", ("northings", "geo y", "grid y"), of_site=True),
    Field("opening_hours", "When it is open or meets: Tu 10:30-12:00, or in your own words.", "Tu 10:30-12:00",
          ("hours", "times", "opening", "opening times", "opening days", "hours of opening", "when", "day and time", "meeting times", "days and times", "schedule", "open"), of_site=True),
    Field("hours_note", "What else there is to know about the times.", "Not in August", ("times note", "opening notes"), of_site=True),
    Field("home", "yes if the address is somebody's home: then only the parish is shown.", "no", ("private address", "is home", "home address", "private home"), _YES_NO, of_site=True),
    Field("hidden", "yes if the place must not be shown at all, like a refuge.", "no", ("confidential", "hide", "hide location", "confidential address", "hide address"), _YES_NO, of_site=True),
    Field("parish", "Its civil parish, where there is no postcode.", "", ("civil parish", "parish name", "parish code"), of_site=True),
    Field("district", "Its district, where nothing finer may be told.", "", ("local authority", "council", "district name", "district code"), of_site=True),
    Field("sensitive", "yes if looking at the page could put somebody at risk.", "no", ("safeguarding", "is sensitive"), _YES_NO),
    Field("status", "active, or inactive where it has ended.", "active", ("state", "listing status"), ("active", "inactive")),
    Field("date", "When the facts were last checked.", "2025-06-30",
          ("last updated", "updated", "date updated", "last checked", "date checked", "last modified", "last_modified", "assured date", "assured_date", "date of record", "last_updated", "review date", "last reviewed")),
    Field("source_url", "Web address of the record itself in your list.", "", ("record url", "source link", "link to record")),
    Field("visible_until", "The last day it should be shown.", "", ("end date", "expires", "expiry date", "ends on", "valid until")),
)  # fmt: skip
BY_NAME: Final = {field.name: field for field in FIELDS}
_NUMBERED: Final = re.compile(r"^(?P<name>.*?)[ _]?(?P<number>[2-9]|[1-4]\d|50)$")


@dataclass(frozen=True, slots=True)
class Match:
    """A column and what it is taken for."""

    column: str
    field: str | None
    """None where nothing here is like it: it is left out."""
    how: str
    """told, name, synonym, alike or unknown."""


@cache
def _words() -> dict[str, str]:
    known: dict[str, str] = {}
    for field in FIELDS:
        for word in (field.name, *field.synonyms):
            known.setdefault(fold(word), field.name)
    return known


def field_label(name: str) -> str:
    """Say a field's name as people read it: `opening_hours_2` is “Opening hours 2”."""
    return name.replace("_", " ").capitalize()


def fold(text: str) -> str:
    """Bring the name of a column to what it is compared by."""
    return re.sub(r"[^a-z0-9]+", " ", text.casefold()).strip()


def known_columns(cells: Iterable[str]) -> int:
    """Count the cells that are names or synonyms of our fields."""
    words = _words()
    return sum(fold(cell) in words for cell in cells)


def match_columns(columns: Sequence[str], told: Mapping[str, str] | None = None) -> tuple[Match, ...]:
    """Take each column for a field: as told, by name, by synonym, then by likeness; each field once."""
    stated = _told(columns, told or {})
    found: dict[str, Match] = {}
    taken = {field for field in stated.values() if field != IGNORE}
    for column, field in stated.items():
        found[column] = Match(column, None if field == IGNORE else field, "told")
    in_order = sorted(columns, key=lambda column: fold(column) in _OF_BOTH)
    for how in ("name", "synonym", "alike"):
        for column in in_order:
            if column in found:
                continue
            guess = _guess(column, how)
            if guess in taken and fold(column) in _OF_BOTH:
                guess = "organisation"
            if guess is not None and guess not in taken:
                taken.add(guess)
                found[column] = Match(column, guess, how)
    return tuple(found.get(column, Match(column, None, "unknown")) for column in columns)


def _guess(column: str, how: str) -> str | None:
    folded, words = fold(column), _words()
    if how == "name":
        return _numbered(folded, {fold(name): name for name in BY_NAME})
    if how == "synonym":
        return _numbered(folded, words)
    if len(folded) < _SHORT:
        return None
    best = process.extractOne(
        folded, [word for word in words if len(word) >= _SHORT], scorer=fuzz.ratio, score_cutoff=ALIKE_ENOUGH
    )
    return words[best[0]] if best else None


def _numbered(folded: str, words: Mapping[str, str]) -> str | None:
    """Read `postcode 2` as the postcode of the second place."""
    if folded in words:
        return words[folded]
    match = _NUMBERED.match(folded)
    if match is None:
        return None
    field = words.get(match["name"].strip())
    return f"{field}_{match['number']}" if field and BY_NAME[field].of_site else None


def _told(columns: Sequence[str], told: Mapping[str, str]) -> dict[str, str]:
    by_folded = {fold(column): column for column in columns}
    stated: dict[str, str] = {}
    for column, field in told.items():
        if fold(column) not in by_folded:
            raise ImportRejected(
                f'There is no column "{column}" in the file. It has: {", ".join(columns)[:400]}.', field="map"
            )
        if field != IGNORE and _numbered(fold(field), {fold(name): name for name in BY_NAME}) is None:
            raise ImportRejected(
                f'There is no field "{field}". The fields are: {", ".join(BY_NAME)}; - leaves a column out.',
                field="map",
            )
        named = (
            field if field == IGNORE else str(_numbered(fold(field), {fold(name): name for name in BY_NAME}))
        )
        other = next((one for one, its in stated.items() if its == named and its != IGNORE), None)
        if other is not None and other != by_folded[fold(column)]:
            raise ImportRejected(
                f"“{other}” and “{column}” cannot both be taken for {field_label(named).lower()}. "
                "Leave one of them out.",
                field="map",
            )
        stated[by_folded[fold(column)]] = named
    return stated
