"""How long is matching 500 notices with 5,000, 20,000 and 50,000 subscriptions, in columns and plainly?"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "geo"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "support"))

from made_news import make_land, many_notices, many_subscribers
from measure import Report, extra_memory_mb, median_s, peak_memory_mb
from plain_match import match_plainly

from directory.digests.matching import match
from directory.digests.schemas import Candidate, Subscriber

SIZES = (5_000, 20_000, 50_000)
NOTICES = 500
PLAIN = (1_000, 100)
MOST_S, MOST_MB = 10.0, 1_000.0


def main() -> None:
    report = Report(
        "digest_matching", "how long is matching subscriptions with notices, and in how much memory?"
    )
    land = make_land(6, 44)
    notices = many_notices(land, NOTICES)
    everybody = many_subscribers(land, SIZES[-1])
    draw = random.Random("told before")
    told = {
        (draw.choice(everybody).asked.account_id, draw.choice(notices).notice.id, 1) for _ in range(100_000)
    }
    taken: list[float] = []
    for size in SIZES:
        some = everybody[:size]
        taken.append(median_s(lambda some=some: match(some, notices, told=told)))
        memory = extra_memory_mb(lambda some=some: match(some, notices, told=told))
        found = len(match(some, notices, told=told).notice)
        report.add(
            what="columns",
            subscribers=size,
            notices=NOTICES,
            seconds=taken[-1],
            memory_mb=memory,
            found=found,
        )
    report.hold("seconds for 50,000 subscriptions and 500 notices", taken[-1], at_most=MOST_S)
    report.hold("MB on top for 50,000 subscriptions and 500 notices", memory, at_most=MOST_MB)
    # The subscriptions and notices themselves as well, as a job holds them that read them from the stores.
    report.hold("MB of the whole process", peak_memory_mb(), at_most=MOST_MB)
    report.add(
        what="growth",
        from_5_000_to_20_000=taken[1] / taken[0],
        from_20_000_to_50_000=taken[2] / taken[1],
    )
    beside_plain(report, everybody, notices)
    report.write()


def beside_plain(report: Report, everybody: list[Subscriber], notices: list[Candidate]) -> None:
    """Ask both sides the same on a size at which pair after pair is bearable, and check that they agree."""
    some, few = everybody[: PLAIN[0]], notices[: PLAIN[1]]
    assert match(some, few).pairs() == match_plainly(some, few), "the two do not agree"
    ours, theirs = median_s(lambda: match(some, few)), median_s(lambda: match_plainly(some, few))
    pairs = PLAIN[0] * PLAIN[1]
    report.add(
        what="beside pair after pair in plain Python",
        pairs=pairs,
        columns_s=ours,
        plain_s=theirs,
        plain_over_columns=theirs / ours,
        plain_for_all_at_that_rate_s=theirs / pairs * SIZES[-1] * NOTICES,
    )


if __name__ == "__main__":
    main()
