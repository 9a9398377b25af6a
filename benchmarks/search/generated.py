"""A directory of any size, generated: words by Zipf's law, places in towns, in the product's own tables."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.search.models import SearchEntry
from directory.store import DIRECTORY, migrate, open_engine, session_scope
from directory.words import ALL_DISTRICTS, Kind
from geo.projection import to_wgs84

VOCABULARY = 20_000
WORDS_EACH = 24
TOWNS = 60
CATEGORIES = [f"category-{number:02}" for number in range(40)]
KINDS = [kind.value for kind in Kind if kind is not Kind.PARISH_COUNCIL]
SEED = 20_261_122


@dataclass(frozen=True, slots=True)
class Made:
    """One generated listing."""

    no: int
    listing_id: str
    name: str
    words: str
    kind: str
    capitals: int
    category: str
    easting: float
    northing: float
    lon: float
    lat: float
    district: int


def word(rank: int) -> str:
    """Spell a made-up word that no stemmer shortens."""
    letters = ""
    rank += 1
    while rank:
        rank, digit = divmod(rank, 16)
        letters += "bcdfghjklmnpqrtv"[digit] + "aou"[digit % 3]
    return letters + "x"


def make(count: int) -> Iterator[Made]:
    """Make listings, the same for the same count."""
    chance = random.Random(SEED)
    towns = [(chance.uniform(505_000, 572_000), chance.uniform(236_000, 314_000)) for _ in range(TOWNS)]
    ranks = list(range(VOCABULARY))
    weights = [1 / (rank + 1) for rank in ranks]
    cumulative, total = [], 0.0
    for weight in weights:
        total += weight
        cumulative.append(total)
    for no in range(1, count + 1):
        town = towns[min(int(chance.expovariate(0.08)), TOWNS - 1)]
        easting, northing = chance.gauss(town[0], 2_500), chance.gauss(town[1], 2_500)
        lon, lat = to_wgs84(easting, northing)
        drawn = chance.choices(ranks, cum_weights=cumulative, k=WORDS_EACH)
        yield Made(
            no=no,
            listing_id=UUID(int=chance.getrandbits(128)).hex,
            name=f"{word(drawn[0])} {word(drawn[1])}",
            words=" ".join(word(rank) for rank in drawn),
            kind=chance.choice(KINDS),
            capitals=chance.randrange(64),
            category=chance.choice(CATEGORIES),
            easting=easting,
            northing=northing,
            lon=lon,
            lat=lat,
            district=chance.randrange(len(ALL_DISTRICTS)),
        )


def fill_sqlite(path: str, listings: list[Made]) -> Engine:
    """Write listings into a new store of the product's own schema."""
    engine = open_engine(f"sqlite:///{path}")
    migrate(DIRECTORY, engine)
    with session_scope(engine) as session:
        _fill(session, listings)
    with engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO search_text(search_text) VALUES ('optimize')")
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return engine


def _fill(session: Session, listings: list[Made]) -> None:
    rows = [
        {
            "no": made.no,
            "listing_id": UUID(made.listing_id),
            "site_id": None,
            "name_sort": made.name,
            "kind": made.kind,
            "capitals": made.capitals,
            "categories": f"|{made.category}|",
            "lon": made.lon,
            "lat": made.lat,
            "easting": made.easting,
            "northing": made.northing,
            "district": ALL_DISTRICTS[made.district],
            "days": 0,
            "hours_known": False,
        }
        for made in listings
    ]
    for start in range(0, len(rows), 5_000):
        session.execute(SearchEntry.__table__.insert(), rows[start : start + 5_000])  # type: ignore[attr-defined]
    session.execute(
        text(
            "INSERT INTO search_text (rowid, name, about, place, summary) VALUES (:no, :name, '', '', :words)"
        ),
        [{"no": made.no, "name": made.name, "words": made.words} for made in listings],
    )


@dataclass(frozen=True, slots=True)
class Question:
    """One or two words, a box, and perhaps a capital and a category."""

    words: tuple[str, ...]
    box_bng: tuple[float, float, float, float]
    capital: int | None
    category: str | None


def questions(listings: list[Made], count: int = 300) -> list[Question]:
    """Ask as the measured mix does: words of rank 40 and up, boxes of 6, 16 or 32 km, facets now and then."""
    chance = random.Random(SEED + 1)
    asked = []
    for _ in range(count):
        made = chance.choice(listings)
        telling = [found for found in made.words.split() if found not in _COMMON] or made.words.split()
        words = tuple(chance.sample(telling, k=min(len(telling), chance.choice((1, 1, 2)))))
        half = chance.choice((6_000, 16_000, 32_000)) / 2
        asked.append(
            Question(
                words=words,
                box_bng=(
                    made.easting - half,
                    made.northing - half,
                    made.easting + half,
                    made.northing + half,
                ),
                capital=chance.randrange(6) if chance.random() < 0.5 else None,
                category=chance.choice(CATEGORIES) if chance.random() < 0.3 else None,
            )
        )
    return asked


_COMMON = {word(rank) for rank in range(40)}
