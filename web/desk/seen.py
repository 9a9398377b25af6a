"""Which sending did somebody look at when they decided? Carried by the page's form."""

from datetime import datetime

from starlette.datastructures import FormData

from directory.errors import InvalidInput
from directory.submissions.schemas import SubmissionRead
from web.desk.listing_form import text_of


def seen_words(found: SubmissionRead) -> str:
    """Say for a form which sending its page shows."""
    return "" if found.sent_at is None else found.sent_at.isoformat()


def seen_of(form: FormData) -> datetime | None:
    """Read which sending a form was made from; None where it says none."""
    typed = text_of(form, "seen")
    if not typed:
        return None
    try:
        seen = datetime.fromisoformat(typed)
    except ValueError:
        seen = None
    if seen is None or seen.tzinfo is None:
        raise InvalidInput("This page is not whole. Open it again, and press the button there.")
    return seen
