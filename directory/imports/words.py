"""Which of our words does a cell mean: a category, a kind, a language, an area, yes or no?"""
# ruff: noqa: E501 - tables of words

import re
from collections import defaultdict
from typing import Final

from sqlalchemy import select
from sqlmodel import Session, col

from directory.areas.models import Area
from directory.listings.models import Category
from directory.words import Kind, Level, Reach, Release, SizeBand

YES: Final = frozenset({"yes", "y", "true", "t", "1", "x", "free", "1.0"})
NO: Final = frozenset({"no", "n", "false", "f", "0", "0.0"})
ENDED: Final = frozenset(
    {"inactive", "defunct", "closed", "ended", "archived", "deleted", "unpublished", "expired"}
)
_LANGUAGES: Final = {
    "arabic": "ar", "bengali": "bn", "bulgarian": "bg", "cantonese": "zh", "chinese": "zh", "mandarin": "zh",
    "czech": "cs", "dutch": "nl", "english": "en", "farsi": "fa", "persian": "fa", "french": "fr",
    "german": "de", "greek": "el", "gujarati": "gu", "hindi": "hi", "hungarian": "hu", "italian": "it",
    "kurdish": "ku", "latvian": "lv", "lithuanian": "lt", "nepali": "ne", "pashto": "ps", "polish": "pl",
    "portuguese": "pt", "punjabi": "pa", "romanian": "ro", "russian": "ru", "slovak": "sk", "somali": "so",
    "spanish": "es", "swahili": "sw", "tamil": "ta", "turkish": "tr", "ukrainian": "uk", "urdu": "ur",
    "vietnamese": "vi", "welsh": "cy",
}  # fmt: skip
_KINDS: Final = {
    "group": Kind.GROUP, "club": Kind.GROUP, "society": Kind.GROUP, "association": Kind.GROUP,
    "organisation": Kind.GROUP, "organization": Kind.GROUP, "charity": Kind.GROUP,
    "service": Kind.SERVICE, "project": Kind.SERVICE, "hub": Kind.HUB, "community hub": Kind.HUB,
    "library": Kind.HUB, "venue": Kind.VENUE, "building": Kind.VENUE, "hall": Kind.VENUE,
    "outdoor space": Kind.OUTDOOR_SPACE, "open space": Kind.OUTDOOR_SPACE, "park": Kind.OUTDOOR_SPACE,
}  # fmt: skip
_KIND_OF_CATEGORY: Final = {
    **dict.fromkeys(("community-hub", "library", "warm-space"), Kind.HUB),
    **dict.fromkeys(("garden", "nature-reserve", "park", "play-area"), Kind.OUTDOOR_SPACE),
    **dict.fromkeys(
        (
            "activity-centre", "archive", "arts-venue", "cinema", "civic-building", "community-centre",
            "historic-house", "museum", "place-of-worship", "sports-ground", "swimming",
        ),
        Kind.VENUE,
    ),
    **dict.fromkeys(
        (
            "adult-learning", "advice", "business-support", "college", "community-transport", "digital-access",
            "digital-skills", "employment-support", "families", "food-bank", "food-project", "health-advice",
            "help-for-groups", "homelessness", "hygiene-bank", "leisure-centre", "mobile-library",
            "money-help", "older-or-disabled", "registration", "safety", "mental-health",
        ),
        Kind.SERVICE,
    ),
}  # fmt: skip
_KIND_IN_NAME: Final = (
    (re.compile(r"\b(?:club|society|group|association|choir|band|team|troop|guild|circle|friends of|u3a|wi)\b", re.IGNORECASE), Kind.GROUP),
    (re.compile(r"\b(?:village hall|hall|community centre|pavilion|theatre|church|chapel|museum)$", re.IGNORECASE), Kind.VENUE),
    (re.compile(r"\b(?:library|hub)$", re.IGNORECASE), Kind.HUB),
    (re.compile(r"\b(?:park|recreation ground|allotments?|nature reserve|wood|woods|meadow|green|playground)$", re.IGNORECASE), Kind.OUTDOOR_SPACE),
    (re.compile(r"\b(?:service|advice|helpline|support|training|project|scheme)s?$", re.IGNORECASE), Kind.SERVICE),
)  # fmt: skip
_CATEGORY_SYNONYMS: Final = {
    "walking": "walking", "sports": "other-sport", "sport": "other-sport", "library service": "library",
    "libraries": "library", "village hall": "community-centre", "hall": "community-centre",
    "community building": "community-centre", "allotment": "community-growing", "allotments": "community-growing",
    "foodbank": "food-bank", "church": "place-of-worship", "faith": "place-of-worship", "mens shed": "mens-shed",
    "repair cafe": "repair-cafe", "youth club": "young-people", "youth": "young-people", "young people": "young-people",
    "debt advice": "money-help", "money advice": "money-help", "benefits advice": "money-help",
    "mental wellbeing": "mental-health", "counselling": "mental-health", "wellbeing": "mental-health",
    "dementia": "dementia-friendly", "older adults": "older-people", "older people": "older-people",
    "esol": "adult-learning", "courses": "adult-learning", "it skills": "digital-skills",
    "open space": "park", "recreation ground": "park", "playing field": "sports-ground", "table tennis club": "table-tennis",
}  # fmt: skip


