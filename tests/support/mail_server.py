"""A real mail server on this machine that keeps what it takes, and can misbehave."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from serving import free_port


@dataclass
class Received:
    to: str
    mail: EmailMessage
    raw: bytes
    """As it came over the wire."""

    @property
    def text(self) -> str:
        body = self.mail.get_body(("plain",))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")

    @property
    def html(self) -> str:
        body = self.mail.get_body(("html",))
        assert body is not None
        return str(body.get_content())


@dataclass
class Box:
    """What was taken; `refuse_to` maps an address to the answer to RCPT, `after_data` answers DATA."""

    received: list[Received] = field(default_factory=list)
    refuse_to: dict[str, str] = field(default_factory=dict)
    after_data: list[str] = field(default_factory=list)
    """Answers to the next messages after their text; DROP takes the text and hangs up without one."""

    greylisting: bool = False
    """Say 450 to the first try of each address, and take the next."""
    slow_s: float = 0.0
    """Before the text of a message is answered."""
    tried: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        self.tried.append(address)
        if address in self.refuse_to:
            return self.refuse_to[address]
        if self.greylisting and self.tried.count(address) == 1:
            return "450 4.7.1 greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.slow_s)
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
            self.received += [Received(address, mail, content) for address in envelope.rcpt_tos]
        return answer


@contextmanager
def mail_server(box: Box, **options: Any) -> Iterator[str]:
    """Run it; give the value for the setting smtp_url."""
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()
