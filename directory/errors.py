"""What can go wrong, in words that say what to do.

One tree. `status` and `code` are the only things the edges need: programs get them as problem+json,
people as a page, the command line as one line and exit code 2.
"""

from typing import ClassVar


class HereaboutsError(Exception):
    """Something we foresaw went wrong; the message is fit for people to read."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(HereaboutsError):
    """No such thing here."""

    status = 404
    code = "not-found"
    title = "Not found"


class InvalidInput(HereaboutsError):
    """The input is malformed; `field` names the part to mend."""

    status = 422
    code = "invalid-input"
    title = "The request cannot be understood"


class Unavailable(HereaboutsError):
    """The service is not ready to answer yet."""

    status = 503
    code = "unavailable"
    title = "Not ready yet"


class SettingsInvalid(HereaboutsError):
    """A setting is missing or makes no sense."""

    code = "settings"
    title = "The settings are not complete"


class SourceIncomplete(HereaboutsError):
    """A folder to build or load from lacks a file, or a file lacks a column."""

    status = 422
    code = "source-incomplete"
    title = "The source folder is not complete"


class ManifestMismatch(HereaboutsError):
    """A shipped table is not the one its manifest describes."""

    code = "manifest-mismatch"
    title = "The shipped data has been changed"


class ImportRejected(HereaboutsError):
    """A file to import has rows that cannot be taken."""

    status = 422
    code = "import-rejected"
    title = "The file could not be imported"


class NotSignedIn(HereaboutsError):
    """Only somebody who has signed in may do that."""

    status = 401
    code = "not-signed-in"
    title = "Sign in first"


class SecondFactorMissing(HereaboutsError):
    """The role that may do that counts only once a second factor was shown."""

    status = 403
    code = "second-factor-missing"
    title = "Show your second factor first"


class NotAllowed(HereaboutsError):
    """Not something that person may do, or not any more."""

    status = 403
    code = "not-allowed"
    title = "You cannot do that"


class Conflict(HereaboutsError):
    """Somebody else changed the same thing meanwhile, or it stands otherwise than was thought."""

    status = 409
    code = "conflict"
    title = "Somebody else changed it"


class Gone(HereaboutsError):
    """It was here and is not any more; the message says where to go instead."""

    status = 410
    code = "gone"
    title = "No longer here"


class TooMany(HereaboutsError):
    """Asked too often; the message says when to try again."""

    status = 429
    code = "too-many"
    title = "Too many times"