def fold_word(text: str) -> str:
    """Bring a word to what it is compared by."""
    return re.sub(r"[^a-z0-9é]+", " ", text.casefold().replace("'", "").replace("\u2019", "")).strip()


class Words:
    """The directory's own words, read once for an import."""

    def __init__(self, session: Session) -> None:
        self._categories: dict[str, str] = {}
        rows = list(session.execute(select(Category)).scalars())
        for row in rows:
            for word in (row.slug, row.label, row.plural):
                self._categories.setdefault(fold_word(word), row.slug)
        known = {row.slug for row in rows}
        for word, slug in _CATEGORY_SYNONYMS.items():
            if slug in known:
                self._categories.setdefault(fold_word(word), slug)
        self._parishes: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self._districts: dict[str, str] = {}
        self.district_of: dict[str, str] = {}
        self.point_of: dict[str, tuple[float, float]] = {}
        areas = select(Area).where(
            col(Area.level).in_((Level.PARISH.value, Level.DISTRICT.value)),
            col(Area.release) == Release.R2021.value,
        )
        for area in session.execute(areas).scalars():
            if area.level == Level.PARISH.value:
                self._parishes[fold_word(area.name)].add((area.code, area.district_code))
                self._parishes[fold_word(area.code)].add((area.code, area.district_code))
                self.district_of[area.code] = area.district_code
                self.point_of[area.code] = (area.lon, area.lat)
            else:
                self._districts[fold_word(area.name)] = area.code
                self._districts[fold_word(area.code)] = area.code

    def categories(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Read a cell of categories: those we have, and the words we do not."""
        whole = self._categories.get(fold_word(text))
        if whole is not None:
            return (whole,), ()
        found: list[str] = []
        unknown: list[str] = []
        for part in re.split(r"[;|\n]", text):
            slug = self._categories.get(fold_word(part))
            finer = [part] if slug else part.split(",")
            for word in finer:
                slug = self._categories.get(fold_word(word))
                if slug and slug not in found:
                    found.append(slug)
                elif not slug and word.strip():
                    unknown.append(word.strip()[:60])
        return tuple(found), tuple(unknown)

    def parish(self, text: str, district: str | None = None) -> str | None:
        """Find the one parish of a name or code; None where there is none, or several."""
        name = re.sub(
            r"\b(?:civil parish|parish council|town council|parish|cp)$", "", fold_word(text)
        ).strip()
        found = [code for code, within in self._parishes.get(name, ()) if district in {None, within}]
        return found[0] if len(found) == 1 else None

    def district(self, text: str) -> str | None:
        """Find a district by name or code."""
        name = re.sub(r"\b(?:district council|city council|council|district)$", "", fold_word(text)).strip()
        return self._districts.get(name)


def kind_of(text: str) -> Kind | None:
    """Read a cell that names a kind."""
    word = fold_word(text.replace("_", " "))
    return _KINDS.get(word) or _KINDS.get(word.removesuffix("s"))


def infer_kind(name: str, categories: tuple[str, ...], otherwise: Kind) -> Kind:
    """Infer the kind: from the first category that tells it, then from the name, else as told."""
    for category in categories:
        if category in _KIND_OF_CATEGORY:
            return _KIND_OF_CATEGORY[category]
    for pattern, kind in _KIND_IN_NAME:
        if pattern.search(name):
            return kind
    return otherwise


def languages_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read a cell of languages: codes, and the words we do not know."""
    codes: list[str] = []
    unknown: list[str] = []
    for word in filter(None, (part.strip().casefold() for part in re.split(r"[;,|/\n]", text))):
        code = word if re.fullmatch(r"[a-z]{2}", word) else _LANGUAGES.get(word)
        if code is None:
            unknown.append(word[:40])
        elif code not in codes:
            codes.append(code)
    return tuple(codes), tuple(unknown)


def size_of(text: str) -> SizeBand | None:
    """Read about how many take part: our words, or a number."""
    word = fold_word(text)
    for band in SizeBand:
        if word in {
            fold_word(band.value),
            fold_word(band.label),
            fold_word(band.label.removesuffix(" people")),
        }:
            return band
    if not re.fullmatch(r"\d{1,6}", word):
        return None
    count = int(word)
    limits = ((10, SizeBand.UNDER_10), (30, SizeBand.FROM_10), (100, SizeBand.FROM_30))
    return next((band for below, band in limits if count < below), SizeBand.FROM_100)


def reach_of(text: str) -> Reach | None:
    """Read where people come from."""
    word = fold_word(text)
    return next((reach for reach in Reach if word in {reach.value, fold_word(reach.label)}), None)
