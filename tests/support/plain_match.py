"""Does a notice fit a subscriber? One pair at a time, in plain Python: what the columns are held against."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from directory.digests.schemas import Candidate, Subscriber
from directory.noticeboard.fit import Answer, Rule, check_fit
from directory.noticeboard.words import NoticeKind
from directory.words import COMBINED_AUTHORITY, COUNTY

COVERS = {
    "funding": {"funding"},
    "support": {"training", "offer"},
    "local": {"call", "collaboration", "event"},
    "volunteering": set(),
    "parish_news": {"consultation"},
}


def covers(purpose: str, candidate: Candidate) -> bool:
    said = candidate.notice.said
    if said.kind.value in COVERS[purpose]:
        return True
    if purpose == "volunteering":
        return (
            said.kind is NoticeKind.CALL and "volunteer" in f"{said.title} {said.summary} {said.body}".lower()
        )
    return purpose == "parish_news" and candidate.from_parish_council


def in_ring(point: tuple[float, float], ring: Sequence[tuple[float, float]]) -> bool:
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def is_inside(subscriber: Subscriber, candidate: Candidate) -> bool | None:
    profile = subscriber.profile
    assert profile is not None
    if not profile.areas and not profile.places:
        return None
    placed = any(code.startswith("E01") for code in profile.areas)
    near = profile.serves if placed else profile.areas
    if profile.areas & candidate.inside or (near - {COUNTY, COMBINED_AUTHORITY}) & candidate.around:
        return True
    shape = candidate.notice.said.shape or {"coordinates": ()}
    return any(
        in_ring(point, rings[0]) and not any(in_ring(point, hole) for hole in rings[1:])
        for rings in shape["coordinates"]  # type: ignore[attr-defined]
        for point in profile.places
    )


def applies(subscriber: Subscriber, candidate: Candidate) -> bool:
    if candidate.is_everywhere:
        return True
    asked = set(subscriber.asked.terms.areas)
    about = bool(asked & (candidate.inside | candidate.around))
    if subscriber.profile is None:
        return about
    if candidate.notice.said.outside_allowed:
        return True
    inside = is_inside(subscriber, candidate)
    if not asked:
        return bool(inside)
    return inside is not False and about


def fits(subscriber: Subscriber, candidate: Candidate) -> bool:
    profile, rules = subscriber.profile, candidate.notice.said.rules
    if profile is None:
        return True
    if candidate.notice.said.issuer_listing_id == profile.listing_id:
        return False
    fit = check_fit(candidate.notice, profile, inside=is_inside(subscriber, candidate))
    if fit.in_the_way:
        return False
    people = {Rule.BENEFICIARIES, Rule.THEMES, Rule.CATEGORIES} & {each.rule for each in fit.answers}
    others = {Rule.KIND, Rule.SIZE, Rule.INCOME, Rule.REGISTERED} & {each.rule for each in fit.answers}
    telling = people or others
    assert bool(telling) == any(value not in ((), None) for value in rules.model_dump().values())
    return not telling or any(each.answer is Answer.MET and each.rule in telling for each in fit.answers)


def themed(subscriber: Subscriber, candidate: Candidate) -> bool:
    terms, rules = subscriber.asked.terms, candidate.notice.said.rules
    chosen = {*terms.capitals, *terms.categories}
    named = {*rules.capitals, *rules.categories}
    return not chosen or not named or bool(chosen & named)


def match_plainly(
    subscribers: Sequence[Subscriber],
    notices: Sequence[Candidate],
    *,
    told: Collection[tuple[UUID, UUID, int]] = (),
    dismissed: Collection[tuple[UUID, UUID]] = (),
    now: datetime | None = None,
) -> list[tuple[int, int]]:
    found = []
    for row, subscriber in enumerate(subscribers):
        asked = subscriber.asked
        if now is not None and asked.snoozed_until is not None and asked.snoozed_until > now:
            continue
        for number, candidate in enumerate(notices):
            notice = candidate.notice
            if (
                covers(asked.purpose, candidate)
                and (not asked.terms.kinds or notice.said.kind in asked.terms.kinds)
                and themed(subscriber, candidate)
                and applies(subscriber, candidate)
                and fits(subscriber, candidate)
                and (asked.account_id, notice.id, notice.edition) not in told
                and (asked.account_id, notice.id) not in dismissed
            ):
                found.append((row, number))
    return found
