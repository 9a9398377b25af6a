"""How do notices reach the people they fit? One digest a person, made here, sent by the outbox.

Made twice it is made once: who was written to is written down in the transaction that writes to them, and the
table refuses the same edition of a notice a second time. Nothing is read from the ledger that is not read
again in that transaction, and once more when the message leaves (`standing`).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.areas.service import contact_points
from directory.consents.service import NEWS
from directory.digests import queries
from directory.digests.gathering import names_for, open_candidates, subscribers_of
from directory.digests.html import html_of
from directory.digests.links import count_url
from directory.digests.matching import match
from directory.digests.models import Digest, DigestItem
from directory.digests.planning import Plan, Planned, local_day, plan
from directory.digests.schemas import ConsentTold, DigestReport, Letter, Links, WhyItem, WhyRead
from directory.digests.standing import still_stands, unmake_waiting
from directory.digests.words import subject_of, text_of
from directory.errors import NotFound
from directory.jobs.schemas import Stores
from directory.messages.service import queue_message
from directory.messages.stopping import stop_url
from directory.settings import Settings
from directory.store import reading_scope, session_scope
from directory.subscriptions.ledger import live
from directory.subscriptions.links import dismiss_url, news_url, why_url

__all__ = ["make_digests", "still_stands", "unmake_waiting", "why"]

AT_ONCE: Final = 25
"""People in one transaction: others write between two."""


def make_digests(
    stores: Stores, *, today: date | None = None, examples: bool = False, dry_run: bool = False
) -> DigestReport:
    """Write to everybody for whom there is something and whose time it is; say what was done."""
    day = today or clock.local_now().date()
    planned, phone = _plan_all(stores, day, examples=examples)
    if dry_run:
        shown = tuple(
            _letter(stores.settings, each, "somebody@example.org", uuid4(), _item_ids(each), phone, day)
            for each in planned.plans
        )
        return DigestReport(
            made=len(shown),
            urgent=sum(each.urgent for each in planned.plans),
            notices=sum(len(each.told) for each in planned.plans),
            not_due=planned.not_due,
            shown=shown,
        )
    counted: Counter[str] = Counter()
    for batch in _batches(planned.plans):
        with session_scope(stores.people) as session:
            counted += _write(session, stores.settings, batch, phone, day)
    return DigestReport(
        made=counted["made"],
        urgent=counted["urgent"],
        paper=counted["paper"],
        notices=counted["notices"],
        not_due=planned.not_due,
        gone=counted["gone"],
    )


def _plan_all(stores: Stores, day: date, *, examples: bool) -> tuple[Planned, str | None]:
    with reading_scope(stores.directory) as directory:
        candidates = open_candidates(directory, examples=examples, today=day)
        phone = _phone(directory)
    ids = [candidate.notice.id for candidate in candidates]
    with reading_scope(stores.people) as people:
        asked = live(people)
        told, dismissed = queries.told_pairs(people, ids), queries.dismissed_pairs(people)
        last = queries.last_made(people)
    now = clock.now()
    # Who pauses one purpose keeps the rhythm of the others.
    awake = [one for one in asked if one.snoozed_until is None or one.snoozed_until <= now]
    with reading_scope(stores.directory) as directory:
        subscribers = subscribers_of(directory, awake)
        names = names_for(directory, subscribers, candidates)
    matches = match(subscribers, candidates, told=told, dismissed=dismissed)
    heard = {(account, notice) for account, notice, _edition in told}
    planned = plan(subscribers, candidates, matches, last=last, heard=heard, names=names, today=day)
    return planned, phone


def _phone(session: Session) -> str | None:
    for point in contact_points(session, None):
        if point.phone:
            return f"{point.organisation} on {point.phone}"
    return None


def _batches(plans: Sequence[Plan]) -> Iterator[Sequence[Plan]]:
    for start in range(0, len(plans), AT_ONCE):
        yield plans[start : start + AT_ONCE]


def _write(
    session: Session, settings: Settings, plans: Sequence[Plan], phone: str | None, day: date
) -> Counter[str]:
    """Write to some people, each of whom is looked at again first."""
    accounts = {each.account_id for each in plans}
    notices = {told.candidate.notice.id for each in plans for told in each.told}
    events = queries.live_subscriptions(session, accounts)
    told = queries.told_pairs(session, notices, accounts)
    dismissed = queries.dismissed_pairs(session, accounts)
    last = queries.last_made(session, accounts)
    emails, ways = queries.addresses(session, accounts), queries.paper_ways(session, accounts)
    now, counted = clock.now(), Counter[str]()
    for each in plans:
        pauses = [events.get(event) for one in each.told for event in one.events]
        holds = all(event in events for one in each.told for event in one.events) and all(
            pause is None or pause <= now for pause in pauses
        )
        is_new = not any(
            (each.account_id, one.candidate.notice.id, one.candidate.notice.edition) in told
            or (each.account_id, one.candidate.notice.id) in dismissed
            for one in each.told
        )
        made_today = last.get(each.account_id, (None, None))[1 if each.urgent else 0]
        if not holds or not is_new or (made_today is not None and local_day(made_today) >= day):
            counted["gone"] += 1
            continue
        if not _write_one(session, settings, each, emails.get(each.account_id), ways, phone, day):
            counted["gone"] += 1
            continue
        counted.update(made=1, urgent=int(each.urgent), notices=len(each.told))
        counted["paper"] += each.account_id not in emails
    return counted


def _write_one(
    session: Session,
    settings: Settings,
    each: Plan,
    email: str | None,
    ways: dict[UUID, str],
    phone: str | None,
    day: date,
) -> bool:
    """Write to one person; False where there is nobody any more, or they said stop."""
    digest_id, item_ids = uuid4(), _item_ids(each)
    message_id: UUID | None = None
    if email is not None:
        letter = _letter(settings, each, email, digest_id, item_ids, phone, day)
        message_id = queue_message(
            session,
            settings,
            to_email=email,
            purpose=NEWS,
            subject=letter.subject,
            body=letter.text,
            html=letter.html,
            account_id=each.account_id,
            dedupe=f"digest:{digest_id}",
        )
        if message_id is None:
            return False
    elif each.account_id not in ways:
        return False
    session.add(
        Digest(
            id=digest_id,
            account_id=each.account_id,
            way="email" if email is not None else ways[each.account_id],
            urgent=each.urgent,
            made_at=clock.now(),
            message_id=message_id,
            may_count=each.may_count and email is not None,
        )
    )
    session.flush()
    for item_id, told, place in zip(item_ids, each.told, each.places, strict=True):
        session.add(
            DigestItem(
                id=item_id,
                digest_id=digest_id,
                account_id=each.account_id,
                notice_id=told.candidate.notice.id,
                edition=told.candidate.notice.edition,
                reasons=[one.sentence for one in told.because],
                events=[str(event) for event in told.events],
                place=place,
            )
        )
    session.flush()
    return True


def _item_ids(each: Plan) -> list[UUID]:
    """Give each notice an id, in an order that keeps that of the message."""
    return sorted(uuid4() for _ in each.told)


def _letter(
    settings: Settings,
    each: Plan,
    email: str,
    digest_id: UUID,
    item_ids: Sequence[UUID],
    phone: str | None,
    day: date,
) -> Letter:
    base, account = settings.base_url, each.account_id
    notices = [told.candidate.notice for told in each.told]
    links = Links(
        manage=news_url(settings, account),
        why=why_url(settings, digest_id),
        stop=stop_url(settings, NEWS, account, email),
        more=f"{base}/noticeboard",
        about=f"{base}/about",
        phone=phone,
        notices={
            notice.id: count_url(settings, item_id) if each.may_count else f"{base}/noticeboard/{notice.slug}"
            for notice, item_id in zip(notices, item_ids, strict=True)
        },
        dismiss={notice.id: dismiss_url(settings, account, notice.id) for notice in notices},
    )
    subject = subject_of(each.told, urgent=each.urgent, today=day)
    text = text_of(each.told, links, urgent=each.urgent, more=each.more, today=day)
    html = html_of(each.told, links, subject=subject, urgent=each.urgent, more=each.more, today=day)
    return Letter(subject, text, html)


def why(session: Session, digest_id: UUID) -> WhyRead:
    """Tell why somebody got a digest: the reasons it gave, and what they had agreed to, as it stood then.

    The ledger is append-only, so an event is today what it was when the digest was made.
    """
    digest = queries.find_digest(session, digest_id)
    if digest is None:
        raise NotFound("There is no such message any more. We keep for a year what we sent, and why.")
    items = queries.items_of(session, digest_id)
    events = queries.events_among(session, {UUID(event) for item in items for event in item.events})
    return WhyRead(
        digest_id=digest.id,
        account_id=digest.account_id,
        made_at=digest.made_at,
        way=digest.way,
        urgent=digest.urgent,
        may_count=digest.may_count,
        items=tuple(
            WhyItem(
                notice_id=item.notice_id,
                edition=item.edition,
                reasons=tuple(item.reasons),
                consents=tuple(
                    ConsentTold(event.purpose, event.subject, event.wording, event.at, event.how, event.terms)
                    for event in (events.get(UUID(each)) for each in item.events)
                    if event is not None
                ),
                clicked_at=item.clicked_at,
                applied_at=item.applied_at,
            )
            for item in items
        ),
    )
