"""How long is finding the few needs that fit somebody, among 500, 2,000 and 8,000 open ones?"""

import math
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import uuid5

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "geo"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "support"))

from made_volunteers import SPACE, THEMES, make_need, make_session
from measure import Report, extra_memory_mb, median_s
from plain_needs import find_plainly

from directory.needs.columns import columns_of
from directory.needs.finding import find_in
from directory.needs.fit import HelpWanted
from directory.needs.schemas import NeedRead, SlotRead
from directory.needs.words import Ease, Rhythm, Skill, Whereabouts

SIZES = (500, 2_000, 8_000)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
MOST_MS = 50.0


def many_needs(count: int) -> list[NeedRead]:
    """Make needs as a county might have: half at four sessions each, a third weekly, the rest at any time."""
    draw = Random("open needs")
    return [_need(draw, number) for number in range(count)]


def _need(draw: Random, number: int) -> NeedRead:
    when: dict[str, object] = {}
    kind = draw.random()
    if kind < 0.5:
        begins = NOW.replace(hour=9) + timedelta(days=draw.randrange(1, 28), hours=draw.randrange(10))
        sessions = [
            make_session(f"{number} {week}", begins + timedelta(weeks=week), draw.choice((60, 90, 120)))
            for week in range(4)
        ]
        when = {"sessions": tuple(sessions)}
    elif kind < 0.83:
        when = {"slots": (SlotRead(draw.randrange(7), 600, 720),), "minutes": draw.choice((None, 60))}
    return make_need(
        number,
        listing_id=uuid5(SPACE, f"group {draw.randrange(400)}"),
        easting=500_000 + draw.random() * 60_000,
        northing=250_000 + draw.random() * 60_000,
        whereabouts=draw.choice((*(Whereabouts.PLACE,) * 8, Whereabouts.HOME, Whereabouts.EITHER)),
        rhythm=draw.choice(tuple(Rhythm)),
        skills=tuple(draw.sample(tuple(Skill), draw.randrange(3))),
        needs_skills=tuple(draw.sample(tuple(Skill), 1)) if draw.random() < 0.3 else (),
        themes=tuple(draw.sample(THEMES, draw.randrange(3))),
        eases=tuple(draw.sample(tuple(Ease), draw.randrange(5))),
        open_until=date(2026, 12, 1) + timedelta(days=draw.randrange(90)),
        **when,
    )


def questions() -> tuple[HelpWanted, ...]:
    """An hour on Thursday; anything near; what can be done from home; a driver who needs it step-free."""
    place = {"lon": 0.1, "lat": 52.5, "easting": 530_000.0, "northing": 280_000.0}
    return (
        HelpWanted(**place, minutes=60, day=3),
        HelpWanted(**place),
        HelpWanted(from_home=True),
        HelpWanted(**place, skills=frozenset({Skill.DRIVING}), eases=frozenset({Ease.STEP_FREE})),
        HelpWanted(**place, on_date=date(2026, 11, 26), from_min=540, until_min=780, lapsed=True),
    )


def main() -> None:
    report = Report("needs_finding", "how long is finding the few needs that fit somebody?")
    everything = many_needs(SIZES[-1])
    slowest: list[float] = []
    for size in SIZES:
        columns = columns_of(everything[:size])
        each = [
            median_s(lambda columns=columns, asked=asked: find_in(columns, asked, NOW), 9) * 1000
            for asked in questions()
        ]
        slowest.append(max(each))
        report.add(
            what="search",
            needs=size,
            an_hour_on_thursday_ms=each[0],
            anything_near_ms=each[1],
            slowest_ms=max(each),
            laying_out_the_columns_ms=median_s(lambda size=size: columns_of(everything[:size])) * 1000,
            memory_mb=extra_memory_mb(lambda size=size: columns_of(everything[:size])),
        )
    report.add(
        what="growth: exponent of time against needs",
        from_500_to_2_000=math.log(slowest[1] / slowest[0], 4),
        from_2_000_to_8_000=math.log(slowest[2] / slowest[1], 4),
    )
    report.hold("ms of the slowest search among 2,000 needs", slowest[1], at_most=MOST_MS)
    some = everything[: SIZES[1]]
    columns = columns_of(some)
    for asked in questions():
        found = find_in(columns, asked, NOW)
        ours = [(each.need.id, each.session.id if each.session else None) for each in found.matches]
        assert (ours, found.total) == find_plainly(some, asked, NOW), "the two do not agree"
    asked = questions()[0]
    ours_s = median_s(lambda: find_in(columns, asked, NOW), 9)
    plain_s = median_s(lambda: find_plainly(some, asked, NOW))
    report.add(
        what="an hour on Thursday beside need after need in plain Python",
        needs=len(some),
        columns_s=ours_s,
        plain_s=plain_s,
        plain_over_columns=plain_s / ours_s,
    )
    report.write()


if __name__ == "__main__":
    main()
