"""Who is to be told of what today, and why? Everything is settled here but the writing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

from directory.clock import LONDON
from directory.digests.gathering import place_of
from directory.digests.reasons import Names, because
from directory.digests.schemas import Candidate, Matches, Subscriber, Told
from directory.digests.words import useful_until

MOST_NOTICES: Final = 8
"""In one message: the others come with the next."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one person is to be told in one message."""

    account_id: UUID
    urgent: bool
    may_count: bool
    told: tuple[Told, ...]
    places: tuple[str | None, ...]
    """Of each notice: the parish or district of whom it is for."""
    more: int
    """How many fit besides."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Every message of a round, and the people whose time has not come."""

    plans: tuple[Plan, ...]
    not_due: int


def plan(
    subscribers: Sequence[Subscriber],
    candidates: Sequence[Candidate],
    matches: Matches,
    *,
    last: Mapping[UUID, tuple[datetime | None, datetime | None]],
    heard: Collection[tuple[UUID, UUID]] = (),
    names: Names,
    today: date,
) -> Planned:
    """Settle what each person is told: in their rhythm all that fits, between two only what cannot wait.

    What somebody `heard` of before, (account, notice), waits for the next even where it changed: whoever
    changes a notice day by day writes to nobody day by day.
    """
    days, subjects = _rhythms(subscribers)
    plans, not_due = [], 0
    pairs = sorted(matches.pairs(), key=lambda pair: (str(subscribers[pair[0]].asked.account_id), pair[1]))
    for account_id, group in groupby(pairs, key=lambda pair: subscribers[pair[0]].asked.account_id):
        fitting: dict[int, list[Subscriber]] = {}
        for row, number in group:
            fitting.setdefault(number, []).append(subscribers[row])
        regular, urgent_before = last.get(account_id, (None, None))
        next_due = None if regular is None else local_day(regular) + timedelta(days=days[account_id])
        urgent = next_due is not None and next_due > today
        chosen = sorted(fitting, key=lambda number: _order(candidates[number]))
        if urgent:
            assert next_due is not None  # noqa: S101 - there is a last one
            chosen = [
                number
                for number in chosen
                if _cannot_wait(candidates[number], next_due)
                and (account_id, candidates[number].notice.id) not in heard
            ]
            if not chosen or (urgent_before is not None and local_day(urgent_before) >= today):
                not_due += 1
                continue
        first = chosen[:MOST_NOTICES]
        plans.append(
            _plan(
                account_id,
                [(candidates[number], fitting[number]) for number in first],
                urgent=urgent,
                more=len(chosen) - len(first),
                named=len(subjects[account_id]) > 1,
                names=names,
            )
        )
    return Planned(tuple(plans), not_due)


def local_day(at: datetime) -> date:
    """Give the day of the calendar here: a change of the clocks moves nobody's rhythm."""
    return at.astimezone(LONDON).date()


def _rhythms(subscribers: Sequence[Subscriber]) -> tuple[dict[UUID, int], dict[UUID, set[str]]]:
    """Find the shortest rhythm of each person: who wants one thing weekly would hear of it too late else."""
    days: dict[UUID, int] = {}
    subjects: dict[UUID, set[str]] = {}
    for one in subscribers:
        asked = one.asked
        days[asked.account_id] = min(days.get(asked.account_id, 999), asked.terms.rhythm.days)
        subjects.setdefault(asked.account_id, set()).add(asked.subject)
    return days, subjects


def _order(candidate: Candidate) -> tuple[date, str]:
    return (useful_until(candidate.notice.said) or date.max, candidate.notice.said.title)


def _cannot_wait(candidate: Candidate, next_due: date) -> bool:
    last_day = useful_until(candidate.notice.said)
    return last_day is not None and last_day <= next_due


def _plan(
    account_id: UUID,
    fitting: Sequence[tuple[Candidate, Sequence[Subscriber]]],
    *,
    urgent: bool,
    more: int,
    named: bool,
    names: Names,
) -> Plan:
    told, places = [], []
    for candidate, asked in fitting:
        ordered = sorted(asked, key=lambda one: (one.asked.subject, one.asked.purpose))
        told.append(
            Told(
                candidate,
                tuple(
                    because(list(group), candidate, names, named=named)
                    for _, group in groupby(ordered, key=lambda one: one.asked.subject)
                ),
            )
        )
        places.append(_place(ordered[-1], candidate))
    counted = all(one.asked.terms.may_count for _, asked in fitting for one in asked)
    return Plan(account_id, urgent, counted, tuple(told), tuple(places), more)


def _place(subscriber: Subscriber, candidate: Candidate) -> str | None:
    if subscriber.profile is not None:
        return place_of(subscriber.profile.areas)
    areas = subscriber.asked.terms.areas
    there = [code for code in areas if code in candidate.inside or code in candidate.around]
    return place_of(there or areas)
