"""Who asks for news, and what is announced? Made-up subscribers and notices, for tests and benches."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from directory.consents.service import NEWS_PURPOSES
from directory.digests.schemas import Candidate, Subscriber
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.schemas import NoticeDraft, NoticeRead
from directory.noticeboard.words import NoticeKind, Phase
from directory.profiles.schemas import Profile, ProfileDraft, Stated
from directory.profiles.words import Beneficiary, IncomeBand
from directory.subscriptions.ledger import SubscriptionRead
from directory.subscriptions.terms import Terms
from directory.words import COUNTY, Capital, Kind, SizeBand

SPACE = UUID("0d6f2c1e-5a7b-5c3d-9e8f-000000000005")
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
CATEGORIES = tuple(f"theme-{number}" for number in range(12))


Drawn = tuple[tuple[tuple[tuple[float, float], ...], ...], ...]
"""Polygons, each of rings of (lon, lat): the first is its outside, the others are holes."""


@dataclass(frozen=True)
class Land:
    """A county of squares: districts of parishes of two LSOAs each."""

    parishes: dict[str, str]
    """Code of each, and its district's."""

    def below(self, code: str) -> frozenset[str]:
        if code in self.parishes:
            return frozenset({code, f"E01{code}a", f"E01{code}b"})
        own = [parish for parish, district in self.parishes.items() if district == code]
        return frozenset({code}).union(*(self.below(parish) for parish in own))

    def above(self, code: str) -> frozenset[str]:
        return frozenset({COUNTY} | ({self.parishes[code]} if code in self.parishes else set()))

    def around(self, parish: str, part: str = "a") -> frozenset[str]:
        return frozenset({f"E01{parish}{part}", parish, self.parishes[parish], COUNTY})


def make_land(districts: int, parishes: int) -> Land:
    return Land({f"P{d}-{p}": f"D{d}" for d in range(districts) for p in range(parishes)})


def make_notice(
    name: str,
    *,
    kind: NoticeKind = NoticeKind.FUNDING,
    areas: tuple[str, ...] = (),
    land: Land | None = None,
    drawn: Drawn | None = None,
    rules: NoticeRules | None = None,
    edition: int = 1,
    from_parish_council: bool = False,
    **said: Any,
) -> Candidate:
    rules = rules or NoticeRules()
    shape = None if drawn is None else {"type": "MultiPolygon", "coordinates": drawn}
    draft = NoticeDraft(
        kind=kind,
        title=said.pop("title", f"Notice {name}"),
        summary=said.pop("summary", "What it is about."),
        issuer_name=said.pop("issuer_name", "Fenland District Council"),
        rules=rules,
        areas=areas,
        shape=shape,
        **said,
    )
    notice = NoticeRead(
        id=uuid5(SPACE, f"notice {name}"),
        slug=f"notice-{name}",
        phase=Phase.OPEN,
        said=draft,
        area_names=tuple((code, code) for code in areas),
        links=(),
        review_by=None,
        outcome=None,
        outcome_on=None,
        edition=edition,
        checked_at=LONG_AGO,
        updated_at=LONG_AGO,
    )
    inside = frozenset[str]().union(*(land.below(code) for code in areas)) if land else frozenset(areas)
    around = frozenset[str]().union(*(land.above(code) for code in areas)) if land else frozenset()
    return Candidate(notice, inside, around - inside, from_parish_council)


def make_profile(name: str, *, areas: frozenset[str] = frozenset(), **more: Any) -> Profile:
    told = ProfileDraft(
        income=more.pop("income", None),
        registered=more.pop("registered", None),
        beneficiaries=more.pop("beneficiaries", ()),
    )
    return Profile(
        listing_id=uuid5(SPACE, f"listing {name}"),
        slug=name,
        name=name,
        kind=more.pop("kind", Kind.GROUP),
        capitals=more.pop("capitals", ()),
        categories=more.pop("categories", ()),
        size=more.pop("size", None),
        reach=None,
        languages=(),
        areas=areas,
        places=more.pop("places", ()),
        told=told,
        updated_at=None,
        serves=more.pop("serves", frozenset()),
        stated=Stated(more.pop("stated", ()), "ages 11 to 17"),
    )


def make_subscriber(
    account: str,
    purpose: str = "funding",
    terms: Terms | None = None,
    profile: Profile | None = None,
    snoozed_until: datetime | None = None,
) -> Subscriber:
    subject = str(profile.listing_id) if profile else ""
    asked = SubscriptionRead(
        uuid5(SPACE, f"account {account}"),
        subject,
        purpose,
        terms or Terms(),
        uuid5(SPACE, f"event {account} {subject} {purpose}"),
        LONG_AGO,
        snoozed_until,
    )
    return Subscriber(asked, profile)


