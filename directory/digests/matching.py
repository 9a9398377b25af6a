"""Which open notices fit which subscribers? One notice at a time against all of them, in columns.

What a subscription covers, and what must hold, is said once in docs/news.md. A notice is tailored or not sent
at all: for a listing no rule of the notice may be unmet, and where it says whom it is for, at least one of
those rules must be known to be met.
"""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np

from directory.consents.service import FUNDING, LOCAL, PARISH_NEWS, SUPPORT, VOLUNTEERING
from directory.digests.columns import PURPOSE_BITS, Bits, Columns, Flags, Rows, bits_of, columns_of
from directory.digests.schemas import Candidate, Matches, Subscriber
from directory.noticeboard.shapes import inside
from directory.noticeboard.words import NoticeKind
from directory.profiles.words import Beneficiary, IncomeBand
from directory.words import Capital, Kind, SizeBand

_COVERED_BY: Final = {
    NoticeKind.FUNDING: FUNDING,
    NoticeKind.TRAINING: SUPPORT,
    NoticeKind.OFFER: SUPPORT,
    NoticeKind.CALL: LOCAL,
    NoticeKind.COLLABORATION: LOCAL,
    NoticeKind.EVENT: LOCAL,
    NoticeKind.CONSULTATION: PARISH_NEWS,
}
_VOLUNTEERS = re.compile(r"\bvolunteer", re.IGNORECASE)


def purposes_of(candidate: Candidate) -> frozenset[str]:
    """Name the purposes under which a notice may be told."""
    said = candidate.notice.said
    found = {_COVERED_BY[said.kind]}
    if said.kind is NoticeKind.CALL and any(
        _VOLUNTEERS.search(text) for text in (said.title, said.summary, said.body)
    ):
        found.add(VOLUNTEERING)
    if candidate.from_parish_council:
        found.add(PARISH_NEWS)
    return frozenset(found)


def match(
    subscribers: Sequence[Subscriber],
    notices: Sequence[Candidate],
    *,
    told: Collection[tuple[UUID, UUID, int]] = (),
    dismissed: Collection[tuple[UUID, UUID]] = (),
    now: datetime | None = None,
) -> Matches:
    """Find what fits whom; who snoozes at `now` hears nothing.

    `told` holds (account, notice, edition) and `dismissed` (account, notice) of what is not told again.
    """
    if not subscribers or not notices:
        return Matches(np.empty(0, np.int32), np.empty(0, np.int32))
    columns = columns_of(subscribers, notices)
    awake = _awake(subscribers, now)
    silent = _silent(columns, notices, told, dismissed)
    rows: list[Rows] = []
    numbers: list[Rows] = []
    for number, candidate in enumerate(notices):
        found = _fitting(columns, candidate, awake)
        if silent[number]:
            found = found[~np.isin(columns.account[found], np.array(sorted(silent[number]), dtype=np.int32))]
        rows.append(found)
        numbers.append(np.full(len(found), number, dtype=np.int32))
    subscriber, notice = np.concatenate(rows), np.concatenate(numbers)
    order = np.argsort(subscriber, kind="stable")
    return Matches(subscriber[order], notice[order])


def _awake(subscribers: Sequence[Subscriber], now: datetime | None) -> Flags:
    return np.array(
        [
            now is None or one.asked.snoozed_until is None or one.asked.snoozed_until <= now
            for one in subscribers
        ],
        dtype=np.bool_,
    )


def _silent(
    columns: Columns,
    notices: Sequence[Candidate],
    told: Collection[tuple[UUID, UUID, int]],
    dismissed: Collection[tuple[UUID, UUID]],
) -> list[set[int]]:
    """List for each notice the accounts that are not told of it."""
    places = {candidate.notice.id: number for number, candidate in enumerate(notices)}
    found: list[set[int]] = [set() for _ in notices]
    for account, notice, edition in told:
        number = places.get(notice)
        if number is not None and notices[number].notice.edition == edition and account in columns.accounts:
            found[number].add(columns.accounts[account])
    for account, notice in dismissed:
        if notice in places and account in columns.accounts:
            found[places[notice]].add(columns.accounts[account])
    return found


def _fitting(columns: Columns, candidate: Candidate, awake: Flags) -> Rows:
    """Find the rows of those whom a notice fits."""
    said = candidate.notice.said
    covered = sum(PURPOSE_BITS[purpose] for purpose in purposes_of(candidate))
    found = awake & ((columns.purpose & covered) != 0)
    found &= (columns.kinds & bits_of(NoticeKind, (said.kind,))) != 0
    if not found.any():
        return np.empty(0, np.int32)
    found &= _share_themes(columns, candidate) & _placed(columns, candidate)
    found &= ~columns.is_listing | _meant(columns, candidate)
    if said.issuer_listing_id in columns.listings:
        found &= columns.listing != columns.listings[said.issuer_listing_id]
    return np.flatnonzero(found).astype(np.int32)


