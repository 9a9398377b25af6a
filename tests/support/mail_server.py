"""A real mail server on this machine that keeps what it takes, and can misbehave."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Received:
    to: str
    mail: EmailMessage

    @property
    def text(self) -> str:
        return str(self.mail.get_content()).replace("\r\n", "\n")


@dataclass
class Box:
    """What was taken; `refuse_to` maps an address to the answer to RCPT, `after_data` answers DATA."""

    received: list[Received] = field(default_factory=list)
    refuse_to: dict[str, str] = field(default_factory=dict)
    after_data: list[str] = field(default_factory=list)
    """Answers to the next messages after their text; DROP takes the text and hangs up without one."""

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address in self.refuse_to:
            return self.refuse_to[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.after_data.pop(0) if self.after_data else "250 OK"
        if answer == "DROP":
            assert server.transport is not None
            server.transport.abort()
            return "250 lost"
        if answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            mail = message_from_bytes(content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.received += [Received(address, mail) for address in envelope.rcpt_tos]
        return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(box: Box, **options: Any) -> Iterator[str]:
    """Run it; give the value for the setting smtp_url."""
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()
