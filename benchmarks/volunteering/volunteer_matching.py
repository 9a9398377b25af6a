"""How long is matching 20,000 volunteers with 2,000 needs, and one need alone; in how much memory?"""

import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "geo"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "support"))

from made_volunteers import many_ready, many_wanted
from measure import Report, extra_memory_mb, median_s, peak_memory_mb
from plain_volunteers import match_all_plainly, match_plainly

from directory.volunteers.columns import Ready, columns_of
from directory.volunteers.counting import count
from directory.volunteers.matching import match, match_all
from directory.volunteers.wanted import Wanted

SIZES = ((5_000, 500), (10_000, 1_000), (20_000, 2_000))
PLAIN = (600, 60)
BEST = 8
SEARCHES = 200
MOST_ALL_S, MOST_ONE_MS, MOST_MB = 5.0, 50.0, 500.0


def main() -> None:
    report = Report(
        "volunteer_matching", "how long is matching volunteers with needs, and in how much memory?"
    )
    everybody, needs = many_ready(SIZES[-1][0]), many_wanted(SIZES[-1][1])
    taken: list[float] = []
    for volunteers, wanted in SIZES:
        bank, some = columns_of(everybody[:volunteers]), needs[:wanted]
        taken.append(median_s(lambda bank=bank, some=some: match_all(bank, some, best=BEST)))
        memory = extra_memory_mb(lambda bank=bank, some=some: match_all(bank, some, best=BEST))
        found = match_all(bank, some, best=BEST)
        report.add(
            what="all with all",
            volunteers=volunteers,
            needs=wanted,
            seconds=taken[-1],
            memory_mb=memory,
            pairs_that_fit=int(found.found.sum()),
            needs_that_nobody_fits=int((found.found == 0).sum()),
        )
    report.hold("seconds for 20,000 volunteers and 2,000 needs", taken[-1], at_most=MOST_ALL_S)
    report.hold("MB on top for 20,000 volunteers and 2,000 needs", memory, at_most=MOST_MB)
    report.add(
        what="growth: exponent of time against volunteers times needs",
        from_2_5_to_10_million=math.log(taken[1] / taken[0], 4),
        from_10_to_40_million=math.log(taken[2] / taken[1], 4),
    )
    one_search(report, everybody, needs)
    beside_plain(report, everybody, needs)
    report.hold("MB of the whole process", peak_memory_mb(), at_most=1_000.0)
    report.write()


def one_search(report: Report, everybody: list[Ready], needs: list[Wanted]) -> None:
    """One need against the whole bank, with reasons for the best hundred; and counted without them."""
    bank, some = columns_of(everybody), needs[:SEARCHES]
    each = sorted(median_s(lambda wanted=wanted: match(bank, wanted)) * 1000 for wanted in some)
    counted = sorted(median_s(lambda wanted=wanted: count(bank, wanted)) * 1000 for wanted in some[:50])
    laid_out = median_s(lambda: columns_of(everybody))
    report.add(
        what="one search",
        volunteers=len(bank),
        median_ms=each[len(each) // 2],
        slowest_ms=each[-1],
        counted_median_ms=counted[len(counted) // 2],
        counted_slowest_ms=counted[-1],
        laying_out_the_columns_ms=laid_out * 1000,
    )
    report.hold("ms of the slowest of 200 searches", each[-1], at_most=MOST_ONE_MS)


def beside_plain(report: Report, everybody: list[Ready], needs: list[Wanted]) -> None:
    """Ask both sides the same on a size at which pair after pair is bearable, and check that they agree."""
    some, few = everybody[: PLAIN[0]], needs[: PLAIN[1]]
    bank = columns_of(some)
    ours = match_all(bank, few, best=BEST)
    of_need, of_volunteer, found = match_all_plainly(some, few, BEST)
    assert [[each for each in row if each >= 0] for row in ours.of_need.tolist()] == of_need, "needs"
    assert [[each for each in row if each >= 0] for row in ours.of_volunteer.tolist()] == of_volunteer
    assert ours.found.tolist() == found
    columns_s = median_s(lambda: match_all(bank, few, best=BEST))
    plain_s = median_s(lambda: [match_plainly(some, wanted) for wanted in few])
    pairs = PLAIN[0] * PLAIN[1]
    report.add(
        what="beside pair after pair in plain Python",
        pairs=pairs,
        columns_s=columns_s,
        plain_s=plain_s,
        plain_over_columns=plain_s / columns_s,
        plain_for_all_at_that_rate_s=plain_s / pairs * SIZES[-1][0] * SIZES[-1][1],
    )


if __name__ == "__main__":
    main()
