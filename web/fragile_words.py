"""How is what hangs on one listing, and what two maps share, said in plain words?"""

from directory.coverage.fragile import FragileAnswer
from directory.coverage.overlaps import OverlapAnswer, SharedPair, group_words, many_words
from directory.speech import kilometres
from web.contexts.compare import SharedRow


def fragile_words(told: FragileAnswer, subject: str) -> str:
    """Say which listing most hangs on, and for whom."""
    if not told.listings_used:
        return f"No listing{subject} with a place is known here, so nothing can hang on one."
    if not told.hanging:
        return "No listing is anybody's only nearest here."
    worst = told.hanging[0]
    people = f"{worst.people:,.0f} people"
    if worst.extra_m is None:
        return f"If {worst.name} closed, {people} would have no other listing{subject} that is known."
    return (
        f"If {worst.name} closed, {people} would have {kilometres(worst.extra_m)} further to go to the next "
        f"listing{subject}, on average and in a straight line: more in all than for any other."
    )


def shared_words(shared: OverlapAnswer) -> tuple[str, ...]:
    """Say which of the six maps are one finding."""
    said = [group_words(group) for group in shared.groups]
    if shared.on_many is not None:
        said.append(many_words(shared.on_many))
    if not said:
        said.append("No two of the six maps are largely the same: each can be read as a finding of its own.")
    return tuple(said)


def shared_row(pair: SharedPair) -> SharedRow:
    """Put what two maps share into a row."""
    shares = pair.shares
    listings = "none" if not shares.shared else f"{shares.shared:,}"
    if shares.jaccard:
        listings += f" ({shares.jaccard * 100:.0f}% of those on either)"
    nearest = shares.same_nearest_share
    return SharedRow(
        names=f"{pair.a.label} ({pair.a.value}) and {pair.b.label.lower()} ({pair.b.value})",
        listings=listings,
        nearest="" if nearest is None else f"{nearest * 100:.0f}%",
        says="Read as one finding" if pair.largely_same else "",
    )
