"""Does the parent or guardian of somebody under 18 agree? By a link of their own, before anybody is asked."""

from hmac import compare_digest
from typing import Final
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session

from directory import clock
from directory.accounts.often import count_ask
from directory.accounts.seal import keyed_hash
from directory.consents.service import BANK, agreed
from directory.errors import Gone, InvalidInput, NotFound
from directory.keys import signing_key
from directory.messages.service import queue_message
from directory.settings import Settings
from directory.volunteers.models import Volunteer
from directory.volunteers.words import AgeBand

ASKED: Final = "guardian ask"
PER_ADDRESS: Final = 3
"""An hour: whoever says that an address is their guardian's can have it written to no more often."""
_SALT: Final = "guardian link"
SUBJECT: Final = "May they volunteer? Your yes is needed"
BODY: Final = """\
Dear {guardian},

{name} has offered to help groups near them as a volunteer, is under 18, and says that you are their parent or
guardian. Until you say yes nobody is told of them, and nobody asks them.

Here you read what it means, and say yes or no:

{link}

What we keep: their name and e-mail address, when they could help, and which neighbourhood they start from.
A group sees their name and how to reach them only when they say yes to a task. You can take your yes back
on the same page at any time.

If you do not know who this is, do nothing.
"""


def ask_guardian(session: Session, settings: Settings, volunteer_id: UUID) -> bool:
    """Write to the guardian who has not answered; False where none is needed."""
    row = session.get_one(Volunteer, volunteer_id)
    if row.age_band == AgeBand.ADULT.value or row.guardian_agreed_at is not None or not row.guardian_email:
        return False
    address = row.guardian_email
    count_ask(session, settings, ASKED, email=address, network=volunteer_id.hex, per_address=PER_ADDRESS)
    queue_message(
        session,
        settings,
        to_email=address,
        purpose="answer",
        subject=SUBJECT,
        body=BODY.format(
            guardian=row.guardian_name, name=row.name, link=guardian_url(settings, volunteer_id, address)
        ),
        dedupe=f"volunteer:{volunteer_id}:guardian:{row.current_at:%Y%m%d%H%M%S}",
    )
    return True


def guardian_url(settings: Settings, volunteer_id: UUID, email: str) -> str:
    """Make the address at which a guardian says yes or no; it holds for that guardian's address only."""
    said = [volunteer_id.hex, keyed_hash(settings, _SALT, email.lower())]
    return f"{settings.base_url}/volunteer/guardian/{_serializer(settings).dumps(said)}"


def _serializer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(settings), salt=_SALT)


def _find(session: Session, settings: Settings, token: str) -> Volunteer:
    """Find of whom a link is; nothing in it is read before its signature."""
    try:
        volunteer_hex, guardian = _serializer(settings).loads(token)
    except BadSignature:
        raise NotFound("That link is not whole. Copy all of it from the message.") from None
    row = session.get(Volunteer, UUID(volunteer_hex))
    if row is None or row.age_band == AgeBand.ADULT.value or not row.guardian_email:
        raise Gone("There is nothing to answer any more. They may have taken everything back.")
    if not compare_digest(guardian, keyed_hash(settings, _SALT, row.guardian_email.lower())):
        raise Gone("They have named somebody else since as their parent or guardian.")
    return row


def read_asked(session: Session, settings: Settings, token: str) -> tuple[str, bool]:
    """Tell a guardian for whom they are asked, and whether they said yes."""
    row = _find(session, settings, token)
    return row.name, row.guardian_agreed_at is not None


def answer(session: Session, settings: Settings, token: str, *, agrees: bool) -> None:
    """Write down what the guardian says; without a yes nobody asks the volunteer."""
    row = _find(session, settings, token)
    waited = row.guardian_agreed_at is None
    row.guardian_agreed_at = clock.now() if agrees else None
    if not agrees:
        row.state = "resting"
    elif waited and row.bank and row.account_id is not None and agreed(session, row.account_id, BANK):
        row.state = "ready"
    session.flush()


def refuse_unagreed(session: Session, volunteer_id: UUID) -> None:
    """Let no group hear of somebody under 18 whose parent or guardian was asked and has not said yes."""
    row = session.get_one(Volunteer, volunteer_id)
    if row.age_band != AgeBand.ADULT.value and row.guardian_email and row.guardian_agreed_at is None:
        raise InvalidInput(
            "A parent or guardian has to say yes first. We have written to the address that we were given.",
            field="age",
        )
