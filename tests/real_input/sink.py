"""A real SMTP server that keeps what it gets."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from ports import free_port


@dataclass(frozen=True)
class Letter:
    """One mail as it came over the wire."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    def text(self, kind: str = "plain") -> str:
        """Its plain text or its HTML."""
        part = self.message.get_body(preferencelist=(kind,))
        return part.get_content() if part else ""


class Sink:
    """Takes every mail for every recipient."""

    def __init__(self) -> None:
        self._letters: list[Letter] = []
        self._lock = threading.Lock()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        octets = envelope.original_content or b""
        message = message_from_bytes(octets, policy=policy.default)
        letter = Letter(envelope.mail_from or "", tuple(envelope.rcpt_tos), message)
        with self._lock:
            self._letters.append(letter)
        return "250 kept"

    def letters(self) -> list[Letter]:
        """Everything that has come so far."""
        with self._lock:
            return list(self._letters)

    def to(self, address: str) -> list[Letter]:
        """What has come for one recipient."""
        return [letter for letter in self.letters() if address in letter.recipients]


@contextmanager
def sink() -> Iterator[tuple[Sink, str]]:
    """The sink and the URL of its server."""
    handler, port = Sink(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield handler, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
