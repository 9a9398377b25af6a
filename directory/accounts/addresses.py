"""Is what somebody typed an e-mail address, and how is it written here?"""

from typing import Final

from email_validator import EmailNotValidError, validate_email

from directory.errors import InvalidInput

LONGEST: Final = 254


def read_email(typed: str) -> str:
    """Give the address as it is kept, in lower case; refuse what is none. No server is asked."""
    tidy = typed.strip()
    if not tidy:
        raise InvalidInput("Enter an e-mail address.", field="email")
    try:
        found = validate_email(tidy[: LONGEST + 1], check_deliverability=False)
    except EmailNotValidError:
        raise InvalidInput(
            "Enter an e-mail address in the right form, like name@example.org.", field="email"
        ) from None
    return found.normalized.lower()
