"""Is what volunteers told us still right? The daily look: checks that run out, and availability grown old.

Each reminder is written once, into the one outbox, under the consent that joining gave. Where a reminder is
not answered, the volunteer rests: nobody asks them, and they are told so.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session

from directory import clock
from directory.accounts.models import Account
from directory.consents.service import BANK
from directory.errors import NotFound
from directory.jobs.schemas import JobRead, Stores
from directory.keys import signing_key
from directory.messages.service import queue_message
from directory.needs.words import CheckLevel
from directory.settings import Settings
from directory.store import reading_scope, session_scope
from directory.volunteers import queries
from directory.volunteers.models import Volunteer, VolunteerCheck

STEPS: Final = (60, 30, 7)
"""Days before a check is relied on no more; each is said once."""
ASK_AFTER: Final = timedelta(days=90)
"""So long after they last said that what stands there is right, volunteers are asked once."""
REST_AFTER: Final = timedelta(days=30)
"""So long after the question they rest, where they said nothing."""
_SALT: Final = "still ready link"
CHECK_SUBJECT: Final = "Your check is relied on for {days} more days"
CHECK_BODY: Final = """\
You told us that you hold this check:

{check}, of {checked_on}

After {until} we no longer rely on it, and groups that need one cannot ask you. That is our own rule: a
certificate has no last day. If you have a newer one, or want a later day, say so here:

{page}
"""
STILL_SUBJECT: Final = "Is it still right that you could help?"
STILL_BODY: Final = """\
{months} ago you told us when and how you could help. Is it still right? Open this link and press the
one button:

{still}

Something has changed? Change it here:

{page}

If we hear nothing within 30 days, nobody asks you any more until you say so.
"""
REST_SUBJECT: Final = "Nobody asks you for help now"
REST_BODY: Final = """\
We asked whether what you told us is still right, and did not hear from you. So nobody asks you for help now.
What you told us stays for you to see.

To be asked again, open this link and press the one button:

{still}

To take everything back:

{page}
"""


def remind(stores: Stores, _job: JobRead | None = None) -> None:
    """Do the daily look; a second time on one day writes nothing more."""
    now = clock.now()
    today = now.astimezone(clock.LONDON).date()
    with reading_scope(stores.people) as session:
        ending = queries.checks_ending(session, today, today + timedelta(days=STEPS[0]))
        old = queries.not_confirmed_since(session, now - ASK_AFTER)
    for check_id in ending:
        with session_scope(stores.people) as session:
            _remind_of_check(session, stores.settings, check_id)
    for volunteer_id in old:
        with session_scope(stores.people) as session:
            _ask_or_rest(session, stores.settings, volunteer_id)


def _remind_of_check(session: Session, settings: Settings, check_id: UUID) -> None:
    check = session.get(VolunteerCheck, check_id)
    row = None if check is None else session.get(Volunteer, check.volunteer_id)
    if check is None or row is None or not row.bank or row.state != "ready":
        return
    left = (check.good_until - clock.local_now().date()).days
    step = min((each for each in STEPS if left <= each), default=None)
    if left < 0 or step is None or (check.reminded_days is not None and check.reminded_days <= step):
        return
    check.reminded_days = step
    _write(
        session,
        settings,
        row,
        subject=CHECK_SUBJECT.format(days=left) if left else "Today is the last day of your check",
        body=CHECK_BODY.format(
            check=CheckLevel(check.level).label,
            checked_on=f"{check.checked_on:%-d %B %Y}",
            until=f"{check.good_until:%-d %B %Y}",
            page=page_url(settings),
        ),
        about=f"check:{check.id}:{step}",
    )


def _ask_or_rest(session: Session, settings: Settings, volunteer_id: UUID) -> None:
    row, now = session.get(Volunteer, volunteer_id), clock.now()
    if row is None or not row.bank or row.state != "ready" or row.current_at > now - ASK_AFTER:
        return
    still = still_url(settings, row.id)
    if row.reminded_at is None:
        row.reminded_at = now
        months = round((now - row.current_at).days / 30)
        _write(
            session,
            settings,
            row,
            subject=STILL_SUBJECT,
            body=STILL_BODY.format(months=f"{months} months", still=still, page=page_url(settings)),
            about=f"still:{row.current_at:%Y%m%d}",
        )
    elif row.reminded_at <= now - REST_AFTER:
        row.state = "resting"
        _write(
            session,
            settings,
            row,
            subject=REST_SUBJECT,
            body=REST_BODY.format(still=still, page=page_url(settings)),
            about=f"rests:{row.current_at:%Y%m%d}",
        )
    session.flush()


def _write(
    session: Session, settings: Settings, row: Volunteer, *, subject: str, body: str, about: str
) -> None:
    account = None if row.account_id is None else session.get(Account, row.account_id)
    if account is None or account.closed_at is not None:
        return  # without e-mail: their coordinator sees on the desk who is to be asked
    queue_message(
        session,
        settings,
        to_email=account.email,
        purpose=BANK,
        subject=subject,
        body=body,
        account_id=account.id,
        dedupe=f"volunteer:{row.id}:{about}",
    )


def page_url(settings: Settings) -> str:
    """Give the address of a volunteer's own page."""
    return f"{settings.base_url}/desk/volunteering"


def still_url(settings: Settings, volunteer_id: UUID) -> str:
    """Make the address at which one press says that all is still right; it shows nothing about anybody."""
    return f"{settings.base_url}/volunteer/still-right/{_serializer(settings).dumps(volunteer_id.hex)}"


def read_still(settings: Settings, token: str) -> UUID:
    """Read of whom such a link is, or say that we did not make it."""
    try:
        return UUID(_serializer(settings).loads(token))
    except (BadSignature, ValueError, TypeError, AttributeError) as error:
        raise NotFound("That link is not whole. Copy all of it from the message.") from error


def _serializer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(settings), salt=_SALT)
