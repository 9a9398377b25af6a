"""How is a message handed to a mail server?"""

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote, urlsplit

from email_validator import validate_email

from directory.errors import SettingsInvalid
from directory.messages.schemas import EXEMPT, MessageRead

TIMEOUT_S: Final = 20
_PERMANENT: Final = 500
_LONGEST_LINE: Final = 998
"""RFC 5322, 2.1.1."""


class Refused(Exception):
    """The mail server will never take this message; the code says why."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused {code}")
        self.code = code


class NotNow(Exception):
    """The mail server did not take it this time."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, from the one setting `smtp_url`."""

    host: str
    port: int
    tls: bool
    """From the first byte; without it STARTTLS is used where it is offered."""
    user: str | None
    password: str | None

    @property
    def is_this_machine(self) -> bool:
        """Whether nothing travels over a network."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def read_server(url: str) -> MailServer:
    """Read smtp://user:password@host:587 or smtps://host:465."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SettingsInvalid(
            "HEREABOUTS_SMTP_URL must be like smtp://user:password@host:587 or smtps://host:465."
        )
    tls = parts.scheme == "smtps"
    return MailServer(
        parts.hostname,
        parts.port or (465 if tls else 587),
        tls,
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
    )


def compose(message: MessageRead, mail_from: str) -> EmailMessage:
    """Write a message as mail; the same message is the same mail each time it is tried."""
    local = message.to_email.rpartition("@")[0]
    # The rules of 2008: by those of 2003, which Python's own codec follows, straße.de is strasse.de.
    domain = validate_email(message.to_email, check_deliverability=False).ascii_domain
    mail = EmailMessage(policy=SMTP if local.isascii() else SMTPUTF8)
    name, sender = parseaddr(mail_from)
    if "@" not in sender:
        raise SettingsInvalid("HEREABOUTS_MAIL_FROM must be an e-mail address, like directory@example.org.")
    mail["From"] = Address(name, addr_spec=sender)
    mail["To"] = Address(username=local, domain=domain)
    if message.reply_to:
        mail["Reply-To"] = Address(addr_spec=message.reply_to)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    if message.stop_url and message.purpose not in EXEMPT:
        mail["List-Unsubscribe"] = f"<{message.stop_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.body, charset="utf-8", cte="quoted-printable")
    # A line that begins so would be sent as “>From”, as in the mailboxes of old.
    mail.set_payload(re.sub(r"^From ", "=46rom ", str(mail.get_payload()), flags=re.MULTILINE))
    if message.html:
        mail.add_alternative(message.html, subtype="html", charset="utf-8")
    # Folded, the one-click address would travel as encoded words, which mail programs do not read there.
    mail.policy = mail.policy.clone(max_line_length=_LONGEST_LINE)
    return mail


class Mailer:
    """A connection to the mail server, opened at the first message and again where it broke."""

    def __init__(self, server: MailServer, mail_from: str) -> None:
        self.server = server
        self.mail_from = mail_from
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None:
            try:
                self._open.quit()
            except (smtplib.SMTPException, OSError):
                self._open.close()  # it had hung up; what was sent was taken before

    def send(self, message: MessageRead) -> None:
        """Hand over one message; raises Refused or NotNow."""
        try:
            mail = compose(message, self.mail_from)
        except ValueError as error:  # an address or a text of which no letter can be made, today or later
            raise Refused(_PERMANENT + 54) from error
        try:
            self._connected().send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            self._judge(min(code for code, _ in error.recipients.values()), error)
        except smtplib.SMTPDataError as error:
            self._judge(error.smtp_code, error)
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(_PERMANENT + 53) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise NotNow(type(error).__qualname__) from error

    def _judge(self, code: int, error: Exception) -> None:
        self._drop()
        if code >= _PERMANENT:
            raise Refused(code) from error
        raise NotNow(str(code)) from error

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _connected(self) -> smtplib.SMTP:
        if self._open is None:
            self._open = self._connect()
        return self._open

    def _connect(self) -> smtplib.SMTP:
        where, secure = self.server, ssl.create_default_context()
        if where.tls:
            found: smtplib.SMTP = smtplib.SMTP_SSL(where.host, where.port, timeout=TIMEOUT_S, context=secure)
        else:
            found = smtplib.SMTP(where.host, where.port, timeout=TIMEOUT_S)
        try:
            found.ehlo()
            encrypted = where.tls
            if not where.tls and found.has_extn("starttls"):
                found.starttls(context=secure)
                found.ehlo()
                encrypted = True
            self._log_in(found, encrypted=encrypted)
        except BaseException:
            found.close()
            raise
        return found

    def _log_in(self, connection: smtplib.SMTP, *, encrypted: bool) -> None:
        """Log in where a user is set; a password never goes over a network in the clear."""
        where = self.server
        if where.user is None:
            return
        if not encrypted and not where.is_this_machine:
            raise NotNow("no encryption offered, and so no login")
        try:
            connection.login(where.user, where.password or "")
        except smtplib.SMTPNotSupportedError as error:
            raise NotNow("no login offered") from error
