"""How does what somebody asks travel sealed in the link of one message, and is kept nowhere before?

The request counts the ask and notes a job that holds it sealed; the job writes the message; the button of the
link opens it. A list of jobs tells nobody's address, and what lies in one is no link: it is sealed otherwise.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlmodel import Session

from directory import clock
from directory.accounts.often import count_ask
from directory.accounts.seal import SealBroken, seal, unseal
from directory.errors import Gone, NotFound
from directory.jobs.schemas import JobRead
from directory.jobs.service import enqueue
from directory.settings import Settings

PER_ADDRESS: Final = 3
"""So many in an hour to one address."""
_MICRO: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class SealedAsk:
    """What was asked, as a list of plain values, and when."""

    asked_at: datetime
    said: list[Any]


@dataclass(frozen=True, slots=True)
class LinkKind:
    """One kind of thing that is asked, confirmed by a link."""

    job: str
    """What the job is called that writes the message."""
    counted_as: str
    """Under which word asks are counted, apart from those for links that sign in."""
    sealed_for: str
    path: str
    works_for: timedelta
    run_out: str
    """What is said once the link has run out."""

    def ask(
        self, session: Session, settings: Settings, asked: SealedAsk, *, email: str, network: str
    ) -> None:
        """Count the ask, and have the message written; the same work whoever asks."""
        count_ask(session, settings, self.counted_as, email=email, network=network, per_address=PER_ADDRESS)
        enqueue(session, self.job, {"for": seal(settings, self.job, _pack(asked))})

    def open_job(self, settings: Settings, job: JobRead) -> tuple[SealedAsk, str]:
        """Give what a job holds, and the link that confirms it."""
        found = _unpack(unseal(settings, self.job, str(job.payload["for"])))
        return found, f"{settings.base_url}{self.path}{self.token(settings, found)}"

    def token(self, settings: Settings, asked: SealedAsk) -> str:
        """Give the part of a link that holds what was asked."""
        return seal(settings, self.sealed_for, _pack(asked))

    def read(self, settings: Settings, token: str) -> SealedAsk:
        """Read what a link holds, or say why it is of no use any more."""
        try:
            found = _unpack(unseal(settings, self.sealed_for, token))
        except SealBroken as error:
            raise NotFound("That link is not whole. Copy all of it from the message.") from error
        if not timedelta() <= clock.now() - found.asked_at <= self.works_for:
            raise Gone(self.run_out)
        return found


def _pack(asked: SealedAsk) -> str:
    return json.dumps([round(asked.asked_at.timestamp() * _MICRO), *asked.said], separators=(",", ":"))


def _unpack(packed: str) -> SealedAsk:
    instant, *said = json.loads(packed)
    return SealedAsk(datetime.fromtimestamp(instant / _MICRO, UTC), said)
