"""What may somebody choose about the news they get: how often, of what, where, not now, no more?

Every page and link comes through here. Nothing here begins a purpose that was not agreed to before, but for a
listing's own page, where who runs it is signed in: a link travels with a forwarded mail.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.consents.service import NEWS, NEWS_PURPOSES, lift
from directory.errors import InvalidInput
from directory.noticeboard.words import NoticeKind
from directory.settings import Settings
from directory.subscriptions import queries
from directory.subscriptions.ledger import (
    SubscriptionRead,
    end_all,
    subscribe,
    subscriptions_of,
    take_back_waiting,
    unsubscribe,
)
from directory.subscriptions.terms import Terms
from directory.subscriptions.words import Rhythm
from directory.words import Capital

PAGE: Final = "news page"
LISTING_PAGE: Final = "page of a listing's news"
PAUSES: Final = (4, 12)
"""Weeks."""


@dataclass(frozen=True, slots=True)
class Choices:
    """All that somebody agreed to, as one page shows it."""

    account_id: UUID
    groups: tuple["Group", ...]
    rhythm: Rhythm
    """The most frequent one: there is one digest for all."""
    may_count: bool
    snoozed_until: datetime | None

    @property
    def purposes(self) -> frozenset[str]:
        """Whatever they get, for themselves or for a listing."""
        return frozenset(each.purpose for group in self.groups for each in group.subscriptions)


@dataclass(frozen=True, slots=True)
class Group:
    """What was asked for oneself, or for one listing."""

    subject: str
    """UUID of the listing; empty for a resident."""
    subscriptions: tuple[SubscriptionRead, ...]

    @property
    def areas(self) -> tuple[str, ...]:
        """Every place named, as they came."""
        return tuple(dict.fromkeys(code for each in self.subscriptions for code in each.terms.areas))

    @property
    def kinds(self) -> tuple[NoticeKind, ...]:
        """Every kind named; none is all."""
        return tuple(dict.fromkeys(kind for each in self.subscriptions for kind in each.terms.kinds))

    @property
    def capitals(self) -> tuple[Capital, ...]:
        """Every theme named; none is all."""
        return tuple(dict.fromkeys(theme for each in self.subscriptions for theme in each.terms.capitals))


def choices_of(session: Session, account_id: UUID) -> Choices | None:
    """Tell what somebody gets; None where they get nothing."""
    held = subscriptions_of(session, account_id)
    if not held:
        return None
    order = list(NEWS_PURPOSES)
    groups = tuple(
        Group(
            subject,
            tuple(
                sorted(
                    (each for each in held if each.subject == subject),
                    key=lambda each: order.index(each.purpose),
                )
            ),
        )
        for subject in sorted({each.subject for each in held})
    )
    return Choices(
        account_id=account_id,
        groups=groups,
        rhythm=min((each.terms.rhythm for each in held), key=lambda rhythm: rhythm.days),
        may_count=all(each.terms.may_count for each in held),
        snoozed_until=_pause_of(each.snoozed_until for each in held),
    )


def _pause_of(ends: Iterable[datetime | None]) -> datetime | None:
    """Tell until when all of it pauses; None where any of it comes."""
    told = list(ends)
    found = [each for each in told if each is not None and each > clock.now()]
    return min(found) if found and len(found) == len(told) else None


def set_rhythm(session: Session, account_id: UUID, rhythm: Rhythm, *, how: str = PAGE) -> None:
    """Write at another rhythm, for all that somebody gets: it comes as one message."""
    for each in subscriptions_of(session, account_id):
        _agree_anew(session, each, each.terms.model_copy(update={"rhythm": rhythm}), how)


def allow_counting(session: Session, account_id: UUID, *, allowed: bool, how: str = PAGE) -> None:
    """Let it be counted, or not, whether they open and follow what is sent."""
    for each in subscriptions_of(session, account_id):
        _agree_anew(session, each, each.terms.model_copy(update={"may_count": allowed}), how)


def narrow(
    session: Session,
    account_id: UUID,
    *,
    subject: str = "",
    areas: Collection[str],
    kinds: Collection[NoticeKind],
    capitals: Collection[Capital],
    how: str = PAGE,
) -> None:
    """Hear of fewer places, kinds and themes; a purpose that is left without a place ends.

    Places are only ever taken away. Of kinds and themes none is all.
    """
    held = [each for each in subscriptions_of(session, account_id) if each.subject == subject]
    if not subject and held and not any(set(each.terms.areas) & set(areas) for each in held):
        raise InvalidInput("Keep at least one place, or stop the news below.", field="areas")
    for each in held:
        kept = tuple(code for code in each.terms.areas if code in areas)
        if each.terms.areas and not kept:
            unsubscribe(session, account_id, each.purpose, how=how, subject=subject)
            continue
        terms = each.terms.model_copy(
            update={
                "areas": kept,
                "kinds": tuple(kind for kind in NoticeKind if kind in kinds),
                "capitals": tuple(capital for capital in Capital if capital in capitals),
            }
        )
        _agree_anew(session, each, terms, how)


def _agree_anew(session: Session, held: SubscriptionRead, terms: Terms, how: str) -> None:
    """Write other terms down; the same ones are no event."""
    if terms != held.terms:
        subscribe(session, held.account_id, held.purpose, terms, how=how, subject=held.subject)


def snooze(session: Session, account_id: UUID, weeks: int) -> None:
    """Send nothing for some weeks; what was agreed to stays as it is."""
    if weeks not in PAUSES:
        raise InvalidInput(f"Choose {PAUSES[0]} or {PAUSES[1]} weeks.", field="weeks")
    _pause(session, account_id, clock.now() + timedelta(weeks=weeks))


def unsnooze(session: Session, account_id: UUID) -> None:
    """Send again."""
    _pause(session, account_id, None)


def _pause(session: Session, account_id: UUID, until: datetime | None) -> None:
    for row in queries.list_of(session, account_id):
        row.snoozed_until = until
    session.flush()
    take_back_waiting(session, account_id)


def stop_purpose(session: Session, account_id: UUID, purpose: str, *, subject: str = "") -> None:
    """End one kind of news, for oneself or for one listing."""
    unsubscribe(session, account_id, purpose, how=PAGE, subject=subject)


def stop_all(session: Session, account_id: UUID) -> None:
    """End all of it."""
    end_all(session, account_id, how=PAGE)


def dismiss(session: Session, account_id: UUID, notice_id: UUID) -> None:
    """Hear of one notice no more; twice is as once."""
    queries.add_dismissal(session, account_id, notice_id, clock.now())
    take_back_waiting(session, account_id)


def undo_dismissal(session: Session, account_id: UUID, notice_id: UUID) -> None:
    """Let one notice be told of again, should it change or not have been told yet."""
    queries.remove_dismissal(session, account_id, notice_id)
    take_back_waiting(session, account_id)


def is_dismissed(session: Session, account_id: UUID, notice_id: UUID) -> bool:
    """Whether somebody wants to hear of a notice no more."""
    return queries.has_dismissal(session, account_id, notice_id)


def choose_for_listing(
    session: Session,
    settings: Settings,
    account_id: UUID,
    email: str,
    listing_id: UUID,
    *,
    purposes: Collection[str],
    terms: Terms,
) -> None:
    """Set what who runs a listing hears for it; the listing's own place, kind and themes count by themselves.

    One digest comes for all: the rhythm chosen here is that of everything they get.
    """
    subject = str(listing_id)
    held = {each.purpose: each for each in subscriptions_of(session, account_id) if each.subject == subject}
    for purpose in held.keys() - set(purposes):
        unsubscribe(session, account_id, purpose, how=LISTING_PAGE, subject=subject)
    if not purposes:
        return
    lift(session, settings, email, NEWS)
    for purpose in NEWS_PURPOSES:
        if purpose in purposes and (purpose not in held or held[purpose].terms != terms):
            subscribe(session, account_id, purpose, terms, how=LISTING_PAGE, subject=subject)
    set_rhythm(session, account_id, terms.rhythm, how=LISTING_PAGE)
