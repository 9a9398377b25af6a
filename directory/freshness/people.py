"""Who may be asked about which listing, and whom did a message reach this week?"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.consents.service import UPKEEP, address_hash, stopped_hashes
from directory.freshness import queries
from directory.freshness.schemas import Contacted, ListingFacts
from directory.settings import Settings
from directory.words import Role

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class People:
    """Everybody with a role who may be written to about upkeep, by what they look after."""

    emails: Mapping[UUID, str]
    _by_role: Mapping[tuple[Role, str], tuple[UUID, ...]]
    _contacts: Mapping[UUID, Contacted]
    refused_owners: frozenset[str]
    """Listings whose owner's address refuses our mail."""

    def owners(self, listing_id: UUID) -> tuple[UUID, ...]:
        """Who runs a listing and agreed to be asked."""
        return self._by_role.get((Role.OWNER, str(listing_id)), ())

    def clerks(self, facts: ListingFacts) -> tuple[UUID, ...]:
        """Whose parish it is in."""
        return self._of(Role.PARISH_CLERK, facts.parishes)

    def coordinators(self, facts: ListingFacts) -> tuple[UUID, ...]:
        """Whose district it is in."""
        return self._of(Role.COORDINATOR, facts.districts)

    def _of(self, role: Role, codes: frozenset[str]) -> tuple[UUID, ...]:
        found = [account for code in sorted(codes) for account in self._by_role.get((role, code), ())]
        return tuple(dict.fromkeys(found))

    def is_free(self, account_id: UUID, now: datetime) -> bool:
        """Whether a week has passed since the last message, and none is on its way."""
        return is_free(self._contacts.get(account_id), now)


def is_free(last: Contacted | None, now: datetime) -> bool:
    """Whether somebody may be written to again after the last message."""
    if last is None:
        return True
    if last.state == "waiting":
        return False
    return last.sent_at is None or now - last.sent_at >= WEEK


def read_people(session: Session, settings: Settings) -> People:
    """Read who may be asked.

    An owner must have agreed. Clerks and coordinators are asked because of their role, unless they said no.
    An address that refused the last message is not tried again: its listings go to the call list.
    """
    words = queries.last_words(session, UPKEEP)
    contacts, stop_list = queries.last_contacts(session, UPKEEP), stopped_hashes(session, UPKEEP)
    by_role: dict[tuple[Role, str], list[UUID]] = defaultdict(list)
    emails: dict[UUID, str] = {}
    reached: dict[UUID, bool] = {}
    refused: set[UUID] = set()
    refused_owners: set[str] = set()
    for account, email, role, scope in queries.list_grants(session):
        if scope is None:
            continue
        if account not in reached:
            last = contacts.get(account)
            if last is not None and last.state == "failed" and last.email == email:
                refused.add(account)
            on_list = bool(stop_list) and address_hash(settings, email) in stop_list
            reached[account] = account not in refused and not on_list
        if role is Role.OWNER and account in refused:
            refused_owners.add(scope)
        said = words.get(account)
        willing = said == "given" if role is Role.OWNER else said != "withdrawn"
        if reached[account] and willing:
            by_role[role, scope].append(account)
            emails[account] = email
    held = {key: tuple(accounts) for key, accounts in by_role.items()}
    return People(emails, held, contacts, frozenset(refused_owners))