def _some(random: Random, words: tuple[Any, ...], most: int, *, likely: float = 0.5) -> tuple[Any, ...]:
    if random.random() > likely:
        return ()
    return tuple(random.sample(words, random.randint(1, most)))


def _known(land: Land, parish: str, random: Random) -> frozenset[str]:
    """Know of most in which neighbourhood they are, of some only the parish or the district."""
    areas = land.around(parish, random.choice("ab"))
    drawn = random.random()
    if drawn < 0.1:
        return frozenset({land.parishes[parish], COUNTY})
    return areas if drawn > 0.2 else frozenset({parish, land.parishes[parish], COUNTY})


def many_subscribers(land: Land, count: int, seed: str = "subscribers") -> list[Subscriber]:
    """Make two residents for each listing, each person with one or two purposes, like a county would."""
    random = Random(seed)
    parishes = tuple(land.parishes)
    districts = tuple(sorted(set(land.parishes.values())))
    made: list[Subscriber] = []
    while len(made) < count:
        number = len(made)
        parish = random.choice(parishes)
        profile = None
        areas = _some(random, parishes, 3, likely=0.9) or (random.choice(districts),)
        if random.random() < 1 / 3:
            areas = ()
            profile = make_profile(
                f"listing-{number}",
                areas=_known(land, parish, random),
                serves=frozenset(_some(random, (parish, land.parishes[parish], COUNTY), 2, likely=0.2)),
                kind=random.choice(tuple(Kind)),
                capitals=_some(random, tuple(Capital), 3, likely=0.8),
                categories=_some(random, CATEGORIES, 2, likely=0.8),
                size=random.choice((None, *SizeBand)),
                income=random.choice((None, *IncomeBand)),
                registered=random.choice((None, True, False)),
                beneficiaries=_some(random, tuple(Beneficiary), 3, likely=0.7),
                stated=_some(random, tuple(Beneficiary), 2, likely=0.5),
                places=((random.random(), random.random()),),
            )
        terms = Terms(
            areas=areas,
            kinds=_some(random, tuple(NoticeKind), 3, likely=0.2),
            capitals=_some(random, tuple(Capital), 2, likely=0.2),
            categories=_some(random, CATEGORIES, 3, likely=0.2),
        )
        made.extend(
            make_subscriber(f"{number}", purpose, terms, profile)
            for purpose in random.sample(NEWS_PURPOSES, random.randint(1, 2))
        )
    return made[:count]


def many_notices(land: Land, count: int, seed: str = "notices") -> list[Candidate]:
    """Make notices of every kind: most for a parish or a district, a few drawn, a few for everywhere."""
    random = Random(seed)
    parishes = tuple(land.parishes)
    districts = tuple(sorted(set(land.parishes.values())))
    made = []
    for number in range(count):
        areas: tuple[str, ...] = ()
        drawn: Drawn | None = None
        where = random.random()
        if where < 0.5:
            areas = tuple(random.sample(districts, random.randint(1, 2)))
        elif where < 0.85:
            areas = tuple(random.sample(parishes, random.randint(1, 3)))
        elif where < 0.95:
            x, y = random.random(), random.random()
            drawn = ((((x, y), (x + 0.2, y), (x + 0.2, y + 0.2), (x, y + 0.2), (x, y)),),)
        made.append(
            make_notice(
                f"{number}",
                kind=random.choice(tuple(NoticeKind)),
                areas=areas,
                land=land,
                drawn=drawn,
                rules=NoticeRules(
                    kinds=_some(random, tuple(Kind), 3, likely=0.2),
                    capitals=_some(random, tuple(Capital), 2, likely=0.3),
                    categories=_some(random, CATEGORIES, 3, likely=0.3),
                    beneficiaries=_some(random, tuple(Beneficiary), 3, likely=0.3),
                    sizes=_some(random, tuple(SizeBand), 3, likely=0.1),
                    incomes=_some(random, tuple(IncomeBand), 3, likely=0.3),
                    registered=random.choice((None, None, None, True, False)),
                ),
                from_parish_council=random.random() < 0.2,
                summary=random.choice(("Come along.", "We look for volunteers.")),
                outside_allowed=random.random() < 0.1,
                deadline=date(2026, 3, 2) + timedelta(days=random.randint(1, 60)),
            )
        )
    return made
