"""How is a message handed to GOV.UK Notify, where a council uses that instead of a mail server?

Not tried live: tested against a double on this machine that answers as the public API documents. Notify
writes the mail itself, from one template whose subject is ((subject)) and whose text is ((body)); what it is
given is plain text. It knows no Message-ID of ours, so a message that was tried before is looked for by its
reference before it is given again.
"""

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from directory.errors import SettingsInvalid
from directory.messages.mail import TIMEOUT_S, NotNow, Refused
from directory.messages.schemas import EXEMPT, MessageRead
from directory.settings import Settings

if TYPE_CHECKING:
    from notifications_python_client.errors import APIError

_SHORTEST_KEY: Final = 73
"""Two UUIDs and the hyphen between them stand at its end; a name may stand before."""
_BAD_REQUEST: Final = 400
_TOO_LARGE: Final = 413


class NotifyCarrier:
    """The API of GOV.UK Notify, as whoever sends messages uses it."""

    def __init__(self, settings: Settings) -> None:
        key = settings.notify_api_key
        if key is None or settings.notify_template_id is None or len(key.get_secret_value()) < _SHORTEST_KEY:
            raise SettingsInvalid(
                "HEREABOUTS_NOTIFY_API_KEY must be a whole key of GOV.UK Notify, and "
                "HEREABOUTS_NOTIFY_TEMPLATE_ID the id of a template with ((subject)) and ((body))."
            )
        self._key = key.get_secret_value()
        self._template = settings.notify_template_id
        self._base_url = settings.notify_base_url
        self._client: Any = None  # its methods have no types

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            self._client.request_session.close()

    def send(self, message: MessageRead) -> None:
        """Hand over one message; raises Refused or NotNow."""
        from notifications_python_client.errors import APIError  # noqa: PLC0415 - only where it is used

        try:
            if message.attempts > 1 and self._was_taken(message):
                return
            self._connected().send_email_notification(**letter_of(message, self._template))
        except APIError as error:
            raise _judged(error) from None  # its own text may repeat what was sent

    def _was_taken(self, message: MessageRead) -> bool:
        found = self._connected().get_all_notifications(reference=str(message.id))
        return bool(found["notifications"])

    def _connected(self) -> Any:  # noqa: ANN401 - as above
        if self._client is None:
            from notifications_python_client import notifications  # noqa: PLC0415 - as above

            api: Any = notifications.NotificationsAPIClient
            self._client = api(self._key, base_url=self._base_url, timeout=TIMEOUT_S)
        return self._client


def letter_of(message: MessageRead, template_id: str) -> Mapping[str, Any]:
    """Write a message as the call that sends it; never its HTML."""
    letter: dict[str, Any] = {
        "email_address": message.to_email,
        "template_id": template_id,
        "personalisation": {"subject": message.subject, "body": without_hidden_links(message.body)},
        "reference": str(message.id),
    }
    # Notify takes no other than https.
    if message.stop_url and message.stop_url.startswith("https://") and message.purpose not in EXEMPT:
        letter["one_click_unsubscribe_url"] = message.stop_url
    return letter


def without_hidden_links(body: str) -> str:
    """Part what Notify would read as a link with a name, so that every link shows where it leads."""
    return body.replace("](", "] (")


def _judged(error: "APIError") -> Refused | NotNow:
    """Tell whether it is this message that can never be sent, or the way that is shut for now.

    A key, a template or a limit that is wrong is for the operator to mend: the messages wait.
    """
    status = error.status_code
    if status == _TOO_LARGE or (status == _BAD_REQUEST and _is_about_the_address(error)):
        return Refused(status)
    return NotNow(f"Notify {status}")


def _is_about_the_address(error: "APIError") -> bool:
    told = error.message
    return isinstance(told, list) and any(
        str(each.get("message", "")).startswith("email_address ") for each in told
    )
