"""How is the upkeep cycle carried out? Decided purely, then done in small steps that can be repeated."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.consents.service import UPKEEP
from directory.freshness import queries
from directory.freshness.cycle import decide
from directory.freshness.links import LASTS, make_link
from directory.freshness.models import UpkeepAsk
from directory.freshness.people import WEEK, People, is_free, read_people
from directory.freshness.schemas import (
    Asked,
    Decision,
    ListingFacts,
    Spans,
    Stage,
    Step,
    UpkeepCase,
    UpkeepReport,
)
from directory.freshness.words import Question, write_letter
from directory.jobs.schemas import Stores
from directory.links.queries import list_dead
from directory.messages.service import queue_message
from directory.messages.stopping import stop_url
from directory.store import reading_scope, session_scope

MOST_IN_A_MESSAGE: Final = 20
ANSWER_TAKES: Final = timedelta(days=30)
"""An answer is trusted to reach the directory for so long; then somebody is asked again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One listing that somebody is to be asked about."""

    facts: ListingFacts
    case: UpkeepCase
    stage: Stage


def run_cycle(stores: Stores) -> UpkeepReport:
    """Do what is due today for every listing; run twice it does nothing twice."""
    now = clock.now()
    listings, cases, people = read_cases(stores)
    spans = Spans.of(stores.settings)
    today = clock.local_now().date()
    asks: dict[UUID, list[Wanted]] = defaultdict(list)
    soon: dict[UUID, list[Wanted]] = defaultdict(list)
    marked = left = held = 0
    for facts, case in zip(listings, cases, strict=True):
        decision = decide(today, case, spans)
        if decision.step is Step.ASK and decision.stage is not None:
            free = [account for account in decision.to if people.is_free(account, now)]
            held += not free
            for account in free:
                asks[account].append(Wanted(facts, case, decision.stage))
        elif decision.step is Step.NOTHING:
            for account in _due_soon(today, case, spans):
                soon[account].append(Wanted(facts, case, Stage.FIRST))
        elif decision.step in {Step.MARK, Step.LEAVE}:
            done = _change(stores, case, decision)
            marked += done and decision.step is Step.MARK
            left += done and decision.step is Step.LEAVE
    asked = messages = 0
    silent = _silent_links(stores) if asks else {}
    for account, wanted in asks.items():
        put = _ask(stores, account, people.emails[account], [*wanted, *soon[account]], silent, now)
        asked += put
        messages += put > 0
    return UpkeepReport(asked, messages, marked, left, held)


def _due_soon(today: date, case: UpkeepCase, spans: Spans) -> tuple[UUID, ...]:
    """Tell who is to be asked first within a week: whoever is written to today is asked in one message."""
    ahead = decide(today + WEEK, case, spans)
    return ahead.to if ahead.stage is Stage.FIRST else ()


def read_cases(stores: Stores) -> tuple[list[ListingFacts], list[UpkeepCase], People]:
    """Read all that the next steps depend on; what was answered already is left out."""
    now = clock.now()
    with reading_scope(stores.people) as session:
        # The people store first: an answer that comes meanwhile shows in the directory, not the other way.
        people = read_people(session, stores.settings)
        answered = queries.list_answered(session, now - ANSWER_TAKES)
    with reading_scope(stores.directory) as session:
        found = queries.list_in_cycle(session, clock.local_now().date())
    with reading_scope(stores.people) as session:
        asks = queries.list_asks(session, {facts.id for facts in found})
    cases = [case_of(facts, people, asks) for facts in found]
    kept = [
        (facts, case)
        for facts, case in zip(found, cases, strict=True)
        if (facts.id, case.round_from) not in answered
    ]
    return [facts for facts, _ in kept], [case for _, case in kept], people


def case_of(
    facts: ListingFacts, people: People, asks: Mapping[tuple[UUID, str], Sequence[Asked]]
) -> UpkeepCase:
    """Put together what the next step for one listing depends on."""
    round_from = "" if facts.assured_on is None else facts.assured_on.isoformat()
    return UpkeepCase(
        listing_id=facts.id,
        assured_on=facts.assured_on,
        here_since=facts.here_since,
        owned=facts.owned,
        in_register=facts.in_register,
        unconfirmed_since=facts.unconfirmed_since,
        left=facts.left,
        owners=people.owners(facts.id),
        clerks=people.clerks(facts),
        coordinators=people.coordinators(facts),
        asked=tuple(asks.get((facts.id, round_from), ())),
    )


def _change(stores: Stores, case: UpkeepCase, decision: Decision) -> bool:
    """Mark a listing or take it off the list, unless somebody confirmed it meanwhile."""
    from directory.changes.service import depart_unconfirmed, mark_unconfirmed  # noqa: PLC0415 - only here

    today = clock.local_now().date()
    # Repeated, it finds other facts and does nothing; so the id need not be known, and nobody can use it up.
    change_id = uuid4()
    with session_scope(stores.directory) as session:
        facts = queries.find_facts(session, case.listing_id)
        if facts is None or (facts.assured_on, facts.unconfirmed_since, facts.left) != (
            case.assured_on,
            case.unconfirmed_since,
            case.left,
        ):
            return False
        if decision.step is Step.MARK:
            mark_unconfirmed(session, case.listing_id, since=today, change_id=change_id)
        else:
            depart_unconfirmed(session, case.listing_id, on=today, change_id=change_id)
    return True


def _silent_links(stores: Stores) -> Mapping[UUID, date]:
    with reading_scope(stores.directory) as session:
        return {each.listing_id: queries.local_day(each.since) for each in list_dead(session, clock.now())}


def _ask(
    stores: Stores,
    account: UUID,
    email: str,
    wanted: Sequence[Wanted],
    silent: Mapping[UUID, date],
    now: datetime,
) -> int:
    """Write one message with everything somebody is to be asked; give how many listings it names."""
    with session_scope(stores.people) as session:
        last = queries.last_contacts(session, UPKEEP, [account]).get(account)
        if not is_free(last, now):
            return 0  # another worker was faster
        fresh = [
            each
            for each in wanted
            if not queries.has_ask(session, account, each.facts.id, each.stage, each.case.round_from)
        ]
        return _write(session, stores, account, email, fresh, silent, now) if fresh else 0


def _write(
    session: Session,
    stores: Stores,
    account: UUID,
    email: str,
    fresh: Sequence[Wanted],
    silent: Mapping[UUID, date],
    now: datetime,
) -> int:
    settings = stores.settings
    named = fresh[:MOST_IN_A_MESSAGE]
    links = [make_link(settings) for _ in named]
    letter = write_letter(
        [
            Question(
                name=each.facts.name,
                stage=each.stage,
                assured_on=each.facts.assured_on,
                still_right=address,
                correct=f"{settings.base_url}/desk/listing/{each.facts.slug}",
                silent_since=silent.get(each.facts.id),
            )
            for each, (address, _) in zip(named, links, strict=True)
        ],
        stop=stop_url(settings, UPKEEP, account, email),
        more=len(fresh) - len(named),
        desk=f"{settings.base_url}/desk/upkeep",
    )
    message = queue_message(
        session,
        settings,
        to_email=email,
        purpose=UPKEEP,
        subject=letter.subject,
        body=letter.body,
        account_id=account,
    )
    if message is None:
        return 0
    for each, (_, kept) in zip(named, links, strict=True):
        session.add(
            UpkeepAsk(
                id=uuid4(),
                listing_id=each.facts.id,
                account_id=account,
                message_id=message,
                stage=each.stage.value,
                round_from=each.case.round_from,
                token_hash=kept,
                asked_at=now,
                expires_at=now + LASTS[each.stage],
            )
        )
    session.flush()
    return len(named)
