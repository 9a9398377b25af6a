"""By which way do messages leave: a mail server, GOV.UK Notify, or none yet?"""

from types import TracebackType
from typing import Protocol, Self

from directory.messages.mail import Mailer, read_server
from directory.messages.notify import NotifyCarrier
from directory.messages.schemas import MessageRead
from directory.settings import Settings


class Carrier(Protocol):
    """Takes messages one after the other."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, message: MessageRead) -> None:
        """Hand over one message; raises Refused or NotNow."""
        ...


def mail_goes_out(settings: Settings) -> bool:
    """Tell whether messages leave at all."""
    return settings.notify_api_key is not None or settings.smtp_url is not None


def carrier_of(settings: Settings) -> Carrier | None:
    """Choose the way: GOV.UK Notify where its key is set, else the mail server; None where neither is."""
    if settings.notify_api_key is not None:
        return NotifyCarrier(settings)
    if settings.smtp_url is not None:
        return Mailer(read_server(settings.smtp_url.get_secret_value()), settings.mail_from)
    return None