def _share_themes(columns: Columns, candidate: Candidate) -> Flags:
    """Tell who chose no theme, or one that the notice names, where it names any."""
    rules = candidate.notice.said.rules
    if not rules.capitals and not rules.categories:
        return np.ones(len(columns.account), dtype=np.bool_)
    shared: Flags = (columns.chosen_capitals & bits_of(Capital, rules.capitals)) != 0
    shared |= _one_of(columns.chosen_categories, columns, rules.categories)
    themed: Flags = ~columns.chose_themes | shared
    return themed


def _one_of(table: Flags, columns: Columns, categories: Collection[str]) -> Flags:
    found: Flags = np.zeros(len(table), dtype=np.bool_)
    for category in categories:
        found |= table[:, columns.category_numbers[category]]
    return found


def _placed(columns: Columns, candidate: Candidate) -> Flags:
    """Tell who is where a notice applies, or asked about a place where it does."""
    everybody: Flags = np.ones(len(columns.account), dtype=np.bool_)
    if candidate.is_everywhere:
        return everybody
    asked = columns.asked_areas.touching(_hit(columns, candidate.inside | candidate.around))
    own = columns.own_areas.touching(_hit(columns, candidate.inside))
    own |= columns.near_areas.touching(_hit(columns, candidate.around))
    unplaced = columns.own_areas.is_empty & columns.points.is_empty
    shape = candidate.notice.said.shape
    if shape is not None:
        own |= columns.points.touching(np.append(inside(shape, columns.points_lonlat), False))
    chose = ~columns.asked_areas.is_empty
    for_listings = (own | unplaced) & (asked | ~chose) & ~(unplaced & ~chose)
    if candidate.notice.said.outside_allowed:
        for_listings = everybody
    placed: Flags = np.where(columns.is_listing, for_listings, asked)
    return placed


def _hit(columns: Columns, codes: Collection[str]) -> Flags:
    hit = np.zeros(len(columns.codes) + 1, dtype=np.bool_)
    hit[[columns.codes[code] for code in codes]] = True
    return hit


def _meant(columns: Columns, candidate: Candidate) -> Flags:
    """Tell which listings no rule keeps out, and of which a rule that says whom it is for is met.

    The answers are those of `noticeboard.fit`; papers can be had and keep nobody out.
    """
    rules = candidate.notice.said.rules
    people: list[tuple[Flags, Flags]] = []
    others: list[tuple[Flags, Flags]] = []
    if rules.capitals:
        people.append(_asked(columns.capitals, bits_of(Capital, rules.capitals)))
    if rules.categories:
        met = _one_of(columns.categories, columns, rules.categories)
        people.append((met, columns.has_categories & ~met))
    if rules.beneficiaries:
        people.append(_for_whom(columns, rules.beneficiaries))
    if rules.kinds:
        others.append(_asked(columns.kind, bits_of(Kind, rules.kinds)))
    if rules.sizes:
        others.append(_asked(columns.size, bits_of(SizeBand, rules.sizes)))
    if rules.incomes:
        others.append(_asked(columns.income, bits_of(IncomeBand, rules.incomes)))
    if rules.registered is not None:
        wanted = int(rules.registered)
        others.append((columns.registered == wanted, columns.registered == 1 - wanted))
    found = np.ones(len(columns.account), dtype=np.bool_)
    for _met, unmet in people + others:
        found &= ~unmet
    telling = people or others
    if telling:
        found &= np.logical_or.reduce([met for met, _unmet in telling])
    return found


def _asked(have: Bits, wanted: int) -> tuple[Flags, Flags]:
    """Tell who has one of what is wanted, and who is known to have none of it."""
    met: Flags = (have & wanted) != 0
    return met, (have != 0) & ~met


def _for_whom(columns: Columns, wanted: Collection[Beneficiary]) -> tuple[Flags, Flags]:
    """Ask likewise whom they are for: everybody is whoever is wanted, or may be."""
    have = columns.beneficiaries
    if Beneficiary.EVERYBODY in wanted:
        return np.ones(len(have), dtype=np.bool_), np.zeros(len(have), dtype=np.bool_)
    met, unmet = _asked(have, bits_of(Beneficiary, wanted))
    unmet &= columns.told_for_whom
    return met, unmet & ((have & bits_of(Beneficiary, (Beneficiary.EVERYBODY,))) == 0)
